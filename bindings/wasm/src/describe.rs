//! Rules and diagnostics as data for JavaScript.

use milepost::Lang;
use milepost::core::diagnostic::{Diagnostic, Span};
use milepost::core::program::{InputKind, Item, ItemId, ItemKind, Labels, Program, SourceFile};
use serde_json::{Value as Json, json};

/// Turns byte offsets of a text into UTF-16 offsets, left to right.
pub(crate) struct Utf16<'t> {
    text: &'t str,
    byte: usize,
    unit: u32,
}

impl<'t> Utf16<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, byte: 0, unit: 0 }
    }

    /// The UTF-16 offset of a byte offset; going back starts anew.
    pub(crate) fn at(&mut self, byte: u32) -> u32 {
        let mut byte = (byte as usize).min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        if byte < self.byte {
            (self.byte, self.unit) = (0, 0);
        }
        let passed = self.text.get(self.byte..byte).unwrap_or_default();
        self.unit += passed.chars().map(|c| u32::from(c.len_utf16() == 2) + 1).sum::<u32>();
        self.byte = byte;
        self.unit
    }
}

fn place(span: Span, files: &[SourceFile]) -> Json {
    let Some(file) = files.get(usize::from(span.file)) else { return Json::Null };
    let mut units = Utf16::new(&file.text);
    let (start, end) = (units.at(span.start), units.at(span.end));
    let before = file.text.get(..span.start as usize).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    json!({ "file": file.name, "start": start, "end": end, "line": line, "column": column })
}

/// A diagnostic with its places in UTF-16 units and its texts in both languages.
pub(crate) fn diagnostic(d: &Diagnostic, files: &[SourceFile]) -> Json {
    json!({
        "code": d.code(), "severity": d.severity(),
        "message": d.text(Lang::En), "message_vi": d.text(Lang::Vi),
        "help": d.help(Lang::En), "help_vi": d.help(Lang::Vi),
        "suggestion": d.suggestion, "span": place(d.span, files),
        "also": d.also.iter().map(|s| place(*s, files)).collect::<Vec<_>>(),
    })
}

fn label<'l>(labels: &'l Labels, name: &'l str, lang: Lang) -> &'l str {
    milepost_io::label(labels, name, lang)
}

/// What the rules are made of.
pub(crate) fn program(program: &Program, lang: Lang) -> Json {
    let level_name = |l: milepost::core::program::LevelId| program.levels.get(l.index()).map(|l| l.name.as_str());
    let levels: Vec<_> = program
        .levels
        .iter()
        .map(|l| json!({ "name": l.name, "label": label(&l.labels, &l.name, lang), "parent": l.parent.and_then(level_name) }))
        .collect();
    let input = |i: &milepost::core::program::Input| {
        let (kind, options) = match i.kind {
            InputKind::Number => ("number", Vec::new()),
            InputKind::Whole => ("whole", Vec::new()),
            InputKind::YesNo => ("yes_no", Vec::new()),
            InputKind::Year => ("year", Vec::new()),
            InputKind::Date => ("date", Vec::new()),
            InputKind::Category(c) => {
                let items = program.categories.get(c.index()).map(|c| c.items.as_slice()).unwrap_or_default();
                let one =
                    |(name, labels): &(String, Labels)| json!({ "name": name, "label": label(labels, name, lang) });
                ("category", items.iter().map(one).collect())
            }
        };
        let bound = |b: Option<&milepost::Number>| b.and_then(|n| n.div(&i.scale)).map(|n| n.to_f64());
        let (low, high) = i.range.as_ref().map_or((None, None), |(lo, hi)| (bound(lo.as_ref()), bound(hi.as_ref())));
        let by: Vec<_> = i
            .assessment
            .and_then(|a| program.assessments.get(a.index()))
            .map(|a| a.by.iter().filter_map(|x| program.assessors.get(x.index())))
            .into_iter()
            .flatten()
            .map(|a| json!({ "name": a.name, "label": label(&a.labels, &a.name, lang) }))
            .collect();
        json!({
            "name": i.name, "label": label(&i.labels, &i.name, lang), "kind": kind, "options": options,
            "levels": i.levels.iter().filter_map(|l| level_name(*l)).collect::<Vec<_>>(),
            "low": low, "high": high, "unit": i.unit.text, "percent": i.percent, "optional": i.optional, "by": by,
            "notes": i.notes,
        })
    };
    let versions: Vec<_> = program
        .versions
        .iter()
        .filter(|v| v.module.0 == 0)
        .map(|v| {
            json!({
                "name": v.name, "label": label(&v.labels, &v.name, lang), "version": v.version, "from": v.applies.from,
                "to": if v.applies.to == i32::MAX { Json::Null } else { json!(v.applies.to) },
                "evaluates": level_name(v.evaluates), "language": v.language, "notes": v.notes,
                "items": v.order.iter().filter_map(|i| item(program, *i, lang, 0)).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "levels": levels, "inputs": program.inputs.iter().map(input).collect::<Vec<_>>(), "versions": versions,
        "hash": program.content_hash, "variants": program.variants.iter().map(|(n, l)| json!({ "name": n, "label": label(l, n, lang) })).collect::<Vec<_>>(),
    })
}

/// Groups nest no deeper than this in what is described; the checker allows fewer.
const DEPTH: u32 = 200;

fn item(program: &Program, id: ItemId, lang: Lang, depth: u32) -> Option<Json> {
    let item: &Item = program.items.get(id.index())?;
    let name = milepost_io::name_of(program, item);
    let members: Vec<_> = match &item.kind {
        ItemKind::Group(group) if depth < DEPTH => {
            group.members.iter().filter_map(|m| self::item(program, *m, lang, depth + 1)).collect()
        }
        _ => Vec::new(),
    };
    let classes: Vec<_> = match &item.kind {
        ItemKind::Outcome(o) => Some(o.category),
        ItemKind::State(s) => Some(s.category),
        _ => None,
    }
    .and_then(|c| program.categories.get(c.index()))
    .map(|c| c.items.iter().map(|(n, l)| json!({ "name": n, "label": label(l, n, lang) })).collect())
    .unwrap_or_default();
    let sources: Vec<_> = item.sources.iter().map(|c| milepost_io::describe::citation(program, c)).collect();
    Some(json!({
        "name": name, "code": item.code, "label": label(&item.labels, &name, lang), "kind": milepost_io::kind_of(item),
        "unit": item.unit.text, "unit_scale": item.unit.scale.to_f64(), "judged_by": item.judged_by, "notes": item.notes,
        "sources": sources, "members": members, "classes": classes,
        "levels": item.levels.iter().filter_map(|l| program.levels.get(l.index())).map(|l| l.name.as_str()).collect::<Vec<_>>(),
    }))
}
