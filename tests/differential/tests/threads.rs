//! Populations that several threads share: how many there are changes nothing.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use milepost_core::columnar;
use milepost_core::dataset::builder::{Builder, UnitIds};
use milepost_core::dataset::{Dataset, RawColumn, RawValues};
use milepost_core::program::{InputId, LevelId, Program};
use milepost_core::report::Options;
use milepost_differential::{Random, compare};
use milepost_dsl::{CompileOptions, compile};

const COMMUNES: usize = 20_000;
const DISTRICTS: usize = 300;
const PROVINCES: usize = 20;

const RULES: &str = "ruleset many { applies 2020..2024  evaluates commune }
level province
level district within province
level commune within district
input people, poor, rate of commune : number
input water of commune : yes_no
indicator all_people of district = sum of people over commune
indicator poverty of district = (sum of poor over commune) / (sum of people over commune)
indicator schooling of district = mean of rate over commune weighted by people ignoring missing
indicator least of district = min of rate over commune ignoring missing
indicator most of district = max of rate over commune ignoring missing
indicator watered of district = share of commune where water ignoring missing
indicator dry of district = count of commune where not water
indicator middle of district = median of rate over commune ignoring missing
indicator well_off of district = sum of people over commune where rate > 40 ignoring missing
indicator mean_poverty of province = mean of poverty over district weighted by all_people
indicator ahead of province = count of district where poverty < 0.1
group spread {
 verdict none
 score weighted_mean
 normalise 100 * position(value, min of value across commune ignoring missing, max of value across commune ignoring missing)
 item people weight 1
 item poor weight 2
 item rate weight 3
}
indicator share_of_all = people / (sum of people across commune ignoring missing)
indicator place = rank of people across commune descending
";

fn program() -> Program {
    compile("many.mile", RULES, &|_| None, &CompileOptions::default())
        .unwrap_or_else(|failed| {
            let all: Vec<String> =
                failed.diagnostics.iter().map(|d| format!("{} {}", d.code(), d.text(Default::default()))).collect();
            panic!("{}", all.join("\n"))
        })
        .program
}

/// Whole numbers in the first half of the units and decimals in the second, with noise here and there.
fn data(program: &Program, years: std::ops::RangeInclusive<i32>) -> Dataset {
    let random = &mut Random::new(7);
    let mut builder = Builder::new(program);
    let (province, district, commune) = (LevelId(0), LevelId(1), LevelId(2));
    for p in 0..PROVINCES {
        builder.unit(province, &format!("p{p}"), None, None, (None, None), None);
    }
    for d in 0..DISTRICTS {
        builder.unit(district, &format!("d{d}"), Some(&format!("p{}", d % PROVINCES)), None, (None, None), None);
    }
    let ids: Vec<String> = (0..COMMUNES).map(|c| format!("c{c}")).collect();
    for (c, id) in ids.iter().enumerate() {
        builder.unit(commune, id, Some(&format!("d{}", c % DISTRICTS)), None, (None, None), None);
    }
    let id = |name: &str| {
        let at = program.inputs.iter().position(|i| i.name == name).unwrap();
        InputId(u32::try_from(at).unwrap())
    };
    for year in years {
        let people: Vec<f64> = (0..COMMUNES).map(|_| (1_000 + random.below(9_000)) as f64).collect();
        let poor: Vec<f64> = people.iter().map(|p| (p * random.below(20) as f64 / 100.0).trunc()).collect();
        let rate: Vec<f64> = (0..COMMUNES)
            .map(|c| match random.below(200) {
                0..5 => f64::NAN,
                5 => 50.0 + random.below(1_000) as f64 * 1.000_000_000_000_1,
                _ if c < COMMUNES / 2 => random.below(100) as f64,
                _ => random.below(100_000) as f64 / 1_000.0,
            })
            .collect();
        let water: Vec<u8> = (0..COMMUNES).map(|_| u8::from(random.below(100) < 80)).collect();
        let columns = [
            ("people", RawValues::F64(people.into())),
            ("poor", RawValues::F64(poor.into())),
            ("rate", RawValues::F64(rate.into())),
            ("water", RawValues::Bool(water.into())),
        ];
        let columns = columns.into_iter().map(|(name, values)| (id(name), RawColumn { values, state: None })).collect();
        builder.frame(commune, year, None, UnitIds::Ids(ids.clone()), columns, &|_, _| String::new());
    }
    builder.finish()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let program = program();
    // Of few years all threads share each; of many each thread has its own.
    for years in [2020..=2020, 2020..=2024] {
        let data = data(&program, years);
        let score = |threads| columnar::score(&program, &data, &Options { threads, exact: true, ..Options::default() });
        let alone = score(1).unwrap();
        for threads in [2, 3] {
            let cells = compare::tables(&program, &alone, &score(threads).unwrap()).unwrap();
            assert!(cells > COMMUNES as u64 * 5, "{cells} cells");
        }
    }
}
