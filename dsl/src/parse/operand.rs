//! The values that formulas are made of.

use std::str::FromStr as _;

use super::atoms::{as_name, date, is_name, number, path, properties, sym};
use super::expr::{Formula, formula, must};
use super::fail::Want;
use super::input::{Parsed, Tokens};
use super::rollup::{begins_rollup, rollup};
use super::sequence::nested;
use super::table::table;
use crate::ast::{Expr, ExprKind, Name};
use crate::lex::{Keyword, Kind, Symbol};
use milepost_core::number::{Mode, Number};

/// Reserved words that stand for a value.
pub(crate) const VALUES: [Keyword; 6] =
    [Keyword::Measure, Keyword::Target, Keyword::Score, Keyword::Max, Keyword::Year, Keyword::AsOf];

/// The verdicts, which `x.verdict` is compared with.
const VERDICTS: [Keyword; 4] = [Keyword::Met, Keyword::NotMet, Keyword::Undetermined, Keyword::NotApplicable];

/// Reserved words that are also functions.
pub(crate) const FUNCTIONS: [Keyword; 8] = [
    Keyword::Count,
    Keyword::Share,
    Keyword::Sum,
    Keyword::Mean,
    Keyword::Min,
    Keyword::Max,
    Keyword::Median,
    Keyword::Round,
];

/// Whether a value can begin here.
pub(super) fn begins_operand(i: Tokens<'_>) -> bool {
    match i.kind(0) {
        Some(Kind::Number | Kind::Percent | Kind::Date | Kind::Name | Kind::Quoted) => true,
        Some(Kind::Symbol(Symbol::Minus | Symbol::OpenParen)) => true,
        Some(Kind::Keyword(word)) => {
            !word.reserved()
                || VALUES.contains(&word)
                || is_call(i)
                || begins_rollup(i)
                || matches!(word, Keyword::Yes | Keyword::No | Keyword::Own | Keyword::From)
        }
        _ => false,
    }
}

fn is_call(i: Tokens<'_>) -> bool {
    let callable = match i.kind(0) {
        Some(Kind::Name | Kind::Quoted) => true,
        Some(Kind::Keyword(word)) => !word.reserved() || FUNCTIONS.contains(&word),
        _ => false,
    };
    callable && i.symbol(1) == Some(Symbol::OpenParen)
}

/// `primary = number [unit] | percent | date | "yes" | "no" | path | call | table | rollup | "own" path | "(" expr ")"`
pub(super) fn primary(i: Tokens<'_>) -> Parsed<'_, Formula> {
    match i.kind(0) {
        Some(Kind::Number | Kind::Percent | Kind::Date) => literal(i),
        Some(Kind::Symbol(Symbol::OpenParen)) => parenthesised(i),
        Some(Kind::Name | Kind::Quoted) => named(i),
        Some(Kind::Keyword(word)) => worded(i, word),
        _ => i.error(Want::Value),
    }
}

fn worded(i: Tokens<'_>, word: Keyword) -> Parsed<'_, Formula> {
    match word {
        Keyword::Yes | Keyword::No => Ok(leaf(i, i.skip(1), ExprKind::Bool(word == Keyword::Yes))),
        Keyword::From => nested(i, from),
        Keyword::Own => own(i),
        _ if begins_rollup(i) => nested(i, rollup),
        _ if is_call(i) || !word.reserved() => named(i),
        _ if VALUES.contains(&word) || VERDICTS.contains(&word) => value_word(i),
        _ => i.error(Want::Value),
    }
}

fn leaf<'a>(start: Tokens<'a>, rest: Tokens<'a>, kind: ExprKind) -> (Tokens<'a>, Formula) {
    (rest, Box::new(Expr { kind, span: start.span_to(rest) }))
}

fn literal(i: Tokens<'_>) -> Parsed<'_, Formula> {
    if i.kind(0) == Some(Kind::Date) {
        let (rest, days) = date(i)?;
        return Ok(leaf(i, rest, ExprKind::Date(days)));
    }
    if let Some((rest, value)) = number(i, Kind::Percent) {
        let share = value.div(&Number::integer(100)).unwrap_or(Number::ZERO);
        return Ok(leaf(i, rest, ExprKind::Percent(share)));
    }
    let Some((rest, value)) = number(i, Kind::Number) else { return i.error(Want::Value) };
    let (rest, unit) = unit(rest);
    Ok(leaf(i, rest, ExprKind::Number { value, unit }))
}

/// The unit of a number: a name behind it on the same line.
fn unit(i: Tokens<'_>) -> (Tokens<'_>, Option<Name>) {
    match i.first().filter(|token| is_name(*token) && !token.bol && Mode::from_str(i.text(*token)).is_err()) {
        Some(token) => (i.skip(1), Some(as_name(i, token))),
        None => (i, None),
    }
}

fn parenthesised(i: Tokens<'_>) -> Parsed<'_, Formula> {
    let (rest, inner) = nested(i.skip(1), |i| must(formula(i)))?;
    let (rest, _) = must(sym(Symbol::CloseParen)(rest))?;
    Ok(leaf(i, rest, ExprKind::Paren(inner)))
}

fn from(i: Tokens<'_>) -> Parsed<'_, Formula> {
    let (rest, table) = table(i)?;
    Ok(leaf(i, rest, ExprKind::Table(table)))
}

/// A name with its properties, or a call.
fn named(i: Tokens<'_>) -> Parsed<'_, Formula> {
    if is_call(i) {
        return nested(i, call);
    }
    let (rest, path) = path(i)?;
    Ok(leaf(i, rest, ExprKind::Path(path)))
}

/// `name "(" [ expr { "," expr } ] ")"`
fn call(i: Tokens<'_>) -> Parsed<'_, Formula> {
    let (mut rest, mut args) = (i.skip(2), Vec::new());
    while rest.symbol(0) != Some(Symbol::CloseParen) {
        let (after, arg) = must(formula(rest))?;
        args.push(*arg);
        rest = match after.symbol(0) {
            Some(Symbol::Comma) => after.skip(1),
            Some(Symbol::CloseParen) => after,
            _ => return must(after.error(Want::Symbol(Symbol::CloseParen))),
        };
    }
    let name = i.first().map_or_else(|| i.error(Want::Value), |token| Ok((i, as_name(i, token))))?.1;
    Ok(leaf(i, rest.skip(1), ExprKind::Call { name, args }))
}

/// `measure`, `target`, `score.max`: what the checker gives its meaning in context.
fn value_word(i: Tokens<'_>) -> Parsed<'_, Formula> {
    let Some(token) = i.first() else { return i.error(Want::Value) };
    let (rest, path) = properties(i.skip(1), as_name(i, token))?;
    Ok(leaf(i, rest, ExprKind::Path(path)))
}

/// `own x`: of the unit outside a roll-up.
fn own(i: Tokens<'_>) -> Parsed<'_, Formula> {
    let (rest, of) = must(named(i.skip(1)))?;
    Ok(leaf(i, rest, ExprKind::Own(of)))
}
