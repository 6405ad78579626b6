//! How many of the conditions hold; undecided ones give a bracket.

use super::{Doc, Example};
use crate::number::Number;
use crate::ops::compare::bracket;
use crate::ops::logic::truth;
use crate::value::{Reasons, Value};

/// Its page.
pub static DOC: Doc = Doc {
    name: "count",
    signature: "count(C1, C2, …)",
    en: "how many of the conditions hold; undecided ones give a bracket",
    vi: "số điều kiện đúng; điều kiện chưa rõ cho một khoảng",
    source: "definition",
    examples: &[
        Example { call: "count(1 > 0, 2 > 3, 3 > 2)", gives: "2" },
        Example { call: "count(1 > 2)", gives: "0" },
    ],
};

/// How many hold: from those that do to those that do or might.
pub fn call(conditions: &[Value]) -> Value {
    let (yes, maybe, reasons) = tally(conditions);
    bracket(Number::integer(yes), Number::integer(yes + maybe), reasons)
}

/// Conditions that hold, that are undecided, and why they are.
pub(super) fn tally(conditions: &[Value]) -> (i64, i64, Reasons) {
    conditions.iter().fold((0, 0, Reasons::NONE), |(yes, maybe, reasons), c| match truth(c) {
        Ok(holds) => (yes + i64::from(holds), maybe, reasons),
        Err(why) => (yes, maybe + 1, reasons.union(why)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn undecided_conditions_widen_the_count() {
        let (yes, no, open) = (Value::Bool(true), Value::Bool(false), gone(crate::program::Reason::Absent));
        assert_eq!(show(&call(&[yes.clone(), no.clone()])), "1");
        assert_eq!(show(&call(&[yes, no, open.clone(), open])), "[1..3]{absent}");
    }
}
