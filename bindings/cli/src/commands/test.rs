//! `milepost test RULES…`

use crate::args::Test;
use crate::console::Console;
use crate::{Done, Stop, output, rules};
use milepost_core::diagnostic::Span;
use milepost_core::program::Program;
use milepost_core::trial::{self, Coverage};
use milepost_io::write::terminal::Colour;
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
        let (ran, coverage) = trial::run(&program);
        for result in &ran {
            let Some(case) = program.tests.get(result.test) else { continue };
            if result.failures.is_empty() {
                passed += 1;
                continue;
            }
            failed += 1;
            let word = Colour::Red.paint(console.say("failed", "không đạt"), console.colours);
            let _ = writeln!(text, "{word} {}: {}", place(&program, path, case.span), case.title);
            for failure in &result.failures {
                let (expected, found) = (console.say("expected", "mong đợi"), console.say("found", "nhận được"));
                let at = place(&program, path, failure.span);
                let _ = writeln!(text, "  {at}: {expected} {}, {found} {}", failure.expected, failure.found);
            }
        }
        let (some, all) = coverage.share();
        (covered, coverable) = (covered + some, coverable + all);
        text.push_str(&gaps(console, &program, path, &coverage));
        if test.boundaries {
            text.push_str(&boundaries(&program));
        }
    }
    let _ = writeln!(
        text,
        "{passed} {}, {failed} {}; {} {covered}/{coverable}",
        console.say("passed", "đạt"),
        console.say("failed", "không đạt"),
        console.say("rows and verdicts exercised:", "dòng và kết luận đã kiểm thử:"),
    );
    output::write(console, None, |out| out.write_all(text.as_bytes()))?;
    if failed > 0 || broken { Err(Stop::Errors) } else { Ok(()) }
}

fn place(program: &Program, path: &Path, span: Span) -> String {
    let file = program.files.get(usize::from(span.file));
    let start = usize::try_from(span.start).unwrap_or_default();
    let line = file.and_then(|f| f.text.get(..start)).map_or(0, |before| before.matches('\n').count()) + 1;
    let name = if span.file == 0 { path.display().to_string() } else { file.map(|f| f.name.clone()).unwrap_or_default() };
    format!("{name}:{line}")
}

/// Rows and verdicts that no test exercises.
fn gaps(console: &Console, program: &Program, path: &Path, coverage: &Coverage) -> String {
    let mut text = String::new();
    let mut gap = |span: Span, what: &str| {
        let word = Colour::Yellow.paint(console.say("not exercised", "chưa kiểm thử"), console.colours);
        let _ = writeln!(text, "{word} {}: {what}", place(program, path, span));
    };
    for row in coverage.rows.iter().filter(|r| !r.seen) {
        gap(row.span, &milepost_io::describe::clauses::span_text(program, row.span));
    }
    for (id, seen) in &coverage.criteria {
        let Some(item) = program.items.get(id.index()) else { continue };
        let name = milepost_io::name_of(program, item);
        for (seen, verdict) in [(seen.met, "met"), (seen.not_met, "not_met")] {
            if !seen {
                gap(item.span, &format!("{name} = {verdict}"));
            }
        }
    }
    text
}

/// Tests at thresholds, ready to be put into the rule file once someone has read them.
fn boundaries(program: &Program) -> String {
    let mut text = String::new();
    for boundary in trial::boundaries(program) {
        let Some(item) = program.items.get(boundary.item.index()) else { continue };
        let Some(input) = program.inputs.get(boundary.input.index()) else { continue };
        let name = milepost_io::name_of(program, item);
        let value = written(&boundary.value, input);
        let _ = writeln!(
            text,
            "test \"{name}: {value}\" at {} {{ given {{ {} = {value} }} expect {name}{} = {} }}",
            boundary.year, input.name, boundary.property, boundary.result
        );
    }
    text
}

/// A value as rule files write it.
fn written(value: &milepost_core::number::Number, input: &milepost_core::program::Input) -> String {
    let in_unit = value.div(&input.unit.scale).unwrap_or_else(|| value.clone()).to_text();
    match input.unit.text.as_str() {
        "" => in_unit,
        "%" => format!("{in_unit}%"),
        unit => format!("{in_unit} {unit}"),
    }
}
