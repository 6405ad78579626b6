//! What a result says of itself, so that it can be traced and recomputed.

use milepost_core::dataset::Dataset;
use milepost_core::program::Program;
use milepost_core::report::Table;

/// The label in the language of the file: a result says the same of itself whoever asks.
fn own_label(version: &milepost_core::program::Version) -> String {
    version.labels.iter().find(|(language, _)| language.is_empty()).map_or(&version.name, |(_, text)| text).clone()
}

/// The head of a result.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    /// Version of the engine.
    pub engine: String,
    /// Name of the ruleset.
    pub ruleset: String,
    /// Its label.
    pub label: String,
    /// `version` of the rules that were used, by year.
    pub versions: Vec<(i32, String)>,
    /// SHA-256 of the rules' meaning.
    pub content_hash: String,
    /// SHA-256 of the data as bound.
    pub data_hash: String,
    /// The chosen variant.
    pub variant: Option<String>,
    /// Whether a year was evaluated under a version that is not the one in force.
    pub hypothetical: bool,
    /// The as-of date, where the caller gave one.
    pub as_of: Option<i32>,
}

impl Metadata {
    /// The head of a table of results.
    pub fn of(program: &Program, data: &Dataset, table: &Table, as_of: Option<i32>) -> Self {
        let data_hash = if data.hash.is_empty() { crate::hash::data_hash(program, data) } else { data.hash.clone() };
        Self { data_hash, ..Self::brief(program, data, table, as_of) }
    }

    /// The head without the fingerprint of the data, which takes longer than scoring where there are millions of facts.
    pub fn brief(program: &Program, data: &Dataset, table: &Table, as_of: Option<i32>) -> Self {
        let module = program.modules.first();
        let last = module.and_then(|m| m.versions.last()).and_then(|v| program.versions.get(v.index()));
        let mut versions: Vec<(i32, String)> = table
            .blocks
            .iter()
            .filter_map(|b| {
                let version = program.versions.get(b.version.index())?;
                let number = if version.version.is_empty() { &version.name } else { &version.version };
                Some((b.year, number.clone()))
            })
            .collect();
        versions.sort();
        versions.dedup();
        Self {
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            ruleset: module.map(|m| m.name.clone()).unwrap_or_default(),
            label: last.map(own_label).unwrap_or_default(),
            versions,
            content_hash: program.content_hash.to_string(),
            data_hash: data.hash.clone(),
            variant: program.variant.clone(),
            hypothetical: table.blocks.iter().any(|b| b.hypothetical),
            as_of,
        }
    }

    /// The same of a table of these years, of which only a part is there yet.
    #[must_use]
    pub fn of_years(mut self, program: &Program, years: &[i32]) -> Self {
        let number = |year: &i32| {
            let id = program.version_for(milepost_core::program::ModuleId(0), *year)?;
            let version = program.versions.get(id.index())?;
            Some((*year, if version.version.is_empty() { &version.name } else { &version.version }.clone()))
        };
        self.versions = years.iter().filter_map(number).collect();
        self
    }

    /// Keys and values, for formats whose head is a list of texts.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let versions: Vec<String> = self.versions.iter().map(|(y, v)| format!("{y}: {v}")).collect();
        let mut pairs = vec![
            ("milepost.engine", self.engine.clone()),
            ("milepost.ruleset", self.ruleset.clone()),
            ("milepost.versions", versions.join(", ")),
            ("milepost.content_hash", self.content_hash.clone()),
            ("milepost.data_hash", self.data_hash.clone()),
            ("milepost.hypothetical", self.hypothetical.to_string()),
        ];
        pairs.retain(|(key, value)| *key != "milepost.data_hash" || !value.is_empty());
        pairs.extend(self.variant.clone().map(|v| ("milepost.variant", v)));
        pairs.extend(self.as_of.map(|d| ("milepost.as_of", milepost_core::date::text(d))));
        pairs
    }
}
