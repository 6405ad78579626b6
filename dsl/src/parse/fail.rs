//! What a parser says when it cannot go on, and how that becomes a message.

use milepost_core::codes;
use milepost_core::diagnostic::Diagnostic;

use super::input::{Context, Tokens};
use crate::lex::{Keyword, Kind, Symbol, Token};
use crate::suggest::closest;

/// Why a parser stopped. Cheap to make, since most are made only to try something else.
#[derive(Debug)]
pub(super) enum Fail {
    /// Something else stands at token `at` of a range that ends at `end`.
    Expected { want: Want, at: usize, end: usize },
    /// A message of its own.
    Said(Box<Diagnostic>),
}

impl Fail {
    /// What stands here may stand in a formula only in parentheses.
    pub(super) fn inside(i: Tokens<'_>) -> Self {
        let word = i.first().map(|token| i.text(token)).unwrap_or_default();
        Self::Said(Box::new(Diagnostic::new(&codes::E003_INSIDE, i.here(), [word])))
    }
}

/// What was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Name,
    Text,
    Year,
    Date,
    Whole,
    Value,
    Row,
    Declaration,
    /// One of these words begins a clause.
    Clause(&'static [Keyword]),
    Keyword(Keyword),
    Symbol(Symbol),
    /// One of these, as the author would write them.
    OneOf(&'static [&'static str]),
}

impl Context<'_> {
    /// Reports a mistake, unless the lexer has done so.
    pub(super) fn mistake(&self, fail: Fail) {
        let diagnostic = match fail {
            Fail::Said(diagnostic) => Some(*diagnostic),
            Fail::Expected { want, at, end } => match self.token(at).filter(|_| at < end) {
                Some(token) => self.unexpected(want, at, token),
                None => self.unfinished(want, at),
            },
        };
        if let Some(diagnostic) = diagnostic {
            self.report(diagnostic);
        }
    }

    fn unexpected(&self, want: Want, at: usize, token: Token) -> Option<Diagnostic> {
        if token.kind == Kind::Error {
            return None;
        }
        if let Some(comma) = self.decimal_comma(want, at) {
            return Some(comma);
        }
        let text = self.slice(token.span);
        let with = |message| Some(Diagnostic::new(message, token.span, [text]));
        match want {
            Want::Name => match token.kind {
                Kind::Keyword(keyword) if keyword.reserved() => with(&codes::E003_RESERVED),
                _ => with(&codes::E003_NAME),
            },
            Want::Text => with(&codes::E003_TEXT),
            Want::Year => with(&codes::E003_YEAR),
            Want::Date => with(&codes::E003_DATE),
            Want::Whole => with(&codes::E003_WHOLE),
            Want::Value if token.kind == Kind::Symbol(Symbol::CloseParen) && self.operator_before(at) => {
                self.unfinished(want, at)
            }
            Want::Value => match token.kind {
                Kind::Keyword(Keyword::If | Keyword::Not) => with(&codes::E003_INSIDE),
                _ => with(&codes::E003_VALUE),
            },
            Want::Row => with(&codes::E006_ROW),
            Want::Declaration => with(&codes::E002_DECLARATION).map(|d| d.suggest(want.near(text).map(str::to_owned))),
            Want::Clause(_) => with(&codes::E006_CLAUSE).map(|d| d.suggest(want.near(text).map(str::to_owned))),
            Want::Keyword(_) | Want::Symbol(_) | Want::OneOf(_) => {
                let args = [text.to_owned(), quoted(&want.words())];
                let near = want.near(text).map(str::to_owned);
                Some(Diagnostic::new(&codes::E003_WORD, token.span, args).suggest(near))
            }
        }
    }

    /// The range ends where more was expected: the place is the last thing read.
    fn unfinished(&self, want: Want, at: usize) -> Option<Diagnostic> {
        let last = self.token(at.checked_sub(1)?)?;
        if last.kind == Kind::Error {
            return None;
        }
        let text = self.slice(last.span);
        let words = want.words();
        Some(match want {
            Want::Value => Diagnostic::new(&codes::E007_UNFINISHED, last.span, [text]),
            _ if !words.is_empty() => Diagnostic::new(&codes::E008_WORD, last.span, [text.to_owned(), quoted(&words)]),
            _ => Diagnostic::new(&codes::E008_UNFINISHED, last.span, [text]),
        })
    }

    fn operator_before(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.token(before));
        before.is_some_and(|token| match token.kind {
            Kind::Symbol(symbol) => !matches!(symbol, Symbol::OpenParen | Symbol::Comma | Symbol::CloseBrace),
            Kind::Keyword(Keyword::And | Keyword::Or | Keyword::Not | Keyword::Otherwise) => true,
            _ => false,
        })
    }

    /// `62,5%` written without spaces, found at the `5%` or at the comma.
    fn decimal_comma(&self, want: Want, at: usize) -> Option<Diagnostic> {
        let is_comma = |token: &Token| token.kind == Kind::Symbol(Symbol::Comma);
        let comma = if self.token(at).as_ref().is_some_and(is_comma) { at } else { at.checked_sub(1)? };
        let (left, mark, right) = (self.token(comma.checked_sub(1)?)?, self.token(comma)?, self.token(comma + 1)?);
        let is_number = |token: Token| matches!(token.kind, Kind::Number | Kind::Percent);
        let adjoins = left.span.end == mark.span.start && mark.span.end == right.span.start;
        if !(is_comma(&mark) && adjoins && left.kind == Kind::Number && is_number(right)) {
            return None;
        }
        let (whole, part) = (self.slice(left.span), self.slice(right.span));
        let decimal = format!("{whole}.{part}");
        let span = left.span.to(right.span);
        Some(if want == Want::Year && comma != at {
            Diagnostic::new(&codes::E004_YEAR, span, [part, &decimal])
        } else {
            Diagnostic::new(&codes::E004_COMMA, span, [whole, &decimal, part])
        })
    }
}

impl Want {
    /// The words, where it is words that were expected.
    fn words(self) -> Vec<&'static str> {
        match self {
            Self::Keyword(keyword) => vec![keyword.word()],
            Self::Symbol(symbol) => vec![symbol.text()],
            Self::OneOf(words) => words.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The expected word that is nearest to what was found.
    pub(super) fn near(self, found: &str) -> Option<&'static str> {
        match self {
            Self::Declaration => closest(found, super::DECLARATIONS.iter().map(|keyword| keyword.word())),
            Self::Clause(words) => closest(found, words.iter().map(|keyword| keyword.word())),
            _ => closest(found, self.words()),
        }
    }
}

/// `'a', 'b'`
fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
}
