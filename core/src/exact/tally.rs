//! Counting units for which a condition holds, does not hold, or is undecided.

use crate::number::Number;
use crate::ops::compare::bracket;
use crate::partial::number;
use crate::program::{Reason, RollupKind};
use crate::value::{Reasons, Value};
use serde::{Deserialize, Serialize};

/// Weights of units by what is known of them: whether they are counted at all (the filter), and whether the condition
/// holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    /// Certainly counted: holds, does not, undecided.
    #[serde(with = "number")]
    pub yes: Number,
    #[serde(with = "number")]
    pub no: Number,
    #[serde(with = "number")]
    pub open: Number,
    /// Perhaps counted: holds, does not, undecided.
    #[serde(with = "number")]
    pub maybe_yes: Number,
    #[serde(with = "number")]
    pub maybe_no: Number,
    #[serde(with = "number")]
    pub maybe_open: Number,
    /// Why anything is undecided.
    pub reasons: Reasons,
    /// How many units of each kind, for the explanation: yes, no, undecided.
    pub units: [u32; 3],
}

impl Default for Tally {
    fn default() -> Self {
        let zero = || Number::ZERO;
        Self {
            yes: zero(),
            no: zero(),
            open: zero(),
            maybe_yes: zero(),
            maybe_no: zero(),
            maybe_open: zero(),
            reasons: Reasons::NONE,
            units: [0; 3],
        }
    }
}

impl Tally {
    /// One more unit: whether it is counted, whether the condition holds, and its weight.
    pub fn add(&mut self, counted: Result<bool, Reasons>, holds: Result<bool, Reasons>, weight: &Number) {
        let slot = match (counted, holds) {
            (Ok(false), _) => return,
            (Ok(true), Ok(true)) => &mut self.yes,
            (Ok(true), Ok(false)) => &mut self.no,
            (Ok(true), Err(_)) => &mut self.open,
            (Err(_), Ok(true)) => &mut self.maybe_yes,
            (Err(_), Ok(false)) => &mut self.maybe_no,
            (Err(_), Err(_)) => &mut self.maybe_open,
        };
        *slot = slot.add(weight);
        let kind = match (counted, holds) {
            (Ok(true), Ok(true)) => 0,
            (Ok(true), Ok(false)) => 1,
            _ => 2,
        };
        if let Some(units) = self.units.get_mut(kind) {
            *units += 1;
        }
        for reasons in [counted.err(), holds.err()].into_iter().flatten() {
            self.reasons = self.reasons.union(reasons);
        }
    }

    /// The units of both.
    pub fn merge(&self, other: &Self) -> Self {
        let [a, b, c] = self.units;
        let [x, y, z] = other.units;
        Self {
            yes: self.yes.add(&other.yes),
            no: self.no.add(&other.no),
            open: self.open.add(&other.open),
            maybe_yes: self.maybe_yes.add(&other.maybe_yes),
            maybe_no: self.maybe_no.add(&other.maybe_no),
            maybe_open: self.maybe_open.add(&other.maybe_open),
            reasons: self.reasons.union(other.reasons),
            units: [a.saturating_add(x), b.saturating_add(y), c.saturating_add(z)],
        }
    }

    /// The value of a count, share or quantifier.
    pub fn value(&self, kind: RollupKind) -> Value {
        match kind {
            RollupKind::Count => self.count(),
            RollupKind::Share => self.share(),
            RollupKind::Every => self.every(),
            _ => self.some(),
        }
    }

    fn certain(&self) -> Number {
        self.yes.add(&self.no).add(&self.open)
    }

    /// Nothing is certainly counted: nothing can be said.
    fn empty(&self) -> Option<Value> {
        if !self.certain().is_zero() {
            return None;
        }
        // Who is perhaps counted, or undecided, has a reason.
        Some(if self.reasons.is_empty() { Value::missing(Reason::ZeroBase) } else { Value::Missing(self.reasons) })
    }

    fn count(&self) -> Value {
        let hi = self.yes.add(&self.open).add(&self.maybe_yes).add(&self.maybe_open);
        bracket(self.yes.clone(), hi, self.reasons)
    }

    fn share(&self) -> Value {
        if let Some(empty) = self.empty() {
            return empty;
        }
        // Least: what is open fails, and of those perhaps counted only they that fail are. Greatest: the other way.
        let low_of = self.certain().add(&self.maybe_no).add(&self.maybe_open);
        let high = self.yes.add(&self.open).add(&self.maybe_yes).add(&self.maybe_open);
        let high_of = self.certain().add(&self.maybe_yes).add(&self.maybe_open);
        match (self.yes.div(&low_of), high.div(&high_of)) {
            (Some(lo), Some(hi)) => bracket(lo, hi, self.reasons),
            _ => Value::missing(Reason::ZeroBase),
        }
    }

    fn every(&self) -> Value {
        if !self.no.is_zero() {
            return Value::Bool(false);
        }
        self.empty().unwrap_or_else(|| {
            let open = [&self.open, &self.maybe_no, &self.maybe_open].iter().any(|n| !n.is_zero());
            if open { crate::ops::missing_for(self.reasons) } else { Value::Bool(true) }
        })
    }

    fn some(&self) -> Value {
        if !self.yes.is_zero() {
            return Value::Bool(true);
        }
        self.empty().unwrap_or_else(|| {
            let open = [&self.open, &self.maybe_yes, &self.maybe_open].iter().any(|n| !n.is_zero());
            if open { crate::ops::missing_for(self.reasons) } else { Value::Bool(false) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::show;

    /// `+`, `-`, `?`: counted; `p`, `m`, `q`: perhaps counted, and then yes, no, undecided; `x`: not counted.
    fn made(units: &str) -> Tally {
        let absent = Err(Reasons::of(Reason::Absent));
        let mut tally = Tally::default();
        for unit in units.chars() {
            let (counted, holds) = match unit {
                '+' => (Ok(true), Ok(true)),
                '-' => (Ok(true), Ok(false)),
                '?' => (Ok(true), absent),
                'p' => (absent, Ok(true)),
                'm' => (absent, Ok(false)),
                'q' => (absent, absent),
                _ => (Ok(false), absent),
            };
            tally.add(counted, holds, &Number::ONE);
        }
        tally
    }

    fn tally(kind: RollupKind, units: &str) -> String {
        show(&made(units).value(kind))
    }

    #[test]
    fn parts_are_counted_together() {
        let (first, second) = ("++-?pmmqx", "+---??ppmqq");
        assert_eq!(made(first).merge(&made(second)), made(&[first, second].concat()));
        assert_eq!(made(first).merge(&made(second)).units, [3, 4, 5 + 7]);
    }

    #[test]
    fn shares_with_undecided_members() {
        assert_eq!(tally(RollupKind::Share, "++++++++-?"), "[0.8..0.9]{absent}");
        assert_eq!(tally(RollupKind::Share, "+-x"), "0.5");
        assert_eq!(tally(RollupKind::Share, "xx"), "missing{zero_base}");
        // 1 of 2 certain; perhaps one more that holds: 1/2..2/3
        assert_eq!(tally(RollupKind::Share, "+-p"), "[0.5..2/3]{absent}");
        // perhaps one more that fails: 1/3..1/2
        assert_eq!(tally(RollupKind::Share, "+-m"), "[1/3..0.5]{absent}");
        assert_eq!(tally(RollupKind::Share, "+-q"), "[1/3..2/3]{absent}");
        assert_eq!(tally(RollupKind::Share, "pq"), "missing{absent}");
        // all certain ones hold and the one perhaps counted too: 100 % either way
        assert_eq!(tally(RollupKind::Share, "+p"), "1");
    }

    #[test]
    fn counts_with_undecided_members() {
        assert_eq!(tally(RollupKind::Count, "++-"), "2");
        assert_eq!(tally(RollupKind::Count, "+?q"), "[1..3]{absent}");
        assert_eq!(tally(RollupKind::Count, "--"), "0");
        assert_eq!(tally(RollupKind::Count, "+p"), "[1..2]{absent}");
    }

    #[test]
    fn quantifiers_are_never_true_by_vacuity() {
        assert_eq!(tally(RollupKind::Every, "xx"), "missing{zero_base}");
        assert_eq!(tally(RollupKind::Every, "++"), "yes");
        assert_eq!(tally(RollupKind::Every, "+-?"), "no");
        assert_eq!(tally(RollupKind::Every, "+?"), "missing{absent}");
        assert_eq!(tally(RollupKind::Every, "+p"), "yes");
        assert_eq!(tally(RollupKind::Every, "+m"), "missing{absent}");
        assert_eq!(tally(RollupKind::Every, "p"), "missing{absent}");
        assert_eq!(tally(RollupKind::Some, "-+?"), "yes");
        assert_eq!(tally(RollupKind::Some, "--"), "no");
        assert_eq!(tally(RollupKind::Some, "-?"), "missing{absent}");
        assert_eq!(tally(RollupKind::Some, "-m"), "no");
        assert_eq!(tally(RollupKind::Some, "x"), "missing{zero_base}");
    }
}
