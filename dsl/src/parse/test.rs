//! Tests.

use milepost_core::program::Verdict;
use nom::Parser as _;
use nom::combinator::{cut, opt};

use super::atoms::{after, behind_path, date, is_name, kw, name, path, sym, text, verdict, whole, year};
use super::expr::{expression, missing_word, value};
use super::fail::Want;
use super::input::{Parsed, Tokens};
use super::meta::begins_line;
use super::sequence::{Items, Style, braces};
use crate::ast::{DeclKind, Expected, Fact, IsTest, Test, TestStep};
use crate::lex::{Keyword, Kind, Symbol};

const TEST: &[Keyword] = &[Keyword::Given, Keyword::Recorded, Keyword::With, Keyword::Expect];

/// `test = "test" text "at" year ["as_of" date] ["from" text] "{" { step } "}"`
pub(super) fn test(start: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let head = (text, kw(Keyword::At), year, after(Keyword::AsOf, date), after(Keyword::From, text));
    let (i, (title, _, year, as_of, from)) = cut(head).parse(start.skip(1))?;
    let items = Items {
        begins,
        boundary: |i| begins_line(i) && begins(i),
        one: step,
        want: Want::Clause(TEST),
        style: Style::Long,
    };
    let (i, steps) = cut(|i| braces(i, &items)).parse(i)?;
    Ok((i, DeclKind::Test(Test { title, year, as_of, from, steps, span: start.span_to(i) })))
}

fn begins(i: Tokens<'_>) -> bool {
    i.keyword(0).is_some_and(|word| TEST.contains(&word))
}

/// `step = ("given"|"recorded") ["at" year] facts | "with" [whole] name facts | "expect" expectation`
fn step(i: Tokens<'_>) -> Parsed<'_, TestStep> {
    let inner = i.skip(1);
    match i.keyword(0) {
        Some(Keyword::Given) => {
            let (i, (year, facts)) = cut((after(Keyword::At, year), facts)).parse(inner)?;
            Ok((i, TestStep::Given { year, facts }))
        }
        Some(Keyword::Recorded) => {
            let (i, (year, facts)) = cut((after(Keyword::At, year), facts)).parse(inner)?;
            Ok((i, TestStep::Recorded { year, facts }))
        }
        Some(Keyword::With) => {
            let (i, (count, level, facts)) = cut((opt(whole), name, facts)).parse(inner)?;
            Ok((i, TestStep::With { count, level, facts }))
        }
        _ => cut(expectation).parse(inner),
    }
}

/// `default ( "=" | "is" ) ( verdict | "missing" | reason | expr )`
fn expectation(i: Tokens<'_>) -> Parsed<'_, TestStep> {
    let (i, of) = value(i)?;
    let is = i.keyword(0) == Some(Keyword::Is);
    if !is && i.symbol(0) != Some(Symbol::Eq) {
        return i.error(Want::OneOf(&["=", "is"]));
    }
    let (i, value) = cut(|i| expected(i, is)).parse(i.skip(1))?;
    Ok((i, TestStep::Expect { of, value }))
}

/// Behind `=` a reason may be an item of a category; behind `is` it is a reason.
fn expected(i: Tokens<'_>, is: bool) -> Parsed<'_, Expected> {
    let word = i.first().map(|token| i.text(token)).unwrap_or_default();
    if Verdict::from_word(word).is_some() {
        return verdict.map(Expected::Verdict).parse(i);
    }
    if word == Keyword::Missing.word() {
        return Ok((i.skip(1), Expected::Missing));
    }
    match missing_word(i) {
        Ok((rest, IsTest::Reason(reason))) if is => Ok((rest, Expected::MissingFor(reason))),
        _ => expression.map(Expected::Expr).parse(i),
    }
}

/// `facts = "{" { path ["by" name] "=" ( default | "missing" ) [","] } "}"`
fn facts(i: Tokens<'_>) -> Parsed<'_, Vec<Fact>> {
    let items = Items {
        begins: |i| i.first().is_some_and(is_name),
        boundary: begins_fact,
        one: fact,
        want: Want::Name,
        style: Style::Short,
    };
    let (i, facts) = braces(i, &items)?;
    Ok((i, facts.into_iter().map(|fact| Fact { span: fact.span, ..fact.node }).collect()))
}

/// `name =`, `name.name =`, `name by who =`: not the unit of the number before it.
fn begins_fact(i: Tokens<'_>) -> bool {
    let before = i.start.checked_sub(1).and_then(|at| i.cx.token(at));
    let goes_on = before.is_some_and(|token| match token.kind {
        Kind::Symbol(symbol) => !matches!(symbol, Symbol::CloseParen | Symbol::CloseBrace | Symbol::Comma),
        Kind::Keyword(word) => word.reserved() && !matches!(word, Keyword::Yes | Keyword::No | Keyword::Missing),
        _ => false,
    });
    if goes_on {
        return false;
    }
    let Some(rest) = behind_path(i) else { return false };
    let rest = if rest.keyword(0) == Some(Keyword::By) { rest.skip(2) } else { rest };
    rest.symbol(0) == Some(Symbol::Eq)
}

fn fact(i: Tokens<'_>) -> Parsed<'_, Fact> {
    let start = i;
    let (i, (name, by, _)) = cut((path, after(Keyword::By, name), sym(Symbol::Eq))).parse(i)?;
    let (i, value) =
        if i.keyword(0) == Some(Keyword::Missing) { (i.skip(1), None) } else { cut(value).map(Some).parse(i)? };
    let span = start.span_to(i);
    let (i, _) = opt(sym(Symbol::Comma)).parse(i)?;
    Ok((i, Fact { name, by, value, span }))
}
