//! Values over time: targets of criteria, parameters.

use milepost_core::diagnostic::Span;
use nom::Parser as _;
use nom::combinator::{cut, opt};

use super::atoms::{after, choice, comparison, spanned, sym, years};
use super::expr::{expression, must, range, value};
use super::fail::Want;
use super::input::{Context, Parsed, Tokens};
use super::meta::{begins_meta, meta, source};
use super::sequence::{Items, Style, braces, once};
use crate::ast::{Bound, Entry, Gap, Meta, Spanned, Targets};
use crate::lex::{Keyword, Kind, Symbol};

/// One thing in a block of values over time.
enum Part {
    Entry(Entry),
    Gap(Keyword, Gap),
    Meta(Meta),
}

/// `targets = ["when" expr] ( entry { [","] entry } { gap } | "{" { entry [","] [source] | gap } "}" )`
pub(super) fn targets(i: Tokens<'_>) -> Parsed<'_, Targets> {
    let (i, when) = after(Keyword::When, expression).parse(i)?;
    let (i, (targets, _)) = cut(over_time).parse(i)?;
    Ok((i, Targets { when, ..targets }))
}

/// The same without a condition; notes and labels may stand in the block, which parameters have.
pub(super) fn over_time(i: Tokens<'_>) -> Parsed<'_, (Targets, Vec<Spanned<Meta>>)> {
    let start = i;
    let mut all =
        Targets { when: None, entries: Vec::new(), before: None, between: None, after: None, span: start.here() };
    let mut meta = Vec::new();
    let i = if i.symbol(0) == Some(Symbol::OpenBrace) {
        let parts = Items { begins, boundary, one: in_block, want: Want::Year, style: Style::Short };
        let (i, parts) = braces(i, &parts)?;
        for part in parts {
            match part.node {
                Part::Entry(entry) => all.entries.push(entry),
                Part::Gap(word, gap) => all.gap(i.cx, word, gap, part.span),
                Part::Meta(node) => meta.push(Spanned { node, span: part.span }),
            }
        }
        i
    } else {
        in_line(i, &mut all)?.0
    };
    all.span = start.span_to(i);
    Ok((i, (all, meta)))
}

impl Targets {
    fn gap(&mut self, cx: &Context<'_>, word: Keyword, gap: Gap, span: Span) {
        let place = match word {
            Keyword::Before => &mut self.before,
            Keyword::Between => &mut self.between,
            _ => &mut self.after,
        };
        once(cx, place, gap, span);
    }
}

fn is_gap(i: Tokens<'_>) -> bool {
    matches!(i.keyword(0), Some(Keyword::Before | Keyword::Between | Keyword::After))
}

fn begins(i: Tokens<'_>) -> bool {
    i.kind(0) == Some(Kind::Number) || is_gap(i) || begins_meta(i)
}

fn boundary(i: Tokens<'_>) -> bool {
    i.first().is_some_and(|token| token.bol) && (is_gap(i) || begins_meta(i) || begins_entry(i))
}

fn begins_entry(i: Tokens<'_>) -> bool {
    i.kind(0) == Some(Kind::Number) && matches!(i.symbol(1), Some(Symbol::Colon | Symbol::DotDot))
}

fn in_block(i: Tokens<'_>) -> Parsed<'_, Part> {
    if is_gap(i) {
        return gap(i).map(|(i, (word, gap))| (i, Part::Gap(word, gap)));
    }
    if begins_meta(i) {
        return meta.map(Part::Meta).parse(i);
    }
    let (i, entry) = cut(entry).parse(i)?;
    let (i, _) = opt(sym(Symbol::Comma)).parse(i)?;
    let (i, source) = opt(spanned(source)).parse(i)?;
    let (i, _) = opt(sym(Symbol::Comma)).parse(i)?;
    Ok((i, Part::Entry(Entry { source: source.map(Box::new), ..entry })))
}

fn in_line<'a>(i: Tokens<'a>, all: &mut Targets) -> Parsed<'a, ()> {
    let (mut i, first) = entry(i)?;
    all.entries.push(first);
    loop {
        let comma = i.symbol(0) == Some(Symbol::Comma);
        if !(comma || begins_entry(i)) {
            break;
        }
        let (rest, next) = must(entry(i.skip(usize::from(comma))))?;
        all.entries.push(next);
        i = rest;
    }
    while is_gap(i) {
        let (rest, (word, gap)) = must(gap(i))?;
        all.gap(i.cx, word, gap, i.span_to(rest));
        i = rest;
    }
    Ok((i, ()))
}

/// `entry = years ":" ( [cmp] default | "in" range )`
fn entry(i: Tokens<'_>) -> Parsed<'_, Entry> {
    let start = i;
    let (i, (from, to)) = years(i)?;
    let (i, _) = cut(sym(Symbol::Colon)).parse(i)?;
    let (i, bound) = cut(bound).parse(i)?;
    Ok((i, Entry { from, to, bound, source: None, span: start.span_to(i) }))
}

fn bound(i: Tokens<'_>) -> Parsed<'_, Bound> {
    if i.keyword(0) == Some(Keyword::In) {
        return cut(range).map(|range| Bound::In(Box::new(range))).parse(i.skip(1));
    }
    let (i, cmp) = opt(comparison).parse(i)?;
    cut(value).map(|value| Bound::Cmp(cmp, value)).parse(i)
}

/// `between none|hold|linear`, `before none|hold`, `after none|hold`
fn gap(i: Tokens<'_>) -> Parsed<'_, (Keyword, Gap)> {
    let Some(word) = i.keyword(0) else { return i.error(Want::Year) };
    let i = i.skip(1);
    let (i, gap) = if word == Keyword::Between {
        cut(choice(&["none", "hold", "linear"], &[Gap::None, Gap::Hold, Gap::Linear])).parse(i)?
    } else {
        cut(choice(&["none", "hold"], &[Gap::None, Gap::Hold])).parse(i)?
    };
    Ok((i, (word, gap)))
}
