//! A table to be written: named, typed columns and rows that are made as they are needed.

use crate::tidy::{Figure, Row, Shown, TIDY_COLUMNS, What, category_item, kind_of, rows};
use milepost_core::dataset::{Dataset, Fault};
use milepost_core::diagnostic::{Lang, fill};
use milepost_core::number::Number;
use milepost_core::program::Program;
use milepost_core::report::Table;
use std::borrow::Cow;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Decimal numbers.
    Number,
}

/// One cell to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum OutCell<'a> {
    /// Nothing.
    Missing,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Figure(Figure),
}

impl<'a> From<Cow<'a, str>> for OutCell<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a str> for OutCell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

/// A table to be written.
pub struct Frame<'a> {
    /// Names and kinds.
    pub columns: Vec<(Cow<'static, str>, Kind)>,
    /// Rows; each has a cell per column.
    pub rows: Box<dyn Iterator<Item = Vec<OutCell<'a>>> + 'a>,
}

/// Tidy results as a table.
pub fn results<'a>(program: &'a Program, data: &'a Dataset, table: &'a Table, what: What) -> Frame<'a> {
    let kind = |name: &str| match name {
        "year" => Kind::Integer,
        "value" | "target" | "score" | "max" => Kind::Number,
        _ => Kind::Text,
    };
    Frame {
        columns: TIDY_COLUMNS.iter().map(|name| (Cow::Borrowed(*name), kind(name))).collect(),
        rows: Box::new(rows(program, data, table, what).map(move |row| cells(program, row))),
    }
}

fn cells<'a>(program: &'a Program, row: Row<'a>) -> Vec<OutCell<'a>> {
    let level = program.levels.get(row.level.index()).map_or("", |l| l.name.as_str());
    let shown = |value: Option<Shown>| match value {
        None => OutCell::Missing,
        Some(Shown::Figure(figure)) => OutCell::Figure(figure),
        Some(Shown::Bool(yes)) => OutCell::Figure(Figure::Exact(Number::integer(i64::from(yes)))),
        Some(Shown::Year(year)) => OutCell::Figure(Figure::Exact(Number::integer(i64::from(year)))),
        Some(Shown::Date(day)) => OutCell::Text(Cow::Owned(milepost_core::date::text(day))),
        Some(Shown::Category(category, index)) => category_item(program, category, index).into(),
    };
    let figure = |value: Option<Figure>| value.map_or(OutCell::Missing, OutCell::Figure);
    vec![
        level.into(),
        row.unit.into(),
        row.label.into(),
        OutCell::Integer(i64::from(row.year)),
        row.name.into(),
        row.item.code.as_str().into(),
        kind_of(row.item).into(),
        row.verdict.into(),
        shown(row.value),
        shown(row.target),
        figure(row.score),
        figure(row.max),
        OutCell::Text(Cow::Owned(row.reasons.words())),
    ]
}

/// The faults as a table.
pub fn faults<'a>(program: &'a Program, faults: &'a [Fault], lang: Lang) -> Frame<'a> {
    let names = ["level", "unit", "year", "assessor", "name", "value", "code", "message", "place"];
    let kind = |name: &str| if name == "year" { Kind::Integer } else { Kind::Text };
    Frame {
        columns: names.iter().map(|name| (Cow::Borrowed(*name), kind(name))).collect(),
        rows: Box::new(faults.iter().map(move |fault| {
            let level = fault.level.and_then(|l| program.levels.get(l.index())).map_or("", |l| l.name.as_str());
            let by = fault.by.and_then(|a| program.assessors.get(a.index())).map_or("", |a| a.name.as_str());
            vec![
                level.into(),
                fault.unit.as_str().into(),
                fault.year.map_or(OutCell::Missing, |y| OutCell::Integer(i64::from(y))),
                by.into(),
                fault.name.as_str().into(),
                fault.value.as_str().into(),
                fault.message.code.into(),
                OutCell::Text(Cow::Owned(message(fault, lang))),
                fault.place.as_str().into(),
            ]
        })),
    }
}

/// The sentence of a fault.
pub fn message(fault: &Fault, lang: Lang) -> String {
    fill(
        match lang {
            Lang::En => fault.message.en,
            Lang::Vi => fault.message.vi,
        },
        &fault.args,
    )
}

/// The remedy of a fault, or nothing.
pub fn help(fault: &Fault, lang: Lang) -> String {
    fill(
        match lang {
            Lang::En => fault.message.help_en,
            Lang::Vi => fault.message.help_vi,
        },
        &fault.args,
    )
}
