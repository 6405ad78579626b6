//! Targets by year, and the years between which none of them changes.

use super::clauses::{bound_text, open_year};
use milepost_core::diagnostic::Lang;
use milepost_core::number::Number;
use milepost_core::program::{
    Bound, Gap, Item, ItemKind, Node, Program, Timeline, TimelineEntry, TimelineId, UnitText, Version,
};

/// Years in which all targets stay the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: i32,
    pub(super) to: i32,
}

impl Period {
    pub(super) fn text(self) -> String {
        if self.from == self.to { self.from.to_string() } else { format!("{}..{}", self.from, open_year(self.to)) }
    }
}

/// How many columns a table may have for years.
const MOST: usize = 40;

/// The periods of a version's targets; none where nothing has a target.
pub(super) fn periods(program: &Program, version: &Version, items: &[&Item]) -> Vec<Period> {
    let mut starts = vec![version.applies.from];
    let mut any = false;
    for item in items {
        let ItemKind::Criterion(criterion) = &item.kind else { continue };
        for (_, timeline) in &criterion.targets {
            let Some(timeline) = program.timelines.get(timeline.index()) else { continue };
            any = true;
            for entry in &timeline.entries {
                starts.push(entry.from);
                starts.push(entry.to.saturating_add(1));
            }
            let moving = [timeline.before, timeline.between, timeline.after].contains(&Gap::Linear);
            if let (true, Some(first), Some(last)) = (moving, timeline.entries.first(), timeline.entries.last()) {
                starts.extend((first.to..=last.from).take(MOST));
            }
        }
    }
    if !any {
        return Vec::new();
    }
    starts.retain(|y| version.applies.contains(*y));
    starts.sort_unstable();
    starts.dedup();
    starts.truncate(MOST);
    let ends = starts.iter().skip(1).map(|y| y - 1).chain([version.applies.to]);
    starts.iter().zip(ends).map(|(from, to)| Period { from: *from, to }).collect()
}

/// The targets of an item over the years of a version, as they are printed: first year, last year (`i32::MAX` where it is
/// open), text.
pub fn targets(program: &Program, version: &Version, item: &Item, lang: Lang) -> Vec<(i32, i32, String)> {
    let periods = periods(program, version, &[item]);
    periods.into_iter().map(|p| (p.from, p.to, target(program, item, p.from, lang))).collect()
}

/// The target of an item in a year, as it is printed.
pub(crate) fn target(program: &Program, item: &Item, year: i32, lang: Lang) -> String {
    let ItemKind::Criterion(criterion) = &item.kind else { return String::new() };
    let mut texts = Vec::new();
    for (condition, timeline) in &criterion.targets {
        let Some(text) = at(program, *timeline, year, &item.unit, lang) else { continue };
        texts.push(match condition {
            Some(node) => format!("{}: {text}", super::slice(program, *node)),
            None => text,
        });
    }
    if texts.is_empty() && !criterion.targets.is_empty() { "–".to_owned() } else { texts.join("; ") }
}

/// The entry of a timeline in a year, as it is printed.
pub(super) fn at(program: &Program, timeline: TimelineId, year: i32, unit: &UnitText, lang: Lang) -> Option<String> {
    let timeline = program.timelines.get(timeline.index())?;
    let text = |entry: &TimelineEntry| bound_text(program, &entry.bound, unit, lang);
    if let Some(entry) = timeline.entries.iter().find(|e| e.from <= year && year <= e.to) {
        return Some(text(entry));
    }
    let earlier = timeline.entries.iter().rev().find(|e| e.to < year);
    let later = timeline.entries.iter().find(|e| e.from > year);
    match (earlier, later) {
        (None, Some(later)) => (timeline.before == Gap::Hold).then(|| text(later)),
        (Some(earlier), None) => (timeline.after == Gap::Hold).then(|| text(earlier)),
        (Some(earlier), Some(later)) => match timeline.between {
            Gap::None => None,
            Gap::Hold => Some(text(earlier)),
            Gap::Linear => linear(program, earlier, later, year, unit, lang),
        },
        (None, None) => None,
    }
}

/// The point of the straight line between two entries, where both are constants.
fn linear(
    program: &Program,
    earlier: &TimelineEntry,
    later: &TimelineEntry,
    year: i32,
    unit: &UnitText,
    lang: Lang,
) -> Option<String> {
    let (Bound::Cmp(sign, a), Bound::Cmp(_, b)) = (&earlier.bound, &later.bound) else { return None };
    let constant = |node: &milepost_core::program::NodeId| match program.nodes.get(node.index()) {
        Some(Node::Number(n)) => Some(n.clone()),
        _ => None,
    };
    let (a, b) = (constant(a)?, constant(b)?);
    let step = Number::ratio(i64::from(year - earlier.to), i64::from(later.from - earlier.to))?;
    let value = a.add(&b.sub(&a).mul(&step));
    let figure = crate::Figure::Exact(value);
    Some(format!("{} {}", super::clauses::sign(*sign), crate::display::figure(program, &figure, unit, lang)))
}

/// Every entry of a timeline, as one text.
pub(super) fn whole(program: &Program, timeline: &Timeline, unit: &UnitText, lang: Lang) -> String {
    let mut parts: Vec<String> = timeline
        .entries
        .iter()
        .map(|e| format!("{}: {}", Period { from: e.from, to: e.to }.text(), bound_text(program, &e.bound, unit, lang)))
        .collect();
    for (word, gap) in [("before", timeline.before), ("between", timeline.between), ("after", timeline.after)] {
        match gap {
            Gap::None => {}
            // The ruleset says it once for all.
            Gap::Hold if word == "after" && timeline.carried => {}
            Gap::Hold => parts.push(format!("{word} hold")),
            Gap::Linear => parts.push(format!("{word} linear")),
        }
    }
    parts.join(", ")
}
