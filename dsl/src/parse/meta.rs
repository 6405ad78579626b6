//! Clauses that most declarations share, and `on` lines.

use nom::Parser as _;
use nom::combinator::{cut, opt};
use nom::multi::separated_list1;

use super::atoms::{kw, name, reason, spanned, sym, text, verdict};
use super::fail::Want;
use super::input::{Parsed, Tokens};
use super::sequence::{Items, Style, braces};
use crate::ast::{Meta, On, Spanned};
use crate::lex::{Keyword, Symbol};

pub(super) const META: &[Keyword] = &[Keyword::Source, Keyword::Note, Keyword::Label, Keyword::Code, Keyword::Judged];

pub(super) fn begins_meta(i: Tokens<'_>) -> bool {
    i.keyword(0).is_some_and(|word| META.contains(&word))
}

pub(super) fn begins_line(i: Tokens<'_>) -> bool {
    i.first().is_some_and(|token| token.bol)
}

/// `meta = source | "note" text | "label" name text | "code" text | "judged" "by" text`
pub(super) fn meta(i: Tokens<'_>) -> Parsed<'_, Meta> {
    let inner = i.skip(1);
    match i.keyword(0) {
        Some(Keyword::Source) => source(i),
        Some(Keyword::Note) => cut(text).map(Meta::Note).parse(inner),
        Some(Keyword::Label) => cut((name, text)).map(|(language, text)| Meta::Label { language, text }).parse(inner),
        Some(Keyword::Code) => cut(text).map(Meta::Code).parse(inner),
        Some(Keyword::Judged) => cut((kw(Keyword::By), text)).map(|(_, who)| Meta::JudgedBy(who)).parse(inner),
        _ => i.error(Want::Clause(META)),
    }
}

/// `source = "source" name [text]`
pub(super) fn source(i: Tokens<'_>) -> Parsed<'_, Meta> {
    let (i, _) = kw(Keyword::Source)(i)?;
    cut((name, opt(text))).map(|(document, article)| Meta::Source { document, article }).parse(i)
}

/// `[ "{" { meta } "}" ]`
pub(super) fn meta_block(i: Tokens<'_>) -> Parsed<'_, Vec<Spanned<Meta>>> {
    if i.symbol(0) != Some(Symbol::OpenBrace) {
        return Ok((i, Vec::new()));
    }
    let items = Items {
        begins: begins_meta,
        boundary: |i| begins_line(i) && begins_meta(i),
        one: meta,
        want: Want::Clause(META),
        style: Style::Short,
    };
    braces(i, &items)
}

/// `on = "on" reason { "," reason } ":" verdict`
pub(super) fn on(i: Tokens<'_>) -> Parsed<'_, On> {
    let (i, _) = kw(Keyword::On)(i)?;
    let (i, reasons) = cut(separated_list1(sym(Symbol::Comma), cut(spanned(reason)))).parse(i)?;
    let (i, _) = cut(sym(Symbol::Colon)).parse(i)?;
    cut(verdict).map(|verdict| On { reasons: reasons.clone(), verdict }).parse(i)
}
