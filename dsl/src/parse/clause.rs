//! Clauses of criteria, groups and items. Dispatch on the word; behind it every mistake belongs to the clause.

use milepost_core::codes;
use milepost_core::diagnostic::Diagnostic;
use milepost_core::program::AggregateKind;
use nom::combinator::{cut, opt};
use nom::{Err, Parser as _};

use super::atoms::{after, choice, kw, mode, sym, text, whole};
use super::expr::{additive, expression, formula};
use super::fail::{Fail, Want};
use super::input::{Parsed, Tokens};
use super::member::member;
use super::meta::{META, begins_line, meta, on};
use super::sequence::{Items, Style, braces};
use super::table::table;
use super::target::targets;
use crate::ast::{
    Aggregate, Clause, Direction, Expect, Expr, GroupMissing, GroupVerdict, Needing, NotApplicable, Score, ScoreHow,
    Spanned,
};
use crate::lex::{Keyword, Symbol};

/// Whose clauses these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    Criterion,
    Group,
    Item,
}

const CRITERION: &[Keyword] = &[
    Keyword::Code,
    Keyword::Source,
    Keyword::Note,
    Keyword::Label,
    Keyword::Judged,
    Keyword::Applies,
    Keyword::Measure,
    Keyword::Target,
    Keyword::Met,
    Keyword::Due,
    Keyword::Weight,
    Keyword::Score,
    Keyword::Bonus,
    Keyword::Deduct,
    Keyword::Gate,
    Keyword::Adjust,
    Keyword::On,
    Keyword::NotApplicable,
];
const GROUP: &[Keyword] = &[
    Keyword::Code,
    Keyword::Source,
    Keyword::Note,
    Keyword::Label,
    Keyword::Judged,
    Keyword::On,
    Keyword::Weight,
    Keyword::Verdict,
    Keyword::Score,
    Keyword::NotApplicable,
    Keyword::Normalise,
    Keyword::Missing,
    Keyword::Round,
    Keyword::Gate,
    Keyword::Adjust,
    Keyword::Bonus,
    Keyword::Deduct,
    Keyword::Expect,
    Keyword::Criterion,
    Keyword::Group,
    Keyword::Item,
];
const ITEM: &[Keyword] = &[
    Keyword::Code,
    Keyword::Source,
    Keyword::Note,
    Keyword::Label,
    Keyword::On,
    Keyword::Weight,
    Keyword::Lower,
    Keyword::Higher,
    Keyword::Goalposts,
    Keyword::Target,
    Keyword::NotApplicable,
];

/// `"{" { clause } "}"`
pub(super) fn clauses<'a>(i: Tokens<'a>, home: Home) -> Parsed<'a, Vec<Spanned<Clause>>> {
    let one = |i: Tokens<'a>| match i.keyword(0) {
        Some(Keyword::Criterion | Keyword::Group | Keyword::Item) => inner_member(i),
        _ => clause(i, home),
    };
    let (begins, boundary, words, style): (Starts, Starts, _, _) = match home {
        Home::Criterion => (begins_criterion, |i| begins_line(i) && begins_criterion(i), CRITERION, Style::Long),
        Home::Group => (begins_group, |i| begins_line(i) && begins_group(i), GROUP, Style::Long),
        Home::Item => (begins_item, |i| begins_line(i) && begins_item(i), ITEM, Style::Short),
    };
    braces(i, &Items { begins, boundary, one, want: Want::Clause(words), style })
}

type Starts = fn(Tokens<'_>) -> bool;

fn begins_criterion(i: Tokens<'_>) -> bool {
    i.keyword(0).is_some_and(|word| CRITERION.contains(&word))
}

/// `round(…)` is a function; `round to` is a clause.
fn begins_group(i: Tokens<'_>) -> bool {
    match i.keyword(0) {
        Some(Keyword::Round) => i.symbol(1) != Some(Symbol::OpenParen),
        Some(word) => GROUP.contains(&word),
        None => false,
    }
}

fn begins_item(i: Tokens<'_>) -> bool {
    i.keyword(0).is_some_and(|word| ITEM.contains(&word))
}

/// Apart from the other clauses, since groups may be deep and their frames must be small.
fn inner_member(i: Tokens<'_>) -> Parsed<'_, Clause> {
    let (i, member) = member(i)?;
    Ok((i, Clause::Member(member)))
}

fn clause(i: Tokens<'_>, home: Home) -> Parsed<'_, Clause> {
    let Some(word) = i.keyword(0) else { return i.error(Want::Clause(CRITERION)) };
    if META.contains(&word) {
        return meta.map(Clause::Meta).parse(i);
    }
    let inner = i.skip(1);
    match word {
        Keyword::Applies => when(expression).map(Clause::AppliesWhen).parse(inner),
        Keyword::Met => when(expression).map(Clause::MetWhen).parse(inner),
        Keyword::Measure => cut(expression).map(Clause::Measure).parse(inner),
        Keyword::Due => cut(expression).map(Clause::Due).parse(inner),
        Keyword::Weight => cut(expression).map(Clause::Weight).parse(inner),
        Keyword::Normalise => cut(expression).map(Clause::Normalise).parse(inner),
        Keyword::Target if home == Home::Item => cut(additive).map(Clause::Goal).parse(inner),
        Keyword::Target => cut(targets).map(|targets| Clause::Target(Box::new(targets))).parse(inner),
        Keyword::Score if home == Home::Group => aggregate(inner),
        Keyword::Score => score(i),
        Keyword::Bonus => worth(inner).map(|(i, (value, when))| (i, Clause::Bonus { value, when })),
        Keyword::Deduct => worth(inner).map(|(i, (value, when))| (i, Clause::Deduct { value, when })),
        Keyword::Gate => gate(inner),
        Keyword::Adjust => adjust(inner),
        Keyword::On => on.map(Clause::On).parse(i),
        Keyword::NotApplicable => not_applicable(inner),
        Keyword::Verdict => verdict(inner),
        Keyword::Missing => missing(inner),
        Keyword::Round => round(inner),
        Keyword::Expect => cut(expect).map(Clause::Expect).parse(inner),
        Keyword::Lower => Ok((inner, Clause::Direction(Direction::Lower))),
        Keyword::Higher => Ok((inner, Clause::Direction(Direction::Higher))),
        Keyword::Goalposts => goalposts(inner),
        _ => i.error(Want::Clause(CRITERION)),
    }
}

/// `"when" P`, where it must stand.
fn when<'a, T>(then: fn(Tokens<'a>) -> Parsed<'a, T>) -> impl FnMut(Tokens<'a>) -> Parsed<'a, T> {
    move |i| cut((kw(Keyword::When), then)).map(|(_, read)| read).parse(i)
}

/// The clauses of an item that stand on its line.
pub(super) fn item_line(i: Tokens<'_>) -> Parsed<'_, Clause> {
    match i.keyword(0) {
        Some(Keyword::Weight | Keyword::Lower | Keyword::Higher | Keyword::Goalposts | Keyword::Target) => {
            clause(i, Home::Item)
        }
        _ => i.error(Want::Clause(ITEM)),
    }
}

/// `score = "score" "max" sum ["capped"] ( "when" "met" | "=" expr | table )`
fn score(i: Tokens<'_>) -> Parsed<'_, Clause> {
    let inner = i.skip(1);
    if inner.keyword(0) != Some(Keyword::Max) {
        let diagnostic = Diagnostic::new(&codes::E009_MAXIMUM, i.here(), [""; 0]);
        return Err(Err::Failure(Fail::Said(Box::new(diagnostic))));
    }
    let (i, max) = cut(additive).parse(inner.skip(1))?;
    let (i, capped) = opt(kw(Keyword::Capped)).parse(i)?;
    let (i, how) = cut(how).parse(i)?;
    Ok((i, Clause::Score(Box::new(Score { max, capped: capped.is_some(), how }))))
}

fn how(i: Tokens<'_>) -> Parsed<'_, ScoreHow> {
    if i.symbol(0) == Some(Symbol::Eq) {
        return cut(expression).map(ScoreHow::Formula).parse(i.skip(1));
    }
    match i.keyword(0) {
        Some(Keyword::When) => cut(kw(Keyword::Met)).map(|_| ScoreHow::WhenMet).parse(i.skip(1)),
        Some(Keyword::From) => cut(table).map(ScoreHow::Table).parse(i),
        _ => i.error(Want::OneOf(&["when met", "=", "from"])),
    }
}

/// `"score" ( "sum" | "mean" | … ) [sum] ["to" sum mode]`
fn aggregate(i: Tokens<'_>) -> Parsed<'_, Clause> {
    let kind = i.first().and_then(|token| AggregateKind::from_word(i.text(token)));
    let Some(kind) = kind else {
        return i.error(Want::OneOf(&[
            "sum",
            "mean",
            "weighted_mean",
            "min",
            "max",
            "median",
            "count",
            "geometric_mean",
            "harmonic_mean",
            "power_mean",
            "mean_min_penalty",
        ]));
    };
    let i = i.skip(1);
    let (i, argument) = match kind {
        AggregateKind::PowerMean | AggregateKind::MeanMinPenalty => cut(additive).map(Some).parse(i)?,
        _ => (i, None),
    };
    let (i, to) = after(Keyword::To, (additive, cut(mode))).parse(i)?;
    Ok((i, Clause::Aggregate(Box::new(Aggregate { kind, argument, to }))))
}

/// `expr ["when" expr]`
fn worth(i: Tokens<'_>) -> Parsed<'_, (Expr, Option<Box<Expr>>)> {
    cut((expression, after(Keyword::When, formula))).parse(i)
}

/// `"gate" [text] ":" expr`
fn gate(i: Tokens<'_>) -> Parsed<'_, Clause> {
    let (i, label) = opt(text).parse(i)?;
    let (i, _) = cut(sym(Symbol::Colon)).parse(i)?;
    let (i, condition) = cut(formula).parse(i)?;
    Ok((i, Clause::Gate { label, condition }))
}

/// `"adjust" expr ["max" sum]`
fn adjust(i: Tokens<'_>) -> Parsed<'_, Clause> {
    let (i, score) = cut(expression).parse(i)?;
    let (i, max) = after(Keyword::Max, additive.map(Box::new)).parse(i)?;
    Ok((i, Clause::Adjust { score, max }))
}

/// `"not_applicable" ( "excluded" | "zero" | "full" )`
fn not_applicable(i: Tokens<'_>) -> Parsed<'_, Clause> {
    let meanings = &[NotApplicable::Excluded, NotApplicable::Zero, NotApplicable::Full];
    cut(choice(&["excluded", "zero", "full"], meanings)).map(Clause::NotApplicable).parse(i)
}

/// `"verdict" ( "every" | "at" "least" whole | "none" )`
fn verdict(i: Tokens<'_>) -> Parsed<'_, Clause> {
    if i.keyword(0) == Some(Keyword::At) {
        let (i, _) = cut(kw(Keyword::Least)).parse(i.skip(1))?;
        return cut(whole).map(|n| Clause::Verdict(GroupVerdict::AtLeast(n))).parse(i);
    }
    match i.keyword(0) {
        Some(Keyword::Every) => Ok((i.skip(1), Clause::Verdict(GroupVerdict::Every))),
        Some(Keyword::None) => Ok((i.skip(1), Clause::Verdict(GroupVerdict::None))),
        _ => i.error(Want::OneOf(&["every", "at least", "none"])),
    }
}

/// `"missing" ( "strict" | "skip" ["needing" sum "of" ("weight"|"count")] | "zero" )`
fn missing(i: Tokens<'_>) -> Parsed<'_, Clause> {
    let inner = i.skip(1);
    match i.keyword(0) {
        Some(Keyword::Strict) => Ok((inner, Clause::Missing(GroupMissing::Strict))),
        Some(Keyword::Zero) => Ok((inner, Clause::Missing(GroupMissing::Zero))),
        Some(Keyword::Skip) => {
            let (i, needing) = after(Keyword::Needing, needing.map(Box::new)).parse(inner)?;
            Ok((i, Clause::Missing(GroupMissing::Skip { needing })))
        }
        _ => i.error(Want::OneOf(&["strict", "skip", "zero"])),
    }
}

fn needing(i: Tokens<'_>) -> Parsed<'_, (Expr, Needing)> {
    let (i, least) = additive(i)?;
    let (i, _) = cut(kw(Keyword::Of)).parse(i)?;
    let (i, of) = cut(choice(&["weight", "count"], &[Needing::Weight, Needing::Count])).parse(i)?;
    Ok((i, (least, of)))
}

/// `"round" "to" sum mode`
fn round(i: Tokens<'_>) -> Parsed<'_, Clause> {
    let (i, _) = cut(kw(Keyword::To)).parse(i)?;
    let (i, (step, mode)) = cut((additive.map(Box::new), mode)).parse(i)?;
    Ok((i, Clause::Round { step, mode }))
}

/// `"expect" ( whole "criteria" | "max" sum | "weights" sum )`
pub(super) fn expect(i: Tokens<'_>) -> Parsed<'_, Expect> {
    match i.keyword(0) {
        Some(Keyword::Max) => cut(additive).map(Expect::Max).parse(i.skip(1)),
        Some(Keyword::Weights) => cut(additive).map(Expect::Weights).parse(i.skip(1)),
        _ => {
            let (i, n) = whole(i)?;
            cut(kw(Keyword::Criteria)).map(|_| Expect::Criteria(n)).parse(i)
        }
    }
}

/// `"goalposts" sum ".." sum`
fn goalposts(i: Tokens<'_>) -> Parsed<'_, Clause> {
    let (i, low) = cut(additive).parse(i)?;
    let (i, _) = cut(sym(Symbol::DotDot)).parse(i)?;
    let (i, high) = cut(additive).parse(i)?;
    Ok((i, Clause::Goalposts(Box::new((low, high)))))
}
