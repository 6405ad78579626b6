//! The example data of the rule packs gives what was written by hand beside it: every expected verdict, class and state.
#![cfg(feature = "csv")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use milepost_core::dataset::Dataset;
use milepost_core::diagnostic::Lang;
use milepost_core::exact::score;
use milepost_core::program::Program;
use milepost_core::report::{Options, Table};
use milepost_io::{BindOptions, RawTable, ReadOptions, What, bind, read, rows};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

struct Pack {
    folder: PathBuf,
    rules: milepost::Ruleset,
    data: Dataset,
}

fn raw(path: &Path) -> RawTable {
    let name = path.file_name().unwrap().to_string_lossy();
    read(&name, std::fs::read(path).unwrap(), &ReadOptions::default()).unwrap().remove(0)
}

impl Pack {
    fn load(folder: &str, rules: &str, tables: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules").join(folder);
        let rules = milepost::load(folder.join(rules)).unwrap();
        let tables = tables.iter().map(|t| raw(&folder.join("data").join(t))).collect();
        let bound = bind(rules.program(), tables, &BindOptions::default()).unwrap();
        let remarks: Vec<String> = bound.remarks().iter().map(|f| milepost_io::message(f, Lang::En)).collect();
        assert!(remarks.is_empty(), "every column is known by its name: {remarks:?}");
        Self { folder, rules, data: bound.dataset }
    }

    fn program(&self) -> &Program {
        self.rules.program()
    }

    fn score(&self, year: i32, as_of: Option<i32>) -> Table {
        score(self.program(), &self.data, &Options { years: vec![year], as_of, exact: true, ..Options::default() })
            .unwrap()
    }

    /// Verdicts, classes and states by unit and name; a missing one is empty.
    fn verdicts(&self, year: i32, as_of: Option<i32>) -> BTreeMap<(String, String), String> {
        let table = self.score(year, as_of);
        rows(self.program(), &self.data, &table, What::All)
            .map(|r| ((r.unit.to_string(), r.name.to_string()), r.verdict.to_string()))
            .collect()
    }

    /// Holds the results against `data/expected.csv`: either long (`name`, `verdict`), or a column per name.
    fn check(&self) -> usize {
        let expected = raw(&self.folder.join("data/expected.csv"));
        let names: Vec<&str> = expected.columns.iter().map(|c| c.name.as_str()).collect();
        let column = |name: &str| names.iter().position(|n| *n == name);
        let (unit, year) = (column("unit").unwrap(), column("year").unwrap());
        let text = |row: usize, at: usize| expected.text(row, at).unwrap_or_default().into_owned();
        let mut known = BTreeMap::new();
        let mut wrong = Vec::new();
        let mut checked = 0;
        for row in 0..expected.rows {
            let year: i32 = text(row, year).parse().unwrap();
            let as_of = column("as_of").map(|c| text(row, c)).filter(|d| !d.is_empty());
            let day = as_of.as_deref().map(|d| milepost_core::date::parse(d).unwrap());
            let found = known.entry((year, day)).or_insert_with(|| self.verdicts(year, day));
            let wanted: Vec<(String, String)> = match column("name") {
                Some(name) => vec![(text(row, name), text(row, column("verdict").unwrap()))],
                None => (2..names.len()).map(|c| (names[c].to_owned(), text(row, c))).collect(),
            };
            for (name, value) in wanted {
                let value = if value.is_empty() { "undetermined".to_owned() } else { value };
                let actual = found.get(&(text(row, unit), name.clone())).cloned().unwrap_or("nothing".into());
                checked += 1;
                if actual != value {
                    wrong
                        .push(format!("{} {year} {as_of:?} {name}: expected {value}, found {actual}", text(row, unit)));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        checked
    }
}

#[test]
fn district_criteria() {
    let pack = Pack::load("thanh-hoa/district-2024", "district.mile", &["districts.csv", "communes.csv"]);
    assert_eq!(pack.check(), 53 * 3);
    // The three mistakes in the data, and no others.
    let mut faults: Vec<(&str, &str)> = pack.data.faults.iter().map(|f| (f.unit.as_str(), f.message.code)).collect();
    faults.sort_unstable();
    faults.dedup();
    assert_eq!(faults, [("hau_loc", "R04"), ("nong_cong", "R02"), ("thieu_hoa", "R03")]);
}

#[test]
fn plan() {
    let tables = ["province.csv", "sectors.csv", "districts.csv", "communes.csv", "agencies.csv"];
    let pack = Pack::load("thanh-hoa/plan-4216", "plan.mile", &tables);
    assert_eq!(pack.check(), 101);
    assert!(pack.data.faults.is_empty());
}

#[test]
fn directive() {
    let pack = Pack::load("thanh-hoa/directive-06", "directive.mile", &["province.csv", "agencies.csv", "desks.csv"]);
    assert_eq!(pack.check(), 111);
    assert!(pack.data.faults.is_empty());
}

#[test]
fn scoring_index() {
    let pack = Pack::load("examples/scoring-index", "index.mile", &["districts.csv", "communes.csv"]);
    assert_eq!(pack.check(), 20 * 4);
    assert!(pack.data.faults.is_empty());
}

#[test]
fn a_unit_whose_parent_or_successor_is_not_there_is_named() {
    let rules = "ruleset t { applies 2024..2025  evaluates district }\nlevel district\nlevel commune within district\n\
                 input m of commune : number\ncriterion c of commune { measure m  target 2024..2025: >= 1 }\n";
    let program = milepost::compile(rules).unwrap();
    let table = |name: &str, text: &str| {
        let mut table = read(name, text.into(), &ReadOptions::default()).unwrap().remove(0);
        table.level = Some(name.trim_end_matches(".csv").to_owned());
        table
    };
    let tables = vec![
        table("district.csv", "unit,year,successor\nx,2024,nowhere\n"),
        table("commune.csv", "unit,parent,year,m\na,x,2024,1\nb,lost,2024,1\n"),
    ];
    let bound = bind(program.program(), tables, &BindOptions::default()).unwrap();
    let said: Vec<String> = bound.dataset.faults.iter().map(|f| milepost_io::message(f, Lang::En)).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.iter().any(|s| s.contains("unit x: its successor 'nowhere'")), "{said:?}");
    assert!(said.iter().any(|s| s.contains("unit b: its parent 'lost'")), "{said:?}");
}
