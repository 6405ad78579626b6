//! W3: 10,000 communes to 700 districts to 63 provinces over ten years: sums, a mean weighted by people, the share of
//! communes that meet a condition, the least and the greatest. Beside it the same by hand over floats.

use crate::measure::{Clock, alternate};
use milepost_core::columnar;
use milepost_core::dataset::builder::{Builder, UnitIds};
use milepost_core::dataset::{Dataset, RawColumn, RawValues};
use milepost_core::program::{InputId, LevelId, Program};
use milepost_core::report::Options;
use milepost_dsl::{CompileOptions, compile};

const COMMUNES: usize = 10_000;
const DISTRICTS: usize = 700;
const PROVINCES: usize = 63;
const YEARS: std::ops::RangeInclusive<i32> = 2015..=2024;

const RULES: &str = "ruleset w3 { applies 2015..2024  evaluates district }
level province
level district within province
level commune within district
input people, poor, schools of commune : number
input water of commune : yes_no
indicator all_people = sum of people over commune
indicator poverty = (sum of poor over commune) / (sum of people over commune)
indicator schooling = mean of schools over commune weighted by people
indicator with_water = share of commune where water
indicator least = min of schools over commune
indicator most = max of schools over commune
indicator province_people of province = sum of all_people over district
indicator province_poverty of province = mean of poverty over district weighted by all_people
indicator province_least of province = min of least over district
indicator districts_ahead of province = count of district where poverty < 0.1
";

struct Year {
    people: Vec<f64>,
    poor: Vec<f64>,
    schools: Vec<f64>,
    water: Vec<u8>,
}

fn data() -> Vec<Year> {
    let mut state = 3_u64;
    let mut next = move |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    YEARS
        .map(|_| {
            let people: Vec<f64> = (0..COMMUNES).map(|_| (1_000 + next(9_000)) as f64).collect();
            let poor = people.iter().map(|p| (p * next(20) as f64 / 100.0).trunc()).collect();
            let schools = (0..COMMUNES).map(|_| next(10_000) as f64 / 100.0).collect();
            let water = (0..COMMUNES).map(|_| u8::from(next(100) < 80)).collect();
            Year { people, poor, schools, water }
        })
        .collect()
}

fn dataset(program: &Program, data: &[Year]) -> Dataset {
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
        program.inputs.iter().position(|i| i.name == name).and_then(|i| u32::try_from(i).ok()).map(InputId)
    };
    for (year, facts) in YEARS.zip(data) {
        let columns = [
            ("people", RawValues::F64(facts.people.clone().into())),
            ("poor", RawValues::F64(facts.poor.clone().into())),
            ("schools", RawValues::F64(facts.schools.clone().into())),
            ("water", RawValues::Bool(facts.water.clone().into())),
        ];
        let columns = columns
            .into_iter()
            .filter_map(|(name, values)| Some((id(name)?, RawColumn { values, state: None })))
            .collect();
        builder.frame(commune, year, None, UnitIds::Ids(ids.clone()), columns, &|_, _| String::new());
    }
    builder.finish()
}

/// The same sums over floats.
fn by_hand(data: &[Year]) -> Vec<Vec<f64>> {
    let mut out = Vec::new();
    for year in data {
        let zeros = || vec![0.0; DISTRICTS];
        let (mut people, mut poor, mut schools, mut water, mut count) = (zeros(), zeros(), zeros(), zeros(), zeros());
        let (mut least, mut most) = (vec![f64::MAX; DISTRICTS], vec![f64::MIN; DISTRICTS]);
        let add = |all: &mut [f64], d: usize, x: f64| all.get_mut(d).into_iter().for_each(|s| *s += x);
        for (c, (((p, q), s), w)) in year.people.iter().zip(&year.poor).zip(&year.schools).zip(&year.water).enumerate()
        {
            let d = c % DISTRICTS;
            add(&mut people, d, *p);
            add(&mut poor, d, *q);
            add(&mut schools, d, s * p);
            add(&mut water, d, f64::from(*w));
            add(&mut count, d, 1.0);
            least.get_mut(d).into_iter().for_each(|x| *x = if s < x { *s } else { *x });
            most.get_mut(d).into_iter().for_each(|x| *x = if s > x { *s } else { *x });
        }
        let ratio = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a / b).collect::<Vec<f64>>();
        let (poverty, schooling, with_water) = (ratio(&poor, &people), ratio(&schools, &people), ratio(&water, &count));
        let zeros = || vec![0.0; PROVINCES];
        let (mut all, mut weighted, mut ahead) = (zeros(), zeros(), zeros());
        for (d, (p, q)) in people.iter().zip(&poverty).enumerate() {
            add(&mut all, d % PROVINCES, *p);
            add(&mut weighted, d % PROVINCES, p * q);
            add(&mut ahead, d % PROVINCES, f64::from(u8::from(*q < 0.1)));
        }
        let province_poverty = ratio(&weighted, &all);
        out.extend([people, poverty, schooling, with_water, least, most, all, province_poverty, ahead]);
    }
    out
}

/// Prints the time of all ten years.
pub fn run(alone: bool) {
    let Ok(compiled) = compile("w3.mile", RULES, &|_| None, &CompileOptions::default()).inspect_err(|failed| {
        failed.diagnostics.iter().for_each(|d| eprintln!("{} {}", d.code(), d.text(Default::default())));
    }) else {
        return;
    };
    let program = compiled.program;
    let facts = data();
    let set = dataset(&program, &facts);
    let score = |threads| {
        drop(std::hint::black_box(columnar::score(&program, &set, &Options { threads, ..Options::default() })));
    };
    if alone {
        (0..200).for_each(|_| score(1));
        return;
    }
    let times = alternate(&[
        (Clock::Own, &|| drop(std::hint::black_box(by_hand(&facts)))),
        (Clock::Own, &|| score(1)),
        (Clock::Wall, &|| score(2)),
    ]);
    let [hand, one, two] = times.iter().map(|t| t * 1e3).collect::<Vec<_>>()[..] else { return };
    println!(
        "{COMMUNES} communes, {DISTRICTS} districts, {PROVINCES} provinces, ten years: \
         milepost {one:.2} ms (1 thread) {two:.2} ms (2)   by hand {hand:.2} ms"
    );
}
