//! Diagnostics for JavaScript: places in UTF-16 units of the text that was given, messages in both languages.

use crate::json::Json;
use milepost::Lang;
use milepost::core::diagnostic::{Diagnostic, Severity, Span};
use milepost::core::program::SourceFile;
use milepost::dsl::source::Source;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// A text with counts up to every so many bytes, so that a place is found without reading all before it.
struct Counted<'t> {
    text: &'t str,
    /// Byte, UTF-16 units and line breaks before it, characters before it in its line.
    marks: Vec<(usize, usize, usize, usize)>,
}

/// Bytes between two marks, about.
const STRIDE: usize = 1024;

impl<'t> Counted<'t> {
    fn new(text: &'t str) -> Self {
        let mut marks = vec![(0, 0, 0, 0)];
        let (mut unit, mut lines, mut column, mut next) = (0, 0, 0, STRIDE);
        for (byte, c) in text.char_indices() {
            if byte >= next {
                marks.push((byte, unit, lines, column));
                next = byte + STRIDE;
            }
            unit += c.len_utf16();
            column = if c == '\n' { 0 } else { column + 1 };
            lines += usize::from(c == '\n');
        }
        Self { text, marks }
    }

    /// UTF-16 units, line breaks, and characters of its line before a byte.
    fn before(&self, byte: usize) -> (usize, usize, usize) {
        let mark = self.marks.partition_point(|m| m.0 <= byte).saturating_sub(1);
        let (start, unit, lines, column) = self.marks.get(mark).copied().unwrap_or_default();
        let rest = self.text.get(start..byte).unwrap_or_default();
        let column = match rest.rsplit_once('\n') {
            Some((_, last)) => last.chars().count(),
            None => column + rest.chars().count(),
        };
        (unit + utf16(rest), lines + rest.matches('\n').count(), column)
    }
}

/// A text, with the way back from its normal form once a place in it is asked for: rules without warnings have none.
struct Given<'t> {
    text: &'t str,
    read: OnceCell<(Counted<'t>, Source)>,
}

/// The texts that were given, by name.
pub(crate) struct Texts<'t> {
    given: BTreeMap<&'t str, Given<'t>>,
}

impl<'t> Texts<'t> {
    pub(crate) fn new(given: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        Self { given: given.into_iter().map(|(name, text)| (name, Given { text, read: OnceCell::new() })).collect() }
    }

    fn place(&self, json: &mut Json, span: Span, files: &[SourceFile]) {
        let file = files.get(usize::from(span.file));
        let found = file.and_then(|f| Some((f, self.given.get(f.name.as_str())?)));
        let Some((file, given)) = found else {
            json.null();
            return;
        };
        let (text, source) = given.read.get_or_init(|| (Counted::new(given.text), Source::new(given.text)));
        let range = source.original(span);
        let (start, lines, column) = text.before(range.start);
        let end = text.before(range.end.min(text.text.len())).0;
        json.object(&mut |j| {
            j.key("file").text(&file.name).key("start").count(start).key("end").count(end);
            j.key("line").count(lines + 1).key("column").count(column + 1);
        });
    }

    /// A diagnostic.
    pub(crate) fn diagnostic(&self, json: &mut Json, d: &Diagnostic, files: &[SourceFile]) {
        json.object(&mut |j| {
            j.key("code").text(d.code()).key("severity").text(severity(d.severity()));
            j.key("message").text(&d.text(Lang::En)).key("message_vi").text(&d.text(Lang::Vi));
            j.key("help").maybe(d.help(Lang::En).as_deref()).key("help_vi").maybe(d.help(Lang::Vi).as_deref());
            j.key("suggestion").maybe(d.suggestion.as_deref()).key("span");
            self.place(j, d.span, files);
            j.key("also").list(&mut |j| {
                for span in &d.also {
                    self.place(j, *span, files);
                }
            });
        });
    }

    /// Diagnostics.
    pub(crate) fn diagnostics(&self, json: &mut Json, found: &[Diagnostic], files: &[SourceFile]) {
        json.list(&mut |j| {
            for d in found {
                self.diagnostic(j, d, files);
            }
        });
    }
}

/// error, warning, hint
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    }
}

/// Length in UTF-16 units.
pub(crate) fn utf16(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
