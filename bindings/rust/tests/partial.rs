//! Data scored in parts come out as in one piece, however they are cut and in whatever order partials are merged.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

use milepost::core::exact::item_name;
use milepost::core::ops::{compare::same, to_f64};
use milepost::core::report::{Cells, Options, ResultColumn};
use milepost::{Dataset, Engine, Partial, Ruleset, Table, Value, Years};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

const RULES: &str = r#"
ruleset parts { applies 2022..2024  evaluates district }
level province
level district within province
level commune within district
category kind ordered { low "Low", high "High" }
input income, debt : number
input k : kind
input flag : yes_no
input people of commune : number
indicator density = sum of people over commune
indicator norm = position(income, min of income across district ignoring missing, max of income across district ignoring missing)
indicator z = (income - (mean of income across district ignoring missing)) / (stdev of income across district ignoring missing)
indicator spread = variance of debt across district ignoring missing
indicator flagged = share of district where flag
indicator middle = median of debt across district ignoring missing
indicator strict = sum of income across district
indicator by_debt = mean of income across district weighted by debt ignoring missing
indicator peers = mean of income across district where k = own k ignoring missing
indicator percentile = rank of norm across district ascending ties mean
indicator earlier = (mean of income across district ignoring missing) at 2022
indicator always = max of income across district in all years ignoring missing
indicator crowd = mean of people across commune ignoring missing
criterion above { measure norm  target 2022..2024: >= 50%  score max 10 points = 10 points * norm  on absent: not_met }
rank place of district { by norm descending  then by debt ascending  ties shared }
rank dense_place of district { by above.score descending  ties dense }
rank at_home of district within province { by density descending  ties mean }
indicator near_top = if place <= 3 then 1 else 0
indicator top_income = mean of income across district where near_top = 1 ignoring missing
"#;

/// SplitMix64: the same data on every machine.
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.bits() % n
    }
}

fn facts(random: &mut Random) -> Json {
    let mut facts = serde_json::Map::new();
    for name in ["income", "debt"] {
        if random.below(10) > 0 {
            // Few different values: ties.
            let number = format!("{}.{}", random.below(12), random.below(3) * 3);
            facts.insert(name.to_owned(), json!(number));
        }
    }
    facts.insert("k".to_owned(), json!(["low", "high"][random.below(2) as usize]));
    if random.below(8) > 0 {
        facts.insert("flag".to_owned(), json!(random.below(2) == 0));
    }
    Json::Object(facts)
}

/// Districts with communes, in provinces.
fn districts(count: u64, random: &mut Random) -> Vec<Json> {
    (0..count)
        .map(|i| {
            let mut unit = facts(random);
            unit["unit"] = json!(format!("d{i}"));
            unit["parent"] = json!(format!("p{}", random.below(3)));
            unit["years"] = json!({ "2022": facts(random), "2023": facts(random) });
            unit["commune"] = (0..random.below(4))
                .map(|c| json!({ "unit": format!("d{i}/{c}"), "people": random.below(50) }))
                .collect();
            unit
        })
        .collect()
}

fn bind(rules: &Ruleset, units: &[Json]) -> Dataset {
    let tree = milepost::facts::to_tree(units).unwrap();
    milepost::facts::bind_all(rules.program(), &tree, 2024).unwrap()
}

fn cells(column: &ResultColumn, row: usize) -> Vec<Option<Value>> {
    let parts = [&column.value, &column.target, &column.score, &column.max];
    let cell = |c: &Cells| match c {
        Cells::Exact(values) => values[row].clone(),
        _ => panic!("exact cells were asked for"),
    };
    parts.iter().map(|c| c.as_ref().map(cell)).collect()
}

fn equal(a: &Option<Value>, b: &Option<Value>) -> bool {
    match (a, b) {
        (Some(Value::Missing(a)), Some(Value::Missing(b))) => a == b,
        (Some(Value::Real(_)), Some(Value::Real(_))) => {
            to_f64(a.as_ref().unwrap()).to_bits() == to_f64(b.as_ref().unwrap()).to_bits()
        }
        (Some(Value::Bracket { .. }), Some(Value::Bracket { .. })) => format!("{a:?}") == format!("{b:?}"),
        (Some(a), Some(b)) => same(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// Every row of a part is in the whole, and the same there; how many cells were compared.
fn assert_inside(rules: &Ruleset, whole: (&Dataset, &Table), part: (&Dataset, &Table)) -> usize {
    let mut compared = 0;
    for block in &part.1.blocks {
        let same_block = |b: &&milepost::core::report::Block| (b.level, b.year) == (block.level, block.year);
        let all = whole.1.blocks.iter().find(same_block).unwrap();
        let rows: BTreeMap<String, usize> = (0..)
            .zip(&all.units)
            .map(|(row, unit)| (whole.0.units[all.level.index()].id(*unit).into_owned(), row))
            .collect();
        for (row, unit) in block.units.iter().enumerate() {
            let id = part.0.units[block.level.index()].id(*unit).into_owned();
            let at = rows[&id];
            for (mine, theirs) in block.columns.iter().zip(&all.columns) {
                let name = item_name(rules.program(), mine.item);
                let place = format!("{name} of {id} in {}", block.year);
                assert_eq!(mine.item, theirs.item);
                assert_eq!(
                    mine.verdict.as_ref().map(|v| v[row]),
                    theirs.verdict.as_ref().map(|v| v[at]),
                    "verdict of {place}"
                );
                assert_eq!(mine.reasons[row].words(), theirs.reasons[at].words(), "reasons of {place}");
                for (a, b) in cells(mine, row).iter().zip(cells(theirs, at).iter()) {
                    assert!(equal(a, b), "{place}: {a:?} in parts, {b:?} in one piece");
                    compared += 1;
                }
            }
        }
    }
    compared
}

/// Merges in a random order and shape, through bytes.
fn merged(mut parts: Vec<Partial>, random: &mut Random) -> Partial {
    while parts.len() > 1 {
        let a = parts.swap_remove(random.below(parts.len() as u64) as usize);
        let b = parts.swap_remove(random.below(parts.len() as u64) as usize);
        parts.push(Partial::from_bytes(&a.to_bytes()).unwrap().merge(b).unwrap());
    }
    parts.pop().unwrap()
}

fn passes(rules: &Ruleset, parts: &[Dataset], years: &Years, random: &mut Random) -> (Partial, u32) {
    let first = parts.iter().map(|p| rules.partial(p, years.clone()).unwrap()).collect();
    let mut known = merged(first, random);
    let mut count = 1;
    while !known.is_complete() {
        let next = parts.iter().map(|p| rules.next_partial(p, &known).unwrap()).collect();
        known = merged(next, random);
        count += 1;
        assert!(count < 20, "the passes end");
    }
    (known, count)
}

fn whole(rules: &Ruleset, data: &Dataset, years: &Years) -> Table {
    let options = Options { years: years.0.clone(), exact: true, ..Options::default() };
    milepost::core::exact::score(rules.program(), data, &options).unwrap()
}

#[test]
fn parts_come_out_as_the_whole() {
    let rules = milepost::compile(RULES).unwrap();
    let mut random = Random(7);
    let mut compared = 0;
    for round in 0..4 {
        let units = districts(6 + 9 * round, &mut random);
        let all = bind(&rules, &units);
        let years = if round == 0 { Years::default() } else { Years(vec![2023, 2024]) };
        let expected = whole(&rules, &all, &years);
        let mut texts = Vec::new();
        for cut in [1, 3] {
            let mut piles: Vec<Vec<Json>> = vec![Vec::new(); cut];
            for unit in &units {
                piles[random.below(cut as u64) as usize].push(unit.clone());
            }
            let parts: Vec<Dataset> = piles.iter().map(|p| bind(&rules, p)).collect();
            let (known, count) = passes(&rules, &parts, &years, &mut random);
            assert!(count > 3, "a rank of normalised scores takes passes: {count}");
            texts.push(known.to_json());
            assert_eq!(Partial::from_json(&known.to_json()).unwrap(), known);
            for part in &parts {
                for engine in [Engine::Exact, Engine::Columnar] {
                    let options = Options { exact: true, ..Options::default() };
                    let table = rules.score_part(part, &known, &options, engine).unwrap();
                    compared += assert_inside(&rules, (&all, &expected), (part, &table));
                }
            }
        }
        assert!(texts.windows(2).all(|w| w[0] == w[1]), "the same partial, however the data are cut");
    }
    assert!(compared > 10_000, "only {compared} cells were compared");
}

#[test]
fn rules_about_single_units_need_nothing() {
    let rules = milepost::compile(
        "ruleset r { applies 2024..2024 evaluates district }\nlevel district\ninput a : number\nindicator i = a * 2\n",
    )
    .unwrap();
    let data = bind(&rules, &[json!({ "unit": "x", "a": 2 })]);
    let known = rules.partial(&data, milepost::Year(2024)).unwrap();
    assert!(known.is_complete());
    assert_eq!(rules.score_with(&data, &known).unwrap().blocks[0].units.len(), 1);
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let rules = milepost::compile(RULES).unwrap();
    let data = bind(&rules, &districts(3, &mut Random(1)));
    let first = rules.partial(&data, milepost::Year(2024)).unwrap();
    assert!(rules.score_with(&data, &first).unwrap_err().to_string().contains("not complete"));
    let other = rules.partial(&data, milepost::Year(2023)).unwrap();
    assert!(first.clone().merge(other).unwrap_err().to_string().contains("years differ"));
    let second = rules.next_partial(&data, &first).unwrap();
    assert!(first.merge(second).unwrap_err().to_string().contains("passes differ"));
    assert!(Partial::from_json("{}").is_err());
    let real = "ruleset r { applies 2024..2024 evaluates district }\nlevel district\ninput a : number\n\
                indicator i = mean of ln(a) across district\n";
    let rules = milepost::compile(real).unwrap();
    let data = bind(&rules, &[json!({ "unit": "x", "a": 2 })]);
    let refused = rules.partial(&data, milepost::Year(2024)).unwrap_err().to_string();
    assert!(refused.contains("'i'") && refused.contains("reals"), "{refused}");
}
