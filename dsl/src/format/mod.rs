//! The one way rules are laid out: two spaces a level, one clause a line, 100 columns, comments kept.
//!
//! The parser notes where declarations, clauses and rows begin; the formatter sets the tokens by that. What was written
//! (digit groups, order of clauses, texts) stays; `≥ ≤ ≠` become ASCII and back-quotes go where they are not needed.

mod comments;
mod line;

use std::collections::BTreeSet;

use milepost_core::diagnostic::Diagnostic;

use crate::lex::{Keyword, Kind, Symbol, Token};
use crate::parse::{Limits, Reading, read};
use crate::source::Source;
use comments::Comments;
use line::{Joint, Line};

/// Columns of a line.
const WIDTH: usize = 100;

/// Lays a rule text out anew. A text with mistakes is left alone: they are returned.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let source = Source::new(text);
    let reading = read(0, &source, Limits::default());
    if !reading.diagnostics.is_empty() {
        return Err(reading.diagnostics);
    }
    let printer = Printer::new(&source, &reading);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    printer.items(0, reading.tokens.len(), 0, &mut out);
    Ok(out)
}

struct Printer<'a> {
    source: &'a Source,
    tokens: &'a [Token],
    closers: &'a [usize],
    items: BTreeSet<usize>,
    /// `{` tokens of blocks that may be one line.
    short: BTreeSet<usize>,
    comments: Comments,
}

impl<'a> Printer<'a> {
    fn new(source: &'a Source, reading: &'a Reading) -> Self {
        let tokens = &reading.tokens;
        let written_flat = |open: &usize| tokens.get(open + 1).is_some_and(|token| !token.bol);
        let tables = reading.layout.tables.iter().copied().filter(written_flat);
        Self {
            source,
            tokens,
            closers: &reading.closers,
            items: reading.layout.items.iter().copied().collect(),
            short: reading.layout.short.iter().copied().chain(tables).collect(),
            comments: Comments::new(source.text(), tokens, &reading.comments),
        }
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// The `}` of a `{`.
    fn closer(&self, open: usize) -> Option<usize> {
        self.closers.get(open).copied().filter(|close| *close > open)
    }

    /// Where the items of a range begin, inner blocks passed over; each reaches to the next.
    fn split(&self, start: usize, end: usize) -> Vec<(usize, usize)> {
        let mut starts = Vec::new();
        let mut at = start;
        while at < end {
            if self.items.contains(&at) {
                starts.push(at);
            }
            at = self.closer(at).unwrap_or(at) + 1;
        }
        let ends = starts.iter().copied().skip(1).chain([end]).collect::<Vec<_>>();
        starts.into_iter().zip(ends).collect()
    }

    /// All items of a range, each on lines of its own, and the comments among them.
    fn items(&self, start: usize, end: usize, indent: usize, out: &mut String) {
        let mut first = true;
        for (from, to) in self.split(start, end) {
            self.above(from, to, indent, first, out);
            self.item(from, to, indent, out);
            first = false;
        }
        // What stands before the closing brace, or the end of the file.
        for comment in self.comments.before(end) {
            if comment.trailing {
                append(out, &comment.text);
            } else {
                self.own_line(&comment.text, comment.blank && !first, indent, out);
            }
            first = false;
        }
    }

    /// The comments that stand before an item, and those inside it that have a line of their own.
    fn above(&self, from: usize, to: usize, indent: usize, first: bool, out: &mut String) {
        let mut first = first;
        for comment in self.comments.before(from) {
            if comment.trailing {
                append(out, &comment.text);
            } else {
                self.own_line(&comment.text, comment.blank && !first, indent, out);
                first = false;
            }
        }
        for at in self.outside_blocks(from + 1, to) {
            for comment in self.comments.before(at).iter().filter(|comment| !comment.trailing) {
                self.own_line(&comment.text, false, indent, out);
                first = false;
            }
        }
        if self.comments.blank_before(from) && !first {
            out.push('\n');
        }
    }

    fn own_line(&self, text: &str, blank: bool, indent: usize, out: &mut String) {
        if blank {
            out.push('\n');
        }
        out.extend(std::iter::repeat_n(' ', indent));
        out.push_str(text);
        out.push('\n');
    }

    /// The tokens of a range that are not inside a block set over several lines.
    fn outside_blocks(&self, from: usize, to: usize) -> Vec<usize> {
        let mut all = Vec::new();
        let mut at = from;
        while at < to {
            all.push(at);
            at = self.closer(at).unwrap_or(at) + 1;
        }
        all
    }

    /// One item: a line, if all its blocks are short and it fits; else its blocks are opened.
    fn item(&self, from: usize, to: usize, indent: usize, out: &mut String) {
        let flat = self.can_be_flat(from, to) && self.flat_width(from, to) + indent <= WIDTH;
        let mut line = Line::new(indent);
        let (mut at, mut set) = (from, from);
        while at < to {
            self.word(from, at, &mut line);
            if let Some(close) = self.closer(at).filter(|close| !flat && !self.is_empty_block(at, *close)) {
                line.finish(out);
                self.trailing(set + 1, at + 1, out);
                self.items(at + 1, close, indent + 2, out);
                line = Line::new(indent);
                line.word("}", 0, None, false);
                (at, set) = (close, close);
            }
            at += 1;
        }
        line.finish(out);
        self.trailing(set + 1, to, out);
    }

    /// Puts the comments that stand behind something in a range behind its last line.
    fn trailing(&self, from: usize, to: usize, out: &mut String) {
        let all = (from..to).flat_map(|at| self.comments.before(at));
        for comment in all.filter(|comment| comment.trailing) {
            append(out, &comment.text);
        }
    }

    fn is_empty_block(&self, open: usize, close: usize) -> bool {
        close == open + 1 && self.comments.before(close).is_empty()
    }

    fn can_be_flat(&self, from: usize, to: usize) -> bool {
        let mut blocks = (from..to).filter_map(|at| Some((at, self.closer(at)?)));
        blocks.all(|(open, close)| {
            let bound = |at: usize| !self.comments.before(at).is_empty() || self.must_break(at);
            let short = self.short.contains(&open) && !(open + 1..=close).any(bound);
            short || self.is_empty_block(open, close)
        })
    }

    fn flat_width(&self, from: usize, to: usize) -> usize {
        let mut line = Line::new(0);
        for at in from..to {
            self.word(from, at, &mut line);
        }
        line.width()
    }

    /// Sets one token.
    fn word(&self, item: usize, at: usize, line: &mut Line) {
        let Some(token) = self.tokens.get(at) else { return };
        let text = match token.kind {
            Kind::Symbol(symbol) => symbol.text(),
            Kind::Quoted => unquoted(self.source.slice(token.span)),
            _ => self.source.slice(token.span),
        };
        line.word(text, self.space(item, at), self.joint(item, at), self.must_break(at));
    }

    /// How many spaces stand before a token on its line.
    fn space(&self, item: usize, at: usize) -> usize {
        let (Some(before), Some(here)) = (at.checked_sub(1).and_then(|at| self.kind(at)), self.kind(at)) else {
            return 0;
        };
        use Symbol::{CloseParen, Colon, Comma, Dot, DotDot, Minus, OpenBrace, OpenParen, Slash};
        let declares = matches!(self.kind(item), Some(Kind::Keyword(Keyword::Input | Keyword::State)));
        match (before, here) {
            _ if self.items.contains(&at) => {
                if before == Kind::Symbol(OpenBrace) || before == Kind::Symbol(Comma) {
                    1
                } else {
                    2
                }
            }
            (_, Kind::Symbol(Comma | CloseParen | Dot | DotDot)) | (Kind::Symbol(OpenParen | Dot), _) => 0,
            (Kind::Symbol(DotDot), Kind::Text | Kind::Symbol(OpenBrace)) => 1,
            (Kind::Symbol(DotDot), Kind::Keyword(word)) => {
                usize::from(word.reserved() && !crate::parse::VALUES.contains(&word))
            }
            (Kind::Symbol(DotDot), _) => 0,
            (_, Kind::Symbol(Colon)) => usize::from(declares && self.in_head(item, at)),
            (_, Kind::Symbol(Slash)) | (Kind::Symbol(Slash), _) if self.is_unit_slash(item, at) => 0,
            (_, Kind::Symbol(OpenParen)) => usize::from(!self.calls(at - 1)),
            (Kind::Symbol(Minus), _) => usize::from(!self.is_sign(at - 1)),
            _ => 1,
        }
    }

    /// Whether a token stands before any block of its item.
    fn in_head(&self, item: usize, at: usize) -> bool {
        (item..at).all(|before| self.closer(before).is_none())
    }

    /// The stroke of `number đồng/người`.
    fn is_unit_slash(&self, item: usize, at: usize) -> bool {
        self.kind(item) == Some(Kind::Keyword(Keyword::Input))
            && self.in_head(item, at)
            && (item..at).all(|before| self.kind(before) != Some(Kind::Keyword(Keyword::In)))
    }

    /// Whether the name at a token is called by the parenthesis behind it.
    fn calls(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Name | Kind::Quoted) => true,
            Some(Kind::Keyword(Keyword::Max)) => {
                let before = at.checked_sub(1).and_then(|at| self.kind(at));
                !matches!(before, Some(Kind::Keyword(Keyword::Score | Keyword::Expect)))
            }
            Some(Kind::Keyword(word)) => !word.reserved() || crate::parse::FUNCTIONS.contains(&word),
            _ => false,
        }
    }

    /// Whether the `-` at a token is a sign and not a difference.
    fn is_sign(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return true };
        match self.kind(before) {
            Some(Kind::Symbol(symbol)) => !matches!(symbol, Symbol::CloseParen | Symbol::CloseBrace),
            Some(Kind::Keyword(word)) => {
                self.items.contains(&before) || (word.reserved() && !crate::parse::VALUES.contains(&word))
            }
            _ => false,
        }
    }

    /// An open range ends with its line: what follows must not become its upper end.
    fn must_break(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.kind(at));
        before == Some(Kind::Symbol(Symbol::DotDot))
            && self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Symbol(symbol) => token.bol && matches!(symbol, Symbol::Minus | Symbol::OpenParen),
                kind => token.bol && kind != Kind::Text,
            })
    }

    /// Whether a line that is too long may be broken before a token, and how gladly. No such token may be one that
    /// begins a declaration, a clause or a row when it begins a line.
    fn joint(&self, item: usize, at: usize) -> Option<Joint> {
        let here = self.kind(at)?;
        match here {
            Kind::Keyword(
                Keyword::And
                | Keyword::Or
                | Keyword::Else
                | Keyword::Where
                | Keyword::Among
                | Keyword::Over
                | Keyword::Across
                | Keyword::Weighted
                | Keyword::Satisfies
                | Keyword::Ignoring,
            ) => return Some(Joint::Phrases),
            Kind::Symbol(Symbol::Plus) => return Some(Joint::Terms),
            Kind::Symbol(Symbol::Minus) if !self.is_sign(at) => return Some(Joint::Terms),
            Kind::Symbol(Symbol::Slash) if self.is_unit_slash(item, at) => return None,
            Kind::Symbol(Symbol::Star | Symbol::Slash) => return Some(Joint::Factors),
            _ => {}
        }
        let value =
            matches!(here, Kind::Name | Kind::Quoted | Kind::Number | Kind::Percent | Kind::Symbol(Symbol::OpenParen));
        let defines = matches!(self.kind(item), Some(Kind::Keyword(Keyword::Indicator | Keyword::Parameter)));
        let declares = matches!(here, Kind::Keyword(word) if crate::parse::DECLARATIONS.contains(&word));
        let rolls_up = matches!(
            here,
            Kind::Keyword(
                Keyword::Count
                    | Keyword::Share
                    | Keyword::Sum
                    | Keyword::Mean
                    | Keyword::Min
                    | Keyword::Max
                    | Keyword::Median
                    | Keyword::Stdev
                    | Keyword::Variance
            )
        );
        match self.kind(at.checked_sub(1)?)? {
            Kind::Symbol(Symbol::Colon) if value => Some(Joint::Parts),
            Kind::Symbol(Symbol::Eq) if defines && !declares => Some(Joint::Parts),
            Kind::Symbol(Symbol::Comma) if value || rolls_up => Some(Joint::Arguments),
            _ => None,
        }
    }
}

/// Back-quotes stay only around words of the grammar.
fn unquoted(name: &str) -> &str {
    let bare = name.trim_matches('`');
    if Keyword::from_word(bare).is_some() { name } else { bare }
}

/// Puts a comment behind the last line.
fn append(out: &mut String, comment: &str) {
    if out.ends_with('\n') {
        out.pop();
    }
    if !out.is_empty() && !out.ends_with('\n') {
        out.push_str("  ");
    }
    out.push_str(comment);
    out.push('\n');
}
