//! Steps that belong together as one: common criteria, their groups, and what is shown of a group's score.

use super::cell::{Cell, Kind};
use super::code::{Code, Criterion, Ins, Member, NONE, RESULTS};
use super::counted::Scores;
use crate::columnar::op::{Arith, R};
use crate::columnar::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};

/// Joins what belongs together in code that does one step of the plan after the other.
pub(super) fn join(code: &mut Code, plan: &Plan) {
    let fixed =
        |r: R| plan.constants.binary_search_by_key(&r, |(r, _)| *r).ok().and(code.start.get(r as usize).copied());
    let (steps, criteria) = joined_steps(&code.steps, &fixed);
    (code.steps, code.criteria) = (steps, criteria);
    join_groups(code);
}

/// Joins the steps of common criteria. The registers between them belong to the criterion alone.
fn joined_steps(steps: &[Ins], fixed: &dyn Fn(R) -> Option<Cell>) -> (Vec<Ins>, Vec<Criterion>) {
    let (mut all, mut criteria) = (Vec::with_capacity(steps.len()), Vec::new());
    let mut rest = steps;
    while let Some((first, after)) = rest.split_first() {
        rest = match joined(rest, fixed) {
            Some(criterion) => {
                let at = u32::try_from(criteria.len()).unwrap_or(u32::MAX);
                criteria.push(criterion);
                match all.last_mut() {
                    Some(Ins::Criteria(_, to, _)) => *to = at + 1,
                    _ => all.push(Ins::Criteria(at, at + 1, NONE)),
                }
                rest.get(if criterion.quotient.is_some() { 5 } else { 4 }..).unwrap_or_default()
            }
            None => {
                all.push(*first);
                after
            }
        };
    }
    (all, criteria)
}

/// The criterion that begins here, if it is of the common kind; `fixed`: what registers hold that never change.
fn joined(steps: &[Ins], fixed: &dyn Fn(R) -> Option<Cell>) -> Option<Criterion> {
    if let [Ins::Arith(Arith::Div, a, b, out), rest @ ..] = steps {
        let criterion = joined(rest, fixed).filter(|c| c.quotient.is_none() && c.measure == *out)?;
        return Some(Criterion { quotient: Some((*a, *b)), ..criterion });
    }
    let [
        Ins::Held(cmp, measure, bound, held),
        Ins::Verdict { judged, gates: NONE, applies: NONE, policy, out: verdict },
        Ins::WhenMet(met, max, given),
        Ins::Settle { score, max: most, verdict: settled, policy: same, excluded, out },
        ..,
    ] = steps
    else {
        return None;
    };
    let chained = judged == held && met == verdict && settled == verdict && score == given;
    if !chained || most != max || same != policy {
        return None;
    }
    let (bound, max) = (fixed(*bound)?, fixed(*max)?);
    let ordered = matches!(bound.kind(), Kind::NUMBER | Kind::BOOL | Kind::DATE | Kind::YEAR);
    let plain = ordered && max.tag == Cell::NUMBER && Scores::of(max).is_easy();
    let results = *verdict.min(out).min(excluded);
    let place = |r: &R| u8::try_from(r - results).ok().filter(|place| usize::from(*place) < RESULTS);
    let order = [std::cmp::Ordering::Less, std::cmp::Ordering::Equal, std::cmp::Ordering::Greater];
    let holds = order.iter().rev().fold(0, |bits, o| bits << 1 | u8::from(crate::ops::compare::holds(*cmp, *o)));
    Some(Criterion {
        quotient: None,
        measure: *measure,
        cmp: *cmp,
        holds,
        bound,
        like: if plain { bound.tag } else { u64::MAX },
        policy: *policy,
        max,
        results,
        verdict: place(verdict)?,
        score: place(out)?,
        excluded: place(excluded)?,
    })
}

/// Where each of some different things stands.
struct Places<T>(Vec<(T, usize)>);

impl<T: Ord> Places<T> {
    fn of(things: impl Iterator<Item = T>) -> Self {
        let mut places: Vec<(T, usize)> = things.zip(0..).collect();
        places.sort_unstable();
        Self(places)
    }

    fn of_one(&self, thing: &T) -> Option<usize> {
        let at = self.0.binary_search_by(|(known, _)| known.cmp(thing)).ok()?;
        self.0.get(at).map(|(_, place)| *place)
    }
}

/// Groups of criteria that follow each other, which count while they are computed; and what is shown of a group's score.
fn join_groups(code: &mut Code) {
    let verdict = |c: &Criterion| c.results + R::from(c.verdict);
    let score = |c: &Criterion| (c.results + R::from(c.score), c.results + R::from(c.excluded));
    let place = Places::of(code.criteria.iter().map(verdict));
    let place_of_score = Places::of(code.criteria.iter().map(score));
    // In whatever order: numbers are counted and reasons gathered alike.
    let range = |mut places: Vec<usize>| -> Option<(u32, u32)> {
        places.sort_unstable();
        let from = *places.first()?;
        let follow = places.iter().copied().eq(from..from + places.len());
        Some((u32::try_from(from).ok()?, u32::try_from(from + places.len()).ok()?)).filter(|_| follow)
    };
    let by_verdicts = |members: &[R]| range(members.iter().map(|m| place.of_one(m)).collect::<Option<Vec<_>>>()?);
    let by_scores = |members: &[Member]| {
        let found = members.iter().map(|m| place_of_score.of_one(&(m.score, m.excluded)));
        range(found.collect::<Option<Vec<_>>>()?)
    };
    let of = |step: &Ins| match *step {
        Ins::GroupVerdict { members, .. } => by_verdicts(code.list(members)),
        Ins::GroupScore(at, _) => by_scores(&code.groups.get(at as usize)?.members),
        _ => None,
    };
    let ranges: Vec<Option<(u32, u32)>> = code.steps.iter().map(of).collect();
    let cuts: BTreeSet<u32> = ranges.iter().flatten().flat_map(|(from, to)| [*from, *to]).collect();
    let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut steps: Vec<Ins> = Vec::with_capacity(code.steps.len());
    for (step, range) in code.steps.iter().zip(ranges) {
        let counted = range.and_then(|range| counts.get(&range).copied()).unwrap_or(NONE);
        match *step {
            Ins::Criteria(mut from, to, _) => {
                while from < to {
                    let next = cuts.range(from + 1..to).next().copied().unwrap_or(to);
                    let count = u32::try_from(counts.len()).unwrap_or(NONE);
                    counts.insert((from, next), count);
                    steps.push(Ins::Criteria(from, next, count));
                    from = next;
                }
            }
            Ins::GroupVerdict { members, rule, gates, out, .. } => {
                steps.push(Ins::GroupVerdict { members, counted, rule, gates, out });
            }
            Ins::GroupScore(at, _) => {
                if let Some(group) = code.groups.get_mut(at as usize) {
                    group.counted = counted;
                }
                steps.push(*step);
            }
            Ins::Override(excluded, x, out) => {
                let group = match steps.last() {
                    Some(Ins::GroupScore(at, score)) => code.groups.get_mut(*at as usize).map(|g| (g, *score)),
                    _ => None,
                };
                let shown = group.filter(|(group, _)| group.excluded == excluded).and_then(|(group, score)| {
                    let place = [score, group.max].iter().position(|from| *from == x)?;
                    group.shown.get_mut(place).filter(|r| **r == NONE)
                });
                match shown {
                    Some(shown) => *shown = out,
                    None => steps.push(*step),
                }
            }
            _ => steps.push(*step),
        }
    }
    code.steps = steps;
    code.counts = counts.len();
}
