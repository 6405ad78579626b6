//! All cases of `tests/cases` through the program itself: rules as a file, facts as a long table, and what the program
//! says on its two outputs. `check` is asked for diagnostics, `score` for results and faults, and `explain` for what a
//! table of results has no room for: brackets, and why one part of a result is missing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use milepost::Number;
use milepost::core::number::Real;
use milepost::core::program::Program;
use milepost_conformance::check::{Fell, Said, diagnostics, faults, texts};
use milepost_conformance::expect::{Line, line, number, same_words};
use milepost_conformance::{Case, Counts, long, read_all, trust};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::Folder;

/// What one run of the program said.
struct Answer {
    status: i32,
    out: String,
    diagnostics: Vec<Said>,
    /// Faults, and diagnostics without a place in a text.
    faults: Vec<Fell>,
    said: String,
}

/// A case laid out as files.
struct Files<'c> {
    case: &'c Case,
    folder: Folder,
    rules: String,
    sources: BTreeMap<String, String>,
}

impl<'c> Files<'c> {
    fn of(case: &'c Case) -> Result<Self, String> {
        let (name, text, sources) = texts(case)?;
        let folder = Folder::new();
        let mut files = Self { case, folder, rules: name.clone(), sources };
        let own: Vec<(&String, &String)> = case.sources.iter().collect();
        for (name, text) in own {
            files.put(name, text)?;
        }
        let pack = case.fields.get("main").filter(|main| !case.sources.contains_key(*main));
        match pack {
            // A pack of the repository, read where it stands.
            Some(main) => files.rules = milepost_conformance::case::root().join(main).display().to_string(),
            None => files.put(&name, &text)?,
        }
        files.sources.insert(name, text);
        Ok(files)
    }

    fn put(&self, name: &str, text: &str) -> Result<(), String> {
        let path: PathBuf = self.folder.path().join(name);
        let folder = path.parent().ok_or("a file without a folder")?;
        std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, text)).map_err(|e| format!("{name}: {e}"))
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        let mut all = vec!["--message-format", "json", "--lang", "en"];
        all.extend(arguments);
        let run = self.folder.run(&all);
        let mut answer = Answer {
            status: run.status,
            out: run.out,
            diagnostics: Vec::new(),
            faults: Vec::new(),
            said: String::new(),
        };
        for line in run.err.lines() {
            let Ok(json) = serde_json::from_str::<Json>(line) else {
                answer.said.push_str(line);
                answer.said.push('\n');
                continue;
            };
            if json.get("at").is_some_and(|at| !at.is_null()) {
                answer.diagnostics.push(self.said(&json));
            } else {
                answer.faults.push(fell(&json));
            }
        }
        answer
    }

    /// The text that a diagnostic covers, by its place in the file that it names.
    fn said(&self, json: &Json) -> Said {
        let at = &json["at"];
        let place = |key: &str| at[key].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
        let file = at["file"].as_str().unwrap_or_default();
        let name = file.rsplit('/').next().unwrap_or_default();
        let own = self.sources.iter().find(|(n, _)| file.ends_with(n.as_str()) || n.ends_with(&format!("/{name}")));
        // Places are of the text's normal form, without a byte-order mark.
        let covered = own.and_then(|(_, text)| {
            let text = milepost_dsl::source::Source::new(text);
            Some(text.text().get(place("start")..place("end"))?.to_owned())
        });
        Said {
            severity: json["severity"].as_str().unwrap_or_default().to_owned(),
            code: json["code"].as_str().unwrap_or_default().to_owned(),
            covered: covered.unwrap_or_else(|| format!("? in {file}")),
            suggestion: json["suggestion"].as_str().map(str::to_owned),
            text: json["message"].as_str().unwrap_or_default().to_owned(),
        }
    }

    fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let mut arguments = more.to_vec();
        for field in ["as_of", "variant"] {
            if let Some(value) = self.case.fields.get(field) {
                arguments.push(if field == "variant" { "--variant" } else { "--as-of" });
                arguments.push(value);
            }
        }
        arguments
    }
}

fn fell(json: &Json) -> Fell {
    let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
    let year = json["year"].as_i64().and_then(|y| i32::try_from(y).ok());
    Fell { code: text("code"), unit: text("unit"), name: text("name"), year, text: text("message") }
}

/// Everything that differs from what the case expects.
fn run(case: &Case) -> Result<Vec<String>, String> {
    let lines: Vec<Line<'_>> = case.expect.iter().map(|l| line(l)).collect::<Result<_, _>>()?;
    let files = Files::of(case)?;
    let wants_errors = lines.iter().any(|l| matches!(l, Line::Diagnostic { severity: "error", .. }));
    let only_rules = lines.iter().all(|l| matches!(l, Line::Diagnostic { .. } | Line::No(_)));
    if wants_errors || only_rules {
        // A variant is chosen by commands that evaluate; `describe` takes none either.
        let variant = case.fields.get("variant");
        let answer = match variant {
            None => files.run(&["check", &files.rules]),
            Some(_) => {
                files.put("data.ndjson", "{\"unit\":\"1\",\"input\":null,\"value\":null}\n")?;
                files.run(&files.arguments(&["score", &files.rules, "data.ndjson", "--year", "2024"]))
            }
        };
        let mut wrong = diagnostics(&lines, &answer.diagnostics);
        if wants_errors && answer.status != 1 {
            wrong.push(format!("the exit status is {}, not 1", answer.status));
        }
        return Ok(wrong);
    }
    results(case, &files, &lines)
}

fn results(case: &Case, files: &Files<'_>, lines: &[Line<'_>]) -> Result<Vec<String>, String> {
    let (name, text, sources) = texts(case)?;
    let variant = case.fields.get("variant").map(String::as_str);
    // Only to know which names are levels: the program gets text and tables.
    let known = milepost::compile_with(&name, &text, &sources, variant).map_err(|_| "the rules have errors")?;
    let year = case.fields.get("year").ok_or("the field 'year' is missing")?;
    let first = *case.years()?.first().ok_or("no year")?;
    let records = long::records(known.program(), &case.data, first)?;
    let table: String = records.iter().map(|r| format!("{r}\n")).collect();
    files.put("data.ndjson", &table)?;
    let score = ["score", &files.rules, "data.ndjson", "--year", year, "--what", "all", "--format", "json"];
    let answer = files.run(&files.arguments(&score));
    let mut wrong = diagnostics(lines, &answer.diagnostics);
    if let Some(code) = lines.iter().find_map(|l| if let Line::Refused(code) = l { Some(*code) } else { None }) {
        let refused = answer.status == 1
            && (answer.faults.iter().any(|f| f.code == code) || answer.diagnostics.iter().any(|d| d.code == code));
        return Ok(if refused { Vec::new() } else { vec![format!("it was not refused with {code}: {}", answer.out)] });
    }
    let document: Json = serde_json::from_str(&answer.out).map_err(|e| {
        format!("no document of results ({e}), status {}: {}{:?}", answer.status, answer.said, answer.faults)
    })?;
    let rows = document["results"].as_array().ok_or("no results")?;
    for (line, written) in lines.iter().zip(&case.expect) {
        if let Line::Result { unit, name, year, text, why } = line {
            let asked = Asked { unit: *unit, name, year: year.unwrap_or(first), text, why: *why };
            wrong.extend(
                result(files, known.program(), rows, &asked).err().map(|found| format!("{written}, but {found}")),
            );
        }
    }
    let listed: Vec<Fell> = document["faults"].as_array().into_iter().flatten().map(fell).collect();
    wrong.extend(faults(lines, &listed));
    Ok(wrong)
}

struct Asked<'a> {
    unit: Option<&'a str>,
    name: &'a str,
    year: i32,
    text: &'a str,
    why: Option<&'a str>,
}

/// Holds one expectation against the rows of results.
fn result(files: &Files<'_>, program: &Program, rows: &[Json], asked: &Asked<'_>) -> Result<(), String> {
    let named = |n: &str| rows.iter().any(|r| r["name"] == n);
    let (name, property) = match named(asked.name) {
        true => (asked.name, ""),
        false => asked.name.rsplit_once('.').filter(|(n, _)| named(n)).ok_or("no row has the name")?,
    };
    let fits = |r: &&Json| r["name"] == name && r["year"] == asked.year && asked.unit.is_none_or(|u| r["unit"] == u);
    let found: Vec<&Json> = rows.iter().filter(fits).collect();
    let [row] = found.as_slice() else { return Err(format!("{} rows fit", found.len())) };
    let kind = row["kind"].as_str().unwrap_or_default();
    let judged = matches!(kind, "criterion" | "group");
    let word = row["verdict"].as_str().unwrap_or_default();
    let reasons = row["reasons"].as_str().unwrap_or_default();
    let classed = matches!(kind, "outcome" | "state") && matches!(property, "" | "value");
    if classed || (judged && property.is_empty()) {
        let missing = classed && word == "undetermined" && asked.text == "missing";
        let good = (word == asked.text || missing || (word.is_empty() && asked.text == "none"))
            && asked.why.is_none_or(|why| same_words(reasons, why));
        return if good { Ok(()) } else { Err(format!("it is {word}{{{reasons}}}")) };
    }
    let field = if property.is_empty() { "value" } else { property };
    let (value, exact) = (&row[field], row[format!("{field}_exact")].as_str());
    let bare = asked.text == "missing" || asked.text.starts_with('[');
    if bare && (asked.why.is_some() || asked.text.starts_with('[')) {
        if !value.is_null() {
            return Err(format!("it is {value}"));
        }
        // Reasons stand in the row where they are the result's own; the parts of a criterion or group have theirs.
        if asked.text == "missing" && !judged {
            let good = asked.why.is_none_or(|why| same_words(reasons, why));
            return if good { Ok(()) } else { Err(format!("it is missing{{{reasons}}}")) };
        }
        return explained(files, program, row, name, field, asked);
    }
    let good = match (asked.text, value) {
        ("none" | "missing", Json::Null) => true,
        (_, Json::Null) => false,
        (text, _) if text.starts_with('~') => near(value, exact, text).unwrap_or(false),
        ("yes", _) => exact == Some("1"),
        ("no", _) => exact == Some("0"),
        (text, Json::String(word)) => word == text,
        (text, _) => exact.and_then(|e| Number::parse(e).ok()).is_some_and(|n| number(text) == Some(n)),
    } && asked.why.is_none_or(|why| same_words(reasons, why));
    if good { Ok(()) } else { Err(format!("it is {value} ({exact:?}){{{reasons}}}")) }
}

/// Within half a unit of the last digit written, and what a float may be off: two units in its last place.
fn near(value: &Json, exact: Option<&str>, text: &str) -> Option<bool> {
    let decimal = text.strip_prefix('~')?;
    let wanted = Number::parse(decimal).ok()?;
    let digits = decimal.split_once('.').map_or(0, |(_, f)| f.len());
    let half = Number::from_scaled(5, i32::try_from(digits + 1).ok()?);
    let (found, slack) = match exact {
        Some(exact) => (Number::parse(exact).ok()?, half),
        None => {
            let float = Number::parse(&value.to_string()).ok()?;
            let places = float.abs().mul(&Number::ratio(1, 1 << 51)?);
            (float, half.add(&places))
        }
    };
    let (low, high) = (Real::from(wanted.sub(&slack)), Real::from(wanted.add(&slack)));
    let found = Real::from(found);
    Some(found.compare(&low) != std::cmp::Ordering::Less && found.compare(&high) != std::cmp::Ordering::Greater)
}

/// Brackets and the reasons of parts: `milepost explain`.
fn explained(
    files: &Files<'_>,
    program: &Program,
    row: &Json,
    name: &str,
    field: &str,
    asked: &Asked<'_>,
) -> Result<(), String> {
    let year = asked.year.to_string();
    let (unit, level) = (row["unit"].as_str().unwrap_or_default(), row["level"].as_str().unwrap_or_default());
    let mut arguments = vec![
        "explain",
        &files.rules,
        "data.ndjson",
        "--year",
        &year,
        "--unit",
        unit,
        "--name",
        name,
        "--format",
        "json",
    ];
    if program.levels.len() > 1 {
        arguments.extend(["--level", level]);
    }
    let answer = files.run(&files.arguments(&arguments));
    let json: Json = serde_json::from_str(&answer.out).map_err(|e| format!("no explanation ({e}): {}", answer.said))?;
    let key = if field == "value" && row["kind"] == "criterion" { "measure" } else { field };
    let part = &json[key];
    let words = |json: &Json| -> String {
        json.as_array().into_iter().flatten().filter_map(Json::as_str).collect::<Vec<_>>().join(",")
    };
    let reasons = words(&part["reasons"]);
    let shape = match asked.text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).and_then(|t| t.split_once("..")) {
        None => part["exact"].is_null() && part["bracket"].is_null(),
        Some((low, high)) => {
            let end = |i: usize| part["bracket"][i].as_str().and_then(number);
            end(0).is_some() && end(0) == number(low) && end(1) == number(high)
        }
    };
    let good = shape && asked.why.is_none_or(|why| same_words(&reasons, why));
    if good { Ok(()) } else { Err(format!("explain says {part}")) }
}

#[test]
fn every_case() {
    let only = std::env::var("CASE").unwrap_or_default();
    let cases: Vec<Case> =
        read_all().expect("the case files can be read").into_iter().filter(|c| c.id().contains(&only)).collect();
    let next = AtomicUsize::new(0);
    let done = Mutex::new((Counts::default(), Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let wrong = run(case).unwrap_or_else(|stopped| vec![stopped]);
                    let mut done = done.lock().unwrap();
                    done.0.add(case);
                    if !wrong.is_empty() {
                        done.1.push(format!("{}\n    {}", case.id(), wrong.join("\n    ")));
                    }
                }
            });
        }
    });
    let (counts, mut failed) = done.into_inner().unwrap();
    failed.sort();
    println!("command line: {} cases, {:?}", counts.cases, counts.tags);
    assert!(failed.is_empty(), "{} of {} cases failed:\n{}", failed.len(), counts.cases, failed.join("\n"));
    if only.is_empty() {
        assert_eq!(Ok(&counts), Counts::expected().as_ref(), "run: cargo run -p milepost-conformance --bin counts");
        trust::record("conformance-command-line", &[("cases", counts.cases.into())]);
    }
}
