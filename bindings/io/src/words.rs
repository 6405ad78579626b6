//! Words of results in the reader's language, beyond those of explanations.

use milepost_core::diagnostic::Lang;
use milepost_core::explain::words;
pub use milepost_core::explain::words::{label, pick};
use milepost_core::program::{Item, ItemKind, Program, Recognition, Verdict};
use milepost_core::value::Reasons;
use std::borrow::Cow;

/// A verdict, recognition or class as people read it.
pub fn result<'a>(program: &'a Program, item: &Item, word: &'a str, lang: Lang) -> Cow<'a, str> {
    let category = match &item.kind {
        ItemKind::Outcome(o) => Some(o.category),
        ItemKind::State(s) => Some(s.category),
        _ => None,
    };
    let class = category
        .filter(|c| c.index() > 1)
        .and_then(|c| program.categories.get(c.index()))
        .and_then(|c| c.items.iter().find(|(name, _)| name == word));
    if let Some((name, labels)) = class {
        return Cow::Borrowed(label(labels, name, lang));
    }
    let verdict = Verdict::from_word(word).map(|v| words::verdict(v, lang));
    let recognition = || Recognition::from_word(word).map(|r| words::recognition(r, lang));
    Cow::Borrowed(verdict.or_else(recognition).unwrap_or(word))
}

/// All reasons of a set.
pub fn reasons(set: Reasons, lang: Lang) -> String {
    set.iter().map(|r| words::reason(r, lang)).collect::<Vec<_>>().join(", ")
}

/// criterion, group, outcome …
pub fn kind(word: &str, lang: Lang) -> &str {
    match word {
        "criterion" => pick(lang, "criterion", "tiêu chí"),
        "group" => pick(lang, "group", "nhóm"),
        "outcome" => pick(lang, "outcome", "kết quả"),
        "state" => pick(lang, "state", "trạng thái"),
        "rank" => pick(lang, "rank", "thứ hạng"),
        "indicator" => pick(lang, "indicator", "chỉ tiêu"),
        "parameter" => pick(lang, "parameter", "tham số"),
        "input" => pick(lang, "input", "số liệu đầu vào"),
        other => other,
    }
}
