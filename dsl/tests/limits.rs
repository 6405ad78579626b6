//! What rules may be at most: each limit can be set, fails with a code of its own, and names itself.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use milepost_core::diagnostic::Lang;
use milepost_dsl::{CompileOptions, Limits, compile};

const HEAD: &str = "ruleset r \"R\" { applies 2024 evaluates d }\nlevel d\ninput x : number\n";

/// The codes under some limits, and the last message.
fn refused(text: &str, limits: Limits) -> (Vec<&'static str>, String) {
    let sources = |name: &str| name.starts_with('f').then(|| chain(name));
    let options = CompileOptions { limits, ..CompileOptions::default() };
    let found = match compile("r.mile", text, &sources, &options) {
        Ok(compiled) => compiled.warnings,
        Err(failed) => failed.diagnostics,
    };
    let last = found.last().map(|d| d.text(Lang::En)).unwrap_or_default();
    (found.iter().map(|d| d.code()).collect(), last)
}

/// `f7` uses `f8`, and so on without end.
fn chain(name: &str) -> String {
    let number: u32 = name.trim_start_matches('f').parse().unwrap();
    format!("ruleset r{number} \"R\" {{ applies 2024 evaluates d }}\nuse \"f{}\" as next\nlevel d\n", number + 1)
}

#[test]
fn bytes() {
    let limits = Limits { bytes: 60, ..Limits::default() };
    let (codes, text) = refused(HEAD, limits);
    assert_eq!((codes.as_slice(), text.contains("60")), (["E016"].as_slice(), true));
    assert_eq!(refused(HEAD, Limits { bytes: HEAD.len(), ..limits }).0, Vec::<&str>::new());
}

#[test]
fn depth() {
    let text = format!("{HEAD}indicator i = {}x{}", "(".repeat(20), ")".repeat(20));
    let (codes, text_of) = refused(&text, Limits { depth: 10, ..Limits::default() });
    assert_eq!((codes.as_slice(), text_of.contains("10")), (["E015"].as_slice(), true));
    assert_eq!(refused(&text, Limits::default()).0, Vec::<&str>::new());
}

#[test]
fn declarations() {
    let text: String = (0..50).map(|i| format!("input y{i} : number\n")).collect();
    let text = format!("{HEAD}{text}");
    let (codes, text_of) = refused(&text, Limits { declarations: 20, ..Limits::default() });
    assert_eq!((codes.as_slice(), text_of.contains("20")), (["E019"].as_slice(), true));
    assert_eq!(refused(&text, Limits::default()).0, Vec::<&str>::new());
}

#[test]
fn files() {
    let text = HEAD.replace("level", "use \"f1\" as f\nlevel");
    let (codes, text_of) = refused(&text, Limits { files: 12, ..Limits::default() });
    assert!(codes.contains(&"E608") && text_of.contains("12"), "{codes:?} {text_of}");
}

#[test]
fn messages() {
    let text: String = (0..300).map(|i| format!("indicator i{i} = nothing{i}\n")).collect();
    let (codes, last) = refused(&format!("{HEAD}{text}"), Limits::default());
    assert_eq!((codes.len(), codes.last().copied()), (101, Some("E020")));
    assert_eq!(last, "200 more errors from here on are not listed");
    let text: String = (0..130).map(|i| format!("criterion c{i} \"C\" {{ measure x target 2024: >= 1 }}\n")).collect();
    let (codes, last) = refused(&format!("{HEAD}{text}"), Limits { messages: 4, ..Limits::default() });
    assert_eq!((codes.len(), codes.last().copied()), (5, Some("E020")));
    assert!(last.contains("warnings"), "{last}");
}
