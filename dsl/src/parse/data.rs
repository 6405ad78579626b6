//! What rules speak of: documents, levels, units, categories, assessments, inputs, indicators, parameters.

use nom::Parser as _;
use nom::combinator::{cut, opt};
use nom::multi::separated_list1;

use super::atoms::{
    after, choice, date, is_name, kw, more_names, name, names, of_names, plain_number, spanned, sym, text,
};
use super::expr::{expression, range};
use super::fail::Want;
use super::input::{Parsed, Tokens};
use super::meta::{begins_line, begins_meta, meta, meta_block};
use super::sequence::{Items, Style, braces, once};
use super::target::over_time;
use crate::ast::{
    Assessment, CategoryItem, DeclKind, Document, GivenAs, Indicator, Input, Meta, Name, Parameter, ParameterValue,
    Settle, Spanned, Text, TypeExpr,
};
use crate::lex::{Keyword, Symbol};

const DOCUMENT: &[Keyword] =
    &[Keyword::Number, Keyword::Issuer, Keyword::Date, Keyword::File, Keyword::Url, Keyword::Note];
const ASSESSMENT: &[Keyword] = &[Keyword::By, Keyword::Settle];
const INPUT: &[Keyword] = &[
    Keyword::Optional,
    Keyword::Given,
    Keyword::Assessed,
    Keyword::Source,
    Keyword::Note,
    Keyword::Label,
    Keyword::Code,
    Keyword::Judged,
];

enum DocumentPart {
    Text(Keyword, Text),
    Date(i32),
}

/// `document = "document" name [text] "{" { word text | "date" date | note } "}"`
pub(super) fn document(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let (i, (name, title)) = cut((name, opt(text))).parse(i.skip(1))?;
    let items = Items {
        begins: |i| i.keyword(0).is_some_and(|word| DOCUMENT.contains(&word)),
        boundary: |i| begins_line(i) && i.keyword(0).is_some_and(|word| DOCUMENT.contains(&word)),
        one: document_part,
        want: Want::Clause(DOCUMENT),
        style: Style::Short,
    };
    let (i, parts) = cut(|i| braces(i, &items)).parse(i)?;
    let mut document =
        Document { name, title, number: None, issuer: None, date: None, file: None, url: None, notes: Vec::new() };
    for part in parts {
        let (cx, at) = (i.cx, part.span);
        match part.node {
            DocumentPart::Date(days) => once(cx, &mut document.date, days, at),
            DocumentPart::Text(Keyword::Number, text) => once(cx, &mut document.number, text, at),
            DocumentPart::Text(Keyword::Issuer, text) => once(cx, &mut document.issuer, text, at),
            DocumentPart::Text(Keyword::File, text) => once(cx, &mut document.file, text, at),
            DocumentPart::Text(Keyword::Url, text) => once(cx, &mut document.url, text, at),
            DocumentPart::Text(_, text) => document.notes.push(text),
        }
    }
    Ok((i, DeclKind::Document(document)))
}

fn document_part(i: Tokens<'_>) -> Parsed<'_, DocumentPart> {
    let Some(word) = i.keyword(0) else { return i.error(Want::Clause(DOCUMENT)) };
    if word == Keyword::Date {
        return cut(date).map(DocumentPart::Date).parse(i.skip(1));
    }
    cut(text).map(|text| DocumentPart::Text(word, text)).parse(i.skip(1))
}

/// `level = "level" name [text] ["within" name] [meta block]`
pub(super) fn level(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let (i, (name, label, within)) = cut((name, opt(text), after(Keyword::Within, name))).parse(i.skip(1))?;
    let (i, meta) = meta_block(i)?;
    Ok((i, DeclKind::Level { name, label, within, meta }))
}

/// `unit = "unit" name [text] ["=" number name]`
pub(super) fn unit(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let (i, (name, label)) = cut((name, opt(text))).parse(i.skip(1))?;
    if i.symbol(0) != Some(Symbol::Eq) {
        return Ok((i, DeclKind::Unit { name, label, scale: None }));
    }
    let (i, scale) = cut((plain_number, super::atoms::name)).parse(i.skip(1))?;
    Ok((i, DeclKind::Unit { name, label, scale: Some(scale) }))
}

/// `category = "category" name ["ordered"] [text] "{" { name [text] [","] } "}"`
pub(super) fn category(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let (i, (name, ordered, label)) = cut((name, opt(kw(Keyword::Ordered)), opt(text))).parse(i.skip(1))?;
    let items = Items {
        begins: |i| i.first().is_some_and(is_name),
        boundary: |i| begins_line(i) && i.first().is_some_and(is_name),
        one: category_item,
        want: Want::Name,
        style: Style::Short,
    };
    let (i, items) = cut(|i| braces(i, &items)).parse(i)?;
    let items = items.into_iter().map(|item| item.node).collect();
    Ok((i, DeclKind::Category { name, label, ordered: ordered.is_some(), items }))
}

fn category_item(i: Tokens<'_>) -> Parsed<'_, CategoryItem> {
    let (i, (name, label, _)) = (name, opt(text), opt(sym(Symbol::Comma))).parse(i)?;
    Ok((i, CategoryItem { name, label }))
}

enum AssessmentPart {
    By(Name, Option<Text>),
    Settle(Vec<Spanned<Settle>>),
}

/// `assessment = "assessment" name "{" { "by" name [text] } "settle" settle { "else" settle } "}"`
pub(super) fn assessment(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let (i, name) = cut(name).parse(i.skip(1))?;
    let items = Items {
        begins: |i| i.keyword(0).is_some_and(|word| ASSESSMENT.contains(&word)),
        boundary: |i| begins_line(i) && i.keyword(0).is_some_and(|word| ASSESSMENT.contains(&word)),
        one: assessment_part,
        want: Want::Clause(ASSESSMENT),
        style: Style::Long,
    };
    let (i, parts) = cut(|i| braces(i, &items)).parse(i)?;
    let (mut by, mut settle) = (Vec::new(), None);
    for part in parts {
        match part.node {
            AssessmentPart::By(who, label) => by.push((who, label)),
            AssessmentPart::Settle(steps) => once(i.cx, &mut settle, steps, part.span),
        }
    }
    Ok((i, DeclKind::Assessment(Assessment { name, by, settle: settle.unwrap_or_default() })))
}

fn assessment_part(i: Tokens<'_>) -> Parsed<'_, AssessmentPart> {
    if i.keyword(0) == Some(Keyword::By) {
        return cut((name, opt(text))).map(|(who, label)| AssessmentPart::By(who, label)).parse(i.skip(1));
    }
    cut(separated_list1(kw(Keyword::Else), cut(spanned(settle)))).map(AssessmentPart::Settle).parse(i.skip(1))
}

/// `settle = name | "agreement" "of" name { "," name } | "disputed"`
fn settle(i: Tokens<'_>) -> Parsed<'_, Settle> {
    match i.keyword(0) {
        Some(Keyword::Agreement) if i.keyword(1) == Some(Keyword::Of) => {
            cut(names).map(Settle::Agreement).parse(i.skip(2))
        }
        Some(Keyword::Disputed) => Ok((i.skip(1), Settle::Disputed)),
        _ => name.map(Settle::Assessor).parse(i),
    }
}

enum InputPart {
    Optional,
    GivenAs(GivenAs),
    Assessed(Name),
    Meta(Meta),
}

/// `input = "input" names [of] ":" type ["in" range] [text] [ "{" { input part } "}" ]`
pub(super) fn input(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let (i, (name, also)) = cut((name, more_names)).parse(i.skip(1))?;
    let (i, (of, _, ty)) = cut((of_names, sym(Symbol::Colon), spanned(type_))).parse(i)?;
    let (i, (range, label)) = (after(Keyword::In, range), opt(text)).parse(i)?;
    let mut input = Input {
        name,
        also,
        of,
        ty,
        range: range.map(Box::new),
        label,
        optional: false,
        given_as: None,
        assessed: None,
        meta: Vec::new(),
    };
    if i.symbol(0) != Some(Symbol::OpenBrace) {
        return Ok((i, DeclKind::Input(input)));
    }
    let items = Items {
        begins: |i| i.keyword(0).is_some_and(|word| INPUT.contains(&word)),
        boundary: |i| begins_line(i) && i.keyword(0).is_some_and(|word| INPUT.contains(&word)),
        one: input_part,
        want: Want::Clause(INPUT),
        style: Style::Short,
    };
    let (i, parts) = braces(i, &items)?;
    let mut optional = None;
    for part in parts {
        match part.node {
            InputPart::Optional => once(i.cx, &mut optional, (), part.span),
            InputPart::GivenAs(scale) => once(i.cx, &mut input.given_as, scale, part.span),
            InputPart::Assessed(by) => once(i.cx, &mut input.assessed, by, part.span),
            InputPart::Meta(node) => input.meta.push(Spanned { node, span: part.span }),
        }
    }
    input.optional = optional.is_some();
    Ok((i, DeclKind::Input(input)))
}

fn input_part(i: Tokens<'_>) -> Parsed<'_, InputPart> {
    let inner = i.skip(1);
    match i.keyword(0) {
        Some(Keyword::Optional) => Ok((inner, InputPart::Optional)),
        Some(Keyword::Given) => {
            let scale = choice(&["percent", "fraction"], &[GivenAs::Percent, GivenAs::Fraction]);
            cut((kw(Keyword::As), scale)).map(|(_, scale)| InputPart::GivenAs(scale)).parse(inner)
        }
        Some(Keyword::Assessed) => cut(name).map(InputPart::Assessed).parse(inner),
        _ if begins_meta(i) => meta.map(InputPart::Meta).parse(i),
        _ => i.error(Want::Clause(INPUT)),
    }
}

/// `type = "ratio" | "yes_no" | "year" | "date" | "points" | ("number"|"count") [ unit ["/" unit] ] | name`
fn type_(i: Tokens<'_>) -> Parsed<'_, TypeExpr> {
    let inner = i.skip(1);
    match i.keyword(0) {
        Some(Keyword::Ratio) => Ok((inner, TypeExpr::Ratio)),
        Some(Keyword::YesNo) => Ok((inner, TypeExpr::YesNo)),
        Some(Keyword::Year) => Ok((inner, TypeExpr::Year)),
        Some(Keyword::Date) => Ok((inner, TypeExpr::Date)),
        Some(Keyword::Points) => {
            name.map(|points| TypeExpr::Number { whole: false, unit: Some(points), per: None }).parse(i)
        }
        Some(word @ (Keyword::Number | Keyword::Count)) => {
            let same_line = inner.first().is_some_and(|token| !token.bol);
            let (rest, unit) = if same_line { opt(name).parse(inner)? } else { (inner, None) };
            let (rest, per) = match (&unit, rest.symbol(0)) {
                (Some(_), Some(Symbol::Slash)) => cut(name).map(Some).parse(rest.skip(1))?,
                _ => (rest, None),
            };
            Ok((rest, TypeExpr::Number { whole: word == Keyword::Count, unit, per }))
        }
        _ => name.map(TypeExpr::Category).parse(i),
    }
}

/// `indicator = "indicator" name [of] [text] "=" expr [meta block]`
pub(super) fn indicator(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let (i, (name, of, label, _)) = cut((name, of_names, opt(text), sym(Symbol::Eq))).parse(i.skip(1))?;
    let (i, value) = cut(expression).parse(i)?;
    let (i, meta) = meta_block(i)?;
    Ok((i, DeclKind::Indicator(Indicator { name, of, label, value, meta })))
}

/// `parameter = "parameter" name [text] ( "=" expr [meta block] | targets )`
pub(super) fn parameter(i: Tokens<'_>) -> Parsed<'_, DeclKind> {
    let (i, (name, label)) = cut((name, opt(text))).parse(i.skip(1))?;
    let (i, (value, meta)) = cut(parameter_value).parse(i)?;
    Ok((i, DeclKind::Parameter(Parameter { name, label, value, meta })))
}

pub(super) fn parameter_value(i: Tokens<'_>) -> Parsed<'_, (ParameterValue, Vec<Spanned<Meta>>)> {
    if i.symbol(0) == Some(Symbol::Eq) {
        let (i, value) = cut(expression).parse(i.skip(1))?;
        return meta_block.map(|meta| (ParameterValue::Fixed(value.clone()), meta)).parse(i);
    }
    over_time.map(|(values, meta)| (ParameterValue::OverTime(values), meta)).parse(i)
}
