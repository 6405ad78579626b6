//! Which column is what: by name, by label, or by a mapping the caller gives.

use crate::{Result, fault};
use milepost_core::codes;
use milepost_core::program::{InputId, ItemKind, Labels, ModuleId, Program, Property, SymbolId};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// One of the columns that say whose value it is.
    Key(Key),
    /// An input.
    Input(InputId),
    /// A published result.
    Recorded(SymbolId, Property),
    /// Nothing that the rules know.
    Unused,
}

/// The columns that say whose value it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The unit's id.
    Unit,
    /// The id of the unit above.
    Parent,
    /// What people are shown.
    Label,
    /// The year of the facts.
    Year,
    /// Who says so.
    Assessor,
    /// First day or year of existence.
    From,
    /// Last day or year of existence.
    Until,
    /// The unit that succeeds it.
    Successor,
    /// The level of the unit.
    Level,
    /// Long tables: the input of the row.
    Input,
    /// Long tables: its value.
    Value,
}

/// The key columns: few, and looked up for every row.
#[derive(Default)]
pub(crate) struct Keys(Vec<(Key, usize)>);

impl Keys {
    /// Whether there was one already.
    pub(crate) fn add(&mut self, key: Key, column: usize) -> bool {
        let twice = self.has(key);
        self.0.push((key, column));
        twice
    }

    pub(crate) fn has(&self, key: Key) -> bool {
        self.column(key).is_some()
    }

    pub(crate) fn column(&self, key: Key) -> Option<usize> {
        self.0.iter().find(|(k, _)| *k == key).map(|(_, column)| *column)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    #[cfg(feature = "parquet")]
    pub(crate) fn all(&self) -> impl Iterator<Item = &Key> {
        self.0.iter().map(|(key, _)| key)
    }
}

/// The names of key columns, in English and Vietnamese.
const KEYS: &[(Key, &[&str])] = &[
    (Key::Unit, &["unit", "đơn vị", "mã đơn vị"]),
    (Key::Parent, &["parent", "đơn vị cấp trên", "trực thuộc"]),
    (Key::Label, &["label", "tên", "tên đơn vị"]),
    (Key::Year, &["year", "năm"]),
    (Key::Assessor, &["assessor", "người đánh giá", "bên đánh giá"]),
    (Key::From, &["from", "từ", "từ ngày"]),
    (Key::Until, &["until", "đến", "đến ngày"]),
    (Key::Successor, &["successor", "đơn vị kế thừa"]),
    (Key::Level, &["level", "cấp"]),
    (Key::Input, &["input", "số liệu", "chỉ tiêu"]),
    (Key::Value, &["value", "giá trị"]),
];

/// How a column was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchedBy {
    /// By the name of the rules.
    Name,
    /// By a label.
    Label,
    /// By the caller's mapping.
    Mapping,
    /// Not at all.
    Nothing,
}

/// What became of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMatch {
    /// The file.
    pub source: String,
    /// Its heading.
    pub column: String,
    /// What it holds.
    pub meaning: Meaning,
    /// The name in the rules, or of the key column.
    pub name: String,
    /// How it was recognised.
    pub by: MatchedBy,
}

/// What the caller says about columns: heading and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping(pub Vec<(String, String)>);

/// Names and labels of a program, folded for comparison.
pub(crate) struct Names<'a> {
    program: &'a Program,
    mapping: &'a Mapping,
}

impl<'a> Names<'a> {
    pub(crate) fn new(program: &'a Program, mapping: &'a Mapping) -> Result<Self> {
        let names = Self { program, mapping };
        for (_, name) in &mapping.0 {
            if names.by_name(name).is_none() && !ignored(name) {
                return Err(fault(&codes::F15_MAPPING, "", [name]));
            }
        }
        Ok(names)
    }

    /// What a heading means.
    pub(crate) fn find(&self, source: &str, heading: &str) -> Result<ColumnMatch> {
        let found = |meaning, name: &str, by| ColumnMatch {
            source: source.to_owned(),
            column: heading.to_owned(),
            meaning,
            name: name.to_owned(),
            by,
        };
        let folded = fold(heading);
        if let Some((_, name)) = self.mapping.0.iter().find(|(column, _)| fold(column) == folded) {
            let meaning = self.by_name(name).unwrap_or(Meaning::Unused);
            return Ok(found(meaning, name, MatchedBy::Mapping));
        }
        if folded.is_empty() {
            return Ok(found(Meaning::Unused, "", MatchedBy::Nothing));
        }
        if let Some(meaning) = self.by_name(heading) {
            return Ok(found(meaning, &self.name(meaning), MatchedBy::Name));
        }
        let labelled: Vec<InputId> = (0_u32..)
            .zip(&self.program.inputs)
            .filter(|(_, input)| has_label(&input.labels, &folded))
            .map(|(i, _)| InputId(i))
            .collect();
        match labelled.as_slice() {
            [one] => Ok(found(Meaning::Input(*one), &self.name(Meaning::Input(*one)), MatchedBy::Label)),
            [] => Ok(found(Meaning::Unused, "", MatchedBy::Nothing)),
            several => {
                let names: Vec<String> = several.iter().map(|i| self.name(Meaning::Input(*i))).collect();
                Err(fault(&codes::F14_AMBIGUOUS, source, [heading.to_owned(), names.join(", ")]))
            }
        }
    }

    /// The name in the rules of what a column means.
    pub(crate) fn name(&self, meaning: Meaning) -> String {
        match meaning {
            Meaning::Key(key) => key.word().to_owned(),
            Meaning::Input(id) => self.program.inputs.get(id.index()).map_or_else(String::new, |input| {
                if input.qualified.is_empty() { input.name.clone() } else { input.qualified.clone() }
            }),
            Meaning::Recorded(symbol, property) => {
                let Some(symbol) = self.program.symbols.get(symbol.index()) else { return String::new() };
                let alias = self.program.modules.get(symbol.module.index()).map_or("", |m| m.alias.as_str());
                let dot = if alias.is_empty() { "" } else { "." };
                let property = match property {
                    Property::Value => "",
                    Property::Met => ".met",
                    Property::Score => ".score",
                    Property::Max => ".max",
                    Property::Verdict => ".verdict",
                    Property::Count => ".count",
                };
                format!("{alias}{dot}{}{property}", symbol.name)
            }
            Meaning::Unused => String::new(),
        }
    }

    /// A name of the rules, or of a key column: exactly, else with case, spaces and underscores set aside.
    pub(crate) fn by_name(&self, name: &str) -> Option<Meaning> {
        let exact: String = milepost_core::normal::nfc(name.trim()).into_owned();
        if let Some(forced) = exact.strip_prefix("recorded:") {
            return self.result(forced.trim());
        }
        let same = |candidate: &str| candidate == exact;
        if let Some(found) = self.input(same).or_else(|| self.result(&exact)) {
            return Some(found);
        }
        let folded = fold(name);
        let key = KEYS.iter().find(|(_, words)| words.iter().any(|w| fold(w) == folded)).map(|(k, _)| Meaning::Key(*k));
        key.or_else(|| self.input(|candidate| fold(candidate) == folded))
    }

    fn input(&self, same: impl Fn(&str) -> bool) -> Option<Meaning> {
        let names = |name: fn(&milepost_core::program::Input) -> &str| {
            let mut found = (0_u32..).zip(&self.program.inputs).filter(|(_, i)| !name(i).is_empty() && same(name(i)));
            match (found.next(), found.next()) {
                (Some((i, _)), None) => Some(Meaning::Input(InputId(i))),
                _ => None,
            }
        };
        names(|i| &i.qualified).or_else(|| names(|i| &i.name))
    }

    /// `NAME`, `NAME.score`, `alias.NAME.max` of something that is not an input.
    fn result(&self, name: &str) -> Option<Meaning> {
        let whole = self.symbol(name).map(|s| Meaning::Recorded(s, Property::Value));
        whole.or_else(|| {
            let (name, property) = name.rsplit_once('.')?;
            let property = match property {
                "met" => Property::Met,
                "score" => Property::Score,
                "max" => Property::Max,
                "verdict" => Property::Verdict,
                "value" => Property::Value,
                "count" => Property::Count,
                _ => return None,
            };
            Some(Meaning::Recorded(self.symbol(name)?, property))
        })
    }

    fn symbol(&self, name: &str) -> Option<SymbolId> {
        let (alias, name) = name.split_once('.').unwrap_or(("", name));
        let module = (0_u32..).zip(&self.program.modules).find(|(_, m)| m.alias == alias).map(|(i, _)| ModuleId(i))?;
        let symbol = (0_u32..)
            .zip(&self.program.symbols)
            .find(|(_, s)| s.module == module && s.name == name)
            .map(|(i, _)| SymbolId(i))?;
        let is_result =
            self.program.items.iter().any(|i| i.symbol == symbol && !matches!(i.kind, ItemKind::Parameter(_)));
        is_result.then_some(symbol)
    }
}

impl Key {
    /// The English name of the column.
    pub fn word(self) -> &'static str {
        KEYS.iter().find(|(k, _)| *k == self).and_then(|(_, words)| words.first()).copied().unwrap_or_default()
    }
}

/// A mapping to `-` leaves a column out.
fn ignored(name: &str) -> bool {
    matches!(name.trim(), "" | "-")
}

fn has_label(labels: &Labels, folded: &str) -> bool {
    labels.iter().any(|(_, label)| fold(label) == folded)
}

/// One spelling for composed and decomposed letters, cases, spaces and underscores.
pub(crate) fn fold(text: &str) -> String {
    let lower: String = milepost_core::normal::nfc(text).chars().flat_map(char::to_lowercase).collect();
    lower.split(|c: char| c.is_whitespace() || c == '_').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_are_the_same() {
        assert_eq!(fold("Hộ_cáp  quang "), "hộ cáp quang");
        assert_eq!(fold("xa\u{303}"), fold("XÃ"));
    }
}
