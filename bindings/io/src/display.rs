//! Numbers as people read them. What is shown is never computed with, and is shortened only as far as it does not look
//! like a threshold that it is not: 69.996 % beside 70 % stays 69.996 %.

use crate::tidy::{Figure, Shown, category_item};
use crate::words::pick;
use milepost_core::diagnostic::Lang;
use milepost_core::number::{Mode, Number};
use milepost_core::program::{Program, UnitText};

/// How many decimals are shown where no threshold asks for more.
const DECIMALS: usize = 2;
/// Beyond this the exact form would be no easier to read.
const MOST_DECIMALS: usize = 30;

/// A value in its unit.
pub fn shown(program: &Program, value: &Shown, unit: &UnitText, against: &[&Shown], lang: Lang) -> String {
    match value {
        Shown::Figure(figure) => {
            let against: Vec<Number> = against
                .iter()
                .filter_map(|s| match s {
                    Shown::Figure(f) => f.number(),
                    _ => None,
                })
                .collect();
            self::figure(figure, unit, &against, lang)
        }
        Shown::Bool(yes) => if *yes { pick(lang, "yes", "có") } else { pick(lang, "no", "không") }.to_owned(),
        Shown::Date(day) => date(*day, lang),
        Shown::Year(year) => year.to_string(),
        Shown::Category(category, index) => {
            let items = program.categories.get(category.index()).map(|c| c.items.as_slice()).unwrap_or_default();
            items.get(*index as usize).map_or_else(
                || category_item(program, *category, *index).to_owned(),
                |(name, labels)| crate::label(labels, name, Some(lang)).to_owned(),
            )
        }
    }
}

/// A date: `2024-12-15`, in Vietnamese `15/12/2024`.
pub fn date(day: i32, lang: Lang) -> String {
    match lang {
        Lang::En => milepost_core::date::text(day),
        Lang::Vi => {
            let (y, m, d) = milepost_core::date::civil(day);
            format!("{d:02}/{m:02}/{y}")
        }
    }
}

/// A number in its unit, beside the thresholds it is held against (in base units).
pub fn figure(figure: &Figure, unit: &UnitText, against: &[Number], lang: Lang) -> String {
    let Some(number) = figure.number() else { return figure.text() };
    with_unit(&short(&number, &unit.scale, against, lang), unit)
}

/// The text followed by its unit.
fn with_unit(text: &str, unit: &UnitText) -> String {
    match unit.text.as_str() {
        "" | "point" | "points" => text.to_owned(),
        "%" => format!("{text}%"),
        name => format!("{text} {}", name.replace('_', " ")),
    }
}

/// A number divided by the size of its unit, shortened.
pub fn short(number: &Number, scale: &Number, against: &[Number], lang: Lang) -> String {
    let in_unit = |n: &Number| n.div(scale).unwrap_or_else(|| n.clone());
    let value = in_unit(number);
    let mut decimals = DECIMALS;
    loop {
        let text = value.to_decimal(decimals, Mode::HalfUp);
        let looks_like = |other: &Number| {
            other != number && Number::parse(&text).is_ok_and(|shown| shown == in_unit(other))
        };
        // A value that is not nothing must not look like nothing.
        let vanishes = !value.is_zero() && Number::parse(&text).is_ok_and(|n| n.is_zero());
        if decimals >= MOST_DECIMALS || !(vanishes || against.iter().any(looks_like)) {
            return localised(trimmed(&text), lang);
        }
        decimals += 1;
    }
}

fn trimmed(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// Thousands in groups, the decimal sign of the language.
fn localised(text: &str, lang: Lang) -> String {
    let (group, point) = match lang {
        Lang::En => (',', '.'),
        Lang::Vi => ('.', ','),
    };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 && whole.len() > 4 {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(value: &str, against: &[&str], lang: Lang) -> String {
        let unit = UnitText { text: "%".to_owned(), scale: Number::parse("1/100").unwrap() };
        let number = |t: &str| Number::parse(t).unwrap();
        let against: Vec<Number> = against.iter().map(|t| number(t)).collect();
        figure(&Figure::Exact(number(value)), &unit, &against, lang)
    }

    #[test]
    fn nothing_looks_like_a_threshold_it_is_not() {
        assert_eq!(percent("0.69996", &["0.7"], Lang::En), "69.996%");
        assert_eq!(percent("0.69996", &[], Lang::En), "70%");
        assert_eq!(percent("0.7", &["0.7"], Lang::En), "70%");
        assert_eq!(percent("0.6999999999", &["0.7"], Lang::Vi), "69,99999999%");
        assert_eq!(percent("2/3", &["0.7"], Lang::Vi), "66,67%");
        assert_eq!(percent("0.0000001", &[], Lang::En), "0.00001%");
        assert_eq!(percent("0", &["0.7"], Lang::En), "0%");
    }

    #[test]
    fn thousands_and_decimals_by_language() {
        let n = Number::parse("1234567.5").unwrap();
        assert_eq!(short(&n, &Number::ONE, &[], Lang::Vi), "1.234.567,5");
        assert_eq!(short(&n, &Number::ONE, &[], Lang::En), "1,234,567.5");
        assert_eq!(short(&Number::parse("-1234").unwrap(), &Number::ONE, &[], Lang::En), "-1234");
        assert_eq!(date(milepost_core::date::days(2024, 12, 15), Lang::Vi), "15/12/2024");
    }
}
