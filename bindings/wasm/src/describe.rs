//! What rules are made of, for pages and editors.

use crate::json::{self, Json};
use milepost::Lang;
use milepost::core::program::{Input, InputKind, Item, ItemId, ItemKind, Labels, LevelId, Program, Version};
use milepost_io::describe::{citation, targets};

fn label<'l>(labels: &'l Labels, name: &'l str, lang: Lang) -> &'l str {
    milepost_io::label(labels, name, lang)
}

fn level_name(program: &Program, level: LevelId) -> Option<&str> {
    program.levels.get(level.index()).map(|l| l.name.as_str())
}

fn named(json: &mut Json, name: &str, labels: &Labels, lang: Lang) {
    json.object(&mut |j| {
        j.key("name").text(name).key("label").text(label(labels, name, lang));
    });
}

fn all_named<'l>(json: &mut Json, all: impl Iterator<Item = (&'l String, &'l Labels)>, lang: Lang) {
    let mut all = all;
    json.list(&mut |j| {
        for (name, labels) in &mut all {
            named(j, name, labels, lang);
        }
    });
}

/// Levels, inputs, versions with their items, documents, variants; the hash, which takes reading all texts again, if asked.
pub(crate) fn program(program: &Program, lang: Lang, hash: bool) -> String {
    json::object(&mut |j| {
        j.key("levels").list(&mut |j| {
            for l in &program.levels {
                j.object(&mut |j| {
                    j.key("name").text(&l.name).key("label").text(label(&l.labels, &l.name, lang));
                    j.key("parent").maybe(l.parent.and_then(|p| level_name(program, p)));
                });
            }
        });
        j.key("inputs").list(&mut |j| program.inputs.iter().for_each(|i| input(j, program, i, lang)));
        j.key("versions").list(&mut |j| {
            program.versions.iter().filter(|v| v.module.0 == 0).for_each(|v| version(j, program, v, lang));
        });
        j.key("documents").list(&mut |j| {
            for d in &program.documents {
                let date = d.date.map(milepost::core::date::text);
                j.object(&mut |j| {
                    j.key("name").text(&d.name).key("title").text(&d.title).key("number").text(&d.number);
                    j.key("issuer").text(&d.issuer).key("date").maybe(date.as_deref()).key("url").text(&d.url);
                });
            }
        });
        all_named(j.key("variants"), program.variants.iter().map(|(n, l)| (n, l)), lang);
        let hash = if hash { program.content_hash.as_str() } else { "" };
        j.key("variant").maybe(program.variant.as_deref()).key("hash").text(hash);
    })
}

fn input(json: &mut Json, program: &Program, i: &Input, lang: Lang) {
    let (kind, category) = match i.kind {
        InputKind::Number => ("number", None),
        InputKind::Whole => ("whole", None),
        InputKind::YesNo => ("yes_no", None),
        InputKind::Year => ("year", None),
        InputKind::Date => ("date", None),
        InputKind::Category(c) => ("category", program.categories.get(c.index())),
    };
    let options = category.map(|c| c.items.as_slice()).unwrap_or_default();
    // Bounds as people write the cell, in the column's own unit.
    let bound = |b: Option<&milepost::Number>| b.and_then(|n| n.div(&i.scale)).map_or(f64::NAN, |n| n.to_f64());
    let (low, high) = i.range.as_ref().map_or((None, None), |(lo, hi)| (lo.as_ref(), hi.as_ref()));
    let assessment = i.assessment.and_then(|a| program.assessments.get(a.index()));
    let by = assessment.map(|a| a.by.as_slice()).unwrap_or_default();
    let by = by.iter().filter_map(|x| program.assessors.get(x.index())).map(|a| (&a.name, &a.labels));
    json.object(&mut |j| {
        let name = if i.qualified.is_empty() { &i.name } else { &i.qualified };
        j.key("name").text(name).key("label").text(label(&i.labels, &i.name, lang)).key("kind").text(kind);
        all_named(j.key("options"), options.iter().map(|(n, l)| (n, l)), lang);
        j.key("levels").texts(&mut i.levels.iter().filter_map(|l| level_name(program, *l)));
        j.key("low").number(bound(low)).key("high").number(bound(high)).key("unit").text(&i.unit.text);
        j.key("percent").bool(i.percent).key("optional").bool(i.optional);
        all_named(j.key("by"), by.clone(), lang);
        sources(j, program, &i.sources);
        j.key("notes").texts(&mut i.notes.iter().map(String::as_str));
    });
}

fn sources(json: &mut Json, program: &Program, sources: &[milepost::core::program::Citation]) {
    json.key("sources").list(&mut |j| {
        for source in sources {
            j.text(&citation(program, source));
        }
    });
}

fn year(json: &mut Json, year: i32) {
    if year == i32::MAX {
        json.null();
    } else {
        json.whole(i64::from(year));
    }
}

fn version(json: &mut Json, program: &Program, v: &Version, lang: Lang) {
    json.object(&mut |j| {
        j.key("name").text(&v.name).key("label").text(label(&v.labels, &v.name, lang));
        j.key("version").text(&v.version).key("from").whole(i64::from(v.applies.from));
        year(j.key("to"), v.applies.to);
        j.key("evaluates").maybe(level_name(program, v.evaluates)).key("language").text(&v.language);
        j.key("notes").texts(&mut v.notes.iter().map(String::as_str));
        j.key("items").list(&mut |j| v.order.iter().for_each(|i| item(j, program, v, *i, lang, 0)));
    });
}

/// Groups nest no deeper than this in what is described; the checker allows fewer.
const DEPTH: u32 = 200;

fn item(json: &mut Json, program: &Program, version: &Version, id: ItemId, lang: Lang, depth: u32) {
    let Some(item): Option<&Item> = program.items.get(id.index()) else { return };
    let name = milepost_io::name_of(program, item);
    let category = match &item.kind {
        ItemKind::Outcome(o) => program.categories.get(o.category.index()),
        ItemKind::State(s) => program.categories.get(s.category.index()),
        _ => None,
    };
    let classes = category.map(|c| c.items.as_slice()).unwrap_or_default();
    let members = match &item.kind {
        ItemKind::Group(group) if depth < DEPTH => group.members.as_slice(),
        _ => &[],
    };
    json.object(&mut |j| {
        j.key("name").text(&name).key("code").text(&item.code).key("label").text(label(&item.labels, &name, lang));
        j.key("kind").text(milepost_io::kind_of(item)).key("unit").text(&item.unit.text);
        j.key("unit_scale").number(item.unit.scale.to_f64()).key("judged_by").text(&item.judged_by);
        j.key("notes").texts(&mut item.notes.iter().map(String::as_str));
        sources(j, program, &item.sources);
        j.key("levels").texts(&mut item.levels.iter().filter_map(|l| level_name(program, *l)));
        j.key("targets").list(&mut |j| {
            for (from, to, text) in targets(program, version, item, lang) {
                j.object(&mut |j| {
                    j.key("from").whole(i64::from(from));
                    year(j.key("to"), to);
                    j.key("text").text(&text);
                });
            }
        });
        all_named(j.key("classes"), classes.iter().map(|(n, l)| (n, l)), lang);
        j.key("members")
            .list(&mut |j| members.iter().for_each(|m| self::item(j, program, version, *m, lang, depth + 1)));
    });
}
