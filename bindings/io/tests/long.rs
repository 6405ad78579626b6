//! Tidy results made column by column are those that are made row by row.
#![cfg(all(feature = "arrow", feature = "csv"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use milepost::{Engine, Ruleset};
use milepost_core::report::Options;
use milepost_io::write::{arrow, long};
use milepost_io::{BindOptions, ReadOptions, TIDY_COLUMNS, What, bind, read, results};

const EVERY: [What; 6] = [What::All, What::Verdicts, What::Criteria, What::Groups, What::Outcomes, What::Ranks];

const KINDS: &str = r#"
ruleset kinds "Kinds" { applies 2023..2025  evaluates district }
level district "District"
level commune "Commune" within district
category zone "Zone" { urban "Urban", rural "Rural" }
input fibre : ratio in 0%..100% { given as percent }
input plan : yes_no
input opened : date
input area : zone
input pupils of commune : number in 0..100_000
group total {
  verdict every
  score sum
  criterion II_3 { code "II.3"
    measure fibre
    target 2023..2025: >= 80%
    score max 10 points from measure { >= 80%: 10 points, otherwise: 10 points * measure / 90% } }
  criterion plan_ok { measure plan  target 2023..2025: yes  score max 1 points when met }
}
criterion early { measure opened  target 2023..2025: <= 2024-06-30 }
criterion in_town { met when area = urban }
criterion full of commune { measure pupils  target 2023..2025: >= 100 }
indicator all_pupils = sum of pupils over commune
indicator zone_of = area
indicator planned = plan
indicator opening = opened
outcome recognised { require all: total.met }
rank best of district { by total.score descending }
"#;

const DISTRICTS: &str = "unit,label,year,fibre,plan,opened,area\n\
    a,Hậu Lộc,2024,79.99,yes,2024-01-01,urban\n\
    b,,2024,90,yes,2024-07-01,rural\n\
    c,Thọ Xuân,2024,,no,,\n\
    a,Hậu Lộc,2025,80,,2024-01-01,urban\n\
    b,,2025,x,yes,,urban\n";

const COMMUNES: &str = "unit,parent,year,pupils\na1,a,2024,100\na2,a,2024,99\nb1,b,2024,\na1,a,2025,7\n";

/// The cells of batches as text, row by row; missing ones are None.
fn cells(batches: &[RecordBatch]) -> Vec<Vec<Option<String>>> {
    let one = |array: &dyn Array, row: usize| -> Option<String> {
        if array.is_null(row) {
            return None;
        }
        Some(match array.data_type() {
            DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
            DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
            DataType::Float64 => format!("{:016x}", array.as_primitive::<Float64Type>().value(row).to_bits()),
            _ => {
                let words = array.as_dictionary::<arrow_array::types::Int32Type>();
                words.values().as_string::<i32>().value(words.key(row).unwrap()).to_owned()
            }
        })
    };
    let of = |batch: &RecordBatch| {
        let row = |row| batch.columns().iter().map(|array| one(array.as_ref(), row)).collect();
        (0..batch.num_rows()).map(row).collect::<Vec<Vec<_>>>()
    };
    batches.iter().flat_map(of).collect()
}

/// Compares all kinds of results; gives how many rows there were.
fn alike(
    rules: &Ruleset,
    tables: Vec<milepost_io::RawTable>,
    years: &[i32],
    engines: &[(Engine, bool)],
    whats: &[What],
) -> usize {
    let program = rules.program();
    let data = bind(program, tables, &BindOptions { year: Some(2024), ..BindOptions::default() }).unwrap().dataset;
    let mut seen = 0;
    for (engine, exact) in engines.iter().copied() {
        let options = Options { years: years.to_vec(), exact, ..Options::default() };
        let table = milepost::score(program, &data, &options, engine).unwrap();
        for what in whats.iter().copied() {
            let (schema, found) = long::batches(program, &data, &table, what).unwrap();
            let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
            assert_eq!(names, TIDY_COLUMNS);
            let frame = results(program, &data, &table, what);
            let plain = arrow::schema(&frame, &[]);
            let wanted: Vec<RecordBatch> = arrow::batches(frame, plain).map(Result::unwrap).collect();
            let (found, wanted) = (cells(&found), cells(&wanted));
            assert_eq!(found.len(), wanted.len(), "{what:?}");
            for (found, wanted) in found.iter().zip(&wanted) {
                assert_eq!(found, wanted, "{what:?} {engine:?}");
            }
            seen += found.len();
        }
    }
    seen
}

fn raw(level: &str, text: &str) -> milepost_io::RawTable {
    let mut table = read("t.csv", text.as_bytes().to_vec(), &ReadOptions::default()).unwrap().remove(0);
    table.level = Some(level.to_owned());
    table
}

#[test]
fn values_of_every_kind_on_two_levels_and_years() {
    let rules = milepost::compile(KINDS).unwrap();
    let tables = vec![raw("district", DISTRICTS), raw("commune", COMMUNES)];
    let engines = [(Engine::Columnar, false), (Engine::Columnar, true), (Engine::Exact, true)];
    assert!(alike(&rules, tables, &[2024, 2025], &engines, &EVERY) > 200);
}

#[test]
fn more_rows_than_a_batch_has_and_rows_without_ids() {
    let rules = milepost::compile(KINDS).unwrap();
    let lines = (0..7_000).map(|n| format!("{}\n", n % 101));
    let text = std::iter::once("fibre\n".to_owned()).chain(lines).collect::<String>();
    let quickly = [(Engine::Columnar, false)];
    assert!(alike(&rules, vec![raw("district", &text)], &[2024], &quickly, &[What::All]) > 65_536);
    assert_eq!(alike(&rules, vec![raw("district", "unit,fibre\n")], &[2024], &quickly, &EVERY), 0);
}
