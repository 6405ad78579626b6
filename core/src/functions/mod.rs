//! The built-in functions, one file each: what it is, what it gives, how it is made, and where the formula comes from.
//!
//! To add a function: its word in [`crate::program::Function`], a file here with `DOC` and `call`, a line in [`ALL`] and
//! in [`call`], its signature in the checker.

mod abs;
mod clamp;
mod count;
mod date;
mod exp;
mod geometric_mean;
mod growth;
mod harmonic_mean;
mod interpolated;
mod latest;
mod ln;
mod max;
mod mean;
mod median;
mod min;
mod month_end;
mod position;
mod power;
mod previous;
mod root;
mod round;
mod share;
mod sqrt;
mod sum;
mod year_end;
mod year_of;

use crate::number::Mode;
use crate::ops::Meter;
use crate::program::{Function, Reason};
use crate::value::Value;

/// What people read of a function. The checker's tests evaluate the examples; the manual prints them.
#[derive(Debug)]
pub struct Doc {
    /// The name in the language.
    pub name: &'static str,
    /// How it is called: `clamp(x, lo, hi)`.
    pub signature: &'static str,
    /// What it gives, in English.
    pub en: &'static str,
    /// What it gives, in Vietnamese.
    pub vi: &'static str,
    /// Where the formula comes from.
    pub source: &'static str,
    /// Expressions and what they give.
    pub examples: &'static [Example],
}

/// An expression of the language, and the expression it equals.
#[derive(Debug)]
pub struct Example {
    /// The call.
    pub call: &'static str,
    /// What it gives; `missing` where it gives nothing.
    pub gives: &'static str,
}

/// All functions, by name.
pub static ALL: &[&Doc] = &[
    &abs::DOC,
    &clamp::DOC,
    &count::DOC,
    &date::DOC,
    &exp::DOC,
    &geometric_mean::DOC,
    &growth::DOC,
    &harmonic_mean::DOC,
    &interpolated::DOC,
    &latest::DOC,
    &ln::DOC,
    &max::DOC,
    &mean::DOC,
    &median::DOC,
    &min::DOC,
    &month_end::DOC,
    &position::DOC,
    &power::DOC,
    &previous::DOC,
    &root::DOC,
    &round::DOC,
    &share::DOC,
    &sqrt::DOC,
    &sum::DOC,
    &year_end::DOC,
    &year_of::DOC,
];

/// The function of a name.
pub fn find(name: &str) -> Option<&'static Doc> {
    ALL.iter().find(|doc| doc.name == name).copied()
}

/// What a function gives. The checker has seen to number and kinds of arguments; with others it is missing{invalid}.
pub fn call(function: Function, args: &[Value], mode: Option<Mode>, meter: &mut Meter) -> Value {
    match (function, args) {
        (Function::Min, _) => min::call(args),
        (Function::Max, _) => max::call(args),
        (Function::Mean, _) => mean::call(args, meter),
        (Function::Sum, _) => sum::call(args, meter),
        (Function::Median, _) => median::call(args, meter),
        (Function::GeometricMean, _) => geometric_mean::call(args, meter),
        (Function::HarmonicMean, _) => harmonic_mean::call(args, meter),
        (Function::CountOf, _) => count::call(args),
        (Function::ShareOf, _) => share::call(args, meter),
        (Function::Abs, [x]) => abs::call(x),
        (Function::Clamp, [x, lo, hi]) => clamp::call(x, lo, hi),
        (Function::Position, [x, lo, hi]) => position::call(x, lo, hi, meter),
        (Function::Round, [x, step]) => round::call(x, step, mode.unwrap_or(Mode::HalfUp), meter),
        (Function::Ln, [x]) => ln::call(x, meter),
        (Function::Exp, [x]) => exp::call(x, meter),
        (Function::Sqrt, [x]) => sqrt::call(x, meter),
        (Function::Root, [x, n]) => root::call(x, n, meter),
        (Function::Power, [x, y]) => power::call(x, y, meter),
        (Function::YearOf, [d]) => year_of::call(d),
        (Function::Date, [y, m, d]) => date::call(y, m, d),
        (Function::MonthEnd, [y, m]) => month_end::call(y, m),
        (Function::YearEnd, [y]) => year_end::call(y),
        _ => Value::missing(Reason::Invalid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_listed_once_and_in_order() {
        for pair in ALL.windows(2) {
            assert!(pair[0].name < pair[1].name, "{} before {}", pair[0].name, pair[1].name);
        }
        for function in Function::ALL {
            let doc = find(function.word()).unwrap_or_else(|| panic!("{} has no page", function.word()));
            assert_eq!(doc.name, function.word());
            assert!(doc.signature.starts_with(doc.name) && !doc.vi.is_empty() && !doc.examples.is_empty());
        }
    }
}
