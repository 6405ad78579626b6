//! Outcomes, states, ranks.

use nom::Parser as _;
use nom::combinator::{cut, opt};

use super::atoms::{after, kw, name, of_names, path, spanned, sym, text, ties, whole};
use super::expr::{additive, expression};
use super::fail::Want;
use super::input::{Parsed, Tokens};
use super::meta::{META, begins_line, begins_meta, meta, on};
use super::rollup::direction;
use super::sequence::{Items, Style, braces, once};
use super::table::table;
use crate::ast::{Expr, Meta, Name, Outcome, OutcomeClause, RankDecl, Spanned, State, Table};
use crate::lex::{Keyword, Symbol};
use milepost_core::program::Ties;

const OUTCOME: &[Keyword] = &[
    Keyword::Source,
    Keyword::Note,
    Keyword::Label,
    Keyword::Code,
    Keyword::Judged,
    Keyword::On,
    Keyword::Require,
    Keyword::From,
    Keyword::At,
    Keyword::Downgrade,
    Keyword::Upgrade,
    Keyword::Quota,
];
const STATE: &[Keyword] =
    &[Keyword::Source, Keyword::Note, Keyword::Label, Keyword::Code, Keyword::Judged, Keyword::First, Keyword::From];
const RANK: &[Keyword] = &[
    Keyword::Source,
    Keyword::Note,
    Keyword::Label,
    Keyword::Code,
    Keyword::Judged,
    Keyword::By,
    Keyword::Then,
    Keyword::Ties,
];

/// `outcome = "outcome" name [of] [text] "{" { outcome clause } "}"`
pub(super) fn outcome(start: Tokens<'_>) -> Parsed<'_, Outcome> {
    let (i, (name, of, label)) = cut((name, of_names, opt(text))).parse(start.skip(1))?;
    let (i, clauses) = cut(outcome_clauses).parse(i)?;
    Ok((i, Outcome { name, of, label, clauses, span: start.span_to(i) }))
}

pub(super) fn outcome_clauses(i: Tokens<'_>) -> Parsed<'_, Vec<Spanned<OutcomeClause>>> {
    let items = Items {
        begins: begins_outcome,
        boundary: |i| begins_line(i) && begins_outcome(i),
        one: outcome_clause,
        want: Want::Clause(OUTCOME),
        style: Style::Long,
    };
    braces(i, &items)
}

fn begins_outcome(i: Tokens<'_>) -> bool {
    match i.keyword(0) {
        Some(Keyword::At) => matches!(i.keyword(1), Some(Keyword::Most | Keyword::Least)),
        Some(word) => OUTCOME.contains(&word),
        None => false,
    }
}

fn outcome_clause(i: Tokens<'_>) -> Parsed<'_, OutcomeClause> {
    let inner = i.skip(1);
    match i.keyword(0) {
        Some(Keyword::On) => on.map(OutcomeClause::On).parse(i),
        Some(Keyword::From) => table.map(OutcomeClause::From).parse(i),
        Some(Keyword::Require) => require(inner),
        Some(Keyword::At) => bound(i),
        Some(Keyword::Downgrade) => shift(inner, true),
        Some(Keyword::Upgrade) => shift(inner, false),
        Some(Keyword::Quota) => quota(inner),
        _ => meta.map(OutcomeClause::Meta).parse(i),
    }
}

/// `"require" name [text] ":" expr`
fn require(i: Tokens<'_>) -> Parsed<'_, OutcomeClause> {
    let (i, (name, label, _, condition)) = cut((name, opt(text), sym(Symbol::Colon), expression)).parse(i)?;
    Ok((i, OutcomeClause::Require { name, label, condition }))
}

/// `"at" ("most"|"least") name "when" expr`
fn bound(i: Tokens<'_>) -> Parsed<'_, OutcomeClause> {
    let at_most = i.keyword(1) == Some(Keyword::Most);
    let (i, (class, _, when)) = cut((name, kw(Keyword::When), expression)).parse(i.skip(2))?;
    Ok((i, OutcomeClause::Bound { at_most, class, when }))
}

/// `("downgrade"|"upgrade") whole "when" expr`
fn shift(i: Tokens<'_>, down: bool) -> Parsed<'_, OutcomeClause> {
    let (i, (by, _, when)) = cut((whole, kw(Keyword::When), expression)).parse(i)?;
    Ok((i, OutcomeClause::Move { down, by, when }))
}

/// `"quota" name "at" "most" sum ["of" name] "by" path`
fn quota(i: Tokens<'_>) -> Parsed<'_, OutcomeClause> {
    let (i, (class, _, _, at_most)) = cut((name, kw(Keyword::At), kw(Keyword::Most), limit)).parse(i)?;
    let (i, of) = after(Keyword::Of, name).parse(i)?;
    let (i, (_, by)) = cut((kw(Keyword::By), path)).parse(i)?;
    Ok((i, OutcomeClause::Quota { class, at_most, of, by }))
}

/// How many; what follows `by` is the rank, not an assessor.
fn limit(i: Tokens<'_>) -> Parsed<'_, Expr> {
    let by =
        (i.start..i.end).find(|at| i.cx.token(*at).is_some_and(|t| t.kind == crate::lex::Kind::Keyword(Keyword::By)));
    let (rest, read) = additive(i.until(by.unwrap_or(i.end)))?;
    Ok((Tokens { start: rest.start, ..i }, read))
}

enum StatePart {
    Meta(Meta),
    First(Name),
    From(Table),
}

/// `state = "state" name [of] [text] ":" name "{" { "first" name | table | meta } "}"`
pub(super) fn state(start: Tokens<'_>) -> Parsed<'_, State> {
    let (i, (name, of, label)) = cut((name, of_names, opt(text))).parse(start.skip(1))?;
    let (i, (_, category)) = cut((sym(Symbol::Colon), super::atoms::name)).parse(i)?;
    let items = Items {
        begins: begins_state,
        boundary: |i| begins_line(i) && begins_state(i),
        one: state_part,
        want: Want::Clause(STATE),
        style: Style::Long,
    };
    let (i, parts) = cut(|i| braces(i, &items)).parse(i)?;
    let mut state =
        State { name, of, label, category, first: None, table: None, meta: Vec::new(), span: start.span_to(i) };
    for part in parts {
        match part.node {
            StatePart::Meta(node) => state.meta.push(Spanned { node, span: part.span }),
            StatePart::First(item) => once(i.cx, &mut state.first, item, part.span),
            StatePart::From(table) => once(i.cx, &mut state.table, table, part.span),
        }
    }
    Ok((i, state))
}

fn begins_state(i: Tokens<'_>) -> bool {
    i.keyword(0).is_some_and(|word| STATE.contains(&word))
}

fn state_part(i: Tokens<'_>) -> Parsed<'_, StatePart> {
    match i.keyword(0) {
        Some(Keyword::First) => cut(name).map(StatePart::First).parse(i.skip(1)),
        Some(Keyword::From) => table.map(StatePart::From).parse(i),
        _ => meta.map(StatePart::Meta).parse(i),
    }
}

enum RankPart {
    Meta(Meta),
    Key(Expr, bool),
    Ties(Spanned<Ties>),
}

/// `rank = "rank" name [text] "of" name ["within" name] ["where" expr] "{" key { "then" key } ["ties" word] "}"`
pub(super) fn rank(start: Tokens<'_>) -> Parsed<'_, RankDecl> {
    let (i, (name, label, _, of)) = cut((name, opt(text), kw(Keyword::Of), name)).parse(start.skip(1))?;
    let (i, within) = after(Keyword::Within, super::atoms::name).parse(i)?;
    let (i, filter) = after(Keyword::Where, expression).parse(i)?;
    let items = Items {
        begins: begins_rank,
        boundary: |i| begins_line(i) && begins_rank(i),
        one: rank_part,
        want: Want::Clause(RANK),
        style: Style::Long,
    };
    let (i, parts) = cut(|i| braces(i, &items)).parse(i)?;
    let mut rank = RankDecl {
        name,
        label,
        of,
        within,
        filter,
        keys: Vec::new(),
        ties: None,
        meta: Vec::new(),
        span: start.span_to(i),
    };
    for part in parts {
        match part.node {
            RankPart::Meta(node) => rank.meta.push(Spanned { node, span: part.span }),
            RankPart::Key(key, descending) => rank.keys.push((key, descending)),
            RankPart::Ties(ties) => once(i.cx, &mut rank.ties, ties, part.span),
        }
    }
    Ok((i, rank))
}

fn begins_rank(i: Tokens<'_>) -> bool {
    i.keyword(0).is_some_and(|word| RANK.contains(&word))
}

fn rank_part(i: Tokens<'_>) -> Parsed<'_, RankPart> {
    match i.keyword(0) {
        Some(Keyword::By) => key(i),
        Some(Keyword::Then) => cut(key).parse(i.skip(1)),
        Some(Keyword::Ties) => cut(spanned(ties)).map(RankPart::Ties).parse(i.skip(1)),
        _ if begins_meta(i) => meta.map(RankPart::Meta).parse(i),
        _ => i.error(Want::Clause(META)),
    }
}

/// `key = "by" expr ("ascending"|"descending")`
fn key(i: Tokens<'_>) -> Parsed<'_, RankPart> {
    let (i, (_, key, descending)) = cut((kw(Keyword::By), expression, direction)).parse(i)?;
    Ok((i, RankPart::Key(key, descending)))
}
