//! What the members of a figure come to: exact, and the same in whatever order parts are merged.

use super::key::number;
use crate::exact::memo::Part;
use crate::exact::tally::Tally;
use crate::number::Number;
use crate::value::Reasons;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A figure's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    /// Of a count, share or quantifier.
    Tally(Tallied),
    /// Of a sum, mean, extreme, median or spread.
    Values(Folded),
    /// Of a rank in an expression: all values, and why some are undecided.
    Sorted(Vec<Part>, Reasons),
    /// Of a rank: by the unit within which it is, the keys of all units.
    Ranked(#[serde(with = "super::pairs")] Ranked),
}

/// Keys of ranked units, by the id of the unit within which they are ranked.
pub(crate) type Ranked = BTreeMap<Option<String>, Vec<Vec<Part>>>;

/// Units that were looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counted {
    /// How many there were.
    pub(crate) seen: u64,
    /// How many of them were left out, and why.
    pub(crate) left_out: i64,
    pub(crate) why: Reasons,
    /// Why it is undecided whether some count.
    pub(crate) unclear: Reasons,
}

/// Units by what is known of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tallied {
    pub(crate) counted: Counted,
    pub(crate) tally: Tally,
}

/// Values of members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Folded {
    pub(crate) counted: Counted,
    /// How many values there are, and why some of them (or their weights) are missing.
    pub(crate) values: i64,
    pub(crate) gone: Reasons,
    pub(crate) fold: Fold,
}

/// What values come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fold {
    /// Sum of weight × value, and of weights.
    Sum {
        #[serde(with = "number")]
        sum: Number,
        #[serde(with = "number")]
        weights: Number,
    },
    /// Sum of values and of their squares.
    Squares {
        #[serde(with = "number")]
        sum: Number,
        #[serde(with = "number")]
        squares: Number,
    },
    /// The least.
    Least(Option<Part>),
    /// The greatest.
    Greatest(Option<Part>),
    /// All, in order.
    All(Vec<Part>),
}

impl Counted {
    fn merge(self, other: Self) -> Self {
        Self {
            seen: self.seen + other.seen,
            left_out: self.left_out + other.left_out,
            why: self.why.union(other.why),
            unclear: self.unclear.union(other.unclear),
        }
    }
}

impl State {
    /// Both together; `None`: they are of different kinds.
    pub(crate) fn merge(self, other: Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Tally(a), Self::Tally(b)) => {
                Self::Tally(Tallied { counted: a.counted.merge(b.counted), tally: a.tally.merge(&b.tally) })
            }
            (Self::Values(a), Self::Values(b)) => Self::Values(Folded {
                counted: a.counted.merge(b.counted),
                values: a.values + b.values,
                gone: a.gone.union(b.gone),
                fold: a.fold.merge(b.fold)?,
            }),
            (Self::Sorted(a, why), Self::Sorted(b, more)) => Self::Sorted(in_order(a, b), why.union(more)),
            (Self::Ranked(mut a), Self::Ranked(b)) => {
                for (within, keys) in b {
                    let mine = a.remove(&within).unwrap_or_default();
                    a.insert(within, in_order(mine, keys));
                }
                Self::Ranked(a)
            }
            _ => return None,
        })
    }
}

impl Fold {
    fn merge(self, other: Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Sum { sum, weights }, Self::Sum { sum: s, weights: w }) => {
                Self::Sum { sum: sum.add(&s), weights: weights.add(&w) }
            }
            (Self::Squares { sum, squares }, Self::Squares { sum: s, squares: q }) => {
                Self::Squares { sum: sum.add(&s), squares: squares.add(&q) }
            }
            (Self::Least(a), Self::Least(b)) => Self::Least(match (a, b) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            }),
            (Self::Greatest(a), Self::Greatest(b)) => Self::Greatest(a.max(b)),
            (Self::All(a), Self::All(b)) => Self::All(in_order(a, b)),
            _ => return None,
        })
    }
}

/// Two sorted lists as one.
fn in_order<T: Ord>(a: Vec<T>, b: Vec<T>) -> Vec<T> {
    let mut all = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    loop {
        let first = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) if y < x => b.next(),
            (Some(_), _) => a.next(),
            (None, _) => b.next(),
        };
        match first {
            Some(value) => all.push(value),
            None => return all,
        }
    }
}
