//! Results as people read them: in their units, in the reader's language.

use crate::tidy::{Figure, Shown};
use milepost_core::diagnostic::Lang;
use milepost_core::explain::show::Show;
use milepost_core::number::Number;
use milepost_core::program::{Program, UnitText};
use milepost_core::value::Value;

/// A value in its unit, beside those it must not be mistaken for.
pub fn shown(program: &Program, value: &Shown, unit: &UnitText, beside: &[&Shown], lang: Lang) -> String {
    let mut numbers: Vec<Number> = beside
        .iter()
        .filter_map(|s| match s {
            Shown::Figure(f) => f.number(),
            _ => None,
        })
        .collect();
    // Little is not nothing.
    numbers.push(Number::ZERO);
    Show::new(program, lang).unit(Some(unit)).beside(&numbers).value(&value_of(value))
}

/// A number in its unit.
pub fn figure(program: &Program, figure: &Figure, unit: &UnitText, lang: Lang) -> String {
    shown(program, &Shown::Figure(figure.clone()), unit, &[], lang)
}

/// A number without a unit: scores beside their maxima.
pub fn plain(program: &Program, figure: &Figure, beside: &[&Figure], lang: Lang) -> String {
    let unit = UnitText { text: String::new(), scale: Number::ONE };
    let beside: Vec<Shown> = beside.iter().map(|f| Shown::Figure((*f).clone())).collect();
    shown(program, &Shown::Figure(figure.clone()), &unit, &beside.iter().collect::<Vec<_>>(), lang)
}

fn value_of(shown: &Shown) -> Value {
    match shown {
        Shown::Figure(figure) => match figure.number() {
            Some(number) => Value::Number(number),
            None => Value::missing(milepost_core::program::Reason::Invalid),
        },
        Shown::Bool(yes) => Value::Bool(*yes),
        Shown::Date(day) => Value::Date(*day),
        Shown::Year(year) => Value::Year(*year),
        Shown::Category(category, item) => Value::Category(*category, *item),
    }
}
