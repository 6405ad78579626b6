//! Every rule pack compiles without a single diagnostic, and the tests written in it pass and leave out no target, row, `on` line or gate.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use milepost::core::diagnostic::{Lang, Span};
use milepost::core::program::Program;
use milepost::core::trial::run_tests;
use std::path::{Path, PathBuf};

fn rule_files() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "mile") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn line(program: &Program, span: Span) -> String {
    let file = &program.files[usize::from(span.file)];
    let before = &file.text[..usize::try_from(span.start).unwrap()];
    format!("{}:{}", file.name, before.matches('\n').count() + 1)
}

#[test]
fn packs_are_clean_and_their_tests_pass() {
    let mut wrong = Vec::new();
    let mut tests = 0;
    for path in rule_files() {
        let name = path.display();
        let rules = match milepost::load(&path) {
            Ok(rules) => rules,
            Err(error) => {
                wrong.push(format!("{name}: {error}"));
                continue;
            }
        };
        let text = std::fs::read_to_string(&path).unwrap();
        if milepost::dsl::format::format(&text).as_ref() != Ok(&text) {
            wrong.push(format!("{name}: not formatted: milepost fmt {name}"));
        }
        let program = rules.program();
        for warning in rules.warnings() {
            wrong.push(format!("{} {} {}", line(program, warning.span), warning.code(), warning.text(Lang::En)));
        }
        let trials = run_tests(program);
        tests += trials.tests.len();
        for test in trials.tests.iter().filter(|t| !t.failures.is_empty()) {
            for f in &test.failures {
                let at = line(program, f.span);
                wrong.push(format!("{name} {at} '{}': expected {}, found {}", test.title, f.expected, f.actual));
            }
        }
        // The published indices are held to published figures instead.
        if !path.components().any(|c| c.as_os_str() == "indices") {
            let idle = trials.rules.iter().filter(|r| !r.exercised);
            wrong
                .extend(idle.map(|r| format!("{name} {}: no test exercises this {:?}", line(program, r.span), r.rule)));
        }
    }
    assert!(tests > 100, "only {tests} tests were found");
    assert!(wrong.is_empty(), "{}\n{} findings", wrong.join("\n"), wrong.len());
}

/// Lines from a declaration to its end: the brace at its own indentation, or the line itself.
fn lines_of(text: &str, word: &str) -> Vec<usize> {
    let lines: Vec<&str> = text.lines().collect();
    let starts = lines.iter().enumerate().filter(|(_, l)| l.trim_start().starts_with(word));
    let block = |(at, line): (usize, &&str)| {
        let indent = &line[..line.len() - line.trim_start().len()];
        let end = lines[at..].iter().position(|l| **l == format!("{indent}}}"));
        if line.ends_with('{') { end.unwrap() + 1 } else { 1 }
    };
    starts.map(block).collect()
}

#[test]
fn rules_drawn_from_decisions_take_fewer_than_ten_lines() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/examples/from-decisions");
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let readme = text("README.md");
    let said = |name: &str, lines: &str| {
        let row = readme.lines().find(|l| l.starts_with(&format!("| `{name}`"))).unwrap();
        assert!(row.ends_with(&format!("| {lines} |")), "{name}: {lines} lines, the README says: {row}");
    };
    let tender = lines_of(&text("tender.mile"), "criterion ");
    said("tender.mile", &format!("{} and {}", tender[0], tender[1]));
    let leader = lines_of(&text("leader.mile"), "criterion ");
    said("leader.mile", &leader[0].to_string());
    let marks: usize = lines_of(&text("marks.mile"), "indicator ").iter().sum();
    said("marks.mile", &marks.to_string());
    let admission = text("admission.mile");
    said(
        "admission.mile",
        &format!("{} and {}", lines_of(&admission, "outcome ")[0], lines_of(&admission, "indicator ")[0]),
    );
    assert!(tender.iter().chain(&leader).chain([&marks]).all(|n| *n < 10));
    said("age.mile", &format!("{}: the section has six rows", lines_of(&text("age.mile"), "criterion ")[0]));
}
