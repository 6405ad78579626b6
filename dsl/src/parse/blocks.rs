//! Braces. Before parsing each `{` gets its `}`: where one is missing or too many, the layout tells which, so that one
//! missing brace is one message and every declaration after it is still read.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};

use crate::lex::{Kind, Symbol, Token};

/// Tokens whose braces match.
pub(super) struct Blocks {
    pub(super) tokens: Vec<Token>,
    /// For each token that is `{`: where its `}` is; 0 for all others.
    pub(super) closers: Vec<usize>,
}

const NOTHING: [&str; 0] = [];

/// Matches braces, adding and leaving out what the layout says.
pub(super) fn matched(text: &str, tokens: Vec<Token>, found: &mut Vec<Diagnostic>) -> Blocks {
    if is_balanced(&tokens) {
        return paired(tokens);
    }
    let mut repair = Repair { text, out: Vec::with_capacity(tokens.len()), open: Vec::new(), found };
    let mut indent = 0;
    for token in tokens {
        if token.bol {
            indent = indentation(text, token.span);
            repair.begin_line(token, indent);
        }
        repair.add(token, indent);
    }
    while repair.open.pop().is_some_and(|block| repair.close(block)) {}
    paired(repair.out)
}

fn is_balanced(tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    for token in tokens {
        match token.kind {
            Kind::Symbol(Symbol::OpenBrace) => depth += 1,
            Kind::Symbol(Symbol::CloseBrace) => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0
}

fn paired(tokens: Vec<Token>) -> Blocks {
    let mut closers = vec![0; tokens.len()];
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Symbol(Symbol::OpenBrace) => open.push(at),
            Kind::Symbol(Symbol::CloseBrace) => {
                if let Some(place) = open.pop().and_then(|from: usize| closers.get_mut(from)) {
                    *place = at;
                }
            }
            _ => {}
        }
    }
    Blocks { tokens, closers }
}

/// How many bytes of its line stand before the first token of it.
fn indentation(text: &str, span: Span) -> usize {
    let start = usize::try_from(span.start).unwrap_or(usize::MAX);
    let before = text.get(..start).unwrap_or_default();
    before.len() - before.rfind('\n').map_or(0, |newline| newline + 1)
}

/// A block that is open.
struct Open {
    brace: Span,
    /// The indentation of the line it begins on.
    indent: usize,
    /// Whether its body is indented deeper; known from the first line of the body on.
    deeper: Option<bool>,
}

struct Repair<'a> {
    text: &'a str,
    out: Vec<Token>,
    open: Vec<Open>,
    found: &'a mut Vec<Diagnostic>,
}

impl Repair<'_> {
    /// A line that is not deeper than the block it is in, and does not close it, stands behind that block.
    fn begin_line(&mut self, token: Token, indent: usize) {
        let closes = token.kind == Kind::Symbol(Symbol::CloseBrace);
        while let Some(block) = self.open.last_mut() {
            let deeper = *block.deeper.get_or_insert(indent > block.indent);
            let ended = if closes { indent < block.indent } else { indent <= block.indent };
            if !(deeper && ended) {
                break;
            }
            if let Some(block) = self.open.pop() {
                self.close(block);
            }
        }
    }

    fn add(&mut self, token: Token, indent: usize) {
        match token.kind {
            Kind::Symbol(Symbol::OpenBrace) => self.open.push(Open { brace: token.span, indent, deeper: None }),
            Kind::Symbol(Symbol::CloseBrace) => {
                let stray = match self.open.last() {
                    None => true,
                    Some(block) => token.bol && block.deeper == Some(true) && indent > block.indent,
                };
                if stray {
                    self.found.push(Diagnostic::new(&codes::E005_STRAY, token.span, NOTHING));
                    return;
                }
                self.open.pop();
            }
            _ => {}
        }
        self.out.push(token);
    }

    /// Reports a block that is not closed, and closes it behind what was read last.
    fn close(&mut self, block: Open) -> bool {
        self.found.push(Diagnostic::new(&codes::E005_BLOCK, block.brace, NOTHING));
        let end = self.out.last().map_or(block.brace.end, |token| token.span.end);
        debug_assert!(usize::try_from(end).is_ok_and(|end| end <= self.text.len()));
        let span = Span { start: end, end, ..block.brace };
        self.out.push(Token { kind: Kind::Symbol(Symbol::CloseBrace), span, bol: false });
        true
    }
}
