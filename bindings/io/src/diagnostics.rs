//! Diagnostics and faults as text with the place underlined, and as JSON lines.

use crate::frame::{help, message};
use crate::write::json;
use crate::write::terminal::{Colour, safe, width};
use milepost_core::dataset::Fault;
use milepost_core::diagnostic::{Diagnostic, Lang, Severity, Span};
use milepost_core::program::SourceFile;
use std::fmt::Write as _;

/// How diagnostics are to be written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Language of the sentences.
    pub lang: Lang,
    /// Escape sequences for colours.
    pub colours: bool,
}

/// A place for people: line and column from 1, the column in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
}

fn place<'a>(span: Span, files: &'a [SourceFile]) -> Option<Place<'a>> {
    let file = files.get(usize::from(span.file))?;
    let at = |offset: u32| {
        let end = usize::try_from(offset).unwrap_or(usize::MAX).min(file.text.len());
        let end = (0..=end).rev().find(|i| file.text.is_char_boundary(*i)).unwrap_or_default();
        let before = file.text.get(..end).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        let column = before.get(start..).unwrap_or_default().chars().count() + 1;
        (before.matches('\n').count() + 1, column, start)
    };
    let (line, column, start) = at(span.start);
    let (end_line, end_column, _) = at(span.end.max(span.start));
    let text = file.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    Some(Place { file: &file.name, line, column, end_line, end_column, text })
}

/// A diagnostic with its source line, the culprit underlined.
///
/// ```text
/// error[E302]: a numeric target needs a comparison
///   --> district.mile:12:15
///    |
/// 12 |   target 2024: 80%
///    |                ^^^
///    = help: write >= 80%
/// ```
pub fn render(diagnostic: &Diagnostic, files: &[SourceFile], style: Style) -> String {
    let mut out = heading(diagnostic.severity(), diagnostic.code(), &diagnostic.text(style.lang), style);
    let colour = colour_of(diagnostic.severity());
    let places: Vec<Place<'_>> = std::iter::once(diagnostic.span)
        .chain(diagnostic.also.iter().copied())
        .filter_map(|s| place(s, files))
        .collect();
    let gutter = places.iter().map(|p| p.line.to_string().len()).max().unwrap_or(1);
    for (index, place) in places.iter().enumerate() {
        let blank = " ".repeat(gutter);
        let arrow = if index == 0 { "-->" } else { ":::" };
        let _ = writeln!(out, "{blank}{} {}:{}:{}", grey(arrow, style), safe(place.file), place.line, place.column);
        let _ = writeln!(out, "{blank} {}", grey("|", style));
        let number = format!("{:>gutter$}", place.line);
        let _ = writeln!(out, "{} {} {}", grey(&number, style), grey("|", style), visible(place.text));
        let before: String = place.text.chars().take(place.column - 1).collect();
        let last = if place.end_line == place.line { place.end_column } else { place.text.chars().count() + 1 };
        let marked: String =
            place.text.chars().skip(place.column - 1).take(last.saturating_sub(place.column)).collect();
        let sign = if index == 0 { "^" } else { "-" };
        let marks = sign.repeat(width(&visible(&marked)).max(1));
        let marks = if index == 0 { colour.paint(&marks, style.colours) } else { grey(&marks, style) };
        let _ = writeln!(out, "{blank} {} {}{marks}", grey("|", style), " ".repeat(width(&visible(&before))));
    }
    if let Some(help) = diagnostic.help(style.lang) {
        let _ = writeln!(out, "{} {} {help}", " ".repeat(gutter), grey(help_word(style.lang), style));
    }
    out
}

/// A fault of data on one or two lines.
pub fn render_fault(fault: &Fault, style: Style) -> String {
    let mut out = heading(fault.message.severity, fault.message.code, &message(fault, style.lang), style);
    if !fault.place.is_empty() {
        let _ = writeln!(out, "  {} {}", grey("-->", style), safe(&fault.place));
    }
    let help = help(fault, style.lang);
    if !help.is_empty() {
        let _ = writeln!(out, "  {} {}", grey(help_word(style.lang), style), safe(&help));
    }
    out
}

/// A diagnostic as one line of JSON.
pub fn to_json(diagnostic: &Diagnostic, files: &[SourceFile], lang: Lang) -> String {
    let one = |span: Span| match place(span, files) {
        None => "null".to_owned(),
        Some(p) => format!(
            "{{\"file\":{},\"line\":{},\"column\":{},\"end_line\":{},\"end_column\":{},\"start\":{},\"end\":{}}}",
            json::text(p.file),
            p.line,
            p.column,
            p.end_line,
            p.end_column,
            span.start,
            span.end
        ),
    };
    let also: Vec<String> = diagnostic.also.iter().map(|s| one(*s)).collect();
    format!(
        "{{\"code\":{},\"severity\":{},\"message\":{},\"help\":{},\"suggestion\":{},\"at\":{},\"also\":[{}]}}",
        json::text(diagnostic.code()),
        json::text(severity_word(diagnostic.severity())),
        json::text(&diagnostic.text(lang)),
        diagnostic.help(lang).map_or("null".to_owned(), |h| json::text(&h)),
        diagnostic.suggestion.as_deref().map_or("null".to_owned(), json::text),
        one(diagnostic.span),
        also.join(",")
    )
}

/// A fault as one line of JSON.
pub fn fault_to_json(fault: &Fault, lang: Lang) -> String {
    let help = help(fault, lang);
    format!(
        "{{\"code\":{},\"severity\":{},\"message\":{},\"help\":{},\"unit\":{},\"year\":{},\"name\":{},\"value\":{},\"place\":{}}}",
        json::text(fault.message.code),
        json::text(severity_word(fault.message.severity)),
        json::text(&message(fault, lang)),
        if help.is_empty() { "null".to_owned() } else { json::text(&help) },
        json::text(&fault.unit),
        fault.year.map_or("null".to_owned(), |y| y.to_string()),
        json::text(&fault.name),
        json::text(&fault.value),
        json::text(&fault.place)
    )
}

fn heading(severity: Severity, code: &str, text: &str, style: Style) -> String {
    let word = match (severity, style.lang) {
        (severity, Lang::En) => severity_word(severity),
        (Severity::Error, Lang::Vi) => "lỗi",
        (Severity::Warning, Lang::Vi) => "cảnh báo",
        (Severity::Hint, Lang::Vi) => "gợi ý",
    };
    let head = colour_of(severity).paint(&format!("{word}[{code}]"), style.colours);
    format!("{head}: {}\n", Colour::Bold.paint(&safe(text), style.colours))
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    }
}

fn colour_of(severity: Severity) -> Colour {
    match severity {
        Severity::Error => Colour::Red,
        Severity::Warning => Colour::Yellow,
        Severity::Hint => Colour::Grey,
    }
}

fn help_word(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "= help:",
        Lang::Vi => "= cách sửa:",
    }
}

fn grey(text: &str, style: Style) -> String {
    Colour::Grey.paint(text, style.colours)
}

/// Tabs as four spaces, other control characters made visible.
fn visible(text: &str) -> String {
    safe(&text.replace('\t', "    "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use milepost_core::codes;

    fn files(text: &str) -> Vec<SourceFile> {
        vec![SourceFile { name: "a.mile".to_owned(), text: text.to_owned() }]
    }

    #[test]
    fn the_culprit_is_underlined_under_vietnamese_letters_and_tabs() {
        let text = "ruleset a\n\tinput tỷ_lệ ; x";
        let at = u32::try_from(text.find(';').unwrap()).unwrap();
        let d = Diagnostic::new(&codes::E001_CHARACTER, Span { file: 0, start: at, end: at + 1 }, [";"]);
        let shown = render(&d, &files(text), Style::default());
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "error[E001]: character ';' is not part of the language");
        assert_eq!(lines[1], " --> a.mile:2:14");
        assert_eq!(lines[3], "2 |     input tỷ_lệ ; x");
        assert_eq!(lines[4], "  |                 ^");
    }

    #[test]
    fn places_beyond_the_text_do_not_stop_the_message() {
        for (start, end) in [(0, 900), (900, 901), (5, 2), (8, 9)] {
            let d = Diagnostic::new(&codes::E001_CHARACTER, Span { file: 0, start, end }, ["x"]);
            assert!(render(&d, &files("một dòng\n"), Style::default()).starts_with("error[E001]"));
        }
        let d = Diagnostic::new(&codes::E001_CHARACTER, Span { file: 7, start: 0, end: 1 }, ["x"]);
        assert_eq!(
            render(&d, &files(""), Style { lang: Lang::Vi, colours: false }),
            "lỗi[E001]: ký tự 'x' không thuộc ngôn ngữ\n"
        );
    }

    #[test]
    fn a_json_line_has_the_place() {
        let d = Diagnostic::new(&codes::E001_CHARACTER, Span { file: 0, start: 2, end: 3 }, ["x"]);
        let json: serde_json::Value = serde_json::from_str(&to_json(&d, &files("a\nbx"), Lang::En)).unwrap();
        assert_eq!((json["code"].as_str(), json["at"]["line"].as_u64()), (Some("E001"), Some(2)));
    }
}
