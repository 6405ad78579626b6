//! The value of a fact at which a result turns.

use super::build::Explainer;
use super::decide::{Goal, Needed, Search, Supposed};
use super::show::Show;
use super::trace::{Event, FactKey};
use super::words;
use crate::diagnostic::Lang;
use crate::exact::{ItemKey, ItemResult, roots};
use crate::number::Number;
use crate::ops::compare::same;
use crate::program::{Cmp, InputKind, ItemKind, Node, Verdict};
use crate::value::Value;

/// So many halvings bring two numbers close enough for the simplest number between them to be the turning point.
const HALVINGS: usize = 64;

impl<'a> Explainer<'a> {
    /// What an item comes to with supposed facts.
    pub(super) fn suppose(&mut self, key: &ItemKey, supposed: &Supposed) -> Option<ItemResult> {
        let (program, data, year, level, unit) = (self.program, self.data, self.year, self.level, self.unit);
        if self.trial.is_none() {
            self.trial = crate::exact::Evaluator::new(program, data, &self.options).ok();
        }
        let trial = self.trial.as_mut()?;
        trial.suppose(supposed.clone());
        trial.begin(level, unit, year);
        let at = trial.item_at(key.item, key.level, key.unit, key.year, key.by);
        Some(trial.result(at).clone())
    }

    /// Open criteria that a result is made of.
    pub(super) fn open_criteria(&self, index: usize) -> Vec<(ItemKey, usize)> {
        let is_open = |at: usize| self.evaluator.result(at).verdict == Some(Verdict::Undetermined);
        self.open_frames(index)
            .into_iter()
            .filter_map(|at| self.frame(at).map(|f| (f.key, at)))
            .filter(|(key, at)| {
                is_open(*at)
                    && self
                        .program
                        .items
                        .get(key.item.index())
                        .is_some_and(|i| matches!(i.kind, ItemKind::Criterion(_)))
            })
            .collect()
    }

    /// Values worth trying for a fact, the likeliest to be good first.
    pub(super) fn probes(&self, fact: &FactKey) -> Vec<Value> {
        let Some(input) = self.program.inputs.get(fact.input.index()) else { return Vec::new() };
        match input.kind {
            InputKind::YesNo => vec![Value::Bool(true), Value::Bool(false)],
            InputKind::Category(category) => {
                let count = self.program.categories.get(category.index()).map_or(0, |c| c.items.len());
                (0..u32::try_from(count).unwrap_or(0)).rev().map(|i| Value::Category(category, i)).collect()
            }
            InputKind::Year => (-12..=2).rev().map(|by| Value::Year(fact.year.saturating_add(by))).collect(),
            InputKind::Date => {
                let start = crate::date::days(fact.year - 1, 1, 1);
                [365, 730, 0, 1_095].iter().map(|by| Value::Date(start.saturating_add(*by))).collect()
            }
            InputKind::Number | InputKind::Whole => {
                let mut probes = number_probes(input.range.as_ref());
                probes.extend(self.bounds_near(fact));
                let (lo, hi) = input.range.clone().unwrap_or((None, None));
                probes.retain(|n| {
                    lo.as_ref().is_none_or(|lo| n >= lo)
                        && hi.as_ref().is_none_or(|hi| n <= hi)
                        && (input.kind != InputKind::Whole || n.is_integer())
                });
                let mut values: Vec<Value> = Vec::new();
                for probe in probes.into_iter().map(Value::Number) {
                    if !values.iter().any(|v| same(v, &probe)) {
                        values.push(probe);
                    }
                }
                values.truncate(24);
                values
            }
        }
    }

    /// Numbers that the rules which read a fact compare with.
    fn bounds_near(&self, fact: &FactKey) -> Vec<Number> {
        let mut out = Vec::new();
        for frame in &self.trace.frames {
            if !frame.events.iter().any(|e| matches!(e, Event::Input { key, .. } if key == fact)) {
                continue;
            }
            let Some(item) = self.program.items.get(frame.key.item.index()) else { continue };
            let mut open = roots(self.program, &item.kind);
            let mut budget = 500;
            while let Some(node) = open.pop() {
                budget -= 1;
                if budget == 0 {
                    break;
                }
                match self.program.nodes.get(node.index()) {
                    Some(Node::Number(n)) => out.push(n.clone()),
                    Some(node) => crate::exact::children(self.program, node, &mut open),
                    None => {}
                }
            }
        }
        out.sort();
        out.dedup();
        out
    }

    /// Whether two facts are read by one criterion or indicator: then a turning point of one depends on the other.
    fn entangled(&self, index: usize, a: &FactKey, b: &FactKey) -> bool {
        let reads = |events: &[Event], fact: &FactKey| {
            events.iter().any(|e| matches!(e, Event::Input { key, .. } if key == fact))
        };
        let frames = self.open_frames(index);
        frames.iter().filter_map(|at| self.frame(*at)).any(|f| reads(&f.events, a) && reads(&f.events, b))
    }
}

impl Search {
    /// The facts of a way, each with the signs and values at which the result turns.
    pub(super) fn needed(&mut self, this: &mut Explainer<'_>, supposed: &Supposed, goal: Goal) -> Vec<Needed> {
        let mut out = Vec::new();
        for (fact, value) in supposed {
            let alone = supposed.iter().all(|(other, _)| other == fact || !this.entangled(self.index, fact, other));
            let turns = if alone { self.turns(this, fact, value, supposed, goal) } else { Vec::new() };
            if turns.is_empty() {
                out.push(needed(this, fact, Cmp::Eq, value));
            }
            out.extend(turns.iter().map(|(cmp, value)| needed(this, fact, *cmp, value)));
        }
        out
    }

    /// Where the result turns, below and above a value that is known to give it.
    fn turns(
        &mut self,
        this: &mut Explainer<'_>,
        fact: &FactKey,
        good: &Value,
        all: &Supposed,
        goal: Goal,
    ) -> Vec<(Cmp, Value)> {
        let with = |value: &Value| -> Supposed {
            all.iter().map(|(k, v)| (*k, if k == fact { value.clone() } else { v.clone() })).collect()
        };
        let mut below: Option<Value> = None;
        let mut above: Option<Value> = None;
        for probe in self.probes_of(fact).to_vec() {
            let Some(order) = crate::ops::compare::order(&probe, good) else { continue };
            let side = match order {
                std::cmp::Ordering::Less => &mut below,
                std::cmp::Ordering::Greater => &mut above,
                std::cmp::Ordering::Equal => continue,
            };
            let closer = side.as_ref().is_none_or(|s| {
                let towards = crate::ops::compare::order(&probe, s);
                towards == Some(order.reverse())
            });
            if closer && !self.gives(this, &with(&probe), goal) {
                *side = Some(probe);
            }
        }
        let mut out = Vec::new();
        for (bad, up) in [(below, true), (above, false)] {
            let Some(bad) = bad else { continue };
            let found = match (good, &bad) {
                (Value::Number(good), Value::Number(bad)) => {
                    let whole = this.program.inputs.get(fact.input.index()).is_some_and(|i| i.kind == InputKind::Whole);
                    let mut gives =
                        |search: &mut Self, n: &Number| search.gives(this, &with(&Value::Number(n.clone())), goal);
                    number_turn(self, &mut gives, good.clone(), bad.clone(), whole, up)
                }
                (Value::Date(good), Value::Date(bad)) => {
                    let (mut good, mut bad) = (*good, *bad);
                    while (good - bad).abs() > 1 && !self.spent() {
                        let middle = bad + (good - bad) / 2;
                        if self.gives(this, &with(&Value::Date(middle)), goal) { good = middle } else { bad = middle }
                    }
                    Some((if up { Cmp::Ge } else { Cmp::Le }, Value::Date(good)))
                }
                _ => None,
            };
            out.extend(found);
        }
        out
    }
}

/// Halves between a number that gives the result and one that does not; the simplest number left is the turning point,
/// and is tried itself.
fn number_turn(
    search: &mut Search,
    gives: &mut impl FnMut(&mut Search, &Number) -> bool,
    good: Number,
    bad: Number,
    whole: bool,
    up: bool,
) -> Option<(Cmp, Value)> {
    let (mut good, mut bad) = (good, bad);
    let half = Number::ratio(1, 2)?;
    for _ in 0..HALVINGS {
        let middle = good.add(&bad).mul(&half);
        let middle = if whole { middle.floor() } else { middle };
        if middle == good || middle == bad || search.spent() {
            break;
        }
        if gives(search, &middle) { good = middle } else { bad = middle }
    }
    if search.spent() {
        return None;
    }
    if whole {
        // Two neighbours, in whichever order.
        return Some((if up { Cmp::Ge } else { Cmp::Le }, Value::Number(good)));
    }
    let (lo, hi) = if bad < good { (&bad, &good) } else { (&good, &bad) };
    let turn = simplest(lo, hi, 200);
    let included = gives(search, &turn);
    let cmp = match (included, up) {
        (true, true) => Cmp::Ge,
        (true, false) => Cmp::Le,
        (false, true) => Cmp::Gt,
        (false, false) => Cmp::Lt,
    };
    Some((cmp, Value::Number(turn)))
}

/// The number with the smallest denominator between two others, both included.
fn simplest(lo: &Number, hi: &Number, steps: u32) -> Number {
    let floor = lo.floor();
    if floor == *lo || steps == 0 {
        return lo.clone();
    }
    let next = floor.add(&Number::ONE);
    if next <= *hi {
        return next;
    }
    match (lo.sub(&floor).recip(), hi.sub(&floor).recip()) {
        (Some(upper), Some(lower)) => match simplest(&lower, &upper, steps - 1).recip() {
            Some(fraction) => floor.add(&fraction),
            None => lo.clone(),
        },
        _ => lo.clone(),
    }
}

/// High, low and between: the ends of the range, or powers of ten.
fn number_probes(range: Option<&(Option<Number>, Option<Number>)>) -> Vec<Number> {
    let power = |n: i32| Number::integer(10).pow(n, 256).unwrap_or(Number::ONE);
    match range {
        Some((Some(lo), Some(hi))) => {
            let span = hi.sub(lo);
            let at = |n: i64| lo.add(&span.mul(&Number::ratio(n, 4).unwrap_or(Number::ONE)));
            vec![hi.clone(), lo.clone(), at(2), at(3), at(1)]
        }
        Some((Some(lo), None)) => [12, 3, 0].iter().map(|n| lo.add(&power(*n))).chain([lo.clone()]).collect(),
        Some((None, Some(hi))) => [12, 3, 0].iter().map(|n| hi.sub(&power(*n))).chain([hi.clone()]).collect(),
        _ => vec![power(12), Number::ZERO, power(0), power(3), power(-3), power(12).neg()],
    }
}

fn needed(this: &Explainer<'_>, fact: &FactKey, cmp: Cmp, value: &Value) -> Needed {
    let input = this.program.inputs.get(fact.input.index());
    let show = Show::new(this.program, this.lang).unit(input.map(|i| &i.unit));
    let units = this.data.units.get(fact.level.index());
    let name = input.map(|i| words::label(&i.labels, &i.name, this.lang).to_owned()).unwrap_or_default();
    let mut place = String::new();
    if fact.unit != this.unit || fact.level != this.level {
        place = format!(" ({})", units.map(|u| u.label(fact.unit).into_owned()).unwrap_or_default());
    }
    if fact.year != this.year {
        place = match this.lang {
            Lang::En => format!("{place} in {}", fact.year),
            Lang::Vi => format!("{place} năm {}", fact.year),
        };
    }
    if let Some(who) = fact.by {
        place = format!("{place} [{}]", this.assessor(who));
    }
    Needed {
        input: input.map(|i| i.name.clone()).unwrap_or_default(),
        unit: units.map(|u| u.id(fact.unit).into_owned()).unwrap_or_default(),
        year: fact.year,
        cmp: cmp.word(),
        value: super::show::exact(this.program, value).unwrap_or_default(),
        shown: format!("{name}{place} {} {}", cmp.word(), show.value(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simplest_number_between_two() {
        let n = |t: &str| Number::parse(t).unwrap();
        let s = |lo: &str, hi: &str| simplest(&n(lo), &n(hi), 200).to_text();
        assert_eq!(s("0.8499999999", "0.8500000001"), "0.85");
        assert_eq!(s("0.33333333", "0.33333334"), "1/3");
        assert_eq!(s("0.62369999999", "0.62370000001"), "0.6237");
        assert_eq!(s("-0.2500001", "-0.2499999"), "-0.25");
        assert_eq!(s("2.5", "3.5"), "3");
    }
}
