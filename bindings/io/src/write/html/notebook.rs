//! Parts of pages, for notebooks: what the pages say, without head, foot and links between them.

use super::{explain, overview as heat, unit};
use crate::describe::{Description, page::body, version};
use crate::html_text::fragment;
use crate::tidy::{Row, What, rows_of};
use crate::words::{label, pick};
use milepost_core::dataset::Dataset;
use milepost_core::diagnostic::Lang;
use milepost_core::explain::Explanation;
use milepost_core::program::Program;
use milepost_core::report::{Block, Table};
use std::fmt::Write as _;

/// Units by criteria, the first so many of each level and year.
pub fn overview(program: &Program, data: &Dataset, table: &Table, most: usize, lang: Lang) -> String {
    let name = version(program, None).map(|(_, v)| label(&v.labels, &v.name, lang)).unwrap_or_default();
    let mut out = String::new();
    for block in table.blocks.iter().filter(|b| !b.units.is_empty()) {
        let all = first(program, data, block, most);
        let units: Vec<&[Row<'_>]> = all.chunk_by(|a, b| a.position == b.position).collect();
        heat(&mut out, program, name, block, &units, None, false, lang);
        more(&mut out, block.units.len(), most, lang);
    }
    if !table.faults.is_empty() {
        let text = pick(lang, "faults in the data; see .faults", "lỗi số liệu; xem .faults");
        let _ = writeln!(out, "<p class=\"warning\" role=\"note\">{} {text}</p>", table.faults.len());
    }
    fragment(pick(lang, "en", "vi"), &out)
}

/// The scorecards of units, the first so many.
pub fn units(program: &Program, data: &Dataset, table: &Table, most: usize, lang: Lang) -> String {
    let mut out = String::new();
    for block in table.blocks.iter().filter(|b| !b.units.is_empty()) {
        let all = first(program, data, block, most);
        for rows in all.chunk_by(|a, b| a.position == b.position) {
            unit::page(&mut out, program, rows, None, lang);
        }
        more(&mut out, block.units.len(), most, lang);
    }
    fragment(pick(lang, "en", "vi"), &out)
}

/// Why a result is what it is.
pub fn explained(explanation: &Explanation) -> String {
    fragment(pick(explain::language(explanation), "en", "vi"), &explain::body(explanation))
}

/// Rules, comparisons, rank intervals.
pub fn described(description: &Description) -> String {
    fragment(pick(description.lang, "en", "vi"), &body(description))
}

fn first<'a>(program: &'a Program, data: &'a Dataset, block: &'a Block, most: usize) -> Vec<Row<'a>> {
    rows_of(program, data, block, What::All).take(most.saturating_mul(block.columns.len())).collect()
}

fn more(out: &mut String, all: usize, most: usize, lang: Lang) {
    if all > most {
        let text = match lang {
            Lang::En => format!("The first {most} of {all} units are shown."),
            Lang::Vi => format!("Chỉ hiển thị {most} trong số {all} đơn vị."),
        };
        let _ = writeln!(out, "<p class=\"more\">{text}</p>");
    }
}
