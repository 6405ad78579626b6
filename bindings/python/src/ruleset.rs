//! Compiled rules.

use crate::data::{self, Given};
use crate::diagnostic::Diagnostic;
use crate::error::{self, usage};
use crate::facts;
use crate::options;
use crate::quick::{self, Ready};
use crate::report::Report;
use crate::run;
use crate::table::Table;
use milepost::Engine;
use milepost::core::diagnostic::Lang;
use milepost::core::program::{Item, Labels, LevelId, Program};
use milepost::core::report::{Limits, Options};
use milepost_io::{BindOptions, Mapping, describe, schema};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Compiled rules. Make them with `milepost.load(path)` or `milepost.compile(text)`; they can be shared between threads,
/// pickled and sent to other machines.
///
/// >>> rules
/// <Ruleset demo 2024..2025 ...>
/// >>> rules.levels, rules.years, [one["name"] for one in rules.inputs]
/// (['district'], [(2024, 2025)], ['fibre'])
#[pyclass(frozen, module = "milepost")]
pub struct Ruleset {
    pub(crate) inner: milepost::Ruleset,
    ready: Arc<Ready>,
}

/// Reads and compiles a rule file; files that it uses or amends are looked for beside it.
///
/// >>> import milepost as mp
/// >>> mp.load("nowhere.mile")
/// Traceback (most recent call last):
/// FileNotFoundError: [Errno 2] No such file or directory (os error 2): 'nowhere.mile'
#[pyfunction]
#[pyo3(signature = (path, *, variant = None))]
pub(crate) fn load(py: Python<'_>, path: PathBuf, variant: Option<&str>) -> PyResult<Ruleset> {
    match py.detach(|| milepost::load_variant(&path, variant)) {
        Ok(inner) => Ok(Ruleset::of(inner)),
        Err(wrong) => Err(error::any(py, &wrong, &[])),
    }
}

/// Compiles rule text. `sources` maps the names of files that it uses or amends to their texts.
///
/// >>> import milepost as mp
/// >>> rules = mp.compile('''
/// ... ruleset demo { applies 2024..2025  evaluates district }
/// ... level district
/// ... input fibre : ratio in 0%..100% "Households with fibre" { given as percent }
/// ... criterion II_3 { measure fibre  target 2024..2025: >= 80% }
/// ... ''')
/// >>> rules.evaluate({"fibre": "79.99"}, year=2025).verdict("II_3")
/// 'not_met'
#[pyfunction]
#[pyo3(signature = (text, sources = None, *, variant = None, name = "rules.mile"))]
pub(crate) fn compile(
    py: Python<'_>,
    text: String,
    sources: Option<&Bound<'_, PyAny>>,
    variant: Option<&str>,
    name: &str,
) -> PyResult<Ruleset> {
    let sources = options::texts(sources, "sources")?;
    build(py, &text, &sources, variant, name)
}

fn build(
    py: Python<'_>,
    text: &str,
    sources: &BTreeMap<String, String>,
    variant: Option<&str>,
    name: &str,
) -> PyResult<Ruleset> {
    match py.detach(|| milepost::compile_with(name, text, sources, variant)) {
        Ok(inner) => Ok(Ruleset::of(inner)),
        Err(wrong) => Err(error::rules(py, &wrong.diagnostics, &wrong.files)),
    }
}

fn labels<'py>(py: Python<'py>, all: &Labels) -> PyResult<Bound<'py, PyDict>> {
    let found = PyDict::new(py);
    for (language, text) in all {
        found.set_item(language, text)?;
    }
    Ok(found)
}

impl Ruleset {
    pub(crate) fn of(inner: milepost::Ruleset) -> Self {
        Self { inner, ready: Arc::default() }
    }

    pub(crate) fn program(&self) -> &Program {
        self.inner.program()
    }

    fn limits(&self) -> Limits {
        Limits::default()
    }
}

#[pymethods]
impl Ruleset {
    /// The name of the ruleset.
    #[getter]
    fn name(&self) -> &str {
        self.program().modules.first().map_or("", |m| m.name.as_str())
    }

    /// The hash of the rules' meaning: names, rules and sources, not layout or comments. It stands with every result.
    #[getter]
    fn content_hash(&self) -> &str {
        self.inner.content_hash()
    }

    /// The variant that was chosen.
    #[getter]
    fn variant(&self) -> Option<&str> {
        self.program().variant.as_deref()
    }

    /// First and last year of each version, as pairs.
    #[getter]
    fn years(&self) -> Vec<(i32, i32)> {
        let versions = self.program().modules.first().map(|m| m.versions.as_slice()).unwrap_or_default();
        versions
            .iter()
            .filter_map(|v| self.program().versions.get(v.index()))
            .map(|v| (v.applies.from, v.applies.to))
            .collect()
    }

    /// Names of the levels of units.
    #[getter]
    fn levels(&self) -> Vec<&str> {
        self.program().levels.iter().map(|l| l.name.as_str()).collect()
    }

    /// The level whose units are evaluated.
    #[getter]
    fn evaluates(&self) -> Option<&str> {
        let level = schema::evaluated(self.program())?;
        self.program().levels.get(level.index()).map(|l| l.name.as_str())
    }

    /// The inputs: dicts with name, labels by language, kind and levels.
    #[getter]
    fn inputs<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let program = self.program();
        let one = |input: &milepost::core::program::Input| {
            let found = PyDict::new(py);
            found.set_item("name", if input.qualified.is_empty() { &input.name } else { &input.qualified })?;
            found.set_item("labels", labels(py, &input.labels)?)?;
            found.set_item("kind", describe::clauses::input_kind(program, input, Lang::En))?;
            let level = |l: &LevelId| program.levels.get(l.index()).map(|l| l.name.as_str());
            found.set_item("levels", input.levels.iter().filter_map(level).collect::<Vec<_>>())?;
            Ok(found)
        };
        program.inputs.iter().map(one).collect()
    }

    /// The results: dicts with name, code, kind and labels by language, in the order of the rules.
    #[getter]
    fn results<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let program = self.program();
        let mut seen = Vec::new();
        let one = |item: &Item| {
            let found = PyDict::new(py);
            found.set_item("name", milepost_io::name_of(program, item))?;
            found.set_item("code", &item.code)?;
            found.set_item("kind", milepost_io::kind_of(item))?;
            found.set_item("labels", labels(py, &item.labels)?)?;
            Ok(found)
        };
        let parameter = |i: &&Item| matches!(i.kind, milepost::core::program::ItemKind::Parameter(_));
        let items = program.items.iter().filter(|i| !parameter(i));
        let first = items.filter(|i| {
            let new = !seen.contains(&i.symbol);
            seen.push(i.symbol);
            new
        });
        first.map(one).collect()
    }

    /// What someone should look at although the rules can be used.
    #[getter]
    fn warnings(&self) -> Vec<Diagnostic> {
        let files = &self.program().files;
        self.inner.warnings().iter().map(|d| Diagnostic::of(d.clone(), files)).collect()
    }

    /// The rule texts by file name; the first is the one that was compiled.
    #[getter]
    fn sources<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let found = PyDict::new(py);
        for file in &self.program().files {
            found.set_item(&file.name, &file.text)?;
        }
        Ok(found)
    }

    /// Evaluates one unit: a dict, a dataclass, a named tuple, a row of a data frame, or an object with attributes.
    ///
    /// Numbers are taken as they are written: a float stands for its shortest decimal, so 0.7 is seven tenths. Missing is
    /// None, NaN, NaT or NA. Units below stand as lists under their level's name; "years", "by" and "recorded" hold
    /// other years, assessors and published results.
    ///
    /// >>> rules.evaluate({"fibre": 79.99}, year=2025).verdict("II_3")
    /// 'not_met'
    /// >>> rules.evaluate({"fibre": None}, year=2025).reasons("II_3")
    /// ['absent']
    #[pyo3(signature = (facts, year, *, as_of = None))]
    fn evaluate(
        &self,
        py: Python<'_>,
        facts: &Bound<'_, PyAny>,
        year: &Bound<'_, PyAny>,
        as_of: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Report> {
        let year = options::year(year)?;
        let as_of = options::as_of(as_of)?;
        if let Ok(map) = facts.cast_exact::<PyDict>()
            && let Some(found) = quick::evaluate(&self.ready, &self.inner, map, year, as_of)
        {
            return Ok(Report::quick(self.inner.clone(), found));
        }
        let Some(map) = facts::mapping(facts)? else {
            let class = crate::scalar::class_of(facts);
            return Err(usage(format!(
                "the facts of one unit are a dict (or an object) with names, not {class}; many units: rules.score(…)"
            )));
        };
        let tree = facts::tree(&map)?;
        let options = Options { years: vec![year], as_of, exact: true, limits: self.limits(), ..Options::default() };
        match py.detach(|| self.inner.evaluate_tree(&tree, &options)) {
            Ok(inner) => Ok(Report::of(self.inner.clone(), inner)),
            Err(wrong) => Err(error::any(py, &wrong, &self.program().files)),
        }
    }

    /// Scores many units. `data` is a data frame of pandas, Polars, pyarrow or DuckDB, anything with
    /// `__arrow_c_stream__`, a list of dicts, a dict of columns, `{level: table}`, or the path of a file.
    ///
    /// The columns are inputs by name or label, and `unit`, `parent`, `label`, `year`, `assessor` … as in files. `year`
    /// is the year of rows that do not name one, and the evaluated year; without it, all years of the data are evaluated.
    ///
    /// >>> table = rules.score({"unit": ["tho_xuan", "yen_dinh"], "fibre": [80, 120]}, year=2025)
    /// >>> table.verdicts["II_3"], table.faults["code"], table.faults["unit"]
    /// (['met', 'undetermined'], ['R02'], ['yen_dinh'])
    /// >>> rules.score([{"unit": "nga_son", "fibre": 120}], year=2025, strict=True)
    /// Traceback (most recent call last):
    /// milepost.DataError: ...
    #[pyo3(signature = (data, year = None, *, years = None, as_of = None, strict = false, threads = 0, engine = "columnar", exact = false, progress = None, map = None, locale = None))]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the Python call")]
    fn score(
        &self,
        py: Python<'_>,
        data: &Bound<'_, PyAny>,
        year: Option<&Bound<'_, PyAny>>,
        years: Option<&Bound<'_, PyAny>>,
        as_of: Option<&Bound<'_, PyAny>>,
        strict: bool,
        threads: usize,
        engine: &str,
        exact: bool,
        progress: Option<&Bound<'_, PyAny>>,
        map: Option<&Bound<'_, PyAny>>,
        locale: Option<&str>,
    ) -> PyResult<Table> {
        let years = options::years(year, years)?;
        let as_of = options::as_of(as_of)?;
        let engine = match engine {
            "columnar" => Engine::Columnar,
            "exact" => Engine::Exact,
            other => {
                return Err(usage(format!(
                    "engine='{other}': give 'columnar' or 'exact'; both give the same verdicts"
                )));
            }
        };
        let single = match years.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        let binding = BindOptions {
            locale: options::locale(locale)?,
            mapping: Mapping(options::texts(map, "map")?.into_iter().collect()),
            year: single,
        };
        let (dataset, remarks) = match data::given(&self.inner, data)? {
            Given::Tables(tables) => {
                let bound = py.detach(|| milepost_io::bind(self.program(), tables, &binding));
                let bound = bound.map_err(|fault| error::data(py, &fault))?;
                let remarks = bound.remarks();
                (bound.dataset, remarks)
            }
            Given::Facts(tree) => {
                let Some(first) = years.first() else {
                    return Err(usage("facts of units need the evaluated year: give year="));
                };
                let bound = py.detach(|| milepost::facts::bind_all(self.program(), &tree, *first));
                (bound.map_err(|text| error::any(py, &milepost::Error::Facts(text), &[]))?, Vec::new())
            }
        };
        let dataset = Arc::new(dataset);
        let exact = exact || engine == Engine::Exact;
        let run = run::Run { years, as_of, threads, exact, engine };
        let table = run::score(py, &self.inner, &dataset, &run, progress)?;
        if strict {
            let errors: Vec<_> = table
                .faults
                .iter()
                .filter(|f| f.message.severity == milepost_core::diagnostic::Severity::Error)
                .cloned()
                .collect();
            if !errors.is_empty() {
                return Err(error::data_faults(py, &errors));
            }
        }
        Ok(Table::new(self.inner.clone(), dataset, Arc::new(table), run, remarks))
    }

    /// The rule text in the one layout of the language.
    fn format(&self, py: Python<'_>) -> PyResult<String> {
        let Some(file) = self.program().files.first() else { return Ok(String::new()) };
        milepost_dsl::format(&file.text).map_err(|wrong| error::rules(py, &wrong, &self.program().files))
    }

    /// The rules as the tables that a decision prints: format "text", "markdown", "html" or "json".
    ///
    /// >>> ">= 80%" in rules.describe("markdown").replace("≥ 80 %", ">= 80%")
    /// True
    #[pyo3(signature = (format = "text", *, year = None, lang = "en"))]
    fn describe(&self, format: &str, year: Option<i32>, lang: &str) -> PyResult<String> {
        let lang = options::lang(lang)?;
        let description = describe::describe(self.program(), year, lang);
        Ok(match format {
            "text" => describe::to_text(&description, false, None),
            "markdown" => describe::to_markdown(&description),
            "html" => describe::to_html(&description),
            "json" => describe::to_json(self.program(), year, lang),
            other => return Err(usage(format!("format='{other}': give 'text', 'markdown', 'html' or 'json'"))),
        })
    }

    /// The inputs that the rules need: "csv" (an empty table), "json-schema", "typescript" or "rust".
    ///
    /// >>> rules.schema("csv").split()[0]
    /// 'unit,label,year,fibre'
    #[pyo3(signature = (format = "csv", *, level = None, lang = "en"))]
    fn schema(&self, format: &str, level: Option<&str>, lang: &str) -> PyResult<String> {
        let (program, lang) = (self.program(), options::lang(lang)?);
        Ok(match format {
            "json-schema" => schema::json_schema(program, lang),
            "typescript" => schema::typescript(program, lang),
            "rust" => schema::rust(program, lang),
            "csv" => {
                let levels = schema::levels(program);
                let name = |l: &LevelId| program.levels.get(l.index()).map_or("", |l| l.name.as_str());
                let chosen = match level {
                    Some(wanted) => levels.iter().find(|l| name(l) == wanted).copied(),
                    None => {
                        schema::evaluated(program).filter(|l| levels.contains(l)).or_else(|| levels.first().copied())
                    }
                };
                let all: Vec<&str> = levels.iter().map(name).collect();
                let Some(level) = chosen else {
                    return Err(usage(format!("levels with inputs: {}", all.join(", "))));
                };
                let mut bytes = Vec::new();
                milepost_io::write::delimited::write(schema::template(program, level), b',', &mut bytes)?;
                String::from_utf8_lossy(&bytes).into_owned()
            }
            other => return Err(usage(format!("format='{other}': give 'csv', 'json-schema', 'typescript' or 'rust'"))),
        })
    }

    /// What a notebook shows.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("milepost.display")?.call_method1("html", (slf,))
    }

    fn __repr__(&self) -> String {
        let years: Vec<String> = self.years().iter().map(|(from, to)| format!("{from}..{to}")).collect();
        let hash = self.content_hash().get(..12).unwrap_or_default();
        format!("<Ruleset {} {} {hash}>", self.name(), years.join(", "))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other
            .cast::<Self>()
            .is_ok_and(|o| o.get().content_hash() == self.content_hash() && o.get().variant() == self.variant())
    }

    fn __hash__(&self) -> u64 {
        let hash = self.content_hash().get(..16).unwrap_or_default();
        u64::from_str_radix(hash, 16).unwrap_or_default()
    }

    /// Rules travel as their texts.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let mut files = self.program().files.iter();
        let first = files.next().ok_or_else(|| PyTypeError::new_err("rules without text cannot be pickled"))?;
        let others: BTreeMap<&str, &str> = files.map(|f| (f.name.as_str(), f.text.as_str())).collect();
        let rebuild = py.import("milepost._native")?.getattr("_rebuild")?;
        let text = PyString::new(py, &first.text);
        let arguments = (text, others, self.variant().map(str::to_owned), first.name.clone()).into_pyobject(py)?;
        (rebuild, arguments).into_pyobject(py)
    }
}

/// Compiles pickled rules.
#[pyfunction]
pub(crate) fn _rebuild(
    py: Python<'_>,
    text: &str,
    sources: BTreeMap<String, String>,
    variant: Option<&str>,
    name: &str,
) -> PyResult<Ruleset> {
    build(py, text, &sources, variant, name)
}
