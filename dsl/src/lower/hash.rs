//! What a set of rules means, in one number: equal for texts that differ in layout, comments and tests alone.

use milepost_core::diagnostic::Span;
use sha2::{Digest as _, Sha256};

use crate::ast::DeclKind;
use crate::lex::{Kind, Symbol, lex};
use crate::resolve::load::Loaded;

/// SHA-256, in hex, of the words of all files and of the chosen variant.
pub(crate) fn content(loaded: &Loaded, variant: Option<&str>) -> String {
    let mut hasher = Sha256::new();
    for (index, (file, tree)) in loaded.files.iter().zip(&loaded.trees).enumerate() {
        // The compiled file is the same under any name; others are called by theirs.
        word(&mut hasher, b'F', if index == 0 { "" } else { &file.name });
        let mut tests = tree.decls.iter().filter(|d| matches!(d.kind, DeclKind::Test(_))).map(|d| d.span).peekable();
        let number = u16::try_from(index).unwrap_or(u16::MAX);
        let mut depth = 0_usize;
        for token in lex(number, &file.text).tokens {
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
            feed(&mut hasher, token.kind, slice(&file.text, token.span));
        }
    }
    word(&mut hasher, b'V', variant.unwrap_or_default());
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn inside(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn slice(text: &str, span: Span) -> &str {
    let at = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    text.get(at(span.start)..at(span.end)).unwrap_or_default()
}

/// One token: how it is written does not count where the language has two ways.
fn feed(hasher: &mut Sha256, kind: Kind, text: &str) {
    match kind {
        Kind::Symbol(symbol) => word(hasher, b'S', symbol.text()),
        Kind::Number => word(hasher, b'N', &text.replace('_', "")),
        Kind::Percent => word(hasher, b'P', &text.replace('_', "")),
        Kind::Date => word(hasher, b'D', text),
        Kind::Text => word(hasher, b'T', text),
        Kind::Keyword(_) | Kind::Name => word(hasher, b'W', text),
        Kind::Quoted => word(hasher, b'W', text.trim_matches('`')),
        Kind::Error => word(hasher, b'E', text),
    }
}

/// Tag, length and bytes: no two sequences of words run together.
fn word(hasher: &mut Sha256, tag: u8, text: &str) {
    hasher.update([tag]);
    hasher.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
    hasher.update(text.as_bytes());
}
