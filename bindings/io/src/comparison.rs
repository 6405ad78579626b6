//! A comparison of two sets of rules as tables, pages, columns and JSON.

use crate::chart;
use crate::describe::{Description, Row, Table};
use crate::frame::{Frame, Kind as Column, OutCell};
use crate::words::pick;
use crate::write::json;
use milepost_core::comparison::{Change, Compared, Comparison, Driver, Kind, Outcome, Side};
use milepost_core::diagnostic::Lang;
use milepost_core::explain::show::Show;
use milepost_core::number::Number;
use milepost_core::program::{Program, UnitText, Verdict};
use std::borrow::Cow;
use std::collections::BTreeMap;

const COLUMNS: [&str; 10] = ["level", "unit", "label", "year", "name", "kind", "before", "after", "moved", "drivers"];

/// How many units are drawn at most.
const MOST_DRAWN: usize = 120;

fn kind_word(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Rank => pick(lang, "rank", "thứ hạng"),
        Kind::Class => pick(lang, "class", "xếp loại"),
        Kind::Verdict => pick(lang, "verdict", "kết luận"),
        Kind::Score => pick(lang, "score", "điểm"),
    }
}

/// Numbers in the item's unit, words in the reader's language.
struct Words<'a> {
    show: Show<'a>,
    lang: Lang,
}

impl<'a> Words<'a> {
    fn new(program: &'a Program, unit: &'a UnitText, lang: Lang) -> Self {
        Self { show: Show::new(program, lang).unit(Some(unit)), lang }
    }

    fn outcome(&self, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Number(n) => self.number(n),
            Outcome::Word { name, label, .. } => match Verdict::from_word(name) {
                Some(verdict) => milepost_core::explain::words::verdict(verdict, self.lang).to_owned(),
                None => label.clone(),
            },
            Outcome::Nothing(reasons) if reasons.is_empty() => "–".to_owned(),
            Outcome::Nothing(reasons) => format!("– ({reasons})"),
        }
    }

    fn number(&self, number: &Number) -> String {
        self.show.value(&milepost_core::value::Value::Number(number.clone()))
    }

    fn signed(&self, number: &Number) -> String {
        let text = self.number(number);
        if number.is_negative() || number.is_zero() { text } else { format!("+{text}") }
    }

    fn driver(&self, driver: &Driver) -> String {
        let name = if driver.label.is_empty() { &driver.item } else { &driver.label };
        match &driver.effect {
            Some(effect) => format!("{name} {}", self.signed(effect)),
            None => format!("{name}: {} → {}", self.outcome(&driver.before), self.outcome(&driver.after)),
        }
    }
}

/// Tables and drawings.
pub fn describe(before: &Side<'_>, after: &Side<'_>, comparison: &Comparison, lang: Lang) -> Description {
    let fingerprint = pick(lang, "rules", "bộ quy tắc");
    let line = |sign: &str, side: &Side<'_>| {
        let hypothetical = match side.table.blocks.iter().any(|b| b.hypothetical) {
            true => pick(lang, " · hypothetical: not in force in that year", " · giả định: không áp dụng cho năm đó"),
            false => "",
        };
        format!("{sign} {} · {fingerprint} {}{hypothetical}", side.name, side.program.content_hash)
    };
    let mut lines = vec![line("A", before), line("B", after)];
    for (names, en, vi) in [
        (&comparison.only_before, "Only in A", "Chỉ có trong A"),
        (&comparison.only_after, "Only in B", "Chỉ có trong B"),
    ] {
        if !names.is_empty() {
            lines.push(format!("{}: {}", pick(lang, en, vi), names.join(", ")));
        }
    }
    if comparison.items.iter().any(|i| i.kind == Kind::Rank && i.changed > 0) {
        lines.push(
            pick(
                lang,
                "What drives a rank: how much further ahead (+) or behind (-) of the average unit an input puts the unit, in mean distances between units.",
                "Nguyên nhân của thứ hạng: chỉ tiêu đưa đơn vị lên trước (+) hay lùi sau (-) mức trung bình thêm bao nhiêu, tính bằng khoảng cách trung bình giữa các đơn vị.",
            )
            .to_owned(),
        );
    }
    let mut tables = vec![summary(after.program, comparison, lang)];
    for item in comparison.items.iter().filter(|i| i.changed > 0) {
        if item.kind == Kind::Class {
            tables.push(matrix(item, lang));
        }
        tables.push(changes(after.program, item, lang));
    }
    let title = pick(lang, "Comparison of rules", "So sánh hai bộ quy tắc").to_owned();
    Description { title, lines, tables, lang }
}

fn summary(program: &Program, comparison: &Comparison, lang: Lang) -> Table {
    let rows = comparison.items.iter().map(|item| {
        let words = Words::new(program, &item.unit, lang);
        let largest = match item.kind {
            Kind::Rank | Kind::Score => item.largest.as_ref().map(|n| words.number(n)),
            Kind::Class | Kind::Verdict => None,
        };
        let cells = vec![
            item.label.clone(),
            kind_word(item.kind, lang).to_owned(),
            item.key.year.to_string(),
            item.units.to_string(),
            item.changed.to_string(),
            largest.unwrap_or_default(),
        ];
        Row { cells, ..Row::default() }
    });
    Table {
        title: pick(lang, "Summary", "Tóm tắt").to_owned(),
        columns: [
            pick(lang, "Result", "Kết quả"),
            pick(lang, "Kind", "Loại"),
            pick(lang, "Year", "Năm"),
            pick(lang, "Units", "Đơn vị"),
            pick(lang, "Changed", "Thay đổi"),
            pick(lang, "Largest move", "Thay đổi lớn nhất"),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.collect(),
        drawing: String::new(),
    }
}

fn heading(item: &Compared, lang: Lang) -> String {
    format!("{} · {} · {}", item.label, kind_word(item.kind, lang), item.key.year)
}

fn changes(program: &Program, item: &Compared, lang: Lang) -> Table {
    let words = Words::new(program, &item.unit, lang);
    let rows = item.changes.iter().map(|change| {
        let moved = match item.kind {
            Kind::Rank | Kind::Score => change.moved.as_ref().map(|n| words.signed(n)),
            Kind::Class | Kind::Verdict => None,
        };
        let drivers: Vec<String> = change.drivers.iter().map(|d| drivers_words(program, item, d, lang)).collect();
        let cells = vec![
            change.label.clone(),
            words.outcome(&change.before),
            words.outcome(&change.after),
            moved.unwrap_or_default(),
            drivers.join("; "),
        ];
        Row { cells, ..Row::default() }
    });
    Table {
        title: heading(item, lang),
        columns: [
            pick(lang, "Unit", "Đơn vị"),
            "A",
            "B",
            pick(lang, "Move", "Thay đổi"),
            pick(lang, "Driven by", "Do"),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.collect(),
        drawing: drawing(item, lang),
    }
}

/// What drives a rank is counted in the score, whose unit is not the rank's.
fn drivers_words(program: &Program, item: &Compared, driver: &Driver, lang: Lang) -> String {
    let plain = UnitText { text: String::new(), scale: Number::ONE };
    let unit = if item.kind == Kind::Score { &item.unit } else { &plain };
    Words::new(program, unit, lang).driver(driver)
}

fn drawing(item: &Compared, lang: Lang) -> String {
    let moves: Vec<(String, f64, f64)> = item
        .changes
        .iter()
        .filter_map(|c| match (&c.before, &c.after) {
            (Outcome::Number(a), Outcome::Number(b)) => Some((c.label.clone(), a.to_f64(), b.to_f64())),
            _ => None,
        })
        .take(MOST_DRAWN)
        .collect();
    if item.kind != Kind::Rank || moves.is_empty() {
        return String::new();
    }
    let says = pick(
        lang,
        "Ranks under A (ring) and B (point), the largest moves first",
        "Thứ hạng theo A (vòng) và B (chấm), thay đổi lớn nhất trước",
    );
    chart::moves(says, &moves, item.units)
}

/// From which class to which, for the units that change.
fn matrix(item: &Compared, lang: Lang) -> Table {
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for change in &item.changes {
        if let (Outcome::Word { label: a, position: i, .. }, Outcome::Word { label: b, position: j, .. }) =
            (&change.before, &change.after)
        {
            names.insert(*i, a.clone());
            names.insert(*j, b.clone());
            *counts.entry((*i, *j)).or_default() += 1;
        }
    }
    let rows = names.iter().map(|(i, name)| {
        let counted = names.keys().map(|j| counts.get(&(*i, *j)).map_or(String::new(), u32::to_string));
        Row { cells: std::iter::once(name.clone()).chain(counted).collect(), ..Row::default() }
    });
    Table {
        title: format!(
            "{}: {}",
            heading(item, lang),
            pick(lang, "units that change from A to B", "số đơn vị thay đổi từ A sang B")
        ),
        columns: std::iter::once("A \\ B".to_owned()).chain(names.values().cloned()).collect(),
        rows: rows.collect(),
        drawing: String::new(),
    }
}

fn text(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Number(n) => n.to_shortest(),
        Outcome::Word { name, .. } => name.clone(),
        Outcome::Nothing(reasons) => reasons.clone(),
    }
}

fn driver_text(driver: &Driver) -> String {
    match &driver.effect {
        Some(effect) => format!("{} {}", driver.item, effect.to_shortest()),
        None => format!("{} {} {}", driver.item, text(&driver.before), text(&driver.after)),
    }
}

/// A row a change.
pub fn frame(comparison: &Comparison) -> Frame<'_> {
    let rows = comparison.items.iter().flat_map(|item| item.changes.iter().map(move |change| row(item, change)));
    Frame {
        columns: COLUMNS
            .iter()
            .map(|name| {
                let kind = match *name {
                    "year" => Column::Integer,
                    "moved" => Column::Number,
                    _ => Column::Text,
                };
                (Cow::Borrowed(*name), kind)
            })
            .collect(),
        rows: Box::new(rows),
    }
}

fn row<'a>(item: &'a Compared, change: &'a Change) -> Vec<OutCell<'a>> {
    let drivers: Vec<String> = change.drivers.iter().map(driver_text).collect();
    let moved = change.moved.as_ref();
    vec![
        item.key.level.as_str().into(),
        change.unit.as_str().into(),
        change.label.as_str().into(),
        OutCell::Integer(i64::from(item.key.year)),
        item.key.item.as_str().into(),
        kind_word(item.kind, Lang::En).into(),
        OutCell::Text(Cow::Owned(text(&change.before))),
        OutCell::Text(Cow::Owned(text(&change.after))),
        moved.map_or(OutCell::Missing, |n| OutCell::Figure(crate::Figure::Exact(n.clone()))),
        OutCell::Text(Cow::Owned(drivers.join("; "))),
    ]
}

/// A head, a record an item, and a record a change.
///
/// # Errors
/// None in memory.
pub fn to_json(before: &Side<'_>, after: &Side<'_>, comparison: &Comparison) -> std::io::Result<Vec<u8>> {
    let side = |side: &Side<'_>| {
        format!(
            "{{\"name\":{},\"content_hash\":{},\"hypothetical\":{}}}",
            json::text(side.name),
            json::text(&side.program.content_hash),
            side.table.blocks.iter().any(|b| b.hypothetical)
        )
    };
    let names = |names: &[String]| names.iter().map(|n| json::text(n)).collect::<Vec<_>>().join(",");
    let items: Vec<String> = comparison
        .items
        .iter()
        .map(|item| {
            format!(
                "{{\"level\":{},\"year\":{},\"name\":{},\"kind\":{},\"units\":{},\"changed\":{}}}",
                json::text(&item.key.level),
                item.key.year,
                json::text(&item.key.item),
                json::text(kind_word(item.kind, Lang::En)),
                item.units,
                item.changed
            )
        })
        .collect();
    let mut out = format!(
        "{{\"format\":\"milepost.comparison.v1\",\"engine\":{},\"data_hash\":{},\n\"before\":{},\n\"after\":{},\n\
         \"only_before\":[{}],\"only_after\":[{}],\n\"items\":[{}],\n\"changes\":",
        json::text(env!("CARGO_PKG_VERSION")),
        json::text(&crate::data_hash(after.program, after.data)),
        side(before),
        side(after),
        names(&comparison.only_before),
        names(&comparison.only_after),
        items.join(",\n")
    )
    .into_bytes();
    json::list(frame(comparison), &mut out)?;
    out.extend_from_slice(b"}\n");
    Ok(out)
}
