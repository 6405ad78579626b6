//! Numbers, percentages and dates. A date is looked for before a number; a number never takes `..`.

use milepost_core::codes::{self, Message};
use milepost_core::date;

use super::{Kind, hygiene};

pub(super) struct Found {
    pub(super) kind: Kind,
    pub(super) length: usize,
    pub(super) fault: Option<&'static Message>,
}

/// Reads at a digit, or at a point before a digit. Letters that follow belong to the mistake, not to the next token.
pub(super) fn read(text: &str) -> Found {
    if let Some(day) = text.get(..10).filter(|day| has_date_shape(day))
        && !text.get(10..).is_some_and(|rest| rest.starts_with(hygiene::continues_name))
    {
        let fault = date::parse(day).is_none().then_some(&codes::E013_DATE);
        return Found { kind: Kind::Date, length: 10, fault };
    }
    let mut length = digits(text);
    let mut sound = is_grouped(text.get(..length).unwrap_or_default());
    loop {
        let rest = text.get(length..).unwrap_or_default();
        let fraction = rest.strip_prefix('.').map_or(0, digits);
        if fraction == 0 {
            break;
        }
        sound &= is_grouped(rest.get(1..=fraction).unwrap_or_default())
            && !text.get(..length).unwrap_or_default().contains('.');
        length += 1 + fraction;
    }
    let rest = text.get(length..).unwrap_or_default();
    if rest.starts_with('.')
        && !rest.starts_with("..")
        && !rest.get(1..).is_some_and(|r| r.starts_with(hygiene::starts_name))
    {
        (sound, length) = (false, length + 1);
    }
    let glued = text.get(length..).unwrap_or_default();
    let letters = match glued.as_bytes().first() {
        Some(b'\n' | b' ' | b',' | b'%' | b'.' | b':' | b')' | b'}') | None => 0,
        Some(_) => glued.find(|c| !hygiene::continues_name(c)).unwrap_or(glued.len()),
    };
    if letters > 0 {
        (sound, length) = (false, length + letters);
    }
    let percent = text.get(length..).is_some_and(|rest| rest.starts_with('%'));
    Found {
        kind: if percent { Kind::Percent } else { Kind::Number },
        length: length + usize::from(percent),
        fault: (!sound).then_some(&codes::E013_NUMBER),
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'_').count()
}

/// Digits, with single `_` between them.
fn is_grouped(digits: &str) -> bool {
    digits.split('_').all(|group| !group.is_empty())
}

fn has_date_shape(text: &str) -> bool {
    // Few numbers have a hyphen there.
    text.as_bytes().get(4) == Some(&b'-')
        && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() })
}
