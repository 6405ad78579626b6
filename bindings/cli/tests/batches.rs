//! Scoring batch by batch gives what scoring the whole gives: the same bytes, the same faults in the same order.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod support;

use milepost_io::write::{arrow, delimited, json, parquet};
use milepost_io::{Figure, Frame, Kind, OutCell};
use std::path::{Path, PathBuf};
use support::{Folder, Run};

/// Each row stands for itself.
const RULES: &str = r#"ruleset fibre "Phủ cáp quang" { language vi  version "1"  applies 2024..2025  evaluates district }
level district "Huyện"
input covered : ratio in 0%..100% "Tỷ lệ hộ có cáp quang" { given as percent }
input part : ratio in 0%..100% "Tỷ lệ" { given as percent }
input plan : yes_no "Có kế hoạch"
input amount : count in 0..1000000 "Số hộ"
group all {
  verdict every
  score sum
  criterion c { measure covered  target 2024: >= 70%, 2025: >= 80%  score max 3 points = 3 points * measure }
  criterion s { measure part  target 2024..2025: >= 0.5% }
  criterion p { measure plan  target 2024..2025: yes  score max 1 points when met }
  criterion a { measure amount / 7  target 2024..2025: >= 50000  on absent: not_met }
}
outcome recognition { require done: all.met  require points: all.score >= 2 points }
"#;

/// What the rows of a table are to be like.
#[derive(Clone, Copy)]
struct Table {
    rows: u64,
    /// Ids in no order, so that the first look has to keep a number for each.
    scattered: bool,
    unit: bool,
    year: bool,
    /// Cells that are wrong, rows that do not say whose they are.
    wrong: bool,
}

const GOOD: Table = Table { rows: 500, scattered: false, unit: true, year: true, wrong: false };

fn number(text: &str) -> OutCell<'static> {
    milepost_core::number::Number::parse(text).map_or(OutCell::Missing, |n| OutCell::Figure(Figure::Exact(n)))
}

/// A number that depends on the row and the column only.
fn draw(row: u64, column: u64) -> u64 {
    let x = (row + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (column + 1).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 29)
}

fn row(table: Table, row: u64) -> Vec<OutCell<'static>> {
    let d = |column| draw(row, column);
    let odd = |column: u64| table.wrong && d(column + 100).is_multiple_of(17);
    let text = |t: String| OutCell::Text(t.into());
    let id = if table.scattered { format!("u{:05}", (row * 7919) % 100_003) } else { row.to_string() };
    let mut cells = Vec::new();
    if table.unit {
        cells.push(if odd(0) { text(" ".to_owned()) } else { text(id) });
        cells.push(if d(1).is_multiple_of(3) { OutCell::Missing } else { text(format!("Huyện {row}")) });
    }
    if table.year {
        cells.push(text(if odd(2) { "năm nay".to_owned() } else { "2024".to_owned() }));
    }
    cells.push(match d(3) % 10 {
        0 => OutCell::Missing,
        1 => number("70"),
        2 => number("69.996"),
        _ if odd(3) => number("8500"),
        n => number(&format!("{}.{n}", 40 + d(4) % 60)),
    });
    // Never above 1: one warning for the column, whatever the batches.
    cells.push(number(&format!("0.{}", d(5) % 10)));
    cells.push(match d(6) % 8 {
        0 => OutCell::Missing,
        1 => text("Không".to_owned()),
        _ if odd(6) => text("khoảng 7".to_owned()),
        _ => text("có".to_owned()),
    });
    cells.push(match d(7) % 9 {
        0 => OutCell::Missing,
        _ if odd(7) => OutCell::Integer(-5),
        n => OutCell::Integer(i64::try_from(300_000 + d(8) % 100_000 + n).unwrap()),
    });
    cells
}

fn frame(table: Table) -> Frame<'static> {
    let mut columns: Vec<(std::borrow::Cow<'static, str>, Kind)> = Vec::new();
    if table.unit {
        columns.extend([("unit".into(), Kind::Text), ("label".into(), Kind::Text)]);
    }
    if table.year {
        columns.push(("year".into(), Kind::Text));
    }
    columns.extend([
        ("covered".into(), Kind::Number),
        ("part".into(), Kind::Number),
        ("plan".into(), Kind::Text),
        ("amount".into(), Kind::Integer),
    ]);
    Frame { columns, rows: Box::new((0..table.rows).map(move |r| row(table, r))) }
}

fn folder(table: Table) -> Folder {
    let folder = Folder::new();
    folder.put("rows.mile", RULES);
    let mut bytes = Vec::new();
    parquet::write(frame(table), &[], &mut bytes).unwrap();
    folder.put("d.parquet", bytes);
    let (mut text, mut lines) = (Vec::new(), Vec::new());
    delimited::write(frame(table), b',', &mut text).unwrap();
    json::lines(frame(table), &mut lines).unwrap();
    folder.put("d.csv", text);
    folder.put("d.ndjson", lines);
    folder
}

/// The same table in each.
const FILES: [&str; 3] = ["d.parquet", "d.csv", "d.ndjson"];

fn score(folder: &Folder, more: &[&str]) -> Run {
    score_file(folder, "d.parquet", more)
}

fn score_file(folder: &Folder, file: &str, more: &[&str]) -> Run {
    let mut arguments = vec!["score", "rows.mile", file];
    arguments.extend(more);
    folder.run(&arguments)
}

#[track_caller]
fn same(folder: &Folder, more: &[&str], size: &str) {
    FILES.iter().for_each(|file| same_of(folder, file, more, size));
}

#[track_caller]
fn same_of(folder: &Folder, file: &str, more: &[&str], size: &str) {
    let parts = score_file(folder, file, &[more, &["--batch-rows", size]].concat());
    let whole = score_file(folder, file, &[more, &["--batch-rows", "4000000000"]].concat());
    let at = format!("{file} {more:?} {size}");
    assert_eq!(parts.status, whole.status, "{at}: {}", parts.err);
    assert!(parts.out == whole.out, "{at}\n{}\n{}", first_difference(&parts.out, &whole.out), parts.err);
    assert!(parts.err == whole.err, "{at}\n{}", first_difference(&parts.err, &whole.err));
}

fn first_difference(parts: &str, whole: &str) -> String {
    let pairs = parts.lines().zip(whole.lines()).enumerate();
    let found = pairs.into_iter().find(|(_, (p, w))| p != w);
    format!("{} and {} lines; {found:?}", parts.lines().count(), whole.lines().count())
}

#[test]
fn results_are_the_same_bytes_for_every_size_of_batch() {
    for table in [
        GOOD,
        Table { scattered: true, ..GOOD },
        Table { wrong: true, ..GOOD },
        Table { wrong: true, unit: false, ..GOOD },
        Table { unit: false, year: false, ..GOOD },
        Table { year: false, wrong: true, scattered: true, ..GOOD },
    ] {
        let folder = folder(table);
        let sizes: &[&str] = if table.wrong && table.year { &["1", "64"] } else { &["7", "499"] };
        for size in sizes {
            let year: &[&str] = if table.year { &[] } else { &["--year", "2024"] };
            same(&folder, &[&["--format", "csv", "--what", "all"], year].concat(), size);
            for file in FILES {
                let done = score_file(&folder, file, &[&["--format", "csv", "--batch-rows", size], year].concat()).ok();
                assert!(done.out.lines().count() > 2000 && !done.err.contains("at once"), "{}", done.err);
            }
        }
    }
}

#[test]
fn exact_numbers_faults_as_json_and_other_engines_and_years_too() {
    let folder = folder(Table { wrong: true, scattered: true, ..GOOD });
    same(&folder, &["--format", "ndjson"], "50");
    same(&folder, &["--format", "csv", "--engine", "exact", "--what", "outcomes"], "33");
    same(&folder, &["--format", "csv", "--year", "2025", "--message-format", "json"], "64");
    same(&folder, &["--format", "csv", "--message-format", "json", "--threads", "1"], "9");
    same(&folder, &["--format", "csv", "--year", "2030"], "64");
    same(&folder, &["--format", "csv", "--what", "faults"], "64");
    same(&folder, &["--format", "csv", "--strict"], "64");
    assert_eq!(score(&folder, &["--strict", "-o", "r.csv", "--batch-rows", "64"]).status, 1);
    assert!(!folder.path().join("r.csv").exists());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 7, "and nothing half written is left");
}

#[test]
fn files_are_the_same_but_for_the_fingerprint_of_the_data() {
    // More results than a batch of Arrow has.
    let folder = folder(Table { rows: 11_000, ..GOOD });
    for name in ["r.tsv", "r.parquet", "r.arrow"] {
        let read = |size: &str| {
            score(&folder, &["-o", name, "--batch-rows", size]).ok();
            std::fs::read(folder.path().join(name)).unwrap()
        };
        let (parts, whole) = (read("3000"), read("4000000000"));
        if name.ends_with("parquet") || name.ends_with("arrow") {
            let table = |bytes| format!("{:?}", milepost_io::read(name, bytes, &milepost_io::ReadOptions::default()));
            assert!(whole.windows(18).any(|w| w == b"milepost.data_hash") && parts.len() < whole.len());
            assert!(table(parts) == table(whole), "{name}");
        } else {
            assert!(parts == whole, "{name}");
        }
    }
}

/// Figures of all units: extremes, a mean among peers, a figure of figures, a rank.
const POPULATION: &str = r#"
indicator norm = position(covered, min of covered across district ignoring missing, max of covered across district ignoring missing)
indicator peers = mean of amount across district where plan = own plan ignoring missing
indicator middle = mean of norm across district ignoring missing
criterion above { measure norm  target 2024..2025: >= 50%  score max 10 points = 10 points * norm  on absent: not_met }
rank place of district { by above.score descending  then by amount ascending  ties shared }
indicator near_top = if place <= 3 then 1 else 0
"#;

#[test]
fn figures_of_the_whole_population_are_gathered_first() {
    for table in [GOOD, Table { wrong: true, scattered: true, ..GOOD }, Table { unit: false, wrong: true, ..GOOD }] {
        let folder = folder(table);
        folder.put("rows.mile", format!("{RULES}{POPULATION}"));
        for (size, threads) in [("33", "1"), ("200", "0"), ("64", "3")] {
            let more = ["--format", "csv", "--what", "all", "--message-format", "json", "--threads", threads];
            same(&folder, &more, size);
        }
        let done = score(&folder, &["--format", "csv", "--batch-rows", "100"]).ok();
        assert!(done.out.lines().count() > 2000 && !done.err.contains("at once"), "{}", done.err);
    }
}

#[test]
fn arrow_files_are_read_in_batches_too() {
    for table in [GOOD, Table { wrong: true, scattered: true, rows: 66_000, ..GOOD }] {
        let folder = folder(table);
        let mut bytes = Vec::new();
        arrow::write(frame(table), &[], &mut bytes).unwrap();
        // The format is told by the first bytes.
        folder.put("d.parquet.data", &bytes);
        folder.put("rows.mile", RULES);
        let whole = folder.run(&["score", "rows.mile", "d.parquet.data", "--format", "csv", "--what", "outcomes"]).ok();
        for size in if table.rows < 1000 { ["100", "499"] } else { ["20000", "65999"] } {
            let more = ["--format", "csv", "--what", "outcomes", "--batch-rows", size];
            let parts = folder.run(&[&["score", "rows.mile", "d.parquet.data"][..], &more].concat()).ok();
            assert!(parts.out == whole.out && parts.err == whole.err, "{size}");
        }
    }
}

#[test]
fn what_cannot_be_judged_row_by_row_is_read_whole_and_that_is_said() {
    let folder = folder(GOOD);
    let said = |run: Run| run.ok().err;
    let batch = ["--format", "csv", "--batch-rows", "50"];
    let quiet = said(score(&folder, &batch));
    assert!(quiet.contains("R02") && !quiet.contains("at once"), "{quiet}");
    for (more, why) in [
        ("indicator root = max of sqrt(covered) across district\n", "'root' looks at other units"),
        ("indicator grown = covered - previous(covered)\n", "'grown' looks at other years"),
        (
            "level commune within district\nindicator below = share of commune where double > 1\n\
             indicator double of commune = 2\n",
            "'below' looks at units of other levels",
        ),
    ] {
        folder.put("rows.mile", format!("{RULES}{more}"));
        assert!(said(score(&folder, &batch)).contains(&format!("all rows are read at once: {why}")), "{more}");
    }
    folder.put("rows.mile", RULES);
    let put = |rows: Vec<Vec<OutCell<'static>>>| {
        let mut bytes = Vec::new();
        parquet::write(Frame { rows: Box::new(rows.into_iter()), ..frame(GOOD) }, &[], &mut bytes).unwrap();
        folder.put("d.parquet", bytes);
    };
    let mut rows: Vec<_> = (0..500).map(|r| row(GOOD, r)).collect();
    rows[400][0] = rows[3][0].clone();
    put(rows.clone());
    assert!(said(score(&folder, &batch)).contains("a unit stands in several rows"));
    same(&folder, &["--format", "csv", "--message-format", "json"], "50");
    rows[400][2] = OutCell::Text("2025".into());
    put(rows);
    assert!(!said(score(&folder, &batch)).contains("at once"));
    same(&folder, &["--format", "csv", "--message-format", "json"], "50");
    folder.put("rows.mile", format!("{RULES}{POPULATION}"));
    let said = said(score(&folder, &[&batch[..], &["--lang", "vi"]].concat()));
    assert!(said.contains("các dòng thuộc nhiều năm hoặc nhiều cấp"), "{said}");
    same(&folder, &["--format", "csv", "--message-format", "json"], "50");
}

#[test]
fn damage_in_the_middle_leaves_no_output() {
    let folder = folder(Table { rows: 5_000, ..GOOD });
    let mut bytes = std::fs::read(folder.path().join("d.parquet")).unwrap();
    let middle = bytes.len() / 3;
    bytes[middle..middle + 400].fill(0xff);
    folder.put("d.parquet", bytes);
    let run = score(&folder, &["-o", "r.csv", "--batch-rows", "100"]);
    assert!(run.status == 0 || run.err.contains("F06"), "{}", run.err);
    assert!(run.status == 0 || !folder.path().join("r.csv").exists());
    assert!(
        std::fs::read_dir(folder.path()).unwrap().all(|f| !f.unwrap().file_name().to_string_lossy().ends_with(".part"))
    );
}

/// A column of numbers in which something else stands is read as it is written, in every batch.
#[test]
fn what_a_column_holds_is_decided_for_the_whole_file() {
    let folder = folder(GOOD);
    let rows = |last: &str| {
        let odd = |row: u64| match row {
            3 => "2000000.50".to_owned(),
            299 => last.to_owned(),
            row => format!("{}.0", 300_000 + row),
        };
        let rows: String = (0..300).map(|row| format!("{row},2024,71,{}\n", odd(row))).collect();
        format!("unit,year,covered,amount\n{rows}")
    };
    for (last, shown) in [("7", "2000000.5 "), ("7.0000000000000", "2000000.50 "), ("khoảng 7", "2000000.50 ")] {
        folder.put("d.csv", rows(last));
        same_of(&folder, "d.csv", &["--format", "csv"], "9");
        let run = score_file(&folder, "d.csv", &["--format", "csv", "--batch-rows", "9"]);
        assert!(run.err.contains(shown) && !run.err.contains("at once"), "{last}: {}", run.err);
    }
}

#[test]
fn text_that_cannot_be_read_in_batches_is_read_whole_and_that_is_said() {
    let folder = folder(GOOD);
    let batch = ["--format", "csv", "--batch-rows", "20"];
    let (csv, lines) = (folder.text("d.csv"), folder.text("d.ndjson"));
    let utf16: Vec<u8> = format!("\u{feff}{csv}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    folder.put("d.csv", utf16);
    folder.put("d.ndjson", format!("{lines}{{\"unit\":\"z\",\"years\":{{\"2024\":{{\"covered\":71}}}}}}\n"));
    for (file, why) in [("d.csv", "its text is UTF-16"), ("d.ndjson", "or is a long one")] {
        let run = score_file(&folder, file, &batch).ok();
        assert!(run.err.contains("all rows are read at once: ") && run.err.contains(why), "{}", run.err);
        same_of(&folder, file, &["--format", "csv", "--message-format", "json"], "20");
    }
    // What is damaged far behind is found before anything is written.
    let middle = csv.len() * 2 / 3;
    let mut bytes = csv.into_bytes();
    bytes[middle] = 0xff;
    folder.put("d.csv", bytes);
    folder.put("d.ndjson", lines.replacen("\"unit\":\"400\"", "\"unit\":\"400", 1));
    for (file, code) in [("d.csv", "F03"), ("d.ndjson", "F06")] {
        let run = score_file(&folder, file, &batch);
        assert!(run.status == 1 && run.out.is_empty() && run.err.contains(code), "{}", run.err);
        same_of(&folder, file, &["--format", "csv"], "20");
        assert_eq!(score_file(&folder, file, &[&batch[..], &["-o", "r.csv"]].concat()).status, 1);
        assert!(!folder.path().join("r.csv").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_once() {
    let folder = Folder::new();
    let run = |file: &str| {
        folder.run_with_input(&["score", "fibre.mile", file, "--format", "csv"], support::DISTRICTS.as_bytes())
    };
    let (pipe, dash) = (run("/dev/stdin").ok().out, run("-").ok().out);
    assert!(pipe == dash && pipe.contains("district,a,"), "{pipe}");
}

/// Numbers of a generator that is started with a seed.
struct Draws(u64);

impl Draws {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// How a table of several years is laid out.
#[derive(Debug, Clone, Copy)]
struct Years {
    by_unit: bool,
    gaps: bool,
    labels: bool,
    wrong: bool,
    levels: bool,
}

/// A csv of some units in some years.
fn years(how: Years, seed: u64) -> String {
    let mut draws = Draws(seed);
    let mut rows = Vec::new();
    for unit in 0..12_u64 {
        for year in 2023..2027_u64 {
            if how.gaps && draws.one_in(4) {
                continue;
            }
            let level = if how.levels && unit % 3 == 0 { "xã" } else { "" };
            let covered = if how.wrong && draws.one_in(9) {
                "8500.0".to_owned()
            } else {
                format!("{}.{}", 60 + draws.below(30), unit)
            };
            let plan = ["có", "Không", "", if how.wrong { "khoảng 7" } else { "có" }]
                [usize::try_from(draws.below(4)).unwrap()];
            let amount = if how.wrong && draws.one_in(40) {
                "nhiều".to_owned()
            } else {
                (300_000 + draws.below(99_999)).to_string()
            };
            let said = if how.wrong && draws.one_in(12) { "năm nay".to_owned() } else { year.to_string() };
            let id = if how.wrong && draws.one_in(20) { String::new() } else { format!("u{:02}", (unit * 7) % 12) };
            let mut row = format!("{id},{said},{covered},0.{},{plan},{amount}", unit % 10);
            if how.labels {
                // Not always the same one.
                row.push_str(&format!(",{}", ["", "Huyện", "Quận"][usize::try_from(draws.below(3)).unwrap()]));
            }
            if how.levels {
                row.push_str(&format!(",{level}"));
            }
            if how.wrong && draws.one_in(15) {
                row.push_str(",more");
            }
            rows.push(((year, unit), row));
        }
    }
    if !how.by_unit {
        rows.sort_by_key(|(place, _)| *place);
    }
    let mut heading = "unit,year,covered,part,plan,amount".to_owned();
    heading.push_str(if how.labels { ",label" } else { "" });
    heading.push_str(if how.levels { ",level" } else { "" });
    rows.iter().fold(heading + "\n", |all, (_, row)| all + row + "\n")
}

/// The rows of a csv without quotes as records, those that do not fit the heading left out.
fn records(csv: &str) -> String {
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let heading = lines.next().unwrap();
    let record = |cells: Vec<&str>| {
        let pairs = heading.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        let pairs: Vec<String> = pairs
            .map(|(name, cell)| match cell.parse::<f64>() {
                Ok(_) => format!("\"{name}\":{cell}"),
                Err(_) => format!("\"{name}\":\"{cell}\""),
            })
            .collect();
        format!("{{{}}}\n", pairs.join(","))
    };
    lines.filter(|cells| cells.len() == heading.len()).map(record).collect()
}

const LEVELS: &str = r#"
level commune "Xã" within district
indicator double of commune = amount_of_commune * 2
input amount_of_commune of commune : count in 0..1000000
"#;

#[test]
fn several_years_are_scored_one_after_the_other() {
    let folder = Folder::new();
    let (mut in_parts, mut all) = (0, 0);
    for case in 0..32_u64 {
        let bit = |n: u32| case & (1 << n) != 0;
        let how = Years { by_unit: bit(0), gaps: bit(1), labels: bit(2), wrong: bit(3), levels: bit(4) };
        folder.put("rows.mile", if how.levels { format!("{RULES}{LEVELS}") } else { RULES.to_owned() });
        folder.put("d.csv", years(how, case));
        let years: &[&str] =
            [&[][..], &["--year", "2024..2025"], &["--year", "2025"]][usize::try_from(case % 3).unwrap()];
        folder.put("d.ndjson", records(&folder.text("d.csv")));
        let more = [&["--format", "csv", "--message-format", "json"][..], years].concat();
        same_of(&folder, "d.ndjson", &more, "6");
        for size in ["1", "5", "17"] {
            let more = [&["--format", "csv", "--what", "all", "--message-format", "json"][..], years].concat();
            same_of(&folder, "d.csv", &more, size);
        }
        let run = score_file(&folder, "d.csv", &[&["--format", "ndjson", "--batch-rows", "7"][..], years].concat());
        assert!(run.out.lines().count() > 12 || run.status != 0, "{how:?} {}", run.err);
        all += 1;
        in_parts += u32::from(!run.err.contains("at once"));
        // With every unit in every year only the orders of the years can differ, which they do not.
        assert!(how.gaps || how.wrong || !run.err.contains("at once"), "{how:?} {}", run.err);
    }
    assert!(in_parts > all / 2, "{in_parts} of {all}");
}

#[test]
fn several_years_that_cannot_be_taken_apart_are_read_whole_and_that_is_said() {
    let folder = Folder::new();
    folder.put("rows.mile", RULES);
    let csv = |heading: &str, rows: &[&str]| format!("{heading}\n{}\n", rows.join("\n"));
    for (text, why) in [
        (csv("unit,year,covered,from", &["a,2024,71,", "b,2024,9,2024", "a,2025,71,"]), "of several years or levels"),
        (csv("year,covered", &["2024,71", "2025,9", "2024,71"]), "of several years or levels"),
        (csv("unit,year,covered", &["a,2024,71", "b,2024,9", "b,2025,71", "a,2025,3"]), "in different orders"),
        (
            csv("unit,year,covered", &["a,2024,71", "b,2024,9", "b,2025,71", "b,2025,3"]),
            "a unit stands in several rows",
        ),
    ] {
        folder.put("d.csv", &text);
        let run = score_file(&folder, "d.csv", &["--format", "csv", "--batch-rows", "1"]).ok();
        assert!(run.err.contains("all rows are read at once: ") && run.err.contains(why), "{text}{}", run.err);
        same_of(&folder, "d.csv", &["--format", "csv", "--message-format", "json"], "1");
    }
    // Without a year of its own a row is of the one that is asked for; a year without rows has all units.
    folder.put("d.csv", csv("unit,year,covered", &["a,2024,71", "b,,9", "a,2025,71", "c,2023,4", "b,x,7"]));
    for year in [&["--year", "2025"][..], &["--year", "2024..2025"], &[]] {
        same_of(&folder, "d.csv", &[&["--format", "csv", "--message-format", "json"][..], year].concat(), "1");
    }
    assert!(!score_file(&folder, "d.csv", &["--format", "csv", "--batch-rows", "1"]).err.contains("at once"));
    let run = score_file(&folder, "d.csv", &["--format", "csv", "--batch-rows", "1", "--strict", "-o", "r.csv"]);
    assert!(run.status == 1 && !folder.path().join("r.csv").exists(), "{}", run.err);
}

#[test]
fn the_examples_of_all_packs_are_the_same_in_batches() {
    let folder = Folder::new();
    let mut open = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rules")];
    let mut tables = 0;
    while let Some(at) = open.pop() {
        let mut inside: Vec<_> = std::fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().path()).collect();
        inside.sort();
        open.extend(inside.iter().filter(|path| path.is_dir()).cloned());
        let ends =
            |p: &Path, endings: &[&str]| p.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending));
        let data = std::fs::read_dir(at.join("data")).into_iter().flatten().map(|entry| entry.unwrap().path());
        let data: Vec<_> = inside.iter().cloned().chain(data).filter(|p| ends(p, &["csv", "ndjson"])).collect();
        for rules in inside.iter().filter(|p| ends(p, &["mile"])) {
            for table in &data {
                let score = |size: &str| {
                    let (rules, table) = (rules.to_str().unwrap(), table.to_str().unwrap());
                    let more = ["--format", "csv", "--message-format", "json", "--batch-rows", size];
                    folder.run(&[&["score", rules, table][..], &more].concat())
                };
                let (parts, whole) = (score("2"), score("4000000000"));
                assert!(parts.out == whole.out && parts.err == whole.err, "{}\n{}", table.display(), parts.err);
                tables += 1;
            }
        }
    }
    assert!(tables > 5, "{tables}");
}
