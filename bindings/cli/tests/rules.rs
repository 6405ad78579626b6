//! Commands that work on rules alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use support::{Folder, RULES};

#[test]
fn clean_rules_say_nothing() {
    let run = Folder::new().run(&["check", "fibre.mile"]).ok();
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
}

#[test]
fn errors_have_a_code_a_place_and_a_status() {
    let folder = Folder::new();
    folder.put("bad.mile", RULES.replace("measure covered", "measure coverred"));
    let run = folder.run(&["check", "bad.mile"]);
    assert_eq!(run.status, 1);
    assert!(
        run.err.contains("error[E102]") && run.err.contains("bad.mile:17:13") && run.err.contains("^^^^^^^^"),
        "{}",
        run.err
    );
    let run = folder.run(&["check", "bad.mile", "--lang", "vi"]);
    assert!(run.err.contains("lỗi[E102]"), "{}", run.err);
    let run = folder.run(&["--message-format", "json", "check", "bad.mile"]);
    let line: serde_json::Value = serde_json::from_str(run.err.lines().next().unwrap_or_default()).unwrap_or_default();
    assert_eq!((line["code"].as_str(), line["at"]["line"].as_u64()), (Some("E102"), Some(17)));
    assert_eq!(folder.run(&["check", "nowhere.mile"]).status, 1);
    assert_eq!(folder.run(&["check"]).status, 2);
    assert_eq!(folder.run(&["frobnicate"]).status, 2);
}

#[test]
fn the_language_of_the_environment() {
    let folder = Folder::new();
    let said = |name: &str, value: &str| {
        let mut command = folder.command(&["check", "nowhere.mile"]);
        let output = command.env(name, value).output();
        output.map(|o| String::from_utf8_lossy(&o.stderr).into_owned()).unwrap_or_default()
    };
    assert!(said("LANG", "vi_VN.UTF-8").contains("không mở được"));
    assert!(said("LC_ALL", "vi_VN.UTF-8").contains("không mở được"));
    assert!(said("LANG", "de_DE.UTF-8").contains("cannot open"));
}

#[test]
fn files_that_are_used_stand_beside_the_one_that_uses_them() {
    let folder = Folder::new();
    for name in ["here", "there"] {
        assert!(std::fs::create_dir(folder.path().join(name)).is_ok());
    }
    folder.put("there/fibre.mile", RULES);
    let user = "ruleset r \"R\" { applies 2024..2025  evaluates district  source d \"x\" }\ndocument d \"D\" { }\n\
                level district\nuse \"../there/fibre.mile\" as f\noutcome o \"O\" { source d \"x\" require p \"P\": f.all.met }\n";
    let lines: Vec<&str> = user.lines().collect();
    let user = [lines[0], lines[3], lines[1], lines[2], lines[4]].join("\n");
    folder.put("here/r.mile", user.replace("level district", "level district \"Huyện\""));
    let run = folder.run(&["check", "here/r.mile"]);
    assert_eq!(run.status, 0, "{}", run.err);
}

#[test]
fn tests_run_and_say_what_they_leave_out() {
    let folder = Folder::new();
    let run = folder.run(&["test", "fibre.mile"]).ok();
    assert!(run.out.ends_with("2 passed, 0 failed; 2/3 rules exercised\n"), "{}", run.out);
    assert!(run.out.contains("not exercised fibre.mile:18: II_3: 2025: >= 80%"), "{}", run.out);
    folder.put("bad.mile", RULES.replace("expect II_3 = not_met", "expect II_3 = met"));
    let run = folder.run(&["test", "bad.mile"]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("expected met, found not_met") && run.out.contains("1 passed, 1 failed"), "{}", run.out);
}

#[test]
fn boundary_tests_are_tests() {
    let folder = Folder::new();
    let run = folder.run(&["test", "--boundaries", "fibre.mile"]).ok();
    assert!(run.out.contains("at 2025 { given { covered = 79.99% } expect II_3 = not_met }"), "{}", run.out);
    assert!(run.out.contains("at 2024 { given { covered = 70.01% } expect II_3 = met }"), "{}", run.out);
    // These a test supplies already.
    assert!(!run.out.contains("covered = 70% }") && !run.out.contains("covered = 69.99% }"), "{}", run.out);
    let made: Vec<&str> = run.out.lines().filter(|l| l.starts_with("test ")).collect();
    folder.put("more.mile", format!("{RULES}{}\n", made.join("\n")));
    let run = folder.run(&["test", "more.mile"]).ok();
    assert!(run.out.contains(&format!("{} passed, 0 failed; 3/3", made.len() + 2)), "{}", run.out);
}

#[test]
fn formatting_is_done_once() {
    let folder = Folder::new();
    let run = folder.run(&["fmt", "--check", "fibre.mile"]);
    assert_eq!(run.status, 1);
    assert_eq!(folder.text("fibre.mile"), RULES);
    folder.run(&["fmt", "fibre.mile"]).ok();
    assert_ne!(folder.text("fibre.mile"), RULES);
    folder.run(&["fmt", "--check", "fibre.mile"]).ok();
    folder.run(&["check", "fibre.mile"]).ok();
}

#[test]
fn rules_as_the_tables_of_a_decision() {
    let folder = Folder::new();
    let text = folder.run(&["describe", "fibre.mile", "--lang", "vi"]).ok().out;
    for part in [
        "Phủ cáp quang",
        "Mục tiêu 2024",
        "Mục tiêu 2025",
        "≥ 70 %",
        "Sở TT&TT",
        "Phụ lục, II.3, 1/QĐ",
        "hiểu là từ mức này trở lên",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let english = folder.run(&["describe", "fibre.mile"]).ok().out;
    assert!(english.starts_with("Fibre coverage\n"), "{english}");
    let markdown = folder.run(&["describe", "fibre.mile", "--format", "markdown"]).ok().out;
    assert!(markdown.contains("| II.3 | Hộ có cáp quang"), "{markdown}");
    let html = folder.run(&["describe", "fibre.mile", "--format", "html", "--lang", "vi"]).ok().out;
    assert!(
        html.contains("<html lang=\"vi\">") && html.contains("Content-Security-Policy") && !html.contains("<script")
    );
    let json: serde_json::Value =
        serde_json::from_str(&folder.run(&["describe", "fibre.mile", "--format", "json"]).ok().out).unwrap_or_default();
    assert_eq!(json["items"][1]["name"], "II_3");
    assert_eq!(json["items"][1]["target"], "2024: ≥ 70 %, 2025: ≥ 80 %");
}

#[test]
fn what_differs_between_two_rule_files() {
    let folder = Folder::new();
    folder.put("other.mile", RULES.replace("2025: >= 80%", "2025: >= 85%").replace("\"II.3\"", "\"II.4\""));
    let run = folder.run(&["describe", "fibre.mile", "--diff", "other.mile", "--format", "json"]).ok();
    let changes: serde_json::Value = serde_json::from_str(&run.out).unwrap_or_default();
    assert_eq!(changes.as_array().map(Vec::len), Some(1));
    assert_eq!(changes[0]["name"], "II_3");
    let clauses: Vec<&str> =
        changes[0]["clauses"].as_array().into_iter().flatten().filter_map(|c| c["clause"].as_str()).collect();
    assert_eq!(clauses, ["code", "target"]);
    let same = folder.run(&["describe", "fibre.mile", "--diff", "fibre.mile", "--format", "json"]).ok();
    assert_eq!(same.out.trim().replace('\n', ""), "[]");
}

/// Amends the sample rules for 2026: one target, one repeal; the rest is carried on.
const AMENDED: &str = r#"ruleset fibre_2026 "Phủ cáp quang, sửa đổi" amends "fibre.mile" {
  language vi  version "2"  applies 2026..2027
  carry targets from 2025
}
document change "Quyết định sửa đổi" { number "2/QĐ" }
amend criterion II_3 { source change "Điều 1"  target 2026..2027: >= 90% }
repeal criterion I_1 source change "Điều 2"
amend group all { source change "Điều 3"  note "một tiêu chí" }
"#;

#[test]
fn an_amendment_changes_what_it_says_and_nothing_that_it_carries() {
    let folder = Folder::new();
    let kept = "  criterion II_4 \"Có kế hoạch\" {\n    source law \"II.4\"\n    measure plan\n    target 2024..2025: yes\n    \
                score max 1 points when met\n  }\n}\noutcome";
    folder.put("fibre.mile", RULES.replacen("}\noutcome", kept, 1));
    folder.put("new.mile", AMENDED);
    let run = folder.run(&["describe", "fibre.mile", "--diff", "new.mile", "--format", "json"]).ok();
    let changes: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let names: Vec<&str> = changes.as_array().unwrap().iter().filter_map(|c| c["name"].as_str()).collect();
    assert_eq!(names, ["fibre_2026", "all", "II_3", "I_1"]);
    let by_name = |name: &str| changes.as_array().unwrap().iter().find(|c| c["name"] == name).unwrap().clone();
    assert_eq!(by_name("II_3")["articles"][0], "Điều 1, 2/QĐ");
    assert_eq!(
        (by_name("I_1")["change"].clone(), by_name("I_1")["articles"][0].clone()),
        ("removed".into(), "Điều 2, 2/QĐ".into())
    );
    let target =
        by_name("II_3")["clauses"].as_array().unwrap().iter().find(|c| c["clause"] == "target").unwrap().clone();
    assert_eq!(
        (target["before"].as_str(), target["after"].as_str()),
        (Some("2024: ≥ 70 %, 2025: ≥ 80 %"), Some("2026..2027: ≥ 90 %"))
    );
    let header = by_name("fibre_2026");
    let carried = header["clauses"].as_array().unwrap().iter().find(|c| c["clause"] == "carry targets").unwrap();
    assert_eq!(carried["after"], "from 2025");
    let text = folder.run(&["describe", "fibre.mile", "--diff", "new.mile", "--lang", "vi"]).ok().out;
    for part in ["bãi bỏ: Điều 2, 2/QĐ", "mục tiêu", "≥ 90 %", "từ 2025"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("II_4"), "what is carried does not change: {text}");
}

#[test]
fn an_amendment_on_data_says_whose_verdicts_change() {
    let folder = Folder::new();
    folder.put("new.mile", AMENDED.replace(">= 90%", ">= 65%"));
    let data = ["district=districts.csv", "commune=communes.csv", "--year", "2024"];
    let mut arguments = vec!["describe", "fibre.mile", "--diff", "new.mile"];
    arguments.extend(data);
    // a: 70 and b: 69.996 against 70 % then and 65 % as if the amendment were in force; b's commune is no longer asked.
    let text = folder.run(&arguments).ok().out;
    assert!(text.contains("Changed verdicts · 2024 · 1 of 2 units"), "{text}");
    assert!(text.contains("B · 2024 · hypothetical"), "{text}");
    let row = text.lines().find(|l| l.contains("II.3 Hộ có cáp quang") && l.contains("Huyện B")).unwrap_or_default();
    assert!(row.contains("not met") && row.trim_end().ends_with("  met"), "{text}");
    arguments.extend(["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&folder.run(&arguments).ok().out).unwrap();
    assert!(json["rules"].as_array().is_some_and(|r| !r.is_empty()));
    let found = json["verdicts"].as_array().unwrap().iter().find(|v| v["name"] == "II_3").unwrap();
    assert_eq!(
        (found["unit"].as_str(), found["before"].as_str(), found["after"].as_str()),
        (Some("b"), Some("not_met"), Some("met"))
    );
    assert_eq!(folder.run(&["describe", "fibre.mile", "districts.csv"]).status, 2);
    assert_eq!(folder.run(&["describe", "fibre.mile", "--diff", "new.mile", "--year", "2024"]).status, 2);
}

#[test]
fn empty_tables_and_types_of_the_inputs() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["schema", "fibre.mile"]).ok().out, "unit,label,year,covered,plan\n");
    assert_eq!(
        folder.run(&["schema", "fibre.mile", "--level", "commune"]).ok().out,
        "unit,parent,label,year,recognised\n"
    );
    assert_eq!(folder.run(&["schema", "fibre.mile", "--level", "planet"]).status, 2);
    let json = folder.run(&["schema", "fibre.mile", "--format", "json-schema"]).ok().out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap_or_default();
    assert_eq!(json["properties"]["covered"]["maximum"], 100);
    assert_eq!(json["properties"]["commune"]["items"]["properties"]["recognised"]["type"][0], "boolean");
    let ts = folder.run(&["schema", "fibre.mile", "--format", "typescript"]).ok().out;
    assert!(ts.contains("\"covered\"?: number | string | null;") && ts.contains("\"commune\"?: Commune[];"), "{ts}");
    let rust = folder.run(&["schema", "fibre.mile", "--format", "rust"]).ok().out;
    assert!(
        rust.contains("pub covered: Option<String>,") && rust.contains("pub commune: Option<Vec<Commune>>,"),
        "{rust}"
    );
    folder.run(&["schema", "fibre.mile", "--format", "xlsx", "-o", "empty.xlsx"]).ok();
    // The empty table is a table of the inputs: nothing to score, and no complaint about its columns.
    let run = folder.run(&["score", "fibre.mile", "empty.xlsx"]);
    assert_eq!((run.status, run.err.contains("F12")), (1, false), "{}", run.err);
}
