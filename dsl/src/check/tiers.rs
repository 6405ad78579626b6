//! Which numbers the rows of a table accept. Boundaries are exact, so that coverage is decided, not sampled.

use milepost_core::number::Number;
use milepost_core::program::Cmp;

/// The place just before, at, or just after a number; nothing lies between these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    Start,
    /// The number, and whether just after it.
    At(Number, bool),
    End,
}

/// All numbers from one edge to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Interval {
    from: Edge,
    to: Edge,
}

impl Interval {
    /// `lo <= x <= hi`, either end open where nothing is said.
    pub(crate) fn closed(lo: Option<Number>, hi: Option<Number>) -> Self {
        Self { from: lo.map_or(Edge::Start, |n| Edge::At(n, false)), to: hi.map_or(Edge::End, |n| Edge::At(n, true)) }
    }

    /// What compares so with `n`. (`!=` is two intervals: this is never asked.)
    pub(crate) fn of(cmp: Cmp, n: Number) -> Self {
        match cmp {
            Cmp::Ge => Self { from: Edge::At(n, false), to: Edge::End },
            Cmp::Gt => Self { from: Edge::At(n, true), to: Edge::End },
            Cmp::Le => Self { from: Edge::Start, to: Edge::At(n, true) },
            Cmp::Lt => Self { from: Edge::Start, to: Edge::At(n, false) },
            Cmp::Eq | Cmp::Ne => Self { from: Edge::At(n.clone(), false), to: Edge::At(n, true) },
        }
    }

    /// The same set of whole numbers, so written that neighbours touch: `..2` ends where `3..` begins.
    fn of_whole(self) -> Self {
        // An edge moves up to the next whole number: the first one inside, or the first one after.
        let edge = |edge: Edge| match edge {
            Edge::At(n, false) if n.is_integer() => Edge::At(n, false),
            Edge::At(n, _) => Edge::At(n.floor().add(&Number::ONE), false),
            other => other,
        };
        Self { from: edge(self.from), to: edge(self.to) }
    }
}

/// A union of intervals: sorted, not touching.
#[derive(Debug, Clone)]
pub(crate) struct Covered {
    parts: Vec<Interval>,
    whole: bool,
}

impl Covered {
    /// Nothing. `whole`: only whole numbers occur.
    pub(crate) fn new(whole: bool) -> Self {
        Self { parts: Vec::new(), whole }
    }

    /// Adds an interval; says whether anything in it is new.
    pub(crate) fn add(&mut self, interval: Interval) -> bool {
        let mut new = if self.whole { interval.of_whole() } else { interval };
        if new.from >= new.to {
            return false;
        }
        let first = self.parts.partition_point(|p| p.to < new.from);
        let last = self.parts.partition_point(|p| p.from <= new.to);
        if let Some(known) = self.parts.get(first)
            && known.from <= new.from
            && new.to <= known.to
        {
            return false;
        }
        for part in self.parts.drain(first..last.max(first)) {
            new.from = new.from.min(part.from);
            new.to = new.to.max(part.to);
        }
        self.parts.insert(first, new);
        true
    }

    pub(crate) fn is_all(&self) -> bool {
        matches!(self.parts.as_slice(), [Interval { from: Edge::Start, to: Edge::End }])
    }

    /// Whether all of an interval is covered.
    pub(crate) fn covers(&self, interval: &Interval) -> bool {
        let interval = if self.whole { interval.clone().of_whole() } else { interval.clone() };
        self.parts.iter().any(|p| p.from <= interval.from && interval.to <= p.to)
    }

    /// The first values that are not covered: how they compare with which number.
    pub(crate) fn first_gap(&self) -> Option<(Cmp, Number)> {
        let first = self.parts.first()?;
        match (&first.from, &first.to) {
            (Edge::At(n, after), _) => Some((if *after { Cmp::Le } else { Cmp::Lt }, n.clone())),
            (Edge::Start, Edge::At(n, after)) => Some((if *after { Cmp::Gt } else { Cmp::Ge }, n.clone())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(x: i64) -> Number {
        Number::integer(x)
    }

    #[test]
    fn rows_below_a_covered_one_add_nothing() {
        let mut covered = Covered::new(false);
        assert!(covered.add(Interval::of(Cmp::Ge, n(80))));
        assert!(!covered.add(Interval::of(Cmp::Ge, n(90))));
        assert!(!covered.add(Interval::of(Cmp::Eq, n(80))));
        assert!(covered.add(Interval::of(Cmp::Gt, n(70))));
        assert!(!covered.is_all());
        assert_eq!(covered.first_gap(), Some((Cmp::Le, n(70))));
        assert!(covered.add(Interval::of(Cmp::Le, n(70))));
        assert!(covered.is_all());
    }

    #[test]
    fn one_point_may_be_left_out() {
        let mut covered = Covered::new(false);
        covered.add(Interval::of(Cmp::Gt, n(5)));
        covered.add(Interval::of(Cmp::Lt, n(5)));
        assert!(!covered.is_all());
        assert!(covered.add(Interval::of(Cmp::Eq, n(5))));
        assert!(covered.is_all());
    }

    #[test]
    fn whole_numbers_leave_no_room_between_neighbours() {
        let row = |lo, hi| Interval::closed(Some(n(lo)), Some(n(hi)));
        for (whole, all) in [(true, true), (false, false)] {
            let mut covered = Covered::new(whole);
            covered.add(Interval::of(Cmp::Lt, n(0)));
            covered.add(row(0, 2));
            covered.add(row(3, 5));
            covered.add(Interval::of(Cmp::Gt, n(5)));
            assert_eq!(covered.is_all(), all);
        }
        let mut covered = Covered::new(true);
        assert!(!covered.add(Interval::closed(Number::ratio(1, 3), Number::ratio(2, 3))));
        assert!(covered.add(row(0, 10)));
        assert!(!covered.add(Interval::of(Cmp::Eq, n(10))));
        assert!(covered.covers(&Interval::closed(Number::ratio(1, 2), Number::ratio(21, 2))));
    }

    #[test]
    fn a_domain_counts() {
        let mut covered = Covered::new(false);
        covered.add(Interval::of(Cmp::Ge, n(1)));
        covered.add(Interval::closed(Some(n(0)), Some(n(1))));
        assert!(covered.covers(&Interval::closed(Some(n(0)), Some(n(100)))));
        assert!(!covered.is_all());
    }
}
