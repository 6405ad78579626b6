//! Text to tokens. What does not belong to the language becomes an error token, reported here and passed over later.

mod hygiene;
mod keyword;
mod number;
mod scan;

use milepost_core::diagnostic::{Diagnostic, Span};

pub use keyword::{Keyword, keywords};

/// A symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// `>=`, also written `≥`
    Ge,
    /// `<=`, also written `≤`
    Le,
    /// `>`
    Gt,
    /// `<`
    Lt,
    /// `=`
    Eq,
    /// `!=`, also written `≠`
    Ne,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `^`
    Caret,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `..`
    DotDot,
}

impl Symbol {
    /// The symbol as the formatter writes it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Ge => ">=",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Lt => "<",
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Star => "*",
            Self::Slash => "/",
            Self::Caret => "^",
            Self::OpenParen => "(",
            Self::CloseParen => ")",
            Self::OpenBrace => "{",
            Self::CloseBrace => "}",
            Self::Colon => ":",
            Self::Comma => ",",
            Self::Dot => ".",
            Self::DotDot => "..",
        }
    }
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A word of the grammar; those not reserved are names wherever a name is expected.
    Keyword(Keyword),
    /// A name.
    Name,
    /// A name in back-quotes.
    Quoted,
    /// `1_000.5`
    Number,
    /// `62.5%`
    Percent,
    /// `2024-10-06`
    Date,
    /// `"…"`
    Text,
    /// A sign.
    Symbol(Symbol),
    /// Not of the language; already reported.
    Error,
}

/// A token, with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
    /// Whether it is the first on its line.
    pub bol: bool,
}

/// A text taken apart.
#[derive(Debug, Default)]
pub struct Lexed {
    /// All tokens, in order.
    pub tokens: Vec<Token>,
    /// `// …`, in order, without the line end.
    pub comments: Vec<Span>,
    /// What does not belong to the language.
    pub diagnostics: Vec<Diagnostic>,
}

/// Takes a normalised text apart.
pub fn lex(file: u16, text: &str) -> Lexed {
    scan::Scanner::new(file, text).run()
}

/// What an editor colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Colour {
    /// A word of the grammar.
    Keyword,
    /// A name.
    Name,
    /// A number, percentage or date.
    Number,
    /// A quoted text.
    Text,
    /// A comment.
    Comment,
    /// A sign.
    Symbol,
    /// Not of the language.
    Error,
}

/// All that an editor colours, in order of place; spans are of the normalised text.
pub fn tokens(text: &str) -> Vec<(Colour, Span)> {
    let lexed = lex(0, text);
    let mut out: Vec<(Colour, Span)> = lexed
        .tokens
        .iter()
        .map(|token| (colour(token.kind), token.span))
        .chain(lexed.comments.iter().map(|span| (Colour::Comment, *span)))
        .collect();
    out.sort_by_key(|(_, span)| span.start);
    out
}

fn colour(kind: Kind) -> Colour {
    match kind {
        Kind::Keyword(_) => Colour::Keyword,
        Kind::Name | Kind::Quoted => Colour::Name,
        Kind::Number | Kind::Percent | Kind::Date => Colour::Number,
        Kind::Text => Colour::Text,
        Kind::Symbol(_) => Colour::Symbol,
        Kind::Error => Colour::Error,
    }
}

#[cfg(test)]
mod tests;
