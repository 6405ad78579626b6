//! What people read of a result. Every expectation is worked out by hand from the rules above it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use milepost::Lang;
use milepost::core::explain::{Explanation, explain};
use milepost::core::report::Options;
use serde_json::{Value, json};

const RULES: &str = r#"
ruleset broadband "Chuyển đổi số" {
  label en "Digital transformation"
  language vi  version "1"  applies 2022..2025  evaluates district
  source qd "Điều 1"
}
document qd "Bộ tiêu chí" { number "12/QĐ" }
level district "Huyện"
level commune "Xã" within district { label en "Communes" }
unit dossier "hồ sơ"
assessment appraised {
  by office "Sở"
  by member "Thành viên"
  settle agreement of office, member else disputed
}
input recognised of commune : yes_no "Xã được công nhận"
input online : ratio in 0%..100% "Hồ sơ trực tuyến" { given as percent }
input paid : ratio in 0%..100% "Thanh toán trực tuyến" { given as percent  assessed appraised }
input done, all : count dossier "Hồ sơ"
input plan : yes_no "Có kế hoạch"
input days_late : count day "Số ngày trễ" { optional }

group criteria "Các tiêu chí" {
  verdict every
  criterion I_1 "Tỷ lệ xã được công nhận" {
    code "I.1"  source qd "Phụ lục, I.1"  judged by "Sở Thông tin"  note "Cách hiểu: mọi xã."
    measure share of commune where recognised
    target 2022..2025: >= 100%
  }
  criterion III_4 "Hồ sơ toàn trình" {
    code "III.4"  measure online  target 2022..2024: >= 85%, 2025: > 90%
  }
  criterion III_5 "Thanh toán" { code "III.5"  measure paid  target 2022..2025: >= 45% }
  criterion IV_2 "Sản phẩm" { code "IV.2"  measure done / all  target 2022..2025: >= 100%  on zero_base: not_applicable }
}
outcome recognition "Công nhận" { require all_met "Đủ tiêu chí": criteria.met }

group index "Bộ chỉ số" {
  verdict none  score weighted_mean  round to 0.1% half_up
  criterion s1 "Một" { weight 60%  measure online  score max 10 points = 10 points * measure }
  criterion s2 "Hai" { weight 40%  score max 30 points capped = 30 points  deduct 2 points / 1 day * (days_late otherwise 0 day) }
}
"#;

fn explained(facts: &Value, lang: Lang, year: i32, name: Option<&str>) -> Explanation {
    let rules = milepost::compile(RULES).unwrap_or_else(|e| panic!("{e}"));
    let tree = milepost::facts::to_tree(facts).unwrap();
    let bound = milepost::facts::bind(rules.program(), &tree, None, year).unwrap();
    let symbol = name.map(|n| milepost::facts::result_name(rules.program(), n).unwrap().0);
    let options = Options::default();
    explain(rules.program(), &bound.dataset, &options, lang, bound.level, bound.unit, year, symbol).unwrap()
}

/// The explanation as JSON, and as lines of text without indentation.
fn item(facts: &Value, lang: Lang, name: &str) -> (Value, Vec<String>) {
    let explanation = explained(facts, lang, 2024, Some(name));
    let lines = explanation.text().lines().map(|l| l.trim().to_owned()).collect();
    (serde_json::to_value(&explanation).unwrap(), lines)
}

fn communes(yes: usize, no: usize, open: usize) -> Value {
    let unit =
        |at: usize, fact: Value| json!({ "unit": format!("xa-{at}"), "label": format!("Xã {at}"), "recognised": fact });
    let state = |at: usize| {
        if at < yes {
            json!(true)
        } else if at < yes + no {
            json!(false)
        } else {
            Value::Null
        }
    };
    (0..yes + no + open).map(|at| unit(at, state(at))).collect()
}

fn has(lines: &[String], line: &str) {
    assert!(lines.iter().any(|l| l == line), "no line '{line}' in\n{}", lines.join("\n"));
}

#[test]
fn a_share_that_is_decided_though_one_commune_is_open() {
    let facts = json!({ "unit": "tho-xuan", "label": "Thọ Xuân", "commune": communes(24, 1, 1) });
    let (tree, lines) = item(&facts, Lang::Vi, "I_1");
    assert_eq!(tree["schema"], "milepost.trace.v1");
    assert_eq!(
        (&tree["criterion"], &tree["code"], &tree["unit"], &tree["year"]),
        (&json!("I_1"), &json!("I.1"), &json!("tho-xuan"), &json!(2024))
    );
    assert_eq!((&tree["verdict"], &tree["measure"]["bracket"]), (&json!("not_met"), &json!(["12/13", "25/26"])));
    assert_eq!((&tree["target"]["cmp"], &tree["target"]["value"]), (&json!(">="), &json!("1")));
    assert_eq!(
        tree["counts"][0],
        json!({ "level": "Xã", "text": "share of commune where recognised", "units": 26, "yes": 24, "no": 1, "undecided": 1 })
    );
    has(&lines, "I.1  Tỷ lệ xã được công nhận: CHƯA ĐẠT");
    has(&lines, "Kết quả: 92,31 %..96,15 %; mục tiêu: từ 100 % trở lên");
    has(
        &lines,
        "Lý do: trong 26 xã: 24 đạt, 1 không đạt, 1 chưa rõ; kể cả trường hợp tốt nhất là 96,15 % vẫn chưa đạt mức từ 100 % trở lên",
    );
    has(&lines, "Căn cứ: 12/QĐ – Bộ tiêu chí, Phụ lục, I.1");
    has(&lines, "Cơ quan chủ trì đánh giá: Sở Thông tin");
    has(&lines, "Ghi chú: Cách hiểu: mọi xã.");
}

#[test]
fn an_open_share_names_the_commune_and_what_would_decide() {
    let facts = json!({ "unit": "tho-xuan", "commune": communes(25, 0, 1) });
    let (tree, lines) = item(&facts, Lang::En, "I_1");
    let fact = &tree["missing"][0];
    assert_eq!(
        (&fact["reason"], &fact["input"], &fact["unit"]),
        (&json!("absent"), &json!("recognised"), &json!("xa-25"))
    );
    has(
        &lines,
        "Because: of 26 (communes) 25 yes, 0 no, 1 undecided; it can be anything from 96.15 % to 100 %; the target is at least 100 %",
    );
    has(&lines, "- Xã được công nhận – Xã 25, 2024: not supplied");
    has(&lines, "→ met if Xã được công nhận (Xã 25) = yes");
    has(&lines, "→ not met if Xã được công nhận (Xã 25) = no");
}

#[test]
fn a_measure_just_below_its_target_does_not_look_like_it() {
    let (tree, lines) = item(&json!({ "online": "84.996" }), Lang::Vi, "III_4");
    assert_eq!((&tree["measure"]["exact"], &tree["measure"]["shown"]), (&json!("0.84996"), &json!("84,996 %")));
    has(&lines, "Lý do: 84,996 % chưa đạt mức từ 85 % trở lên");
    assert!(tree.get("decide").is_none());
}

#[test]
fn the_value_at_which_a_verdict_turns_has_the_target_s_sign() {
    let way = |year, at: usize| {
        let tree = serde_json::to_value(explained(&json!({}), Lang::En, year, Some("III_4"))).unwrap();
        let fact = &tree["decide"]["ways"][at]["facts"][0];
        (fact["cmp"].as_str().unwrap().to_owned(), fact["value"].as_str().unwrap().to_owned())
    };
    assert_eq!(way(2024, 0), (">=".into(), "0.85".into()));
    assert_eq!(way(2024, 1), ("<".into(), "0.85".into()));
    assert_eq!(way(2025, 0), (">".into(), "0.9".into()));
    assert_eq!(way(2025, 1), ("<=".into(), "0.9".into()));
}

#[test]
fn an_outcome_is_traced_to_the_facts_of_its_criteria() {
    let facts = json!({
        "commune": communes(3, 0, 0), "done": 7, "all": 7,
        "by": { "office": { "paid": 45 }, "member": { "paid": 44 } },
    });
    let (tree, lines) = item(&facts, Lang::Vi, "recognition");
    assert_eq!(tree["result"], "chưa xác định");
    has(&lines, "- Hồ sơ trực tuyến – 1, 2024: chưa có số liệu");
    has(&lines, "- Thanh toán trực tuyến – 1, 2024: các bên đánh giá chưa thống nhất (Sở: 45 %; Thành viên: 44 %)");
    has(&lines, "→ được công nhận nếu Hồ sơ trực tuyến >= 85 % và Thanh toán trực tuyến >= 45 %");
    has(&lines, "→ không được công nhận nếu Hồ sơ trực tuyến < 85 %");
}

#[test]
fn counts_turn_at_whole_numbers() {
    let (tree, _) = item(&json!({ "all": 7 }), Lang::En, "IV_2");
    assert_eq!(
        (&tree["decide"]["ways"][0]["facts"][0]["cmp"], &tree["decide"]["ways"][0]["facts"][0]["value"]),
        (&json!(">="), &json!("7"))
    );
    assert_eq!(
        (&tree["decide"]["ways"][1]["facts"][0]["cmp"], &tree["decide"]["ways"][1]["facts"][0]["value"]),
        (&json!("<="), &json!("6"))
    );
}

#[test]
fn a_line_of_the_rules_that_gave_the_verdict_is_named() {
    let (tree, lines) = item(&json!({ "done": 0, "all": 0 }), Lang::Vi, "IV_2");
    assert_eq!((&tree["verdict"], &tree["reasons"]), (&json!("not_applicable"), &json!(["zero_base"])));
    has(&lines, "Lý do: mẫu số bằng 0 hoặc không có đối tượng nào; theo quy định: on zero_base: not_applicable");
}

#[test]
fn contributions_add_up_and_rounding_has_its_own_line() {
    // 60 % · 0.81234 + 40 % · 26/30 = 0.834070666…, rounded to 0.1 %: 83.4 %
    let (tree, lines) = item(&json!({ "online": "81.234", "days_late": 2 }), Lang::En, "index");
    let parts = &tree["contributions"]["lines"];
    let amount = |at: usize| parts[at]["amount"]["exact"].as_str().unwrap().to_owned();
    assert_eq!((amount(0), amount(1)), ("0.487404".into(), "26/75".into()));
    let sum = ["0.487404", "26/75", &amount(2)]
        .iter()
        .fold(milepost::Number::ZERO, |s, t| s.add(&milepost::Number::parse(t).unwrap()));
    assert_eq!(sum, milepost::Number::parse("0.834").unwrap());
    assert_eq!(tree["score"]["exact"], "0.834");
    assert_eq!(parts[0]["weight"]["exact"], "0.6");
    has(&lines, "Made up of (weighted mean; 2 of 2 members have a score):");
}

#[test]
fn what_was_filled_says_so() {
    let (_, lines) = item(&json!({}), Lang::Vi, "s2");
    has(&lines, "Giá trị bổ khuyết: 0, theo quy định khi không có số liệu");
}

#[test]
fn a_whole_unit_lists_every_item_in_the_order_of_the_rules() {
    let explanation = explained(&json!({ "online": 90 }), Lang::En, 2024, None);
    let names: Vec<&str> = explanation.items.iter().map(|i| i.name.as_str()).collect();
    assert_eq!(names, ["criteria", "I_1", "III_4", "III_5", "IV_2", "recognition", "index", "s1", "s2"]);
    assert_eq!((explanation.ruleset.version.as_str(), explanation.as_of.as_str()), ("1", "2024-12-31"));
}

#[test]
fn a_mean_says_how_many_units_it_leaves_out() {
    let rules = milepost::compile(
        "ruleset r { applies 2024  evaluates district }
         level district
         level commune within district
         input income of commune : number
         input counted of commune : yes_no
         indicator i = mean of income over commune where counted ignoring missing",
    )
    .unwrap_or_else(|e| panic!("{e}"));
    // Three with an income, one without, one of which is not known whether it counts, one that does not.
    let facts = json!({ "unit": "d", "commune": [
        { "unit": "a", "income": 3, "counted": true },
        { "unit": "b", "income": 4, "counted": true },
        { "unit": "c", "income": 8, "counted": true },
        { "unit": "d", "counted": true },
        { "unit": "e", "income": 5 },
        { "unit": "f", "income": 9, "counted": false },
    ] });
    let tree = milepost::facts::to_tree(&facts).unwrap();
    let bound = milepost::facts::bind(rules.program(), &tree, None, 2024).unwrap();
    let symbol = milepost::facts::result_name(rules.program(), "i").unwrap().0;
    let options = Options::default();
    let explanation =
        explain(rules.program(), &bound.dataset, &options, Lang::En, bound.level, bound.unit, 2024, Some(symbol))
            .unwrap();
    let tree = serde_json::to_value(&explanation).unwrap();
    let count = &tree["counts"][0];
    assert_eq!(
        (&count["units"], &count["yes"], &count["no"], &count["undecided"]),
        (&json!(6), &json!(3), &json!(0), &json!(2)),
        "{count}"
    );
}
