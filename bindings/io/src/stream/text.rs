//! Delimited text and JSON records of a line each: what is in memory is a batch, and a block of the file.

use super::Whole;
use crate::read::decode;
use crate::read::delimited::{Rows, delimiter};
use crate::read::json::{Lines, Seen};
use crate::{Format, Limits, RawTable, ReadOptions, Result, fault};
use milepost_core::codes;
use std::fs::File;
use std::io::{self, BufRead, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of a block; in tests nearly every row stands at the border of two.
const BLOCK: usize = if cfg!(test) { 23 } else { 1 << 18 };
/// The heading, or the first line, is looked for in so many bytes.
const HEAD: u64 = if cfg!(test) { 1 << 10 } else { 1 << 22 };
/// A batch ends after so many bytes of cells.
const BATCH: usize = 1 << 25;
/// Lines that are longer are read with the whole file.
const LINE: u64 = if cfg!(test) { 1 << 12 } else { 1 << 26 };

/// What is known of a file of text.
#[derive(Debug)]
pub(super) struct Text {
    path: PathBuf,
    size: u64,
    columns: Vec<String>,
    whole: Option<Whole>,
    how: How,
}

#[derive(Debug)]
enum How {
    /// The delimiter, the lines and the bytes before the heading.
    Delimited(u8, u64, u64),
    Lines,
}

impl Text {
    /// Looks at the head of a file. The columns of records that stand in lines are known after [`Text::learn`].
    pub(super) fn read(path: &Path, name: &str, format: Format, options: &ReadOptions) -> Result<Self> {
        let wrong = |wrong: io::Error| fault(&codes::F01_OPEN, name, [name.to_owned(), wrong.to_string()]);
        let mut head = Vec::new();
        let mut file = super::open(path, name)?;
        let size = file.metadata().map_err(wrong)?.len();
        file.by_ref().take(HEAD).read_to_end(&mut head).map_err(wrong)?;
        let how = How::Lines;
        let mut found = Self { path: path.to_path_buf(), size, columns: Vec::new(), whole: None, how };
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            found.whole = Some(Whole::Utf16);
        } else if format != Format::Ndjson {
            let mark = head.len() - head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).len();
            // Up to the last line break, unless this is all.
            let all = u64::try_from(head.len()).is_ok_and(|read| read < HEAD);
            let end = if all { head.len() } else { head.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1) };
            head.truncate(end);
            let text = decode(name, &head).map_err(|wrong| found.first_wrong(name, wrong))?;
            let first = text.find(|c: char| !c.is_whitespace());
            if !all && first.is_none_or(|at| !text.get(at..).unwrap_or_default().contains('\n')) {
                found.whole = Some(Whole::Line);
                return Ok(found);
            }
            let (delimiter, rest, skipped) = delimiter(&text, format);
            let before = u64::try_from(mark + text.len() - rest.len()).unwrap_or_default();
            found.how = How::Delimited(delimiter, skipped, before);
            let rows = found.rows_after(name, options, &Arc::default(), (delimiter, skipped, before));
            found.columns = rows.map_err(|wrong| found.first_wrong(name, wrong))?.names().to_vec();
        }
        Ok(found)
    }

    /// Reads all lines of records once, for the names of their columns.
    pub(super) fn learn(&mut self, name: &str, limits: &Limits, progress: &dyn Fn(u64, u64)) -> Result<()> {
        if self.whole.is_some() || !matches!(self.how, How::Lines) || !self.columns.is_empty() {
            return Ok(());
        }
        let done = Arc::default();
        let mut lines = Lines::new(name, *limits, Vec::new());
        let mut file = Blocks::open(&self.path, name, 0, &done)?;
        let mut line = Vec::new();
        loop {
            match next_line(&mut file, &mut line, name) {
                Ok(Next::End) => break,
                Ok(Next::Long) => {
                    self.whole = Some(Whole::Line);
                    return Ok(());
                }
                Ok(Next::Line) => {}
                Err(wrong) => return Err(self.first_wrong(name, wrong)),
            }
            match lines.look(&line) {
                Ok(Seen::Row | Seen::Blank) => {}
                Ok(Seen::Nested) => {
                    self.whole = Some(Whole::Layout);
                    return Ok(());
                }
                Err(wrong) => return Err(self.first_wrong(name, wrong)),
            }
            progress(done.load(Ordering::Relaxed), self.size);
        }
        self.columns = lines.end()?;
        Ok(())
    }

    /// Why it is not read in batches.
    pub(super) fn whole(&self) -> Option<&Whole> {
        self.whole.as_ref()
    }

    pub(super) fn bytes(&self) -> u64 {
        self.size
    }

    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The columns whose cells are text as written.
    pub(super) fn is_delimited(&self) -> bool {
        matches!(self.how, How::Delimited(..))
    }

    /// All batches; `done` counts the bytes that were read for them.
    pub(super) fn batches(
        &self,
        name: &str,
        options: &ReadOptions,
        (most, columns): (usize, Option<&[usize]>),
        done: &Arc<AtomicU64>,
    ) -> Result<Box<dyn FnMut() -> Result<Option<RawTable>> + Send>> {
        let columns = columns.map(<[usize]>::to_vec);
        let (path, owned) = (self.path.clone(), name.to_owned());
        let wrong = move |wrong| first_wrong(&path, &owned, wrong);
        if let How::Delimited(delimiter, skipped, before) = self.how {
            let mut rows = self
                .rows_after(name, options, done, (delimiter, skipped, before))
                .map_err(|w| self.first_wrong(name, w))?;
            return Ok(Box::new(move || {
                let table = rows.part(most, BATCH, columns.as_deref()).map_err(&wrong)?;
                Ok((table.rows > 0 || !table.faults.is_empty() || !rows.is_done()).then_some(table))
            }));
        }
        let mut lines = Lines::new(name, options.limits, self.columns.clone());
        let mut file = Blocks::open(&self.path, name, 0, done)?;
        let name = name.to_owned();
        Ok(Box::new(move || {
            let (mut bytes, mut line) = (0_usize, Vec::new());
            while lines.rows() < most && bytes < BATCH {
                match next_line(&mut file, &mut line, &name).map_err(&wrong)? {
                    Next::End => break,
                    Next::Line if !matches!(lines.row(&line).map_err(&wrong)?, Seen::Nested) => {
                        bytes = bytes.saturating_add(line.len());
                    }
                    Next::Line | Next::Long => {
                        return Err(super::damaged(&name, &"it has changed while it was read"));
                    }
                }
            }
            Ok(lines.take(columns.as_deref()))
        }))
    }

    fn rows_after(
        &self,
        name: &str,
        options: &ReadOptions,
        done: &Arc<AtomicU64>,
        (delimiter, skipped, before): (u8, u64, u64),
    ) -> Result<Rows<Blocks>> {
        Rows::new(name, Blocks::open(&self.path, name, before, done)?, (delimiter, skipped), options)
    }

    fn first_wrong(&self, name: &str, wrong: Box<milepost_core::dataset::Fault>) -> Box<milepost_core::dataset::Fault> {
        first_wrong(&self.path, name, wrong)
    }
}

enum Next {
    Line,
    Long,
    End,
}

/// The next line, with its end.
fn next_line(file: &mut Blocks, line: &mut Vec<u8>, name: &str) -> Result<Next> {
    line.clear();
    let read = file.by_ref().take(LINE).read_until(b'\n', line).map_err(|why| super::damaged(name, &why))?;
    let long = u64::try_from(read).is_ok_and(|read| read >= LINE) && !line.ends_with(b"\n");
    Ok(if long {
        Next::Long
    } else if read == 0 {
        Next::End
    } else {
        Next::Line
    })
}

/// What is wrong with a file: a text that is not UTF-8 anywhere is what is said of it first.
fn first_wrong(
    path: &Path,
    name: &str,
    wrong: Box<milepost_core::dataset::Fault>,
) -> Box<milepost_core::dataset::Fault> {
    // Lines and characters of the line, from 1, of what is valid.
    let (mut line, mut column) = (1_usize, 1_usize);
    let Ok(mut file) = Blocks::open(path, name, 0, &Arc::default()) else { return wrong };
    loop {
        let Ok(block) = file.valid() else { return wrong };
        let Ok(text) = std::str::from_utf8(block) else { return wrong };
        if let Some(last) = text.rfind('\n') {
            line = line.saturating_add(text.bytes().filter(|b| *b == b'\n').count());
            column = text.get(last + 1..).map_or(0, |rest| rest.chars().count()) + 1;
        } else {
            column = column.saturating_add(text.chars().count());
        }
        if text.is_empty() {
            return if file.wrong {
                fault(&codes::F03_ENCODING, format!("{name}:{line}:{column}"), [name])
            } else {
                wrong
            };
        }
        let count = text.len();
        file.consume(count);
    }
}

/// A file of UTF-8 in blocks that end with a whole character, without a byte-order mark.
struct Blocks {
    file: File,
    block: Vec<u8>,
    /// What is given out next, how far it is valid, and how far it was read.
    at: usize,
    valid: usize,
    read: usize,
    ended: bool,
    wrong: bool,
    done: Arc<AtomicU64>,
}

impl Blocks {
    /// After so many bytes; a byte-order mark at the start is passed over.
    fn open(path: &Path, name: &str, before: u64, done: &Arc<AtomicU64>) -> Result<Self> {
        let mut file = super::open(path, name)?;
        let damaged = |wrong: io::Error| fault(&codes::F01_OPEN, name, [name.to_owned(), wrong.to_string()]);
        let mut mark = [0; 3];
        let marked = file.read_exact(&mut mark).is_ok() && mark == *b"\xef\xbb\xbf";
        let start = before.max(if marked { 3 } else { 0 });
        file.seek(SeekFrom::Start(start)).map_err(damaged)?;
        done.fetch_add(start, Ordering::Relaxed);
        let block = vec![0; BLOCK];
        Ok(Self { file, block, at: 0, valid: 0, read: 0, ended: false, wrong: false, done: Arc::clone(done) })
    }

    /// What is valid of what comes next; nothing at the end, or before what is not valid.
    fn valid(&mut self) -> io::Result<&[u8]> {
        while self.at >= self.valid && !self.wrong {
            let left = self.valid..self.read;
            self.read = left.len();
            self.block.copy_within(left, 0);
            (self.at, self.valid) = (0, 0);
            if self.ended {
                self.wrong = self.read > 0;
                break;
            }
            let count = match self.file.read(self.block.get_mut(self.read..).unwrap_or_default()) {
                Ok(count) => count,
                Err(wrong) if wrong.kind() == io::ErrorKind::Interrupted => continue,
                Err(wrong) => return Err(wrong),
            };
            self.ended = count == 0;
            self.done.fetch_add(u64::try_from(count).unwrap_or_default(), Ordering::Relaxed);
            self.read = self.read.saturating_add(count);
            match std::str::from_utf8(self.block.get(..self.read).unwrap_or_default()) {
                Ok(text) => self.valid = text.len(),
                Err(wrong) => {
                    self.valid = wrong.valid_up_to();
                    // What may be the beginning of a character is looked at again with the next block.
                    self.wrong = wrong.error_len().is_some() && self.valid == 0;
                    self.ended |= wrong.error_len().is_some();
                }
            }
        }
        Ok(self.block.get(self.at..self.valid).unwrap_or_default())
    }
}

impl io::Read for Blocks {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Blocks {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.valid()?;
        if self.wrong && self.at >= self.valid {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "not UTF-8"));
        }
        Ok(self.block.get(self.at..self.valid).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.valid);
    }
}
