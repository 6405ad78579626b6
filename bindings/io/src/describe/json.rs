//! A description as JSON: every item and input with its clauses.

use super::clauses::{Clause, clauses, input_clauses};
use super::{members, version};
use crate::write::json::text;
use milepost_core::diagnostic::Lang;
use milepost_core::program::Program;

/// The rules of the version in force in `year`, or of the last one.
pub fn to_json(program: &Program, year: Option<i32>, lang: Lang) -> String {
    let Some((_, version)) = version(program, year) else { return "{}\n".to_owned() };
    let mut items = Vec::new();
    for id in members(program, &version.order, &mut Vec::new()) {
        let Some(item) = program.items.get(id.index()) else { continue };
        items.push(record(&crate::name_of(program, item), &clauses(program, item, lang)));
    }
    let inputs: Vec<String> =
        program.inputs.iter().map(|i| record(&i.name, &input_clauses(program, i, lang))).collect();
    format!(
        "{{\"ruleset\":{},\"label\":{},\"version\":{},\"from\":{},\"to\":{},\"carry_targets_from\":{},\"content_hash\":{},\n\"items\":[\n{}\n],\n\"inputs\":[\n{}\n]}}\n",
        text(&version.name),
        text(crate::label(&version.labels, &version.name, lang)),
        text(&version.version),
        version.applies.from,
        if version.applies.to == i32::MAX { "null".to_owned() } else { version.applies.to.to_string() },
        version.carry.map_or_else(|| "null".to_owned(), |year| year.to_string()),
        text(&program.content_hash),
        items.join(",\n"),
        inputs.join(",\n")
    )
}

/// A clause that stands once is a text, one that stands more often a list.
fn record(name: &str, clauses: &[Clause]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for (word, _) in clauses {
        if !words.contains(word) {
            words.push(word);
        }
    }
    let mut out = format!("{{\"name\":{}", text(name));
    for word in words {
        let said: Vec<String> = clauses.iter().filter(|(w, _)| *w == word).map(|(_, t)| text(t)).collect();
        let value = if said.len() == 1 { said.concat() } else { format!("[{}]", said.join(",")) };
        out.push_str(&format!(",{}:{value}", text(&word.replace(' ', "_"))));
    }
    out.push('}');
    out
}
