//! Criteria, groups and items.

use nom::Parser as _;
use nom::combinator::{cut, opt};

use super::atoms::{name, of_names, path, spanned, text};
use super::clause::{Home, clauses, item_line};
use super::expr::must;
use super::fail::Want;
use super::input::{Parsed, Tokens};
use super::sequence::once;
use crate::ast::{Criterion, Group, Item, Member, Name, Text};
use crate::lex::{Keyword, Kind, Symbol};

/// `member = criterion | group | item`
pub(super) fn member(i: Tokens<'_>) -> Parsed<'_, Box<Member>> {
    match i.keyword(0) {
        Some(Keyword::Criterion) => criterion(i).map(|(i, read)| (i, Box::new(Member::Criterion(read)))),
        Some(Keyword::Group) => group(i).map(|(i, read)| (i, Box::new(Member::Group(read)))),
        Some(Keyword::Item) => item(i).map(|(i, read)| (i, Box::new(Member::Item(read)))),
        _ => i.error(Want::OneOf(&["criterion", "group", "item"])),
    }
}

/// `criterion = "criterion" name [of] [text] "{" { clause } "}"`
pub(super) fn criterion(start: Tokens<'_>) -> Parsed<'_, Criterion> {
    let (i, (name, of, label)) = heading(start)?;
    let (i, clauses) = must(clauses(i, Home::Criterion))?;
    Ok((i, Criterion { name, of, label, clauses, span: start.span_to(i) }))
}

/// `group = "group" name [text] "{" { clause } "}"`
pub(super) fn group(start: Tokens<'_>) -> Parsed<'_, Group> {
    let (i, (name, label)) = cut((name, opt(text))).parse(start.skip(1))?;
    let (i, clauses) = must(clauses(i, Home::Group))?;
    Ok((i, Group { name, label, clauses, span: start.span_to(i) }))
}

fn heading(start: Tokens<'_>) -> Parsed<'_, (Name, Vec<Name>, Option<Text>)> {
    cut((name, of_names, opt(text))).parse(start.skip(1))
}

/// `item = "item" path { text | weight | "lower" | "higher" | goalposts | target } [ "{" { clause } "}" ]`
pub(super) fn item(start: Tokens<'_>) -> Parsed<'_, Item> {
    let (mut i, of) = cut(path).parse(start.skip(1))?;
    let mut label = None;
    let mut read = Vec::new();
    loop {
        i = if i.kind(0) == Some(Kind::Text) {
            let (rest, found) = text(i)?;
            let span = found.span;
            once(i.cx, &mut label, found, span);
            rest
        } else if let (rest, Some(clause)) = opt(spanned(item_line)).parse(i)? {
            read.push(clause);
            rest
        } else {
            break;
        };
    }
    if i.symbol(0) == Some(Symbol::OpenBrace) {
        let (rest, more) = cut(|i| clauses(i, Home::Item)).parse(i)?;
        read.extend(more);
        i = rest;
    }
    Ok((i, Item { of, label, clauses: read, span: start.span_to(i) }))
}
