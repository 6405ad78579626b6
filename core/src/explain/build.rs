//! An explanation from a trace.

use super::trace::{Event, Frame, Trace};
use super::{Explanation, Place, RulesetRef, SCHEMA, words};
use crate::codes;
use crate::dataset::Dataset;
use crate::diagnostic::{Diagnostic, Lang, Span, fill};
use crate::exact::{Evaluator, ItemKey, NO_UNIT, evaluated_version, shown};
use crate::program::{ItemId, ItemKind, LevelId, Program, SymbolId, VersionId};
use crate::report::{Options, Stop};
use std::collections::{BTreeMap, BTreeSet};

/// What an explanation is made from.
pub(super) struct Explainer<'a> {
    pub program: &'a Program,
    pub data: &'a Dataset,
    pub lang: Lang,
    pub evaluator: Evaluator<'a>,
    pub trace: Trace,
    /// Frames by the position of their result.
    frames: BTreeMap<usize, usize>,
    /// Evaluates with supposed facts; made when it is needed.
    pub trial: Option<Evaluator<'a>>,
    pub options: Options<'a>,
    pub level: LevelId,
    pub unit: u32,
    pub year: i32,
}

/// Explains one item of a unit and year, or all of them.
///
/// # Errors
/// When the rules are not in force in that year (R01).
#[expect(clippy::too_many_arguments, reason = "what is explained is this many things, and callers have them apart")]
pub fn explain<'a>(
    program: &'a Program,
    data: &'a Dataset,
    options: &Options<'a>,
    lang: Lang,
    level: LevelId,
    unit: u32,
    year: i32,
    symbol: Option<SymbolId>,
) -> Result<Explanation, Stop> {
    let options = Options { years: vec![year], ..options.clone() };
    let mut evaluator = Evaluator::new(program, data, &options)?;
    let Some(version) = evaluated_version(program, year, &options) else {
        let args = vec![String::new(), String::new(), year.to_string()];
        return Err(Stop::Refused(Box::new(Diagnostic::new(&codes::R01_YEAR, Span::default(), args))));
    };
    evaluator.trace = Some(Box::default());
    evaluator.keep = true;
    let of_level =
        |i: &ItemId| program.items.get(i.index()).is_some_and(|i| i.levels.is_empty() || i.levels.contains(&level));
    let root = symbol.and_then(|s| program.item_in(version, s).or_else(|| evaluator.item_of(s, year)));
    let wanted: Vec<ItemId> = match (root, symbol) {
        (Some(item), _) => vec![item],
        (None, Some(_)) => Vec::new(),
        (None, None) => shown(program, version).into_iter().filter(of_level).collect(),
    };
    let keys: Vec<ItemKey> = wanted.iter().map(|item| evaluator.evaluate(*item, level, unit, year)).collect();
    let trace = evaluator.trace.take().map(|t| *t).unwrap_or_default();
    let faults = data.faults.iter().filter(|f| concerns(data, f, level, unit)).cloned().chain(evaluator.take_faults());
    let faults =
        faults.map(|f| format!("{}: {}", f.message.code, fill(words::pick(lang, f.message.en, f.message.vi), &f.args)));
    let faults = faults.collect();
    let frames = trace.frames.iter().enumerate().map(|(at, f)| (f.result, at)).collect();
    let mut this = Explainer { program, data, lang, evaluator, trace, frames, trial: None, options, level, unit, year };
    let hypothetical = program.version_for(crate::program::ModuleId(0), year) != Some(version);
    let (item, items) = match (root, keys.first()) {
        (Some(_), Some(key)) => {
            let below = this.below(key);
            let item = this.item(key, 0, true);
            let items = below.into_iter().map(|(key, depth)| this.item(&key, depth, false)).collect();
            (Some(Box::new(item)), items)
        }
        _ => (None, keys.iter().map(|key| this.item(key, this.depth(key.item), true)).collect()),
    };
    let units = data.units.get(level.index());
    Ok(Explanation {
        schema: SCHEMA,
        lang: words::pick(lang, "en", "vi"),
        ruleset: ruleset(program, version, hypothetical, lang),
        level: program.levels.get(level.index()).map(|l| l.name.clone()).unwrap_or_default(),
        unit: units.map(|u| u.id(unit).into_owned()).unwrap_or_default(),
        unit_label: units.map(|u| u.label(unit).into_owned()).unwrap_or_default(),
        year,
        as_of: super::show::date(this.options.as_of.unwrap_or_else(|| crate::date::days(year, 12, 31)), lang),
        item,
        items,
        faults,
    })
}

/// Whether a fault of the data is about the unit, one that encloses it, or one below it.
fn concerns(data: &Dataset, fault: &crate::dataset::Fault, level: LevelId, unit: u32) -> bool {
    let Some(at) = fault.level else { return false };
    let find = |l: LevelId, id: &str| data.units.get(l.index()).and_then(|u| u.find(id));
    let Some(position) = find(at, &fault.unit) else { return false };
    if at == level {
        return position == unit;
    }
    // A level below: its parents up to the unit.
    let mut up = Some(position);
    let mut level_at = at.index();
    while let Some(here) = up {
        if level_at == level.index() {
            return here == unit;
        }
        if level_at == 0 {
            return false;
        }
        up = data.units.get(level_at).and_then(|u| u.parent(here));
        level_at -= 1;
    }
    false
}

fn ruleset(program: &Program, version: VersionId, hypothetical: bool, lang: Lang) -> RulesetRef {
    let found = program.versions.get(version.index());
    RulesetRef {
        name: found.map(|v| v.name.clone()).unwrap_or_default(),
        label: found.map(|v| words::label(&v.labels, &v.name, lang).to_owned()).unwrap_or_default(),
        version: found.map(|v| v.version.clone()).unwrap_or_default(),
        sha256: program.content_hash.to_string(),
        variant: program.variant.clone(),
        hypothetical,
        notes: found.map(|v| v.notes.clone()).unwrap_or_default(),
    }
}

impl<'a> Explainer<'a> {
    /// The frame of a result.
    pub fn frame(&self, result: usize) -> Option<&Frame> {
        self.frames.get(&result).and_then(|at| self.trace.frames.get(*at))
    }

    /// The position of an item's result.
    pub fn result_of(&mut self, key: &ItemKey) -> usize {
        self.evaluator.item_at(key.item, key.level, key.unit, key.year, key.by)
    }

    /// What an item is made of, in order: members of groups, then what is read for the same unit; each once.
    fn below(&mut self, root: &ItemKey) -> Vec<(ItemKey, usize)> {
        let mut seen = BTreeSet::from([key_order(root)]);
        let mut out = Vec::new();
        let mut open = self.needs(root, 1);
        open.reverse();
        while let Some((key, depth)) = open.pop() {
            if out.len() >= 500 || !seen.insert(key_order(&key)) {
                continue;
            }
            let mut more = self.needs(&key, depth + 1);
            out.push((key, depth));
            more.reverse();
            open.extend(more);
        }
        out
    }

    fn needs(&mut self, key: &ItemKey, depth: usize) -> Vec<(ItemKey, usize)> {
        let mut found = Vec::new();
        if let Some(ItemKind::Group(group)) = self.program.items.get(key.item.index()).map(|i| &i.kind) {
            found.extend(group.members.iter().map(|m| (ItemKey { item: *m, ..*key }, depth)));
        }
        let result = self.result_of(key);
        let events = self.frame(result).map(|f| f.events.as_slice()).unwrap_or_default();
        for event in events {
            if let Event::Item { index, .. } = event
                && let Some(frame) = self.frame(*index)
                && frame.key.unit == key.unit
                && frame.key.level == key.level
                && !self.is_parameter(frame.key.item)
            {
                found.push((frame.key, depth));
            }
        }
        found
    }

    pub fn is_parameter(&self, item: ItemId) -> bool {
        self.program.items.get(item.index()).is_some_and(|i| matches!(i.kind, ItemKind::Parameter(_)))
    }

    /// How deep an item stands in groups.
    fn depth(&self, item: ItemId) -> usize {
        let mut depth = 0;
        let mut at = self.program.items.get(item.index()).and_then(|i| i.group);
        while let Some(group) = at {
            depth += 1;
            if depth > 64 {
                break;
            }
            at = self.program.items.get(group.index()).and_then(|i| i.group);
        }
        depth
    }

    /// Where something was evaluated, if that is not the explanation's own place.
    pub fn place(&self, key: &ItemKey) -> Option<Place> {
        let own = key.unit == NO_UNIT || (key.level == self.level && key.unit == self.unit);
        if own && key.year == self.year && key.by.is_none() {
            return None;
        }
        let (level, unit) = if own { (self.level, self.unit) } else { (key.level, key.unit) };
        let units = self.data.units.get(level.index());
        Some(Place {
            level: self.program.levels.get(level.index()).map(|l| l.name.clone()).unwrap_or_default(),
            unit: units.map(|u| u.id(unit).into_owned()).unwrap_or_default(),
            label: units.map(|u| u.label(unit).into_owned()).unwrap_or_default(),
            year: key.year,
            by: key.by.map(|who| self.assessor(who)),
        })
    }

    /// What people call an assessor.
    pub fn assessor(&self, who: crate::program::AssessorId) -> String {
        let found = self.program.assessors.get(who.index());
        found.map(|a| words::label(&a.labels, &a.name, self.lang).to_owned()).unwrap_or_default()
    }
}

fn key_order(key: &ItemKey) -> (u32, u32, u32, i32, Option<u32>) {
    (key.item.0, key.level.0, key.unit, key.year, key.by.map(|w| w.0))
}

/// The text of a place in the rules, on one line.
pub(super) fn snippet(program: &Program, span: Span) -> String {
    let file = program.files.get(span.file as usize);
    let text = file.and_then(|f| f.text.get(span.start as usize..span.end as usize)).unwrap_or_default();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(120) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default()),
        None => line,
    }
}

/// The line of a place, from 1.
pub(super) fn line(program: &Program, span: Span) -> usize {
    let file = program.files.get(span.file as usize);
    let before = file.and_then(|f| f.text.get(..span.start as usize)).unwrap_or_default();
    before.bytes().filter(|b| *b == b'\n').count() + 1
}
