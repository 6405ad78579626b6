//! Compiled rules.

use crate::error::{Error, RuleError};
use crate::facts;
use crate::prepared::Prepared;
use crate::report::Report;
use milepost_core::dataset::Dataset;
use milepost_core::diagnostic::Diagnostic;
use milepost_core::program::Program;
use milepost_core::report::{Options, Stop, Table};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An evaluated year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Year(pub i32);

/// The years to evaluate; empty: every year of the data that the rules apply to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Years(pub Vec<i32>);

impl From<Year> for Years {
    fn from(year: Year) -> Self {
        Self(vec![year.0])
    }
}

impl From<std::ops::RangeInclusive<i32>> for Years {
    fn from(years: std::ops::RangeInclusive<i32>) -> Self {
        Self(years.collect())
    }
}

/// Compiled rules: cheap to clone, shared between threads.
#[derive(Debug, Clone)]
pub struct Ruleset {
    program: Arc<Program>,
    warnings: Arc<[Diagnostic]>,
}

/// Compiles rules that stand alone.
///
/// # Errors
/// All diagnostics, when the rules have errors.
pub fn compile(text: &str) -> Result<Ruleset, RuleError> {
    compile_with("rules.mile", text, &BTreeMap::new(), None)
}

/// Compiles rules that `use` or `amend` others; `sources` maps file names to texts. `variant` chooses a named variant.
///
/// # Errors
/// All diagnostics, when the rules have errors.
pub fn compile_with(
    name: &str,
    text: &str,
    sources: &BTreeMap<String, String>,
    variant: Option<&str>,
) -> Result<Ruleset, RuleError> {
    compile_from(name, text, &|file| sources.get(file).cloned(), variant)
}

fn compile_from(
    name: &str,
    text: &str,
    sources: &dyn Fn(&str) -> Option<String>,
    variant: Option<&str>,
) -> Result<Ruleset, RuleError> {
    let options = milepost_dsl::CompileOptions { variant: variant.map(str::to_owned), ..Default::default() };
    match milepost_dsl::compile(name, text, sources, &options) {
        Ok(compiled) => Ok(Ruleset { program: Arc::new(compiled.program), warnings: compiled.warnings.into() }),
        Err(failed) => Err(RuleError { diagnostics: failed.diagnostics, files: failed.files }),
    }
}

/// Reads and compiles a rule file; files it uses or amends are looked for beside it.
///
/// # Errors
/// When the file cannot be read, or the rules have errors.
pub fn load(path: impl AsRef<std::path::Path>) -> Result<Ruleset, Error> {
    load_variant(path, None)
}

/// As [`load`], with a named variant.
///
/// # Errors
/// As [`load`].
pub fn load_variant(path: impl AsRef<std::path::Path>, variant: Option<&str>) -> Result<Ruleset, Error> {
    let path = path.as_ref();
    let read = |p: &std::path::Path| {
        std::fs::read_to_string(p).map_err(|cause| Error::File { path: p.display().to_string(), cause })
    };
    let text = read(path)?;
    let folder = path.parent().map(std::path::Path::to_path_buf).unwrap_or_default();
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(compile_from(&name, &text, &|file| std::fs::read_to_string(folder.join(file)).ok(), variant)?)
}

impl Ruleset {
    /// The checked program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The checked program, shared.
    pub fn shared_program(&self) -> Arc<Program> {
        self.program.clone()
    }

    /// What someone should look at although the rules can be used.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The hash of the rules' meaning, which stands with every result.
    pub fn content_hash(&self) -> &str {
        &self.program.content_hash
    }

    /// Evaluates one unit.
    ///
    /// # Errors
    /// When the facts cannot be read as facts, or no version of the rules is in force in the year.
    pub fn evaluate<T: serde::Serialize + ?Sized>(&self, facts: &T, year: Year) -> Result<Report, Error> {
        let tree = facts::to_tree(facts).map_err(|wrong| Error::Facts(wrong.to_string()))?;
        self.evaluate_tree(&tree, &Options { years: vec![year.0], exact: true, ..Options::default() })
    }

    /// Evaluates one unit given as a tree of facts, for the first of the options' years.
    ///
    /// # Errors
    /// As [`Ruleset::evaluate`].
    pub fn evaluate_tree(&self, tree: &facts::Tree, options: &Options<'_>) -> Result<Report, Error> {
        let year = options.years.first().copied().ok_or_else(|| Error::Facts("no year to evaluate".to_owned()))?;
        let bound = facts::bind(&self.program, tree, None, year).map_err(Error::Facts)?;
        Report::of(self.program.clone(), bound, year, options)
    }

    /// Prepares the rules of a year for one flat record after the other.
    ///
    /// # Errors
    /// When no version of the rules is in force in the year.
    pub fn prepare(&self, year: Year) -> Result<Prepared, Error> {
        Prepared::new(self.program.clone(), year.0, None)
    }

    /// The same as of a day (days since 1970-01-01).
    ///
    /// # Errors
    /// As [`Ruleset::prepare`].
    pub fn prepare_as_of(&self, year: Year, as_of: i32) -> Result<Prepared, Error> {
        Prepared::new(self.program.clone(), year.0, Some(as_of))
    }

    /// Evaluates all units of a dataset.
    ///
    /// # Errors
    /// When no version of the rules is in force in a year that was asked for.
    pub fn score(&self, data: &Dataset, years: impl Into<Years>) -> Result<Table, Error> {
        let options = Options { years: years.into().0, ..Options::default() };
        Ok(score(&self.program, data, &options, Engine::default())?)
    }
}

/// Which evaluator does the work. Both give the same results; the exact one is the definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// Whole columns in machine arithmetic, exact arithmetic for the cells that need it.
    #[default]
    Columnar,
    /// Exact arithmetic throughout, unit by unit.
    Exact,
}

/// Scores all units of a dataset: what every binding calls.
///
/// # Errors
/// When it was cancelled, or no version of the rules is in force in a year that was asked for.
pub fn score(program: &Program, data: &Dataset, options: &Options<'_>, engine: Engine) -> Result<Table, Stop> {
    match engine {
        Engine::Columnar => milepost_core::columnar::score(program, data, options),
        Engine::Exact => milepost_core::exact::score(program, data, options),
    }
}
