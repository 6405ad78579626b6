//! Runs one case and says what is wrong.

use crate::case::{Case, root};
use crate::expect::{Line, agrees, line, same_reasons, shown};
use crate::lookup::{Found, find};
use milepost::core::dataset::{Dataset, Fault};
use milepost::core::diagnostic::{Diagnostic, Lang, Severity};
use milepost::core::program::{Program, SourceFile};
use milepost::core::report::{Options, Stop, Table};
use std::collections::BTreeMap;

/// An evaluator: what is run is the same for all of them.
pub type Evaluate = fn(&Program, &Dataset, &Options<'_>) -> Result<Table, Stop>;

/// Everything that differs from what the case expects; nothing where it passes.
pub fn run(case: &Case, evaluate: Evaluate) -> Vec<String> {
    match attempt(case, evaluate) {
        Ok(wrong) => wrong,
        Err(stopped) => vec![stopped],
    }
}

fn attempt(case: &Case, evaluate: Evaluate) -> Result<Vec<String>, String> {
    let lines: Vec<Line<'_>> = case.expect.iter().map(|l| line(l)).collect::<Result<_, _>>()?;
    let (name, text, sources) = texts(case)?;
    let wants_errors = lines.iter().any(|l| matches!(l, Line::Diagnostic { severity: "error", .. }));
    let variant = case.fields.get("variant").map(String::as_str);
    let rules = match milepost::compile_with(&name, &text, &sources, variant) {
        Ok(rules) if wants_errors => {
            let mut wrong = diagnostics(&lines, &said(rules.warnings(), &rules.program().files));
            wrong.push("the rules were accepted".to_owned());
            return Ok(wrong);
        }
        Ok(rules) => rules,
        Err(refused) => return Ok(diagnostics(&lines, &said(&refused.diagnostics, &refused.files))),
    };
    let mut wrong = diagnostics(&lines, &said(rules.warnings(), &rules.program().files));
    if lines.iter().all(|l| matches!(l, Line::Diagnostic { .. } | Line::No(_))) {
        return Ok(wrong);
    }
    let years = case.years()?;
    let as_of = match case.fields.get("as_of") {
        Some(text) => Some(milepost::core::date::parse(text).ok_or_else(|| format!("'{text}' is no date"))?),
        None => None,
    };
    let program = rules.program();
    let first = years.first().copied().unwrap_or_default();
    let tree = milepost::facts::to_tree(&case.data).map_err(|e| e.to_string())?;
    let data = milepost::facts::bind_all(program, &tree, first)?;
    let options = Options { years, as_of, exact: true, ..Options::default() };
    let refused = lines.iter().find_map(|l| if let Line::Refused(code) = l { Some(*code) } else { None });
    let table = match (evaluate(program, &data, &options), refused) {
        (Ok(table), None) => table,
        (Ok(_), Some(code)) => return Ok(vec![format!("it was evaluated, though {code} was expected")]),
        (Err(Stop::Refused(why)), Some(code)) if why.code() == code => return Ok(wrong),
        (Err(why), _) => return Ok(vec![format!("evaluation stopped: {why}")]),
    };
    wrong.extend(lines.iter().zip(&case.expect).filter_map(|(l, text)| result(program, &data, &table, l, text, first)));
    let found: Vec<Fell> = table.faults.iter().map(fell).collect();
    wrong.extend(faults(&lines, &found));
    Ok(wrong)
}

/// The name and text of what is compiled, and the other sources.
///
/// # Errors
/// When a file of the repository cannot be read.
pub fn texts(case: &Case) -> Result<(String, String, BTreeMap<String, String>), String> {
    let mut sources = case.sources.clone();
    let Some(main) = case.fields.get("main") else { return Ok(("case.mile".to_owned(), case.rules.clone(), sources)) };
    if let Some(text) = sources.get(main) {
        return Ok((main.clone(), text.clone(), sources));
    }
    let path = root().join(main);
    let read = |p: &std::path::Path| std::fs::read_to_string(p).map_err(|e| format!("{}: {e}", p.display()));
    let text = read(&path)?;
    let folder = path.parent().ok_or("the path has no folder")?;
    for entry in std::fs::read_dir(folder).map_err(|e| e.to_string())?.filter_map(Result::ok) {
        if entry.path().extension().is_some_and(|e| e == "mile") {
            sources.insert(entry.file_name().to_string_lossy().into_owned(), read(&entry.path())?);
        }
    }
    Ok((main.clone(), text, sources))
}

fn result(
    program: &Program,
    data: &Dataset,
    table: &Table,
    line: &Line<'_>,
    written: &str,
    first: i32,
) -> Option<String> {
    let Line::Result { unit, name, year, text, why } = line else { return None };
    let found = match find(program, data, table, name, *unit, year.unwrap_or(first)) {
        Ok(found) => found,
        Err(message) => return Some(format!("{written}: {message}")),
    };
    let (good, got, reasons) = match &found {
        Found::Word(word, reasons) => (word == text, (*word).to_owned(), *reasons),
        Found::Value(value, reasons) => (agrees(program, value, text), shown(program, value), *reasons),
    };
    let good = good && why.is_none_or(|why| same_reasons(reasons, why));
    (!good).then(|| format!("{written}, but it is {got}{{{}}}", reasons.words()))
}

/// A fault, from whichever binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fell {
    /// The code.
    pub code: String,
    /// Which unit.
    pub unit: String,
    /// Input or result.
    pub name: String,
    /// Which year.
    pub year: Option<i32>,
    /// The sentence.
    pub text: String,
}

fn fell(fault: &Fault) -> Fell {
    Fell {
        code: fault.message.code.to_owned(),
        unit: fault.unit.clone(),
        name: fault.name.clone(),
        year: fault.year,
        text: Diagnostic::new(fault.message, Default::default(), fault.args.clone()).text(Lang::En),
    }
}

/// All faults must be listed, and nothing else.
pub fn faults(lines: &[Line<'_>], faults: &[Fell]) -> Vec<String> {
    let mut open: Vec<&Fell> = faults.iter().collect();
    let mut wrong = Vec::new();
    for line in lines {
        let Line::Fault { code, unit, name, year } = line else { continue };
        let at = open.iter().position(|f| {
            f.code == *code
                && f.name == *name
                && unit.is_none_or(|u| u == f.unit)
                && year.is_none_or(|y| Some(y) == f.year)
        });
        match at {
            Some(at) => {
                open.remove(at);
            }
            None => wrong.push(format!("fault {code} {name} was expected")),
        }
    }
    wrong.extend(open.iter().map(|f| format!("unexpected fault {} {}: {} ({})", f.code, f.unit, f.name, f.text)));
    wrong
}

/// A diagnostic, from whichever binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// error, warning, hint
    pub severity: String,
    /// The code.
    pub code: String,
    /// What its place covers.
    pub covered: String,
    /// What is suggested in its stead.
    pub suggestion: Option<String>,
    /// The sentence.
    pub text: String,
}

fn said(found: &[Diagnostic], files: &[SourceFile]) -> Vec<Said> {
    let one = |d: &Diagnostic| Said {
        severity: word(d.severity()).to_owned(),
        code: d.code().to_owned(),
        covered: covered(d, files).to_owned(),
        suggestion: d.suggestion.clone(),
        text: d.text(Lang::En),
    };
    found.iter().map(one).collect()
}

/// Errors must be listed all; of warnings and hints, those of a code that is listed.
pub fn diagnostics(lines: &[Line<'_>], found: &[Said]) -> Vec<String> {
    let mut open: Vec<&Said> = found.iter().collect();
    let mut wrong = Vec::new();
    let mut codes: Vec<&str> = Vec::new();
    for line in lines {
        match line {
            Line::No(code) => codes.push(code),
            Line::Diagnostic { severity, code, text, suggestion } => {
                codes.push(code);
                let at = open.iter().position(|d| {
                    d.code == *code
                        && d.severity == *severity
                        && text.is_none_or(|t| t == d.covered)
                        && (text.is_none() || d.suggestion.as_deref() == *suggestion)
                });
                match at {
                    Some(at) => {
                        open.remove(at);
                    }
                    None => wrong.push(format!("{severity} {code} {} was expected", text.unwrap_or_default())),
                }
            }
            _ => {}
        }
    }
    for d in open {
        if d.severity == "error" || codes.contains(&d.code.as_str()) {
            let suggestion = d.suggestion.as_ref().map(|s| format!(" for `{s}`")).unwrap_or_default();
            wrong.push(format!("unexpected {} {} `{}`{suggestion}: {}", d.severity, d.code, d.covered, d.text));
        }
    }
    wrong
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    }
}

/// The text that a diagnostic's place covers.
pub fn covered<'f>(diagnostic: &Diagnostic, files: &'f [SourceFile]) -> &'f str {
    let span = diagnostic.span;
    let text = files.get(usize::from(span.file)).map(|f| f.text.as_str()).unwrap_or_default();
    text.get(span.start as usize..span.end as usize).unwrap_or("?")
}
