//! JSON: a head, the rows, the faults; or one row a line. Every number that is not a whole one also has its exact form,
//! `"score": 0.6666666666666666, "score_exact": "2/3"`.

use crate::Metadata;
use crate::frame::{Frame, Kind, OutCell};
use std::io::{self, Write};

/// A JSON document with a head: `{"milepost": …, "results": […], "faults": […], "replay": …}`. `replay` is JSON already.
pub fn document(
    metadata: &Metadata,
    results: Option<Frame<'_>>,
    faults: Frame<'_>,
    replay: Option<&str>,
    mut out: impl Write,
) -> io::Result<()> {
    let versions: Vec<String> = metadata.versions.iter().map(|(y, v)| format!("\"{y}\":{}", text(v))).collect();
    write!(
        out,
        "{{\"milepost\":{{\"format\":\"milepost.result.v1\",\"engine\":{},\"ruleset\":{},\"label\":{},\"versions\":{{{}}},\
         \"variant\":{},\"content_hash\":{},\"data_hash\":{},\"hypothetical\":{},\"as_of\":{}}}",
        text(&metadata.engine),
        text(&metadata.ruleset),
        text(&metadata.label),
        versions.join(","),
        metadata.variant.as_deref().map_or("null".to_owned(), text),
        text(&metadata.content_hash),
        text(&metadata.data_hash),
        metadata.hypothetical,
        metadata.as_of.map_or("null".to_owned(), |d| text(&milepost_core::date::text(d))),
    )?;
    if let Some(results) = results {
        out.write_all(b",\n\"results\":")?;
        list(results, &mut out)?;
    }
    out.write_all(b",\n\"faults\":")?;
    list(faults, &mut out)?;
    if let Some(replay) = replay {
        write!(out, ",\n\"replay\":{replay}")?;
    }
    out.write_all(b"}\n")?;
    out.flush()
}

/// One record a line.
pub fn lines(frame: Frame<'_>, mut out: impl Write) -> io::Result<()> {
    more_lines(frame, &mut out)?;
    out.flush()
}

/// The lines of a piece of a table.
pub(crate) fn more_lines(frame: Frame<'_>, out: &mut impl Write) -> io::Result<()> {
    let columns = frame.columns;
    for row in frame.rows {
        record(&columns, &row, out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// All rows as a list of records.
pub(crate) fn list(frame: Frame<'_>, out: &mut impl Write) -> io::Result<()> {
    let columns = frame.columns;
    let mut first = true;
    out.write_all(b"[")?;
    for row in frame.rows {
        out.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        record(&columns, &row, out)?;
    }
    out.write_all(b"]")
}

fn record(
    columns: &[(std::borrow::Cow<'static, str>, Kind)],
    row: &[OutCell<'_>],
    out: &mut impl Write,
) -> io::Result<()> {
    let mut first = true;
    for ((name, kind), cell) in columns.iter().zip(row) {
        out.write_all(if first { b"{" } else { b"," })?;
        first = false;
        write!(out, "{}:", text(name))?;
        match cell {
            OutCell::Missing => out.write_all(b"null")?,
            OutCell::Text(t) => out.write_all(text(t).as_bytes())?,
            OutCell::Integer(i) => write!(out, "{i}")?,
            OutCell::Figure(f) => out.write_all(f.text().as_bytes())?,
        }
        if *kind == Kind::Number {
            let exact = match cell {
                OutCell::Figure(f) => f.exact(),
                _ => None,
            };
            write!(out, ",{}:{}", text(&format!("{name}_exact")), exact.map_or("null".to_owned(), |e| text(&e)))?;
        }
    }
    out.write_all(if first { b"{}" } else { b"}" })
}

/// A JSON string.
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // The last three end scripts and lines where a JSON text is put into a page.
            c if c < ' ' || matches!(c, '\u{2028}' | '\u{2029}' | '<') => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::Figure;
    use milepost_core::number::Number;

    #[test]
    fn texts_read_back_the_same() {
        for t in ["", "Đạt \"tốt\"\n\\", "\u{1}\u{2028}</script>", "🏅"] {
            assert_eq!(serde_json::from_str::<String>(&text(t)).unwrap(), t);
        }
    }

    #[test]
    fn numbers_have_their_exact_form() {
        let third = Number::parse("2/3").unwrap();
        let frame = Frame {
            columns: vec![("score".into(), Kind::Number), ("note".into(), Kind::Text)],
            rows: Box::new(std::iter::once(vec![OutCell::Figure(Figure::Exact(third)), OutCell::Missing])),
        };
        let mut out = Vec::new();
        lines(frame, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "{\"score\":0.6666666666666666,\"score_exact\":\"2/3\",\"note\":null}\n"
        );
    }
}
