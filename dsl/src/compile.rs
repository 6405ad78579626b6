//! Rule text to program: read, resolve, check, lower. All mistakes of a stage are reported, then it stops.

use milepost_core::codes::{self, Message};
use milepost_core::diagnostic::{Diagnostic, Severity};
use milepost_core::program::{Program, SourceFile};

use crate::ast::DeclKind;
use crate::check::{Checker, finish};
use crate::parse::Limits;
use crate::resolve::{load, version};

/// Choices that are made when rules are compiled.
#[derive(Debug, Clone, Default)]
pub struct CompileOptions {
    /// The named alternative to apply.
    pub variant: Option<String>,
    /// What rules may be at most.
    pub limits: Limits,
}

/// Rules that can be run.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The program.
    pub program: Program,
    /// Warnings and hints, in the order of the text.
    pub warnings: Vec<Diagnostic>,
}

/// Rules that cannot.
#[derive(Debug, Clone)]
pub struct Failed {
    /// The errors of the first stage that found any, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that were read, for places.
    pub files: Vec<SourceFile>,
}

/// Compiles a rule file. `sources` maps the file names of `use` and `amends` lines to texts.
pub fn compile(
    name: &str,
    text: &str,
    sources: &dyn Fn(&str) -> Option<String>,
    options: &CompileOptions,
) -> Result<Compiled, Failed> {
    let (loaded, mut diagnostics) = load::load(name, text, sources, options.limits);
    if has_errors(&diagnostics) {
        return Err(failed(diagnostics, loaded.files, options.limits.messages));
    }
    let variant = options.variant.as_deref();
    let mut modules = Vec::with_capacity(loaded.modules.len());
    for (index, module) in loaded.modules.iter().enumerate() {
        let chosen = variant.filter(|_| index == 0);
        modules.push(version::versions(&loaded, &module.chain, chosen, &mut diagnostics));
    }
    if let Some(variant) = variant {
        let known = modules.first().and_then(|m: &Vec<version::Version>| m.last()).map(|v| v.variants.as_slice());
        let names: Vec<&str> = known
            .unwrap_or_default()
            .iter()
            .filter_map(|d| match &*d.kind {
                DeclKind::Variant { name, .. } => Some(name.text.as_str()),
                _ => None,
            })
            .collect();
        if !names.contains(&variant) {
            let span = loaded.trees.first().map(|t| t.ruleset.name.span).unwrap_or_default();
            let suggestion = crate::suggest::closest(variant, names).map(str::to_owned);
            diagnostics.push(Diagnostic::new(&codes::E613_VARIANT, span, [variant]).suggest(suggestion));
        }
    }
    if has_errors(&diagnostics) {
        return Err(failed(diagnostics, loaded.files, options.limits.messages));
    }
    let mut checker = Checker::new(&loaded, &modules);
    checker.run(variant.is_none());
    diagnostics.append(&mut checker.diagnostics);
    if !has_errors(&diagnostics) {
        let most = options.limits.messages;
        let (advice, left) = std::mem::take(&mut checker.advice).worded(most.saturating_add(1), &checker.inputs);
        if let Some(program) = finish(checker, variant) {
            diagnostics.extend(advice);
            let warnings = capped(in_order(diagnostics), left, most, &codes::E020_WARNINGS);
            return Ok(Compiled { program, warnings });
        }
    }
    Err(failed(diagnostics, loaded.files, options.limits.messages))
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity() == Severity::Error)
}

/// The stage in which a mistake is found: text and files, names, types, everything else.
fn stage(diagnostic: &Diagnostic) -> u8 {
    match diagnostic.code().as_bytes() {
        // Only types tell that a comparison was meant for the aggregate.
        b"E014" => 2,
        [b'E', b'0', ..] => 0,
        [b'E', b'1', ..] => 1,
        [b'E', b'2', ..] => 2,
        _ => 3,
    }
}

fn failed(diagnostics: Vec<Diagnostic>, files: Vec<SourceFile>, most: usize) -> Failed {
    let errors = || diagnostics.iter().filter(|d| d.severity() == Severity::Error);
    let first = errors().map(stage).min();
    let diagnostics = in_order(errors().filter(|d| Some(stage(d)) == first).cloned().collect());
    let diagnostics = capped(diagnostics, 0, most, &codes::E020_ERRORS);
    Failed { diagnostics, files }
}

/// The first ones, and how many more there are, at the place of the first that is not shown. `left`: how many are not
/// even among these.
fn capped(mut diagnostics: Vec<Diagnostic>, left: usize, most: usize, closing: &'static Message) -> Vec<Diagnostic> {
    if let Some(beyond) = diagnostics.get(most) {
        let more = diagnostics.len() - most + left;
        let last = Diagnostic::new(closing, beyond.span, [more.to_string()]);
        diagnostics.truncate(most);
        diagnostics.push(last);
    }
    diagnostics
}

/// In the order of the text, each once: an amended version repeats what its base says.
fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(|d| (d.span.file, d.span.start));
    // Equal ones have one place: they stand among the few that begin there.
    let mut once: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for new in diagnostics {
        let beside = once.iter().rev().take_while(|d| d.span.file == new.span.file && d.span.start == new.span.start);
        if !beside.into_iter().any(|d| d.message.id == new.message.id && d.span == new.span && d.args == new.args) {
            once.push(new);
        }
    }
    once
}
