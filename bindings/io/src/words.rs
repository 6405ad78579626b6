//! Words of results in the reader's language.

use milepost_core::diagnostic::Lang;
use milepost_core::program::{Program, Reason};
use milepost_core::value::Reasons;
use std::borrow::Cow;

/// One of two texts.
pub fn pick<'a>(lang: Lang, en: &'a str, vi: &'a str) -> &'a str {
    match lang {
        Lang::En => en,
        Lang::Vi => vi,
    }
}

/// A verdict or the result of a recognition; other words, such as classes, have labels of their own.
pub fn verdict(word: &str, lang: Lang) -> Option<&'static str> {
    Some(match word {
        "met" => pick(lang, "met", "đạt"),
        "not_met" => pick(lang, "not met", "chưa đạt"),
        "undetermined" => pick(lang, "undetermined", "chưa xác định"),
        "not_applicable" => pick(lang, "not applicable", "không áp dụng"),
        "recognised" => pick(lang, "recognised", "công nhận"),
        "refused" => pick(lang, "refused", "không công nhận"),
        _ => return None,
    })
}

/// A verdict, recognition or class as people read it.
pub fn result<'a>(program: &'a Program, item: &milepost_core::program::Item, word: &'a str, lang: Lang) -> Cow<'a, str> {
    use milepost_core::program::ItemKind;
    let category = match &item.kind {
        ItemKind::Outcome(o) => Some(o.category),
        ItemKind::State(s) => Some(s.category),
        _ => None,
    };
    let class = category
        .filter(|c| c.index() > 1)
        .and_then(|c| program.categories.get(c.index()))
        .and_then(|c| c.items.iter().find(|(name, _)| name == word));
    match class {
        Some((name, labels)) => Cow::Borrowed(crate::label(labels, name, Some(lang))),
        None => Cow::Borrowed(verdict(word, lang).unwrap_or(word)),
    }
}

/// A reason.
pub fn reason(reason: Reason, lang: Lang) -> &'static str {
    match reason {
        Reason::Absent => pick(lang, "no data", "chưa có số liệu"),
        Reason::NoHistory => pick(lang, "no data of another year", "thiếu số liệu năm khác"),
        Reason::NoTarget => pick(lang, "no target", "không có mục tiêu"),
        Reason::ZeroBase => pick(lang, "nothing to divide by", "mẫu số bằng 0"),
        Reason::OutOfDomain => pick(lang, "outside the function's domain", "ngoài miền xác định"),
        Reason::Disputed => pick(lang, "assessors disagree", "các bên đánh giá chưa thống nhất"),
        Reason::Invalid => pick(lang, "wrong data", "số liệu sai"),
        Reason::NotApplicable => pick(lang, "not applicable", "không áp dụng"),
        Reason::NotDue => pick(lang, "not yet due", "chưa đến hạn"),
    }
}

/// All reasons of a set.
pub fn reasons(set: Reasons, lang: Lang) -> String {
    set.iter().map(|r| reason(r, lang)).collect::<Vec<_>>().join(", ")
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
