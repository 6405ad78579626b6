//! Words of results in the reader's language, beyond those of explanations.

use milepost_core::diagnostic::Lang;
pub use milepost_core::explain::words::{label, pick};
use milepost_core::explain::{Cause, words};
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

/// How many criteria are named for one cause.
const MOST_NAMED: usize = 8;

/// What a negative result fails by: `Hoàn thành các tiêu chí: II.3, III.3`.
pub fn causes(program: &Program, causes: &[Cause<'_>], lang: Lang) -> String {
    let named = |item: &Item| {
        if item.code.is_empty() {
            label(&item.labels, &crate::name_of(program, item), lang).to_owned()
        } else {
            item.code.clone()
        }
    };
    let list = |items: &[&Item]| {
        let mut names: Vec<String> = items.iter().take(MOST_NAMED).map(|i| named(i)).collect();
        if let Some(more @ 1..) = items.len().checked_sub(MOST_NAMED) {
            names.push(format!("{} {more}", pick(lang, "and further", "và thêm")));
        }
        names.join(", ")
    };
    let mut parts = Vec::new();
    let mut criteria = Vec::new();
    for cause in causes {
        match cause {
            Cause::Part(part, items) => {
                let title = if part.label.is_empty() { &part.name } else { &part.label };
                parts.push(if items.is_empty() { title.clone() } else { format!("{title}: {}", list(items)) });
            }
            Cause::Gate(gate) => parts.push(gate.label.clone()),
            Cause::Criterion(item) => criteria.push(*item),
        }
    }
    if !criteria.is_empty() {
        parts.push(list(&criteria));
    }
    parts.join("; ")
}

/// A clause word as people read it; rules are written with the English ones.
pub fn clause(word: &str, lang: Lang) -> &str {
    match word {
        "kind" => pick(lang, "kind", "loại"),
        "label" => pick(lang, "label", "tên"),
        "version" => pick(lang, "version", "phiên bản"),
        "applies" => pick(lang, "applies", "áp dụng"),
        "carry targets" => pick(lang, "carry targets", "giữ chỉ tiêu"),
        "code" => pick(lang, "code", "mã"),
        "of" => pick(lang, "of", "cấp"),
        "in group" => pick(lang, "in group", "thuộc nhóm"),
        "source" => pick(lang, "source", "căn cứ"),
        "judged by" => pick(lang, "judged by", "cơ quan chủ trì"),
        "note" => pick(lang, "note", "ghi chú"),
        "applies when" => pick(lang, "applies when", "áp dụng khi"),
        "measure" => pick(lang, "measure", "đo bằng"),
        "target" => pick(lang, "target", "mục tiêu"),
        "met when" => pick(lang, "met when", "đạt khi"),
        "due" => pick(lang, "due", "thời hạn"),
        "score max" => pick(lang, "score max", "điểm tối đa"),
        "score" => pick(lang, "score", "điểm"),
        "bonus" => pick(lang, "bonus", "điểm cộng"),
        "deduct" => pick(lang, "deduct", "điểm trừ"),
        "adjust" => pick(lang, "adjust", "điều chỉnh"),
        "gate" => pick(lang, "gate", "điều kiện tiên quyết"),
        "weight" => pick(lang, "weight", "trọng số"),
        "not applicable" => pick(lang, "not applicable", "không áp dụng"),
        "on" => pick(lang, "on missing data", "khi thiếu số liệu"),
        "verdict and score" => pick(lang, "verdict and score", "kết luận và điểm"),
        "missing" => pick(lang, "missing", "mục thiếu"),
        "item" => pick(lang, "item", "chỉ tiêu"),
        "normalise" => pick(lang, "normalise", "chuẩn hóa"),
        "require" => pick(lang, "require", "điều kiện"),
        "from" => pick(lang, "from", "theo bảng"),
        "rule" => pick(lang, "rule", "quy tắc"),
        "type" => pick(lang, "type", "kiểu"),
        "range" => pick(lang, "range", "khoảng"),
        "assessed" => pick(lang, "assessed", "đánh giá"),
        "items" => pick(lang, "items", "các mức"),
        other => other,
    }
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
