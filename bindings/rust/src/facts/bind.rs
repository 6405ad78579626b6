//! A tree of facts as a dataset.

use super::Tree;
use milepost_core::codes;
use milepost_core::dataset::builder::Builder;
use milepost_core::dataset::{Cell, Dataset, Fault, Locale};
use milepost_core::number::Number;
use milepost_core::program::{AssessorId, InputId, ItemKind, LevelId, Program, Property, SymbolId};
use milepost_core::value::Value;
use std::collections::HashMap;

/// A dataset and the unit that the facts were about.
#[derive(Debug)]
pub struct Bound {
    /// The data.
    pub dataset: Dataset,
    /// Level of the unit.
    pub level: LevelId,
    /// Its position.
    pub unit: u32,
}

/// Binds facts of one unit of `level` (default: the level the rules evaluate) to a program.
///
/// # Errors
/// When the facts are not a map, or a part of them has a shape that cannot be read.
pub fn bind(program: &Program, facts: &Tree, level: Option<LevelId>, year: i32) -> Result<Bound, String> {
    let names = Names::of(program);
    let level = level
        .or_else(|| program.versions.first().map(|v| v.evaluates))
        .ok_or_else(|| "the rules evaluate no level".to_owned())?;
    let mut walk = Walk { program, names: &names, builder: Builder::new(program).locale(Locale::Plain) };
    let id = text_of(facts, "unit").unwrap_or_else(|| "1".to_owned());
    walk.unit(level, &id, None, facts, Some(year), None, 0)?;
    let dataset = walk.builder.finish();
    let unit = dataset.units.get(level.index()).and_then(|u| u.find(&id)).unwrap_or_default();
    Ok(Bound { dataset, level, unit })
}

/// Binds the facts of many units: a list of units of the level that the rules evaluate; or a map of lists, by level, when
/// one of its keys is that level or one above it; or the map of a single unit.
///
/// # Errors
/// When the facts have another shape.
pub fn bind_all(program: &Program, facts: &Tree, year: i32) -> Result<Dataset, String> {
    let level =
        program.versions.first().map(|v| v.evaluates).ok_or_else(|| "the rules evaluate no level".to_owned())?;
    let names = Names::of(program);
    let mut above = vec![level];
    while let Some(parent) = above.last().and_then(|l| program.levels.get(l.index())).and_then(|l| l.parent) {
        above.push(parent);
    }
    let lists: Vec<(LevelId, &[Tree])> = match facts {
        Tree::List(units) => vec![(level, units)],
        Tree::Map(entries) => entries
            .iter()
            .filter_map(|(key, value)| match (names.levels.get(key.as_ref()), value) {
                (Some(level), Tree::List(units)) if above.contains(level) => Some((*level, units.as_slice())),
                _ => None,
            })
            .collect(),
        _ => return Err("facts must be a map of names, or a list of units".to_owned()),
    };
    if lists.is_empty() {
        return bind(program, facts, None, year).map(|bound| bound.dataset);
    }
    let mut walk = Walk { program, names: &names, builder: Builder::new(program).locale(Locale::Plain) };
    for (level, units) in lists {
        for (i, facts) in units.iter().enumerate() {
            let id = text_of(facts, "unit").unwrap_or_else(|| (i + 1).to_string());
            walk.unit(level, &id, None, facts, Some(year), None, 0)?;
        }
    }
    Ok(walk.builder.finish())
}

/// What keys of facts can mean.
struct Names<'p> {
    inputs: HashMap<&'p str, InputId>,
    levels: HashMap<&'p str, LevelId>,
    assessors: HashMap<&'p str, AssessorId>,
}

impl<'p> Names<'p> {
    fn of(program: &'p Program) -> Self {
        let mut inputs = HashMap::new();
        for (i, input) in (0..).zip(&program.inputs) {
            inputs.insert(input.name.as_str(), InputId(i));
        }
        for (i, input) in (0..).zip(&program.inputs) {
            if !input.qualified.is_empty() {
                inputs.insert(input.qualified.as_str(), InputId(i));
            }
        }
        Self {
            inputs,
            levels: (0..).zip(&program.levels).map(|(i, l)| (l.name.as_str(), LevelId(i))).collect(),
            assessors: (0..).zip(&program.assessors).map(|(i, a)| (a.name.as_str(), AssessorId(i))).collect(),
        }
    }
}

struct Walk<'p> {
    program: &'p Program,
    names: &'p Names<'p>,
    builder: Builder<'p>,
}

/// Deeper facts than this are refused; levels are few.
const DEPTH: usize = 32;

impl Walk<'_> {
    #[expect(clippy::too_many_arguments, reason = "the context of a fact")]
    fn unit(
        &mut self,
        level: LevelId,
        id: &str,
        parent: Option<&str>,
        facts: &Tree,
        year: Option<i32>,
        by: Option<AssessorId>,
        depth: usize,
    ) -> Result<(), String> {
        let Tree::Map(entries) = facts else { return Err(format!("the facts of '{id}' must be a map of names")) };
        if depth > DEPTH {
            return Err(format!("facts are nested deeper than {DEPTH}"));
        }
        let (label, successor, above) =
            (text_of(facts, "label"), text_of(facts, "successor"), text_of(facts, "parent"));
        let bounds = (day_of(facts, "from", "-01-01")?, day_of(facts, "until", "-12-31")?);
        self.builder.unit(level, id, parent.or(above.as_deref()), label.as_deref(), bounds, successor.as_deref());
        for (key, value) in entries {
            match (key.as_ref(), value) {
                ("unit" | "label" | "parent" | "from" | "until" | "successor", _) => {}
                ("years", Tree::Map(years)) => {
                    for (y, facts) in years {
                        let y: i32 = y.parse().map_err(|_| format!("'{y}' under 'years' is not a year"))?;
                        self.unit(level, id, parent, facts, Some(y), by, depth + 1)?;
                    }
                }
                ("by", Tree::Map(assessors)) => {
                    for (who, facts) in assessors {
                        let Some(assessor) = self.names.assessors.get(who.as_ref()) else {
                            self.unknown(level, id, who);
                            continue;
                        };
                        self.unit(level, id, parent, facts, year, Some(*assessor), depth + 1)?;
                    }
                }
                ("recorded", Tree::Map(years)) => self.recorded(level, id, years)?,
                (name, value) => {
                    if let Some(input) = self.names.inputs.get(name) {
                        if let Some(year) = year {
                            self.fact(level, id, year, by, *input, value)?;
                        }
                    } else if let Some(below) = self.names.levels.get(name) {
                        self.neighbours(level, id, *below, value, year, by, depth)?;
                    } else {
                        self.unknown(level, id, name);
                    }
                }
            }
        }
        Ok(())
    }

    fn fact(
        &mut self,
        level: LevelId,
        id: &str,
        year: i32,
        by: Option<AssessorId>,
        input: InputId,
        value: &Tree,
    ) -> Result<(), String> {
        let name = || self.program.inputs.get(input.index()).map(|i| i.name.clone()).unwrap_or_default();
        let cell = match value {
            Tree::Null => Cell::Missing,
            Tree::Bool(b) => Cell::Bool(*b),
            Tree::Int(i) => Cell::Int(*i),
            Tree::Float(x) => Cell::F64(*x),
            Tree::Text(t) => Cell::Text(t),
            Tree::List(_) | Tree::Map(_) => return Err(format!("'{}' must be a single value", name())),
        };
        self.builder.cell(level, id, year, by, input, &cell, &|| name());
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the context of a fact")]
    fn neighbours(
        &mut self,
        level: LevelId,
        id: &str,
        other: LevelId,
        value: &Tree,
        year: Option<i32>,
        by: Option<AssessorId>,
        depth: usize,
    ) -> Result<(), String> {
        let is_parent = self.program.levels.get(level.index()).and_then(|l| l.parent) == Some(other);
        match value {
            Tree::Map(_) if is_parent => {
                let above = text_of(value, "unit").unwrap_or_else(|| "above".to_owned());
                self.builder.unit(level, id, Some(&above), None, (None, None), None);
                self.unit(other, &above, None, value, year, by, depth + 1)
            }
            Tree::List(units) => {
                for (i, facts) in units.iter().enumerate() {
                    let given = text_of(facts, "unit");
                    let number = (i + 1).to_string();
                    let child = given.unwrap_or_else(|| if depth == 0 { number } else { format!("{id}/{}", i + 1) });
                    self.unit(other, &child, Some(id), facts, year, by, depth + 1)?;
                }
                Ok(())
            }
            Tree::Null => Ok(()),
            _ => {
                let name = self.program.levels.get(other.index()).map(|l| l.name.clone()).unwrap_or_default();
                Err(format!("'{name}' must be a list of units"))
            }
        }
    }

    fn recorded(
        &mut self,
        level: LevelId,
        id: &str,
        years: &[(std::borrow::Cow<'static, str>, Tree)],
    ) -> Result<(), String> {
        for (y, results) in years {
            let year: i32 = y.parse().map_err(|_| format!("'{y}' under 'recorded' is not a year"))?;
            let Tree::Map(results) = results else { return Err(format!("'recorded' of {y} must be a map of names")) };
            for (name, value) in results {
                let Some((symbol, property)) = result_name(self.program, name) else {
                    self.unknown(level, id, name);
                    continue;
                };
                if let Some(value) = recorded_value(self.program, symbol, value) {
                    self.builder.recorded(symbol, property, level, id, year, value);
                }
            }
        }
        Ok(())
    }

    fn unknown(&mut self, level: LevelId, id: &str, name: &str) {
        self.builder.add_fault(unknown_name(level, id, name));
    }
}

/// The fault of a name that means nothing.
pub fn unknown_name(level: LevelId, unit: &str, name: &str) -> Fault {
    Fault {
        message: &codes::R24_UNKNOWN,
        args: vec![name.to_owned(), unit.to_owned()],
        level: Some(level),
        unit: unit.to_owned(),
        year: None,
        by: None,
        name: name.to_owned(),
        value: String::new(),
        place: name.to_owned(),
    }
}

/// A day, or a year, which stands for its first or last day.
fn day_of(facts: &Tree, key: &str, day: &str) -> Result<Option<i32>, String> {
    let Some(text) = text_of(facts, key) else { return Ok(None) };
    let date = if text.len() == 4 { format!("{text}{day}") } else { text.clone() };
    let found = milepost_core::date::parse(&date);
    found.map(Some).ok_or_else(|| format!("'{text}' under '{key}' is neither a date nor a year"))
}

fn text_of(facts: &Tree, key: &str) -> Option<String> {
    let Tree::Map(entries) = facts else { return None };
    entries.iter().find(|(k, _)| k == key).and_then(|(_, v)| match v {
        Tree::Text(t) => Some(t.clone()),
        Tree::Int(i) => Some(i.to_string()),
        _ => None,
    })
}

/// `alias.name.score`, `name`: whose result it is, and which.
pub fn result_name(program: &Program, name: &str) -> Option<(SymbolId, Property)> {
    let find = |text: &str| {
        let (alias, name) = text.split_once('.').map_or(("", text), |(a, n)| (a, n));
        (0..).zip(&program.symbols).find_map(|(i, symbol)| {
            let module = program.modules.get(symbol.module.index())?;
            let plain = module.alias == alias && symbol.name == name;
            (plain || (module.alias.is_empty() && symbol.name == text)).then_some(SymbolId(i))
        })
    };
    if let Some(symbol) = find(name) {
        return Some((symbol, Property::Value));
    }
    let (rest, property) = name.rsplit_once('.')?;
    let property = match property {
        "met" => Property::Met,
        "score" => Property::Score,
        "max" => Property::Max,
        "verdict" => Property::Verdict,
        "count" => Property::Count,
        _ => return None,
    };
    find(rest).map(|symbol| (symbol, property))
}

fn recorded_value(program: &Program, symbol: SymbolId, value: &Tree) -> Option<Value> {
    let item = program.items.iter().find(|i| i.symbol == symbol);
    let category = item.and_then(|i| match &i.kind {
        ItemKind::Outcome(o) => Some(o.category),
        ItemKind::State(s) => Some(s.category),
        _ => None,
    });
    Some(match value {
        Tree::Null | Tree::List(_) | Tree::Map(_) => return None,
        Tree::Bool(b) => Value::Bool(*b),
        Tree::Int(i) => Value::Number(Number::integer(*i)),
        Tree::Float(x) => Value::Number(Number::from_f64(*x)?),
        Tree::Text(text) => {
            let class = category.and_then(|c| {
                let items = &program.categories.get(c.index())?.items;
                let at =
                    items.iter().position(|(name, labels)| name == text || labels.iter().any(|(_, l)| l == text))?;
                Some(Value::Category(c, u32::try_from(at).ok()?))
            });
            match class {
                Some(class) => class,
                None => {
                    let (number, percent) = milepost_core::dataset::parse_number(text.trim(), Locale::Plain)?;
                    Value::Number(if percent { number.div(&Number::integer(100))? } else { number })
                }
            }
        }
    })
}
