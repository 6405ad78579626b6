use super::*;

fn kinds(text: &str) -> Vec<(Kind, &str)> {
    lex(0, text)
        .tokens
        .iter()
        .map(|t| (t.kind, text.get(t.span.start as usize..t.span.end as usize).unwrap()))
        .collect()
}

fn codes(text: &str) -> Vec<&'static str> {
    lex(0, text).diagnostics.iter().map(Diagnostic::code).collect()
}

#[test]
fn numbers_dates_and_ranges_are_told_apart() {
    use Kind::{Date, Keyword as K, Name, Number, Percent, Symbol as S};
    assert_eq!(kinds("2024..2025"), [(Number, "2024"), (S(Symbol::DotDot), ".."), (Number, "2025")]);
    assert_eq!(kinds("0%..100%"), [(Percent, "0%"), (S(Symbol::DotDot), ".."), (Percent, "100%")]);
    assert_eq!(kinds("2026.."), [(Number, "2026"), (S(Symbol::DotDot), "..")]);
    assert_eq!(kinds("2024-10-06"), [(Date, "2024-10-06")]);
    assert_eq!(kinds("2024 - 10"), [(Number, "2024"), (S(Symbol::Minus), "-"), (Number, "10")]);
    assert_eq!(kinds("1.5 triệu"), [(Number, "1.5"), (Name, "triệu")]);
    assert_eq!(kinds("1_000_000.25%"), [(Percent, "1_000_000.25%")]);
    assert_eq!(kinds("x.score"), [(Name, "x"), (S(Symbol::Dot), "."), (K(Keyword::Score), "score")]);
    assert_eq!(
        kinds("≥ ≤ ≠ >= != ="),
        [
            (S(Symbol::Ge), "≥"),
            (S(Symbol::Le), "≤"),
            (S(Symbol::Ne), "≠"),
            (S(Symbol::Ge), ">="),
            (S(Symbol::Ne), "!="),
            (S(Symbol::Eq), "="),
        ]
    );
}

#[test]
fn malformed_numbers_are_one_token_and_one_message() {
    for text in [".5", "5.", "1__0", "1_", "1e5", "10points", "1.2.3", "2.5x%"] {
        assert_eq!((codes(text), kinds(text).len()), (vec!["E013"], 1), "{text}");
    }
    assert_eq!(codes("2024-13-01"), ["E013"]);
    assert_eq!(codes("2024.x"), Vec::<&str>::new());
}

#[test]
fn names_are_unicode_and_back_quotes_free_a_reserved_word() {
    assert_eq!(
        kinds("hồ_sơ `source` source"),
        [(Kind::Name, "hồ_sơ"), (Kind::Quoted, "`source`"), (Kind::Keyword(Keyword::Source), "source"),]
    );
    assert_eq!(codes("`a b`"), ["E001", "E001"]);
}

#[test]
fn letters_that_look_like_others_are_refused() {
    let found = |text: &str| lex(0, text).diagnostics.into_iter().map(|d| (d.code(), d.suggestion)).collect::<Vec<_>>();
    assert_eq!(found("\u{d0}iều"), [("E001", Some("Điều".to_owned()))]);
    assert_eq!(found("\u{189}iều"), [("E001", Some("Điều".to_owned()))]);
    assert_eq!(found("Điều đất"), []);
    assert_eq!(found("h\u{43e}à"), [("E001", None)]);
    assert_eq!(found("d\u{335}ất"), [("E001", Some("đất".to_owned()))]);
    assert_eq!(found("a \u{202e} b"), [("E001", None)]);
    assert_eq!(found("// x \u{202e}"), [("E001", None)]);
    assert_eq!(found("\"x \u{2066}\""), [("E001", None)]);
    assert_eq!(found("a – b"), [("E001", Some("-".to_owned()))]);
}

#[test]
fn texts_end_on_their_line_and_know_three_escapes() {
    assert_eq!(kinds(r#""a \"b\" \\" x"#), [(Kind::Text, r#""a \"b\" \\""#), (Kind::Name, "x")]);
    assert_eq!(codes("\"open\nx"), ["E017"]);
    assert_eq!(codes(r#""\t""#), ["E017"]);
}

#[test]
fn comments_and_line_starts_are_kept() {
    let lexed = lex(0, "a // one\r\n  b c\n// two");
    assert_eq!(lexed.tokens.iter().map(|t| t.bol).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(lexed.comments.len(), 2);
    assert_eq!(lexed.comments[0], Span { file: 0, start: 2, end: 8 });
}

#[test]
fn an_editor_gets_everything_in_order() {
    let text = "level xã // c\n\"x\" 5% ;";
    let colours: Vec<Colour> = tokens(text).into_iter().map(|(colour, _)| colour).collect();
    assert_eq!(colours, [Colour::Keyword, Colour::Name, Colour::Comment, Colour::Text, Colour::Number, Colour::Error,]);
}
