//! Roll-ups: one value from many units.

use milepost_core::codes;
use milepost_core::diagnostic::Diagnostic;
use milepost_core::program::RollupKind;
use nom::Parser as _;
use nom::combinator::{cut, opt};

use super::atoms::{after, as_name, choice, kw, name, ties, years};
use super::expr::{Formula, Level, additive, must, operators};
use super::fail::Want;
use super::input::{Parsed, Tokens};
use crate::ast::{Expr, ExprKind, MissingRule, Name, RollupExpr, Scope, YearSet};
use crate::lex::{Keyword, Kind};

/// `sum of`, `every`, …: two words tell a roll-up from a function of the same name.
pub(super) fn begins_rollup(i: Tokens<'_>) -> bool {
    match i.keyword(0) {
        Some(Keyword::Every | Keyword::Some) => true,
        Some(
            Keyword::Count
            | Keyword::Share
            | Keyword::Sum
            | Keyword::Mean
            | Keyword::Min
            | Keyword::Max
            | Keyword::Median
            | Keyword::Stdev
            | Keyword::Variance
            | Keyword::Rank,
        ) => i.keyword(1) == Some(Keyword::Of),
        _ => false,
    }
}

pub(super) fn rollup(i: Tokens<'_>) -> Parsed<'_, Formula> {
    let Some(kind) = i.first().and_then(|token| RollupKind::from_word(i.text(token))) else {
        return i.error(Want::Value);
    };
    let (rest, rollup) = must(match kind {
        RollupKind::Every | RollupKind::Some => quantified(i.skip(1), kind),
        RollupKind::Count => count(i.skip(2)),
        RollupKind::Share => share(i.skip(2)),
        RollupKind::Rank => rank(i.skip(2)),
        _ => aggregated(i.skip(2), kind),
    })?;
    Ok((rest, Box::new(Expr { kind: ExprKind::Rollup(rollup), span: i.span_to(rest) })))
}

fn plain(kind: RollupKind, scope: Scope, level: Name) -> Box<RollupExpr> {
    Box::new(RollupExpr {
        kind,
        of: None,
        scope,
        level,
        years: None,
        weighted: None,
        filter: None,
        descending: false,
        ties: None,
        missing: None,
    })
}

/// `count of L [where C] [miss]`
fn count(i: Tokens<'_>) -> Parsed<'_, Box<RollupExpr>> {
    let (i, level) = name(i)?;
    let mut read = plain(RollupKind::Count, Scope::Over, level);
    let (i, filter) = clause(i, Keyword::Where)?;
    let (i, missing) = missing_rule(i)?;
    (read.filter, read.missing) = (filter, missing);
    Ok((i, read))
}

/// `share of L where C [among F] [miss]`
fn share(i: Tokens<'_>) -> Parsed<'_, Box<RollupExpr>> {
    let (i, level) = name(i)?;
    let mut read = plain(RollupKind::Share, Scope::Over, level);
    if i.keyword(0) != Some(Keyword::Where) {
        return i.error(Want::Keyword(Keyword::Where));
    }
    let (i, of) = clause(i, Keyword::Where)?;
    let (i, filter) = clause(i, Keyword::Among)?;
    let (i, missing) = missing_rule(i)?;
    (read.of, read.filter, read.missing) = (of, filter, missing);
    Ok((i, read))
}

/// `every L [where C] satisfies C`
fn quantified(i: Tokens<'_>, kind: RollupKind) -> Parsed<'_, Box<RollupExpr>> {
    let (i, level) = name(i)?;
    let mut read = plain(kind, Scope::Over, level);
    let (i, filter) = clause(i, Keyword::Where)?;
    if i.keyword(0) != Some(Keyword::Satisfies) {
        return i.error(Want::Keyword(Keyword::Satisfies));
    }
    let (i, of) = clause(i, Keyword::Satisfies)?;
    (read.of, read.filter) = (of, filter);
    Ok((i, read))
}

/// `sum of E over L [in years] [weighted by W] [where C] [miss]`
fn aggregated(i: Tokens<'_>, kind: RollupKind) -> Parsed<'_, Box<RollupExpr>> {
    let (i, mut read) = population(i, kind)?;
    let (i, weighted) = opt(weights).parse(i)?;
    let (i, filter) = clause(i, Keyword::Where)?;
    let (i, missing) = missing_rule(i)?;
    (read.weighted, read.filter, read.missing) = (weighted, filter, missing);
    Ok((i, read))
}

/// `rank of E across L [in years] [where C] ascending|descending [ties T]`
fn rank(i: Tokens<'_>) -> Parsed<'_, Box<RollupExpr>> {
    let (i, mut read) = population(i, RollupKind::Rank)?;
    let (i, filter) = clause(i, Keyword::Where)?;
    let (i, descending) = direction(i)?;
    let (i, ties) = after(Keyword::Ties, ties).parse(i)?;
    (read.filter, read.descending, read.ties) = (filter, descending, ties);
    Ok((i, read))
}

/// `E over L [in years]`
fn population(i: Tokens<'_>, kind: RollupKind) -> Parsed<'_, Box<RollupExpr>> {
    let (i, of) = operators(i, Level::Sum)?;
    let (i, (scope, level)) = units(i)?;
    let (i, years) = year_set(i)?;
    let mut read = plain(kind, scope, level);
    (read.of, read.years) = (Some(*of), years);
    Ok((i, read))
}

/// `ascending` or `descending`: whether descending.
pub(super) fn direction(i: Tokens<'_>) -> Parsed<'_, bool> {
    choice(&["ascending", "descending"], &[false, true])(i)
}

/// `over L`, `across L`, `over predecessors`
fn units(i: Tokens<'_>) -> Parsed<'_, (Scope, Name)> {
    let (i, scope) = choice(&["over", "across"], &[Scope::Over, Scope::Across])(i)?;
    match i.first() {
        Some(token) if token.kind == Kind::Keyword(Keyword::Predecessors) && scope == Scope::Over => {
            Ok((i.skip(1), (Scope::Predecessors, as_name(i, token))))
        }
        _ => cut(name).map(|level| (scope, level)).parse(i),
    }
}

fn weights(i: Tokens<'_>) -> Parsed<'_, Expr> {
    let (i, _) = kw(Keyword::Weighted)(i)?;
    let (i, _) = cut(kw(Keyword::By)).parse(i)?;
    cut(additive).parse(i)
}

/// `in all years`, `in 2018..2022`, `in 2018`, or nothing.
fn year_set(i: Tokens<'_>) -> Parsed<'_, Option<YearSet>> {
    if i.keyword(0) != Some(Keyword::In) {
        return Ok((i, None));
    }
    let i = i.skip(1);
    if i.keyword(0) == Some(Keyword::All) {
        let (i, _) = cut(kw(Keyword::Years)).parse(i.skip(1))?;
        return Ok((i, Some(YearSet::All)));
    }
    let (rest, (from, to)) = cut(years).parse(i)?;
    Ok((rest, Some(YearSet::Range(from, to.unwrap_or(i32::MAX)))))
}

/// `ignoring missing [needing S]`, `missing as E`, or nothing.
fn missing_rule(i: Tokens<'_>) -> Parsed<'_, Option<MissingRule>> {
    match i.keyword(0) {
        Some(Keyword::Ignoring) => {
            let (i, _) = cut(kw(Keyword::Missing)).parse(i.skip(1))?;
            let (i, needing) = after(Keyword::Needing, additive).parse(i)?;
            Ok((i, Some(MissingRule::Ignoring { needing: needing.map(Box::new) })))
        }
        Some(Keyword::Missing) if i.keyword(1) == Some(Keyword::As) => {
            let (i, value) = cut(additive).parse(i.skip(2))?;
            Ok((i, Some(MissingRule::As(Box::new(value)))))
        }
        _ => Ok((i, None)),
    }
}

/// `word C`, or nothing. The condition reaches as far right as it can, so a comparison of a whole condition in it was
/// meant for the roll-up.
fn clause(i: Tokens<'_>, word: Keyword) -> Parsed<'_, Option<Expr>> {
    if i.keyword(0) != Some(word) {
        return Ok((i, None));
    }
    let (rest, read) = must(operators(i.skip(1), Level::Or))?;
    let last = match &read.kind {
        ExprKind::Logic(_, parts) => parts.last().unwrap_or(&read),
        _ => &read,
    };
    if let ExprKind::Compare { first, .. } = &last.kind
        && is_condition(first)
    {
        rest.cx.report(Diagnostic::new(&codes::E014_AGGREGATE, last.span, [""; 0]));
    }
    Ok((rest, Some(*read)))
}

fn is_condition(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Paren(inner) => is_condition(inner),
        ExprKind::Rollup(rollup) => matches!(rollup.kind, RollupKind::Every | RollupKind::Some),
        ExprKind::Compare { .. } | ExprKind::Logic(..) | ExprKind::Not(_) | ExprKind::Is(..) | ExprKind::In(..) => true,
        _ => false,
    }
}
