//! How many cases there are: what every runner must have run.

use crate::case::{Case, root};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// Cases in all and per tag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// All cases.
    pub cases: u64,
    /// Cases per tag; a case with two tags counts under both.
    pub tags: BTreeMap<String, u64>,
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, case: &Case) {
        self.cases += 1;
        for tag in case.tags() {
            *self.tags.entry(tag.to_owned()).or_default() += 1;
        }
    }

    /// The counts of some cases.
    pub fn of(cases: &[Case]) -> Self {
        let mut counts = Self::default();
        cases.iter().for_each(|case| counts.add(case));
        counts
    }

    /// What `tests/cases/COUNTS` says.
    ///
    /// # Errors
    /// When the file cannot be read, or a line is not a word and a number.
    pub fn expected() -> Result<Self, String> {
        let path = path();
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        Self::read(&text)
    }

    /// Puts them there.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self) -> Result<(), String> {
        let path = path();
        std::fs::write(&path, self.to_string()).map_err(|e| format!("{}: {e}", path.display()))
    }

    fn read(text: &str) -> Result<Self, String> {
        let mut counts = Self::default();
        for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let pair = line.split_once(' ').and_then(|(word, n)| Some((word, n.parse::<u64>().ok()?)));
            match pair.ok_or_else(|| format!("'{line}' is not a word and a number"))? {
                ("cases", n) => counts.cases = n,
                (tag, n) => drop(counts.tags.insert(tag.to_owned(), n)),
            }
        }
        Ok(counts)
    }
}

fn path() -> PathBuf {
    root().join("tests/cases/COUNTS")
}

/// As the file has it.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# What every runner must have run; made by: cargo run -p milepost-conformance --bin counts")?;
        writeln!(f, "cases {}", self.cases)?;
        self.tags.iter().try_for_each(|(tag, n)| writeln!(f, "{tag} {n}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let counts = Counts { cases: 3, tags: BTreeMap::from([("language".to_owned(), 2), ("files".to_owned(), 1)]) };
        assert_eq!(Counts::read(&counts.to_string()), Ok(counts));
        assert!(Counts::read("cases many").is_err());
    }
}
