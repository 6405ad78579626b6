//! Faults while working: the disk is full, the program is killed, files are cut short or damaged, change their type or
//! change while they are read. What the user sees, and what is kept.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::Folder;

/// So many districts, as delimited text.
fn many(units: usize) -> String {
    let mut text = String::from("unit,year,covered,plan\n");
    for i in 0..units {
        writeln!(text, "d{i},2024,{},{}", i % 101, if i % 3 == 0 { "Có" } else { "Không" }).unwrap();
    }
    text
}

/// The output files and what else lies in the folder.
fn leftovers(folder: &Folder) -> Vec<String> {
    let names =
        std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|n| n.ends_with(".part")).collect()
}

#[test]
fn a_full_disk_leaves_the_old_file_and_says_so() {
    let folder = Folder::new();
    folder.put("districts.csv", many(800));
    for (format, name) in [
        ("csv", "out.csv"),
        ("json", "out.json"),
        ("xlsx", "out.xlsx"),
        ("parquet", "out.parquet"),
        ("html", "out.html"),
    ] {
        folder.put(name, "the old file");
        // No file may grow beyond 8 blocks: every write beyond fails, as on a full disk.
        let command = format!(
            "trap '' XFSZ; ulimit -f 8; exec {} score fibre.mile districts.csv --format {format} -o {name}",
            env!("CARGO_BIN_EXE_milepost")
        );
        let run =
            Command::new("bash").arg("-c").arg(command).current_dir(folder.path()).env("LANG", "C").output().unwrap();
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(1), "{format}: {said}");
        assert!(said.contains("F19") && said.contains(name) && !said.contains("panicked"), "{format}: {said}");
        assert_eq!(folder.text(name), "the old file", "{format}");
        assert_eq!(leftovers(&folder), Vec::<String>::new(), "{format}");
    }
}

#[test]
fn a_full_device_behind_standard_output_is_an_error() {
    let folder = Folder::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    let Ok(full) = full else { return eprintln!("there is no /dev/full here: not run") };
    let mut command = folder.command(&["score", "fibre.mile", "districts.csv", "communes.csv", "--format", "csv"]);
    let run = command.stdout(full).stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(!said.is_empty() && !said.contains("panicked"), "{said}");
}

/// A reader that has seen enough is no error.
#[test]
fn a_closed_pipe_is_no_error() {
    let folder = Folder::new();
    folder.put("districts.csv", many(3_000));
    let command = format!("{} score fibre.mile districts.csv --format csv | head -2", env!("CARGO_BIN_EXE_milepost"));
    let run =
        Command::new("bash").args(["-o", "pipefail", "-c", &command]).current_dir(folder.path()).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(String::from_utf8_lossy(&run.stdout).lines().count(), 2);
}

#[test]
fn killed_while_it_writes_the_old_file_is_whole() {
    let folder = Folder::new();
    folder.put("districts.csv", many(20_000));
    folder.put("out.csv", "the old file");
    let mut command = folder.command(&["score", "fibre.mile", "districts.csv", "-o", "out.csv"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    // Killed the moment it has begun to write.
    while leftovers(&folder).is_empty()
        && child.try_wait().unwrap().is_none()
        && start.elapsed() < Duration::from_secs(120)
    {
        std::thread::sleep(Duration::from_millis(1));
    }
    let caught = !leftovers(&folder).is_empty();
    child.kill().unwrap();
    let status = child.wait().unwrap();
    if caught && !status.success() {
        assert_eq!(folder.text("out.csv"), "the old file");
    }
    assert!(caught, "it was done before it could be killed");
    // What it left does not stand in the way of the next run.
    folder.put("districts.csv", many(10));
    folder.run(&["score", "fibre.mile", "districts.csv", "-o", "out.csv"]).ok();
    assert!(folder.text("out.csv").starts_with("level,unit"));
}

/// One table in each format, made by the program itself from the sample's own inputs.
fn files(folder: &Folder) -> Vec<String> {
    folder.put("d.csv", many(40));
    folder.put(
        "d.json",
        "[{\"unit\":\"a\",\"year\":2024,\"covered\":70,\"plan\":true},{\"unit\":\"b\",\"year\":2024,\"covered\":1}]",
    );
    folder.put(
        "d.ndjson",
        "{\"unit\":\"a\",\"year\":2024,\"covered\":70}\n{\"unit\":\"b\",\"year\":2024,\"covered\":1}\n",
    );
    for name in ["d.xlsx", "d.parquet", "d.arrow"] {
        // A table of results has a unit, a year and columns that no rule reads: enough to be read in full.
        folder.run(&["score", "fibre.mile", "d.csv", "--format", name.trim_start_matches("d."), "-o", name]).ok();
    }
    ["d.csv", "d.json", "d.ndjson", "d.xlsx", "d.parquet", "d.arrow"].iter().map(|n| (*n).to_owned()).collect()
}

#[test]
fn files_cut_short_and_damaged_are_answered() {
    let folder = Folder::new();
    for name in files(&folder) {
        let whole = std::fs::read(folder.path().join(&name)).unwrap();
        let binary = !matches!(name.as_str(), "d.csv" | "d.ndjson");
        for cut in 0..8 {
            let keep = whole.len() * cut / 8;
            folder.put(&name, &whole[..keep]);
            let run = folder.run(&["score", "fibre.mile", &name, "--year", "2024", "--format", "csv"]);
            assert!(matches!(run.status, 0 | 1), "{name} cut at {keep}: {} {}", run.status, run.err);
            if run.status == 1 || binary {
                assert!(run.err.contains(&name), "{name} cut at {keep}: no place: {}", run.err);
            }
            if binary {
                assert_eq!(run.status, 1, "{name} cut at {keep} was taken for a whole file");
            }
        }
        for at in 0..8 {
            let mut damaged = whole.clone();
            let at = whole.len() * at / 8;
            damaged[at] ^= 0x55;
            folder.put(&name, &damaged);
            let run = folder.run(&["score", "fibre.mile", &name, "--year", "2024", "--format", "csv"]);
            assert!(matches!(run.status, 0 | 1), "{name} damaged at {at}: {} {}", run.status, run.err);
            assert!(run.status == 0 || run.err.contains(&name), "{name} damaged at {at}: no place: {}", run.err);
        }
    }
}

/// The first thousands of rows are numbers; what comes later is not guessed from them.
#[test]
fn a_column_that_changes_its_type_is_a_fault_of_its_rows() {
    let folder = Folder::new();
    let (head, mut lines, mut records) = ("unit,year,covered\n", String::new(), String::new());
    for i in 0..9_000 {
        let (row, record) = match i {
            8_000 => ("seventy".to_owned(), "\"seventy\"".to_owned()),
            8_001 => ("1/2".to_owned(), "\"1/2\"".to_owned()),
            8_002 => ("80%".to_owned(), "\"80%\"".to_owned()),
            _ => ((i % 100).to_string(), (i % 100).to_string()),
        };
        writeln!(lines, "d{i},2024,{row}").unwrap();
        writeln!(records, "{{\"unit\":\"d{i}\",\"year\":2024,\"covered\":{record}}}").unwrap();
    }
    folder.put("t.csv", format!("{head}{lines}"));
    folder.put("t.ndjson", records);
    for (name, place) in [("t.csv", "t.csv:8002:3"), ("t.ndjson", "8001")] {
        let run = folder.run(&["score", "fibre.mile", name, "--format", "csv", "--what", "faults"]).ok();
        let faults: Vec<&str> = run.out.lines().skip(1).collect();
        let [fault] = faults.as_slice() else { panic!("{name}: {faults:?}") };
        assert!(fault.contains("R03") && fault.contains("d8000") && fault.contains(place), "{name}: {fault}");
    }
}

/// A file is read once, whole; what is computed is of what was read, and its hash is of the same bytes.
#[test]
fn a_file_that_changes_while_it_is_read() {
    let folder = Folder::new();
    let (one, other) = (many(500), many(900));
    folder.put("districts.csv", &one);
    let path = folder.path().join("districts.csv");
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // Rewritten in place, again and again: a reader may see any beginning of either.
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                std::fs::write(&path, &other).unwrap();
                std::fs::write(&path, &one).unwrap();
            }
        });
        for _ in 0..6 {
            let run = folder.run(&["score", "fibre.mile", "districts.csv", "--format", "csv", "--year", "2024"]);
            assert!(matches!(run.status, 0 | 1) && !run.err.contains("panicked"), "{} {}", run.status, run.err);
            if run.status == 1 {
                assert!(run.err.contains("districts.csv"), "{}", run.err);
            }
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn limits_of_the_command_line() {
    let folder = Folder::new();
    folder.put("districts.csv", many(50));
    let run = folder.run(&["--limit", "rows=20", "score", "fibre.mile", "districts.csv"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("F08") && run.err.contains("20") && run.err.contains("districts.csv"), "{}", run.err);
    folder.run(&["score", "fibre.mile", "districts.csv", "--limit", "rows=50"]).ok();
    let run = folder.run(&["check", "fibre.mile", "--limit", "rule-bytes=100"]);
    assert!(run.status == 1 && run.err.contains("E016") && run.err.contains("100"), "{}", run.err);
    let run = folder.run(&["score", "fibre.mile", "districts.csv", "--limit", "work=1"]);
    assert!(run.err.contains("R07"), "{}", run.err);
    assert_eq!(folder.run(&["check", "fibre.mile", "--limit", "patience=1"]).status, 2);
}

/// Each row of docs/limits.md that has a name on the command line: set low, it fails with its code, which names the limit.
#[test]
fn every_limit_of_the_page_fails_with_its_code() {
    let folder = Folder::new();
    let rules = "ruleset r \"R\" { applies 2024 evaluates d }\nlevel d\ninput x : number\nindicator a = (x / 3) ^ 9\n\
                 criterion c \"C\" { measure ((((x + 1)))) target 2024: >= 2 }\n";
    folder.put("r.mile", rules);
    folder.put(
        "u.mile",
        "ruleset u \"U\" { applies 2024 evaluates d }\nuse \"r.mile\" as r\nlevel d\nindicator b = r.a\n",
    );
    folder.put(
        "wrong.mile",
        "ruleset r \"R\" { applies 2024 evaluates d }\nlevel d\nindicator a = q1\nindicator b = q2\n",
    );
    folder.put("d.csv", "unit,year,x\na,2024,3.14159\nb,2024,2\n");
    folder.put("deep.json", r#"[{"unit":"a","year":2024,"x":{"a":{"b":1}}}]"#);
    folder.run(&["score", "r.mile", "d.csv", "-o", "table.xlsx"]).ok();
    folder.run(&["score", "r.mile", "d.csv", "-o", "table.parquet"]).ok();
    folder.run(&["score", "r.mile", "d.csv", "-o", "table.arrow"]).ok();
    // What is tried for each name: the limit, what is done, and words of the message beside its code.
    let tried: &[(&str, &str, &[&str], &str)] = &[
        ("rule-bytes", "100", &["check", "r.mile"], "100 bytes"),
        ("rule-depth", "3", &["check", "r.mile"], "more than 3 deep"),
        ("declarations", "3", &["check", "r.mile"], "3 declarations"),
        ("rule-files", "1", &["check", "u.mile"], "1 files"),
        ("messages", "1", &["check", "wrong.mile"], "1 more"),
        ("bits", "8", &["score", "r.mile", "d.csv"], "8 bits"),
        ("work", "1", &["score", "r.mile", "d.csv"], "1 steps"),
        ("unpacked-bytes", "10", &["score", "r.mile", "table.xlsx"], "10"),
        ("unpacked-bytes", "10", &["score", "r.mile", "table.parquet"], "10"),
        ("unpacked-bytes", "10", &["score", "r.mile", "table.arrow"], "10"),
        ("rows", "1", &["score", "r.mile", "d.csv"], "rows: the limit is 1"),
        ("columns", "2", &["score", "r.mile", "d.csv"], "columns: the limit is 2"),
        ("cell-bytes", "4", &["score", "r.mile", "d.csv"], "cell: the limit is 4"),
        ("cell-bytes", "4", &["score", "r.mile", "table.xlsx"], "cell: the limit is 4"),
        ("cell-bytes", "4", &["score", "r.mile", "table.parquet"], "cell: the limit is 4"),
        ("cell-bytes", "4", &["score", "r.mile", "table.arrow"], "cell: the limit is 4"),
        ("json-depth", "2", &["score", "r.mile", "deep.json"], "JSON: the limit is 2"),
    ];
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/limits.md")).unwrap();
    let mut rows = 0;
    for row in page.lines().filter(|l| l.starts_with('|') && l.contains("](errors/")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let code = cells[3].split(['[', ']']).nth(1).unwrap();
        let Some(name) = cells[4].split('`').nth(1) else { continue };
        rows += 1;
        let all: Vec<_> = tried.iter().filter(|t| t.0 == name).collect();
        assert!(!all.is_empty(), "{name} is not tried");
        for (_, most, arguments, words) in all {
            let limit = format!("{name}={most}");
            let run = folder.run(&[*arguments, &["--limit", limit.as_str()]].concat());
            assert!(run.err.contains(code) && run.err.contains(words), "{name}: {}", run.err);
        }
    }
    assert_eq!(rows, 12, "rows of docs/limits.md that have a name");
}
