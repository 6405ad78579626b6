//! Inputs, and which assessor's value holds.

use super::context::enclosing;
use super::{Ctx, Evaluator};
use crate::dataset::Fact;
use crate::explain::trace::Event;
use crate::ops::compare::same;
use crate::program::{AssessorId, Assessment, InputId, LevelId, Reason, Settle};
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

    fn fact_value(&self, key: &FactKey, assessment: Option<&Assessment>) -> Value {
        if !self.supposed.is_empty()
            && let Some((_, value)) = self.supposed.iter().find(|(k, _)| k == key)
        {
            return value.clone();
        }
        let plain = |by| self.data.fact(key.input, key.level, key.unit, key.year, by);
        match (plain(key.by), assessment) {
            (Fact::Absent, Some(assessment)) if key.by.is_none() => settle(assessment, |who| plain(Some(who))),
            (fact, _) => given(fact),
        }
    }
}

fn given(fact: Fact) -> Value {
    match fact {
        Fact::Value(value) => value,
        Fact::Invalid => Value::missing(Reason::Invalid),
        Fact::Absent => Value::missing(Reason::Absent),
    }
}

/// The value that holds among the assessors'.
fn settle(assessment: &Assessment, get: impl Fn(AssessorId) -> Fact) -> Value {
    let mut waiting = false;
    for step in &assessment.settle {
        match step {
            Settle::Assessor(who) => match get(*who) {
                Fact::Absent => {}
                fact => return given(fact),
            },
            Settle::Agreement(among) => match agreement(among, &get) {
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

fn agreement(among: &[AssessorId], get: &impl Fn(AssessorId) -> Fact) -> Agreement {
    let facts: Vec<Fact> = among.iter().map(|who| get(*who)).collect();
    if facts.iter().any(|f| matches!(f, Fact::Invalid)) {
        return Agreement::On(Value::missing(Reason::Invalid));
    }
    let values: Vec<&Value> = facts.iter().filter_map(|f| if let Fact::Value(v) = f { Some(v) } else { None }).collect();
    match values.split_first() {
        _ if values.len() < among.len() => Agreement::Waits,
        Some((first, rest)) if rest.iter().all(|v| same(first, v)) => Agreement::On((*first).clone()),
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
