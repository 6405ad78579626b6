//! Parts of pages, for notebooks: what the pages say, without head, foot and links between them.

use super::{explain, overview as heat, unit};
use crate::describe::{Description, page::body, title};
use crate::html_text::{escape, fragment};
use crate::tidy::{Row, What, rows_of};
use crate::words::pick;
use milepost_core::dataset::Dataset;
use milepost_core::diagnostic::{Lang, Severity};
use milepost_core::explain::Explanation;
use milepost_core::program::{LevelId, Program};
use milepost_core::report::{Block, Table};
use std::fmt::Write as _;

/// Units by criteria, the first so many of each level and year.
pub fn overview(program: &Program, data: &Dataset, table: &Table, most: usize, lang: Lang) -> String {
    let name = title(program, lang);
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

/// The scorecard of one unit in one year.
pub fn scorecard_of(
    program: &Program,
    data: &Dataset,
    table: &Table,
    (level, position): (LevelId, u32),
    year: i32,
    lang: Lang,
) -> String {
    let mut out = String::new();
    for block in table.blocks.iter().filter(|b| b.level == level && b.year == year) {
        let Some(at) = block.units.iter().position(|u| *u == position) else { continue };
        let own: Vec<Row<'_>> = rows_of(program, data, block, What::All, at..at + 1).collect();
        unit::page(&mut out, program, &own, None, None, lang);
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

/// A finding as a terminal shows it, with the culprit marked.
pub fn finding(rendered: &str, severity: Severity, lang: Lang) -> String {
    let class = if severity == Severity::Error { "" } else { " class=\"warning\"" };
    let mut out = String::from("<pre>");
    for (number, line) in rendered.trim_end().lines().enumerate() {
        // Below the source line: a bar, spaces, carets.
        let carets = line.find('^').filter(|at| {
            let before = line.get(..*at).unwrap_or_default().trim_start();
            before.starts_with('|') && line.trim_end().trim_end_matches('^').len() <= *at
        });
        let (before, marks) = line.split_at_checked(carets.unwrap_or(line.len())).unwrap_or((line, ""));
        let _ = match (number, marks) {
            (0, _) => write!(out, "<b>{}</b>", escape(line)),
            (_, "") => write!(out, "\n{}", escape(line)),
            _ => write!(out, "\n{}<mark{class}>{marks}</mark>", escape(before)),
        };
    }
    out.push_str("</pre>\n");
    fragment(pick(lang, "en", "vi"), &out)
}

fn first<'a>(program: &'a Program, data: &'a Dataset, block: &'a Block, most: usize) -> Vec<Row<'a>> {
    rows_of(program, data, block, What::All, 0..most.min(block.units.len())).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_are_marked_and_nothing_becomes_markup() {
        let text = "error[E302]: a <b> needs a comparison\n --> x.mile:1:3\n  |\n1 | a ^ <i>\n  |   ^^^\n  = help: write ^ >= 80%\n";
        let shown = finding(text, Severity::Error, Lang::En);
        assert!(shown.contains("<b>error[E302]: a &lt;b&gt; needs a comparison</b>"));
        assert!(
            shown.contains("1 | a ^ &lt;i&gt;\n  |   <mark>^^^</mark>\n  = help: write ^ &gt;= 80%</pre>"),
            "{shown}"
        );
    }
}
