//! Two sets of rules, clause by clause.

use super::clauses::{self, Clause, clauses, input_clauses};
use super::{Description, Row, Table, citation, version};
use crate::words::{self, pick};
use milepost_core::diagnostic::Lang;
use milepost_core::program::{ItemKind, Program, Version};
use std::collections::BTreeMap;

/// What happened to one thing that has clauses: the ruleset, a category, an item, an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub name: String,
    /// What people call it: code and label.
    pub title: String,
    /// Articles that changed it, where the second rules amend.
    pub articles: Vec<String>,
    /// Its clauses in the first rules; empty where they do not have it.
    pub before: Vec<Clause>,
    /// Its clauses in the second rules; empty where they do not have it.
    pub after: Vec<Clause>,
}

impl Change {
    /// Clauses that differ: word, before, after. Several clauses of one word are compared together.
    pub fn lines(&self) -> Vec<(&'static str, String, String)> {
        let mut words: Vec<&'static str> = Vec::new();
        for (word, _) in self.before.iter().chain(&self.after) {
            if !words.contains(word) {
                words.push(word);
            }
        }
        let all = |clauses: &[Clause], word: &str| {
            clauses.iter().filter(|(w, _)| *w == word).map(|(_, t)| t.as_str()).collect::<Vec<_>>().join("; ")
        };
        let lines = words.into_iter().map(|w| (w, all(&self.before, w), all(&self.after, w)));
        lines.filter(|(_, before, after)| before != after).collect()
    }

    fn what(&self) -> What {
        match (self.before.is_empty(), self.after.is_empty()) {
            (true, _) => What::Added,
            (_, true) => What::Removed,
            _ => What::Changed,
        }
    }
}

enum What {
    Added,
    Removed,
    Changed,
}

impl What {
    fn word(&self, lang: Lang) -> &'static str {
        match self {
            Self::Added => pick(lang, "added", "thêm mới"),
            Self::Removed => pick(lang, "removed", "bãi bỏ"),
            Self::Changed => pick(lang, "changed", "sửa đổi"),
        }
    }
}

/// One thing that has clauses.
struct Thing {
    name: String,
    title: String,
    clauses: Vec<Clause>,
}

/// The ruleset, items, inputs and categories that differ, in the order of the second rules, then what only the first have.
pub fn diff(before: &Program, after: &Program, lang: Lang) -> Vec<Change> {
    let (first, second) = (all(before, lang), all(after, lang));
    let articles = articles(after);
    let old: BTreeMap<&str, &Thing> = first.iter().map(|t| (t.name.as_str(), t)).collect();
    let new: BTreeMap<&str, &Thing> = second.iter().map(|t| (t.name.as_str(), t)).collect();
    let gone = first.iter().filter(|t| !new.contains_key(t.name.as_str()));
    let mut changes: Vec<Change> = second
        .iter()
        .chain(gone)
        .map(|thing| {
            let of = |things: &BTreeMap<&str, &Thing>| {
                things.get(thing.name.as_str()).map(|t| t.clauses.clone()).unwrap_or_default()
            };
            Change {
                name: thing.name.clone(),
                title: thing.title.clone(),
                articles: articles.get(&thing.name).cloned().unwrap_or_default(),
                before: of(&old),
                after: of(&new),
            }
        })
        .filter(|change| change.before != change.after && !change.lines().is_empty())
        .collect();
    // The ruleset itself is compared whatever its name.
    if let (Some(a), Some(b)) = (version(before, None), version(after, None)) {
        let change = Change {
            name: b.1.name.clone(),
            title: crate::label(&b.1.labels, &b.1.name, lang).to_owned(),
            articles: Vec::new(),
            before: header(before, a.1, lang),
            after: header(after, b.1, lang),
        };
        if !change.lines().is_empty() {
            changes.insert(0, change);
        }
    }
    changes
}

/// By name, the articles of an amendment.
fn articles(program: &Program) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for amendment in version(program, None).map(|(_, v)| v.amendments.as_slice()).unwrap_or_default() {
        let name = program.symbols.get(amendment.symbol.index()).map(|s| s.name.clone());
        if let (Some(name), Some(source)) = (name, &amendment.source) {
            let (text, articles) = (citation(program, source), found.entry(name).or_default());
            if !articles.contains(&text) {
                articles.push(text);
            }
        }
    }
    found
}

fn header(program: &Program, version: &Version, lang: Lang) -> Vec<Clause> {
    let mut found = vec![
        ("label", crate::label(&version.labels, &version.name, lang).to_owned()),
        ("version", version.version.clone()),
        ("applies", format!("{}..{}", version.applies.from, clauses::open_year(version.applies.to))),
        ("source", super::citations(program, &version.sources)),
        ("carry targets", version.carry.map(|year| format!("{} {year}", pick(lang, "from", "từ"))).unwrap_or_default()),
    ];
    found.extend(version.notes.iter().map(|note| ("note", note.clone())));
    found.extend(version.on.iter().map(|line| ("on", clauses::span_text(program, line.span))));
    found.retain(|(_, text)| !text.is_empty());
    found
}

fn all(program: &Program, lang: Lang) -> Vec<Thing> {
    let mut found = Vec::new();
    if let Some((_, version)) = version(program, None) {
        for (_, id) in &version.items {
            let Some(item) = program.items.get(id.index()) else { continue };
            let mut clauses = clauses(program, item, lang);
            if let (ItemKind::Parameter(_), Some(kind)) = (&item.kind, clauses.first_mut()) {
                kind.1 = words::kind("parameter", lang).to_owned();
            }
            let label = super::label_of(program, item, lang);
            let title = if item.code.is_empty() { label } else { format!("{} {label}", item.code) };
            found.push(Thing { name: crate::name_of(program, item).into_owned(), title, clauses });
        }
    }
    for input in &program.inputs {
        let title = crate::label(&input.labels, &input.name, lang).to_owned();
        found.push(Thing { name: input.name.clone(), title, clauses: input_clauses(program, input, lang) });
    }
    // Those that people write: two are built in, and classes stand in their outcome.
    for category in program.categories.iter().skip(2) {
        if category.name.is_empty() || found.iter().any(|t| t.name == category.name) {
            continue;
        }
        let items: Vec<String> = category
            .items
            .iter()
            .map(|(name, labels)| format!("{name} {}", crate::label(labels, name, lang)))
            .collect();
        let clauses = vec![("items", items.join(if category.ordered { " < " } else { ", " }))];
        let title = crate::label(&category.labels, &category.name, lang).to_owned();
        found.push(Thing { name: category.name.clone(), title, clauses });
    }
    found
}

/// The differences as tables.
pub fn describe_diff(before: &Program, after: &Program, lang: Lang) -> Description {
    let title = |program: &Program| {
        version(program, None).map(|(_, v)| crate::label(&v.labels, &v.name, lang).to_owned()).unwrap_or_default()
    };
    let columns = [pick(lang, "Clause", "Khoản"), pick(lang, "Before", "Trước"), pick(lang, "After", "Sau")];
    let mut rows = Vec::new();
    for change in diff(before, after, lang) {
        let mut what = change.what().word(lang).to_owned();
        if !change.articles.is_empty() {
            what = format!("{what}: {}", change.articles.join("; "));
        }
        let title = if change.title.is_empty() { &change.name } else { &change.title };
        rows.push(Row { group: Some(0), cells: vec![change.name.clone(), title.clone(), what], notes: Vec::new() });
        for (word, before, after) in change.lines() {
            let cells = vec![words::clause(word, lang).to_owned(), before, after];
            rows.push(Row { group: None, cells, notes: Vec::new() });
        }
    }
    let fingerprint = pick(lang, "rules", "bộ quy tắc");
    let line =
        |sign: &str, program: &Program| format!("{sign} {} · {fingerprint} {}", title(program), program.content_hash);
    let mut lines = vec![line("A", before), line("B", after)];
    if rows.is_empty() {
        lines.push(pick(lang, "No clause differs.", "Không có khoản nào khác nhau.").to_owned());
    }
    let table = Table {
        title: pick(lang, "What changed", "Nội dung thay đổi").to_owned(),
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        rows,
        ..Table::default()
    };
    let tables = if table.rows.is_empty() { Vec::new() } else { vec![table] };
    Description {
        title: pick(lang, "Changes of rules", "Thay đổi của bộ quy tắc").to_owned(), lines, tables, lang
    }
}

/// The differences as JSON.
pub fn to_json(changes: &[Change]) -> String {
    use crate::write::json::text;
    let items = changes.iter().map(|change| {
        let clauses = change.lines().into_iter().map(|(word, before, after)| {
            let side = |t: &str| if t.is_empty() { "null".to_owned() } else { text(t) };
            format!("{{\"clause\":{},\"before\":{},\"after\":{}}}", text(word), side(&before), side(&after))
        });
        format!(
            "{{\"name\":{},\"change\":\"{}\",\"articles\":[{}],\"clauses\":[{}]}}",
            text(&change.name),
            change.what().word(Lang::En),
            change.articles.iter().map(|a| text(a)).collect::<Vec<_>>().join(","),
            clauses.collect::<Vec<_>>().join(",")
        )
    });
    format!("[\n{}\n]\n", items.collect::<Vec<_>>().join(",\n"))
}
