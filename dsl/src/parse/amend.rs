//! Changes to a rule set: amendments, repeals, additions, variants.

use nom::Parser as _;
use nom::combinator::{cut, opt};

use super::atoms::{choice, kw, name, spanned, sym, text};
use super::clause::{Home, clauses};
use super::data::parameter_value;
use super::decl::declaration;
use super::expr::expression;
use super::fail::Want;
use super::input::{Parsed, Tokens};
use super::member::member;
use super::meta::{begins_line, meta_block, source};
use super::outcome::{outcome_clauses, rank, state};
use super::sequence::{Items, Style, braces};
use crate::ast::{Amend, AmendBody, AmendKind, Decl, DeclKind, ParameterValue};
use crate::lex::{Keyword, Symbol};

const VARIANT: &[Keyword] = &[Keyword::Amend, Keyword::Repeal, Keyword::Add];

fn kind(i: Tokens<'_>) -> Parsed<'_, AmendKind> {
    use AmendKind::{Criterion, Group, Indicator, Item, Outcome, Parameter, Rank, State};
    choice(
        &["criterion", "group", "indicator", "parameter", "outcome", "item", "rank", "state"],
        &[Criterion, Group, Indicator, Parameter, Outcome, Item, Rank, State],
    )(i)
}

/// `amend = "amend" kind name body`; ranks and states are written in full.
pub(super) fn amend(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let start = i.skip(1);
    let (i, kind) = cut(kind).parse(start)?;
    let (i, (name, body)) = match kind {
        AmendKind::Rank => cut(rank).map(|rank| (rank.name.clone(), AmendBody::Rank(rank))).parse(start)?,
        AmendKind::State => cut(state).map(|state| (state.name.clone(), AmendBody::State(state))).parse(start)?,
        _ => cut((name, |i| body(i, kind))).parse(i)?,
    };
    Ok((i, DeclKind::Amend(Amend { kind, name, body })))
}

fn body(i: Tokens<'_>, kind: AmendKind) -> Parsed<'_, AmendBody> {
    match kind {
        AmendKind::Group => clauses(i, Home::Group).map(|(i, read)| (i, AmendBody::Clauses(read))),
        AmendKind::Item => clauses(i, Home::Item).map(|(i, read)| (i, AmendBody::Clauses(read))),
        AmendKind::Outcome => outcome_clauses.map(AmendBody::Outcome).parse(i),
        AmendKind::Parameter => parameter_value.map(|(value, meta)| AmendBody::Value(value, meta)).parse(i),
        AmendKind::Indicator => {
            let (i, (_, value, meta)) = (sym(Symbol::Eq), cut(expression), meta_block).parse(i)?;
            Ok((i, AmendBody::Value(ParameterValue::Fixed(value), meta)))
        }
        _ => clauses(i, Home::Criterion).map(|(i, read)| (i, AmendBody::Clauses(read))),
    }
}

/// `repeal = "repeal" kind name [source]`
pub(super) fn repeal(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let (i, (kind, name)) = cut((kind, name)).parse(i.skip(1))?;
    let (i, source) = opt(spanned(source)).parse(i)?;
    Ok((i, DeclKind::Repeal { kind, name, source }))
}

/// `add = "add" "to" name member`
pub(super) fn add(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let (i, (_, group, member)) = cut((kw(Keyword::To), name, member)).parse(i.skip(1))?;
    Ok((i, DeclKind::Add { group, member }))
}

/// `variant = "variant" name [text] "{" { amend | repeal | add } "}"`
pub(super) fn variant(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let (i, (name, label)) = cut((name, opt(text))).parse(i.skip(1))?;
    let items = Items {
        begins,
        boundary: |i| begins_line(i) && begins(i),
        one: declaration,
        want: Want::Clause(VARIANT),
        style: Style::Long,
    };
    let (i, changes) = cut(|i| braces(i, &items)).parse(i)?;
    let changes = changes.into_iter().map(|change| Decl { kind: Box::new(change.node), span: change.span }).collect();
    Ok((i, DeclKind::Variant { name, label, changes }))
}

fn begins(i: Tokens<'_>) -> bool {
    i.keyword(0).is_some_and(|word| VARIANT.contains(&word))
}
