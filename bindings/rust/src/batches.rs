//! Data larger than memory, scored batch by batch.

use crate::error::Error;
use crate::ruleset::{Engine, Ruleset, score};
use milepost_core::dataset::Dataset;
use milepost_core::exact::item_name;
use milepost_core::partial;
use milepost_core::program::Far;
use milepost_core::report::{Options, Table};

impl Ruleset {
    /// Scores batches of rows one after the other; in memory is the one that is asked for. Together they give the rows of
    /// the data in one piece, when a unit is in one batch only. Rules that look at all units take [`Ruleset::partial`]
    /// and its passes first.
    ///
    /// ```
    /// # use std::collections::BTreeMap;
    /// let rules = milepost::compile(r#"
    /// ruleset broadband { applies 2024..2025  evaluates district }
    /// level district
    /// input fibre : ratio in 0%..100% { given as percent }
    /// criterion covered { measure fibre  target 2024..2025: >= 70% }
    /// "#)?;
    /// # let batch = |units: &[BTreeMap<&str, &str>]| {
    /// #     let tree = milepost::facts::to_tree(units).map_err(|e| milepost::Error::Facts(e.to_string()))?;
    /// #     milepost::facts::bind_all(rules.program(), &tree, 2024).map_err(milepost::Error::Facts)
    /// # };
    /// # let a = BTreeMap::from([("unit", "a"), ("fibre", "71")]);
    /// # let b = BTreeMap::from([("unit", "b"), ("fibre", "69")]);
    /// let batches = vec![batch(&[a])?, batch(&[b])?];              // anything that gives datasets, as they are read
    /// let options = milepost::core::report::Options { years: vec![2024], ..Default::default() };
    /// for table in rules.score_batches(batches, &options, milepost::Engine::Columnar)? {
    ///     assert_eq!(table?.blocks[0].units.len(), 1);
    /// }
    /// # Ok::<(), milepost::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the rules look beyond a row, which item first and how far. What is wrong with a batch is its own error.
    pub fn score_batches<'a>(
        &'a self,
        batches: impl IntoIterator<Item = Dataset> + 'a,
        options: &'a Options<'a>,
        engine: Engine,
    ) -> Result<impl Iterator<Item = Result<Table, Error>> + 'a, Error> {
        if let Some(beyond) = self.program().beyond_row() {
            let name = beyond.item.map_or_else(|| "a unit".to_owned(), |item| item_name(self.program(), item));
            let why = match beyond.far {
                Far::Years => "it looks at other years",
                Far::Family => "it looks at units of other levels",
                Far::Population => "it looks at all units, whose partials take passes of their own",
            };
            return Err(partial::Error::Whole { name, why }.into());
        }
        Ok(batches.into_iter().map(move |batch| Ok(score(self.program(), &batch, options, engine)?)))
    }
}
