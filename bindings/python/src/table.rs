//! Results of many units.

use crate::diagnostic::{Diagnostic, faults};
use crate::error::usage;
use crate::frame::Frame;
use crate::options;
use crate::report::Report;
use crate::run::{self, Run};
use crate::scalar::{Numbers, value_to};
use crate::wide::{self, Part};
use milepost::Engine;
use milepost::core::dataset::{Column, ColumnValues, Dataset, Fault, NumberColumn, Stored};
use milepost::core::diagnostic::Lang;
use milepost::core::program::{InputId, LevelId};
use milepost_core::report;
use milepost_core::value::Value;
use milepost_io::{Metadata, What};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Facts whose fingerprint takes longer than a person notices.
const MUCH: usize = 2_000_000;

/// The results of `rules.score(…)`. Its tables have a row per unit and year and a column per result: `verdicts`,
/// `values`, `scores`, `outcomes`, `ranks`; `tidy` has a row per unit, year and result; `faults` says what is wrong with
/// the data. `explain(unit, name)` says why.
///
/// >>> table
/// <Table demo 2025: 2 rows, 0 faults>
/// >>> table.verdicts.to_dicts()[0]
/// {'unit': 'tho_xuan', 'year': 2025, 'II_3': 'met'}
/// >>> table.report("yen_dinh").reasons("II_3")
/// ['absent']
#[pyclass(frozen, module = "milepost")]
pub struct Table {
    pub(crate) rules: milepost::Ruleset,
    pub(crate) dataset: Arc<Dataset>,
    pub(crate) table: Arc<report::Table>,
    pub(crate) as_of: Option<i32>,
    remarks: Vec<Fault>,
    /// The same in exact numbers, made when they are asked for.
    exactly: OnceLock<Arc<report::Table>>,
    years: Vec<i32>,
    level: Option<LevelId>,
    head: Arc<OnceLock<Vec<(&'static str, String)>>>,
}

fn part_of(what: &str) -> PyResult<Part> {
    Part::WORDS.iter().find(|(word, _)| *word == what).map(|(_, part)| *part).ok_or_else(|| {
        let words: Vec<&str> = Part::WORDS.iter().map(|(word, _)| *word).collect();
        usage(format!("'{what}' is none of: {}", words.join(", ")))
    })
}

impl Table {
    pub(crate) fn new(
        rules: milepost::Ruleset,
        dataset: Arc<Dataset>,
        table: Arc<report::Table>,
        run: Run,
        remarks: Vec<Fault>,
    ) -> Self {
        let evaluated = milepost_io::schema::evaluated(rules.program());
        let has = |l: &LevelId| table.blocks.iter().any(|b| b.level == *l);
        let level = evaluated.filter(has).or_else(|| table.blocks.first().map(|b| b.level)).or(evaluated);
        let exactly = OnceLock::new();
        if run.exact {
            // The cell is empty, so that this cannot fail.
            let _ = exactly.set(table.clone());
        }
        let Run { years, as_of, .. } = run;
        Self { rules, dataset, table, as_of, remarks, exactly, years, level, head: Arc::default() }
    }

    /// What the results say of themselves, with the fingerprint of the data.
    fn whole_head(&self, py: Python<'_>) -> Vec<(&'static str, String)> {
        let make = || Metadata::of(self.rules.program(), &self.dataset, &self.table, self.as_of).pairs();
        py.detach(|| self.head.get_or_init(make).clone())
    }

    /// The same for a table of results: of much data the fingerprint is there once `metadata` was asked for.
    fn head(&self, py: Python<'_>) -> Vec<(&'static str, String)> {
        let facts: usize = self.dataset.frames.iter().flat_map(|f| &f.columns).map(|(_, column)| column.len()).sum();
        if facts > MUCH && self.head.get().is_none() {
            return Metadata::brief(self.rules.program(), &self.dataset, &self.table, self.as_of).pairs();
        }
        self.whole_head(py)
    }

    /// The results in exact numbers.
    fn exactly(&self, py: Python<'_>) -> PyResult<Arc<report::Table>> {
        if let Some(found) = self.exactly.get() {
            return Ok(found.clone());
        }
        let run =
            Run { years: self.years.clone(), as_of: self.as_of, threads: 0, exact: true, engine: Engine::Columnar };
        let made = Arc::new(run::score(py, &self.rules, &self.dataset, &run, None)?);
        Ok(self.exactly.get_or_init(|| made).clone())
    }

    fn find_level(&self, name: Option<&str>) -> PyResult<LevelId> {
        let levels = &self.rules.program().levels;
        let found = match name {
            None => self.level,
            Some(name) => (0_u32..).zip(levels).find(|(_, l)| l.name == name).map(|(i, _)| LevelId(i)),
        };
        found.ok_or_else(|| {
            let all: Vec<&str> = levels.iter().map(|l| l.name.as_str()).collect();
            usage(format!("no level is called '{}'; there are: {}", name.unwrap_or_default(), all.join(", ")))
        })
    }

    fn wide(&self, py: Python<'_>, part: Part, level: Option<&str>, exact: bool) -> PyResult<Frame> {
        self.headed(py, part, level, exact, &self.head(py))
    }

    fn headed(
        &self,
        py: Python<'_>,
        part: Part,
        level: Option<&str>,
        exact: bool,
        head: &[(&'static str, String)],
    ) -> PyResult<Frame> {
        let level = self.find_level(level)?;
        let table = if exact { self.exactly(py)? } else { self.table.clone() };
        let make = || wide::table(self.rules.program(), &self.dataset, &table, level, part, exact);
        let batch = py.detach(make).map_err(|wrong| usage(wrong.to_string()))?;
        let schema = batch.schema();
        Frame::new(vec![batch], &schema, head)
    }

    fn tidied(&self, py: Python<'_>, what: What, exact: bool, head: &[(&'static str, String)]) -> PyResult<Frame> {
        let table = if exact { self.exactly(py)? } else { self.table.clone() };
        let make = || wide::tidy(self.rules.program(), &self.dataset, &table, what, exact);
        let (schema, batches) = py.detach(make).map_err(|wrong| usage(wrong.to_string()))?;
        Frame::new(batches, &schema, head)
    }

    fn faulty(&self, py: Python<'_>, lang: Lang, head: &[(&'static str, String)]) -> PyResult<Frame> {
        let make = || wide::faults(self.rules.program(), &self.table.faults, lang);
        let (schema, batches) = py.detach(make).map_err(|wrong| usage(wrong.to_string()))?;
        Frame::new(batches, &schema, head)
    }

    /// Level, position and year of a unit's results.
    fn find(&self, unit: &str, year: Option<i32>, level: Option<&str>) -> PyResult<(LevelId, u32, i32)> {
        let first = self.find_level(level)?;
        let mut levels = vec![first];
        if level.is_none() {
            levels.extend(self.table.blocks.iter().map(|b| b.level));
        }
        let labelled = |l: LevelId| {
            let units = self.dataset.units.get(l.index())?;
            let count = u32::try_from(units.len()).unwrap_or(u32::MAX);
            (0..count).find(|u| units.label(*u) == unit)
        };
        let by_id = |l: &LevelId| Some((*l, self.dataset.units.get(l.index())?.find(unit)?));
        let found = levels.iter().find_map(by_id).or_else(|| levels.iter().find_map(|l| Some((*l, labelled(*l)?))));
        let (level, position) = found.ok_or_else(|| usage(format!("no unit is called '{unit}'")))?;
        let years: Vec<i32> = self
            .table
            .blocks
            .iter()
            .filter(|b| b.level == level && b.units.contains(&position))
            .map(|b| b.year)
            .collect();
        let year = match (year, years.as_slice()) {
            (Some(year), _) if years.contains(&year) => year,
            (None, [one]) => *one,
            (Some(year), _) => return Err(usage(format!("'{unit}' has no results for {year}"))),
            (None, []) => return Err(usage(format!("'{unit}' has no results"))),
            (None, several) => {
                return Err(usage(format!("'{unit}' has results for several years, give year=: {several:?}")));
            }
        };
        Ok((level, position, year))
    }
}

#[pymethods]
impl Table {
    /// Verdicts of criteria and groups, as categories: met, not_met, undetermined, not_applicable.
    #[getter]
    fn verdicts(&self, py: Python<'_>) -> PyResult<Frame> {
        self.wide(py, Part::Verdicts, None, false)
    }

    /// Measures of criteria and values of indicators.
    #[getter]
    fn values(&self, py: Python<'_>) -> PyResult<Frame> {
        self.wide(py, Part::Values, None, false)
    }

    /// What measures were held against, where that is a single value.
    #[getter]
    fn targets(&self, py: Python<'_>) -> PyResult<Frame> {
        self.wide(py, Part::Targets, None, false)
    }

    /// Scores.
    #[getter]
    fn scores(&self, py: Python<'_>) -> PyResult<Frame> {
        self.wide(py, Part::Scores, None, false)
    }

    /// The most that scores could be.
    #[getter]
    fn maxima(&self, py: Python<'_>) -> PyResult<Frame> {
        self.wide(py, Part::Maxima, None, false)
    }

    /// Outcomes and states, as categories.
    #[getter]
    fn outcomes(&self, py: Python<'_>) -> PyResult<Frame> {
        self.wide(py, Part::Outcomes, None, false)
    }

    /// Ranks.
    #[getter]
    fn ranks(&self, py: Python<'_>) -> PyResult<Frame> {
        self.wide(py, Part::Ranks, None, false)
    }

    /// One of the tables above by its word, of any level; exact=True writes numbers in full as text, such as "2/3".
    ///
    /// >>> table.frame("values", exact=True)["II_3"]
    /// ['0.8', None]
    #[pyo3(signature = (what, *, level = None, exact = false))]
    fn frame(&self, py: Python<'_>, what: &str, level: Option<&str>, exact: bool) -> PyResult<Frame> {
        self.wide(py, part_of(what)?, level, exact)
    }

    /// The same as columns by name, with numbers as the engine has them: fractions.Fraction, or with numbers="decimal"
    /// decimal.Decimal; an irrational number is a float, an undecided one the pair that it lies between.
    ///
    /// >>> table.exact("values")["II_3"]
    /// [Fraction(4, 5), None]
    #[pyo3(signature = (what = "values", *, level = None, numbers = "fraction"))]
    fn exact<'py>(
        &self,
        py: Python<'py>,
        what: &str,
        level: Option<&str>,
        numbers: &str,
    ) -> PyResult<Bound<'py, PyDict>> {
        let (part, level, numbers) = (part_of(what)?, self.find_level(level)?, Numbers::from_word(numbers)?);
        if part == Part::Verdicts {
            return Err(usage("verdicts are no numbers: they are in .verdicts".to_owned()));
        }
        let (program, table) = (self.rules.program(), self.exactly(py)?);
        let (keys, columns) =
            wide::exact(program, &self.dataset, &table, level, part).map_err(|wrong| usage(wrong.to_string()))?;
        let schema = keys.schema();
        let found = Frame::new(vec![keys], &schema, &[])?.to_dict(py)?;
        for (name, values) in columns {
            let given = |value: Option<Value>| match value {
                Some(value) => value_to(py, program, &value, numbers),
                None => Ok(None),
            };
            found.set_item(name, values.into_iter().map(given).collect::<PyResult<Vec<_>>>()?)?;
        }
        Ok(found)
    }

    /// A row per unit, year and result: the same columns as files of results have.
    #[getter]
    fn tidy(&self, py: Python<'_>) -> PyResult<Frame> {
        self.tidy_of(py, "all", false)
    }

    /// As `tidy`, for some results: "verdicts", "criteria", "groups", "outcomes", "ranks" or "all".
    ///
    /// >>> [(row["unit"], row["name"], row["verdict"]) for row in table.tidy_of("criteria")]
    /// [('tho_xuan', 'II_3', 'met'), ('yen_dinh', 'II_3', 'undetermined')]
    #[pyo3(signature = (what = "all", *, exact = false))]
    fn tidy_of(&self, py: Python<'_>, what: &str, exact: bool) -> PyResult<Frame> {
        let what = What::from_word(what).ok_or_else(|| usage(format!("'{what}' is no kind of results")))?;
        self.tidied(py, what, exact, &self.head(py))
    }

    /// What is wrong with the data, and with results: a row per fault, in English.
    #[getter]
    fn faults(&self, py: Python<'_>) -> PyResult<Frame> {
        self.faults_in(py, "en")
    }

    /// As `faults`, in English or Vietnamese ("vi").
    #[pyo3(signature = (lang = "en"))]
    fn faults_in(&self, py: Python<'_>, lang: &str) -> PyResult<Frame> {
        let lang = options::lang(lang)?;
        self.faulty(py, lang, &self.head(py))
    }

    /// The faults as diagnostics, with message and help in both languages.
    #[getter]
    fn diagnostics(&self) -> Vec<Diagnostic> {
        faults(&self.table.faults)
    }

    /// What became of columns that were matched by label, or not used.
    #[getter]
    fn remarks(&self) -> Vec<Diagnostic> {
        faults(&self.remarks)
    }

    /// The rules.
    #[getter]
    fn rules(&self) -> crate::ruleset::Ruleset {
        crate::ruleset::Ruleset::of(self.rules.clone())
    }

    /// Evaluated years.
    #[getter]
    fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> = self.table.blocks.iter().map(|b| b.year).collect();
        years.sort_unstable();
        years.dedup();
        years
    }

    /// Levels that have results.
    #[getter]
    fn levels(&self) -> Vec<&str> {
        let program = self.rules.program();
        let levels = (0_u32..).zip(&program.levels);
        levels
            .filter(|(i, _)| self.table.blocks.iter().any(|b| b.level.0 == *i))
            .map(|(_, l)| l.name.as_str())
            .collect()
    }

    /// Ids of the units of a level (of the evaluated one).
    #[pyo3(signature = (level = None))]
    fn units(&self, level: Option<&str>) -> PyResult<Vec<String>> {
        let level = self.find_level(level)?;
        let Some(units) = self.dataset.units.get(level.index()) else { return Ok(Vec::new()) };
        let count = u32::try_from(units.len()).unwrap_or(u32::MAX);
        Ok((0..count).map(|u| units.id(u).into_owned()).collect())
    }

    /// Engine, rules, content hash and data hash: with these a result can be computed again. Tables of results have them as
    /// Arrow metadata; where there are more than two million facts, the data hash is made when this is asked for, and
    /// stands in the tables that are made afterwards.
    #[getter]
    fn metadata(&self, py: Python<'_>) -> BTreeMap<&'static str, String> {
        self.whole_head(py).into_iter().collect()
    }

    /// The results of one unit, by id or label.
    #[pyo3(signature = (unit, year = None, *, level = None))]
    fn report(&self, py: Python<'_>, unit: &str, year: Option<i32>, level: Option<&str>) -> PyResult<Report> {
        let (level, position, year) = self.find(unit, year, level)?;
        let program = self.rules.shared_program();
        let place = (level, position);
        let inner = milepost::Report::within(program, self.dataset.clone(), self.exactly(py)?, place, year, self.as_of);
        Ok(Report::of(self.rules.clone(), inner))
    }

    /// Why a result of a unit is what it is, as text; all its results when no name is given.
    #[pyo3(signature = (unit, name = None, *, year = None, lang = "en", level = None))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        unit: &str,
        name: Option<&str>,
        year: Option<i32>,
        lang: &str,
        level: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        crate::display::explanation(py, &self.report(py, unit, year, level)?.explanation(py, name, lang)?)
    }

    /// A printable page: the scorecard of every unit.
    #[pyo3(signature = (lang = "en"))]
    fn to_html(&self, py: Python<'_>, lang: &str) -> PyResult<String> {
        let lang = options::lang(lang)?;
        Ok(py.detach(|| {
            let metadata = Metadata::of(self.rules.program(), &self.dataset, &self.table, self.as_of);
            milepost_io::write::html::scorecard(self.rules.program(), &self.dataset, &self.table, &metadata, lang)
        }))
    }

    /// Any table of results without what results say of themselves: of a part of the data its hash says nothing.
    #[pyo3(signature = (what, level = None))]
    fn _part(&self, py: Python<'_>, what: &str, level: Option<&str>) -> PyResult<Frame> {
        match what {
            "tidy" => self.tidied(py, What::All, false, &[]),
            "faults" => self.faulty(py, Lang::En, &[]),
            _ => self.headed(py, part_of(what)?, level, false, &[]),
        }
    }

    /// Where the numbers and dates of each input stand in memory: what shows that they were not copied.
    fn _addresses(&self) -> BTreeMap<&str, usize> {
        let columns = self.dataset.frames.iter().flat_map(|f| &f.columns);
        let of = |(input, column): &(InputId, Column)| {
            let name = self.rules.program().inputs.get(input.index())?.name.as_str();
            let address = match &column.values {
                ColumnValues::Number(NumberColumn { stored: Stored::F64(v), .. }) => v.as_slice().as_ptr().addr(),
                ColumnValues::Number(NumberColumn { stored: Stored::Scaled(v, _), .. }) => v.as_slice().as_ptr().addr(),
                ColumnValues::Date(v) => v.as_slice().as_ptr().addr(),
                _ => return None,
            };
            Some((name, address))
        };
        columns.filter_map(of).collect()
    }

    fn __len__(&self) -> usize {
        self.table.blocks.iter().filter(|b| Some(b.level) == self.level).map(|b| b.units.len()).sum()
    }

    /// Charts, with Altair: `heatmap()`, `bars()`, `radar()`, `timeline()`, `rank_intervals()`.
    #[getter]
    fn plot<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("milepost.plot")?.getattr("Plot")?.call1((slf,))
    }

    /// What a notebook shows.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("milepost.display")?.call_method1("html", (slf,))
    }

    fn __repr__(&self) -> String {
        let years: Vec<String> = self.years().iter().map(i32::to_string).collect();
        let name = self.rules.program().modules.first().map_or("", |m| m.name.as_str());
        let faults =
            self.table.faults.iter().filter(|f| f.message.severity == milepost_core::diagnostic::Severity::Error);
        format!("<Table {name} {}: {} rows, {} faults>", years.join(", "), self.__len__(), faults.count())
    }
}
