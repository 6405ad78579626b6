//! What rule texts become: the program's tables, looked at from outside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use milepost_core::number::Number;
use milepost_core::program::{
    AmendmentKind, Bound, Cmp, Gap, InputKind, Item, ItemKind, Node, OutcomeHow, Program, Property, Scope,
    TestExpected, Verdict, YearRef,
};
use milepost_dsl::{CompileOptions, Compiled, compile, format};

const DATA: &[(&str, &str)] = &[
    ("bo-chi-so-minh-hoa.mile", include_str!("data/index.mile")),
    ("cds-huyen-2024.mile", include_str!("data/district.mile")),
];

fn data(name: &str) -> Option<String> {
    DATA.iter().find(|(n, _)| *n == name).map(|(_, text)| (*text).to_owned())
}

fn compiled(text: &str) -> Compiled {
    compile("main.mile", text, &data, &CompileOptions::default()).unwrap_or_else(|f| {
        panic!("{:?}", f.diagnostics.iter().map(|d| d.text(Default::default())).collect::<Vec<_>>())
    })
}

fn program(text: &str) -> Program {
    compiled(&format!(
        "ruleset t {{ applies 2024..2025  evaluates huyen }}\nlevel huyen\nlevel xa within huyen\n{text}"
    ))
    .program
}

fn item<'p>(p: &'p Program, version: usize, name: &str) -> &'p Item {
    let found = p.versions[version].items.iter().map(|(_, i)| &p.items[i.index()]);
    found.into_iter().find(|i| p.symbols[i.symbol.index()].name == name).unwrap_or_else(|| panic!("no item {name}"))
}

fn criterion<'p>(p: &'p Program, version: usize, name: &str) -> &'p milepost_core::program::Criterion {
    match &item(p, version, name).kind {
        ItemKind::Criterion(c) => c,
        other => panic!("{other:?}"),
    }
}

fn bounds(p: &Program, version: usize, name: &str) -> Vec<(i32, i32, Cmp, Number)> {
    let (_, timeline) = criterion(p, version, name).targets[0];
    let entries = &p.timelines[timeline.index()].entries;
    entries
        .iter()
        .map(|e| match &e.bound {
            Bound::Cmp(cmp, node) => match &p.nodes[node.index()] {
                Node::Number(n) => (e.from, e.to, *cmp, n.clone()),
                other => panic!("{other:?}"),
            },
            Bound::In(..) => panic!("a range"),
        })
        .collect()
}

fn percent(n: i64) -> Number {
    Number::ratio(n, 100).unwrap()
}

#[test]
fn the_rule_sets_of_the_reference_are_clean() {
    for (name, text) in [
        ("district", include_str!("data/district.mile")),
        ("index", include_str!("data/index.mile")),
        ("plan", include_str!("data/plan.mile")),
        ("hdi", include_str!("data/hdi.mile")),
        ("amendment", include_str!("data/amendment.mile")),
    ] {
        let p = compiled(text).program;
        assert!(!p.items.is_empty(), "{name}");
        assert_eq!(p.nodes.len(), p.node_levels.len());
        assert_eq!(p.nodes.len(), p.spans.len());
        assert_eq!(p.nodes.len(), p.node_types.len());
    }
}

#[test]
fn one_page() {
    let p = compiled(include_str!("data/one-page.mile")).program;
    assert_eq!(p.levels.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["huyện", "xã"]);
    assert_eq!(p.inputs[1].kind, InputKind::Number);
    assert_eq!((p.inputs[1].scale.clone(), p.inputs[1].percent), (percent(1), true));
    assert_eq!(bounds(&p, 0, "III_3"), [(2024, 2024, Cmp::Ge, percent(90)), (2025, 2025, Cmp::Ge, percent(95))]);
    let test = &p.tests[0];
    assert_eq!((test.units[0].0, p.levels[test.units[0].1.index()].name.as_str()), (26, "xã"));
    assert!(matches!(test.expects[0].expected, TestExpected::Verdict(Verdict::Met)));
    assert!(matches!(&p.nodes[test.expects[0].node.index()], Node::Item(_, Property::Verdict)));
    // `công_nhận = recognised`: the built-in category, first item
    let TestExpected::Value(node) = test.expects[2].expected else { panic!() };
    assert_eq!(p.nodes[node.index()], Node::Category(milepost_core::program::CategoryId(1), 0));
}

#[test]
fn an_amended_ruleset_has_both_versions_and_says_what_changed() {
    let p = compiled(include_str!("data/amendment.mile")).program;
    let versions: Vec<(&str, i32, i32)> = p.modules[0]
        .versions
        .iter()
        .map(|v| &p.versions[v.index()])
        .map(|v| (v.name.as_str(), v.applies.from, v.applies.to))
        .collect();
    assert_eq!(versions, [("cds_huyện_2024", 2024, 2025), ("cds_huyện_2026", 2026, 2027)]);
    assert_eq!(bounds(&p, 0, "III_3")[0].3, percent(90));
    assert_eq!(bounds(&p, 1, "III_3"), [(2026, 2026, Cmp::Ge, percent(97)), (2027, 2027, Cmp::Ge, percent(98))]);
    // One symbol in both; the clauses that were not named stay.
    assert_eq!(item(&p, 0, "III_3").symbol, item(&p, 1, "III_3").symbol);
    assert_eq!(item(&p, 1, "III_3").code, "III.3");
    assert_eq!(item(&p, 1, "III_3").sources.len(), 2);
    // Carried: 2025's entry holds on.
    let (_, timeline) = criterion(&p, 1, "II_3").targets[0];
    assert_eq!(p.timelines[timeline.index()].after, Gap::Hold);
    let (_, timeline) = criterion(&p, 0, "II_3").targets[0];
    assert_eq!(p.timelines[timeline.index()].after, Gap::None);
    let names =
        |v: usize| p.versions[v].items.iter().map(|(s, _)| p.symbols[s.index()].name.as_str()).collect::<Vec<_>>();
    assert!(names(0).contains(&"IV_5") && !names(1).contains(&"IV_5"));
    assert!(!names(0).contains(&"V_4") && names(1).contains(&"V_4"));
    let kinds: Vec<AmendmentKind> = p.versions[1].amendments.iter().map(|a| a.kind).collect();
    assert_eq!(kinds, [AmendmentKind::Amended, AmendmentKind::Repealed, AmendmentKind::Added]);
    assert!(p.versions[1].amendments.iter().all(|a| a.source.is_some()));
    let ItemKind::Group(v) = &item(&p, 1, "V").kind else { panic!() };
    assert_eq!(v.members.len(), 4);
}

#[test]
fn numbers_are_in_base_units() {
    let p =
        program("unit đồng\nunit tỷ = 1_000_000_000 đồng\nunit người\ninput g : number tỷ/người\nindicator i = 2 tỷ\n");
    assert_eq!(p.inputs[0].scale, Number::integer(1_000_000_000));
    assert_eq!(p.inputs[0].unit.text, "tỷ/người");
    let ItemKind::Indicator(node) = item(&p, 0, "i").kind else { panic!() };
    assert_eq!(p.nodes[node.index()], Node::Number(Number::integer(2_000_000_000)));
    assert_eq!(item(&p, 0, "i").unit.text, "tỷ");
}

#[test]
fn names_are_read_at_the_nearest_level() {
    let p = program(
        "input a of xa : number\ninput b : number\nindicator i = sum of a * b over xa\nindicator j of xa, huyen = b * 2\n",
    );
    let level = |name: &str| p.levels.iter().position(|l| l.name == name).unwrap();
    let of_input = |name: &str| {
        let input = p.inputs.iter().position(|i| i.name == name).unwrap();
        let node = p.nodes.iter().position(|n| matches!(n, Node::Input(i) if i.index() == input)).unwrap();
        p.node_levels[node].unwrap().index()
    };
    assert_eq!((of_input("a"), of_input("b")), (level("xa"), level("huyen")));
    let ItemKind::Indicator(sum) = item(&p, 0, "i").kind else { panic!() };
    assert_eq!(p.node_levels[sum.index()].unwrap().index(), level("huyen"));
    assert_eq!(p.rollups[0].scope, Scope::Over);
    // One item for each level.
    let levels: Vec<usize> =
        p.items.iter().filter(|i| p.symbols[i.symbol.index()].name == "j").map(|i| i.levels[0].index()).collect();
    assert_eq!(levels, [level("xa"), level("huyen")]);
}

#[test]
fn a_roll_up_across_all_units_is_the_same_for_each_unless_it_reads_its_own() {
    let p = program(
        "input a : number\nindicator i = a - mean of a across huyen\nindicator j = count of huyen where a > own a\n",
    );
    let rollup = |name: &str| {
        let ItemKind::Indicator(node) = item(&p, 0, name).kind else { panic!() };
        let id = match &p.nodes[node.index()] {
            Node::Sub(_, b) => b.index(),
            _ => node.index(),
        };
        p.node_levels[id]
    };
    assert_eq!(rollup("i"), None);
    assert_eq!(rollup("j").unwrap().index(), 0);
    assert!(p.rollups.iter().all(|r| r.scope == Scope::Across));
}

#[test]
fn classes_are_stored_from_the_lowest() {
    let p = program(
        "input v : ratio\noutcome o { from v { >= 90%: tot \"Tốt\"  >= 70%: kha \"Khá\"  otherwise: yeu \"Yếu\" }  at most kha when v < 95% }\n",
    );
    let ItemKind::Outcome(o) = &item(&p, 0, "o").kind else { panic!() };
    let category = &p.categories[o.category.index()];
    assert!(category.ordered);
    assert_eq!(category.items.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>(), ["yeu", "kha", "tot"]);
    assert_eq!(category.items[2].1[0].1, "Tốt");
    let OutcomeHow::Class { table, steps } = &o.how else { panic!() };
    let Node::Table(table) = &p.nodes[table.index()] else { panic!() };
    assert_eq!(p.nodes[p.tables[table.index()].rows[0].result.index()], Node::Category(o.category, 2));
    assert_eq!(steps.len(), 1);
}

#[test]
fn items_of_an_index_turn_round_where_lower_is_better() {
    let p = program(
        "input x, y : number\ngroup g { score mean  normalise position(value, low, high)\n item x goalposts 0..10\n item y lower goalposts 2..5 }\n",
    );
    let member = |name: &str| match &item(&p, 0, name).kind {
        ItemKind::Member(m) => m.clone(),
        other => panic!("{other:?}"),
    };
    let ends = |name: &str| match &p.nodes[member(name).score.index()] {
        Node::Call { args, .. } => args[1..].iter().map(|a| p.nodes[a.index()].clone()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let number = |n: i64| Node::Number(Number::integer(n));
    assert_eq!(ends("g.x"), [number(0), number(10)]);
    assert_eq!(ends("g.y"), [number(-5), number(-2)]);
    let y = member("g.y");
    assert_eq!(p.nodes[y.value.index()], Node::Neg(y.raw));
    assert_eq!(member("g.x").value, member("g.x").raw);
    // `x` keeps meaning the input; the member is read as `g.x`.
    let p = program("input x : number\ngroup g { score mean  normalise value * 2\n item x }\nindicator i = g.x + x\n");
    let ItemKind::Indicator(sum) = item(&p, 0, "i").kind else { panic!() };
    let Node::Add(a, b) = p.nodes[sum.index()] else { panic!() };
    assert!(
        matches!(p.nodes[a.index()], Node::Item(_, Property::Value)) && matches!(p.nodes[b.index()], Node::Input(_))
    );
}

#[test]
fn last_year_and_growth() {
    let p = program("input x : number\nindicator i = growth(x)\n");
    let ItemKind::Indicator(node) = item(&p, 0, "i").kind else { panic!() };
    let Node::Div(change, before) = p.nodes[node.index()] else { panic!() };
    let Node::Sub(x, again) = p.nodes[change.index()] else { panic!() };
    assert_eq!(before, again);
    assert_eq!(p.nodes[before.index()], Node::At(x, YearRef::Relative(-1)));
}

#[test]
fn equal_expressions_are_one_node() {
    let p = program("input x : number\nindicator i = x + 1\nindicator j = x + 1\n");
    let node = |name: &str| match item(&p, 0, name).kind {
        ItemKind::Indicator(node) => node,
        _ => panic!(),
    };
    assert_eq!(node("i"), node("j"));
}

#[test]
fn inputs_of_used_rulesets_are_one_column_where_they_mean_the_same() {
    let sources = |_: &str| {
        Some("ruleset o { applies 2024..2025  evaluates huyen }\nlevel huyen\ninput same : ratio\ninput other : ratio\nindicator k = same\n".to_owned())
    };
    let text = "ruleset t { applies 2024..2025  evaluates huyen }\nuse \"o.mile\" as o\nlevel huyen\ninput same : ratio\ninput other : number\nindicator i = o.k + same + o.other\n";
    let p = compile("t.mile", text, &sources, &CompileOptions::default())
        .unwrap_or_else(|f| panic!("{:?}", f.diagnostics))
        .program;
    let columns: Vec<(&str, &str)> = p.inputs.iter().map(|i| (i.name.as_str(), i.qualified.as_str())).collect();
    assert_eq!(columns, [("same", ""), ("other", ""), ("other", "o.other")]);
    assert_eq!((p.modules[1].name.as_str(), p.modules[1].alias.as_str()), ("o", "o"));
}

#[test]
fn a_variant_changes_what_it_names() {
    let text = "input v : ratio\ncriterion c { measure v  target 2024..2025: >= 90%  note \"n\" }\nvariant strict \"Strict\" { amend criterion c { target 2024..2025: >= 95% } }\n";
    let whole = format!("ruleset t {{ applies 2024..2025  evaluates huyen }}\nlevel huyen\n{text}");
    let chosen = |name: Option<&str>| {
        let options = CompileOptions { variant: name.map(str::to_owned), ..Default::default() };
        compile("t.mile", &whole, &data, &options).unwrap().program
    };
    assert_eq!(bounds(&chosen(None), 0, "c")[0].3, percent(90));
    let strict = chosen(Some("strict"));
    assert_eq!(bounds(&strict, 0, "c")[0].3, percent(95));
    assert_eq!(item(&strict, 0, "c").notes, ["n"]);
    assert_eq!(strict.variants[0].0, "strict");
    assert_ne!(strict.content_hash, chosen(None).content_hash);
}

#[test]
fn the_hash_is_of_the_meaning() {
    let hash = |text: &str| compiled(text).program.content_hash;
    let text = include_str!("data/plan.mile");
    let tested = format!("{text}\ntest \"t\" at 2024 {{ expect CQ1 = met }}\n");
    assert_eq!(hash(text), hash(&format(text).unwrap()));
    assert_eq!(hash(text), hash(&format!("// said\n{}", text.replace("1_000_000_000", "1000000000"))));
    assert_eq!(hash(text), hash(&tested));
    assert_ne!(hash(text), hash(&text.replace("2022: > 50%", "2022: >= 50%")));
    assert_eq!(hash(text).len(), 64);
}

#[test]
fn missing_policy_is_inherited_by_nested_groups() {
    use milepost_core::program::GroupMissing;
    let p = program(
        "input x, y : number\ngroup g { score mean  missing skip needing 1/2 of count\n group k { item x }\n group l { missing zero  item y } }\n",
    );
    let missing = |name: &str| match &item(&p, 0, name).kind {
        ItemKind::Group(g) => g.missing.clone(),
        _ => panic!(),
    };
    assert!(matches!(missing("k"), GroupMissing::Skip { needing: Some((_, false)) }));
    assert_eq!(missing("l"), GroupMissing::Zero);
    let ItemKind::Group(k) = &item(&p, 0, "k").kind else { panic!() };
    assert!(k.aggregate.is_some());
}
