//! A source text in normal form, and the way back to the bytes that were given.

use milepost_core::diagnostic::Span;
use milepost_core::normal;

/// A text in NFC, in which all spans are counted, with its lines and its original offsets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    text: String,
    /// The pieces that normalising changed, in order; between them the two texts run side by side.
    pieces: Vec<Piece>,
    /// Where each line begins.
    lines: Vec<u32>,
}

/// Start and end of a changed piece in the normal and in the given text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    normal: (u32, u32),
    given: (u32, u32),
}

/// A place for people: both count from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

impl Source {
    /// Normalises a text.
    pub fn new(original: &str) -> Self {
        let (text, pieces) =
            if normal::is_plainly_nfc(original) { (original.to_owned(), Vec::new()) } else { normalised(original) };
        let lines = lines(text.as_bytes());
        Self { text, pieces, lines }
    }

    /// The text in NFC.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text in NFC, for itself.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// What stands at a span.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(wide(span.start)..wide(span.end)).unwrap_or_default()
    }

    /// Line and column of a byte of the normal text.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|i| self.lines.get(i)).copied().unwrap_or(0);
        let before = self.text.get(wide(start)..wide(offset)).unwrap_or_default();
        Position { line: narrow(line), column: narrow(before.chars().count() + 1) }
    }

    /// The text of a line, counted from 1, without its end.
    pub fn line(&self, line: u32) -> &str {
        let at = |n: usize| self.lines.get(n).map_or(self.text.len(), |start| wide(*start));
        let Some(index) = wide(line).checked_sub(1) else { return "" };
        self.text.get(at(index)..at(index + 1)).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    /// The original bytes of a span. A part of a character sequence that was composed stands for all of it.
    pub fn original(&self, span: Span) -> std::ops::Range<usize> {
        let start = self.given(span.start, |piece| piece.given.0);
        start..self.given(span.end, |piece| piece.given.1).max(start)
    }

    /// The original byte of a byte of the normal text; `inside` chooses for one within a composed piece.
    fn given(&self, offset: u32, inside: impl Fn(&Piece) -> u32) -> usize {
        let last = self.pieces.partition_point(|piece| piece.normal.0 < offset).checked_sub(1);
        wide(match last.and_then(|i| self.pieces.get(i)) {
            None => offset,
            Some(piece) if offset < piece.normal.1 => inside(piece),
            Some(piece) => piece.given.1 + (offset - piece.normal.1),
        })
    }
}

/// Where each line begins.
fn lines(text: &[u8]) -> Vec<u32> {
    const ONES: u64 = u64::MAX / 0xff;
    // Whether one of eight bytes ends a line: a byte that is 0 borrows from its highest bit when 1 is taken away.
    let ends = |eight: &[u8; 8]| {
        let others = u64::from_ne_bytes(*eight) ^ (ONES * u64::from(b'\n'));
        others.wrapping_sub(ONES) & !others & (ONES * 0x80) != 0
    };
    let mut lines = vec![0];
    let mut at = 0;
    let (eights, rest) = text.as_chunks::<8>();
    for piece in eights.iter().map(|eight| (ends(eight), eight.as_slice())).chain([(true, rest)]) {
        if piece.0 {
            let found = piece.1.iter().zip(at + 1..).filter(|(byte, _)| **byte == b'\n');
            lines.extend(found.map(|(_, next)| narrow(next)));
        }
        at += piece.1.len();
    }
    lines
}

/// Normalises piece by piece: a piece begins at a character that never joins the one before it.
fn normalised(original: &str) -> (String, Vec<Piece>) {
    let mut text = String::with_capacity(original.len());
    let mut pieces = Vec::new();
    let mut starts = original.char_indices().filter(|(at, c)| *at > 0 && normal::stands_alone(*c)).map(|(at, _)| at);
    let mut from = 0;
    while from < original.len() {
        let to = starts.next().unwrap_or(original.len());
        let piece = original.get(from..to).unwrap_or_default();
        let before = text.len();
        text.push_str(&normal::nfc(piece));
        if text.get(before..) != Some(piece) {
            pieces.push(Piece { normal: (narrow(before), narrow(text.len())), given: (narrow(from), narrow(to)) });
        }
        from = to;
    }
    (text, pieces)
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn wide(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span { file: 0, start, end }
    }

    #[test]
    fn places_in_composed_text_lead_back_to_the_given_bytes() {
        // "hòa xã" with combining marks: o + U+0300, a + U+0303
        let given = "ho\u{300}a xa\u{303} z";
        let source = Source::new(given);
        assert_eq!(source.text(), "hòa xã z");
        let at = |needle: &str| {
            let start = source.text().find(needle).unwrap();
            let range = source.original(span(narrow(start), narrow(start + needle.len())));
            given.get(range).unwrap().to_owned()
        };
        assert_eq!(at("hòa"), "ho\u{300}a");
        assert_eq!(at("ò"), "o\u{300}");
        assert_eq!(at("xã"), "xa\u{303}");
        assert_eq!(at("z"), "z");
    }

    #[test]
    fn lines_begin_behind_line_ends() {
        for text in [
            "",
            "\n",
            "\n\n\n",
            "a\n",
            "1234567\n12345678\n\n\u{b}\u{9}\u{8a}éà\nrest of it\n12\n",
            "no end at all of line",
        ] {
            for from in 0..text.len() {
                let Some(text) = text.get(from..) else { continue };
                let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| narrow(at + 1));
                assert_eq!(lines(text.as_bytes()), std::iter::once(0).chain(ends).collect::<Vec<u32>>(), "{text:?}");
            }
        }
    }

    #[test]
    fn normal_text_keeps_its_bytes() {
        let source = Source::new("hòa\r\nxã");
        assert_eq!(source.original(span(0, 4)), 0..4);
        assert_eq!(source.position(6), Position { line: 2, column: 1 });
        assert_eq!(source.position(9), Position { line: 2, column: 3 });
        assert_eq!((source.line(1), source.line(2), source.line(3)), ("hòa", "xã", ""));
    }
}
