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
use milepost_core::program::{Item, ItemKind, Program, Reason, UnitText};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

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

/// Items by name, as the second rules have them or else the first.
struct Names<'a> {
    items: BTreeMap<String, (&'a Program, &'a Item)>,
    after: &'a Program,
    lang: Lang,
}

impl<'a> Names<'a> {
    fn new(before: &'a Program, after: &'a Program, lang: Lang) -> Self {
        let mut items = BTreeMap::new();
        for program in [before, after] {
            // Of several versions the last one counts.
            for item in &program.items {
                items.insert(crate::name_of(program, item).into_owned(), (program, item));
            }
        }
        Self { items, after, lang }
    }

    /// Code and label.
    fn title(&self, name: &str, otherwise: &str) -> String {
        let Some((program, item)) = self.items.get(name) else { return otherwise.to_owned() };
        let label = crate::describe::label_of(program, item, self.lang);
        if item.code.is_empty() { label } else { format!("{} {label}", item.code) }
    }

    fn words<'s>(&'s self, unit: &'s UnitText) -> Words<'s> {
        Words { show: Show::new(self.after, self.lang).unit(Some(unit)), names: self, lang: self.lang }
    }
}

/// Numbers in the item's unit, words in the reader's language.
struct Words<'a> {
    show: Show<'a>,
    names: &'a Names<'a>,
    lang: Lang,
}

impl Words<'_> {
    /// What a result of an item came to.
    fn outcome(&self, name: &str, outcome: &Outcome) -> String {
        let item = self.names.items.get(name);
        match outcome {
            Outcome::Number(n) => self.number(n),
            Outcome::Word { name, label, .. } => match item {
                Some((program, item)) => crate::words::result(program, item, name, self.lang).into_owned(),
                None => label.clone(),
            },
            Outcome::Nothing(reasons) => {
                let classed = item.is_some_and(|(_, i)| matches!(i.kind, ItemKind::Outcome(_) | ItemKind::State(_)));
                let word = if classed { pick(self.lang, "undetermined", "chưa xác định") } else { "–" };
                let why = reasons.split(',').filter_map(Reason::from_word);
                let why: Vec<&str> = why.map(|r| milepost_core::explain::words::reason(r, self.lang)).collect();
                if why.is_empty() { word.to_owned() } else { format!("{word} ({})", why.join(", ")) }
            }
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
        let title = self.names.title(&driver.item, if driver.label.is_empty() { &driver.item } else { &driver.label });
        let outcome = |o| self.outcome(&driver.item, o);
        match &driver.effect {
            Some(effect) => format!("{title} {}", self.signed(effect)),
            None => format!("{title}: {} → {}", outcome(&driver.before), outcome(&driver.after)),
        }
    }
}

/// Tables and drawings.
pub fn describe(before: &Side<'_>, after: &Side<'_>, comparison: &Comparison, lang: Lang) -> Description {
    let names = Names::new(before.program, after.program, lang);
    let fingerprint = pick(lang, "rules", "bộ quy tắc");
    let line =
        |sign: &str, side: &Side<'_>| format!("{sign} {} · {fingerprint} {}", side.name, side.program.content_hash);
    let mut lines = vec![line("A", before), line("B", after)];
    lines.extend(hypothetical("A", before, lang));
    lines.extend(hypothetical("B", after, lang));
    for (only, en, vi) in [
        (&comparison.only_before, "Only in A", "Chỉ có trong A"),
        (&comparison.only_after, "Only in B", "Chỉ có trong B"),
    ] {
        if !only.is_empty() {
            let titles: Vec<String> = only.iter().map(|name| names.title(name, name)).collect();
            lines.push(format!("{}: {}", pick(lang, en, vi), titles.join("; ")));
        }
    }
    if comparison.items.iter().any(|i| i.kind == Kind::Rank && i.changed > 0) {
        lines.push(
            pick(
                lang,
                "What drives a rank: how much further ahead (+) or behind (-) of the average unit an input puts the unit, in mean distances between units. A negative move is up the ranks.",
                "Nguyên nhân của thứ hạng: chỉ tiêu đưa đơn vị lên trước (+) hay lùi sau (-) mức trung bình thêm bao nhiêu, tính bằng khoảng cách trung bình giữa các đơn vị. Thay đổi âm là lên hạng.",
            )
            .to_owned(),
        );
    }
    let same = comparison.items.iter().filter(|i| i.changed == 0).count();
    if same > 0 {
        lines.push(format!(
            "{}: {same}",
            pick(lang, "Results that change for no unit", "Kết quả không đổi ở mọi đơn vị")
        ));
    }
    let mut tables: Vec<Table> = Some(summary(&names, comparison)).into_iter().filter(|t| !t.rows.is_empty()).collect();
    for item in comparison.items.iter().filter(|i| i.changed > 0) {
        if item.kind == Kind::Class {
            tables.extend(matrix(&names, item));
        }
        tables.push(changes(&names, item));
    }
    let title = pick(lang, "Comparison of rules", "So sánh hai bộ quy tắc").to_owned();
    Description { title, lines, tables, lang }
}

/// Years that a side's own version is not in force in.
fn hypothetical(sign: &str, side: &Side<'_>, lang: Lang) -> Option<String> {
    let mut years: Vec<i32> = side.table.blocks.iter().filter(|b| b.hypothetical).map(|b| b.year).collect();
    years.sort_unstable();
    years.dedup();
    let years: Vec<String> = years.iter().map(i32::to_string).collect();
    (!years.is_empty()).then(|| {
        let says = pick(
            lang,
            "hypothetical, as if in force; the targets are those of its nearest year",
            "giả định như đang có hiệu lực; chỉ tiêu lấy theo năm gần nhất của bộ quy tắc",
        );
        format!("{sign} · {} · {says}", years.join(", "))
    })
}

/// Which verdicts, classes and recognitions change: a table a year, a row a unit and result.
pub fn verdicts(before: &Side<'_>, after: &Side<'_>, comparison: &Comparison, lang: Lang) -> Description {
    let names = Names::new(before.program, after.program, lang);
    let judged = |item: &&Compared| matches!(item.kind, Kind::Class | Kind::Verdict);
    let mut years: Vec<i32> = comparison.items.iter().filter(judged).map(|i| i.key.year).collect();
    years.sort_unstable();
    years.dedup();
    let tables = years.into_iter().map(|year| {
        let mut rows = Vec::new();
        let (mut units, mut moved) = (0, BTreeSet::new());
        for item in comparison.items.iter().filter(judged).filter(|i| i.key.year == year) {
            units = units.max(item.units);
            let words = names.words(&item.unit);
            for change in &item.changes {
                moved.insert((&item.key.level, &change.unit));
                let cells = vec![
                    change.label.clone(),
                    names.title(&item.key.item, &item.label),
                    words.outcome(&item.key.item, &change.before),
                    words.outcome(&item.key.item, &change.after),
                ];
                rows.push((&item.key.level, &change.unit, Row { cells, ..Row::default() }));
            }
        }
        rows.sort_by(|(l1, u1, _), (l2, u2, _)| (l1, u1).cmp(&(l2, u2)));
        let title = pick(lang, "Changed verdicts", "Kết luận thay đổi");
        let (of, who) = (pick(lang, "of", "trên"), pick(lang, "units", "đơn vị"));
        Table {
            title: format!("{title} · {year} · {} {of} {units} {who}", moved.len()),
            columns: [pick(lang, "Unit", "Đơn vị"), pick(lang, "Result", "Kết quả"), "A", "B"]
                .map(str::to_owned)
                .to_vec(),
            rows: rows.into_iter().map(|(_, _, row)| row).collect(),
            ..Table::default()
        }
    });
    let lines = [hypothetical("A", before, lang), hypothetical("B", after, lang)].into_iter().flatten().collect();
    Description { tables: tables.collect(), lines, lang, ..Description::default() }
}

fn summary(names: &Names<'_>, comparison: &Comparison) -> Table {
    let lang = names.lang;
    let rows = comparison.items.iter().filter(|item| item.changed > 0).map(|item| {
        let words = names.words(&item.unit);
        let largest = match item.kind {
            Kind::Rank | Kind::Score => item.largest.as_ref().map(|n| words.number(n)),
            Kind::Class | Kind::Verdict => None,
        };
        let cells = vec![
            names.title(&item.key.item, &item.label),
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

fn heading(names: &Names<'_>, item: &Compared) -> String {
    let title = names.title(&item.key.item, &item.label);
    format!("{title} · {} · {}", kind_word(item.kind, names.lang), item.key.year)
}

fn changes(names: &Names<'_>, item: &Compared) -> Table {
    let (words, lang) = (names.words(&item.unit), names.lang);
    let rows = item.changes.iter().map(|change| {
        let moved = match item.kind {
            Kind::Rank | Kind::Score => change.moved.as_ref().map(|n| words.signed(n)),
            Kind::Class | Kind::Verdict => None,
        };
        let drivers: Vec<String> = change.drivers.iter().map(|d| drivers_words(names, item, d)).collect();
        let cells = vec![
            change.label.clone(),
            words.outcome(&item.key.item, &change.before),
            words.outcome(&item.key.item, &change.after),
            moved.unwrap_or_default(),
            drivers.join("; "),
        ];
        Row { cells, ..Row::default() }
    });
    Table {
        title: heading(names, item),
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
fn drivers_words(names: &Names<'_>, item: &Compared, driver: &Driver) -> String {
    let plain = UnitText { text: String::new(), scale: Number::ONE };
    let unit = if item.kind == Kind::Score { &item.unit } else { &plain };
    names.words(unit).driver(driver)
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
fn matrix(names: &Names<'_>, item: &Compared) -> Option<Table> {
    let (words, lang) = (names.words(&item.unit), names.lang);
    let mut classes: BTreeMap<u32, String> = BTreeMap::new();
    let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for change in &item.changes {
        if let (Outcome::Word { position: i, .. }, Outcome::Word { position: j, .. }) = (&change.before, &change.after)
        {
            classes.insert(*i, words.outcome(&item.key.item, &change.before));
            classes.insert(*j, words.outcome(&item.key.item, &change.after));
            *counts.entry((*i, *j)).or_default() += 1;
        }
    }
    let rows = classes.iter().map(|(i, name)| {
        let counted = classes.keys().map(|j| counts.get(&(*i, *j)).map_or(String::new(), u32::to_string));
        Row { cells: std::iter::once(name.clone()).chain(counted).collect(), ..Row::default() }
    });
    let table = Table {
        title: format!(
            "{}: {}",
            heading(names, item),
            pick(lang, "units that change from A to B", "số đơn vị thay đổi từ A sang B")
        ),
        columns: std::iter::once("A \\ B".to_owned()).chain(classes.values().cloned()).collect(),
        rows: rows.collect(),
        drawing: String::new(),
    };
    (!table.rows.is_empty()).then_some(table)
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

/// Changed verdicts, classes and recognitions, a record each.
///
/// # Errors
/// None in memory.
pub fn verdicts_to_json(comparison: &Comparison) -> std::io::Result<Vec<u8>> {
    let items = comparison.items.iter().filter(|i| matches!(i.kind, Kind::Class | Kind::Verdict)).cloned().collect();
    let mut out = Vec::new();
    json::list(frame(&Comparison { items, ..Comparison::default() }), &mut out)?;
    Ok(out)
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
