//! Declarations: dispatch on the first word.

use nom::Parser as _;

use super::fail::Want;
use super::input::{Parsed, Tokens};
use super::{amend, data, member, outcome, test};
use crate::ast::DeclKind;
use crate::lex::Keyword;

/// `decl = document | level | unit | … | test`
pub(super) fn declaration(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    match i.keyword(0) {
        Some(Keyword::Document) => data::document(i),
        Some(Keyword::Level) => data::level(i),
        Some(Keyword::Unit) => data::unit(i),
        Some(Keyword::Category) => data::category(i),
        Some(Keyword::Assessment) => data::assessment(i),
        Some(Keyword::Input) => data::input(i),
        Some(Keyword::Indicator) => data::indicator(i),
        Some(Keyword::Parameter) => data::parameter(i),
        Some(Keyword::Criterion) => member::criterion.map(DeclKind::Criterion).parse(i),
        Some(Keyword::Group) => member::group.map(DeclKind::Group).parse(i),
        Some(Keyword::Outcome) => outcome::outcome.map(DeclKind::Outcome).parse(i),
        Some(Keyword::State) => outcome::state.map(DeclKind::State).parse(i),
        Some(Keyword::Rank) => outcome::rank.map(DeclKind::Rank).parse(i),
        Some(Keyword::Amend) => amend::amend(i),
        Some(Keyword::Repeal) => amend::repeal(i),
        Some(Keyword::Add) => amend::add(i),
        Some(Keyword::Variant) => amend::variant(i),
        Some(Keyword::Test) => test::test(i),
        _ => i.error(Want::Declaration),
    }
}
