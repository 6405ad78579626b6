//! What an expression can be: a value, or missing with reasons.

use crate::number::{Number, Real};
use crate::program::{CategoryId, Reason};

/// A set of reasons for which something is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Reasons(pub u16);

impl Reasons {
    /// No reason.
    pub const NONE: Self = Self(0);

    /// One reason.
    pub const fn of(reason: Reason) -> Self {
        Self(1 << reason as u16)
    }

    /// Both sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the set has the reason.
    pub const fn has(self, reason: Reason) -> bool {
        self.0 & (1 << reason as u16) != 0
    }

    /// Whether all reasons of this set are in the other.
    pub const fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The reasons in the order of [`Reason::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Reason> {
        Reason::ALL.iter().copied().filter(move |r| self.has(*r))
    }

    /// Their words, joined by commas.
    pub fn words(self) -> String {
        self.iter().map(Reason::word).collect::<Vec<_>>().join(",")
    }
}

/// A value of the language.
#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing, and why.
    Missing(Reasons),
    /// An exact number in base units.
    Number(Number),
    /// A computable real that is not known to be rational.
    Real(Real),
    /// All that a count or share with undecided members can be; `reasons` tell why they are undecided.
    Bracket {
        /// Least.
        lo: Number,
        /// Greatest.
        hi: Number,
        /// Why.
        reasons: Reasons,
    },
    /// yes, no
    Bool(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// A year.
    Year(i32),
    /// An item of a category.
    Category(CategoryId, u32),
}

impl Value {
    /// Missing for one reason.
    pub const fn missing(reason: Reason) -> Self {
        Self::Missing(Reasons::of(reason))
    }

    /// Why it is missing, if it is. A bracket counts as missing here.
    pub fn reasons(&self) -> Reasons {
        match self {
            Self::Missing(reasons) | Self::Bracket { reasons, .. } => *reasons,
            _ => Reasons::NONE,
        }
    }

    /// Whether there is no (single) value.
    pub fn is_missing(&self) -> bool {
        !self.reasons().is_empty()
    }
}
