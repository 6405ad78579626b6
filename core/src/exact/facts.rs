//! Inputs, and which assessor's value holds.

use super::context::enclosing;
use super::{Ctx, Evaluator};
use crate::dataset::{Column, Dataset, Fact, Frame};
use crate::explain::trace::Event;
use crate::ops::compare::same;
use crate::program::{Assessment, AssessorId, InputId, LevelId, Reason, Settle};
use crate::value::Value;

/// One fact: whose value of which input, for which unit and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactKey {
    /// The input.
    pub input: InputId,
    /// The level of the unit.
    pub level: LevelId,
    /// The unit.
    pub unit: u32,
    /// The year.
    pub year: i32,
    /// Whose value; `None`: the settled one.
    pub by: Option<AssessorId>,
}

impl<'a> Evaluator<'a> {
    /// An input of the context's unit, or of the unit that encloses it.
    #[inline(never)]
    pub(crate) fn input(&mut self, input: InputId, ctx: &Ctx<'_>) -> Value {
        let Some(declared) = self.program.inputs.get(input.index()) else { return Value::missing(Reason::Invalid) };
        let at = if declared.levels.contains(&ctx.level) {
            Some(*ctx)
        } else {
            enclosing(self.program, ctx.level, &declared.levels).and_then(|l| ctx.climb(self.program, self.data, l))
        };
        let Some(at) = at else { return Value::missing(Reason::Absent) };
        let assessment = declared.assessment.and_then(|a| self.program.assessments.get(a.index()));
        let by = at.by.filter(|who| assessment.is_some_and(|a| a.by.contains(who)));
        let key = FactKey { input, level: at.level, unit: at.unit, year: at.year, by };
        let value = self.fact_value(&key, assessment);
        if let Some(trace) = &mut self.trace {
            trace.push(Event::Input { key, value: value.clone() });
        }
        value
    }

    fn fact_value(&mut self, key: &FactKey, assessment: Option<&Assessment>) -> Value {
        if !self.supposed.is_empty()
            && let Some((_, value)) = self.supposed.iter().find(|(k, _)| k == key)
        {
            return value.clone();
        }
        let (data, found) = (self.data, &mut self.found);
        let mut plain = |by| found.get(data, &FactKey { by, ..*key });
        match (plain(key.by), assessment) {
            (Fact::Absent, Some(assessment)) if key.by.is_none() => settle(assessment, |who| plain(Some(who))),
            (fact, _) => given(fact),
        }
    }
}

/// Where facts were found last: the column of each input and assessor.
pub(super) struct Found<'a> {
    slots: Vec<Slot<'a>>,
    assessors: usize,
}

#[derive(Clone, Copy)]
struct Slot<'a> {
    level: LevelId,
    year: i32,
    place: Place<'a>,
}

#[derive(Clone, Copy)]
enum Place<'a> {
    Nowhere,
    One(&'a Frame, &'a Column),
    /// In several tables, or not looked for yet.
    Search,
}

impl<'a> Found<'a> {
    pub fn new(inputs: usize, assessors: usize) -> Self {
        let slot = Slot { level: LevelId(u32::MAX), year: i32::MIN, place: Place::Search };
        Self { slots: vec![slot; inputs * (assessors + 1)], assessors }
    }

    fn get(&mut self, data: &'a Dataset, key: &FactKey) -> Fact {
        let at = key.input.index() * (self.assessors + 1) + key.by.map_or(0, |w| w.index() + 1);
        let Some(slot) = self.slots.get_mut(at) else {
            return data.fact(key.input, key.level, key.unit, key.year, key.by);
        };
        if slot.level != key.level || slot.year != key.year {
            *slot = Slot { level: key.level, year: key.year, place: place(data, key) };
        }
        match slot.place {
            Place::Nowhere => Fact::Absent,
            Place::One(frame, column) => frame.row(key.unit).map_or(Fact::Absent, |row| column.get(row)),
            Place::Search => data.fact(key.input, key.level, key.unit, key.year, key.by),
        }
    }
}

fn place<'a>(data: &'a Dataset, key: &FactKey) -> Place<'a> {
    let frames = data.index.get(&(key.level, key.year, key.by)).map(Vec::as_slice).unwrap_or_default();
    let mut found = Place::Nowhere;
    for frame in frames.iter().filter_map(|f| data.frames.get(*f as usize)) {
        if let Some(column) = frame.column(key.input) {
            match found {
                Place::Nowhere => found = Place::One(frame, column),
                _ => return Place::Search,
            }
        }
    }
    found
}

fn given(fact: Fact) -> Value {
    match fact {
        Fact::Value(value) => value,
        Fact::Invalid => Value::missing(Reason::Invalid),
        Fact::Absent => Value::missing(Reason::Absent),
    }
}

/// The value that holds among the assessors'.
fn settle(assessment: &Assessment, mut get: impl FnMut(AssessorId) -> Fact) -> Value {
    let mut waiting = false;
    for step in &assessment.settle {
        match step {
            Settle::Assessor(who) => match get(*who) {
                Fact::Absent => {}
                fact => return given(fact),
            },
            Settle::Agreement(among) => match agreement(among, &mut get) {
                Agreement::On(value) => return value,
                Agreement::Waits => waiting = true,
                Agreement::No => {}
            },
            Settle::Disputed => {
                let any = assessment.by.iter().any(|who| !matches!(get(*who), Fact::Absent));
                return Value::missing(if any && !waiting { Reason::Disputed } else { Reason::Absent });
            }
        }
    }
    Value::missing(Reason::Absent)
}

enum Agreement {
    /// All gave this; or one is invalid.
    On(Value),
    /// Somebody has not given a value yet.
    Waits,
    No,
}

fn agreement(among: &[AssessorId], get: &mut impl FnMut(AssessorId) -> Fact) -> Agreement {
    let (mut first, mut waits, mut agree) = (None, false, true);
    for who in among {
        match get(*who) {
            Fact::Invalid => return Agreement::On(Value::missing(Reason::Invalid)),
            Fact::Absent => waits = true,
            Fact::Value(value) => match &first {
                None => first = Some(value),
                Some(first) => agree &= same(first, &value),
            },
        }
    }
    match first {
        Some(value) if agree && !waits => Agreement::On(value),
        _ if waits => Agreement::Waits,
        _ => Agreement::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::{n, show};

    /// `settle 0 else agreement of 1, 2 else disputed`
    fn settled(values: [&str; 3]) -> String {
        let assessment = Assessment {
            name: String::new(),
            by: (0..3).map(AssessorId).collect(),
            settle: vec![
                Settle::Assessor(AssessorId(0)),
                Settle::Agreement(vec![AssessorId(1), AssessorId(2)]),
                Settle::Disputed,
            ],
        };
        show(&settle(&assessment, |who| match values[who.index()] {
            "-" => Fact::Absent,
            "!" => Fact::Invalid,
            text => Fact::Value(n(text)),
        }))
    }

    #[test]
    fn the_first_that_settles_it() {
        assert_eq!(settled(["70", "1", "2"]), "70");
        assert_eq!(settled(["-", "70", "70"]), "70");
        assert_eq!(settled(["-", "70", "69"]), "missing{disputed}");
        assert_eq!(settled(["-", "70", "-"]), "missing{absent}");
        assert_eq!(settled(["-", "-", "-"]), "missing{absent}");
        assert_eq!(settled(["-", "70", "!"]), "missing{invalid}");
        assert_eq!(settled(["!", "70", "70"]), "missing{invalid}");
    }
}
