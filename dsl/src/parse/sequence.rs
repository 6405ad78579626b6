//! Blocks, and recovery in them: a mistake costs the clause it is in and nothing else.

use milepost_core::codes;
use milepost_core::diagnostic::Diagnostic;
use nom::Err;

use super::fail::{Fail, Want};
use super::input::{Context, Parsed, Tokens};
use crate::ast::Spanned;
use crate::lex::{Kind, Symbol};

/// What a block consists of.
pub(super) struct Items<P> {
    /// Whether an item begins here.
    pub(super) begins: fn(Tokens<'_>) -> bool,
    /// Whether reading starts anew here after a mistake, and no item goes on beyond. Usually: an item that begins a line.
    pub(super) boundary: fn(Tokens<'_>) -> bool,
    /// Reads one.
    pub(super) one: P,
    /// What to say where none begins.
    pub(super) want: Want,
    pub(super) style: Style,
}

/// How the formatter sets a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// One item a line.
    Long,
    /// One line, if it fits.
    Short,
    /// One line, if it fits and the author wrote one.
    Table,
}

/// `{ items }`
pub(super) fn braces<'a, T, P>(i: Tokens<'a>, items: &Items<P>) -> Parsed<'a, Vec<Spanned<T>>>
where
    P: Fn(Tokens<'a>) -> Parsed<'a, T>,
{
    if i.symbol(0) != Some(Symbol::OpenBrace) {
        return i.error(Want::Symbol(Symbol::OpenBrace));
    }
    let close = i.cx.closers.get(i.start).copied().unwrap_or(i.end).min(i.end);
    match items.style {
        Style::Long => {}
        Style::Short => i.cx.layout.borrow_mut().short.push(i.start),
        Style::Table => i.cx.layout.borrow_mut().tables.push(i.start),
    }
    let (_, read) = nested(i.skip(1).until(close), |body| Ok((body, sequence(body, items))))?;
    Ok((Tokens { start: (close + 1).min(i.end), ..i }, read))
}

/// All items of a range, each with its place; mistakes are reported and passed over.
pub(super) fn sequence<'a, T, P>(body: Tokens<'a>, items: &Items<P>) -> Vec<Spanned<T>>
where
    P: Fn(Tokens<'a>) -> Parsed<'a, T>,
{
    let mut read = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let limit = next_boundary(rest, items.boundary);
        one_stretch(rest.until(limit), items, &mut read);
        rest = Tokens { start: limit, ..rest };
    }
    read
}

/// The items up to a boundary. Several may stand on one line.
fn one_stretch<'a, T, P>(mut here: Tokens<'a>, items: &Items<P>, read: &mut Vec<Spanned<T>>)
where
    P: Fn(Tokens<'a>) -> Parsed<'a, T>,
{
    let cx = here.cx;
    while let Some(token) = here.first() {
        if token.kind == Kind::Error {
            here = here.skip(1);
            continue;
        }
        if !(items.begins)(here) {
            cx.mistake(here.want(items.want));
            here = next_near(here, items.want);
            continue;
        }
        cx.layout.borrow_mut().items.push(here.start);
        let height = cx.height.get();
        match (items.one)(here) {
            Ok((rest, node)) => {
                cx.height.set(height.max(cx.height.get()));
                read.push(Spanned { node, span: here.span_to(rest) });
                here = if rest.start > here.start { rest } else { here.skip(1) };
            }
            Err(Err::Error(fail) | Err::Failure(fail)) => {
                cx.height.set(height);
                cx.mistake(fail);
                here = next_near(here, items.want);
            }
            Err(Err::Incomplete(_)) => return,
        }
    }
}

/// The next boundary behind the first token, outside inner blocks.
fn next_boundary(body: Tokens<'_>, boundary: impl Fn(Tokens<'_>) -> bool) -> usize {
    let mut at = body;
    loop {
        let inner = at.cx.closers.get(at.start).copied().filter(|close| *close > at.start);
        at = match inner {
            Some(close) => Tokens { start: close.min(at.end), ..at },
            None => at.skip(1),
        };
        if at.is_empty() || boundary(at) {
            return at.start;
        }
    }
}

/// Behind a mistake: the next line that begins with what looks like a misspelt word, which is a mistake of its own.
fn next_near<'a>(here: Tokens<'a>, want: Want) -> Tokens<'a> {
    let near = |i: Tokens<'_>| {
        i.first().is_some_and(|token| token.bol && token.kind == Kind::Name && want.near(i.text(token)).is_some())
    };
    Tokens { start: next_boundary(here, near), ..here }
}

/// Reads something one level deeper.
pub(super) fn nested<'a, T>(i: Tokens<'a>, read: impl FnOnce(Tokens<'a>) -> Parsed<'a, T>) -> Parsed<'a, T> {
    let depth = i.cx.depth.get() + 1;
    if depth > i.cx.limits.depth {
        return too_deep(i);
    }
    i.cx.depth.set(depth);
    let outer = i.cx.height.replace(0);
    let out = read(i);
    i.cx.depth.set(depth - 1);
    i.cx.height.set(outer.max(i.cx.height.get() + 1));
    out
}

/// Counts one more node on top of what was read.
pub(super) fn grow(i: Tokens<'_>) -> Parsed<'_, ()> {
    let height = i.cx.height.get() + 1;
    i.cx.height.set(height);
    if height > i.cx.limits.depth { too_deep(i) } else { Ok((i, ())) }
}

fn too_deep<T>(i: Tokens<'_>) -> Parsed<'_, T> {
    let diagnostic = Diagnostic::new(&codes::E015_DEPTH, i.here(), [i.cx.limits.depth.to_string()]);
    Err(Err::Failure(Fail::Said(Box::new(diagnostic))))
}

/// Puts a value into its place, or reports that it is there already.
pub(super) fn once<T>(cx: &Context<'_>, place: &mut Option<T>, value: T, at: milepost_core::diagnostic::Span) {
    if place.is_some() {
        let word = cx.slice(at).split_whitespace().next().unwrap_or_default();
        cx.report(Diagnostic::new(&codes::E018_TWICE, at, [word]));
    } else {
        *place = Some(value);
    }
}
