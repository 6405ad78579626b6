//! Scoring, explaining, replaying.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use serde_json::Value as Json;
use support::{DISTRICTS, Folder};

const HEAD: &str = "level,unit,label,year,name,code,kind,verdict,value,target,score,max,reasons\n";

fn csv(folder: &Folder, more: &[&str]) -> String {
    let mut arguments = vec!["score", "fibre.mile", "districts.csv", "communes.csv", "--format", "csv"];
    arguments.extend(more);
    folder.run(&arguments).ok().out
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_default()
}

#[test]
fn tidy_results() {
    let folder = Folder::new();
    let out = csv(&folder, &["--year", "2024"]);
    assert!(out.starts_with(HEAD), "{out}");
    for line in [
        "district,a,Huyện A,2024,II_3,II.3,criterion,met,0.7,0.7,2.1,3,",
        "district,a,Huyện A,2024,I_1,I.1,criterion,met,1,1,1,1,",
        "district,a,Huyện A,2024,all,,group,met,,,3.1,4,",
        "district,a,Huyện A,2024,recognition,,outcome,recognised,,,,,",
        "district,b,Huyện B,2024,II_3,II.3,criterion,not_met,0.69996,0.7,2.09988,3,",
        "district,b,Huyện B,2024,recognition,,outcome,refused,,,,,",
    ] {
        assert!(out.lines().any(|l| l == line), "{line}\n{out}");
    }
    assert!(!out.contains("place"), "ranks are asked for");
    let ranks = csv(&folder, &["--year", "2024", "--what", "ranks"]);
    assert!(ranks.contains("district,a,Huyện A,2024,place,,rank,,1,,,,\n"), "{ranks}");
    let open = csv(&folder, &["--year", "2025"]);
    assert!(open.contains("district,a,Huyện A,2025,II_3,II.3,criterion,not_met,0.7999,0.8,2.3997,3,\n"), "{open}");
    assert!(open.contains("district,a,Huyện A,2025,I_1,I.1,criterion,undetermined,,1,,1,absent\n"), "{open}");
}

#[test]
fn both_engines_write_the_same() {
    let folder = Folder::new();
    let with = |engine: &str| csv(&folder, &["--what", "all", "--engine", engine]);
    assert_eq!(with("exact"), with("columnar"));
}

#[test]
fn json_has_a_head_and_exact_forms() {
    let folder = Folder::new();
    let out = folder
        .run(&["score", "fibre.mile", "districts.csv", "communes.csv", "--year", "2024", "--format", "json"])
        .ok()
        .out;
    let out = json(&out);
    assert_eq!(out["milepost"]["ruleset"], "fibre");
    assert_eq!(out["milepost"]["versions"]["2024"], "1");
    assert_eq!(out["milepost"]["hypothetical"], false);
    assert_eq!(out["milepost"]["content_hash"].as_str().map(str::len), Some(64));
    let rows = out["results"].as_array().cloned().unwrap_or_default();
    let row = rows.iter().find(|r| r["unit"] == "b" && r["name"] == "II_3").cloned().unwrap_or_default();
    assert_eq!((row["value"].as_f64(), row["value_exact"].as_str()), (Some(0.69996), Some("0.69996")));
    let lines = folder.run(&["score", "fibre.mile", "districts.csv", "--format", "ndjson"]).ok().out;
    assert!(lines.lines().all(|l| json(l)["level"] == "district"), "{lines}");
}

#[test]
fn what_is_shown_does_not_look_like_a_threshold_it_is_not() {
    let folder = Folder::new();
    let out = folder
        .run(&["score", "fibre.mile", "districts.csv", "communes.csv", "--year", "2024", "--lang", "vi"])
        .ok()
        .out;
    assert!(out.contains("69,996 %") && out.contains("≥ 70 %") && out.contains("chưa đạt"), "{out}");
    assert!(!out.contains('\x1b'), "no colours where there is no terminal");
}

#[test]
fn faults_do_not_stop_a_batch_unless_strict() {
    let folder = Folder::new();
    folder.put("bad.csv", format!("{DISTRICTS}c,,2024,8500,có\nd,,2024,khoảng 7,\nb,,2024,71,\n"));
    let run = folder.run(&["score", "fibre.mile", "bad.csv", "--format", "csv", "--year", "2024"]).ok();
    for part in ["error[R02]", "error[R03]", "error[R04]", "bad.csv:5:4", "bad.csv:6:4"] {
        assert!(run.err.contains(part), "{part}\n{}", run.err);
    }
    assert!(run.out.contains("district,c,c,2024,II_3,II.3,criterion,undetermined,,0.7,,3,invalid\n"), "{}", run.out);
    let faults = folder.run(&["score", "fibre.mile", "bad.csv", "--format", "csv", "--what", "faults"]).ok();
    assert!(faults.out.starts_with("level,unit,year,assessor,name,value,code,message,place\n"));
    assert!(faults.out.contains("district,c,2024,,covered,8500,R02,"), "{}", faults.out);
    let strict = folder.run(&["score", "fibre.mile", "bad.csv", "--strict", "-o", "out.csv"]);
    assert_eq!(strict.status, 1);
    assert!(!folder.path().join("out.csv").exists());
    assert_eq!(folder.run(&["score", "fibre.mile", "districts.csv", "--strict"]).status, 0);
}

#[test]
fn wrong_files_are_errors_with_a_place() {
    let folder = Folder::new();
    folder.put("latin.csv", b"unit,year,covered\nHuy\xean,2024,70\n");
    folder.put("empty.csv", "");
    folder.put("other.csv", "name,amount\nx,1\n");
    folder.put("noyear.csv", "unit,covered\na,70\n");
    folder.put("twice.csv", "unit,year,covered,covered\na,2024,70,71\n");
    folder.put("cut.json", "[{\"unit\":\"a\",");
    for (file, code) in [
        ("latin.csv", "F03"),
        ("empty.csv", "F04"),
        ("other.csv", "F11"),
        ("noyear.csv", "F16"),
        ("twice.csv", "F07"),
        ("cut.json", "F06"),
        ("gone.csv", "F01"),
    ] {
        let run = folder.run(&["score", "fibre.mile", file]);
        assert_eq!(run.status, 1, "{file}");
        assert!(run.err.contains(code), "{file}: {}", run.err);
    }
    // A year for the whole table may be said instead.
    let out = folder.run(&["score", "fibre.mile", "noyear.csv", "--year", "2024", "--format", "csv"]).ok().out;
    assert!(out.contains("II_3,II.3,criterion,met"), "{out}");
    let none = folder.run(&["score", "fibre.mile", "districts.csv", "--year", "2030"]);
    assert_eq!(none.status, 1);
    assert!(none.err.contains("R01"), "{}", none.err);
}

#[test]
fn columns_by_label_mapping_locale_level_and_standard_input() {
    let folder = Folder::new();
    let labelled = "Đơn vị;Năm;Tỷ lệ hộ có cáp quang\na;2024;69,996\n";
    let run = folder
        .run_with_input(&["score", "fibre.mile", "-", "--locale", "vi", "--format", "csv"], labelled.as_bytes())
        .ok();
    assert!(run.out.contains("criterion,not_met,0.69996,"), "{}", run.out);
    assert!(run.err.contains("F13") && run.err.contains("covered"), "{}", run.err);
    folder.put("own.csv", "unit,year,X1\na,2024,70\n");
    folder.put("map.csv", "column,input\nX1,covered\n");
    let run = folder.run(&["score", "fibre.mile", "own.csv", "--map", "map.csv", "--format", "csv"]).ok();
    assert!(run.out.contains("criterion,met,0.7,"), "{}", run.out);
    folder.put("map.csv", "column,input\nX1,nothing\n");
    assert!(folder.run(&["score", "fibre.mile", "own.csv", "--map", "map.csv"]).err.contains("F15"));
    let run = folder.run(&["score", "fibre.mile", "districts.csv", "commune=communes.csv", "--format", "csv"]).ok();
    assert!(run.out.contains("I_1,I.1,criterion,met,1,1"), "{}", run.out);
    let long = "level,unit,parent,year,input,value\ndistrict,a,,2024,covered,70\ncommune,a1,a,2024,recognised,Có\ndistrict,a,,2024,nonsense,1\n";
    let run = folder.run_with_input(&["score", "fibre.mile", "-", "--format", "csv"], long.as_bytes()).ok();
    assert!(run.out.contains("recognition,,outcome,recognised"), "{}", run.out);
    assert!(run.err.contains("R24") && run.err.contains("nonsense"), "{}", run.err);
    // A level's name over the ids is not understood; people are told what is.
    folder.put("named.csv", "District,year,covered\na,2024,70\n");
    let run = folder.run(&["score", "fibre.mile", "named.csv", "--format", "csv"]).ok();
    assert!(
        run.err.contains("F12") && run.err.contains("the name of a level") && run.err.contains("'unit'"),
        "{}",
        run.err
    );
    folder.put("named.csv", "unit,District,year,covered\na,x,2024,70\n");
    let run = folder.run(&["score", "fibre.mile", "named.csv", "--format", "csv"]).ok();
    assert!(run.err.contains("F12") && !run.err.contains("the name of a level"), "{}", run.err);
    let records = r#"[{"unit":"a","year":2024,"covered":70.00,"commune":[{"unit":"1","recognised":true}]},
                      {"unit":"b","year":2024,"covered":"69.99","commune":[{"unit":"1","recognised":true}]}]"#;
    let run = folder.run_with_input(&["score", "fibre.mile", "-", "--format", "csv"], records.as_bytes()).ok();
    assert!(run.out.contains("district,a,a,2024,recognition,,outcome,recognised"), "{}", run.out);
    assert!(
        run.out.contains("district,b,b,2024,I_1,I.1,criterion,met"),
        "ids may repeat under other parents: {}",
        run.out
    );
}

#[test]
fn recorded_results_stand_over_recomputation() {
    let folder = Folder::new();
    folder.put("recorded.csv", "unit,year,all.score,recognition\na,2024,2.5,refused\n");
    let out = folder
        .run(&[
            "score",
            "fibre.mile",
            "districts.csv",
            "communes.csv",
            "recorded.csv",
            "--year",
            "2024",
            "--format",
            "csv",
        ])
        .ok()
        .out;
    assert!(out.contains("district,a,Huyện A,2024,all,,group,met,,,2.5,4,\n"), "{out}");
    assert!(out.contains("district,a,Huyện A,2024,recognition,,outcome,refused"), "{out}");
}

#[test]
fn every_format_is_written_whole_and_reads_back() {
    let folder = Folder::new();
    for name in ["r.csv", "r.tsv", "r.json", "r.ndjson", "r.xlsx", "r.parquet", "r.arrow", "r.html"] {
        let arguments = ["score", "fibre.mile", "districts.csv", "communes.csv", "-o", name];
        folder.run(&arguments).ok();
        let first = std::fs::read(folder.path().join(name)).unwrap_or_default();
        folder.run(&arguments).ok();
        assert_eq!(
            std::fs::read(folder.path().join(name)).unwrap_or_default(),
            first,
            "{name}: the same bytes every time"
        );
        assert!(!first.is_empty());
    }
    let html = folder.text("r.html");
    assert!(
        html.contains("Huyện A") && html.contains("<svg") && !html.contains("<script") && !html.contains("http://"),
        "{html}"
    );
    assert_eq!(folder.run(&["score", "fibre.mile", "districts.csv", "-o", "no/such/folder/r.csv"]).status, 1);
    // Results are tables too: what one run wrote, another program reads.
    for name in ["r.xlsx", "r.parquet", "r.arrow"] {
        let bytes = std::fs::read(folder.path().join(name)).unwrap_or_default();
        let table = milepost_io::read(name, bytes, &milepost_io::ReadOptions::default()).map(|mut t| t.remove(0));
        assert_eq!(table.map(|t| (t.rows, t.columns.len())).map_err(|w| w.message.code), Ok((16, 13)), "{name}");
    }
}

#[test]
fn spreadsheets_mean_what_they_show() {
    let folder = Folder::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let percent = rust_xlsxwriter::Format::new().set_num_format("0.00%");
    let fill = |sheet: &mut rust_xlsxwriter::Worksheet| {
        for (column, heading) in (0..).zip(["unit", "year", "covered"]) {
            sheet.write_string(0, column, heading)?;
        }
        sheet.write_string(1, 0, "a")?.write_number(1, 1, 2024.0)?.write_number_with_format(1, 2, 0.7, &percent)?;
        sheet.write_string(2, 0, "b")?.write_number(2, 1, 2024.0)?.write_number(2, 2, 69.99).map(drop)
    };
    let done = fill(book.add_worksheet()).and_then(|()| book.save(folder.path().join("d.xlsx")));
    assert!(done.is_ok());
    let out = folder.run(&["score", "fibre.mile", "d.xlsx", "--format", "csv"]).ok().out;
    assert!(out.contains("district,a,a,2024,II_3,II.3,criterion,met,0.7,"), "{out}");
    assert!(out.contains("district,b,b,2024,II_3,II.3,criterion,not_met,0.6999,"), "{out}");
}

#[test]
fn nothing_of_the_data_becomes_a_formula_or_markup() {
    let folder = Folder::new();
    folder.put(
        "evil.csv",
        "unit,label,year,covered\n=1+1,<script>alert(1)</script>,2024,70\n@x,\"+cmd|' /C calc'!A0\",2024,70\n",
    );
    let out = folder.run(&["score", "fibre.mile", "evil.csv", "--format", "csv"]).ok().out;
    assert!(out.contains("district,'=1+1,") && out.contains("'@x,'+cmd|"), "{out}");
    let html = folder.run(&["score", "fibre.mile", "evil.csv", "--format", "html"]).ok().out;
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !html.contains("<script"));
    folder.put("escape.csv", "unit,year,covered\n\u{1b}[31mred,2024,70\n");
    let out = folder.run(&["score", "fibre.mile", "escape.csv"]).ok().out;
    assert!(!out.contains('\u{1b}'), "{out}");
}

#[test]
fn explanations() {
    let folder = Folder::new();
    let base = ["explain", "fibre.mile", "districts.csv", "communes.csv", "--unit", "b", "--year", "2024"];
    let with = |more: &[&str]| folder.run(&[&base[..], more].concat());
    let text = with(&["--name", "II_3"]).ok().out;
    assert!(text.contains("69.996 %") && text.contains("Phụ lục, II.3"), "{text}");
    assert_eq!(with(&["--name", "II.3"]).ok().out, text, "by its code");
    let all = json(&with(&["--format", "json"]).ok().out);
    assert_eq!(all["schema"], "milepost.trace.v1");
    let html = with(&["--format", "html", "--lang", "vi"]).ok().out;
    assert!(html.contains("<html lang=\"vi\">") && html.contains("69,996 %"), "{html}");
    assert_eq!(with(&["--name", "nothing"]).status, 1);
    let labelled = folder.run(&["explain", "fibre.mile", "districts.csv", "--unit", "Huyện A", "--year", "2024"]);
    assert_eq!(labelled.status, 0, "{}", labelled.err);
    assert_eq!(folder.run(&["explain", "fibre.mile", "districts.csv", "--unit", "z", "--year", "2024"]).status, 1);
    assert_eq!(folder.run(&["explain", "fibre.mile", "districts.csv"]).status, 2);
}

#[test]
fn a_stored_result_can_be_computed_again_and_a_forged_one_is_found() {
    let folder = Folder::new();
    folder.put("bad.csv", format!("{DISTRICTS}c,,2024,8500,có\n"));
    folder.run(&["score", "fibre.mile", "bad.csv", "communes.csv", "--what", "all", "-o", "r.json"]).ok();
    for name in ["fibre.mile", "bad.csv", "communes.csv"] {
        assert!(std::fs::remove_file(folder.path().join(name)).is_ok());
    }
    assert!(folder.run(&["replay", "r.json"]).ok().out.starts_with("the same"));
    let stored = folder.text("r.json");
    folder.put("forged.json", stored.replacen("\"not_met\"", "\"met\"", 1));
    let run = folder.run(&["replay", "forged.json"]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("not the same") && run.out.contains("results["), "{}", run.out);
    folder.put("data.json", stored.replacen("69.996", "70", 1));
    assert!(folder.run(&["replay", "data.json"]).out.contains("data_hash"));
    folder.put("rules.json", stored.replace("2025: >= 80%", "2025: >= 75%"));
    assert!(folder.run(&["replay", "rules.json"]).out.contains("content_hash"));
    folder.put("none.json", "{}");
    let none = folder.run(&["replay", "none.json"]);
    assert_eq!((none.status, none.err.contains("F20")), (1, true));
}
