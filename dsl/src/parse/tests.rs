//! Reading, and recovery.

use super::*;
use crate::ast::*;

/// The codes and the text at each place.
fn mistakes(text: &str) -> Vec<(String, String)> {
    let (_, diagnostics) = parse(0, text);
    let source = Source::new(text);
    diagnostics.iter().map(|d| (d.code().to_owned(), source.slice(d.span).to_owned())).collect()
}

fn read_file(text: &str) -> File {
    let (file, diagnostics) = parse(0, text);
    assert_eq!(diagnostics, []);
    file.unwrap()
}

/// The mistakes of one declaration under a header.
fn of(decl: &str) -> Vec<(String, String)> {
    mistakes(&format!("ruleset t {{ applies 2024..2025 }}\n{decl}"))
}

fn one(decl: &str) -> (String, String) {
    let all = of(decl);
    assert_eq!(all.len(), 1, "{decl}: {all:?}");
    all.into_iter().next().unwrap()
}

fn clean(decl: &str) -> DeclKind {
    *read_file(&format!("ruleset t {{ applies 2024..2025 }}\n{decl}")).decls.into_iter().next().unwrap().kind
}

fn is(code: &str, place: &str) -> (String, String) {
    (code.to_owned(), place.to_owned())
}

/// A formula as fully bracketed text.
fn shape(formula: &str) -> String {
    match clean(&format!("indicator i = {formula}")) {
        DeclKind::Indicator(i) => show(&i.value),
        other => panic!("{other:?}"),
    }
}

fn show(e: &Expr) -> String {
    let join = |all: &[Expr], with: &str| all.iter().map(show).collect::<Vec<_>>().join(with);
    match &e.kind {
        ExprKind::Number { value, unit } => match unit {
            Some(unit) => format!("{} {}", value.to_text(), unit.text),
            None => value.to_text(),
        },
        ExprKind::Percent(n) => format!("{n:?}").is_empty().to_string().replace("false", &format!("p{}", n.to_text())),
        ExprKind::Date(d) => milepost_core::date::text(*d),
        ExprKind::Bool(b) => b.to_string(),
        ExprKind::Path(p) => p.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join("."),
        ExprKind::Neg(x) => format!("(-{})", show(x)),
        ExprKind::Not(x) => format!("(not {})", show(x)),
        ExprKind::Binary(op, a, b) => format!("({} {op:?} {})", show(a), show(b)),
        ExprKind::Pow(x, n) => format!("({} ^ {n})", show(x)),
        ExprKind::Compare { first, rest } => {
            let tail: String = rest.iter().map(|(cmp, x)| format!(" {} {}", cmp.word(), show(x))).collect();
            format!("({}{tail})", show(first))
        }
        ExprKind::In(x, r) => format!("({} in {:?}..{:?})", show(x), r.lo.as_ref().map(show), r.hi.as_ref().map(show)),
        ExprKind::Is(x, t) => format!("({} is {t:?})", show(x)),
        ExprKind::Logic(op, all) => format!("({})", join(all, &format!(" {} ", op.word()))),
        ExprKind::If { condition, then, otherwise } => {
            format!("(if {} then {} else {})", show(condition), show(then), show(otherwise))
        }
        ExprKind::Otherwise(a, b) => format!("({} otherwise {})", show(a), show(b)),
        ExprKind::Call { name, args } => format!("{}({})", name.text, join(args, ", ")),
        ExprKind::At(x, y) => format!("({} at {y:?})", show(x)),
        ExprKind::By(x, who) => format!("({} by {})", show(x), who.text),
        ExprKind::Own(x) => format!("(own {})", show(x)),
        ExprKind::Table(t) => format!("table{}", t.rows.len()),
        ExprKind::Rollup(r) => format!(
            "<{} {} {:?} {}{}{}{}>",
            r.kind.word(),
            r.of.as_ref().map_or(String::new(), show),
            r.scope,
            r.level.text,
            r.weighted.as_ref().map_or(String::new(), |w| format!(" by {}", show(w))),
            r.filter.as_ref().map_or(String::new(), |f| format!(" where {}", show(f))),
            r.years.map_or(String::new(), |y| format!(" {y:?}")),
        ),
        ExprKind::Paren(x) => format!("[{}]", show(x)),
    }
}

#[test]
fn operators_bind_as_written_in_the_reference() {
    assert_eq!(shape("a + b * c - d / e"), "((a Add (b Mul c)) Sub (d Div e))");
    assert_eq!(shape("a - b - c"), "((a Sub b) Sub c)");
    assert_eq!(shape("not a = b and c"), "((not (a = b)) and c)");
    assert_eq!(shape("a or b or (c and d)"), "(a or b or [(c and d)])");
    assert_eq!(shape("x otherwise y otherwise 0 + 1 >= 2"), "((x otherwise (y otherwise (0 Add 1))) >= 2)");
    assert_eq!(shape("-a * b"), "((-a) Mul b)");
    assert_eq!(shape("a * x ^ 2"), "(a Mul (x ^ 2))");
    assert_eq!(shape("50% <= v < 70%"), "(p0.5 <= v < p0.7)");
    assert_eq!(shape("if a then 1 else if b then 2 else 3"), "(if a then 1 else (if b then 2 else 3))");
    assert_eq!(shape("10 points * measure / 80%"), "((10 points Mul measure) Div p0.8)");
    assert_eq!(shape("x at year - 1 - y"), "((x at Relative(-1)) Sub y)");
    assert_eq!(shape("x at 2020 by who"), "((x at Absolute(2020)) by who)");
    assert_eq!(shape("cs.i.score by tự / cs.i.max"), "((cs.i.score by tự) Div cs.i.max)");
    assert_eq!(shape("x is disputed or y is missing"), "((x is Reason(Disputed)) or (y is Missing))");
    assert_eq!(shape("a in 3..5 and b in ..x"), "((a in Some(\"3\")..Some(\"5\")) and (b in None..Some(\"x\")))");
    assert_eq!(shape("as_of - date(year, 12, 15) <= 5 days"), "((as_of Sub date(year, 12, 15)) <= 5 days)");
    assert_eq!(shape("`source` + max(1, 2) + max"), "((source Add max(1, 2)) Add max)");
    assert_eq!(shape("c.verdict = not_met or c.verdict = met"), "((c.verdict = not_met) or (c.verdict = met))");
    assert_eq!(shape("d >= 2024-12-15"), "(d >= 2024-12-15)");
    assert_eq!(shape("x ≥ 1 and y ≠ 2"), "((x >= 1) and (y != 2))");
}

#[test]
fn roll_ups_reach_to_the_right() {
    assert_eq!(shape("share of xã where a and b >= 3"), "<share (a and (b >= 3)) Over xã>");
    assert_eq!(shape("(share of xã where a among b) >= 80%"), "([<share a Over xã where b>] >= p0.8)");
    assert_eq!(shape("sum of a * b over xã weighted by w where c"), "<sum (a Mul b) Over xã by w where c>");
    assert_eq!(
        shape("position(x, min of x across h, max of x across h in all years)"),
        "position(x, <min x Across h>, <max x Across h All>)"
    );
    assert_eq!(shape("mean of x across h in 2018..2022"), "<mean x Across h Range(2018, 2022)>");
    assert_eq!(shape("sum of x over predecessors"), "<sum x Predecessors predecessors>");
    assert_eq!(shape("every xã where a satisfies b or c"), "<every (b or c) Over xã where a>");
    assert_eq!(
        shape("rank of x across h where v = own v descending ties dense"),
        "<rank x Across h where (v = (own v))>"
    );
    assert_eq!(shape("count(a, b, c) >= 2"), "(count(a, b, c) >= 2)");
    assert_eq!(shape("count of xã where a ignoring missing needing 80%"), "<count  Over xã where a>");
}

#[test]
fn a_table_may_stand_wherever_a_formula_may() {
    assert_eq!(
        shape("1 + from x { >= 80%: a, in 50%..79%: b otherwise 0, when c and d: 3, otherwise: 4 }"),
        "(1 Add table4)"
    );
    assert_eq!(shape("from { when a: 1 otherwise: 2 }"), "table2");
}

#[test]
fn each_mistake_of_the_table_is_one_message() {
    assert_eq!(one("indicator i = a;"), is("E001", ";"));
    assert_eq!(one("inptu w : ratio"), is("E002", "inptu"));
    assert_eq!(one("input source : ratio"), is("E003", "source"));
    assert_eq!(one("criterion c { measure v  target 2024: >= 62,5% }"), is("E004", "62,5%"));
    assert_eq!(one("indicator i = x * 0,5"), is("E004", "0,5"));
    assert_eq!(one("criterion c {\n  measure v\n"), is("E005", "{"));
    assert_eq!(one("criterion c {\n  mesure v\n}"), is("E006", "mesure"));
    assert_eq!(one("criterion c {\n  measure v +\n  target 2024: >= 90%\n}"), is("E007", "+"));
    assert_eq!(one("indicator i = (a + )"), is("E007", "+"));
    assert_eq!(one("criterion c { score = 10 points }"), is("E009", "score"));
    assert_eq!(one("criterion c { met when p and a > 1 or v > 5% }"), is("E010", "or"));
    assert_eq!(one("criterion c { met when 50% <= v > 70% }"), is("E011", "50% <= v > 70%"));
    assert_eq!(one("indicator i = a = b = c"), is("E011", "a = b = c"));
    assert_eq!(one("indicator i = -a ^ 2"), is("E012", "-a ^ 2"));
    assert_eq!(one("indicator i = share of xã where (a >= 3) >= 80%"), is("E014", "(a >= 3) >= 80%"));
    assert_eq!(one("indicator i = 1 + if a then 1 else 2"), is("E003", "if"));
    assert_eq!(one("indicator i = a is missing >= 3"), is("E003", ">="));
    assert_eq!(one("criterion c { code }"), is("E008", "code"));
    assert_eq!(one("criterion c { target 24: >= 3 }"), is("E003", "24"));
    assert_eq!(one("indicator i = 10points"), is("E013", "10points"));
    assert_eq!(one("document d { number \"1\" number \"2\" }"), is("E018", "number \"2\""));
    assert_eq!(one("criterion c {\n  met when x {\n  }\n}").0, "E006");
    assert_eq!(one("level x }"), is("E005", "}"));
    assert_eq!(one("ruleset u { }"), is("E018", "u"));
    assert_eq!(mistakes("input x : ratio"), [is("E002", "input")]);
    assert_eq!(mistakes("").len(), 1);
}

#[test]
fn near_words_are_suggested() {
    let suggestion = |text: &str| parse(0, text).1.into_iter().next().and_then(|d| d.suggestion);
    assert_eq!(suggestion("ruleset t { }\ninptu x : ratio").as_deref(), Some("input"));
    assert_eq!(suggestion("ruleset t { }\ncriterion c { mesure v }").as_deref(), Some("measure"));
    assert_eq!(suggestion("ruleset t { }\ncriterion c { target 2024: 1 after hodl }").as_deref(), Some("hold"));
    assert_eq!(suggestion("rulset t { }").as_deref(), Some("ruleset"));
}

#[test]
fn misspelt_lines_one_after_another_are_each_reported() {
    let found = of(
        "inptu a : ratio\ninptu b : ratio\ncriterion c {\n  mesure a\n  tagret 2024: >= 3\n  nonsense\n  weight 1\n}\nlevle x",
    );
    assert_eq!(
        found,
        [is("E002", "inptu"), is("E002", "inptu"), is("E006", "mesure"), is("E006", "tagret"), is("E002", "levle")]
    );
}

/// Six unrelated mistakes: six messages, and every declaration is still read.
#[test]
fn six_mistakes_are_six_messages_and_the_rest_is_read() {
    let text = r#"ruleset t { applies 2024..2025 evaluates huyện }
level xã
inptu a : ratio
input b : ratio in 0%..100%
group g "Nhóm" {
  verdict every
  criterion one "Một" {
    mesure b
    target 2024: >= 90%
  }
  criterion two {
    measure b +
    target 2024: >= 62,5%
    weight 20%
  }
  criterion three {
    score max 10 points from measure {
      >= 80%: 10 points
      fewer:  5 points
      otherwise: 0 points
    }
  }
}
input source : ratio
outcome o { require p "x": g.met }
"#;
    let found = mistakes(text);
    assert_eq!(
        found,
        [
            is("E002", "inptu"),
            is("E006", "mesure"),
            is("E007", "+"),
            is("E004", "62,5%"),
            is("E006", "fewer"),
            is("E003", "source"),
        ]
    );
    let file = parse(0, text).0.unwrap();
    assert_eq!(file.decls.len(), 4);
    let DeclKind::Group(group) = &*file.decls[2].kind else { panic!() };
    let clauses: Vec<usize> = group
        .clauses
        .iter()
        .filter_map(|clause| match &clause.node {
            Clause::Member(member) => match &**member {
                Member::Criterion(criterion) => Some(criterion.clauses.len()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    assert_eq!(clauses, [1, 1, 1]);
    let Clause::Member(third) = &group.clauses[3].node else { panic!() };
    let Member::Criterion(third) = &**third else { panic!() };
    let Clause::Score(score) = &third.clauses[0].node else { panic!() };
    let ScoreHow::Table(table) = &score.how else { panic!() };
    assert_eq!(table.rows.len(), 2);
}

#[test]
fn a_missing_brace_is_found_by_the_layout() {
    let text = "ruleset t {\n  applies 2024..2025\ngroup g {\n  criterion a {\n    measure x\n  criterion b {\n    measure y\n  }\n}\ninput z : ratio\n";
    assert_eq!(mistakes(text), [is("E005", "{"), is("E005", "{")]);
    let (file, diagnostics) = parse(0, text);
    let file = file.unwrap();
    let lines: Vec<u32> = diagnostics.iter().map(|d| Source::new(text).position(d.span.start).line).collect();
    assert_eq!(lines, [1, 4]);
    assert_eq!(file.decls.len(), 2);
    let DeclKind::Group(group) = &*file.decls[0].kind else { panic!() };
    assert_eq!(group.clauses.len(), 2);
}

#[test]
fn a_brace_too_many_is_one_message() {
    let text = "ruleset t { }\ngroup g {\n  criterion a {\n    measure x\n  }\n  }\n  criterion b {\n    measure y\n  }\n}\ninput z : ratio\n";
    assert_eq!(mistakes(text), [is("E005", "}")]);
    assert_eq!(parse(0, text).0.unwrap().decls.len(), 2);
}

#[test]
fn facts_on_one_line_are_not_units() {
    let DeclKind::Test(test) =
        clean("test \"t\" at 2024 { given { a = 3 b = 4 năm  cs.c by w = yes, d = x by w e = missing } }")
    else {
        panic!()
    };
    let TestStep::Given { facts, .. } = &test.steps[0].node else { panic!() };
    assert_eq!(facts.len(), 5, "{facts:?}");
    assert!(facts[4].value.is_none());
}

#[test]
fn expectations_know_verdicts_and_reasons() {
    let DeclKind::Test(test) = clean(
        "test \"t\" at 2024 as_of 2024-06-30 {\n expect a = met\n expect b by w is disputed\n expect c = missing\n expect d.score = 10 points\n expect round(e, 1, up) = tốt }",
    ) else {
        panic!()
    };
    assert_eq!(test.as_of, milepost_core::date::parse("2024-06-30"));
    let values: Vec<String> = test
        .steps
        .iter()
        .map(|step| match &step.node {
            TestStep::Expect { value: Expected::Expr(e), .. } => show(e),
            TestStep::Expect { value, .. } => format!("{value:?}"),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(values, ["Verdict(Met)", "MissingFor(Disputed)", "Missing", "10 points", "tốt"]);
}

#[test]
fn targets_in_a_line_and_in_a_block() {
    let DeclKind::Criterion(c) = clean(
        "criterion c {\n target when u 2024: >= 1, 2025..: in 3..5 after none\n target { 2022: > 50% source q \"a\"\n 2025..2026: x otherwise y, between linear before none } }",
    ) else {
        panic!()
    };
    let targets: Vec<&Targets> = c
        .clauses
        .iter()
        .map(|clause| match &clause.node {
            Clause::Target(targets) => &**targets,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!((targets[0].entries[1].from, targets[0].entries[1].to), (2025, None));
    assert!(matches!(targets[0].entries[1].bound, Bound::In(_)) && targets[0].when.is_some());
    assert_eq!(
        (targets[0].after, targets[1].between, targets[1].before),
        (Some(Gap::None), Some(Gap::Linear), Some(Gap::None))
    );
    assert!(targets[1].entries[0].source.is_some() && targets[1].entries[1].to == Some(2026));
}

#[test]
fn every_declaration_of_the_reference_is_read() {
    for text in [
        "category mức ordered \"Mức\" { thấp \"Thấp\", cao \"Cao\" trung_bình }",
        "input a of xã, huyện : count hộ in 0 hộ.. \"Hộ\" { optional given as percent assessed h source q \"1\" note \"n\" }",
        "input a : number đồng/người",
        "input a, b, c of xã : ratio { given as percent }",
        "input a : points",
        "input ngày : date",
        "parameter p \"P\" { 2023: 1_800_000 đồng  2024..: 2_340_000 đồng  after hold  note \"n\" }",
        "parameter p = 3 { source q }",
        "indicator i of xã \"I\" = a / b { note \"n\" }",
        "criterion c { target in_block 2024: 1 }".replace("in_block ", "").as_str(),
        "criterion c {\n due date(year, 12, 15)\n gate \"g\": a\n gate: b\n adjust min(score, 5) max 5\n bonus 2 when c\n deduct 1\n weight 20%\n not_applicable full\n on absent, disputed: not_met\n applies when x }",
        "criterion c { score max 10 points capped when met }",
        "group g {\n score power_mean 1/2\n missing skip needing 2/3 of weight\n normalise (value - low) / (high - low)\n round to 0.01 half_up\n item x weight 2 lower goalposts 0..10 target 5 \"X\"\n item y { weight 1 note \"n\" }\n expect 23 criteria\n expect weights 100%\n verdict at least 3\n group h { score max } }",
        "group g { score geometric_mean to 0.1% half_up }",
        "outcome o of xã {\n from x { >= 90%: tốt \"Tốt\"  when a: khá  otherwise: yếu }\n at most khá when b\n downgrade 1 when c\n quota tốt at most 20% of xã by hạng\n quota tốt at most 3 by hạng }",
        "state s of xã \"S\" : mức { first thấp from { when a: cao otherwise: prior } }",
        "rank r \"R\" of xã within huyện where a > 1 { by x descending then by y ascending ties shared }",
        "repeal criterion c source q \"1\"",
        "add to g item x lower",
        "amend parameter p = 4",
        "amend rank r of xã { by x ascending }",
        "amend group g { score mean }",
        "variant v \"V\" {\n amend parameter p = 4\n amend criterion c { weight 1 }\n }",
        "test \"t\" at 2024 { recorded at 2023 { x = 1 } with 26 xã { a = yes } with xã { b = 1 } }",
        "assessment h { by a \"A\" by b settle a else agreement of a, b else disputed }",
        "unit triệu \"triệu\" = 1_000_000 đồng",
        "level xã \"Xã\" within huyện { note \"n\" }",
    ] {
        clean(text);
    }
}

#[test]
fn deep_text_is_a_message_and_not_a_crash() {
    let deep = |open: &str, middle: &str, close: &str, n: usize| {
        let (file, found) =
            parse(0, &format!("ruleset t {{ }}\nindicator i = {}{middle}{}", open.repeat(n), close.repeat(n)));
        drop(file);
        found.iter().map(Diagnostic::code).collect::<Vec<_>>()
    };
    for n in [201, 5_000] {
        assert_eq!(deep("(", "1", ")", n), ["E015"], "{n}");
        assert_eq!(deep("-", "1", "", n), ["E015"]);
        assert_eq!(deep("not ", "a", "", n), ["E015"]);
        assert_eq!(deep("1 + ", "1", "", n), ["E015"]);
        assert_eq!(deep("a otherwise ", "1", "", n), ["E015"]);
        assert_eq!(deep("if a then b else ", "1", "", n), ["E015"]);
        assert_eq!(deep("abs(", "1", ")", n), ["E015"]);
        assert_eq!(deep("from x { otherwise: ", "1", "}", n), ["E015"]);
        assert_eq!(deep("", "x", " at 2020", n), ["E015"]);
        assert_eq!(deep("sum of ", "x", " over y", n), ["E015"]);
    }
    assert_eq!(deep("(", "1", ")", 200_000), ["E015"]);
    assert_eq!(deep("(", "1", ")", 190), [""; 0]);
    assert_eq!(deep("1 + ", "1", "", 190), [""; 0]);
    let (_, found) = parse(0, &format!("ruleset t {{ }}\n{}", "group g {\n".repeat(10_000)));
    assert!(!found.is_empty());
    // A chain in a chain in a chain: each is short, the tree would be tall.
    let mut text = "1".to_owned();
    for _ in 0..150 {
        text = format!("({text}{})", " + 1".repeat(150));
    }
    assert_eq!(deep("", &text, "", 1), ["E015"]);
}

#[test]
fn a_text_that_is_too_large_is_a_message() {
    let text = " ".repeat((4 << 20) + 1);
    assert_eq!(parse(0, &text).1.iter().map(Diagnostic::code).collect::<Vec<_>>(), ["E016"]);
}

#[test]
fn spellings_of_one_name_are_one_name() {
    let file = read_file("ruleset t { }\nindicator i = hoa\u{300} + ho\u{e0}");
    let DeclKind::Indicator(i) = &*file.decls[0].kind else { panic!() };
    assert_eq!(show(&i.value), "(hoà Add hoà)");
}
