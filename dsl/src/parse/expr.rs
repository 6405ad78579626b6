//! Formulas: operators by binding strength, so that a deep formula needs few frames of the stack.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::program::{Cmp, LogicOp, Reason};
use nom::{Err, Parser as _};

use super::atoms::{self, comparison, kw, name, whole, year};
use super::fail::{Fail, Want};
use super::input::{Parsed, Tokens};
use super::operand::{begins_operand, primary};
use super::sequence::{grow, nested};
use crate::ast::{BinaryOp, Expr, ExprKind, IsTest, Range, YearExpr};
use crate::lex::{Keyword, Kind, Symbol};

/// Binding strength, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    And,
    Not,
    Compare,
    Default,
    Sum,
    Product,
    Sign,
}

/// What formulas are read as. Boxed, since a formula may be deep and its frames must be small.
pub(super) type Formula = Box<Expr>;

/// `expr`, for a clause.
pub(super) fn expression(i: Tokens<'_>) -> Parsed<'_, Expr> {
    formula(i).map(unboxed)
}

/// `default`, for a clause: what a row or a target entry holds.
pub(super) fn value(i: Tokens<'_>) -> Parsed<'_, Expr> {
    operators(i, Level::Default).map(unboxed)
}

/// `sum`, for a clause.
pub(super) fn additive(i: Tokens<'_>) -> Parsed<'_, Expr> {
    operators(i, Level::Sum).map(unboxed)
}

fn unboxed<'a>((i, read): (Tokens<'a>, Formula)) -> (Tokens<'a>, Expr) {
    (i, *read)
}

/// `expr = "if" expr "then" expr "else" expr | or`
pub(super) fn formula(i: Tokens<'_>) -> Parsed<'_, Formula> {
    if i.keyword(0) == Some(Keyword::If) { nested(i, conditional) } else { operators(i, Level::Or) }
}

/// What is read must be there: a mistake in it is final.
pub(super) fn must<T>(read: Parsed<'_, T>) -> Parsed<'_, T> {
    match read {
        Err(Err::Error(fail)) => Err(Err::Failure(fail)),
        other => other,
    }
}

fn made<'a>(start: Tokens<'a>, rest: Tokens<'a>, kind: ExprKind) -> (Tokens<'a>, Formula) {
    (rest, Box::new(Expr { kind, span: start.span_to(rest) }))
}

fn conditional(start: Tokens<'_>) -> Parsed<'_, Formula> {
    let (i, condition) = must(formula(start.skip(1)))?;
    let (i, _) = must(kw(Keyword::Then)(i))?;
    let (i, then) = must(formula(i))?;
    let (i, _) = must(kw(Keyword::Else)(i))?;
    let (i, otherwise) = must(formula(i))?;
    Ok(made(start, i, ExprKind::If { condition, then, otherwise }))
}

/// The level of the operator that stands here.
fn operator(i: Tokens<'_>) -> Option<Level> {
    Some(match i.kind(0)? {
        Kind::Keyword(Keyword::Or) => Level::Or,
        Kind::Keyword(Keyword::And) => Level::And,
        Kind::Keyword(Keyword::In | Keyword::Is) => Level::Compare,
        Kind::Keyword(Keyword::Otherwise) if i.symbol(1) != Some(Symbol::Colon) => Level::Default,
        Kind::Symbol(Symbol::Plus | Symbol::Minus) => Level::Sum,
        Kind::Symbol(Symbol::Star | Symbol::Slash) => Level::Product,
        Kind::Symbol(symbol) if atoms::sign(symbol).is_some() => Level::Compare,
        _ => return None,
    })
}

/// Operands joined by operators that bind at least as strongly as `least`.
pub(super) fn operators(start: Tokens<'_>, least: Level) -> Parsed<'_, Formula> {
    let outer = start.cx.height.replace(0);
    let (mut i, mut left) = operand(start, least)?;
    while let Some(level) = operator(i).filter(|level| *level >= least) {
        (i, _) = grow(i)?;
        (i, left) = joined(start, i, left, level)?;
        if level == Level::Compare && operator(i) == Some(Level::Compare) {
            return Err(Err::Failure(Fail::inside(i)));
        }
    }
    i.cx.height.set(outer.max(i.cx.height.get()));
    Ok((i, left))
}

/// What stands left of an operator, with what it is joined to.
fn joined<'a>(start: Tokens<'a>, i: Tokens<'a>, left: Formula, level: Level) -> Parsed<'a, Formula> {
    match (level, i.keyword(0)) {
        (Level::Or, _) => logic(start, i, *left, LogicOp::Or),
        (Level::And, _) => logic(start, i, *left, LogicOp::And),
        (Level::Compare, Some(Keyword::In)) => within(start, i, left),
        (Level::Compare, Some(Keyword::Is)) => is_test(start, i, left),
        (Level::Compare, _) => compare(start, i, left),
        (Level::Default, _) => {
            let (i, right) = nested(i.skip(1), |i| must(operators(i, Level::Default)))?;
            Ok(made(start, i, ExprKind::Otherwise(left, right)))
        }
        _ => arithmetic(start, i, left, level),
    }
}

fn arithmetic<'a>(start: Tokens<'a>, i: Tokens<'a>, left: Formula, level: Level) -> Parsed<'a, Formula> {
    let op = match i.symbol(0) {
        Some(Symbol::Plus) => BinaryOp::Add,
        Some(Symbol::Minus) => BinaryOp::Sub,
        Some(Symbol::Star) => BinaryOp::Mul,
        _ => BinaryOp::Div,
    };
    let tighter = if level == Level::Sum { Level::Product } else { Level::Sign };
    let (i, right) = must(operators(i.skip(1), tighter))?;
    Ok(made(start, i, ExprKind::Binary(op, left, right)))
}

/// `a and b and c`, `a or b or c`. Both in one row without parentheses are ambiguous to read.
fn logic<'a>(start: Tokens<'a>, mut i: Tokens<'a>, left: Expr, op: LogicOp) -> Parsed<'a, Formula> {
    let (word, tighter) = match op {
        LogicOp::Or => (Keyword::Or, Level::And),
        LogicOp::And => (Keyword::And, Level::Not),
    };
    let place = i.here();
    let mut all = vec![left];
    while i.keyword(0) == Some(word) {
        let (rest, next) = must(operators(i.skip(1), tighter))?;
        all.push(*next);
        i = rest;
    }
    if op == LogicOp::Or && all.iter().any(|part| matches!(part.kind, ExprKind::Logic(LogicOp::And, _))) {
        report(i, &codes::E010_MIXED, place);
    }
    Ok(made(start, i, ExprKind::Logic(op, all)))
}

fn report(i: Tokens<'_>, message: &'static codes::Message, span: Span) {
    i.cx.report(Diagnostic::new(message, span, [""; 0]));
}

/// `a < b`, or a chain of two in one direction: `a <= b < c`.
fn compare<'a>(start: Tokens<'a>, mut i: Tokens<'a>, first: Formula) -> Parsed<'a, Formula> {
    let mut rest = Vec::new();
    while let Ok((after, cmp)) = comparison(i) {
        let (after, right) = must(operators(after, Level::Default))?;
        rest.push((cmp, *right));
        i = after;
    }
    if !goes_one_way(&rest) {
        report(i, &codes::E011_CHAIN, start.span_to(i));
    }
    Ok(made(start, i, ExprKind::Compare { first, rest }))
}

fn goes_one_way(chain: &[(Cmp, Expr)]) -> bool {
    match chain {
        [(a, _), (b, _)] => {
            let upward = |cmp: &Cmp| matches!(cmp, Cmp::Lt | Cmp::Le);
            let downward = |cmp: &Cmp| matches!(cmp, Cmp::Gt | Cmp::Ge);
            (upward(a) && upward(b)) || (downward(a) && downward(b))
        }
        more => more.len() < 2,
    }
}

/// `x in 3..5`
fn within<'a>(start: Tokens<'a>, i: Tokens<'a>, left: Formula) -> Parsed<'a, Formula> {
    let (i, range) = must(range(i.skip(1)))?;
    Ok(made(start, i, ExprKind::In(left, Box::new(range))))
}

/// `range = [sum] ".." [sum]`; the end of a range stands on the same line.
pub(super) fn range(start: Tokens<'_>) -> Parsed<'_, Range> {
    let open = start.symbol(0) == Some(Symbol::DotDot);
    let (i, lo) = if open { (start, None) } else { additive.map(Some).parse(start)? };
    if i.symbol(0) != Some(Symbol::DotDot) {
        return i.error(Want::Symbol(Symbol::DotDot));
    }
    let i = i.skip(1);
    let same_line = i.first().is_some_and(|token| !token.bol);
    let (i, hi) = if same_line && begins_operand(i) { must(additive.map(Some).parse(i))? } else { (i, None) };
    Ok((i, Range { lo, hi, span: start.span_to(i) }))
}

/// `x is missing`, `x is present`, `x is disputed`
fn is_test<'a>(start: Tokens<'a>, i: Tokens<'a>, left: Formula) -> Parsed<'a, Formula> {
    let (i, test) = must(missing_word(i.skip(1)))?;
    Ok(made(start, i, ExprKind::Is(left, test)))
}

pub(super) fn missing_word(i: Tokens<'_>) -> Parsed<'_, IsTest> {
    let test = match i.keyword(0) {
        Some(Keyword::Missing) => Some(IsTest::Missing),
        Some(Keyword::Present) => Some(IsTest::Present),
        _ => i.first().and_then(|token| Reason::from_word(i.text(token))).map(IsTest::Reason),
    };
    match test {
        Some(test) => Ok((i.skip(1), test)),
        None => i.error(Want::OneOf(&[
            "missing",
            "present",
            "absent",
            "zero_base",
            "no_target",
            "no_history",
            "disputed",
            "invalid",
            "out_of_domain",
            "not_applicable",
            "not_due",
        ])),
    }
}

/// `not`, unary minus, power, and what stands behind a value.
fn operand(i: Tokens<'_>, least: Level) -> Parsed<'_, Formula> {
    match i.kind(0) {
        Some(Kind::Keyword(Keyword::Not)) if least <= Level::Not => nested(i, negation),
        Some(Kind::Symbol(Symbol::Minus)) => nested(i, sign),
        _ => power(i),
    }
}

fn negation(i: Tokens<'_>) -> Parsed<'_, Formula> {
    let (rest, of) = must(operators(i.skip(1), Level::Not))?;
    Ok(made(i, rest, ExprKind::Not(of)))
}

fn sign(i: Tokens<'_>) -> Parsed<'_, Formula> {
    let (rest, of) = must(operand(i.skip(1), Level::Sign))?;
    if matches!(of.kind, ExprKind::Pow(..)) {
        report(i, &codes::E012_POWER, i.span_to(rest));
    }
    Ok(made(i, rest, ExprKind::Neg(of)))
}

/// `power = postfix [ "^" ["-"] whole ]`
fn power(start: Tokens<'_>) -> Parsed<'_, Formula> {
    let (i, base) = primary(start)?;
    let (i, base) = postfix(start, i, base)?;
    if i.symbol(0) == Some(Symbol::Caret) { exponent(start, i, base) } else { Ok((i, base)) }
}

fn exponent<'a>(start: Tokens<'a>, i: Tokens<'a>, base: Formula) -> Parsed<'a, Formula> {
    let (i, _) = grow(i.skip(1))?;
    let negative = i.symbol(0) == Some(Symbol::Minus);
    let (i, exponent) = must(whole(i.skip(usize::from(negative))))?;
    Ok(made(start, i, ExprKind::Pow(base, if negative { -exponent } else { exponent })))
}

/// `postfix = primary { "at" year | "by" name }`
fn postfix<'a>(start: Tokens<'a>, mut i: Tokens<'a>, mut of: Formula) -> Parsed<'a, Formula> {
    loop {
        let (rest, kind) = match i.keyword(0) {
            Some(Keyword::At) if !matches!(i.keyword(1), Some(Keyword::Most | Keyword::Least)) => {
                let (rest, when) = must(year_expression(i.skip(1)))?;
                (rest, ExprKind::At(of, when))
            }
            Some(Keyword::By) => {
                let (rest, who) = must(name(i.skip(1)))?;
                (rest, ExprKind::By(of, who))
            }
            _ => return Ok((i, of)),
        };
        (i, _) = grow(rest)?;
        (i, of) = made(start, i, kind);
    }
}

/// `2020`, `year`, `year - 1`
fn year_expression(i: Tokens<'_>) -> Parsed<'_, YearExpr> {
    if i.keyword(0) != Some(Keyword::Year) {
        return year.map(YearExpr::Absolute).parse(i);
    }
    let i = i.skip(1);
    let down = match i.symbol(0) {
        Some(Symbol::Minus) => true,
        Some(Symbol::Plus) => false,
        _ => return Ok((i, YearExpr::Relative(0))),
    };
    match whole(i.skip(1)).ok().and_then(|(rest, n)| Some((rest, i32::try_from(n).ok()?))) {
        Some((rest, n)) => Ok((rest, YearExpr::Relative(if down { -n } else { n }))),
        None => Ok((i, YearExpr::Relative(0))),
    }
}
