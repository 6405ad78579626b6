//! Letters that look like others. A name must be what it looks like.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};

pub(super) fn starts_name(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_start(c)
}

pub(super) fn continues_name(c: char) -> bool {
    unicode_ident::is_xid_continue(c)
}

/// Controls that change the direction of writing, and marks that cannot be seen.
pub(super) fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}' | '\u{61c}' | '\u{2060}')
}

/// What a foreign sign is usually typed for.
pub(super) fn meant(c: char) -> Option<&'static str> {
    Some(match c {
        '“' | '”' | '„' | '«' | '»' => "\"",
        '–' | '—' | '−' | '‐' | '‑' => "-",
        '×' | '·' | '∙' => "*",
        '÷' | '∕' => "/",
        '，' => ",",
        '：' => ":",
        '％' => "%",
        '（' => "(",
        '）' => ")",
        _ => return None,
    })
}

/// What is wrong with the letters of a name, if anything.
pub(super) fn check(name: &str, span: Span) -> Option<Diagnostic> {
    if name.is_ascii() {
        return None;
    }
    if let Some((c, instead)) = name.chars().find_map(|c| look_alike(c).map(|instead| (c, instead))) {
        let args = [
            c.to_string(),
            format!("U+{:04X}", u32::from(c)),
            instead.to_string(),
            format!("U+{:04X}", u32::from(instead)),
        ];
        let repaired = name.chars().map(|c| look_alike(c).unwrap_or(c)).filter(|c| !is_overlay(*c)).collect();
        return Some(Diagnostic::new(&codes::E001_LOOK_ALIKE, span, args).suggest(Some(repaired)));
    }
    if name.chars().any(is_overlay) {
        let repaired = name.replace(is_overlay, "");
        return Some(
            Diagnostic::new(&codes::E001_OVERLAY, span, [name])
                .suggest(Some(repaired.replace('d', "đ").replace('D', "Đ"))),
        );
    }
    let mut scripts = name.chars().filter_map(script);
    let first = scripts.next()?;
    scripts.any(|other| other != first).then(|| Diagnostic::new(&codes::E001_SCRIPTS, span, [name]))
}

/// Letters drawn like Đ and đ that are not these.
fn look_alike(c: char) -> Option<char> {
    match c {
        '\u{d0}' | '\u{189}' => Some('\u{110}'),
        '\u{f0}' | '\u{256}' | '\u{18c}' => Some('\u{111}'),
        '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

/// Strokes laid over the letter before.
fn is_overlay(c: char) -> bool {
    matches!(c, '\u{335}'..='\u{338}')
}

/// The scripts whose letters are taken for each other; digits, marks and all other letters belong to none.
fn script(c: char) -> Option<u8> {
    match u32::from(c) {
        0x41..=0x5a | 0x61..=0x7a | 0xaa | 0xba | 0xc0..=0x24f | 0x1e00..=0x1eff => Some(0),
        0x370..=0x3ff | 0x1f00..=0x1fff => Some(1),
        0x400..=0x52f | 0x1c80..=0x1c8f | 0x2de0..=0x2dff | 0xa640..=0xa69f => Some(2),
        0x530..=0x58f => Some(3),
        0x13a0..=0x13ff | 0xab70..=0xabbf => Some(4),
        0x2c80..=0x2cff => Some(5),
        _ => None,
    }
}
