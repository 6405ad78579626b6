//! Any text at all: a diagnostic, never a panic. Any text that is read: laid out once and for all.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

mod common;

use common::{SAMPLES, lay_out, meaning};
use milepost_dsl::lex::{Keyword, lex};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Words of the language and of no language.
fn word() -> impl Strategy<Value = String> {
    let words: Vec<String> = Keyword::ALL.iter().map(|keyword| keyword.word().to_owned()).collect();
    let signs = [
        ">=",
        "<=",
        ">",
        "<",
        "=",
        "!=",
        "+",
        "-",
        "*",
        "/",
        "^",
        "(",
        ")",
        "{",
        "}",
        ":",
        ",",
        ".",
        "..",
        "≥",
        ";",
        "\"",
        "\"a\"",
        "\"a\\\"\"",
        "`",
        "`source`",
        "x",
        "hồ_sơ",
        "2024",
        "3",
        "1.5",
        "62,5%",
        "70%",
        "2024-10-06",
        "2024-13-06",
        "points",
        "//c",
        "\u{202e}",
        "Ð",
        "1__2",
        "\u{300}",
        "\u{feff}",
        "9999999999999999999999",
    ];
    prop_oneof![select(words), select(signs.map(str::to_owned).to_vec())]
}

fn gap() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => Just(" "), 2 => Just("\n"), 1 => Just("\n\n"), 1 => Just(""), 1 => Just(" // c\n"), 1 => Just("\n// own\n  ")]
}

/// The tokens of a sample.
fn tokens(text: &str) -> Vec<String> {
    lex(0, text)
        .tokens
        .iter()
        .map(|token| text[token.span.start as usize..token.span.end as usize].to_owned())
        .collect()
}

fn joined(words: &[String], gaps: &[&str]) -> String {
    words.iter().zip(gaps.iter().cycle()).flat_map(|(word, gap)| [word.as_str(), gap]).collect()
}

fn check(text: &str) {
    if meaning(text).is_some() {
        lay_out("soup", text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_characters(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_words(words in prop::collection::vec(word(), 0..60), gaps in prop::collection::vec(gap(), 1..20)) {
        check(&joined(&words, &gaps));
        check(&format!("ruleset t {{ }}\n{}", joined(&words, &gaps)));
    }

    /// A sample with some words dropped, put in or exchanged.
    #[test]
    fn samples_with_mistakes(
        sample in select(SAMPLES.to_vec()),
        edits in prop::collection::vec((any::<Index>(), word(), 0_u8..3), 0..4),
        gaps in prop::collection::vec(gap(), 1..20),
    ) {
        let mut words = tokens(sample.1);
        for (at, new, what) in edits {
            let at = at.index(words.len());
            match what {
                0 => { words.remove(at); }
                1 => words.insert(at, new),
                _ => words[at] = new,
            }
        }
        check(&joined(&words, &gaps));
    }

    /// A piece of a sample with comments and line ends anywhere: where it is read at all, it is laid out well.
    #[test]
    fn samples_with_other_layout(
        sample in select(SAMPLES.to_vec()),
        at in any::<Index>(),
        gaps in prop::collection::vec(prop_oneof![12 => Just(" "), 1 => Just("\n"), 1 => Just(" // c\n"), 1 => Just("\n\n// own\n")], 1..40),
    ) {
        let (file, _) = milepost_dsl::parse(0, sample.1);
        let decls = file.unwrap().decls;
        let span = decls[at.index(decls.len())].span;
        let words = tokens(&sample.1[span.start as usize..span.end as usize]);
        check(&format!("ruleset t {{ }}\n{}", joined(&words, &gaps)));
    }
}
