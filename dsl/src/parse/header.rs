//! The header of a file, and imports.

use nom::Parser as _;
use nom::combinator::{cut, opt};

use super::atoms::{after, kw, name, text, whole, year, years};
use super::clause::expect;
use super::fail::Want;
use super::input::{Parsed, Tokens};
use super::meta::{begins_line, begins_meta, meta, on};
use super::sequence::{Items, Style, braces};
use crate::ast::{Ruleset, RulesetClause, Use};
use crate::lex::Keyword;

const RULESET: &[Keyword] = &[
    Keyword::Language,
    Keyword::Version,
    Keyword::Edition,
    Keyword::Applies,
    Keyword::Evaluates,
    Keyword::Carry,
    Keyword::Expect,
    Keyword::Source,
    Keyword::Note,
    Keyword::Label,
    Keyword::Code,
    Keyword::Judged,
    Keyword::On,
];

/// `ruleset = "ruleset" name [text] ["amends" text] "{" { ruleset clause } "}"`
pub(super) fn ruleset(start: Tokens<'_>) -> Parsed<'_, Ruleset> {
    let (i, (name, label, amends)) = cut((name, opt(text), after(Keyword::Amends, text))).parse(start.skip(1))?;
    let items = Items {
        begins,
        boundary: |i| begins_line(i) && begins(i),
        one: clause,
        want: Want::Clause(RULESET),
        style: Style::Long,
    };
    let (i, clauses) = cut(|i| braces(i, &items)).parse(i)?;
    Ok((i, Ruleset { name, label, amends, clauses, span: start.span_to(i) }))
}

fn begins(i: Tokens<'_>) -> bool {
    i.keyword(0).is_some_and(|word| RULESET.contains(&word))
}

fn clause(i: Tokens<'_>) -> Parsed<'_, RulesetClause> {
    let inner = i.skip(1);
    match i.keyword(0) {
        Some(Keyword::Language) => cut(name).map(RulesetClause::Language).parse(inner),
        Some(Keyword::Version) => cut(text).map(RulesetClause::Version).parse(inner),
        Some(Keyword::Edition) => cut(whole).map(RulesetClause::Edition).parse(inner),
        Some(Keyword::Applies) => cut(years).map(|(from, to)| RulesetClause::Applies { from, to }).parse(inner),
        Some(Keyword::Evaluates) => cut(name).map(RulesetClause::Evaluates).parse(inner),
        Some(Keyword::Carry) => {
            let (i, (_, _, from)) = cut((kw(Keyword::Targets), kw(Keyword::From), year)).parse(inner)?;
            Ok((i, RulesetClause::CarryTargets { from }))
        }
        Some(Keyword::Expect) => cut(expect).map(RulesetClause::Expect).parse(inner),
        Some(Keyword::On) => on.map(RulesetClause::On).parse(i),
        _ if begins_meta(i) => meta.map(RulesetClause::Meta).parse(i),
        _ => i.error(Want::Clause(RULESET)),
    }
}

/// `use = "use" text "as" name`
pub(super) fn use_(start: Tokens<'_>) -> Parsed<'_, Use> {
    let (i, (file, _, alias)) = cut((text, kw(Keyword::As), name)).parse(start.skip(1))?;
    Ok((i, Use { file, alias, span: start.span_to(i) }))
}
