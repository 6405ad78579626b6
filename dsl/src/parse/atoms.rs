//! The smallest parsers: words, names, texts, whole numbers, years.

use std::borrow::Cow;
use std::str::FromStr as _;

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::number::{Mode, Number};
use milepost_core::program::{Cmp, Reason, Ties, Verdict};
use nom::combinator::{cut, opt};
use nom::sequence::preceded;
use nom::{Err, Parser};

use super::fail::{Fail, Want};
use super::input::{Parsed, Tokens};
use crate::ast::{Name, Path, Spanned, Text};
use crate::lex::{Keyword, Kind, Symbol, Token};

pub(super) fn kw<'a>(keyword: Keyword) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> {
    move |i| match i.first() {
        Some(token) if token.kind == Kind::Keyword(keyword) => Ok((i.skip(1), token.span)),
        _ => i.error(Want::Keyword(keyword)),
    }
}

pub(super) fn sym<'a>(symbol: Symbol) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> {
    move |i| match i.first() {
        Some(token) if token.kind == Kind::Symbol(symbol) => Ok((i.skip(1), token.span)),
        _ => i.error(Want::Symbol(symbol)),
    }
}

/// `word P`, or nothing. Behind the word there must be a P.
pub(super) fn after<'a, T>(
    keyword: Keyword,
    then: impl Parser<Tokens<'a>, Output = T, Error = Fail>,
) -> impl Parser<Tokens<'a>, Output = Option<T>, Error = Fail> {
    opt(preceded(kw(keyword), cut(then)))
}

/// One of a closed set of words.
pub(super) fn choice<'a, T: Copy>(
    words: &'static [&'static str],
    meanings: &'static [T],
) -> impl Fn(Tokens<'a>) -> Parsed<'a, T> {
    move |i| {
        let word = i.first().map(|token| i.text(token));
        let found = words.iter().position(|w| Some(*w) == word).and_then(|at| meanings.get(at));
        match found {
            Some(meaning) => Ok((i.skip(1), *meaning)),
            None => i.error(Want::OneOf(words)),
        }
    }
}

/// What is read, with its place.
pub(super) fn spanned<'a, T>(
    mut parser: impl Parser<Tokens<'a>, Output = T, Error = Fail>,
) -> impl FnMut(Tokens<'a>) -> Parsed<'a, Spanned<T>> {
    move |i| {
        let (rest, node) = parser.parse(i)?;
        Ok((rest, Spanned { node, span: i.span_to(rest) }))
    }
}

pub(super) fn is_name(token: Token) -> bool {
    match token.kind {
        Kind::Name | Kind::Quoted => true,
        Kind::Keyword(keyword) => !keyword.reserved(),
        _ => false,
    }
}

/// The name that a token is, whether or not it is reserved.
pub(super) fn as_name(i: Tokens<'_>, token: Token) -> Name {
    let written = i.text(token);
    let text = if token.kind == Kind::Quoted { written.trim_matches('`') } else { written };
    Name { text: text.into(), span: token.span }
}

pub(super) fn name(i: Tokens<'_>) -> Parsed<'_, Name> {
    match i.first() {
        Some(token) if is_name(token) => Ok((i.skip(1), as_name(i, token))),
        _ => i.error(Want::Name),
    }
}

/// `a, b`
pub(super) fn names(i: Tokens<'_>) -> Parsed<'_, Vec<Name>> {
    let (i, first) = name(i)?;
    let (i, mut all) = more_names(i)?;
    all.insert(0, first);
    Ok((i, all))
}

/// `, b, c`
pub(super) fn more_names(mut i: Tokens<'_>) -> Parsed<'_, Vec<Name>> {
    let mut more = Vec::new();
    while i.symbol(0) == Some(Symbol::Comma) {
        let (rest, next) = cut(name).parse(i.skip(1))?;
        more.push(next);
        i = rest;
    }
    Ok((i, more))
}

/// `of a, b`, or nothing.
pub(super) fn of_names(i: Tokens<'_>) -> Parsed<'_, Vec<Name>> {
    let (i, of) = after(Keyword::Of, names).parse(i)?;
    Ok((i, of.unwrap_or_default()))
}

/// `a.b.score`: behind a point every word is a name.
pub(super) fn path(i: Tokens<'_>) -> Parsed<'_, Path> {
    let (i, first) = name(i)?;
    properties(i, first)
}

/// What stands behind a path; nothing is read.
pub(super) fn behind_path(mut i: Tokens<'_>) -> Option<Tokens<'_>> {
    i = i.first().filter(|token| is_name(*token)).map(|_| i.skip(1))?;
    while i.symbol(0) == Some(Symbol::Dot) {
        let token = i.nth(1)?;
        if !(is_name(token) || matches!(token.kind, Kind::Keyword(_))) {
            return None;
        }
        i = i.skip(2);
    }
    Some(i)
}

pub(super) fn properties(mut i: Tokens<'_>, first: Name) -> Parsed<'_, Path> {
    let mut path = vec![first];
    while i.symbol(0) == Some(Symbol::Dot) {
        let after = i.skip(1);
        match after.first() {
            Some(token) if is_name(token) || matches!(token.kind, Kind::Keyword(_)) => {
                path.push(as_name(after, token));
                i = after.skip(1);
            }
            _ => return Err(Err::Failure(after.want(Want::Name))),
        }
    }
    Ok((i, path))
}

pub(super) fn text(i: Tokens<'_>) -> Parsed<'_, Text> {
    match i.first() {
        Some(token) if token.kind == Kind::Text => {
            Ok((i.skip(1), Text { text: unescape(i.text(token)), span: token.span }))
        }
        _ => i.error(Want::Text),
    }
}

fn unescape(quoted: &str) -> String {
    let inner = quoted.strip_prefix('"').unwrap_or(quoted);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if !inner.contains('\\') {
        return inner.to_owned();
    }
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}

/// The digits of a number token, without `_`.
fn digits<'a>(i: Tokens<'a>, kind: Kind) -> Option<(Tokens<'a>, Token, Cow<'a, str>)> {
    let token = i.first().filter(|token| token.kind == kind)?;
    let text = i.text(token).trim_end_matches('%');
    let text = if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
    Some((i.skip(1), token, text))
}

/// The value of a number or percent token. One that is malformed was reported by the lexer and is read as 0.
pub(super) fn number(i: Tokens<'_>, kind: Kind) -> Option<(Tokens<'_>, Number)> {
    let (rest, token, text) = digits(i, kind)?;
    let value = Number::parse(&text).unwrap_or_else(|_| {
        if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !text.starts_with('.') && !text.ends_with('.') {
            i.cx.report(Diagnostic::new(&codes::E013_RANGE, token.span, [shortened(&text)]));
        }
        Number::ZERO
    });
    Some((rest, value))
}

fn shortened(text: &str) -> String {
    if text.len() <= 20 { text.to_owned() } else { format!("{}…", text.get(..20).unwrap_or_default()) }
}

pub(super) fn plain_number(i: Tokens<'_>) -> Parsed<'_, Number> {
    number(i, Kind::Number).map_or_else(|| i.error(Want::Value), Ok)
}

/// A whole number of at most 18 digits.
pub(super) fn whole(i: Tokens<'_>) -> Parsed<'_, i64> {
    match digits(i, Kind::Number).map(|(rest, _, text)| (rest, text.parse::<i64>())) {
        Some((rest, Ok(n))) => Ok((rest, n)),
        _ => i.error(Want::Whole),
    }
}

pub(super) fn year(i: Tokens<'_>) -> Parsed<'_, i32> {
    let token = i.first().filter(|token| token.kind == Kind::Number);
    match token.map(|token| i.text(token)).filter(|text| text.len() == 4).and_then(|text| text.parse().ok()) {
        Some(year) => Ok((i.skip(1), year)),
        None => i.error(Want::Year),
    }
}

/// `2024`, `2024..2025` or `2024..`; the end of an open range is None. The end stands on the same line.
pub(super) fn years(i: Tokens<'_>) -> Parsed<'_, (i32, Option<i32>)> {
    let (i, from) = year(i)?;
    if i.symbol(0) != Some(Symbol::DotDot) {
        return Ok((i, (from, Some(from))));
    }
    let i = i.skip(1);
    if i.first().is_some_and(|token| token.kind == Kind::Number && !token.bol) {
        let (i, to) = cut(year).parse(i)?;
        return Ok((i, (from, Some(to))));
    }
    Ok((i, (from, None)))
}

/// Days since 1970-01-01. A date that does not exist was reported by the lexer.
pub(super) fn date(i: Tokens<'_>) -> Parsed<'_, i32> {
    match i.first() {
        Some(token) if token.kind == Kind::Date => {
            Ok((i.skip(1), milepost_core::date::parse(i.text(token)).unwrap_or_default()))
        }
        _ => i.error(Want::Date),
    }
}

/// What a sign compares for.
pub(super) fn sign(symbol: Symbol) -> Option<Cmp> {
    Some(match symbol {
        Symbol::Ge => Cmp::Ge,
        Symbol::Le => Cmp::Le,
        Symbol::Gt => Cmp::Gt,
        Symbol::Lt => Cmp::Lt,
        Symbol::Eq => Cmp::Eq,
        Symbol::Ne => Cmp::Ne,
        _ => return None,
    })
}

pub(super) fn comparison(i: Tokens<'_>) -> Parsed<'_, Cmp> {
    match i.symbol(0).and_then(sign) {
        Some(cmp) => Ok((i.skip(1), cmp)),
        None => i.error(Want::OneOf(&[">=", "<=", ">", "<", "=", "!="])),
    }
}

pub(super) fn mode(i: Tokens<'_>) -> Parsed<'_, Spanned<Mode>> {
    match i.first().and_then(|token| Some((token, Mode::from_str(i.text(token)).ok()?))) {
        Some((token, mode)) => Ok((i.skip(1), Spanned { node: mode, span: token.span })),
        None => i.error(Want::OneOf(&["half_up", "half_even", "up", "down", "floor", "ceiling"])),
    }
}

macro_rules! word_of {
    ($name:ident, $type:ty, $($word:literal),*) => {
        pub(super) fn $name(i: Tokens<'_>) -> Parsed<'_, $type> {
            match i.first().and_then(|token| <$type>::from_word(i.text(token))) {
                Some(found) => Ok((i.skip(1), found)),
                None => i.error(Want::OneOf(&[$($word),*])),
            }
        }
    };
}
word_of!(verdict, Verdict, "met", "not_met", "undetermined", "not_applicable");
word_of!(
    reason,
    Reason,
    "absent",
    "zero_base",
    "no_target",
    "no_history",
    "disputed",
    "invalid",
    "out_of_domain",
    "not_applicable",
    "not_due"
);
word_of!(ties, Ties, "shared", "dense", "max", "mean");
