//! What the packs' READMEs promise of a command, on the packs' own data.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::path::Path;
use std::process::Command;

/// Standard output of the program, run in a folder of `rules`.
fn run(folder: &str, arguments: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules").join(folder);
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command.args(arguments.split_whitespace()).current_dir(folder).env_remove("LC_ALL").env("LANG", "C");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The cells of a line of a printed table.
fn cells(line: &str) -> Vec<&str> {
    line.split("  ").map(str::trim).filter(|c| !c.is_empty()).collect()
}

#[test]
fn tasks_by_department_as_of_a_day() {
    let data =
        "score directive.mile province=data/province.csv agency=data/agencies.csv desk=data/desks.csv --year 2022";
    let text = run("thanh-hoa/directive-06", &format!("{data} --as-of 2022-09-30 --what leads --lang vi"));
    let has = |wanted: &[&str]| assert!(text.lines().any(|l| cells(l) == wanted), "{wanted:?} in\n{text}");
    has(&["Đơn vị", "Cơ quan chủ trì", "đạt", "chưa đạt", "chưa đến hạn", "chưa xác định", "không áp dụng"]);
    // The table of the README, written by hand from the directive and the data.
    has(&["Tỉnh Thanh Hóa", "Văn phòng UBND tỉnh", "D-14; D-15; D-17; D-18; D-22", "D-16; D-19; D-20; D-21"]);
    has(&[
        "Tỉnh Thanh Hóa",
        "Sở Thông tin và Truyền thông",
        "D-23; D-25; D-29; D-30",
        "D-26",
        "D-27; D-28; D-31",
        "D-24",
    ]);
    has(&["Tỉnh Thanh Hóa", "Sở Nội vụ", "D-42", "D-40", "D-41; D-43"]);
    has(&["Tỉnh Thanh Hóa", "Sở Xây dựng", "D-44"]);
    has(&["Sở Nội vụ", "D-02; D-03; D-05; D-06", "D-01; D-04"]);
    // In the columns of the page they cannot be taken for one another: done, late, not yet due, unknown, not applicable.
    let page = run("thanh-hoa/directive-06", &format!("{data} --as-of 2022-09-30 --what leads --format html"));
    for (lead, row) in [
        ("Văn phòng UBND tỉnh", ["D-14; D-15; D-17; D-18; D-22", "", "D-16; D-19; D-20; D-21", "", ""]),
        ("Sở Nội vụ", ["D-42", "", "D-40", "D-41; D-43", ""]),
        ("Sở Xây dựng", ["", "D-44", "", "", ""]),
    ] {
        let row = row.map(|cell| format!("<td>{cell}</td>")).concat();
        assert!(page.contains(&format!("<td>{lead}</td>{row}")), "{lead} {row} in {page}");
    }
}

#[test]
fn targets_of_the_plan_by_department_as_of_a_day() {
    let data = "score plan.mile province=data/province.csv sector=data/sectors.csv district=data/districts.csv \
                commune=data/communes.csv agency=data/agencies.csv --year 2022 --as-of 2022-09-30 --what leads";
    let page = run("thanh-hoa/plan-4216", &format!("{data} --format html --lang vi"));
    // The report of 30 June sent before that day, on that day (late), nobody knows when; that of 15 December is not due.
    for (unit, june) in [("Sở Y tế", 0), ("Sở Giáo dục và Đào tạo", 1), ("Sở Xây dựng", 3)] {
        let mut row = [""; 5];
        (row[june], row[2]) = ("P-53", "P-53");
        let row = row.map(|cell| format!("<td>{cell}</td>")).concat();
        assert!(
            page.contains(&format!("<td>{unit}</td><td>Sở Thông tin và Truyền thông</td>{row}")),
            "{unit} {row} in {page}"
        );
    }
    // Exactly half of the households at "trên 50%", exactly 25 % at "trên 25%": not yet, and the year is not over.
    assert!(page.contains("<td>P-06, P-12; P-20, P-22; P-24, P-25, P-38</td><td>P-21</td>"), "{page}");
}

#[test]
fn an_amendment_on_the_districts() {
    let rules = "district.mile --diff ../../examples/amendment/district-2026.mile";
    let data = "district=data/districts.csv commune=data/communes.csv --year 2025 --lang vi --format json";
    let json: serde_json::Value =
        serde_json::from_str(&run("thanh-hoa/district-2024", &format!("describe {rules} {data}"))).unwrap();
    let names: Vec<&str> = json["rules"].as_array().unwrap().iter().filter_map(|c| c["name"].as_str()).collect();
    assert_eq!(names, ["district_2026", "II_3", "III_3", "IV", "IV_2", "V", "V_4", "digital_identity", "IV_5"]);
    let changes = json["verdicts"].as_array().unwrap();
    let of = |name: &str| changes.iter().filter(|c| c["name"] == name).collect::<Vec<_>>();
    assert_eq!(of("recognition").len(), 12);
    assert!(of("recognition").iter().all(|c| c["before"] == "recognised" && c["after"] == "refused"));
    assert_eq!(of("V").iter().filter(|c| c["after"] == "undetermined").count(), 25);
}

#[test]
fn a_refusal_names_what_fails() {
    let data = "score district.mile district=data/districts.csv commune=data/communes.csv --year 2024 --lang vi";
    let text = run("thanh-hoa/district-2024", &format!("{data} --what outcomes"));
    let of = |unit: &str| text.lines().find(|l| l.starts_with(unit) && l.contains("recognition")).unwrap().trim_end();
    // Refused by III.3 alone, and by last year's result alone.
    assert!(of("Thị xã Nghi Sơn").ends_with("Hoàn thành toàn bộ các tiêu chí được giao trong năm: III.3"), "{text}");
    let last_year = "Kết quả đánh giá chuyển đổi số của năm liền trước đạt từ 70% tổng số điểm trở lên";
    assert!(of("Huyện Hà Trung").ends_with(last_year), "{text}");
    let page = run("thanh-hoa/district-2024", &format!("{data} --format html"));
    assert!(page.contains("Hoàn thành toàn bộ các tiêu chí được giao trong năm: III.3"));
}
