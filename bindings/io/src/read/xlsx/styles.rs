//! What a cell's number format says of its number: a percentage, a date, or nothing.

use super::{attribute, damaged};
use crate::Result;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Plain,
    Percent,
    Date,
}

/// The meaning of each cell style.
#[derive(Default)]
pub(super) struct Styles(Vec<Meaning>);

impl Styles {
    pub(super) fn meaning(&self, style: usize) -> Meaning {
        self.0.get(style).copied().unwrap_or(Meaning::Plain)
    }

    pub(super) fn parse(xml: &str, name: &str) -> Result<Self> {
        let mut codes: BTreeMap<u32, Meaning> = BTreeMap::new();
        let mut styles = Vec::new();
        let mut in_cells = false;
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event().map_err(|wrong| damaged(name, wrong))? {
                Event::Start(tag) if tag.local_name().as_ref() == "cellXfs" => in_cells = true,
                Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => in_cells = false,
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "numFmt" => {
                        let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok());
                        if let (Some(id), Some(code)) = (id, attribute(&tag, "formatCode")) {
                            codes.insert(id, of_code(&code));
                        }
                    }
                    "xf" if in_cells => {
                        let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                        styles.push(codes.get(&id).copied().unwrap_or_else(|| of_builtin(id)));
                    }
                    _ => {}
                },
                Event::Eof => return Ok(Self(styles)),
                _ => {}
            }
        }
    }
}

/// Formats that every spreadsheet knows by number; 27 to 36 and 50 to 58 are dates of East Asian languages.
fn of_builtin(id: u32) -> Meaning {
    match id {
        9 | 10 => Meaning::Percent,
        14..=17 | 22 | 27..=36 | 50..=58 => Meaning::Date,
        _ => Meaning::Plain,
    }
}

/// The first section of a format code, without its quoted and escaped characters. Times of day alone are no dates.
fn of_code(code: &str) -> Meaning {
    let mut letters = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            '\\' | '_' | '*' => drop(chars.next()),
            c => letters.extend(c.to_lowercase()),
        }
    }
    if letters.contains('%') {
        Meaning::Percent
    } else if letters.contains(['y', 'd']) && !letters.contains("general") {
        Meaning::Date
    } else {
        Meaning::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        for code in ["0%", "0.00%", "#,##0.0 %;[Red]-0%"] {
            assert_eq!(of_code(code), Meaning::Percent, "{code}");
        }
        for code in ["dd/mm/yyyy", "[$-42A]d mmmm yyyy", "yyyy\\-mm\\-dd;@"] {
            assert_eq!(of_code(code), Meaning::Date, "{code}");
        }
        for code in ["General", "0.00", "#,##0\" đồng\"", "0\" ngày\"", "h:mm", "[Red]0", "0\\%"] {
            assert_eq!(of_code(code), Meaning::Plain, "{code}");
        }
    }
}
