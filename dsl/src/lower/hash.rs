//! What a set of rules means, in one number: equal for texts that differ in layout, comments and tests alone.

use milepost_core::diagnostic::Span;
use sha2::{Digest as _, Sha256};

use crate::ast::DeclKind;
use crate::lex::{Kind, Symbol};
use crate::resolve::load::Loaded;

/// SHA-256, in hex, of the words of all files and of the chosen variant.
pub(crate) fn content(loaded: &Loaded, variant: Option<&str>) -> String {
    let mut words = Vec::with_capacity(loaded.files.iter().map(|f| f.text.len()).sum());
    for (index, (file, tree)) in loaded.files.iter().zip(&loaded.trees).enumerate() {
        // The compiled file is the same under any name; others are called by theirs.
        word(&mut words, b'F', if index == 0 { "" } else { &file.name });
        let mut tests = tree.decls.iter().filter(|d| matches!(d.kind, DeclKind::Test(_))).map(|d| d.span).peekable();
        let mut depth = 0_usize;
        for token in loaded.tokens.get(index).into_iter().flatten() {
            while tests.next_if(|t| t.end <= token.span.start).is_some() {}
            if tests.peek().is_some_and(|t| inside(token.span, *t)) {
                continue;
            }
            match token.kind {
                Kind::Symbol(Symbol::OpenParen) => depth += 1,
                Kind::Symbol(Symbol::CloseParen) => depth = depth.saturating_sub(1),
                // Between entries, rows and facts a comma may be left out.
                Kind::Symbol(Symbol::Comma) if depth == 0 => continue,
                _ => {}
            }
            feed(&mut words, token.kind, slice(&file.text, token.span));
        }
    }
    word(&mut words, b'V', variant.unwrap_or_default());
    Sha256::digest(&words).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn inside(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn slice(text: &str, span: Span) -> &str {
    let at = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    text.get(at(span.start)..at(span.end)).unwrap_or_default()
}

/// One token: how it is written does not count where the language has two ways.
fn feed(words: &mut Vec<u8>, kind: Kind, text: &str) {
    match kind {
        Kind::Symbol(symbol) => word(words, b'S', symbol.text()),
        Kind::Number => word(words, b'N', &text.replace('_', "")),
        Kind::Percent => word(words, b'P', &text.replace('_', "")),
        Kind::Date => word(words, b'D', text),
        Kind::Text => word(words, b'T', text),
        Kind::Keyword(_) | Kind::Name => word(words, b'W', text),
        Kind::Quoted => word(words, b'W', text.trim_matches('`')),
        Kind::Error => word(words, b'E', text),
    }
}

/// Tag, bytes, and a byte that no text has: no two sequences of words run together.
fn word(words: &mut Vec<u8>, tag: u8, text: &str) {
    words.push(tag);
    words.extend_from_slice(text.as_bytes());
    words.push(0xff);
}
