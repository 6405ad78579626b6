//! Unicode normalisation, with tables that take a tenth of the usual room: the module for browsers carries them.

mod table;

use std::borrow::Cow;
use table::{Table, table};

/// Hangul syllables are composed by counting.
mod hangul {
    pub(super) const S: u32 = 0xac00;
    pub(super) const L: u32 = 0x1100;
    pub(super) const V: u32 = 0x1161;
    pub(super) const T: u32 = 0x11a7;
    pub(super) const LS: u32 = 19;
    pub(super) const VS: u32 = 21;
    pub(super) const TS: u32 = 28;
    pub(super) const SS: u32 = LS * VS * TS;
}

/// The canonical combining class.
pub fn class(c: char) -> u8 {
    // Below the first combining mark nothing has one.
    if u32::from(c) < 0x300 { 0 } else { table().class(u32::from(c)) }
}

/// The composed form, NFC.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if is_plainly_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(composed(decomposed(text))) }
}

/// The decomposed form, NFD.
pub fn nfd(text: &str) -> Vec<char> {
    if text.is_ascii() { text.chars().collect() } else { decomposed(text).into_iter().map(|(_, c)| c).collect() }
}

/// Whether a text is certainly in NFC; some that are have to be composed to know it.
pub fn is_plainly_nfc(text: &str) -> bool {
    if no_marks(text) {
        return true;
    }
    let table = table();
    let mut last = 0;
    text.chars().all(|c| {
        let class = if c.is_ascii() { 0 } else { table.class(c.into()) };
        let ordered = class == 0 || last <= class;
        last = class;
        ordered && (c.is_ascii() || !may_change(table, c.into()))
    })
}

/// Whether a character stays as it is and never joins the one before it, so that a text may be cut before it.
pub fn stands_alone(c: char) -> bool {
    no_marks(c.encode_utf8(&mut [0; 4])) || (class(c) == 0 && !may_change(table(), c.into()))
}

/// Whether a text has only characters that are in NFC whatever stands beside them: ASCII, Latin letters (all of
/// Vietnamese among them), dashes and quotes. A question of bytes, asked of every text before the tables are.
fn no_marks(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        // Eight at once, where all are ASCII.
        let eight = bytes.get(at..).and_then(<[u8]>::first_chunk).copied().map(u64::from_ne_bytes);
        if eight.is_some_and(|eight| eight & (u64::MAX / 0xff * 0x80) == 0) {
            at += 8;
            continue;
        }
        at += match bytes.get(at..) {
            _ if byte.is_ascii() => 1,
            // U+0080..U+02FF
            Some([0xc2..=0xcb, _, ..]) => 2,
            // U+1E00..U+1EFF; U+2010..U+2027, dashes and quotes
            Some([0xe1, 0xb8..=0xbb, _, ..] | [0xe2, 0x80, 0x90..=0xa7, ..]) => 3,
            _ => return false,
        };
    }
    true
}

/// Whether composing replaces a character, or may join it, or what it begins with, to the one before it.
fn may_change(table: &Table, c: u32) -> bool {
    if (hangul::V..hangul::V + hangul::VS).contains(&c) || (hangul::T + 1..hangul::T + hangul::TS).contains(&c) {
        return true;
    }
    if table.parts(c).is_some_and(|p| !p.composes) {
        return true;
    }
    let begins_with = |c: &u32| table.parts(*c).map(|p| p.first);
    std::iter::successors(Some(c), begins_with).any(|c| table.joins(c))
}

/// All characters taken apart, marks in their order, with their classes.
fn decomposed(text: &str) -> Vec<(u8, char)> {
    let table = table();
    let mut out = Vec::with_capacity(text.len());
    let mut stack = Vec::new();
    for c in text.chars() {
        if c.is_ascii() {
            out.push((0, c));
            continue;
        }
        stack.push(u32::from(c));
        while let Some(c) = stack.pop() {
            if let Some(s) = c.checked_sub(hangul::S).filter(|s| *s < hangul::SS) {
                let (lv, t) = (s / hangul::TS, s % hangul::TS);
                let parts = [hangul::L + lv / hangul::VS, hangul::V + lv % hangul::VS, hangul::T + t];
                out.extend(parts.into_iter().filter(|p| *p != hangul::T).filter_map(char::from_u32).map(|c| (0, c)));
            } else if let Some(parts) = table.parts(c) {
                stack.extend((parts.second != 0).then_some(parts.second));
                stack.push(parts.first);
            } else {
                out.extend(char::from_u32(c).map(|char| (table.class(c), char)));
            }
        }
    }
    for run in out.chunk_by_mut(|a, b| a.0 != 0 && b.0 != 0) {
        run.sort_by_key(|(class, _)| *class);
    }
    out
}

/// Marks joined to the letter before them wherever Unicode has one character for both.
fn composed(parts: Vec<(u8, char)>) -> String {
    let mut out: Vec<char> = Vec::with_capacity(parts.len());
    let mut letter = None;
    // The class of the last mark that stands between the letter and here.
    let mut between = 0;
    for (class, c) in parts {
        if let Some(at) = letter
            && (between == 0 || between < class)
            && let Some(before) = out.get_mut(at)
            && let Some(both) = compose(*before, c)
        {
            *before = both;
            continue;
        }
        if class == 0 {
            letter = Some(out.len());
        }
        between = class;
        out.push(c);
    }
    out.into_iter().collect()
}

fn compose(first: char, second: char) -> Option<char> {
    let (a, b) = (u32::from(first), u32::from(second));
    let both = match (a.checked_sub(hangul::L), a.checked_sub(hangul::S)) {
        (Some(l), _) if l < hangul::LS => {
            let v = b.checked_sub(hangul::V).filter(|v| *v < hangul::VS)?;
            Some(hangul::S + (l * hangul::VS + v) * hangul::TS)
        }
        (_, Some(s)) if s < hangul::SS && s % hangul::TS == 0 => {
            b.checked_sub(hangul::T).filter(|t| (1..hangul::TS).contains(t)).map(|t| a + t)
        }
        _ => table().compose(a, b),
    };
    both.and_then(char::from_u32)
}

#[cfg(test)]
mod tests;
