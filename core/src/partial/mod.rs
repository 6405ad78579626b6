//! What whole populations come to, in parts: data that do not fit on one machine, or lie on several, are scored with the
//! same result as in one piece.
//!
//! A figure across units (a minimum, a mean, a rank) needs something of every unit. Each part of the data gives a
//! [`Partial`]: sums, counts, extremes, or sorted keys, exactly. Partials merge in any order to the same; merged, they
//! are all that scoring a part needs of the other parts.
//!
//! ```text
//! let mut known = gather(program, part_1, options, None)?          // on each machine
//!     .merge(gather(program, part_2, options, None)?)?;            // anywhere, in any order
//! while !known.is_complete() {                                     // figures made of figures take another pass
//!     known = gather(program, part_1, options, Some(&known))?.merge(gather(program, part_2, options, Some(&known))?)?;
//! }
//! exact::score(program, part_1, &Options { population: Some(&known), .. })
//! ```
//!
//! Units that belong together (a unit, those below it and its predecessors) must lie in one part, and a unit in one part
//! only. Quotas, and figures of reals (roots, logarithms), take the data in one piece: [`Error::Whole`].

mod gather;
mod key;
mod stages;
mod state;

pub use gather::gather;
pub(crate) use gather::{Population, fold};
pub(crate) use key::Key;
pub(crate) use key::{What, number};
pub(crate) use stages::Stages;
pub(crate) use state::State;
pub(crate) use state::{Counted, Folded, Ranked, Tallied};

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Why partials cannot be made or merged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The rules need all data in one place.
    #[error("'{name}' cannot be computed from parts of the data: {why}")]
    Whole {
        /// What cannot.
        name: String,
        /// Why.
        why: &'static str,
    },
    /// Partials of different rules, or of different passes.
    #[error("these partials do not belong together: {0}")]
    Apart(&'static str),
    /// There are passes still to come.
    #[error("the partial is not complete: pass {pass} of {passes} is still to come")]
    Incomplete {
        /// The next pass.
        pass: u32,
        /// How many figures stand on each other.
        passes: u32,
    },
    /// It could not be evaluated at all.
    #[error(transparent)]
    Stop(#[from] crate::report::Stop),
}

/// Whether the figures of rules can be had from data in parts, in which a unit is in one part with all that it looks at.
///
/// # Errors
/// When something takes the data in one piece.
pub fn covers(program: &crate::program::Program) -> Result<(), Error> {
    Stages::of(program).map(drop)
}

/// What a pass over the data is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Round {
    /// Which years there are data for.
    Years,
    /// The figures of this stage, and which ones are read beside those that are known to be.
    Ask,
    /// The figures that some part has asked for.
    Fill,
}

/// Figures of a part of the population, or of all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partial {
    /// The content hash of the rules.
    rules: String,
    /// The evaluated years that were asked for; empty: all years of the data.
    years: Vec<i32>,
    /// The as-of date that was asked for.
    as_of: Option<i32>,
    /// Years that there are data for.
    data_years: BTreeSet<i32>,
    /// The stage and round of this pass.
    stage: u32,
    round: Round,
    /// How many stages there are.
    stages: u32,
    /// Figures of earlier passes: of the whole population.
    #[serde(with = "pairs")]
    known: BTreeMap<Key, State>,
    /// Figures of this pass: of the part.
    #[serde(with = "pairs")]
    fresh: BTreeMap<Key, State>,
    /// Figures of this stage that were read and not given yet.
    asked: BTreeSet<Key>,
}

impl Partial {
    /// The figures of both parts.
    ///
    /// # Errors
    /// When they are of different rules, years or passes.
    pub fn merge(mut self, other: Self) -> Result<Self, Error> {
        if self.rules != other.rules {
            return Err(Error::Apart("the rules differ"));
        }
        if (&self.years, self.as_of) != (&other.years, other.as_of) {
            return Err(Error::Apart("the years differ"));
        }
        if (self.stage, self.round) != (other.stage, other.round) || self.known != other.known {
            return Err(Error::Apart("the passes differ"));
        }
        for (key, state) in other.fresh {
            let merged = match self.fresh.remove(&key) {
                Some(mine) => mine.merge(state).ok_or(Error::Apart("figures of one name are of different kinds"))?,
                None => state,
            };
            self.fresh.insert(key, merged);
        }
        self.data_years.extend(other.data_years);
        self.asked.extend(other.asked);
        Ok(self)
    }

    /// Whether parts can be scored with it, once the partials of all parts are merged.
    pub fn is_complete(&self) -> bool {
        self.next().0 > self.stages
    }

    /// The evaluated years that were asked for; empty: all years of the data.
    pub fn years(&self) -> &[i32] {
        &self.years
    }

    /// The as-of date that was asked for.
    pub fn as_of(&self) -> Option<i32> {
        self.as_of
    }

    /// How many figures there are.
    pub fn len(&self) -> usize {
        self.known.len() + self.fresh.len()
    }

    /// Whether there is none: the rules look at single units only.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The pass after this one.
    fn next(&self) -> (u32, Round) {
        let open = self.asked.iter().any(|key| !self.known.contains_key(key) && !self.fresh.contains_key(key));
        match self.round {
            Round::Years => (1, Round::Ask),
            Round::Ask if open => (self.stage, Round::Fill),
            Round::Ask | Round::Fill => (self.stage + 1, Round::Ask),
        }
    }

    /// A figure of the whole population.
    pub(crate) fn figure(&self, key: &Key) -> Option<&State> {
        self.known.get(key).or_else(|| self.fresh.get(key))
    }

    /// Years that there are data for, where that is known.
    pub(crate) fn data_years(&self) -> Option<Vec<i32>> {
        (!self.data_years.is_empty()).then(|| self.data_years.iter().copied().collect())
    }

    /// Whether it is of these rules and complete.
    ///
    /// # Errors
    /// When it is not.
    pub fn check(&self, program: &crate::program::Program) -> Result<(), Error> {
        if self.rules != *program.content_hash {
            return Err(Error::Apart("the rules differ"));
        }
        if !self.is_complete() {
            return Err(Error::Incomplete { pass: self.next().0, passes: self.stages });
        }
        Ok(())
    }
}

/// A map as a list of pairs, since keys are no texts.
mod pairs {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    pub fn serialize<K: Serialize, V: Serialize, S: Serializer>(
        map: &BTreeMap<K, V>,
        out: S,
    ) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(out)
    }

    pub fn deserialize<'d, K, V, D>(input: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'d> + Ord,
        V: Deserialize<'d>,
        D: Deserializer<'d>,
    {
        Ok(Vec::<(K, V)>::deserialize(input)?.into_iter().collect())
    }
}
