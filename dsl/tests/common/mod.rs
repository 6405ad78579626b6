//! What the tests of whole texts share.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, dead_code, reason = "helpers of tests")]

use milepost_dsl::{format, parse};

/// The rule sets of the language's design, and a text with every other construct.
pub const SAMPLES: [(&str, &str); 6] = [
    ("district", include_str!("../data/district.mile")),
    ("index", include_str!("../data/index.mile")),
    ("plan", include_str!("../data/plan.mile")),
    ("hdi", include_str!("../data/hdi.mile")),
    ("amendment", include_str!("../data/amendment.mile")),
    ("constructs", include_str!("../data/constructs.mile")),
];

/// A tree as text, without places. None for a text with mistakes.
pub fn meaning(text: &str) -> Option<String> {
    let (file, diagnostics) = parse(0, text);
    if !diagnostics.is_empty() {
        return None;
    }
    let full = format!("{:?}", file?);
    let mut out = String::new();
    let mut rest = full.as_str();
    while let Some(at) = rest.find("Span { file") {
        out.push_str(&rest[..at]);
        rest = &rest[at + rest[at..].find('}').unwrap() + 1..];
    }
    Some(out + rest)
}

/// The comments of a text, in order.
pub fn comments(text: &str) -> Vec<String> {
    milepost_dsl::lex::lex(0, text)
        .comments
        .iter()
        .map(|span| text[span.start as usize..span.end as usize].to_owned())
        .collect()
}

/// Lays a text out and checks what must hold then.
pub fn lay_out(name: &str, text: &str) -> String {
    let once = format(text).unwrap_or_else(|mistakes| panic!("{name}: {mistakes:?}"));
    assert_eq!(meaning(text), meaning(&once), "{name}: another meaning:\n{text}\n---\n{once}");
    let twice = format(&once).unwrap_or_else(|mistakes| panic!("{name}: {mistakes:?}\n{once}"));
    assert_eq!(twice, once, "{name}: not the same the second time:\n{text}");
    once
}
