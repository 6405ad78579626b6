//! The parts of a spreadsheet file: a ZIP archive of XML, unpacked within limits.

use super::{attribute, cut_short, damaged};
use crate::read::limit;
use crate::{Limits, Result};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{Cursor, Read};

pub(super) struct Package<'a> {
    name: &'a str,
    limits: &'a Limits,
    archive: zip::ZipArchive<Cursor<Vec<u8>>>,
    unpacked: u64,
}

pub(super) struct Workbook {
    pub(super) sheets: Vec<Sheet>,
    pub(super) since_1904: bool,
    /// Kind and part of everything the workbook refers to.
    related: Vec<Relation>,
}

pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    pub(super) part: String,
}

struct Relation {
    id: String,
    kind: String,
    part: String,
}

impl<'a> Package<'a> {
    pub(super) fn open(name: &'a str, bytes: Vec<u8>, limits: &'a Limits) -> Result<Self> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|wrong| damaged(name, wrong))?;
        Ok(Self { name, limits, archive, unpacked: 0 })
    }

    /// The text of a part; None where there is no such part.
    pub(super) fn part(&mut self, path: &str) -> Result<Option<String>> {
        let mut names = self.archive.file_names().flatten();
        let Some(found) = names.find(|n| n.eq_ignore_ascii_case(path)).map(|n| n.into_owned()) else { return Ok(None) };
        drop(names);
        let file = self.archive.by_name(&found).map_err(|wrong| damaged(self.name, wrong))?;
        let allowed = self.limits.unpacked.saturating_sub(self.unpacked);
        let mut text = Vec::new();
        file.take(allowed.saturating_add(1)).read_to_end(&mut text).map_err(|wrong| damaged(self.name, wrong))?;
        self.unpacked = self.unpacked.saturating_add(u64::try_from(text.len()).unwrap_or(u64::MAX));
        let most = usize::try_from(allowed).unwrap_or(usize::MAX);
        if text.len() > most {
            let unpacked = usize::try_from(self.limits.unpacked).unwrap_or(usize::MAX);
            limit(self.name, "bytes after unpacking", unpacked.saturating_add(1), unpacked)?;
        }
        String::from_utf8(text).map(Some).map_err(|wrong| damaged(self.name, wrong))
    }

    /// The part that the workbook refers to as a kind, `/styles`.
    pub(super) fn text_of_kind(&mut self, book: &Workbook, kind: &str) -> Result<Option<String>> {
        match book.related.iter().find(|r| r.kind.ends_with(kind)) {
            Some(relation) => self.part(&relation.part),
            None => Ok(None),
        }
    }

    pub(super) fn workbook(&mut self) -> Result<Workbook> {
        let roots = self.relations("_rels/.rels", "")?;
        let path = roots.into_iter().find(|r| r.kind.ends_with("/officeDocument")).map(|r| r.part);
        let path = path.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let Some(xml) = self.part(&path)? else { return Err(damaged(self.name, "not a workbook (.xlsx)")) };
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let related = self.relations(&format!("{folder}/_rels/{file}.rels"), folder)?;
        let mut book = Workbook { sheets: Vec::new(), since_1904: false, related };
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event().map_err(|wrong| damaged(self.name, wrong))? {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "sheet" => {
                        let id = attribute(&tag, "id").unwrap_or_default();
                        let part = book.related.iter().find(|r| r.id == id).map(|r| r.part.clone());
                        book.sheets.push(Sheet {
                            name: attribute(&tag, "name").unwrap_or_default(),
                            hidden: attribute(&tag, "state").is_some_and(|s| s != "visible"),
                            part: part.unwrap_or_default(),
                        });
                    }
                    "workbookPr" => {
                        book.since_1904 = attribute(&tag, "date1904").is_some_and(|v| v == "1" || v == "true");
                    }
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "workbook" => return Ok(book),
                Event::Eof => return Err(cut_short(self.name)),
                _ => {}
            }
        }
    }

    fn relations(&mut self, path: &str, folder: &str) -> Result<Vec<Relation>> {
        let Some(xml) = self.part(path.trim_start_matches('/'))? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event().map_err(|wrong| damaged(self.name, wrong))? {
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                    let target = attribute(&tag, "Target").unwrap_or_default();
                    let part = match target.strip_prefix('/') {
                        Some(absolute) => absolute.to_owned(),
                        None if folder.is_empty() => target,
                        None => format!("{folder}/{target}"),
                    };
                    let (id, kind) =
                        (attribute(&tag, "Id").unwrap_or_default(), attribute(&tag, "Type").unwrap_or_default());
                    found.push(Relation { id, kind, part });
                }
                Event::Eof => return Ok(found),
                _ => {}
            }
        }
    }
}
