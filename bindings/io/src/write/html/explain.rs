//! An explanation as a page.

use super::{class, sign};
use crate::html_text::{escape, page};
use milepost_core::diagnostic::Lang;
use milepost_core::explain::words::pick;
use milepost_core::explain::{Explanation, ItemExplanation, Reading, SourceShown};
use std::fmt::Write as _;

/// The explanation of one unit and year as a page of its own.
pub fn explanation(explanation: &Explanation) -> String {
    let lang = language(explanation);
    page(&title(explanation), lang, pick(lang, "en", "vi"), &body(explanation))
}

pub(super) fn language(explanation: &Explanation) -> Lang {
    if explanation.lang == "vi" { Lang::Vi } else { Lang::En }
}

fn title(explanation: &Explanation) -> String {
    let year = pick(language(explanation), "year", "năm");
    format!("{} – {year} {}", explanation.unit_label, explanation.year)
}

/// What stands in the page.
pub(super) fn body(explanation: &Explanation) -> String {
    let (lang, title) = (language(explanation), title(explanation));
    let rules = &explanation.ruleset;
    let name = if rules.label.is_empty() { &rules.name } else { &rules.label };
    let mut body = format!("<h1>{}</h1>\n<p>{} {}</p>\n", escape(&title), escape(name), escape(&rules.version));
    if rules.hypothetical {
        let text = pick(
            lang,
            "Hypothetical: this version is not the one in force in that year.",
            "Giả định: phiên bản này không phải phiên bản có hiệu lực trong năm đó.",
        );
        let _ = writeln!(body, "<p class=\"warning\" role=\"note\">{text}</p>");
    }
    for fault in &explanation.faults {
        let _ = writeln!(body, "<p class=\"warning\">{}</p>", escape(fault));
    }
    for one in explanation.item.iter().map(|i| &**i).chain(&explanation.items) {
        item(&mut body, one, lang);
    }
    let _ = writeln!(
        body,
        "<footer><p class=\"fine\">{} {} · {} · Milepost {}</p></footer>",
        escape(&rules.name),
        escape(&rules.version),
        escape(&rules.sha256),
        env!("CARGO_PKG_VERSION")
    );
    body
}

fn item(body: &mut String, item: &ItemExplanation, lang: Lang) {
    let level = (item.depth + 2).min(5);
    let word = item.verdict.unwrap_or_default();
    let result = if item.result.is_empty() { item.value.as_ref().map_or("", |v| &v.shown) } else { &item.result };
    let _ = write!(body, "<section class=\"item\">\n<h{level}>{} {}", escape(&item.code), escape(&item.label));
    if !result.is_empty() {
        let _ = write!(body, " <span class=\"badge {}\">{} {}</span>", class(word), sign(word), escape(result));
    }
    let _ = writeln!(body, "</h{level}>");
    let mut line = |name: &str, text: &str| {
        if !text.is_empty() {
            let _ = writeln!(body, "<p><b>{name}:</b> {}</p>", escape(text));
        }
    };
    line(pick(lang, "Result", "Kết quả"), item.measure.as_ref().map_or("", |m| &m.shown));
    line(pick(lang, "Target", "Mục tiêu"), item.target.as_ref().map_or("", |t| &t.shown));
    let score = item.score.as_ref().map(|s| match &item.max {
        Some(max) => format!("{} / {}", s.shown, max.shown),
        None => s.shown.clone(),
    });
    line(pick(lang, "Score", "Điểm"), &score.unwrap_or_default());
    if item.recorded {
        line(pick(lang, "Note", "Ghi chú"), pick(lang, "published result", "kết quả đã công bố"));
    }
    line(pick(lang, "Because", "Lý do"), &item.because);
    for part in &item.parts {
        let name = if part.label.is_empty() { &part.name } else { &part.label };
        line(&escape(name), &part.result);
    }
    for text in item.rules.iter().chain(&item.filled) {
        line("·", text);
    }
    let fact = |m: &milepost_core::explain::MissingFact| format!("{}, {}, {}", m.label, m.unit_label, m.year);
    for missing in &item.missing {
        line(pick(lang, "Missing", "Còn thiếu"), &fact(missing));
    }
    for way in item.decide.iter().flat_map(|d| &d.ways) {
        line(pick(lang, "What would decide it", "Điều sẽ quyết định kết quả"), &way.text);
    }
    let read = |r: &Reading| {
        let at = r.at.as_ref().map(|p| format!(" ({}, {})", p.label, p.year)).unwrap_or_default();
        format!("{}{at} = {}", r.label, r.value.shown)
    };
    line(pick(lang, "Data", "Số liệu"), &item.inputs.iter().map(read).collect::<Vec<_>>().join("; "));
    let source = |s: &SourceShown| [s.title.as_str(), s.at.as_str()].join(", ");
    line(pick(lang, "Source", "Căn cứ"), &item.source.iter().map(source).collect::<Vec<_>>().join("; "));
    line(pick(lang, "Judged by", "Cơ quan chủ trì đánh giá"), &item.judged_by);
    for note in &item.notes {
        line(pick(lang, "Note", "Ghi chú"), note);
    }
    body.push_str("</section>\n");
}
