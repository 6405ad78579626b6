//! What a set of rules means, in one number: equal for texts that differ in layout, comments and tests alone.

use milepost_core::diagnostic::Span;
use milepost_core::program::{ContentHash, SourceFile};
use sha2::{Digest as _, Sha256};

use crate::ast::DeclKind;
use crate::lex::{Kind, Symbol, lex};
use crate::resolve::load::{Loaded, Tree};

/// SHA-256, in hex, of the words of all files and of the chosen variant. The words are found again when it is asked for.
pub(crate) fn content(loaded: &Loaded, variant: Option<&str>) -> ContentHash {
    let tests =
        |tree: &Tree| tree.decls.iter().filter(|d| matches!(*d.kind, DeclKind::Test(_))).map(|d| d.span).collect();
    let tests: Vec<Vec<Span>> = loaded.trees.iter().map(|tree| tests(tree)).collect();
    let (files, variant) = (loaded.files.clone(), variant.unwrap_or_default().to_owned());
    ContentHash::new(move || {
        let words = words(&files, &tests, &variant);
        Sha256::digest(&words).iter().map(|byte| format!("{byte:02x}")).collect()
    })
}

/// The words of files that were compiled, without their tests.
fn words(files: &[SourceFile], tests: &[Vec<Span>], variant: &str) -> Vec<u8> {
    let mut words = Vec::with_capacity(files.iter().map(|f| f.text.len() + f.text.len() / 2).sum());
    for (index, (file, tests)) in files.iter().zip(tests).enumerate() {
        // The compiled file is the same under any name; others are called by theirs.
        word(&mut words, b'F', if index == 0 { "" } else { &file.name });
        let mut tests = tests.iter().peekable();
        let mut depth = 0_usize;
        for token in lex(0, &file.text).tokens {
            while tests.next_if(|t| t.end <= token.span.start).is_some() {}
            if tests.peek().is_some_and(|t| inside(token.span, **t)) {
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
    word(&mut words, b'V', variant);
    words
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
