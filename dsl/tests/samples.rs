//! Whole rule sets: read without a mistake, laid out the same the second time, and meaning the same after it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use common::{SAMPLES, comments, lay_out, meaning};

#[test]
fn the_samples_are_read_and_laid_out_once_and_for_all() {
    for (name, text) in SAMPLES {
        assert_eq!(milepost_dsl::parse(0, text).1, [], "{name}");
        assert!(meaning(text).is_some(), "{name}");
        let laid_out = lay_out(name, text);
        assert_eq!(comments(text), comments(&laid_out), "{name}");
        let wide = laid_out.lines().filter(|line| line.chars().count() > 100 && !line.contains('"')).count();
        assert_eq!(wide, 0, "{name}");
    }
}

#[test]
fn a_text_with_mistakes_is_left_alone() {
    let mistakes = milepost_dsl::format("ruleset t { }\ninptu x : ratio").unwrap_err();
    assert_eq!(mistakes.iter().map(|m| m.code()).collect::<Vec<_>>(), ["E002"]);
}

#[test]
fn one_layout() {
    let given = "\u{feff}ruleset t \"T\" { applies 2024..2025 evaluates huyen } // head\r\n\r\n\r\n// about v\r\n\
input   v:ratio in 0%..100%{given as percent}
input price: number đồng / người in 0..
  { optional }
category c ordered{a \"A\",b}
indicator `i`=-v+ - 1*( a-b )^ -2 // why
criterion k{ measure // inner
 v
 // on its own line
 + x
 target 2024:≥90%,2025:>=  95% note \"n\" score max(1+2) from measure{>=80%:max(1,2)
 otherwise:from v{when a:1 , otherwise:2}}
 // the end

 }
// after all";
    let expected = "ruleset t \"T\" {
  applies 2024..2025
  evaluates huyen
}  // head

// about v
input v : ratio in 0%..100% { given as percent }
input price : number đồng/người in 0.. { optional }
category c ordered { a \"A\", b }
indicator i = -v + -1 * (a - b) ^ -2  // why
criterion k {
  // on its own line
  measure v + x  // inner
  target 2024: >= 90%, 2025: >= 95%
  note \"n\"
  score max (1 + 2) from measure {
    >= 80%: max(1, 2)
    otherwise: from v { when a: 1, otherwise: 2 }
  }
  // the end
}
// after all
";
    assert_eq!(lay_out("one", given), expected);
}

#[test]
fn long_lines_are_broken_at_their_outermost_joints() {
    let given = "ruleset t { }
criterion c {
  met when (first_of_the_long_names + second_of_the_long_names >= 3 or third_of_the_long_names) and max(fourth, fifth) > 1
  target 2000: >= 90%, 2001: >= 90%, 2002: >= 90%, 2003: >= 90%, 2004: >= 90%, 2005: >= 90%, 2006: >= 90%, 2007: >= 90%
}
indicator i = geometric_mean(first_of_the_long_names * 2, second_of_the_long_names, third_of_the_long_names)
";
    let expected = "ruleset t {
}
criterion c {
  met when (first_of_the_long_names + second_of_the_long_names >= 3 or third_of_the_long_names)
      and max(fourth, fifth) > 1
  target 2000: >= 90%, 2001: >= 90%, 2002: >= 90%, 2003: >= 90%, 2004: >= 90%, 2005: >= 90%,
      2006: >= 90%, 2007: >= 90%
}
indicator i =
    geometric_mean(first_of_the_long_names * 2, second_of_the_long_names, third_of_the_long_names)
"
    .replace("ruleset t {\n}", "ruleset t { }");
    assert_eq!(lay_out("long", given), expected);
}
