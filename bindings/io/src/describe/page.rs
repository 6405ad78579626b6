//! A description as text, Markdown and a page.

use super::Description;
use crate::html_text::escape;
use crate::words::pick;
use crate::write::terminal::{Cell, Colour, safe, write};
use std::fmt::Write as _;

/// For the terminal.
pub fn to_text(description: &Description, colours: bool, limit: Option<usize>) -> String {
    let mut out = format!("{}\n", Colour::Bold.paint(&safe(&description.title), colours));
    for line in &description.lines {
        let _ = writeln!(out, "{}", Colour::Grey.paint(&safe(line), colours));
    }
    for table in &description.tables {
        out.push('\n');
        if !table.title.is_empty() {
            let _ = writeln!(out, "{}\n", Colour::Bold.paint(&safe(&table.title), colours));
        }
        let rows: Vec<Vec<Cell>> = table
            .rows
            .iter()
            .map(|row| {
                let colour = if row.group.is_some() { Colour::Bold } else { Colour::Plain };
                row.cells.iter().map(|c| Cell::new(c.as_str()).colour(colour)).collect()
            })
            .collect();
        let headings: Vec<&str> = table.columns.iter().map(String::as_str).collect();
        let mut bytes = Vec::new();
        // Writing into memory does not fail.
        let _ = write(&headings, &rows, colours, limit, &mut bytes);
        out.push_str(&String::from_utf8_lossy(&bytes));
        let notes = table.rows.iter().flat_map(|row| row.notes.iter().map(|n| (row.cells.first(), n)));
        for (code, note) in notes {
            let _ = writeln!(
                out,
                "  {} {}: {}",
                Colour::Grey.paint("*", colours),
                safe(code.map_or("", String::as_str)),
                safe(note)
            );
        }
    }
    out
}

/// As Markdown.
pub fn to_markdown(description: &Description) -> String {
    let cell =
        |text: &str| text.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " ").replace('<', "&lt;");
    let mut out = format!("# {}\n\n", cell(&description.title));
    for line in &description.lines {
        let _ = writeln!(out, "{}  ", cell(line));
    }
    for table in &description.tables {
        out.push('\n');
        if !table.title.is_empty() {
            let _ = writeln!(out, "## {}\n", cell(&table.title));
        }
        let headings: Vec<String> = table.columns.iter().map(|c| cell(c)).collect();
        let _ = writeln!(out, "| {} |\n|{}", headings.join(" | "), " --- |".repeat(headings.len()));
        for row in &table.rows {
            let cells = row.cells.iter().enumerate().map(|(i, text)| {
                let text = cell(text);
                let notes = if i == 1 {
                    row.notes.iter().fold(String::new(), |all, n| format!("{all}<br>*{}*", cell(n)))
                } else {
                    String::new()
                };
                if row.group.is_some() && !text.is_empty() {
                    format!("**{text}**{notes}")
                } else {
                    format!("{text}{notes}")
                }
            });
            let _ = writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "));
        }
    }
    out
}

/// As a page of its own.
pub fn to_html(description: &Description) -> String {
    let lang = description.lang;
    crate::html_text::page(&description.title, lang, pick(lang, "en", "vi"), &body(description))
}

/// What stands in the page.
pub(crate) fn body(description: &Description) -> String {
    let mut body = format!("<h1>{}</h1>\n", escape(&description.title));
    for line in &description.lines {
        let _ = writeln!(body, "<p class=\"fine\">{}</p>", escape(line));
    }
    for table in &description.tables {
        if !table.title.is_empty() {
            let _ = writeln!(body, "<h2>{}</h2>", escape(&table.title));
        }
        body.push_str(&table.drawing);
        let wide = if table.columns.len() > WIDE { " wide" } else { "" };
        let _ = write!(body, "<div class=\"scroll\"><table class=\"rules{wide}\"><thead><tr>");
        for heading in &table.columns {
            let _ = write!(body, "<th scope=\"col\">{}</th>", escape(heading));
        }
        body.push_str("</tr></thead><tbody>\n");
        for row in &table.rows {
            let _ = write!(body, "<tr{}>", if row.group.is_some() { " class=\"group\"" } else { "" });
            for (i, cell) in row.cells.iter().enumerate() {
                let tag = if row.group.is_some() { "th" } else { "td" };
                let _ = write!(body, "<{tag}>{}", unbroken(&escape(cell)));
                if i == 1 {
                    for note in &row.notes {
                        let _ = write!(body, "<p class=\"note\">{}</p>", escape(note));
                    }
                }
                let _ = write!(body, "</{tag}>");
            }
            body.push_str("</tr>\n");
        }
        body.push_str("</tbody></table></div>\n");
    }
    body
}

/// Tables of more columns are printed on sheets turned sideways.
const WIDE: usize = 7;

/// A number stays beside its sign and its unit.
fn unbroken(cell: &str) -> String {
    cell.replace("≥ ", "≥\u{a0}").replace("≤ ", "≤\u{a0}").replace("&gt; ", "&gt;\u{a0}").replace(" %", "\u{a0}%")
}
