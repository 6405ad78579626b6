//! Every criterion, target, deadline, condition and step of the three documents of Thanh Hóa is either a rule or listed
//! with the reason why it is none. Writes `rules/thanh-hoa/COVERAGE.md` when UPDATE is set; otherwise compares.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const CRITERIA: &str = "I.1 II.1 II.2 II.3 II.4 II.5 III.1 III.2 III.3 III.4 III.5 III.6 III.7 III.8 III.9 \
    IV.1 IV.2 IV.3 IV.4 IV.5 V.1 V.2 V.3";

/// Conditions and steps of the district decision: the rule that holds them (by a text of the rule file), or why none.
const CONDITIONS: &[(&str, &str, Result<&str, &str>)] = &[
    ("D2", "Điều 2: cả hai điều kiện, hằng năm", Ok("outcome recognition")),
    ("D2.a", "Điều 2: hoàn thành toàn bộ các tiêu chí được giao trong năm", Ok("require all_criteria")),
    ("D2.b", "Điều 2: kết quả năm liền trước và điểm tự đánh giá từ 70% tổng số điểm", Ok("require last_year")),
    ("D4.1", "Điều 4.1: thu hồi quyết định đối với đơn vị không duy trì", Ok("state status")),
    (
        "D4.1b",
        "Điều 4.1: hằng năm rà soát, điều chỉnh, bổ sung các tiêu chí",
        Err("việc sửa văn bản, không phải điều kiện để tính; một lần sửa là một tệp amends (xem examples/amendment)"),
    ),
    (
        "D4.2",
        "Điều 4.2: kết quả công nhận được dùng để đánh giá người đứng đầu, bình xét thi đua",
        Err("bộ quy tắc khác dùng kết quả này (use … as, rồi đọc recognition); văn bản không nêu cách dùng"),
    ),
    (
        "D4.5a",
        "Điều 4.5: huyện được giao tại QĐ 969 phải hoàn thành, huyện khác được khuyến khích",
        Ok("criterion assigned_target"),
    ),
    ("D4.5b", "Điều 4.5: tự đánh giá, chấm điểm theo QĐ 3853", Ok("require self_score")),
    ("D4.5c", "Điều 4.5: duy trì các tiêu chí sau khi được công nhận", Ok("state status")),
    ("P2.1", "Phụ lục 2, 1: hồ sơ gồm sáu loại tài liệu", Ok("group dossier")),
    ("P2.2.1", "Phụ lục 2, 2.1: tự đánh giá", Ok("criterion T_1")),
    ("P2.2.2", "Phụ lục 2, 2.2: ý kiến của các sở, ban, ngành", Ok("criterion T_2")),
    ("P2.2.3", "Phụ lục 2, 2.3: ý kiến của Thành viên Ban Chỉ đạo", Ok("criterion T_3")),
    ("P2.2.4", "Phụ lục 2, 2.4: thẩm định; Hội nghị khi chưa thống nhất", Ok("assessment appraised")),
    ("P2.2.5", "Phụ lục 2, 2.5: báo cáo Chủ tịch UBND tỉnh xem xét", Ok("outcome submission")),
];

const REQUEST: &str = "lời đề nghị với tổ chức ngoài bộ máy hành chính: không giao nhiệm vụ, không mức, không hạn, không có cơ quan đánh giá";

/// Entries of the plan and the directive that are no rule.
const NOT_RULES: &[(&str, &str, &str)] = &[
    ("D-46", "Mặt trận Tổ quốc và các tổ chức chính trị - xã hội: tuyên truyền, vận động", REQUEST),
    ("D-47", "VCCI, Hiệp hội doanh nghiệp: tuyên truyền, hướng dẫn doanh nghiệp", REQUEST),
];

type Codes = BTreeMap<String, Vec<(String, String)>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/thanh-hoa")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn quoted(line: &str) -> &str {
    line.split_once('"').and_then(|(_, rest)| rest.rsplit_once('"')).map_or("", |(text, _)| text)
}

/// Criteria of a file by each entry of their `code`: name and label.
fn by_code(text: &str) -> Codes {
    let mut out = Codes::new();
    let mut current = (String::new(), String::new());
    for line in text.lines().map(str::trim_start).take_while(|l| !l.starts_with("test ")) {
        if let Some(rest) = line.strip_prefix("criterion ") {
            let name = rest.split_whitespace().next().unwrap_or_default();
            current = (name.to_string(), quoted(rest).replace("\\\"", "\""));
        } else if let Some(code) = line.strip_prefix("code ") {
            for entry in quoted(code).split(", ") {
                out.entry(entry.to_string()).or_default().push(current.clone());
            }
        }
    }
    out
}

#[derive(Default)]
struct Rows {
    text: String,
    entries: usize,
    rules: usize,
}

impl Rows {
    fn heading(&mut self, title: &str) {
        write!(self.text, "\n## {title}\n\n| mã | nội dung | quy tắc |\n|---|---|---|\n").unwrap();
    }

    fn add(&mut self, id: &str, what: &str, rule: Result<&str, &str>) {
        self.entries += 1;
        let cell = match rule {
            Ok(name) => {
                self.rules += 1;
                format!("`{name}`")
            }
            Err(why) => format!("không đưa vào: {why}"),
        };
        writeln!(self.text, "| {id} | {} | {cell} |", what.replace('|', "/")).unwrap();
    }

    fn add_criterion(&mut self, id: &str, codes: &Codes) {
        let found = codes.get(id).unwrap_or_else(|| panic!("{id} is neither a rule nor listed with a reason"));
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        self.add(id, &found[0].1, Ok(&names.join("`, `")));
    }
}

fn coverage() -> String {
    let district = read("district-2024/district.mile");
    let mut rows = Rows::default();

    rows.heading("Bộ tiêu chí cấp huyện 2024: 23 tiêu chí (`district-2024/district.mile`)");
    let codes = by_code(&district);
    for code in CRITERIA.split_whitespace() {
        rows.add_criterion(code, &codes);
    }

    rows.heading("Bộ tiêu chí cấp huyện 2024: điều kiện, duy trì, hồ sơ, trình tự");
    for (id, what, rule) in CONDITIONS {
        if let Ok(rule) = rule {
            assert!(district.contains(&format!("{rule} ")), "{id}: no '{rule}' in district.mile");
        }
        rows.add(id, what, *rule);
    }

    for (title, prefix, count, file) in
        [("Kế hoạch 4216", "P", 54, "plan-4216/plan.mile"), ("Chỉ thị 06", "D", 47, "directive-06/directive.mile")]
    {
        rows.heading(&format!("{title} (`{file}`)"));
        let codes = by_code(&read(file));
        let ids: Vec<String> = (1..=count).map(|n| format!("{prefix}-{n:02}")).collect();
        for id in &ids {
            match NOT_RULES.iter().find(|(entry, ..)| entry == id) {
                Some((_, what, why)) => {
                    assert!(!codes.contains_key(id), "{id} is a rule and listed as none");
                    rows.add(id, what, Err(why));
                }
                None => rows.add_criterion(id, &codes),
            }
        }
        let unknown: Vec<&String> = codes.keys().filter(|code| !ids.contains(code)).collect();
        assert!(unknown.is_empty(), "{file}: codes that are no entry: {unknown:?}");
    }

    assert_eq!(rows.entries, 139);
    format!(
        "# Đối chiếu văn bản với quy tắc\n\n\
         Mỗi tiêu chí, chỉ tiêu, thời hạn, điều kiện và bước của ba văn bản, theo thứ tự: quy tắc thể hiện, hoặc lý do không\n\
         có quy tắc. {} mục, {} mục là quy tắc. `cargo test -p milepost --test coverage` đối chiếu bảng này với các tệp quy\n\
         tắc; với `UPDATE=1` thì viết lại.\n{}",
        rows.entries, rows.rules, rows.text
    )
}

#[test]
fn every_entry_is_a_rule_or_has_a_reason() {
    let path = root().join("COVERAGE.md");
    let now = coverage();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let shipped = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(shipped == now, "COVERAGE.md is out of date: UPDATE=1 cargo test -p milepost --test coverage");
}
