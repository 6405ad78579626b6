//! One cell as it came, and what it means for an input.

use crate::codes::{self, Message};
use crate::number::Number;
use crate::program::{Input, InputKind, Program};

/// A cell as a reader delivers it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Empty, null, NaN, NaT, NA.
    Missing,
    /// Text as written.
    Text(&'a str),
    /// An exact number.
    Number(Number),
    /// A float: stands for its shortest decimal.
    F64(f64),
    /// An integer.
    Int(i64),
    /// yes, no
    Bool(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// A number that the spreadsheet shows as a percentage: 0.85 shown as 85 %.
    Percent(Number),
}

/// How numbers and dates are written in text cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    /// `1234.5`, `2024-10-06`
    #[default]
    Plain,
    /// `1.234,5`, `6/10/2024`
    Vi,
}

/// What a cell means for an input, before the input's factor is applied.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw {
    /// Not supplied.
    Absent,
    /// A number as stored; × factor gives base units.
    Number(Number),
    /// yes, no
    Bool(bool),
    /// Days.
    Date(i32),
    /// A year.
    Year(i32),
    /// An item.
    Category(u32),
}

/// Why a cell is wrong: the message and what fills its places after input, unit and year.
pub type Wrong = (&'static Message, String);

/// Whether a text says that there is nothing.
pub fn is_missing_text(text: &str) -> bool {
    matches!(text, "" | "NA" | "N/A" | "n/a" | "na" | "NaN" | "nan" | "NaT" | "<NA>" | "null" | "NULL" | "None")
}

/// Reads a number as written in the locale; `%` divides by 100 (second value).
pub fn parse_number(text: &str, locale: Locale) -> Option<(Number, bool)> {
    let (digits, percent) = match text.strip_suffix('%') {
        Some(rest) => (rest.trim_end(), true),
        None => (text, false),
    };
    let number = match locale {
        Locale::Plain => Number::parse(digits).ok()?,
        Locale::Vi => {
            let (whole, fraction) = digits.split_once(',').map_or((digits, None), |(w, f)| (w, Some(f)));
            let mut groups = whole.split('.');
            let first = groups.next()?;
            let rest: Vec<&str> = groups.collect();
            let grouped = rest.is_empty()
                || (matches!(first.trim_start_matches('-').len(), 1..=3) && rest.iter().all(|g| g.len() == 3));
            if !grouped || fraction.is_some_and(|f| f.contains('.')) {
                return None;
            }
            let mut plain = format!("{first}{}", rest.concat());
            if let Some(fraction) = fraction {
                plain.push('.');
                plain.push_str(fraction);
            }
            Number::parse(&plain).ok()?
        }
    };
    Some((number, percent))
}

/// Reads yes and no in English and Vietnamese.
pub fn parse_yes_no(text: &str) -> Option<bool> {
    let word = |text: &str| match text {
        "yes" | "true" | "1" | "có" | "co" | "đúng" | "y" => Some(true),
        "no" | "false" | "0" | "không" | "khong" | "sai" | "n" => Some(false),
        _ => None,
    };
    // Nearly all cells are written in one of these ways.
    match text {
        "Có" | "Yes" => Some(true),
        "Không" | "No" => Some(false),
        _ => word(text).or_else(|| word(&text.to_lowercase())),
    }
}

/// The text without space around it. Nearly no cell has any, which its first and last character tell.
pub fn trimmed(text: &str) -> &str {
    let space = |c: Option<char>| c.is_some_and(char::is_whitespace);
    if space(text.chars().next()) || space(text.chars().next_back()) { text.trim() } else { text }
}

/// Reads a date: `2024-10-06`, and `6/10/2024` in the Vietnamese locale.
pub fn parse_date(text: &str, locale: Locale) -> Option<i32> {
    if let Some(days) =
        crate::date::parse(text.get(..10).filter(|_| text.as_bytes().get(10) == Some(&b'T')).unwrap_or(text))
    {
        return Some(days);
    }
    if locale != Locale::Vi {
        return None;
    }
    let mut parts = text.splitn(3, '/');
    let (d, m, y) = (parts.next()?, parts.next()?, parts.next()?);
    (y.len() == 4).then(|| crate::date::checked_days(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)).flatten()
}

/// The meaning of a cell for an input, or why it has none. The range is checked here too.
pub fn read(program: &Program, input: &Input, cell: &Cell<'_>, locale: Locale) -> Result<Raw, Wrong> {
    let text = match cell {
        Cell::Missing => return Ok(Raw::Absent),
        Cell::F64(x) if x.is_nan() => return Ok(Raw::Absent),
        Cell::Text(t) => trimmed(t),
        _ => "",
    };
    if matches!(cell, Cell::Text(_)) && is_missing_text(text) {
        return Ok(Raw::Absent);
    }
    let wrong = |message: &'static Message, more: &str| (message, more.to_owned());
    match input.kind {
        InputKind::Number | InputKind::Whole => {
            let number = match cell {
                Cell::Text(_) => match parse_number(text, locale) {
                    Some((n, false)) => Some(n),
                    Some((n, true)) => n.div(&Number::integer(100)).and_then(|n| n.div(&input.scale)),
                    None => None,
                },
                Cell::Number(n) => Some(n.clone()),
                Cell::F64(x) => Number::from_f64(*x),
                Cell::Int(i) => Some(Number::integer(*i)),
                Cell::Percent(n) => n.div(&input.scale),
                _ => None,
            };
            let number = number.ok_or_else(|| wrong(&codes::R03_NUMBER, ""))?;
            check_number(input, &number)?;
            Ok(Raw::Number(number))
        }
        InputKind::YesNo => match cell {
            Cell::Bool(b) => Some(*b),
            Cell::Int(i) => [false, true].into_iter().find(|b| i64::from(*b) == *i),
            Cell::F64(x) => [false, true].into_iter().find(|b| f64::from(u8::from(*b)) == *x),
            Cell::Number(n) => [false, true].into_iter().find(|b| Number::integer(i64::from(*b)) == *n),
            Cell::Text(_) => parse_yes_no(text),
            _ => None,
        }
        .map(Raw::Bool)
        .ok_or_else(|| wrong(&codes::R03_YES_NO, "")),
        InputKind::Date => match cell {
            Cell::Date(d) => Some(*d),
            Cell::Text(_) => parse_date(text, locale),
            _ => None,
        }
        .map(Raw::Date)
        .ok_or_else(|| wrong(&codes::R03_DATE, "")),
        InputKind::Year => match cell {
            Cell::Int(i) => i32::try_from(*i).ok(),
            Cell::F64(x) => Number::from_f64(*x).and_then(|n| n.to_i64()).and_then(|i| i32::try_from(i).ok()),
            Cell::Number(n) => n.to_i64().and_then(|i| i32::try_from(i).ok()),
            Cell::Text(_) => text.parse().ok(),
            _ => None,
        }
        .filter(|y| (-9999..=9999).contains(y))
        .map(Raw::Year)
        .ok_or_else(|| wrong(&codes::R03_YEAR, "")),
        InputKind::Category(category) => {
            let items = program.categories.get(category.index()).map(|c| c.items.as_slice()).unwrap_or_default();
            let wanted = match cell {
                Cell::Text(_) => text.to_owned(),
                Cell::Int(i) => i.to_string(),
                Cell::Number(n) => n.to_text(),
                Cell::F64(x) => Number::from_f64(*x).map(|n| n.to_text()).unwrap_or_default(),
                _ => String::new(),
            };
            items
                .iter()
                .position(|(name, labels)| *name == wanted || labels.iter().any(|(_, l)| *l == wanted))
                .and_then(|i| u32::try_from(i).ok())
                .map(Raw::Category)
                .ok_or_else(|| {
                    let names: Vec<&str> = items.iter().map(|(n, _)| n.as_str()).collect();
                    (&codes::R22_CATEGORY, names.join(", "))
                })
        }
    }
}

/// Whole where it must be, and inside the declared range.
pub fn check_number(input: &Input, stored: &Number) -> Result<(), Wrong> {
    if input.kind == InputKind::Whole && !stored.mul(&input.scale).is_integer() {
        return Err((&codes::R03_WHOLE, String::new()));
    }
    let Some((lo, hi)) = &input.range else { return Ok(()) };
    let value = stored.mul(&input.scale);
    if lo.as_ref().is_some_and(|lo| value < *lo) || hi.as_ref().is_some_and(|hi| value > *hi) {
        let shown = |bound: &Option<Number>| {
            bound.as_ref().and_then(|b| b.div(&input.unit.scale)).map(|b| b.to_shortest()).unwrap_or_default()
        };
        let unit = if input.unit.text == "%" { "%".to_owned() } else { format!(" {}", input.unit.text) };
        return Err((&codes::R02_RANGE, format!("{}..{}{}", shown(lo), shown(hi), unit.trim_end())));
    }
    Ok(())
}
