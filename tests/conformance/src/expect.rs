//! Lines of expectations, and whether a value is what a line says.

use milepost::Number;
use milepost::Value;
use milepost::core::number::Real;
use milepost::core::program::Program;
use milepost::core::value::Reasons;
use std::cmp::Ordering;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line<'a> {
    /// `UNIT: name@YEAR = text{reasons}`
    Result {
        /// Which unit, where there are several.
        unit: Option<&'a str>,
        /// Name, with a property where one is asked for.
        name: &'a str,
        /// Which year, where there are several.
        year: Option<i32>,
        /// The value as text.
        text: &'a str,
        /// What stands in braces.
        why: Option<&'a str>,
    },
    /// `fault R05 UNIT: name@YEAR`
    Fault {
        /// The code.
        code: &'a str,
        /// Which unit.
        unit: Option<&'a str>,
        /// Input or result.
        name: &'a str,
        /// Which year.
        year: Option<i32>,
    },
    /// `refused R01`
    Refused(&'a str),
    /// ``error E102 `text` for `suggestion` ``; also warning and hint.
    Diagnostic {
        /// error, warning, hint
        severity: &'a str,
        /// The code.
        code: &'a str,
        /// What the place covers.
        text: Option<&'a str>,
        /// What is suggested in its stead.
        suggestion: Option<&'a str>,
    },
    /// `no W501`
    No(&'a str),
}

/// Reads a line.
///
/// # Errors
/// When it is none of the forms.
pub fn line(text: &str) -> Result<Line<'_>, String> {
    let wrong = || format!("cannot read the expectation '{text}'");
    let (word, rest) = text.split_once(' ').ok_or_else(wrong)?;
    Ok(match word {
        "error" | "warning" | "hint" => {
            let mut parts = rest.split('`');
            let code = parts.next().unwrap_or_default().trim();
            let covered = parts.next();
            let suggestion = match parts.next().map(str::trim) {
                Some("for") => Some(parts.next().ok_or_else(wrong)?),
                _ => None,
            };
            Line::Diagnostic { severity: word, code, text: covered, suggestion }
        }
        "no" => Line::No(rest.trim()),
        "refused" => Line::Refused(rest.trim()),
        "fault" => {
            let (code, place) = rest.split_once(' ').ok_or_else(wrong)?;
            let (unit, name, year) = place_of(place).ok_or_else(wrong)?;
            Line::Fault { code, unit, name, year }
        }
        _ => {
            let (place, value) = text.split_once(" = ").ok_or_else(wrong)?;
            let (unit, name, year) = place_of(place).ok_or_else(wrong)?;
            let (text, why) = match value.split_once('{') {
                Some((text, why)) => (text, Some(why.strip_suffix('}').ok_or_else(wrong)?)),
                None => (value, None),
            };
            Line::Result { unit, name, year, text: text.trim(), why }
        }
    })
}

/// `UNIT: name@YEAR`
fn place_of(text: &str) -> Option<(Option<&str>, &str, Option<i32>)> {
    let (unit, rest) = match text.split_once(": ") {
        Some((unit, rest)) => (Some(unit), rest),
        None => (None, text),
    };
    match rest.split_once('@') {
        Some((name, year)) => Some((unit, name, Some(year.parse().ok()?))),
        None => Some((unit, rest, None)),
    }
}

/// A number as expectations write it: `7/2`, `-0.5`, `90%`.
pub fn number(text: &str) -> Option<Number> {
    match text.strip_suffix('%') {
        Some(rest) => Number::parse(rest).ok()?.div(&Number::integer(100)),
        None => Number::parse(text).ok(),
    }
}

/// Whether a value is what the text says.
pub fn agrees(program: &Program, value: &Value, text: &str) -> bool {
    if let Some(decimal) = text.strip_prefix('~') {
        return near(value, decimal).unwrap_or(false);
    }
    match value {
        Value::Number(n) => number(text).as_ref() == Some(n),
        Value::Year(y) => number(text) == Some(Number::integer(i64::from(*y))),
        Value::Bracket { lo, hi, .. } => {
            let ends = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).and_then(|t| t.split_once(".."));
            ends.is_some_and(|(a, b)| number(a).as_ref() == Some(lo) && number(b).as_ref() == Some(hi))
        }
        _ => shown(program, value) == text,
    }
}

/// Within half a unit of the last digit written.
fn near(value: &Value, decimal: &str) -> Option<bool> {
    let wanted = Number::parse(decimal).ok()?;
    let digits = decimal.split_once('.').map_or(0, |(_, f)| f.len());
    let half = Number::from_scaled(5, i32::try_from(digits + 1).ok()?);
    let real = match value {
        Value::Number(n) => Real::from(n.clone()),
        Value::Real(r) => r.clone(),
        _ => return None,
    };
    let low = real.compare(&Real::from(wanted.sub(&half)));
    let high = real.compare(&Real::from(wanted.add(&half)));
    Some(low != Ordering::Less && high != Ordering::Greater)
}

/// A value as text, as expectations write it.
pub fn shown(program: &Program, value: &Value) -> String {
    match value {
        Value::Missing(reasons) if reasons.is_empty() => "none".to_owned(),
        Value::Missing(_) => "missing".to_owned(),
        Value::Number(n) => n.to_text(),
        Value::Real(r) => format!("~{}", r.to_decimal(20)),
        Value::Bracket { lo, hi, .. } => format!("[{}..{}]", lo.to_text(), hi.to_text()),
        Value::Bool(b) => if *b { "yes" } else { "no" }.to_owned(),
        Value::Date(d) => milepost::core::date::text(*d),
        Value::Year(y) => y.to_string(),
        Value::Category(c, i) => {
            let item = program.categories.get(c.index()).and_then(|c| c.items.get(*i as usize));
            item.map(|(name, _)| name.clone()).unwrap_or_default()
        }
    }
}

/// Whether the reasons are exactly those written.
pub fn same_reasons(reasons: Reasons, why: &str) -> bool {
    same_words(&reasons.words(), why)
}

/// The same for reasons as words, `absent,disputed`.
pub fn same_words(words: &str, why: &str) -> bool {
    let mut wanted: Vec<&str> = why.split(',').map(str::trim).filter(|w| !w.is_empty()).collect();
    let mut found: Vec<&str> = words.split(',').map(str::trim).filter(|w| !w.is_empty()).collect();
    wanted.sort_unstable();
    found.sort_unstable();
    wanted == found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let read = line("T1/x: c.score@2024 = 7/2{absent,disputed}").unwrap();
        let wanted = Line::Result {
            unit: Some("T1/x"),
            name: "c.score",
            year: Some(2024),
            text: "7/2",
            why: Some("absent,disputed"),
        };
        assert_eq!(read, wanted);
        let read = line("error E102 `hoà` for `hòa`").unwrap();
        assert_eq!(
            read,
            Line::Diagnostic { severity: "error", code: "E102", text: Some("hoà"), suggestion: Some("hòa") }
        );
        assert_eq!(line("fault R05 c").unwrap(), Line::Fault { code: "R05", unit: None, name: "c", year: None });
        assert!(line("c").is_err());
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        assert_eq!(number("350%"), number("7/2"));
        assert_eq!(number("3.5"), number("7/2"));
        assert_eq!(near(&Value::Number(number("1/3").unwrap()), "0.333"), Some(true));
        assert_eq!(near(&Value::Number(number("1/3").unwrap()), "0.334"), Some(false));
    }
}
