//! Results for people at a terminal: labels, units, the reader's language.

use super::terminal::{Cell, Colour, write};
use crate::display;
use crate::frame::{Frame, OutCell};
use crate::tidy::{Row, What, rows};
use crate::words::{self, label, pick};
use milepost_core::dataset::Dataset;
use milepost_core::diagnostic::Lang;
use milepost_core::explain::Failing;
use milepost_core::program::Program;
use milepost_core::report::{Options, Table};
use std::io::{self, Write};

/// How the table is to look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Language.
    pub lang: Lang,
    /// Escape sequences for colours.
    pub colours: bool,
    /// Width of the screen.
    pub limit: Option<usize>,
}

/// Writes results, a line per unit, year and item. What fails is said for the as-of date of the results.
pub fn results(
    program: &Program,
    data: &Dataset,
    table: &Table,
    (what, as_of): (What, Option<i32>),
    style: Style,
    out: &mut impl Write,
) -> io::Result<()> {
    let lang = style.lang;
    let headings = [
        pick(lang, "Unit", "Đơn vị"),
        pick(lang, "Year", "Năm"),
        pick(lang, "Code", "Mã"),
        pick(lang, "Name", "Tên"),
        pick(lang, "Result", "Kết quả"),
        pick(lang, "Value", "Giá trị"),
        pick(lang, "Target", "Mục tiêu"),
        pick(lang, "Score", "Điểm"),
        pick(lang, "Why", "Lý do"),
    ];
    let mut failing = failing(program, data, as_of);
    let lines: Vec<Vec<Cell>> = rows(program, data, table, what)
        .map(|row| {
            let why = why(program, &row, failing.as_mut(), lang);
            line(program, &row, &why, lang)
        })
        .collect();
    write(&headings, &lines, style.colours, style.limit, out)
}

/// Finds what results fail by; not under a version that is only supposed to be in force.
pub fn failing<'a>(program: &'a Program, data: &'a Dataset, as_of: Option<i32>) -> Option<Failing<'a>> {
    Failing::new(program, data, &Options { as_of, ..Options::default() }).ok()
}

/// Why a result is open, or what it fails by.
pub fn why<'a>(program: &'a Program, row: &Row<'a>, failing: Option<&mut Failing<'a>>, lang: Lang) -> String {
    if !row.reasons.is_empty() {
        return words::reasons(row.reasons, lang);
    }
    let Some(failing) = failing.filter(|_| !row.hypothetical && matches!(&*row.verdict, "refused" | "not_met")) else {
        return String::new();
    };
    words::causes(program, &failing.causes(row.item, row.level, row.position, row.year), lang)
}

fn line(program: &Program, row: &Row<'_>, why: &str, lang: Lang) -> Vec<Cell> {
    vec![
        Cell::new(&*row.label),
        Cell::number(row.year.to_string()),
        Cell::new(if row.item.code.is_empty() { &*row.name } else { &row.item.code }),
        Cell::new(label(&row.item.labels, &row.name, lang)),
        Cell::new(words::result(program, row.item, &row.verdict, lang)).colour(Colour::of_verdict(&row.verdict)),
        Cell::number(value(program, row, lang)),
        Cell::number(crate::describe::targets::target(program, row.item, row.year, lang)),
        Cell::number(score(program, row, lang)),
        Cell::new(why).colour(Colour::Grey),
    ]
}

/// The value of a row in its unit, beside its target.
pub fn value(program: &Program, row: &Row<'_>, lang: Lang) -> String {
    let beside: Vec<_> = row.target.iter().collect();
    row.value.as_ref().map(|v| display::shown(program, v, &row.item.unit, &beside, lang)).unwrap_or_default()
}

/// `8.5 / 10`
pub fn score(program: &Program, row: &Row<'_>, lang: Lang) -> String {
    let beside: Vec<_> = row.max.iter().collect();
    let score = row.score.as_ref().map(|s| display::plain(program, s, &beside, lang));
    let max = row.max.as_ref().map(|m| display::plain(program, m, &[], lang));
    match (score, max) {
        (Some(score), Some(max)) => format!("{score} / {max}"),
        (Some(score), None) => score,
        (None, _) => String::new(),
    }
}

/// Writes any table as it is.
pub fn frame(frame: Frame<'_>, style: Style, out: &mut impl Write) -> io::Result<()> {
    let headings: Vec<&str> = frame.columns.iter().map(|(name, _)| name.as_ref()).collect();
    let rows: Vec<Vec<Cell>> = frame
        .rows
        .map(|row| {
            let cells = row.into_iter().map(|cell| match cell {
                OutCell::Missing => Cell::default(),
                OutCell::Text(t) => Cell::new(t),
                OutCell::Integer(i) => Cell::number(i.to_string()),
                OutCell::Figure(f) => Cell::number(f.text()),
            });
            cells.collect()
        })
        .collect();
    write(&headings, &rows, style.colours, style.limit, out)
}
