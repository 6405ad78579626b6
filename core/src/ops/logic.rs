//! Kleene's three values: what is missing does not matter where the rest decides.

use super::missing_for;
use crate::program::LogicOp;
use crate::value::{Reasons, Value};

/// yes or no, or the reasons why neither.
#[inline]
pub fn truth(value: &Value) -> Result<bool, Reasons> {
    match value {
        Value::Bool(b) => Ok(*b),
        _ => Err(match missing_for(value.reasons()) {
            Value::Missing(reasons) => reasons,
            _ => Reasons::NONE,
        }),
    }
}

/// Joins conditions one by one.
#[derive(Debug, Clone, Copy)]
pub struct Join {
    decided: bool,
    decisive: bool,
    reasons: Reasons,
}

impl Join {
    /// The join of no condition: yes for `and`, no for `or`.
    pub const fn new(op: LogicOp) -> Self {
        Self { decided: false, decisive: matches!(op, LogicOp::Or), reasons: Reasons::NONE }
    }

    /// One more condition. True once nothing can change the result.
    #[inline]
    pub fn add(&mut self, value: &Value) -> bool {
        match truth(value) {
            Ok(b) => self.decided |= b == self.decisive,
            Err(reasons) => self.reasons = self.reasons.union(reasons),
        }
        self.decided
    }

    /// The result.
    pub const fn value(self) -> Value {
        if self.decided {
            Value::Bool(self.decisive)
        } else if self.reasons.is_empty() {
            Value::Bool(!self.decisive)
        } else {
            Value::Missing(self.reasons)
        }
    }
}

/// a and b
pub fn and(a: &Value, b: &Value) -> Value {
    let mut join = Join::new(LogicOp::And);
    join.add(a);
    join.add(b);
    join.value()
}

/// a or b
pub fn or(a: &Value, b: &Value) -> Value {
    let mut join = Join::new(LogicOp::Or);
    join.add(a);
    join.add(b);
    join.value()
}

/// not x
pub fn not(x: &Value) -> Value {
    match truth(x) {
        Ok(b) => Value::Bool(!b),
        Err(reasons) => Value::Missing(reasons),
    }
}

#[cfg(test)]
mod tests {
    use super::super::test::*;
    use super::*;
    use crate::program::Reason;

    #[test]
    fn kleene_tables() {
        let values = [Value::Bool(true), Value::Bool(false), gone(Reason::Absent)];
        let row = |f: fn(&Value, &Value) -> Value, a: &Value| {
            values.iter().map(|b| show(&f(a, b))).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(row(and, &values[0]), "yes no missing{absent}");
        assert_eq!(row(and, &values[1]), "no no no");
        assert_eq!(row(and, &values[2]), "missing{absent} no missing{absent}");
        assert_eq!(row(or, &values[0]), "yes yes yes");
        assert_eq!(row(or, &values[1]), "yes no missing{absent}");
        assert_eq!(row(or, &values[2]), "yes missing{absent} missing{absent}");
        assert_eq!(show(&not(&values[2])), "missing{absent}");
    }

    #[test]
    fn undecided_joins_keep_all_reasons() {
        let joined = and(&gone(Reason::Absent), &gone(Reason::ZeroBase));
        assert_eq!(show(&joined), "missing{absent,zero_base}");
    }
}
