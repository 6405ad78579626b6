//! Rank intervals as tables, pages, columns and JSON.

use crate::chart::{self, Interval};
use crate::describe::{Description, Row, Table};
use crate::frame::{Frame, Kind, OutCell};
use crate::tidy::Figure;
use crate::words::pick;
use crate::write::json;
use milepost_core::dataset::Dataset;
use milepost_core::diagnostic::Lang;
use milepost_core::number::{Mode, Number};
use milepost_core::program::{ItemKind, Program};
use milepost_core::sensitivity::{Sensitivity, UnitRanks};
use std::borrow::Cow;

/// Columns of the results: the rank as written, and its summary over the draws.
const COLUMNS: [&str; 9] = ["unit", "label", "rank", "median", "low", "high", "best", "worst", "draws"];

fn shown(number: Option<&Number>) -> String {
    number.map_or_else(|| "–".to_owned(), Number::to_shortest)
}

/// The label of the rank.
fn title<'a>(program: &'a Program, found: &'a Sensitivity, lang: Lang) -> &'a str {
    let rank = program.items.iter().find(|i| {
        matches!(i.kind, ItemKind::Rank(_))
            && program.symbols.get(i.symbol.index()).is_some_and(|s| s.name == found.rank)
    });
    rank.map_or(found.rank.as_str(), |i| crate::label(&i.labels, &found.rank, lang))
}

/// Tables and a drawing.
pub fn describe(program: &Program, data: &Dataset, found: &Sensitivity, lang: Lang) -> Description {
    let version = crate::describe::version(program, Some(found.year));
    let ruleset = version.map(|(_, v)| crate::label(&v.labels, &v.name, lang)).unwrap_or_default();
    let plan = &found.plan;
    let weights = match plan.spread {
        0 => pick(lang, "weights as written", "trọng số như quy định").to_owned(),
        s => format!("{} ±{s} %", pick(lang, "weights", "trọng số")),
    };
    let (draws, seed) = (pick(lang, "draws", "lần rút"), pick(lang, "seed", "hạt giống"));
    let lines = vec![
        format!("{ruleset} · {} · {} {draws} · {seed} {} · {weights}", found.year, plan.draws, plan.seed),
        format!("{} {}", pick(lang, "Rules' fingerprint", "Dấu vân tay của bộ quy tắc"), program.content_hash),
        format!("{} {}", pick(lang, "Data's fingerprint", "Dấu vân tay của số liệu"), crate::data_hash(program, data)),
    ];
    let heading = pick(lang, "Rank intervals", "Khoảng thứ hạng");
    Description {
        title: format!("{heading}: {}", title(program, found, lang)),
        lines,
        tables: vec![units(found, lang), alternatives(program, found, lang)],
        lang,
    }
}

fn units(found: &Sensitivity, lang: Lang) -> Table {
    let names = [
        pick(lang, "Unit", "Đơn vị"),
        pick(lang, "Rank", "Thứ hạng"),
        pick(lang, "Median", "Trung vị"),
        "5 %",
        "95 %",
        pick(lang, "Best", "Cao nhất"),
        pick(lang, "Worst", "Thấp nhất"),
        pick(lang, "Ranked in", "Số lần được xếp hạng"),
    ];
    let row = |unit: &UnitRanks| {
        let spread = unit.spread.as_ref();
        let cells = vec![
            unit.label.clone(),
            shown(unit.base.as_ref()),
            shown(spread.map(|s| &s.median)),
            shown(spread.map(|s| &s.low)),
            shown(spread.map(|s| &s.high)),
            shown(spread.map(|s| &s.best)),
            shown(spread.map(|s| &s.worst)),
            unit.ranked.to_string(),
        ];
        Row { cells, ..Row::default() }
    };
    let drawn: Vec<Interval> = found.units.iter().filter_map(interval).collect();
    let says = pick(
        lang,
        "Rank intervals of all units: thin line best to worst, thick line 5 % to 95 %, point median, stroke as written",
        "Khoảng thứ hạng của các đơn vị: nét mảnh từ cao nhất đến thấp nhất, nét đậm 5 % đến 95 %, chấm là trung vị, vạch là thứ hạng theo quy định",
    );
    Table {
        title: String::new(),
        columns: names.map(str::to_owned).to_vec(),
        rows: found.units.iter().map(row).collect(),
        drawing: if drawn.is_empty() { String::new() } else { chart::intervals(says, &drawn) },
    }
}

fn interval(unit: &UnitRanks) -> Option<Interval> {
    let spread = unit.spread.as_ref()?;
    Some(Interval {
        label: unit.label.clone(),
        outer: (spread.best.to_f64(), spread.worst.to_f64()),
        inner: (spread.low.to_f64(), spread.high.to_f64()),
        median: spread.median.to_f64(),
        base: unit.base.as_ref().map(Number::to_f64),
    })
}

fn alternatives(program: &Program, found: &Sensitivity, lang: Lang) -> Table {
    let written = pick(lang, "as written", "như quy định");
    let rows = found.alternatives.iter().map(|(name, times, moved)| {
        let labels = program.variants.iter().find(|(n, _)| n == name);
        let label = match labels {
            Some((_, labels)) => crate::label(labels, name, lang),
            None => written,
        };
        let moved = moved.as_ref().map_or_else(|| "–".to_owned(), |m| m.to_decimal(2, Mode::HalfUp));
        Row { cells: vec![name.clone(), label.to_owned(), times.to_string(), moved], ..Row::default() }
    });
    Table {
        title: pick(lang, "What was drawn", "Các phương án đã rút").to_owned(),
        columns: [
            pick(lang, "Variant", "Phương án"),
            pick(lang, "Meaning", "Ý nghĩa"),
            pick(lang, "Draws", "Số lần"),
            pick(lang, "Ranks moved, on average", "Số bậc thay đổi trung bình"),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.collect(),
        drawing: String::new(),
    }
}

/// A row a unit.
pub fn frame(found: &Sensitivity) -> Frame<'_> {
    let kind = |name: &str| match name {
        "unit" | "label" => Kind::Text,
        "draws" => Kind::Integer,
        _ => Kind::Number,
    };
    Frame {
        columns: COLUMNS.iter().map(|name| (Cow::Borrowed(*name), kind(name))).collect(),
        rows: Box::new(found.units.iter().map(|unit| {
            let figure = |n: Option<&Number>| n.map_or(OutCell::Missing, |n| OutCell::Figure(Figure::Exact(n.clone())));
            let spread = unit.spread.as_ref();
            vec![
                unit.unit.as_str().into(),
                unit.label.as_str().into(),
                figure(unit.base.as_ref()),
                figure(spread.map(|s| &s.median)),
                figure(spread.map(|s| &s.low)),
                figure(spread.map(|s| &s.high)),
                figure(spread.map(|s| &s.best)),
                figure(spread.map(|s| &s.worst)),
                OutCell::Integer(i64::from(unit.ranked)),
            ]
        })),
    }
}

/// A head, the alternatives, and a record a unit.
///
/// # Errors
/// None in memory.
pub fn to_json(program: &Program, data: &Dataset, found: &Sensitivity) -> std::io::Result<Vec<u8>> {
    let plan = &found.plan;
    let alternatives: Vec<String> = found
        .alternatives
        .iter()
        .map(|(name, times, moved)| {
            let moved = moved.as_ref().map_or_else(|| "null".to_owned(), |m| json::text(&m.to_text()));
            format!("{{\"variant\":{},\"draws\":{times},\"moved\":{moved}}}", json::text(name))
        })
        .collect();
    let mut out = format!(
        "{{\"format\":\"milepost.sensitivity.v1\",\"engine\":{},\"content_hash\":{},\"data_hash\":{},\"rank\":{},\"year\":{},\
         \"draws\":{},\"seed\":{},\"spread\":{},\n\"alternatives\":[{}],\n\"units\":",
        json::text(env!("CARGO_PKG_VERSION")),
        json::text(&program.content_hash),
        json::text(&crate::data_hash(program, data)),
        json::text(&found.rank),
        found.year,
        plan.draws,
        plan.seed,
        plan.spread,
        alternatives.join(",")
    )
    .into_bytes();
    json::list(frame(found), &mut out)?;
    out.extend_from_slice(b"}\n");
    Ok(out)
}
