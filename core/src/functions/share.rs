//! The share of the conditions that hold; undecided ones give a bracket.

use super::{Doc, Example};
use crate::number::Number;
use crate::ops::Meter;
use crate::ops::compare::bracket;
use crate::program::Reason;
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "share",
    signature: "share(C1, C2, …)",
    en: "the share of the conditions that hold; undecided ones give a bracket",
    vi: "tỷ lệ điều kiện đúng; điều kiện chưa rõ cho một khoảng",
    source: "definition",
    examples: &[Example { call: "share(1 > 0, 2 > 3, 3 > 2, 4 > 3)", gives: "75%" }],
};

/// The count over the number of conditions.
pub fn call(conditions: &[Value], meter: &mut Meter) -> Value {
    let (yes, maybe, reasons) = super::count::tally(conditions);
    let all = Number::integer(i64::try_from(conditions.len()).unwrap_or(i64::MAX));
    match (Number::integer(yes).div(&all), Number::integer(yes + maybe).div(&all)) {
        (Some(_), Some(hi)) if reasons.is_empty() => meter.number(hi),
        (Some(lo), Some(hi)) => bracket(lo, hi, reasons),
        _ => Value::missing(Reason::ZeroBase),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn undecided_conditions_widen_the_share() {
        let (yes, no, open) = (Value::Bool(true), Value::Bool(false), gone(Reason::Absent));
        let m = &mut Meter::default();
        assert_eq!(show(&call(&[yes.clone(), no.clone(), no.clone()], m)), "1/3");
        assert_eq!(show(&call(&[yes, no.clone(), no, open], m)), "[0.25..0.5]{absent}");
        assert_eq!(show(&call(&[], m)), "missing{zero_base}");
    }
}
