//! What would decide an open result: the fewest facts, and for a single number the value at which it turns.
//!
//! Facts are supposed and the item is evaluated again; nothing is known of formulas here. A number's turning point is
//! found by halving between a value that decides and one that does not (or decides otherwise), and is the simplest
//! number in what is left; it is then tried itself, which tells its sign.

use super::build::Explainer;
use super::trace::FactKey;
use super::words;
use crate::diagnostic::Lang;
use crate::exact::{ItemKey, ItemResult};

use crate::program::{CategoryId, ItemKind, Outcome, Recognition, State, Verdict};
use crate::value::Value;
use serde::Serialize;

/// So many missing facts are looked at, at most.
const MOST_FACTS: usize = 40;
/// So many evaluations are spent on one item, at most.
const MOST_TRIALS: usize = 1_500;

/// What would decide an open result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// One way per result that is still possible.
    pub ways: Vec<Way>,
}

/// Facts that suffice for a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Way {
    /// The result's word: `met`, `not_met`, `recognised`, a class …
    pub result: String,
    /// The facts, all needed together.
    pub facts: Vec<Needed>,
    /// As people read it.
    pub text: String,
}

/// One fact that is needed, and what it must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Needed {
    /// The input.
    pub input: String,
    /// The unit's id.
    pub unit: String,
    /// The year.
    pub year: i32,
    /// The sign before the value.
    pub cmp: &'static str,
    /// Exactly.
    pub value: String,
    /// As people read it: `hs_toàn_trình >= 85 %`.
    pub shown: String,
}

/// What an item may still come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    Verdict(Verdict),
    Class(CategoryId, u32),
}

impl Goal {
    fn of(result: &ItemResult) -> Option<Goal> {
        match (result.verdict, &result.value) {
            (Some(v @ (Verdict::Met | Verdict::NotMet)), _) => Some(Goal::Verdict(v)),
            (None, Some(Value::Category(c, i))) => Some(Goal::Class(*c, *i)),
            _ => None,
        }
    }

    fn word(self, explainer: &Explainer<'_>) -> String {
        match self {
            Goal::Verdict(v) => v.word().to_owned(),
            Goal::Class(c, i) => super::show::exact(explainer.program, &Value::Category(c, i)).unwrap_or_default(),
        }
    }

    fn text(self, explainer: &Explainer<'_>) -> String {
        match self {
            Goal::Verdict(v) => words::verdict(v, explainer.lang).to_owned(),
            Goal::Class(c, i) => words::category_item(explainer.program, c, i, explainer.lang),
        }
    }
}

pub(super) type Supposed = Vec<(FactKey, Value)>;

impl<'a> Explainer<'a> {
    /// What would decide an open item.
    pub(super) fn decide(&mut self, key: &ItemKey, index: usize) -> Option<Decision> {
        let mut search = Search::new(self, key, index);
        if search.facts.is_empty() {
            return None;
        }
        let mut ways = Vec::new();
        for goal in self.goals(key) {
            if let Some(found) = search.find(self, goal) {
                let facts = search.needed(self, &found, goal);
                ways.push(self.way(goal, facts));
            }
        }
        (!ways.is_empty()).then_some(Decision { ways })
    }

    /// The results that are looked for, best first.
    fn goals(&self, key: &ItemKey) -> Vec<Goal> {
        match self.program.items.get(key.item.index()).map(|i| &i.kind) {
            Some(ItemKind::Outcome(o)) if o.category == CategoryId(1) => {
                let of = |r: Recognition| Goal::Class(CategoryId(1), r as u32);
                vec![of(Recognition::Recognised), of(Recognition::Refused)]
            }
            Some(ItemKind::Outcome(Outcome { category, .. }) | ItemKind::State(State { category, .. })) => {
                let count = self.program.categories.get(category.index()).map_or(0, |c| c.items.len());
                (0..u32::try_from(count).unwrap_or(0)).rev().map(|i| Goal::Class(*category, i)).collect()
            }
            _ => vec![Goal::Verdict(Verdict::Met), Goal::Verdict(Verdict::NotMet)],
        }
    }

    fn way(&self, goal: Goal, facts: Vec<Needed>) -> Way {
        let list: Vec<&str> = facts.iter().map(|f| f.shown.as_str()).collect();
        let (and, result) = (words::pick(self.lang, " and ", " và "), goal.text(self));
        let text = match self.lang {
            Lang::En => format!("{result} if {}", list.join(and)),
            Lang::Vi => format!("{result} nếu {}", list.join(and)),
        };
        Way { result: goal.word(self), facts, text }
    }
}

/// The search for facts that give one item a result.
pub(super) struct Search {
    left: usize,
    key: ItemKey,
    pub index: usize,
    pub facts: Vec<FactKey>,
    /// Values worth trying for each fact.
    probes: Vec<Vec<Value>>,
}

impl Search {
    fn new(this: &mut Explainer<'_>, key: &ItemKey, index: usize) -> Self {
        let reasons = this.evaluator.result(index).reasons();
        let missing = this.missing_keys(index, reasons);
        let facts: Vec<FactKey> = missing.into_iter().map(|(k, _)| k).take(MOST_FACTS).collect();
        let probes = facts.iter().map(|f| this.probes(f)).collect();
        Self { left: MOST_TRIALS, key: *key, index, facts, probes }
    }

    /// What the item comes to with these facts.
    fn outcome(&mut self, this: &mut Explainer<'_>, supposed: &Supposed) -> Option<Goal> {
        self.left = self.left.checked_sub(1)?;
        this.suppose(&self.key, supposed).and_then(|r| Goal::of(&r))
    }

    pub(super) fn gives(&mut self, this: &mut Explainer<'_>, supposed: &Supposed, goal: Goal) -> bool {
        self.outcome(this, supposed) == Some(goal)
    }

    pub(super) fn spent(&self) -> bool {
        self.left == 0
    }

    pub(super) fn probes_of(&self, fact: &FactKey) -> &[Value] {
        let at = self.facts.iter().position(|f| f == fact);
        at.and_then(|at| self.probes.get(at)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The fewest facts with values that give the goal.
    fn find(&mut self, this: &mut Explainer<'_>, goal: Goal) -> Option<Supposed> {
        for fact in self.facts.clone() {
            for value in self.probes_of(&fact).to_vec() {
                let supposed = vec![(fact, value)];
                if self.gives(this, &supposed, goal) {
                    return Some(supposed);
                }
            }
        }
        let all = match self.alike(this, goal) {
            Some(found) => found,
            None => match self.by_criteria(this, goal) {
                Some(found) => found,
                None => self.combined(this, goal)?,
            },
        };
        Some(self.fewest(this, all, goal))
    }

    /// All facts at once: all high, all low …
    fn alike(&mut self, this: &mut Explainer<'_>, goal: Goal) -> Option<Supposed> {
        let most = self.probes.iter().map(Vec::len).max().unwrap_or(0);
        for pattern in 0..most {
            let pick = |(fact, values): (&FactKey, &Vec<Value>)| {
                let value = values.get(pattern).or_else(|| values.last())?;
                Some((*fact, value.clone()))
            };
            let supposed: Supposed = self.facts.iter().zip(&self.probes).filter_map(pick).collect();
            if self.gives(this, &supposed, goal) {
                return Some(supposed);
            }
        }
        None
    }

    /// What would meet each open criterion by itself, taken together.
    fn by_criteria(&mut self, this: &mut Explainer<'_>, goal: Goal) -> Option<Supposed> {
        let mut together = Supposed::new();
        for (key, index) in this.open_criteria(self.index) {
            if key == self.key {
                return None;
            }
            let mut inner = Search::new(this, &key, index);
            inner.left = inner.left.min(self.left);
            let met = inner.find(this, Goal::Verdict(Verdict::Met));
            self.left = inner.left;
            for (fact, value) in met? {
                if !together.iter().any(|(k, _)| *k == fact) {
                    together.push((fact, value));
                }
            }
        }
        self.gives(this, &together, goal).then_some(together)
    }

    /// All combinations of a few values, while that is few enough.
    fn combined(&mut self, this: &mut Explainer<'_>, goal: Goal) -> Option<Supposed> {
        let total =
            self.probes.iter().try_fold(1_usize, |t, p| t.checked_mul(p.len())).filter(|t| *t <= self.left / 2)?;
        for mut number in 0..total {
            let mut supposed = Supposed::new();
            for (fact, values) in self.facts.iter().zip(&self.probes) {
                supposed.push((*fact, values.get(number % values.len().max(1))?.clone()));
                number /= values.len().max(1);
            }
            if self.gives(this, &supposed, goal) {
                return Some(supposed);
            }
        }
        None
    }

    /// Leaves out one fact after the other while the rest still suffices.
    fn fewest(&mut self, this: &mut Explainer<'_>, mut supposed: Supposed, goal: Goal) -> Supposed {
        let mut at = 0;
        while at < supposed.len() {
            let mut fewer = supposed.clone();
            fewer.remove(at);
            if !fewer.is_empty() && self.gives(this, &fewer, goal) {
                supposed = fewer;
            } else {
                at += 1;
            }
        }
        supposed
    }
}
