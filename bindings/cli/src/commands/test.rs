//! `milepost test RULES…`

use crate::args::Test;
use crate::console::Console;
use crate::{Done, Stop, output, rules};
use milepost_core::diagnostic::Span;
use milepost_core::explain::show;
use milepost_core::number::Number;
use milepost_core::program::{Program, UnitText};
use milepost_core::trial::{self, Covered};
use milepost_core::value::Value;
use milepost_io::write::terminal::{Colour, safe};
use std::fmt::Write as _;
use std::path::Path;

pub(crate) fn run(console: &Console, test: &Test) -> Done {
    let (mut passed, mut failed, mut covered, mut coverable) = (0, 0, 0, 0);
    let mut broken = false;
    let mut text = String::new();
    for path in &test.rules {
        let Ok(compiled) = rules::attempt(console, path, None) else {
            broken = true;
            continue;
        };
        let program = compiled.program;
        let trials = trial::run_tests(&program);
        passed += trials.passed();
        failed += trials.failed();
        for result in trials.tests.iter().filter(|t| !t.failures.is_empty()) {
            let word = Colour::Red.paint(console.say("failed", "không đạt"), console.colours);
            let _ = writeln!(text, "{word} {}: {}", place(&program, path, result.span), safe(&result.title));
            for failure in &result.failures {
                let (expected, found) = (console.say("expected", "mong đợi"), console.say("found", "nhận được"));
                let at = place(&program, path, failure.span);
                let _ = writeln!(text, "  {at}: {expected} {}, {found} {}", failure.expected, failure.actual);
            }
        }
        covered += trials.rules.iter().filter(|r| r.exercised).count();
        coverable += trials.rules.len();
        text.push_str(&gaps(console, &program, path, &trials.rules));
        if test.boundaries {
            text.push_str(&boundaries(&program));
        }
    }
    let _ = writeln!(
        text,
        "{passed} {}, {failed} {}; {covered}/{coverable} {}",
        console.say("passed", "đạt"),
        console.say("failed", "không đạt"),
        console.say("rules exercised", "quy tắc đã kiểm thử"),
    );
    output::write(console, None, |out| out.write_all(text.as_bytes()))?;
    if failed > 0 || broken { Err(Stop::Errors) } else { Ok(()) }
}

fn place(program: &Program, path: &Path, span: Span) -> String {
    let file = program.files.get(usize::from(span.file));
    let start = usize::try_from(span.start).unwrap_or_default();
    let line = file.and_then(|f| f.text.get(..start)).map_or(0, |before| before.matches('\n').count()) + 1;
    let name =
        if span.file == 0 { path.display().to_string() } else { file.map(|f| f.name.clone()).unwrap_or_default() };
    format!("{name}:{line}")
}

/// Target entries, rows, `on` lines and gates that no test exercises.
fn gaps(console: &Console, program: &Program, path: &Path, rules: &[Covered]) -> String {
    let mut text = String::new();
    for rule in rules.iter().filter(|r| !r.exercised) {
        let word = Colour::Yellow.paint(console.say("not exercised", "chưa kiểm thử"), console.colours);
        let item = program.items.get(rule.item.index()).map(|i| milepost_io::name_of(program, i)).unwrap_or_default();
        let what = milepost_io::describe::clauses::span_text(program, rule.span);
        let _ = writeln!(text, "{word} {}: {item}: {}", place(program, path, rule.span), safe(&what));
    }
    text
}

/// Tests at thresholds, ready to be put into the rule file once someone has read them.
fn boundaries(program: &Program) -> String {
    let mut text = String::new();
    for boundary in trial::boundaries(program) {
        let Some(item) = program.items.get(boundary.item.index()) else { continue };
        let Some(input) = program.inputs.get(boundary.input.index()) else { continue };
        // Tests speak of the evaluated level; what belongs to another has no name there.
        let evaluated = program.versions.get(item.version.index()).map(|v| v.evaluates);
        if !evaluated.is_some_and(|level| item.levels.contains(&level)) {
            continue;
        }
        let name = milepost_io::name_of(program, item);
        let value = written(&boundary.value, &input.unit);
        let (property, result) = match &boundary.result {
            // A fraction has no decimal form; its denominator must not take the unit.
            Value::Number(score) if score.to_text().contains('/') => {
                (".score", format!("{} * 1 point", score.to_text().replace('/', " / ")))
            }
            Value::Number(score) => (".score", format!("{} points", score.to_text())),
            other => ("", show::exact(program, other).unwrap_or_default()),
        };
        let _ = writeln!(
            text,
            "test \"{name}: {value}\" at {} {{ given {{ {} = {value} }} expect {name}{property} = {result} }}",
            boundary.year, input.name
        );
    }
    text
}

/// A value as rule files write it.
fn written(value: &Number, unit: &UnitText) -> String {
    let in_unit = value.div(&unit.scale).unwrap_or_else(|| value.clone()).to_text();
    match unit.text.as_str() {
        "" => in_unit,
        "%" => format!("{in_unit}%"),
        unit => format!("{in_unit} {unit}"),
    }
}
