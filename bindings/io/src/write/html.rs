//! A scorecard to be printed: all units and criteria on the first page, then a page per unit with its values against
//! their targets, reasons, sources and notes. A page of its own: no script, nothing loaded.

mod explain;
mod notebook;
mod unit;

pub use explain::explanation;
pub use notebook::{described, explained, finding, overview as heat_map, scorecard_of};

use crate::Metadata;
use crate::html_text::{escape, page};
use crate::tidy::{Row, What, kind_of, rows};
use crate::words::{self, label, pick};
use crate::write::screen;
use crate::write::terminal::shorten;
use milepost_core::dataset::Dataset;
use milepost_core::diagnostic::Lang;
use milepost_core::program::{Item, ItemId, ItemKind, Program};
use milepost_core::report::{Block, Table};
use std::fmt::Write as _;

/// A verdict's sign: colours alone do not reach everybody, nor every printer.
fn sign(verdict: &str) -> &'static str {
    match verdict {
        "met" | "recognised" => "✓",
        "not_met" | "refused" => "✗",
        "undetermined" => "?",
        "not_applicable" => "–",
        _ => "",
    }
}

/// The class of a verdict's colours.
fn class(verdict: &str) -> &str {
    match verdict {
        "recognised" => "met",
        "refused" => "not_met",
        "met" | "not_met" | "undetermined" | "not_applicable" => verdict,
        _ => "",
    }
}

/// The page of all results.
pub fn scorecard(program: &Program, data: &Dataset, table: &Table, metadata: &Metadata, lang: Lang) -> String {
    let labels = crate::describe::version(program, None).map(|(_, v)| label(&v.labels, &v.name, lang));
    let title = labels.unwrap_or(&metadata.label);
    let mut body = String::new();
    if metadata.hypothetical {
        let text = pick(
            lang,
            "Hypothetical: a year is evaluated under rules that are not in force for it.",
            "Giả định: có năm được đánh giá theo phiên bản quy tắc không áp dụng cho năm đó.",
        );
        let _ = writeln!(body, "<p class=\"warning\" role=\"note\">{text}</p>");
    }
    let several = table.blocks.iter().filter(|b| !b.units.is_empty()).count() > 1;
    for (index, block) in table.blocks.iter().enumerate().filter(|(_, b)| !b.units.is_empty()) {
        let one = Table { blocks: vec![block.clone()], faults: Vec::new() };
        let all: Vec<Row<'_>> = rows(program, data, &one, What::All).collect();
        let mut failing = screen::failing(program, data, metadata.as_of);
        let units: Vec<&[Row<'_>]> = all.chunk_by(|a, b| a.position == b.position).collect();
        overview(&mut body, program, title, block, &units, Some(index), several, lang);
        for rows in &units {
            unit::page(&mut body, program, rows, failing.as_mut(), Some(index), lang);
        }
    }
    if !table.faults.is_empty() {
        faults(&mut body, program, table, lang);
    }
    footer(&mut body, metadata, lang);
    page(title, lang, pick(lang, "en", "vi"), &body)
}

#[expect(clippy::too_many_arguments, reason = "the parts of a page's head")]
fn overview(
    body: &mut String,
    program: &Program,
    title: &str,
    block: &Block,
    units: &[&[Row<'_>]],
    linked: Option<usize>,
    several: bool,
    lang: Lang,
) {
    let level = program.levels.get(block.level.index()).map_or("", |l| label(&l.labels, &l.name, lang));
    let _ = writeln!(body, "<section class=\"overview\">\n<h1>{}</h1>", escape(title));
    let heading = format!("{level} · {} {}", pick(lang, "year", "năm"), block.year);
    let id = linked.map(|index| format!(" id=\"b{index}\"")).unwrap_or_default();
    let _ = writeln!(body, "<h2{id}>{}</h2>", escape(&heading));
    if several {
        let hint = pick(lang, "One table per level and year.", "Mỗi cấp và mỗi năm có một bảng.");
        let _ = writeln!(body, "<p class=\"fine\">{hint}</p>");
    }
    body.push_str("<p class=\"legend\">");
    for verdict in ["met", "not_met", "undetermined", "not_applicable"] {
        let word = milepost_core::program::Verdict::from_word(verdict)
            .map_or("", |v| milepost_core::explain::words::verdict(v, lang));
        let _ = write!(body, "<span class=\"{verdict}\">{} {}</span>", sign(verdict), escape(word));
    }
    body.push_str("</p>\n");
    let Some(first) = units.first() else { return };
    let columns: Vec<&Row<'_>> = first
        .iter()
        .filter(|r| matches!(kind_of(r.item), "criterion" | "outcome" | "state" | "rank") || scored(r.item))
        .collect();
    let _ = writeln!(body, "<div class=\"scroll\"><table class=\"heat\"><thead>");
    heads(body, program, &columns, level, lang);
    body.push_str("</thead><tbody>\n");
    for rows in units {
        let Some(own) = rows.first() else { continue };
        let name = escape(&own.label);
        let _ = match linked {
            Some(index) => {
                write!(body, "<tr><th scope=\"row\"><a href=\"#u{index}-{}\">{name}</a></th>", own.position)
            }
            None => write!(body, "<tr><th scope=\"row\">{name}</th>"),
        };
        for column in &columns {
            let Some(row) = rows.iter().find(|r| std::ptr::eq(r.item, column.item)) else { continue };
            cell(body, program, row, lang);
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</tbody></table></div>\n");
    key(body, &columns, lang);
    body.push_str("</section>\n");
}

/// A group whose score stands in the overview: one that is not inside another.
fn scored(item: &Item) -> bool {
    matches!(&item.kind, ItemKind::Group(g) if g.aggregate.is_some()) && item.group.is_none()
}

/// Two heading rows: groups over their criteria, then codes.
fn heads(body: &mut String, program: &Program, columns: &[&Row<'_>], level: &str, lang: Lang) {
    let _ = write!(body, "<tr><th rowspan=\"2\" scope=\"col\">{}</th>", escape(level));
    let group = |row: &Row<'_>| -> Option<ItemId> { row.item.group.filter(|_| kind_of(row.item) == "criterion") };
    for run in columns.chunk_by(|a, b| group(a) == group(b)) {
        let above = run.first().and_then(|r| group(r)).and_then(|g| program.items.get(g.index()));
        let text = above.map_or(String::new(), |g| {
            let name = crate::name_of(program, g);
            format!("{} {}", g.code, label(&g.labels, &name, lang)).trim().to_owned()
        });
        let _ = write!(body, "<th colspan=\"{}\" scope=\"colgroup\">{}</th>", run.len(), escape(&text));
    }
    body.push_str("</tr>\n<tr>");
    for row in columns {
        let text = label(&row.item.labels, &row.name, lang);
        // A heading that stands upright would make its column as wide as the words.
        let _ = write!(
            body,
            "<th scope=\"col\" title=\"{}\"><span class=\"turned\">{}</span></th>",
            escape(text),
            escape(&heading(row, lang))
        );
    }
    body.push_str("</tr>\n");
}

/// The code; what has none stands by its label.
fn heading(row: &Row<'_>, lang: Lang) -> String {
    if row.item.code.is_empty() { shorten(label(&row.item.labels, &row.name, lang), 24) } else { row.item.code.clone() }
}

fn short_name<'r>(row: &'r Row<'_>) -> &'r str {
    if row.item.code.is_empty() { &row.name } else { &row.item.code }
}

fn cell(body: &mut String, program: &Program, row: &Row<'_>, lang: Lang) {
    let class = class(&row.verdict);
    let text = match kind_of(row.item) {
        "criterion" => match sign(&row.verdict) {
            "" => screen::score(program, row, lang),
            sign => sign.to_owned(),
        },
        "group" => screen::score(program, row, lang),
        "rank" => screen::value(program, row, lang),
        _ => match sign(&row.verdict) {
            "" => words::result(program, row.item, &row.verdict, lang).into_owned(),
            sign => sign.to_owned(),
        },
    };
    let value = screen::value(program, row, lang);
    let reasons = words::reasons(row.reasons, lang);
    let word = words::result(program, row.item, &row.verdict, lang);
    let hint: Vec<&str> = [&*word, &value, &reasons].into_iter().filter(|t| !t.is_empty()).collect();
    let _ = write!(body, "<td class=\"{class}\" title=\"{}\">{}</td>", escape(&hint.join(" · ")), escape(&text));
}

/// What the codes of the overview stand for.
fn key(body: &mut String, columns: &[&Row<'_>], lang: Lang) {
    let _ = write!(body, "<p class=\"fine\">{}: ", pick(lang, "Columns", "Các cột"));
    let entries = columns
        .iter()
        .filter(|r| !r.item.labels.is_empty())
        .map(|r| format!("<b>{}</b> {}", escape(short_name(r)), escape(label(&r.item.labels, &r.name, lang))));
    let _ = writeln!(body, "{}</p>", entries.collect::<Vec<_>>().join("; "));
}

fn faults(body: &mut String, program: &Program, table: &Table, lang: Lang) {
    let headings = [
        pick(lang, "Code", "Mã"),
        pick(lang, "What is wrong", "Nội dung"),
        pick(lang, "Unit", "Đơn vị"),
        pick(lang, "Year", "Năm"),
        pick(lang, "Value", "Giá trị"),
        pick(lang, "Place", "Vị trí"),
    ];
    let _ = write!(body, "<section><h2>{}</h2><table><thead><tr>", pick(lang, "Faults of the data", "Lỗi số liệu"));
    for heading in headings {
        let _ = write!(body, "<th scope=\"col\">{heading}</th>");
    }
    body.push_str("</tr></thead><tbody>\n");
    for fault in &table.faults {
        let level =
            fault.level.and_then(|l| program.levels.get(l.index())).map_or("", |l| label(&l.labels, &l.name, lang));
        let unit = format!("{level} {}", fault.unit);
        let year = fault.year.map(|y| y.to_string()).unwrap_or_default();
        let message = crate::message(fault, lang);
        let _ = write!(body, "<tr>");
        for text in [fault.message.code, &message, unit.trim(), &year, &fault.value, &fault.place] {
            let _ = write!(body, "<td>{}</td>", escape(text));
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</tbody></table></section>\n");
}

fn footer(body: &mut String, metadata: &Metadata, lang: Lang) {
    let versions: Vec<String> = metadata.versions.iter().map(|(y, v)| format!("{y}: {v}")).collect();
    let lines = [
        (pick(lang, "Rules", "Bộ quy tắc"), format!("{} ({})", metadata.ruleset, versions.join(", "))),
        (pick(lang, "Fingerprint of the rules", "Dấu vân tay của bộ quy tắc"), metadata.content_hash.clone()),
        (pick(lang, "Fingerprint of the data", "Dấu vân tay của số liệu"), metadata.data_hash.clone()),
        (pick(lang, "Variant", "Phương án"), metadata.variant.clone().unwrap_or_default()),
        (
            pick(lang, "As of", "Tính đến ngày"),
            metadata.as_of.map(|d| milepost_core::explain::show::date(d, lang)).unwrap_or_default(),
        ),
        (pick(lang, "Engine", "Phần mềm"), format!("Milepost {}", metadata.engine)),
    ];
    body.push_str("<footer>\n");
    for (name, value) in lines.iter().filter(|(_, v)| !v.is_empty()) {
        let _ = writeln!(body, "<p class=\"fine\">{name}: {}</p>", escape(value));
    }
    body.push_str("</footer>\n");
}
