//! What the parsers read from: a range of tokens, with what all parsers share.

use std::cell::{Cell, RefCell};

use milepost_core::diagnostic::{Diagnostic, Span};
use nom::error::{ErrorKind, ParseError};
use nom::{Err, IResult, Input, Needed};

use super::Limits;
use super::fail::{Fail, Want};
use crate::lex::{Keyword, Kind, Symbol, Token};

pub(super) type Parsed<'a, T> = IResult<Tokens<'a>, T, Fail>;

/// What all parsers of one file share.
pub(super) struct Context<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) closers: &'a [usize],
    pub(super) limits: Limits,
    pub(super) depth: Cell<usize>,
    /// The height of the tallest tree read since it was last set to 0.
    pub(super) height: Cell<usize>,
    pub(super) found: RefCell<Vec<Diagnostic>>,
    pub(super) layout: RefCell<Layout>,
}

/// Where the formatter begins lines: noted while parsing, in no order.
#[derive(Debug, Default, Clone)]
pub(crate) struct Layout {
    /// Tokens that begin a declaration, a clause, a row.
    pub(crate) items: Vec<usize>,
    /// `{` tokens of blocks that are one line where they fit.
    pub(crate) short: Vec<usize>,
    /// `{` tokens of blocks that are one line where the author wrote one.
    pub(crate) tables: Vec<usize>,
}

impl Context<'_> {
    pub(super) fn report(&self, diagnostic: Diagnostic) {
        self.found.borrow_mut().push(diagnostic);
    }

    pub(super) fn token(&self, at: usize) -> Option<Token> {
        self.tokens.get(at).copied()
    }

    pub(super) fn slice(&self, span: Span) -> &str {
        let wide = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        self.text.get(wide(span.start)..wide(span.end)).unwrap_or_default()
    }
}

/// A range of the tokens of a file.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'a> {
    pub(super) cx: &'a Context<'a>,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn nth(self, n: usize) -> Option<Token> {
        let at = self.start + n;
        if at < self.end { self.cx.tokens.get(at).copied() } else { None }
    }

    pub(super) fn first(self) -> Option<Token> {
        self.nth(0)
    }

    pub(super) fn kind(self, n: usize) -> Option<Kind> {
        let at = self.start + n;
        if at < self.end { self.cx.tokens.get(at).map(|token| token.kind) } else { None }
    }

    pub(super) fn keyword(self, n: usize) -> Option<Keyword> {
        match self.kind(n) {
            Some(Kind::Keyword(keyword)) => Some(keyword),
            _ => None,
        }
    }

    pub(super) fn symbol(self, n: usize) -> Option<Symbol> {
        match self.kind(n) {
            Some(Kind::Symbol(symbol)) => Some(symbol),
            _ => None,
        }
    }

    pub(super) fn is_empty(self) -> bool {
        self.start >= self.end
    }

    pub(super) fn skip(self, n: usize) -> Self {
        Self { start: (self.start + n).min(self.end), ..self }
    }

    pub(super) fn until(self, end: usize) -> Self {
        Self { end: end.clamp(self.start, self.end), ..self }
    }

    /// The place of the first token; at the end, of the last one before.
    pub(super) fn here(self) -> Span {
        self.first().or_else(|| self.cx.token(self.start.checked_sub(1)?)).map_or_else(Span::default, |t| t.span)
    }

    /// What was read between here and `rest`.
    pub(super) fn span_to(self, rest: Self) -> Span {
        let last = rest.start.max(self.start + 1) - 1;
        self.cx.token(last).map_or_else(|| self.here(), |token| self.here().to(token.span))
    }

    pub(super) fn text(self, token: Token) -> &'a str {
        self.cx.slice(token.span)
    }

    /// The mistake of finding something else than `want` here.
    pub(super) fn want(self, want: Want) -> Fail {
        Fail::Expected { want, at: self.start, end: self.end }
    }

    pub(super) fn error<T>(self, want: Want) -> Parsed<'a, T> {
        Err(Err::Error(self.want(want)))
    }
}

impl ParseError<Tokens<'_>> for Fail {
    fn from_error_kind(input: Tokens<'_>, _: ErrorKind) -> Self {
        input.want(Want::Value)
    }

    fn append(_: Tokens<'_>, _: ErrorKind, other: Self) -> Self {
        other
    }
}

impl<'a> Input for Tokens<'a> {
    type Item = Token;
    type Iter = std::iter::Copied<std::slice::Iter<'a, Token>>;
    type IterIndices = std::iter::Enumerate<Self::Iter>;

    fn input_len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    fn take(&self, index: usize) -> Self {
        self.until(self.start + index)
    }

    fn take_from(&self, index: usize) -> Self {
        self.skip(index)
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.skip(index), self.until(self.start + index))
    }

    fn position<P: Fn(Token) -> bool>(&self, predicate: P) -> Option<usize> {
        self.iter_elements().position(predicate)
    }

    fn iter_elements(&self) -> Self::Iter {
        self.cx.tokens.get(self.start..self.end).unwrap_or_default().iter().copied()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.iter_elements().enumerate()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if count <= self.input_len() { Ok(count) } else { Err(Needed::new(count - self.input_len())) }
    }
}
