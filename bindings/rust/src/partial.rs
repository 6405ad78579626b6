//! Scoring data in parts, on one machine or many.

use crate::error::Error;
use crate::ruleset::{Engine, Ruleset, Years, score};
use milepost_core::dataset::Dataset;
use milepost_core::partial;
use milepost_core::report::{Options, Table};
use std::sync::Arc;

/// What whole-population figures (minima, means, ranks …) need of a part of the data: exact, the same in whatever order
/// parts are merged, and sent between processes as bytes or JSON.
///
/// A unit, the units below it and its predecessors lie in one part. The passes over the data, here two parts:
///
/// ```
/// # use std::collections::BTreeMap;
/// let rules = milepost::compile(r#"
/// ruleset index { applies 2024..2024  evaluates country }
/// level country
/// input income : number
/// group total { verdict none  score mean
///   normalise 100 * position(value, min of value across country, max of value across country)
///   item income }
/// rank place of country { by total.score descending }
/// "#)?;
/// let country = |unit, income| BTreeMap::from([("unit", unit), ("income", income)]);
/// let bind = |units: &[BTreeMap<&str, &str>]| {
///     let tree = milepost::facts::to_tree(units).map_err(|e| milepost::Error::Facts(e.to_string()))?;
///     milepost::facts::bind_all(rules.program(), &tree, 2024).map_err(milepost::Error::Facts)
/// };
/// let parts = [bind(&[country("a", "10"), country("b", "40")])?, bind(&[country("c", "25")])?];
///
/// let pass = |known: Option<&milepost::Partial>| {
///     let partials = parts.iter().map(|part| match known {
///         None => rules.partial(part, milepost::Year(2024)),       // where the part lies
///         Some(known) => rules.next_partial(part, known),
///     });
///     milepost::Partial::merge_all(partials.collect::<Result<Vec<_>, _>>()?)
/// };
/// let mut known = pass(None)?;
/// while !known.is_complete() {
///     known = pass(Some(&known))?;                                 // the rank stands on the normalised scores
/// }
/// let table = rules.score_with(&parts[1], &known)?;                // the same rows as from the data in one piece
/// # assert_eq!(table.blocks[0].units.len(), 1);
/// # Ok::<(), milepost::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partial(Arc<partial::Partial>);

impl Partial {
    /// Both parts together.
    ///
    /// # Errors
    /// When they are of different rules, years or passes.
    pub fn merge(self, other: Self) -> Result<Self, Error> {
        let own = |p: Arc<partial::Partial>| Arc::try_unwrap(p).unwrap_or_else(|p| (*p).clone());
        Ok(Self(Arc::new(own(self.0).merge(own(other.0))?)))
    }

    /// All parts together.
    ///
    /// # Errors
    /// When there is none, and as [`Partial::merge`].
    pub fn merge_all(parts: impl IntoIterator<Item = Self>) -> Result<Self, Error> {
        let mut parts = parts.into_iter();
        let first = parts.next().ok_or(partial::Error::Apart("there is none"))?;
        parts.try_fold(first, Self::merge)
    }

    /// Whether the merged partials of all parts suffice to score; otherwise there is another pass.
    pub fn is_complete(&self) -> bool {
        self.0.is_complete()
    }

    /// As JSON; equal partials are equal texts.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&*self.0).unwrap_or_default()
    }

    /// From JSON.
    ///
    /// # Errors
    /// When it is no partial.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Self::from_bytes(text.as_bytes())
    }

    /// As bytes; equal partials are equal bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.to_json().into_bytes()
    }

    /// From bytes.
    ///
    /// # Errors
    /// When they are no partial.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let read = serde_json::from_slice(bytes);
        read.map(|p| Self(Arc::new(p))).map_err(|e| Error::Facts(format!("not a partial: {e}")))
    }
}

impl Ruleset {
    /// What a part of the data gives to whole-population figures: the first pass.
    ///
    /// # Errors
    /// When the rules need all data in one place, or no version is in force in the years.
    pub fn partial(&self, part: &Dataset, years: impl Into<Years>) -> Result<Partial, Error> {
        self.partial_with(part, &Options { years: years.into().0, ..Options::default() })
    }

    /// The same, as of a day or within other limits.
    ///
    /// # Errors
    /// As [`Ruleset::partial`].
    pub fn partial_with(&self, part: &Dataset, options: &Options<'_>) -> Result<Partial, Error> {
        Ok(Partial(Arc::new(partial::gather(self.program(), part, options, None)?)))
    }

    /// The pass after `known`, the merged partials of all parts.
    ///
    /// # Errors
    /// As [`Ruleset::partial`], and when `known` is of other rules.
    pub fn next_partial(&self, part: &Dataset, known: &Partial) -> Result<Partial, Error> {
        Ok(Partial(Arc::new(partial::gather(self.program(), part, &options_of(known), Some(&known.0))?)))
    }

    /// Scores a part of the data, with the merged partials of all parts.
    ///
    /// # Errors
    /// When `known` is of other rules or not complete, and as [`Ruleset::score`].
    pub fn score_with(&self, part: &Dataset, known: &Partial) -> Result<Table, Error> {
        self.score_part(part, known, &options_of(known), Engine::default())
    }

    /// The same, with options beside the years and the as-of date, which are those of `known`.
    ///
    /// # Errors
    /// As [`Ruleset::score_with`].
    pub fn score_part(
        &self,
        part: &Dataset,
        known: &Partial,
        options: &Options<'_>,
        engine: Engine,
    ) -> Result<Table, Error> {
        known.0.check(self.program())?;
        let Options { years, as_of, .. } = options_of(known);
        let options = Options { years, as_of, population: Some(Arc::clone(&known.0)), ..options.clone() };
        Ok(score(self.program(), part, &options, engine)?)
    }
}

fn options_of(known: &Partial) -> Options<'static> {
    Options { years: known.0.years().to_vec(), as_of: known.0.as_of(), ..Options::default() }
}
