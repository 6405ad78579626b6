//! The page of one unit.

use super::{class, sign};
use crate::describe::{document_title, targets};
use crate::html_text::escape;
use crate::tidy::{Row, Shown, kind_of};
use crate::words::{self, label, pick};
use crate::write::screen;
use milepost_core::diagnostic::Lang;
use milepost_core::explain::Failing;
use milepost_core::number::{Mode, Number};
use milepost_core::program::{Citation, DocumentId, Program};
use std::fmt::Write as _;

/// Documents are named once at the foot of the page; citations refer to them by number.
#[derive(Default)]
struct Cited(Vec<DocumentId>);

impl Cited {
    fn text(&mut self, sources: &[Citation]) -> String {
        let mut parts: Vec<String> = Vec::new();
        for source in sources {
            let known = self.0.iter().position(|d| *d == source.document).unwrap_or_else(|| {
                self.0.push(source.document);
                self.0.len() - 1
            });
            parts.push(format!("{} [{}]", source.article, known + 1).trim().to_owned());
        }
        parts.join("; ")
    }
}

/// The page: results first, then a table of groups and criteria, then indicators.
pub(super) fn page<'a>(
    body: &mut String,
    program: &'a Program,
    rows: &[Row<'a>],
    mut failing: Option<&mut Failing<'a>>,
    linked: Option<usize>,
    lang: Lang,
) {
    let Some(first) = rows.first() else { return };
    let level = program.levels.get(first.level.index()).map_or("", |l| label(&l.labels, &l.name, lang));
    let id = if first.label == first.unit { String::new() } else { format!(" ({})", first.unit) };
    let _ = writeln!(
        body,
        "<section class=\"unit\">\n<h2{}>{}</h2>",
        linked.map(|index| format!(" id=\"u{index}-{}\"", first.position)).unwrap_or_default(),
        escape(&first.label)
    );
    let line = format!("{level}{id} · {} {}", pick(lang, "year", "năm"), first.year);
    let _ = writeln!(body, "<p class=\"fine\">{}</p>", escape(&line));
    let kind = |row: &&Row<'_>, kinds: &[&str]| kinds.contains(&kind_of(row.item));
    let mut cited = Cited::default();
    for row in rows.iter().filter(|r| kind(r, &["outcome", "state", "rank"])) {
        let why = screen::why(program, row, failing.as_deref_mut(), lang);
        result(body, program, row, &why, &mut cited, lang);
    }
    let main: Vec<&Row<'_>> = rows.iter().filter(|r| kind(r, &["criterion", "group"])).collect();
    if !main.is_empty() {
        table(body, program, &main, &mut cited, lang);
    }
    let others: Vec<&Row<'_>> = rows.iter().filter(|r| kind(r, &["indicator"])).collect();
    if !others.is_empty() {
        let _ = writeln!(body, "<h3>{}</h3>", pick(lang, "Indicators", "Chỉ tiêu"));
        table(body, program, &others, &mut cited, lang);
    }
    for (number, document) in (1..).zip(&cited.0) {
        let title = document_title(program, *document);
        let _ = writeln!(body, "<p class=\"note\">[{number}] {}</p>", escape(&title));
    }
    body.push_str("</section>\n");
}

/// An outcome, state or rank as a badge with its reasons and source.
fn result(body: &mut String, program: &Program, row: &Row<'_>, why: &str, cited: &mut Cited, lang: Lang) {
    let name = label(&row.item.labels, &row.name, lang);
    let text = match kind_of(row.item) {
        "rank" => screen::value(program, row, lang),
        _ => words::result(program, row.item, &row.verdict, lang).into_owned(),
    };
    let text = if text.is_empty() { "–".to_owned() } else { text };
    let _ = write!(
        body,
        "<p>{}: <span class=\"badge {}\">{} {}</span>",
        escape(name),
        class(&row.verdict),
        sign(&row.verdict),
        escape(&text)
    );
    if !why.is_empty() {
        let _ = write!(body, " {}", escape(why));
    }
    let source = cited.text(&row.item.sources);
    if !source.is_empty() {
        let _ = write!(body, " <span class=\"fine\">({})</span>", escape(&source));
    }
    body.push_str("</p>\n");
    notes(body, row);
}

fn notes(body: &mut String, row: &Row<'_>) {
    for note in &row.item.notes {
        let _ = writeln!(body, "<p class=\"note\">{}</p>", escape(note));
    }
}

fn table(body: &mut String, program: &Program, rows: &[&Row<'_>], cited: &mut Cited, lang: Lang) {
    let with_score = rows.iter().any(|r| r.score.is_some() || r.max.is_some());
    let with_verdict = rows.iter().any(|r| !r.verdict.is_empty());
    let with_target = rows.iter().any(|r| !targets::target(program, r.item, r.year, lang).is_empty());
    let mut headings =
        vec![pick(lang, "Code", "Mã"), pick(lang, "Criterion", "Tiêu chí"), pick(lang, "Value", "Giá trị")];
    headings.extend(with_target.then(|| pick(lang, "Target", "Mục tiêu")));
    headings.extend(with_verdict.then(|| pick(lang, "Result", "Kết quả")));
    headings.extend(with_score.then(|| pick(lang, "Score", "Điểm")));
    headings.push(pick(lang, "Source", "Căn cứ"));
    body.push_str("<table class=\"results\"><thead><tr>");
    for heading in headings {
        let _ = write!(body, "<th scope=\"col\">{heading}</th>");
    }
    body.push_str("</tr></thead><tbody>\n");
    for row in rows {
        let group = kind_of(row.item) == "group";
        let tag = if group { "th" } else { "td" };
        let _ = write!(
            body,
            "<tr{}><{tag}>{}</{tag}>",
            if group { " class=\"group\"" } else { "" },
            escape(&row.item.code)
        );
        let _ = write!(body, "<{tag}>{}", escape(label(&row.item.labels, &row.name, lang)));
        notes(body, row);
        let reasons = words::reasons(row.reasons, lang);
        if !reasons.is_empty() {
            let _ = write!(body, "<p class=\"note\">{}: {}</p>", pick(lang, "why", "lý do"), escape(&reasons));
        }
        let value = screen::value(program, row, lang);
        let _ = write!(body, "</{tag}><{tag} class=\"number\">{}{}</{tag}>", escape(&value), bar(row, &value));
        if with_target {
            let target = targets::target(program, row.item, row.year, lang);
            let _ = write!(body, "<{tag} class=\"number\">{}</{tag}>", escape(&target));
        }
        if with_verdict {
            let word = words::result(program, row.item, &row.verdict, lang);
            let _ = write!(
                body,
                "<{tag} class=\"verdict {}\">{} {}</{tag}>",
                class(&row.verdict),
                sign(&row.verdict),
                escape(&word)
            );
        }
        if with_score {
            let _ = write!(body, "<{tag} class=\"number\">{}</{tag}>", escape(&screen::score(program, row, lang)));
        }
        let _ = writeln!(body, "<{tag} class=\"fine\">{}</{tag}></tr>", escape(&cited.text(&row.item.sources)));
    }
    body.push_str("</tbody></table>\n");
}

/// The value as a bar with a mark where the target stands. Widths are exact fractions, so every machine draws the same.
fn bar(row: &Row<'_>, text: &str) -> String {
    let number = |shown: &Option<Shown>| match shown {
        Some(Shown::Figure(f)) => f.number(),
        _ => None,
    };
    let (Some(value), Some(target)) = (number(&row.value), number(&row.target)) else { return String::new() };
    if value.is_negative() || target.is_negative() {
        return String::new();
    }
    // Shares are drawn on a scale that ends at 100 %.
    let whole = if row.item.unit.text == "%" { Number::ONE } else { Number::ZERO };
    let largest = [&value, &target, &whole].into_iter().max().cloned().unwrap_or(Number::ONE);
    let place = |n: &Number| {
        let share = n.div(&largest).unwrap_or(Number::ZERO);
        share.mul(&Number::integer(200)).to_decimal(1, Mode::HalfUp)
    };
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 204 18\" role=\"img\" aria-label=\"{}\"><rect class=\"track\" x=\"2\" y=\"4\" width=\"200\" height=\"10\" rx=\"2\"/>\
         <rect class=\"fill {}\" x=\"2\" y=\"4\" width=\"{}\" height=\"10\" rx=\"2\"/><rect class=\"goal\" x=\"{}\" y=\"1\" width=\"2\" height=\"16\"/></svg>",
        escape(text),
        class(&row.verdict),
        place(&value),
        Number::parse(&place(&target))
            .map_or_else(|_| "1".to_owned(), |n| n.add(&Number::ONE).to_decimal(1, Mode::HalfUp)),
    )
}
