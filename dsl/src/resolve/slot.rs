//! Which clauses an amending clause takes the place of.

use crate::ast::{Clause, Expect, Meta, OutcomeClause, Spanned};

/// Clauses of one slot replace each other; a slot of its own kind of change is told by its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Slot {
    /// Added to what is there, never replaced: sources, notes, members.
    Added,
    /// One slot per word.
    Word(&'static str),
    /// `label en`, `require part`: a slot per name.
    Named(&'static str, String),
}

fn meta(meta: &Meta) -> Slot {
    match meta {
        Meta::Code(_) => Slot::Word("code"),
        Meta::Source { .. } | Meta::Note(_) => Slot::Added,
        Meta::Label { language, .. } => Slot::Named("label", language.text.to_string()),
        Meta::JudgedBy(_) => Slot::Word("judged by"),
    }
}

/// The slot of a clause of a criterion, group or item. A criterion's verdict comes from `target` or `met when`: they
/// replace each other.
pub(crate) fn of_clause(clause: &Clause) -> Slot {
    match clause {
        Clause::Meta(m) => meta(m),
        Clause::Member(_) => Slot::Added,
        Clause::Target(_) | Clause::MetWhen(_) => Slot::Word("target"),
        Clause::Expect(Expect::Criteria(_)) => Slot::Word("expect criteria"),
        Clause::Expect(Expect::Max(_)) => Slot::Word("expect max"),
        Clause::Expect(Expect::Weights(_)) => Slot::Word("expect weights"),
        Clause::Adjust { .. } | Clause::Round { .. } => Slot::Word("adjust"),
        other => Slot::Word(word(other)),
    }
}

/// The slot of a clause of an outcome.
pub(crate) fn of_outcome(clause: &OutcomeClause) -> Slot {
    match clause {
        OutcomeClause::Meta(m) => meta(m),
        OutcomeClause::On(_) => Slot::Word("on"),
        OutcomeClause::Require { name, .. } => Slot::Named("require", name.text.to_string()),
        OutcomeClause::From(_) => Slot::Word("from"),
        OutcomeClause::Bound { .. } => Slot::Word("at most"),
        OutcomeClause::Move { .. } => Slot::Word("downgrade"),
        OutcomeClause::Quota { .. } => Slot::Word("quota"),
    }
}

/// The word that begins a clause.
pub(crate) fn word(clause: &Clause) -> &'static str {
    match clause {
        Clause::Meta(Meta::Code(_)) => "code",
        Clause::Meta(Meta::Source { .. }) => "source",
        Clause::Meta(Meta::Note(_)) => "note",
        Clause::Meta(Meta::Label { .. }) => "label",
        Clause::Meta(Meta::JudgedBy(_)) => "judged by",
        Clause::AppliesWhen(_) => "applies when",
        Clause::Measure(_) => "measure",
        Clause::Target(_) | Clause::Goal(_) => "target",
        Clause::MetWhen(_) => "met when",
        Clause::Due(_) => "due",
        Clause::Weight(_) => "weight",
        Clause::Score(_) | Clause::Aggregate(_) => "score",
        Clause::Bonus { .. } => "bonus",
        Clause::Deduct { .. } => "deduct",
        Clause::Gate { .. } => "gate",
        Clause::Adjust { .. } => "adjust",
        Clause::On(_) => "on",
        Clause::NotApplicable(_) => "not_applicable",
        Clause::Verdict(_) => "verdict",
        Clause::Normalise(_) => "normalise",
        Clause::Missing(_) => "missing",
        Clause::Round { .. } => "round",
        Clause::Expect(_) => "expect",
        Clause::Member(_) => "criterion",
        Clause::Direction(_) => "lower",
        Clause::Goalposts(..) => "goalposts",
    }
}

/// Puts amending clauses in the place of those of their slots.
pub(crate) fn replace<T: Clone>(base: &mut Vec<Spanned<T>>, new: &[Spanned<T>], slot: fn(&T) -> Slot) {
    let slots: Vec<Slot> = new.iter().map(|c| slot(&c.node)).collect();
    base.retain(|c| {
        let mine = slot(&c.node);
        mine == Slot::Added || !slots.contains(&mine)
    });
    base.extend_from_slice(new);
}
