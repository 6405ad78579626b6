//! Two sets of rules, clause by clause.

use super::clauses::{Clause, clauses, input_clauses};
use super::{Description, Row, Table, version};
use crate::words::pick;
use milepost_core::diagnostic::Lang;
use milepost_core::program::{ItemKind, Program};
use std::collections::BTreeMap;

/// What happened to one item or input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub name: String,
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
}

/// Items and inputs that differ, in the order of the second rules, then those that only the first have.
pub fn diff(before: &Program, after: &Program, lang: Lang) -> Vec<Change> {
    let (first_order, first) = all(before, lang);
    let (order, second) = all(after, lang);
    let gone = first_order.into_iter().filter(|name| !second.contains_key(name));
    order
        .into_iter()
        .chain(gone)
        .map(|name| {
            let of = |clauses: &BTreeMap<String, Vec<Clause>>| clauses.get(&name).cloned().unwrap_or_default();
            Change { before: of(&first), after: of(&second), name }
        })
        .filter(|change| change.before != change.after && !change.lines().is_empty())
        .collect()
}

fn all(program: &Program, lang: Lang) -> (Vec<String>, BTreeMap<String, Vec<Clause>>) {
    let mut order = Vec::new();
    let mut found = BTreeMap::new();
    let mut add = |name: String, clauses: Vec<Clause>| {
        order.push(name.clone());
        found.insert(name, clauses);
    };
    if let Some((_, version)) = version(program, None) {
        for (_, id) in &version.items {
            let Some(item) = program.items.get(id.index()) else { continue };
            let parameter = matches!(item.kind, ItemKind::Parameter(_));
            let mut clauses = clauses(program, item, lang);
            if parameter && let Some(kind) = clauses.first_mut() {
                kind.1 = crate::words::kind("parameter", lang).to_owned();
            }
            add(crate::name_of(program, item).into_owned(), clauses);
        }
    }
    for input in &program.inputs {
        add(input.name.clone(), input_clauses(program, input, lang));
    }
    (order, found)
}

/// The differences as tables.
pub fn describe_diff(before: &Program, after: &Program, lang: Lang) -> Description {
    let title = |program: &Program| {
        version(program, None).map(|(_, v)| crate::label(&v.labels, &v.name, lang).to_owned()).unwrap_or_default()
    };
    let columns = [pick(lang, "Clause", "Khoản"), pick(lang, "Before", "Trước"), pick(lang, "After", "Sau")];
    let mut rows = Vec::new();
    for change in diff(before, after, lang) {
        let what = match (change.before.is_empty(), change.after.is_empty()) {
            (true, _) => pick(lang, "added", "thêm mới"),
            (_, true) => pick(lang, "removed", "bãi bỏ"),
            _ => pick(lang, "changed", "sửa đổi"),
        };
        rows.push(Row {
            group: Some(0),
            cells: vec![change.name.clone(), what.to_owned(), String::new()],
            notes: Vec::new(),
        });
        for (word, before, after) in change.lines() {
            rows.push(Row { group: None, cells: vec![word.to_owned(), before, after], notes: Vec::new() });
        }
    }
    let lines = vec![format!("{} → {}", before.content_hash, after.content_hash)];
    let table = Table {
        title: String::new(),
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        rows,
        ..Table::default()
    };
    Description { title: format!("{} → {}", title(before), title(after)), lines, tables: vec![table], lang }
}

/// The differences as JSON.
pub fn to_json(changes: &[Change]) -> String {
    use crate::write::json::text;
    let items = changes.iter().map(|change| {
        let clauses = change.lines().into_iter().map(|(word, before, after)| {
            let side = |t: &str| if t.is_empty() { "null".to_owned() } else { text(t) };
            format!("{{\"clause\":{},\"before\":{},\"after\":{}}}", text(word), side(&before), side(&after))
        });
        let what = match (change.before.is_empty(), change.after.is_empty()) {
            (true, _) => "added",
            (_, true) => "removed",
            _ => "changed",
        };
        format!(
            "{{\"name\":{},\"change\":\"{what}\",\"clauses\":[{}]}}",
            text(&change.name),
            clauses.collect::<Vec<_>>().join(",")
        )
    });
    format!("[\n{}\n]\n", items.collect::<Vec<_>>().join(",\n"))
}
