//! The words of the language for people, in English and Vietnamese.

use crate::diagnostic::Lang;
use crate::program::{AggregateKind, Cmp, Labels, Program, Property, Reason, Recognition, Verdict};

/// One of two texts.
pub fn pick<'t>(lang: Lang, en: &'t str, vi: &'t str) -> &'t str {
    match lang {
        Lang::En => en,
        Lang::Vi => vi,
    }
}

/// A verdict.
pub fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Met => pick(lang, "met", "đạt"),
        Verdict::NotMet => pick(lang, "not met", "chưa đạt"),
        Verdict::Undetermined => pick(lang, "undetermined", "chưa xác định"),
        Verdict::NotApplicable => pick(lang, "not applicable", "không áp dụng"),
    }
}

/// The result of an outcome with requirements.
pub fn recognition(result: Recognition, lang: Lang) -> &'static str {
    match result {
        Recognition::Recognised => pick(lang, "recognised", "được công nhận"),
        Recognition::Refused => pick(lang, "refused", "không được công nhận"),
        Recognition::Undetermined => pick(lang, "undetermined", "chưa xác định"),
    }
}

/// Why something is missing.
pub fn reason(reason: Reason, lang: Lang) -> &'static str {
    match reason {
        Reason::Absent => pick(lang, "not supplied", "chưa có số liệu"),
        Reason::NoHistory => pick(lang, "nothing for that other year", "không có kết quả của năm khác"),
        Reason::NoTarget => pick(lang, "no target for the year", "năm này không có mục tiêu"),
        Reason::ZeroBase => {
            pick(lang, "division by zero or empty selection", "mẫu số bằng 0 hoặc không có đối tượng nào")
        }
        Reason::OutOfDomain => pick(lang, "the function has no value there", "hàm không xác định tại giá trị này"),
        Reason::Disputed => pick(lang, "assessors disagree", "các bên đánh giá chưa thống nhất"),
        Reason::Invalid => pick(lang, "the data are invalid", "số liệu không hợp lệ"),
        Reason::NotApplicable => pick(lang, "not applicable", "không áp dụng"),
        Reason::NotDue => pick(lang, "not yet due", "chưa đến hạn"),
    }
}

/// A sign with its value: "from 90 % upwards".
pub fn bound(cmp: Cmp, value: &str, lang: Lang) -> String {
    match (cmp, lang) {
        (Cmp::Ge, Lang::En) => format!("at least {value}"),
        (Cmp::Ge, Lang::Vi) => format!("từ {value} trở lên"),
        (Cmp::Gt, Lang::En) => format!("more than {value}"),
        (Cmp::Gt, Lang::Vi) => format!("trên {value}"),
        (Cmp::Le, Lang::En) => format!("at most {value}"),
        (Cmp::Le, Lang::Vi) => format!("không quá {value}"),
        (Cmp::Lt, Lang::En) => format!("less than {value}"),
        (Cmp::Lt, Lang::Vi) => format!("dưới {value}"),
        (Cmp::Eq, _) => value.to_owned(),
        (Cmp::Ne, Lang::En) => format!("other than {value}"),
        (Cmp::Ne, Lang::Vi) => format!("khác {value}"),
    }
}

/// Both ends included.
pub fn range(lo: Option<&str>, hi: Option<&str>, lang: Lang) -> String {
    match (lo, hi, lang) {
        (Some(lo), Some(hi), Lang::En) => format!("from {lo} to {hi}"),
        (Some(lo), Some(hi), Lang::Vi) => format!("từ {lo} đến {hi}"),
        (Some(lo), None, _) => bound(Cmp::Ge, lo, lang),
        (None, Some(hi), _) => bound(Cmp::Le, hi, lang),
        (None, None, _) => String::new(),
    }
}

/// What is read of an item; nothing for its value.
pub fn property(property: Property, lang: Lang) -> &'static str {
    match property {
        Property::Value => "",
        Property::Met | Property::Verdict => pick(lang, "verdict", "kết quả"),
        Property::Score => pick(lang, "score", "điểm"),
        Property::Max => pick(lang, "maximum score", "điểm tối đa"),
        Property::Count => pick(lang, "number of ranked units", "số đơn vị được xếp hạng"),
    }
}

/// How a group's score is made.
pub fn aggregate(kind: AggregateKind, lang: Lang) -> &'static str {
    match kind {
        AggregateKind::Sum => pick(lang, "sum", "tổng"),
        AggregateKind::Mean => pick(lang, "mean", "trung bình cộng"),
        AggregateKind::WeightedMean => pick(lang, "weighted mean", "trung bình có trọng số"),
        AggregateKind::Min => pick(lang, "smallest", "nhỏ nhất"),
        AggregateKind::Max => pick(lang, "largest", "lớn nhất"),
        AggregateKind::Median => pick(lang, "median", "trung vị"),
        AggregateKind::Count => pick(lang, "number of members with a score", "số mục có điểm"),
        AggregateKind::GeometricMean => pick(lang, "geometric mean", "trung bình nhân"),
        AggregateKind::HarmonicMean => pick(lang, "harmonic mean", "trung bình điều hòa"),
        AggregateKind::PowerMean => pick(lang, "power mean", "trung bình lũy thừa"),
        AggregateKind::MeanMinPenalty => pick(lang, "mean less a penalty", "trung bình trừ phần phạt"),
    }
}

/// The label in a language: that language's, else the file's own, else the name.
pub fn label<'t>(labels: &'t Labels, name: &'t str, lang: Lang) -> &'t str {
    let wanted = pick(lang, "en", "vi");
    let of = |code: &str| labels.iter().find(|(l, _)| l == code).map(|(_, text)| text.as_str());
    of(wanted).or_else(|| of("")).or_else(|| labels.first().map(|(_, t)| t.as_str())).unwrap_or(name)
}

/// The label of a category's item.
pub fn category_item(program: &Program, category: crate::program::CategoryId, item: u32, lang: Lang) -> String {
    let builtin = match category.0 {
        0 => Verdict::ALL.get(item as usize).map(|v| verdict(*v, lang)),
        1 => Recognition::ALL.get(item as usize).map(|r| recognition(*r, lang)),
        _ => None,
    };
    if let Some(text) = builtin {
        return text.to_owned();
    }
    program
        .categories
        .get(category.index())
        .and_then(|c| c.items.get(item as usize))
        .map(|(name, labels)| label(labels, name, lang).to_owned())
        .unwrap_or_default()
}
