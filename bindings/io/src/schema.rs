//! The inputs that rules need: as an empty table to be filled in, or as types.

use crate::describe::clauses::{input_kind, input_range};
use crate::frame::{Frame, Kind, OutCell};
use crate::words::pick;
use crate::write::json::text;
use milepost_core::diagnostic::Lang;
use milepost_core::program::{Input, InputKind, LevelId, Program};
use std::fmt::Write as _;

/// Levels at which the rules read inputs, the highest first.
pub fn levels(program: &Program) -> Vec<LevelId> {
    let all = (0_u32..).map(LevelId).zip(&program.levels).map(|(id, _)| id);
    all.filter(|l| program.inputs.iter().any(|i| i.levels.contains(l))).collect()
}

/// The level that the rules evaluate.
pub fn evaluated(program: &Program) -> Option<LevelId> {
    crate::describe::version(program, None).map(|(_, v)| v.evaluates)
}

fn inputs(program: &Program, level: LevelId) -> impl Iterator<Item = &Input> {
    program.inputs.iter().filter(move |i| i.levels.contains(&level))
}

fn column(input: &Input) -> &str {
    if input.qualified.is_empty() { &input.name } else { &input.qualified }
}

/// The headings of an empty wide table for the units of a level.
pub fn template(program: &Program, level: LevelId) -> Frame<'_> {
    let mut names = vec!["unit".to_owned()];
    if program.levels.get(level.index()).is_some_and(|l| l.parent.is_some()) {
        names.push("parent".to_owned());
    }
    names.extend(["label".to_owned(), "year".to_owned()]);
    if inputs(program, level).any(|i| i.assessment.is_some()) {
        names.push("assessor".to_owned());
    }
    names.extend(inputs(program, level).map(|i| column(i).to_owned()));
    Frame { columns: names.into_iter().map(|n| (n.into(), Kind::Text)).collect(), rows: Box::new(std::iter::empty()) }
}

/// What each column of the template must hold.
pub fn columns(program: &Program, lang: Lang) -> Frame<'_> {
    let headings = [
        pick(lang, "level", "cấp"),
        pick(lang, "column", "cột"),
        pick(lang, "label", "nhãn"),
        pick(lang, "kind", "loại"),
        pick(lang, "range", "khoảng"),
        pick(lang, "optional", "không bắt buộc"),
        pick(lang, "assessors", "bên đánh giá"),
    ];
    let rows = levels(program).into_iter().flat_map(move |level| {
        let name = program.levels.get(level.index()).map_or("", |l| l.name.as_str());
        inputs(program, level).map(move |input| {
            let assessment = input.assessment.and_then(|a| program.assessments.get(a.index()));
            let who = assessment.map(|a| {
                let who = a.by.iter().filter_map(|w| program.assessors.get(w.index()));
                who.map(|w| w.name.as_str()).collect::<Vec<_>>().join(", ")
            });
            let owned = |text: String| OutCell::Text(text.into());
            vec![
                name.into(),
                column(input).into(),
                crate::label(&input.labels, &input.name, lang).into(),
                owned(input_kind(program, input, lang)),
                owned(input_range(program, input, lang)),
                if input.optional { pick(lang, "yes", "có") } else { "" }.into(),
                owned(who.unwrap_or_default()),
            ]
        })
    });
    Frame { columns: headings.into_iter().map(|h| (h.into(), Kind::Text)).collect(), rows: Box::new(rows) }
}

/// JSON Schema of the facts of one unit.
pub fn json_schema(program: &Program, lang: Lang) -> String {
    let Some(level) = evaluated(program) else { return "{}\n".to_owned() };
    let title = crate::describe::version(program, None).map(|(_, v)| v.name.clone()).unwrap_or_default();
    format!(
        "{{\n\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\n\"title\":{},\n{}\n}}\n",
        text(&title),
        json_record(program, level, lang, 0)
    )
}

fn json_record(program: &Program, level: LevelId, lang: Lang, depth: usize) -> String {
    let facts: Vec<String> = inputs(program, level).map(|i| json_input(program, i, lang)).collect();
    let facts = facts.join(",\n");
    let mut properties =
        vec!["\"unit\":{\"type\":\"string\"}".to_owned(), "\"label\":{\"type\":\"string\"}".to_owned()];
    if !facts.is_empty() {
        properties.push(facts.clone());
    }
    let object = |inside: &str| format!("{{\"type\":\"object\",\"additionalProperties\":{inside}}}");
    let record = format!("{{\"type\":\"object\",\"properties\":{{{facts}}},\"additionalProperties\":false}}");
    properties.push(format!("\"years\":{}", object(&record)));
    properties.push(format!("\"recorded\":{}", object("{\"type\":\"object\"}")));
    if inputs(program, level).any(|i| i.assessment.is_some()) {
        properties.push(format!("\"by\":{}", object(&record)));
    }
    // Levels lie below one another, so this ends; the bound guards against a program that was not checked.
    if depth < 32 {
        for (id, below) in (0_u32..).map(LevelId).zip(&program.levels).filter(|(_, l)| l.parent == Some(level)) {
            let record = json_record(program, id, lang, depth + 1);
            properties.push(format!("{}:{{\"type\":\"array\",\"items\":{{{record}}}}}", text(&below.name)));
        }
    }
    format!("\"type\":\"object\",\"properties\":{{\n{}\n}},\"additionalProperties\":false", properties.join(",\n"))
}

fn json_input(program: &Program, input: &Input, lang: Lang) -> String {
    let number = |most: &str| format!("\"type\":[{most},\"string\",\"null\"]");
    let kind = match input.kind {
        InputKind::Number => number("\"number\""),
        InputKind::Whole => number("\"integer\""),
        InputKind::Year => "\"type\":[\"integer\",\"null\"]".to_owned(),
        InputKind::YesNo => "\"type\":[\"boolean\",\"string\",\"null\"]".to_owned(),
        InputKind::Date => "\"type\":[\"string\",\"null\"],\"format\":\"date\"".to_owned(),
        InputKind::Category(category) => {
            let items = program.categories.get(category.index()).map(|c| c.items.as_slice()).unwrap_or_default();
            format!("\"enum\":[{},null]", items.iter().map(|(name, _)| text(name)).collect::<Vec<_>>().join(","))
        }
    };
    let bounds = input.range.as_ref().map(|(lo, hi)| {
        let side = |word: &str, bound: &Option<milepost_core::number::Number>| {
            let stored = bound.as_ref().and_then(|b| b.div(&input.scale));
            stored.map(|n| format!(",\"{word}\":{}", n.to_shortest())).unwrap_or_default()
        };
        side("minimum", lo) + &side("maximum", hi)
    });
    let range = input_range(program, input, lang);
    let about = [crate::label(&input.labels, &input.name, lang), &input_kind(program, input, lang), &range]
        .iter()
        .filter(|t| !t.is_empty())
        .map(|t| (*t).to_owned())
        .collect::<Vec<_>>()
        .join("; ");
    format!("{}:{{{kind}{},\"description\":{}}}", text(column(input)), bounds.unwrap_or_default(), text(&about))
}

/// TypeScript types of the facts of one unit.
pub fn typescript(program: &Program, lang: Lang) -> String {
    let mut out = String::new();
    for level in below_evaluated(program) {
        let Some(declared) = program.levels.get(level.index()) else { continue };
        let name = type_name(&declared.name);
        let _ = writeln!(out, "export interface {name}Inputs {{");
        for input in inputs(program, level) {
            let kind = match input.kind {
                InputKind::Number | InputKind::Whole => "number | string".to_owned(),
                InputKind::Year => "number".to_owned(),
                InputKind::YesNo => "boolean".to_owned(),
                InputKind::Date => "string".to_owned(),
                InputKind::Category(category) => {
                    let items =
                        program.categories.get(category.index()).map(|c| c.items.as_slice()).unwrap_or_default();
                    items.iter().map(|(name, _)| text(name)).collect::<Vec<_>>().join(" | ")
                }
            };
            let _ =
                writeln!(out, "  /** {} */\n  {}?: {kind} | null;", about(program, input, lang), text(column(input)));
        }
        let _ =
            writeln!(out, "}}\nexport interface {name} extends {name}Inputs {{\n  unit?: string;\n  label?: string;");
        let _ = writeln!(out, "  years?: Record<string, {name}Inputs>;\n  by?: Record<string, {name}Inputs>;");
        let _ = writeln!(out, "  recorded?: Record<string, Record<string, number | string | boolean>>;");
        for below in program.levels.iter().filter(|l| l.parent == Some(level)) {
            let _ = writeln!(out, "  {}?: {}[];", text(&below.name), type_name(&below.name));
        }
        out.push_str("}\n");
    }
    out
}

/// Rust types of the facts of one unit, for serde.
pub fn rust(program: &Program, lang: Lang) -> String {
    let mut out = String::from("use serde::Serialize;\nuse std::collections::BTreeMap;\n");
    for level in below_evaluated(program) {
        let Some(declared) = program.levels.get(level.index()) else { continue };
        let name = type_name(&declared.name);
        let _ = writeln!(out, "\n/// {}", comment(crate::label(&declared.labels, &declared.name, lang)));
        let _ = writeln!(out, "#[derive(Debug, Clone, Default, Serialize)]\npub struct {name} {{");
        let mut field = |doc: &str, column: &str, kind: &str| {
            let ident = rust_name(column);
            let rename = if ident == column { String::new() } else { format!("rename = {}, ", text(column)) };
            let _ = writeln!(out, "    /// {doc}\n    #[serde({rename}skip_serializing_if = \"Option::is_none\")]");
            let _ = writeln!(out, "    pub {ident}: Option<{kind}>,");
        };
        field("Id of the unit.", "unit", "String");
        for input in inputs(program, level) {
            let kind = match input.kind {
                InputKind::Number | InputKind::Date | InputKind::Category(_) => "String",
                InputKind::Whole => "i64",
                InputKind::Year => "i32",
                InputKind::YesNo => "bool",
            };
            field(&about(program, input, lang), column(input), kind);
        }
        field("Facts of other years.", "years", &format!("BTreeMap<i32, {name}>"));
        if inputs(program, level).any(|i| i.assessment.is_some()) {
            field("Facts as assessors give them.", "by", &format!("BTreeMap<String, {name}>"));
        }
        for below in program.levels.iter().filter(|l| l.parent == Some(level)) {
            field(
                &comment(crate::label(&below.labels, &below.name, lang)),
                &below.name,
                &format!("Vec<{}>", type_name(&below.name)),
            );
        }
        out.push_str("}\n");
    }
    out
}

/// The evaluated level and those below it.
fn below_evaluated(program: &Program) -> Vec<LevelId> {
    let mut found: Vec<LevelId> = evaluated(program).into_iter().collect();
    for (id, level) in (0_u32..).map(LevelId).zip(&program.levels) {
        if level.parent.is_some_and(|p| found.contains(&p)) && !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

fn about(program: &Program, input: &Input, lang: Lang) -> String {
    let label = crate::label(&input.labels, &input.name, lang);
    let range = input_range(program, input, lang);
    let range = if range.is_empty() { range } else { format!("; {range}") };
    comment(&format!("{label} ({}{range})", input_kind(program, input, lang)))
}

/// A text that cannot end a comment.
fn comment(text: &str) -> String {
    text.replace("*/", "* /").replace(['\n', '\r'], " ")
}

/// `tổ_cnscđ` as `TổCnscđ`.
fn type_name(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let capitalised = words.map(|w| {
        let mut letters = w.chars();
        letters.next().map(|c| c.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    });
    let name: String = capitalised.collect();
    if name.starts_with(|c: char| c.is_alphabetic()) { name } else { format!("Level{name}") }
}

/// A field's name: the column's, where Rust allows it.
fn rust_name(column: &str) -> String {
    const WORDS: [&str; 20] = [
        "as", "const", "enum", "extern", "fn", "for", "impl", "in", "let", "loop", "match", "mod", "move", "mut",
        "ref", "static", "struct", "trait", "type", "where",
    ];
    let name: String = column.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect();
    let name = if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name };
    if WORDS.contains(&name.as_str()) { format!("r#{name}") } else { name }
}
