//! The clauses of an item, each as one text: what the tables of a decision and comparisons of rules are made of.

use super::targets;
use crate::words::{kind, pick};
use milepost_core::diagnostic::Lang;
use milepost_core::program::{
    AggregateKind, Bound, Cmp, Group, GroupMissing, GroupVerdict, Input, InputKind, Item, ItemKind, Node, NodeId,
    NotApplicable, OutcomeHow, Program, ScoreHow, UnitText,
};

/// A clause: its word and what it says.
pub type Clause = (&'static str, String);

/// What was written at a node, on one line.
pub fn slice(program: &Program, node: NodeId) -> String {
    let Some(span) = program.spans.get(node.index()) else { return String::new() };
    let text = program.files.get(usize::from(span.file)).map_or("", |f| f.text.as_str());
    let range = usize::try_from(span.start).unwrap_or_default()..usize::try_from(span.end).unwrap_or_default();
    one_line(text.get(range).unwrap_or_default())
}

/// Comments go, runs of spaces and line breaks become one space.
fn one_line(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let mut quoted = false;
        let comment = line.char_indices().find(|(at, c)| {
            quoted ^= *c == '"';
            !quoted && line.get(*at..).is_some_and(|rest| rest.starts_with("//"))
        });
        comment.map_or(line, |(at, _)| line.get(..at).unwrap_or_default())
    });
    lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// A sign as it is printed.
pub fn sign(cmp: Cmp) -> &'static str {
    match cmp {
        Cmp::Ge => "≥",
        Cmp::Le => "≤",
        Cmp::Gt => ">",
        Cmp::Lt => "<",
        Cmp::Eq => "=",
        Cmp::Ne => "≠",
    }
}

/// A year, or nothing where the range is open.
pub fn open_year(year: i32) -> String {
    if year == i32::MAX { String::new() } else { year.to_string() }
}

/// A constant in its unit; anything else as it was written.
pub fn value_text(program: &Program, node: NodeId, unit: &UnitText, lang: Lang) -> String {
    let shown = match program.nodes.get(node.index()) {
        Some(Node::Number(n)) => Some(crate::Shown::Figure(crate::Figure::Exact(n.clone()))),
        Some(Node::Bool(b)) => Some(crate::Shown::Bool(*b)),
        Some(Node::Date(d)) => Some(crate::Shown::Date(*d)),
        Some(Node::Category(c, i)) => Some(crate::Shown::Category(*c, *i)),
        _ => None,
    };
    match shown {
        Some(shown) => crate::display::shown(program, &shown, unit, &[], lang),
        None => slice(program, node),
    }
}

/// A target's bound: `≥ 90%`, `có`, `3..5`.
pub fn bound_text(program: &Program, bound: &Bound, unit: &UnitText, lang: Lang) -> String {
    let value = |node: NodeId| value_text(program, node, unit, lang);
    match bound {
        Bound::Cmp(Cmp::Eq, node) => value(*node),
        Bound::Cmp(cmp, node) => format!("{} {}", sign(*cmp), value(*node)),
        Bound::In(lo, hi) => format!("{}..{}", lo.map(value).unwrap_or_default(), hi.map(value).unwrap_or_default()),
    }
}

/// How a group's score and verdict are made.
pub fn aggregate(program: &Program, group: &Group, lang: Lang) -> String {
    let verdict = match group.verdict {
        GroupVerdict::Every => pick(lang, "met when every item is", "đạt khi mọi mục đạt").to_owned(),
        GroupVerdict::AtLeast(n) => {
            format!("{} {n}", pick(lang, "met when so many items are:", "đạt khi số mục đạt từ"))
        }
        GroupVerdict::None => String::new(),
    };
    let score = group.aggregate.as_ref().map(|a| {
        let argument = a.argument.map(|n| format!(" {}", slice(program, n))).unwrap_or_default();
        format!("{}: {}{argument}", pick(lang, "score", "điểm"), aggregation(a.kind, lang))
    });
    [Some(verdict).filter(|v| !v.is_empty()), score].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// An aggregation in the reader's language.
fn aggregation(kind: AggregateKind, lang: Lang) -> &'static str {
    match kind {
        AggregateKind::Sum => pick(lang, "sum", "tổng"),
        AggregateKind::Mean => pick(lang, "mean", "trung bình cộng"),
        AggregateKind::WeightedMean => pick(lang, "weighted mean", "trung bình có trọng số"),
        AggregateKind::Min => pick(lang, "smallest", "nhỏ nhất"),
        AggregateKind::Max => pick(lang, "largest", "lớn nhất"),
        AggregateKind::Median => pick(lang, "median", "trung vị"),
        AggregateKind::Count => pick(lang, "number of items with a score", "số mục có điểm"),
        AggregateKind::GeometricMean => pick(lang, "geometric mean", "trung bình nhân"),
        AggregateKind::HarmonicMean => pick(lang, "harmonic mean", "trung bình điều hòa"),
        AggregateKind::PowerMean => pick(lang, "power mean", "trung bình lũy thừa"),
        AggregateKind::MeanMinPenalty => {
            pick(lang, "mean less a penalty for the smallest", "trung bình trừ phạt mục nhỏ nhất")
        }
    }
}

/// What an item that is not a criterion or group says.
pub fn rule(program: &Program, item: &Item, lang: Lang) -> String {
    match &item.kind {
        ItemKind::Indicator(node) | ItemKind::Parameter(node) => match program.nodes.get(node.index()) {
            Some(Node::Timeline(id)) => program
                .timelines
                .get(id.index())
                .map(|t| targets::whole(program, t, &item.unit, lang))
                .unwrap_or_default(),
            _ => slice(program, *node),
        },
        ItemKind::Outcome(outcome) => match &outcome.how {
            OutcomeHow::Require(_) => pick(lang, "all of:", "đủ các điều kiện:").to_owned(),
            OutcomeHow::Class { table, .. } => slice(program, *table),
        },
        ItemKind::State(state) => slice(program, state.table),
        ItemKind::Rank(rank) => {
            let keys = rank.keys.iter().map(|(node, descending)| {
                let way = if *descending {
                    pick(lang, "descending", "giảm dần")
                } else {
                    pick(lang, "ascending", "tăng dần")
                };
                format!("{} {way}", slice(program, *node))
            });
            let filter = rank.filter.map(|f| format!("{}: {}", pick(lang, "only where", "chỉ khi"), slice(program, f)));
            keys.chain(filter)
                .chain([format!("{}: {}", pick(lang, "ties", "đồng hạng"), rank.ties.word())])
                .collect::<Vec<_>>()
                .join("; ")
        }
        ItemKind::Member(member) => slice(program, member.raw),
        ItemKind::Criterion(_) | ItemKind::Group(_) => String::new(),
    }
}

/// All clauses of an item, in the order of the reference.
pub fn clauses(program: &Program, item: &Item, lang: Lang) -> Vec<Clause> {
    let text = |node: NodeId| slice(program, node);
    // Equal constants are one node: what was written at it may stand elsewhere in the rules.
    let plain = |node: NodeId| value_text(program, node, &super::unitless(), lang);
    let share = |node: NodeId| value_text(program, node, &super::percent(), lang);
    let mut found: Vec<Clause> = vec![("kind", kind(crate::kind_of(item), lang).to_owned())];
    let mut add = |word: &'static str, text: String| {
        if !text.is_empty() {
            found.push((word, text));
        }
    };
    add("label", super::label_of(program, item, lang));
    add("code", item.code.clone());
    let levels = item.levels.iter().filter_map(|l| program.levels.get(l.index()));
    add("of", levels.map(|l| l.name.as_str()).collect::<Vec<_>>().join(", "));
    let group = item.group.and_then(|g| program.items.get(g.index()));
    add("in group", group.map(|g| crate::name_of(program, g).into_owned()).unwrap_or_default());
    add("source", item.sources.iter().map(|c| super::citation(program, c)).collect::<Vec<_>>().join("; "));
    add("judged by", item.judged_by.clone());
    for note in &item.notes {
        add("note", note.clone());
    }
    let (changes, adjust, gates, weight, on, not_applicable) = match &item.kind {
        ItemKind::Criterion(c) => {
            add("applies when", c.applies.map(text).unwrap_or_default());
            add("measure", c.measure.map(text).unwrap_or_default());
            for (condition, timeline) in &c.targets {
                let when = condition.map(|n| format!("when {} ", text(n))).unwrap_or_default();
                let whole = program.timelines.get(timeline.index());
                add("target", when + &whole.map(|t| targets::whole(program, t, &item.unit, lang)).unwrap_or_default());
            }
            add("met when", c.met.map(text).unwrap_or_default());
            add("due", c.due.map(text).unwrap_or_default());
            if let Some(score) = &c.score {
                add("score max", plain(score.max) + if score.capped { " capped" } else { "" });
                add(
                    "score",
                    match score.how {
                        ScoreHow::WhenMet => "when met".to_owned(),
                        ScoreHow::Value(node) => text(node),
                    },
                );
            }
            (&c.changes, &c.adjust, &c.gates, c.weight, c.on.as_slice(), c.not_applicable)
        }
        ItemKind::Group(g) => {
            add("verdict and score", aggregate(program, g, lang));
            add(
                "missing",
                match &g.missing {
                    GroupMissing::Strict => String::new(),
                    GroupMissing::Zero => "zero".to_owned(),
                    GroupMissing::Skip { needing: None } => "skip".to_owned(),
                    GroupMissing::Skip { needing: Some((node, of_weight)) } => {
                        format!("skip needing {} of {}", text(*node), if *of_weight { "weight" } else { "count" })
                    }
                },
            );
            (&g.changes, &g.adjust, &g.gates, g.weight, g.on.as_slice(), Some(g.not_applicable))
        }
        ItemKind::Member(m) => {
            add("item", text(m.raw) + if m.lower { " lower" } else { "" });
            add("normalise", text(m.score));
            add("weight", m.weight.map(share).unwrap_or_default());
            return found;
        }
        ItemKind::Outcome(outcome) => {
            match &outcome.how {
                OutcomeHow::Require(parts) => {
                    for part in parts {
                        add("require", format!("{} \"{}\": {}", part.name, part.label, text(part.condition)));
                    }
                }
                OutcomeHow::Class { table, .. } => add("from", text(*table)),
            }
            for line in &outcome.on {
                add("on", span_text(program, line.span));
            }
            return found;
        }
        _ => {
            add("rule", rule(program, item, lang));
            return found;
        }
    };
    for change in changes {
        let when = change.when.map(|n| format!(" when {}", text(n))).unwrap_or_default();
        add(if change.deduct { "deduct" } else { "bonus" }, plain(change.value) + &when);
    }
    for step in adjust {
        add("adjust", text(step.score) + &step.max.map(|m| format!(" max {}", text(m))).unwrap_or_default());
    }
    for gate in gates {
        add("gate", format!("\"{}\": {}", gate.label, text(gate.condition)));
    }
    add("weight", weight.map(share).unwrap_or_default());
    add(
        "not applicable",
        match not_applicable {
            None | Some(NotApplicable::Excluded) => String::new(),
            Some(NotApplicable::Zero) => "zero".to_owned(),
            Some(NotApplicable::Full) => "full".to_owned(),
        },
    );
    for line in on {
        add("on", span_text(program, line.span));
    }
    found
}

/// What was written at a place, on one line.
pub fn span_text(program: &Program, span: milepost_core::diagnostic::Span) -> String {
    let text = program.files.get(usize::from(span.file)).map_or("", |f| f.text.as_str());
    let range = usize::try_from(span.start).unwrap_or_default()..usize::try_from(span.end).unwrap_or_default();
    one_line(text.get(range).unwrap_or_default())
}

/// All clauses of an input.
pub fn input_clauses(program: &Program, input: &Input, lang: Lang) -> Vec<Clause> {
    let levels = input.levels.iter().filter_map(|l| program.levels.get(l.index())).map(|l| l.name.as_str());
    let assessment = input.assessment.and_then(|a| program.assessments.get(a.index()));
    vec![
        ("kind", kind("input", lang).to_owned()),
        ("label", crate::label(&input.labels, &input.name, lang).to_owned()),
        ("of", levels.collect::<Vec<_>>().join(", ")),
        ("type", input_kind(program, input, lang)),
        ("range", input_range(program, input, lang)),
        ("assessed", assessment.map(|a| a.name.clone()).unwrap_or_default()),
        ("source", input.sources.iter().map(|c| super::citation(program, c)).collect::<Vec<_>>().join("; ")),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .collect()
}

/// What a cell of an input must be, in words.
pub fn input_kind(program: &Program, input: &Input, lang: Lang) -> String {
    let unit = input.unit.text.replace('_', " ");
    let base = match input.kind {
        InputKind::Number if input.percent => pick(lang, "85 for 85%", "85 cho 85%").to_owned(),
        InputKind::Number if input.unit.text == "%" => pick(lang, "0.85 for 85%", "0,85 cho 85%").to_owned(),
        InputKind::Number => format!("{} {unit}", pick(lang, "number", "số")),
        InputKind::Whole => format!("{} {unit}", pick(lang, "whole number", "số nguyên")),
        InputKind::YesNo => pick(lang, "yes or no", "có hoặc không").to_owned(),
        InputKind::Year => pick(lang, "year", "năm").to_owned(),
        InputKind::Date => pick(lang, "date, 2024-12-31", "ngày, 2024-12-31").to_owned(),
        InputKind::Category(category) => {
            let items = program.categories.get(category.index()).map(|c| c.items.as_slice()).unwrap_or_default();
            items.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" | ")
        }
    };
    base.trim_end().to_owned()
}

/// The range of an input, in its unit.
pub fn input_range(program: &Program, input: &Input, lang: Lang) -> String {
    let Some((lo, hi)) = &input.range else { return String::new() };
    let side = |bound: &Option<milepost_core::number::Number>| {
        bound
            .as_ref()
            .map(|b| crate::display::figure(program, &crate::Figure::Exact(b.clone()), &input.unit, lang))
            .unwrap_or_default()
    };
    format!("{}..{}", side(lo), side(hi))
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_formula_on_one_line() {
        assert_eq!(one_line("a  // per \"head\"\n   / b"), "a / b");
        assert_eq!(one_line("x = \"http://a\""), "x = \"http://a\"");
    }
}
