//! Numbers as people read them. Nothing that is shown is ever read back.
//!
//! A number is shortened to two decimals, but only as far as it does not look equal to a threshold that it is not equal
//! to: 69.996 % beside a threshold of 70 % stays 69.996 %.

use super::words;
use crate::diagnostic::Lang;
use crate::number::{Mode, Number};
use crate::program::{Program, Recognition, UnitText, Verdict};
use crate::value::Value;

/// Decimals that numbers are shortened to.
const DECIMALS: usize = 2;
/// Beyond so many decimals a number is shown as a fraction instead.
const MOST_DECIMALS: usize = 40;

/// How values are shown: the language, and the unit of numbers.
#[derive(Debug, Clone, Copy)]
pub struct Show<'a> {
    /// For labels of categories.
    pub program: &'a Program,
    /// The reader's language.
    pub lang: Lang,
    /// The unit of numbers, if any.
    pub unit: Option<&'a UnitText>,
    /// Numbers that must not be mistaken for each other.
    pub beside: &'a [Number],
}

impl<'a> Show<'a> {
    /// Plain numbers in a language.
    pub fn new(program: &'a Program, lang: Lang) -> Self {
        Self { program, lang, unit: None, beside: &[] }
    }

    /// With a unit.
    #[must_use]
    pub fn unit(self, unit: Option<&'a UnitText>) -> Self {
        Self { unit, ..self }
    }

    /// Beside these numbers.
    #[must_use]
    pub fn beside(self, beside: &'a [Number]) -> Self {
        Self { beside, ..self }
    }

    /// Any value.
    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::Number(n) => self.with_unit(self.number(n)),
            Value::Real(r) => {
                let scale = self.unit.map_or(Number::ONE, |u| u.scale.clone());
                let shown = r.div(&scale.into()).unwrap_or_else(|| r.clone());
                self.with_unit(localise(&trim(&shown.to_decimal(DECIMALS + 2)), self.lang))
            }
            Value::Bracket { lo, hi, .. } => {
                format!("{}..{}", self.with_unit(self.number(lo)), self.with_unit(self.number(hi)))
            }
            Value::Bool(b) => match b {
                true => words::pick(self.lang, "yes", "có").to_owned(),
                false => words::pick(self.lang, "no", "không").to_owned(),
            },
            Value::Date(d) => date(*d, self.lang),
            Value::Year(y) => y.to_string(),
            Value::Category(c, i) => words::category_item(self.program, *c, *i, self.lang),
            Value::Missing(reasons) => {
                let list: Vec<&str> = reasons.iter().map(|r| words::reason(r, self.lang)).collect();
                list.join(", ")
            }
        }
    }

    /// A number without its unit.
    pub fn number(&self, number: &Number) -> String {
        let scale = self.unit.map_or(Number::ONE, |u| u.scale.clone());
        let scaled = |n: &Number| n.div(&scale).unwrap_or_else(|| n.clone());
        let shown = scaled(number);
        let beside: Vec<Number> = self.beside.iter().map(scaled).filter(|n| *n != shown).collect();
        localise(&shorten(&shown, &beside), self.lang)
    }

    fn with_unit(&self, text: String) -> String {
        match self.unit.map(|u| u.text.as_str()) {
            None | Some("") => text,
            Some(unit) => format!("{text} {}", unit_word(unit, self.lang)),
        }
    }
}

/// The built-in units in the reader's language; others as declared.
fn unit_word(unit: &str, lang: Lang) -> &str {
    match (unit, lang) {
        ("point" | "points", Lang::Vi) => "điểm",
        ("day" | "days", Lang::Vi) => "ngày",
        _ => unit,
    }
}

/// A number as short as it may be beside others.
pub fn shorten(number: &Number, beside: &[Number]) -> String {
    for decimals in DECIMALS..=MOST_DECIMALS {
        let text = trim(&number.to_decimal(decimals, Mode::HalfUp));
        let looks_like = Number::parse(&text).ok();
        if looks_like.as_ref() == Some(number) || !beside.iter().any(|b| looks_like.as_ref() == Some(b)) {
            return text;
        }
    }
    number.to_text()
}

fn trim(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}

/// Groups thousands from 10,000 on, and writes the decimal sign of the language.
fn localise(text: &str, lang: Lang) -> String {
    let (group, point) = match lang {
        Lang::En => (',', '.'),
        Lang::Vi => ('.', ','),
    };
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return text.to_owned();
    }
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && whole.len() > 4 && (whole.len() - i).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push(point);
        out.push_str(fraction);
    }
    out
}

/// A day: `2024-12-15`, `15/12/2024`.
pub fn date(days: i32, lang: Lang) -> String {
    match lang {
        Lang::En => crate::date::text(days),
        Lang::Vi => {
            let (y, m, d) = crate::date::civil(days);
            format!("{d:02}/{m:02}/{y}")
        }
    }
}

/// A number in its unit for messages, which are not localised: `12.5 points`, `80%`.
pub fn number(value: &Value, unit: Option<&UnitText>) -> String {
    let scale = unit.map_or(Number::ONE, |u| u.scale.clone());
    let text = match value {
        Value::Number(n) => n.div(&scale).unwrap_or_else(|| n.clone()).to_shortest(),
        Value::Real(r) => r.to_f64().to_string(),
        _ => return String::new(),
    };
    match unit.map(|u| u.text.as_str()) {
        Some("%") => format!("{text}%"),
        _ => text,
    }
}

/// A value exactly, for machines: a number as text or fraction, a date, a word.
pub fn exact(program: &Program, value: &Value) -> Option<String> {
    Some(match value {
        Value::Missing(_) => return None,
        Value::Number(n) => n.to_text(),
        Value::Real(r) => format!("~{}", r.to_decimal(17)),
        Value::Bracket { lo, hi, .. } => format!("{}..{}", lo.to_text(), hi.to_text()),
        Value::Bool(b) => if *b { "yes" } else { "no" }.to_owned(),
        Value::Date(d) => crate::date::text(*d),
        Value::Year(y) => y.to_string(),
        Value::Category(c, i) => match c.0 {
            0 => Verdict::ALL.get(*i as usize).map(|v| v.word().to_owned())?,
            1 => Recognition::ALL.get(*i as usize).map(|r| r.word().to_owned())?,
            _ => program.categories.get(c.index())?.items.get(*i as usize)?.0.clone(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn a_number_never_looks_like_a_threshold_it_does_not_equal() {
        let seventy = [n("70")];
        assert_eq!(shorten(&n("69.996"), &seventy), "69.996");
        assert_eq!(shorten(&n("69.996"), &[]), "70");
        assert_eq!(shorten(&n("70"), &seventy), "70");
        assert_eq!(shorten(&n("69.99999999"), &seventy), "69.99999999");
        assert_eq!(shorten(&n("200/3"), &seventy), "66.67");
        // One part in 10^50 below: no decimal tells them apart.
        let below = n("70").sub(&Number::parse("1e-50").unwrap());
        assert_eq!(Number::parse(&shorten(&below, &seventy)).unwrap(), below);
    }

    #[test]
    fn decimal_signs_and_groups_of_digits() {
        assert_eq!(localise("1800000.5", Lang::Vi), "1.800.000,5");
        assert_eq!(localise("-1800000.5", Lang::En), "-1,800,000.5");
        assert_eq!(localise("2024.25", Lang::Vi), "2024,25");
        assert_eq!(localise("1/3", Lang::Vi), "1/3");
        assert_eq!(date(crate::date::days(2024, 2, 5), Lang::Vi), "05/02/2024");
    }
}
