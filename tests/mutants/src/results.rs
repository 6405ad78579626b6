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
    /// The text each was made from.
    of: BTreeMap<usize, String>,
    lines: BTreeMap<usize, String>,
    known: BTreeMap<usize, Outcome>,
    argued: BTreeSet<String>,
    taken: BTreeSet<usize>,
    /// What is known of rooms that this run leaves out.
    elsewhere: Map<String, Value>,
}

impl Results {
    /// With what earlier runs found, for the mutants that are there and whose functions say what they said then.
    pub fn of(
        home: &Path,
        rooms: &[String],
        planted: &BTreeMap<usize, Planted>,
        argued: BTreeSet<String>,
    ) -> Result<Self, String> {
        let path = home.join("results.json");
        let before = std::fs::read_to_string(&path).ok().and_then(|text| serde_json::from_str(&text).ok());
        let before: Map<String, Value> = before.unwrap_or_default();
        let (mut names, mut lines, mut seen) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::<String, usize>::new());
        let mut of = BTreeMap::new();
        for (number, Planted { file, mutant }) in planted {
            let name = format!("{file}: {}: {}", mutant.function, mutant.what);
            let same = seen.entry(name.clone()).and_modify(|n| *n += 1).or_insert(1);
            names.insert(*number, if *same == 1 { name } else { format!("{name} ({same})") });
            lines.insert(*number, format!("core/src/{file}:{}", mutant.line));
            of.insert(*number, mutant.of.clone());
        }
        let known = names.iter().filter_map(|(number, name)| {
            let before = before.get(name)?;
            let outcome = match before["outcome"].as_str()? {
                "survived" => Outcome::Survived,
                "timed out" => Outcome::TimedOut,
                suite => Outcome::Caught(suite.to_owned()),
            };
            (before["of"] == of[number]).then_some((*number, outcome))
        });
        let known: BTreeMap<usize, Outcome> = known.collect();
        println!("-- {} mutants, {} tried by earlier runs", names.len(), known.len());
        let asked = |name: &str| rooms.iter().any(|room| name.split(['/', ':']).next() == Some(room));
        let elsewhere = before.iter().filter(|(name, _)| !asked(name));
        let elsewhere = elsewhere.map(|(name, of)| (name.clone(), of.clone())).collect();
        let gone = argued.iter().filter(|name| asked(name) && !names.values().any(|there| there == *name));
        gone.for_each(|name| println!("argued, but there is no such mutant: {name}"));
        Ok(Self { path, names, of, lines, known, argued, taken: BTreeSet::new(), elsewhere })
    }

    /// One that nobody has tried, with its file; when there is none, one that survived with no argument, which a new test
    /// may notice.
    pub fn next(&mut self) -> Option<(usize, String)> {
        let open = |number: &usize| !self.argued.contains(&self.names[number]);
        let survived = |number: &usize| self.known.get(number) == Some(&Outcome::Survived) && open(number);
        let mut left = self.names.keys().filter(|number| !self.taken.contains(number));
        let untried = left.clone().find(|number| !self.known.contains_key(number));
        let number = *untried.or_else(|| left.find(|number| survived(number)))?;
        self.taken.insert(number);
        let file = self.names.get(&number)?.split(": ").next()?;
        Some((number, file.to_owned()))
    }

    /// Keeps what became of one.
    pub fn record(&mut self, number: usize, outcome: Outcome) {
        if outcome == Outcome::Survived {
            println!("survived: {} {}", self.lines[&number], self.names[&number]);
        }
        self.known.insert(number, outcome);
        if self.known.len().is_multiple_of(20) {
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
        let entry = |number, outcome| json!({"outcome": word(outcome), "of": self.of[number]});
        let known = self.known.iter();
        let mut all = self.elsewhere.clone();
        all.extend(known.map(|(n, outcome)| (self.names[n].clone(), entry(n, outcome))));
        crate::write(&self.path, &format!("{:#}\n", Value::Object(all)))
    }

    /// Counts, and those that survived with no argument; of all rooms they are figures for `docs/trust.md`.
    pub fn tell(&self, all: bool) -> Result<(), String> {
        let count = |is: fn(&Outcome) -> bool| self.known.values().filter(|outcome| is(outcome)).count();
        let survived: Vec<_> = self.known.iter().filter(|(_, o)| **o == Outcome::Survived).map(|(n, _)| *n).collect();
        let open: Vec<_> = survived.iter().filter(|number| !self.argued.contains(&self.names[number])).collect();
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
        if !all {
            return Ok(());
        }
        let folder = self.path.with_file_name("../trust");
        std::fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        crate::write(&folder.join("mutants.json"), &figures.to_string())
    }
}
