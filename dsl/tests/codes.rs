//! One mistake for each message of the checker: exactly that message is drawn, at exactly that place.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Severity};
use milepost_core::program::SourceFile;
use milepost_dsl::{CompileOptions, compile};

const HEAD: &str = r#"
ruleset t { applies 2024..2025  evaluates huyen }
document qd "Decision" { }
level tinh
level huyen within tinh
level xa within huyen
unit hộ
category loai ordered { thap, cao }
category mau { do, xanh }
assessment hs { by tu_cham  by tham_dinh  settle tham_dinh }
input v : ratio in 0%..100%
input p : yes_no
input a : number in 1..
input h : count hộ
input d : date
input m : mau
input l : loai
input q of xa : yes_no
input n of xa : number
input s of tinh : number
"#;

/// Rules that are amended.
const BASE: &str = r#"
ruleset base { applies 2024..2025  evaluates huyen }
document qd "Decision" { }
level huyen
input v : ratio
indicator i = v
indicator ahead = back at 2026
indicator back = v
criterion c { source qd "1"  measure v  target 2024..2025: >= 90% }
group g { verdict every  criterion e { source qd "2"  measure v  target 2024..2025: >= 90% } }
rank r of huyen { by v descending }
"#;

const AMENDMENT: &str = r#"
ruleset s amends "base.mile" { applies 2026..2027  carry targets from 2025 }
document qd26 "Decision of 2026" { }
"#;

/// Message, the text it points at (`` for anywhere), the rules.
const AFTER_HEAD: &[(&str, &str, &str)] = &[
    ("E014_AGGREGATE", "q >= 80%", "indicator i = if share of xa where q >= 80% then 1 else 0"),
    ("E101_TWICE", "v", "input v : number"),
    ("E101_TWICE", "do", "category hue { do, do }"),
    ("E101_TWICE", "x", "outcome o { require x \"1\": p  require x \"2\": p }"),
    ("E101_BUILT_IN", "points", "unit points"),
    ("E101_MEMBER", "a", "group g { score sum  item a  item a }"),
    ("E102_NAME", "vv", "indicator i = vv + 1"),
    ("E102_LEVEL", "xaa", "indicator i = count of xaa"),
    ("E102_LEVEL", "tinhh", "level khu within tinhh"),
    ("E102_DOCUMENT", "qdd", "indicator i = a { source qdd \"1\" }"),
    ("E102_ASSESSOR", "ai", "indicator i = a by ai"),
    ("E102_ASSESSOR", "ai", "assessment hs2 { by tu_cham  settle ai }"),
    ("E102_ASSESSMENT", "hss", "input w : ratio { assessed hss }"),
    ("E102_CATEGORY", "maus", "input w : maus"),
    ("E102_ITEM", "vang", "indicator i = if m = mau.vang then 1 else 2"),
    ("E102_INPUT", "vv", "test \"t\" at 2024 { given { vv = 1 }  expect a = 1 }"),
    ("E102_TEST", "\"s\"", "test \"t\" at 2024 from \"s\" { expect a is absent }"),
    ("E102_FUNCTION", "logarit", "indicator i = logarit(a)"),
    ("E103_UNIT", "người", "input w : number người"),
    ("E103_UNIT", "người", "indicator i = 5 người"),
    ("E103_UNIT", "dong", "unit trieu = 1_000_000 dong"),
    ("E104_KIND", "v", "indicator i = a { source v \"1\" }"),
    ("E104_VALUE", "xa", "indicator i = xa + 1"),
    ("E104_VALUE", "mau", "indicator i = mau"),
    ("E105_PROPERTY", "mett", "criterion c { source qd \"1\"  met when p }  indicator i = if c.mett then 1 else 2"),
    ("E106_MEASURE", "measure", "criterion c { source qd \"1\"  met when measure >= 80% }"),
    ("E106_MEASURE", "target 2024..2025: >= 1", "criterion c { source qd \"1\"  target 2024..2025: >= 1 }"),
    ("E106_WORD", "prior", "indicator i = prior"),
    ("E106_WORD", "score", "criterion c { source qd \"1\"  score max 1 points = score }"),
    ("E106_ITEM", "a", "group g { score sum  normalise position(value, low, high)  item a }"),
    ("E107_VALUE", "c", "criterion c { source qd \"1\"  met when p }  indicator i = c"),
    ("E107_VERDICT", "c.met", "criterion c { source qd \"1\"  measure v }  indicator i = if c.met then 1 else 2"),
    ("E107_SCORE", "c.score", "criterion c { source qd \"1\"  measure v }  indicator i = c.score"),
    ("E110_CIRCLE", "i", "indicator i = j  indicator j = i"),
    ("E110_CIRCLE", "i", "indicator i = previous(i)"),
    ("E111_CONDITION", "q", "indicator i = if q then 1 else 0"),
    ("E111_VALUE", "n", "indicator i = n + 1"),
    ("E112_BELOW", "tinh", "indicator i = sum of s over tinh"),
    ("E112_BELOW", "xa", "rank r of huyen within xa { by v descending }"),
    ("E112_RANK", "xa", "indicator i = rank of n across xa descending"),
    (
        "E112_MEMBER",
        "e",
        "group g { verdict every  criterion c of xa { source qd \"1\"  met when q }  criterion e { source qd \"1\"  met when p } }",
    ),
    (
        "E112_SEVERAL",
        "tinh",
        "group g { verdict every  criterion c of huyen, tinh { source qd \"1\"  met when year = 2024 } }",
    ),
    (
        "E112_QUOTA",
        "xa",
        "rank r of huyen { by v descending }  outcome o { from v { >= 90%: tot \"T\"  otherwise: kha \"K\" }  quota tot at most 20% of xa by r }",
    ),
    (
        "E112_QUOTA",
        "r",
        "rank r of huyen { by v descending }  outcome o of xa { from n { >= 90: tot \"T\"  otherwise: kha \"K\" }  quota tot at most 20% by r }",
    ),
    ("E112_FACT", "n = 1", "test \"t\" at 2024 { given { n = 1 }  expect a = 1 }"),
    ("E114_OWN", "own a", "indicator i = own a"),
    ("E201_MATCH", "h >= a", "indicator i = if h >= a then 1 else 2"),
    ("E201_MATCH", "h >= 5", "indicator i = if h >= 5 then 1 else 2"),
    ("E201_MATCH", "m = loai.cao", "indicator i = if m = loai.cao then 1 else 2"),
    ("E202_COMPARE", "v >= 80", "indicator i = if v >= 80 then 1 else 2"),
    ("E202_COMPARE", "80", "criterion c { source qd \"1\"  measure v  target 2024..2025: >= 80 }"),
    ("E202_ADD", "a + v", "indicator i = a + v"),
    ("E202_SUBTRACT", "a - 20%", "indicator i = a - 20%"),
    ("E203_JOIN", "v", "indicator i = if p and v then 1 else 2"),
    ("E203_CONDITION", "v", "indicator i = if v then 1 else 2"),
    ("E204_NUMBER", "p", "indicator i = p + 1"),
    ("E206_ARGUMENTS", "abs(a, 2)", "indicator i = abs(a, 2)"),
    ("E207_PURE", "h", "indicator i = ln(h)"),
    ("E209_CONSTANT", "a", "parameter k = a + 1"),
    ("E209_LITERAL", "a", "input w : number in a..5"),
    ("E210_ORDER", "m >= mau.do", "indicator i = if m >= mau.do then 1 else 2"),
    ("E210_ORDER", "p > yes", "indicator i = if p > yes then 1 else 2"),
    ("E211_WHOLE", "2.5", "indicator i = latest(a, 2.5)"),
    ("E211_WHOLE", "0", "indicator i = root(a, 0)"),
    ("E212_GIVEN_AS", "number", "input w : number { given as percent }"),
    ("E213_DATE", "a", "indicator i = year_of(a)"),
    ("E213_DATE", "due a", "criterion c { source qd \"1\"  met when p  due a }"),
    ("E214_MODE", "half_upp", "indicator i = round(a, 1, half_upp)"),
    ("E215_STEP", "0", "indicator i = round(a, 0, floor)"),
    ("E301_TARGET", "2024: >= 90%", "criterion c { source qd \"1\"  measure v  target 2024: >= 90% }"),
    ("E301_TARGET", "2025: >= 90%", "criterion c { source qd \"1\"  measure v  target 2025: >= 90% }"),
    ("E301_VALUE", "{ 2024: 5 }", "parameter k { 2024: 5 }"),
    ("E302_SIGN", "90%", "criterion c { source qd \"1\"  measure v  target 2024..2025: 90% }"),
    (
        "E303_TWICE",
        "2025: >= 95%",
        "criterion c { source qd \"1\"  measure v  target 2024..2025: >= 90%, 2025: >= 95% }",
    ),
    (
        "E304_SIGNS",
        "2026: >= 80%",
        "criterion c { source qd \"1\"  measure v  target { 2023: > 50%  2026: >= 80%  between linear } }",
    ),
    (
        "E304_CONSTANT",
        "2026: >= s * 1%",
        "criterion c { source qd \"1\"  measure a  target { 2023: >= 50  2026: >= s * 1%  between linear } }",
    ),
    ("E306_PARAMETER", "5", "parameter k { 2024..2025: >= 5 }"),
    (
        "E308_BACKWARDS",
        "2025..2024: >= 90%",
        "criterion c { source qd \"1\"  measure v  target 2025..2024: >= 90%  before hold  after hold }",
    ),
    ("E401_CLAUSE", "on absent: met", "group g { score sum  item a { on absent: met } }"),
    ("E401_TWICE", "measure a", "criterion c { source qd \"1\"  measure v  measure a }"),
    (
        "E401_EXCLUDE",
        "target 2024..2025: >= 90%",
        "criterion c { source qd \"1\"  measure v  target 2024..2025: >= 90%  met when p }",
    ),
    ("E402_CRITERION", "c", "group g { verdict every  criterion c { source qd \"1\"  measure v } }"),
    ("E402_GROUP", "k", "group g { verdict every  group k { criterion c { source qd \"1\"  measure v } } }"),
    ("E402_ITEM", "a", "group g { verdict every  item a }"),
    (
        "E403_AT_LEAST",
        "verdict at least 2",
        "group g { verdict at least 2  criterion c { source qd \"1\"  met when p } }",
    ),
    ("E404_SUM", "score weighted_mean", "group g { score weighted_mean  item a weight 50%  item s weight 40% }"),
    (
        "E404_YEAR",
        "score weighted_mean",
        "parameter k { 2024: 50%  2025: 60% }  group g { score weighted_mean  item a weight k  item s weight 50% }",
    ),
    ("E405_UNREACHABLE", ">= 90%: 2", "indicator i = from v { >= 80%: 1, >= 90%: 2, otherwise: 0 }"),
    ("E405_UNREACHABLE", "otherwise: 2", "indicator i = from p { = yes: 1, = no: 0, otherwise: 2 }"),
    (
        "E405_TARGET",
        "target 2024..2025: >= 90%",
        "criterion c { source qd \"1\"  measure v  target 2024..2025: >= 90%\n target when p 2024..2025: >= 95% }",
    ),
    ("E406_GAP", "}", "indicator i = from v { >= 80%: 1, >= 70%: 2 }"),
    ("E406_REST", "}", "indicator i = from { when p: 1, when a > 1: 2 }"),
    ("E406_REST", "}", "indicator i = from m { = do: 1 }"),
    ("E407_COUNT", "expect 2 criteria", "group g { expect 2 criteria  criterion c { source qd \"1\"  met when p } }"),
    (
        "E408_MAX",
        "expect max 30 points",
        "group g { score sum  expect max 30 points  criterion c { source qd \"1\"  met when p  score max 10 points when met } }",
    ),
    ("E408_UNKNOWN", "expect max 30", "group g { score sum  expect max 30  item a }"),
    ("E409_NO_SCORE", "score sum", "group g { score sum  criterion c { source qd \"1\"  met when p } }"),
    ("E410_WEIGHT", "s", "group g { score weighted_mean  item a weight 1  item s }"),
    (
        "E411_MIXED",
        "a",
        "group g { score mean  item a  criterion c { source qd \"1\"  met when p  score max 10 when met } }",
    ),
    ("E412_OUTCOME", "o", "outcome o { source qd \"1\" }"),
    ("E412_STEP", "at most recognised when p", "outcome o { require x \"x\": p  at most recognised when p }"),
    ("E412_CLASS", "", "outcome o { from v { >= 90%: 1  otherwise: 2 } }"),
    ("E413_CLASS", "tot", "indicator i = from v { >= 90%: tot \"T\"  otherwise: 2 }"),
    ("E414_SUBJECT", ">= 90%: 1", "indicator i = from { >= 90%: 1  otherwise: 2 }"),
    (
        "E415_WHEN_MET",
        "score max 10 points when met",
        "criterion c { source qd \"1\"  measure v  score max 10 points when met }",
    ),
    ("E416_NO_SCORE", "deduct 1 points", "criterion c { source qd \"1\"  met when p  deduct 1 points }"),
    ("E417_STATE", "k", "state k : loai { from { when p: cao  otherwise: prior } }"),
    ("E417_STATE", "k", "state k : loai { first thap }"),
    ("E417_RANK", "r", "rank r of huyen { ties shared }"),
    ("E418_RECORDED", "v", "test \"t\" at 2024 { recorded at 2023 { v = 80% }  expect a = 1 }"),
    ("E609_NOT_AMENDING", "repeal indicator v", "repeal indicator v"),
    ("E606_NOTHING", "cc", "variant x { repeal criterion cc }"),
];

/// The same for whole texts.
const ALONE: &[(&str, &str, &str)] = &[
    ("E110_CIRCLE", "a1", "ruleset t { applies 2024..2025  evaluates a1 }\nlevel a1 within b1\nlevel b1 within a1"),
    ("E110_CIRCLE", "y", "ruleset t { applies 2024..2025  evaluates x }\nlevel x\nunit y = 2 y"),
    ("E113_EVALUATES", "t", "ruleset t { applies 2024..2025 }\nlevel x"),
    ("E307_YEARS", "t", "ruleset t { evaluates x }\nlevel x"),
    ("E601_CIRCLE", "\"main.mile\"", "ruleset t { applies 2024..2025  evaluates x }\nuse \"main.mile\" as me\nlevel x"),
    (
        "E602_FILE",
        "\"nowhere.mile\"",
        "ruleset t { applies 2024..2025  evaluates x }\nuse \"nowhere.mile\" as y\nlevel x",
    ),
    (
        "E611_DIFFERS",
        "huyen",
        "ruleset t { applies 2024..2025  evaluates huyen }\nuse \"other.mile\" as o\nlevel tinh\nlevel huyen within tinh",
    ),
];

/// The same for amendments.
const AMENDING: &[(&str, &str, &str)] = &[
    ("E101_ELSEWHERE", "v", "input v : number"),
    (
        "E110_VERSIONS",
        "back",
        "amend indicator ahead = v { source qd26 \"1\" }\namend indicator back = ahead at 2024 { source qd26 \"2\" }",
    ),
    ("E604_SOURCE", "c", "amend criterion c { target 2026..2027: >= 95% }"),
    (
        "E605_TWICE",
        "c",
        "amend criterion c { source qd26 \"1\"  target 2026..2027: >= 95% }\namend criterion c { source qd26 \"2\"  target 2026..2027: >= 96% }",
    ),
    ("E605_TWICE", "c", "amend criterion c { source qd26 \"1\"  weight 1 }\nrepeal criterion c source qd26 \"2\""),
    ("E606_NOTHING", "cc", "amend criterion cc { source qd26 \"1\"  target 2026..2027: >= 95% }"),
    ("E606_NOTHING", "k", "add to k criterion x { source qd26 \"1\"  measure v  target 2026..2027: >= 95% }"),
    ("E612_TYPE", "i", "amend indicator i = if v > 50% then 1 else 2 { source qd26 \"1\" }"),
];

fn sources(name: &str) -> Option<String> {
    match name {
        "base.mile" => Some(BASE.to_owned()),
        "other.mile" => {
            Some("ruleset o { applies 2024..2025  evaluates huyen }\nlevel vung\nlevel huyen within vung".to_owned())
        }
        _ => None,
    }
}

fn checked(text: &str) -> (Vec<Diagnostic>, Vec<SourceFile>) {
    match compile("main.mile", text, &sources, &CompileOptions::default()) {
        Ok(compiled) => (compiled.warnings, compiled.program.files),
        Err(failed) => (failed.diagnostics, failed.files),
    }
}

/// Message and place of each.
fn drawn(text: &str) -> Vec<(String, String)> {
    let (diagnostics, files) = checked(text);
    diagnostics
        .iter()
        .filter(|d| d.severity() == Severity::Error)
        .map(|d| {
            let text = &files[usize::from(d.span.file)].text;
            (d.message.id.to_owned(), text[d.span.start as usize..d.span.end as usize].to_owned())
        })
        .collect()
}

fn all_cases() -> Vec<(&'static str, &'static str, String)> {
    let after = AFTER_HEAD.iter().map(|(id, place, text)| (*id, *place, format!("{HEAD}{text}\n")));
    let alone = ALONE.iter().map(|(id, place, text)| (*id, *place, (*text).to_owned()));
    let amending = AMENDING.iter().map(|(id, place, text)| (*id, *place, format!("{AMENDMENT}{text}\n")));
    after.chain(alone).chain(amending).collect()
}

#[test]
fn the_common_rules_are_clean() {
    assert_eq!(drawn(HEAD), Vec::new());
    assert_eq!(drawn(BASE), Vec::new());
    assert_eq!(drawn(AMENDMENT), Vec::new());
}

#[test]
fn each_mistake_draws_its_message_and_no_other() {
    let mut wrong = Vec::new();
    for (id, place, text) in all_cases() {
        let found = drawn(&text);
        let right = matches!(found.as_slice(), [(f, p)] if f == id && (place.is_empty() || p == place));
        if !right {
            wrong.push(format!("{id} at {place:?}: {found:?}\n    {}", text.lines().last().unwrap_or_default()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_message_of_the_checker_has_a_case() {
    // Raised elsewhere, or tried by tests of their own below.
    let elsewhere = ["E603_OVERLAP", "E606_BODY", "E608_FILES", "E610_VARIANT_BODY", "E613_VARIANT"];
    let tried: BTreeSet<&str> = all_cases().iter().map(|(id, ..)| *id).chain(elsewhere).collect();
    let missing: Vec<&str> = codes::ALL
        .iter()
        .filter(|m| m.severity == Severity::Error && matches!(m.code.as_bytes(), [b'E', b'1'..=b'6', ..]))
        .map(|m| m.id)
        .filter(|id| !tried.contains(id))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn warnings_and_hints() {
    let drawn = |text: &str| -> Vec<(String, String)> {
        let (diagnostics, files) = checked(&format!("{HEAD}{text}\n"));
        let place = |d: &Diagnostic| files[0].text[d.span.start as usize..d.span.end as usize].to_owned();
        diagnostics.iter().map(|d| (d.message.id.to_owned(), place(d))).collect()
    };
    let one = |id: &str, place: &str| vec![(id.to_owned(), place.to_owned())];
    assert_eq!(drawn("input hòa : yes_no\ninput hoà : yes_no"), one("W101_TONE", "hoà"));
    assert_eq!(drawn("criterion c { measure v  target 2024..2025: >= 90% }"), one("W601_SOURCE", "c"));
    assert_eq!(drawn("indicator i = if sqrt(v) >= 70% then 1 else 2"), one("E205_UNROUNDED", "sqrt(v) >= 70%"));
    let quotient = |on: &str| format!("criterion c {{ source qd \"1\"  measure s / h  met when p  {on} }}");
    assert_eq!(drawn(&quotient("")), one("W501_ZERO_BASE", "c"));
    assert_eq!(drawn(&quotient("on zero_base: not_met")), Vec::new());
    // `a` is at least 1.
    assert_eq!(drawn("criterion c { source qd \"1\"  measure s / a  met when p }"), Vec::new());
}

#[test]
fn an_amendment_begins_after_its_base() {
    let text = AMENDMENT.replace("2026..2027", "2025..2027");
    assert_eq!(drawn(&text), vec![("E603_OVERLAP".to_owned(), "applies 2025..2027".to_owned())]);
}

#[test]
fn what_is_not_carried_must_be_decided() {
    let text = AMENDMENT.replace("carry targets from 2025", "");
    let found = drawn(&text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|(id, _)| id == "E301_TARGET"));
}

#[test]
fn a_variant_must_exist() {
    let options = CompileOptions { variant: Some("nhe".to_owned()), ..Default::default() };
    let text = format!("{HEAD}indicator i = a\nvariant nhẹ {{ amend indicator i = a * 2 }}\n");
    let failed = compile("main.mile", &text, &sources, &options).err().unwrap();
    assert_eq!(failed.diagnostics[0].message.id, "E613_VARIANT");
    assert_eq!(failed.diagnostics[0].suggestion.as_deref(), Some("nhẹ"));
}

#[test]
fn mistakes_of_a_stage_are_told_together_and_no_later_ones() {
    let found =
        drawn(&format!("{HEAD}indicator i = vv\nindicator j = ww + h\nindicator k = h + a\nindicator x = i + j + h\n"));
    let ids: Vec<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["E102_NAME", "E102_NAME"]);
}
