//! What became of each mutant; kept between runs.

use crate::build::Planted;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A suite noticed.
    Caught(String),
    /// The tests did not end, which is noticed.
    TimedOut,
    /// Nothing noticed.
    Survived,
}

/// All of them.
pub struct Results {
    path: PathBuf,
    /// What each number is, in words that stay when lines move.
    names: BTreeMap<usize, String>,
    lines: BTreeMap<usize, String>,
    known: BTreeMap<usize, Outcome>,
    taken: BTreeSet<usize>,
}

impl Results {
    /// With what earlier runs found, for the mutants that are there.
    pub fn of(home: &Path, planted: &BTreeMap<usize, Planted>) -> Result<Self, String> {
        let path = home.join("results.json");
        let before = std::fs::read_to_string(&path).ok().and_then(|text| serde_json::from_str(&text).ok());
        let before: Map<String, Value> = before.unwrap_or_default();
        let (mut names, mut lines, mut seen) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::<String, usize>::new());
        for (number, Planted { file, mutant }) in planted {
            let name = format!("{file}: {}: {}", mutant.function, mutant.what);
            let same = seen.entry(name.clone()).and_modify(|n| *n += 1).or_insert(1);
            names.insert(*number, if *same == 1 { name } else { format!("{name} ({same})") });
            lines.insert(*number, format!("core/src/{file}:{}", mutant.line));
        }
        let known = names.iter().filter_map(|(number, name)| {
            let outcome = match before.get(name)?.as_str()? {
                "survived" => return None,
                "timed out" => Outcome::TimedOut,
                suite => Outcome::Caught(suite.to_owned()),
            };
            Some((*number, outcome))
        });
        let known: BTreeMap<usize, Outcome> = known.collect();
        println!("-- {} mutants, {} caught by earlier runs", names.len(), known.len());
        Ok(Self { path, taken: known.keys().copied().collect(), names, lines, known })
    }

    /// One that nobody has tried.
    pub fn next(&mut self) -> Option<usize> {
        let number = *self.names.keys().find(|number| !self.taken.contains(number))?;
        self.taken.insert(number);
        Some(number)
    }

    /// Keeps what became of one.
    pub fn record(&mut self, number: usize, outcome: Outcome) {
        if outcome == Outcome::Survived {
            println!("survived: {} {}", self.lines[&number], self.names[&number]);
        }
        self.known.insert(number, outcome);
        if self.known.len().is_multiple_of(50) {
            println!("-- {} of {}", self.known.len(), self.names.len());
            drop(self.save());
        }
    }

    /// For the next run.
    pub fn save(&self) -> Result<(), String> {
        let word = |outcome: &Outcome| match outcome {
            Outcome::Caught(suite) => suite.clone(),
            Outcome::TimedOut => "timed out".to_owned(),
            Outcome::Survived => "survived".to_owned(),
        };
        let all: Map<String, Value> =
            self.known.iter().map(|(number, outcome)| (self.names[number].clone(), word(outcome).into())).collect();
        crate::write(&self.path, &format!("{:#}\n", Value::Object(all)))
    }

    /// Counts, and those that survived with no argument; the figures for `docs/trust.md`.
    pub fn tell(&self, argued: &BTreeSet<String>) -> Result<(), String> {
        let count = |is: fn(&Outcome) -> bool| self.known.values().filter(|outcome| is(outcome)).count();
        let survived: Vec<_> = self.known.iter().filter(|(_, o)| **o == Outcome::Survived).map(|(n, _)| *n).collect();
        let open: Vec<_> = survived.iter().filter(|number| !argued.contains(&self.names[number])).collect();
        for number in &open {
            println!("{} {}", self.lines[number], self.names[number]);
        }
        let figures = json!({
            "mutants": self.names.len(),
            "tried": self.known.len(),
            "caught": count(|o| matches!(o, Outcome::Caught(_))),
            "timed out": count(|o| *o == Outcome::TimedOut),
            "survived and argued": survived.len() - open.len(),
            "survived": open.len(),
        });
        println!("{figures:#}");
        let folder = self.path.with_file_name("../trust");
        std::fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        crate::write(&folder.join("mutants.json"), &figures.to_string())
    }
}
