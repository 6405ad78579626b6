//! Findings about rules and data.

use milepost::core::dataset::Fault;
use milepost::core::program::SourceFile;
use milepost_core::diagnostic::{self as core, Lang};
use milepost_io::diagnostics::Style;
use pyo3::prelude::*;

/// A place in a rule file: bytes from `start` to `end`, and the same as lines and columns from 1.
#[pyclass(frozen, get_all, eq, module = "milepost")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Name of the file.
    file: String,
    /// First byte.
    start: u32,
    /// One past the last byte.
    end: u32,
    /// Line, from 1.
    line: usize,
    /// Column in characters, from 1.
    column: usize,
    /// The text that the place covers.
    text: String,
}

impl Span {
    fn of(span: core::Span, files: &[SourceFile]) -> Option<Self> {
        let file = files.get(usize::from(span.file))?;
        let before = file.text.get(..span.start as usize)?;
        let text = file.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some(Self { file: file.name.clone(), start: span.start, end: span.end, line, column, text: text.to_owned() })
    }
}

#[pymethods]
impl Span {
    fn __repr__(&self) -> String {
        format!("Span({}:{}:{}, {:?})", self.file, self.line, self.column, self.text)
    }
}

enum Found {
    Rule(core::Diagnostic, Vec<SourceFile>),
    Data(Fault),
}

/// One finding about rules or data. `message`, `help` are English, `message_vi`, `help_vi` Vietnamese; `str()` shows the
/// line with the culprit underlined.
///
/// >>> try:
/// ...     mp.compile("ruleset demo {")
/// ... except mp.RuleError as wrong:
/// ...     first = wrong.diagnostics[0]
/// >>> first.severity, first.span.line, first.span.column
/// ('error', 1, 14)
#[pyclass(frozen, module = "milepost")]
pub struct Diagnostic {
    found: Found,
    span: Option<Span>,
}

impl Diagnostic {
    pub(crate) fn of(found: core::Diagnostic, files: &[SourceFile]) -> Self {
        let span = Span::of(found.span, files);
        Self { found: Found::Rule(found, files.to_vec()), span }
    }

    pub(crate) fn place(&self) -> Option<Span> {
        self.span.clone()
    }

    pub(crate) fn help_en(&self) -> Option<String> {
        self.help_in(Lang::En)
    }

    pub(crate) fn level(&self) -> core::Severity {
        match &self.found {
            Found::Rule(d, _) => d.severity(),
            Found::Data(fault) => fault.message.severity,
        }
    }

    fn text_in(&self, lang: Lang) -> String {
        match &self.found {
            Found::Rule(d, _) => d.text(lang),
            Found::Data(fault) => milepost_io::message(fault, lang),
        }
    }

    fn help_in(&self, lang: Lang) -> Option<String> {
        match &self.found {
            Found::Rule(d, _) => d.help(lang),
            Found::Data(fault) => Some(milepost_io::help(fault, lang)).filter(|h| !h.is_empty()),
        }
    }
}

/// Faults as diagnostics.
pub(crate) fn faults(found: &[Fault]) -> Vec<Diagnostic> {
    found.iter().map(|fault| Diagnostic { found: Found::Data(fault.clone()), span: None }).collect()
}

#[pymethods]
impl Diagnostic {
    /// The stable code, such as E202.
    #[getter]
    pub(crate) fn code(&self) -> &'static str {
        match &self.found {
            Found::Rule(d, _) => d.code(),
            Found::Data(fault) => fault.message.code,
        }
    }

    /// error, warning or hint
    #[getter]
    fn severity(&self) -> &'static str {
        match self.level() {
            core::Severity::Error => "error",
            core::Severity::Warning => "warning",
            core::Severity::Hint => "hint",
        }
    }

    /// The sentence, in English.
    #[getter]
    fn message(&self) -> String {
        self.text_in(Lang::En)
    }

    /// The sentence, in Vietnamese.
    #[getter]
    fn message_vi(&self) -> String {
        self.text_in(Lang::Vi)
    }

    /// What to do, in English.
    #[getter]
    fn help(&self) -> Option<String> {
        self.help_in(Lang::En)
    }

    /// What to do, in Vietnamese.
    #[getter]
    fn help_vi(&self) -> Option<String> {
        self.help_in(Lang::Vi)
    }

    /// The place in the rules.
    #[getter]
    fn span(&self) -> Option<Span> {
        self.span.clone()
    }

    /// Further places that explain it.
    #[getter]
    fn labels(&self) -> Vec<Span> {
        match &self.found {
            Found::Rule(d, files) => d.also.iter().filter_map(|s| Span::of(*s, files)).collect(),
            Found::Data(_) => Vec::new(),
        }
    }

    /// The text that would mend it.
    #[getter]
    fn suggestion(&self) -> Option<&str> {
        match &self.found {
            Found::Rule(d, _) => d.suggestion.as_deref(),
            Found::Data(_) => None,
        }
    }

    /// Where in the data: "data row 3, column fibre".
    #[getter]
    fn place_in_data(&self) -> Option<&str> {
        match &self.found {
            Found::Rule(..) => None,
            Found::Data(fault) => Some(fault.place.as_str()).filter(|p| !p.is_empty()),
        }
    }

    /// As a terminal shows it, in English or Vietnamese ("vi").
    #[pyo3(signature = (lang = "en"))]
    pub(crate) fn render(&self, lang: &str) -> PyResult<String> {
        let style = Style { lang: crate::options::lang(lang)?, colours: false };
        Ok(match &self.found {
            Found::Rule(d, files) => milepost_io::diagnostics::render(d, files, style),
            Found::Data(fault) => milepost_io::diagnostics::render_fault(fault, style),
        })
    }

    fn __str__(&self) -> PyResult<String> {
        self.render("en")
    }

    /// What a notebook shows.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("milepost.display")?.call_method1("html", (slf,))
    }

    fn __repr__(&self) -> String {
        let place = self.span.as_ref().map(|s| format!(" at {}:{}:{}", s.file, s.line, s.column)).unwrap_or_default();
        format!("Diagnostic({}{place}: {})", self.code(), self.message())
    }
}
