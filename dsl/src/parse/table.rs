//! Tables: rows tried top-down.

use nom::Parser as _;

use super::atoms::{comparison, is_name, kw, name, sign, sym, text};
use super::expr::{Level, formula, must, operators, range};
use super::fail::Want;
use super::input::{Parsed, Tokens};
use super::sequence::{Items, Style, braces};
use crate::ast::{Row, RowHead, RowResult, Table};
use crate::lex::{Keyword, Kind, Symbol};

/// `table = "from" [default] "{" { row [","] } "}"`
pub(super) fn table(start: Tokens<'_>) -> Parsed<'_, Table> {
    let (i, _) = kw(Keyword::From)(start)?;
    let (i, subject) = match i.symbol(0) {
        Some(Symbol::OpenBrace) => (i, None),
        _ => must(operators(i, Level::Default)).map(|(i, subject)| (i, Some(subject)))?,
    };
    let rows = Items { begins: begins_row, boundary: row_boundary, one: row, want: Want::Row, style: Style::Table };
    let (i, rows) = must(braces(i, &rows))?;
    let rows = rows.into_iter().map(|row| row.node).collect();
    Ok((i, Table { subject, rows, span: start.span_to(i) }))
}

fn begins_row(i: Tokens<'_>) -> bool {
    match i.kind(0) {
        Some(Kind::Keyword(Keyword::In | Keyword::When | Keyword::Otherwise)) => true,
        Some(Kind::Symbol(symbol)) => sign(symbol).is_some(),
        _ => false,
    }
}

fn row_boundary(i: Tokens<'_>) -> bool {
    i.first().is_some_and(|token| token.bol) && begins_row(i)
}

/// `row = ( cmp default | "in" range | "when" expr | "otherwise" ) ":" ( default | name text )`
fn row(start: Tokens<'_>) -> Parsed<'_, Row> {
    let (i, head) = must(head(start))?;
    let (i, _) = must(sym(Symbol::Colon)(i))?;
    let (i, result) = must(result(i))?;
    let span = start.span_to(i);
    Ok((i.skip(usize::from(i.symbol(0) == Some(Symbol::Comma))), Row { head, result, span }))
}

fn head(i: Tokens<'_>) -> Parsed<'_, RowHead> {
    match i.keyword(0) {
        Some(Keyword::In) => must(range(i.skip(1))).map(|(i, range)| (i, RowHead::In(Box::new(range)))),
        Some(Keyword::When) => must(formula(i.skip(1))).map(|(i, when)| (i, RowHead::When(*when))),
        Some(Keyword::Otherwise) => Ok((i.skip(1), RowHead::Otherwise)),
        _ => {
            let (i, cmp) = comparison(i)?;
            must(operators(i, Level::Default)).map(|(i, bound)| (i, RowHead::Cmp(cmp, *bound)))
        }
    }
}

/// A value, or in an outcome a class with its label.
fn result(i: Tokens<'_>) -> Parsed<'_, RowResult> {
    if i.first().is_some_and(is_name) && i.kind(1) == Some(Kind::Text) {
        return (name, text).map(|(class, label)| RowResult::Class(class, label)).parse(i);
    }
    operators(i, Level::Default).map(|(i, value)| (i, RowResult::Expr(*value)))
}
