//! Tokens to syntax tree, in nom over a range of tokens. One function for each production; the grammar:
//!
//! ```ebnf
//! file       = ruleset { use | decl } ;
//! ruleset    = "ruleset" name [text] ["amends" text] "{" { rs } "}" ;
//! rs         = "edition" whole | "language" name | "version" text | "applies" years | "evaluates" name
//!            | "carry" "targets" "from" year | expect | meta | on ;
//! use        = "use" text "as" name ;
//! decl       = document | level | unit | category | assessment | input | indicator | parameter | criterion | group
//!            | outcome | state | rank | amend | repeal | add | variant | test ;
//! document   = "document" name [text] "{" { ("number"|"issuer"|"file"|"url"|"note") text | "date" date } "}" ;
//! level      = "level" name [text] ["within" name] [metas] ;
//! unit       = "unit" name [text] ["=" number name] ;
//! category   = "category" name ["ordered"] [text] "{" { name [text] [","] } "}" ;
//! assessment = "assessment" name "{" { "by" name [text] } "settle" settle { "else" settle } "}" ;
//! settle     = name | "agreement" "of" names | "disputed" ;
//! input      = "input" names [of] ":" type ["in" range] [text]
//!              ["{" { "optional" | "given" "as" ("percent"|"fraction") | "assessed" name | meta } "}"] ;
//! type       = "ratio" | "yes_no" | "year" | "date" | "points" | ("number"|"count") [ name ["/" name] ] | name ;
//! indicator  = "indicator" name [of] [text] "=" expr [metas] ;
//! parameter  = "parameter" name [text] ( "=" expr [metas] | times ) ;
//! criterion  = "criterion" name [of] [text] "{" { clause } "}" ;
//! clause     = meta | "applies" "when" expr | "measure" expr | "target" ["when" expr] times | "met" "when" expr
//!            | "due" expr | "weight" expr | score | worth | gate | adjust | on | na ;
//! score      = "score" "max" sum ["capped"] ( "when" "met" | "=" expr | table ) ;
//! worth      = ("bonus"|"deduct") expr ["when" expr] ;
//! gate       = "gate" [text] ":" expr ;
//! adjust     = "adjust" expr ["max" sum] ;
//! na         = "not_applicable" ("excluded"|"zero"|"full") ;
//! times      = entry { [","] entry } { gap } | "{" { entry [","] [source] [","] | gap | meta } "}" ;
//! entry      = years ":" ( [cmp] default | "in" range ) ;
//! gap        = "between" ("none"|"hold"|"linear") | ("before"|"after") ("none"|"hold") ;
//! group      = "group" name [text] "{" { meta | on | na | worth | gate | adjust | "weight" expr | "normalise" expr
//!              | "verdict" ("every" | "at" "least" whole | "none") | "score" kind [sum] ["to" sum mode]
//!              | "missing" ("strict" | "skip" ["needing" sum "of" ("weight"|"count")] | "zero")
//!              | "round" "to" sum mode | expect | member } "}" ;
//! member     = criterion | group | item ;
//! item       = "item" path { text | itemline } [ "{" { itemline | meta | on | na } "}" ] ;
//! itemline   = "weight" expr | "lower" | "higher" | "goalposts" sum ".." sum | "target" sum ;
//! expect     = "expect" ( whole "criteria" | "max" sum | "weights" sum ) ;
//! outcome    = "outcome" name [of] [text] "{" { meta | on | "require" name [text] ":" expr | table
//!              | "at" ("most"|"least") name "when" expr | ("downgrade"|"upgrade") whole "when" expr
//!              | "quota" name "at" "most" sum ["of" name] "by" path } "}" ;
//! state      = "state" name [of] [text] ":" name "{" { "first" name | table | meta } "}" ;
//! rank       = "rank" name [text] "of" name ["within" name] ["where" expr]
//!              "{" { ["then"] "by" expr ("ascending"|"descending") | "ties" word | meta } "}" ;
//! amend      = "amend" ( "criterion" name clauses | "group" name … | "item" name … | "outcome" name …
//!              | "indicator" name "=" expr [metas] | "parameter" name ( "=" expr [metas] | times ) | rank | state ) ;
//! repeal     = "repeal" kind name [source] ;
//! add        = "add" "to" name member ;
//! variant    = "variant" name [text] "{" { amend | repeal | add } "}" ;
//! test       = "test" text "at" year ["as_of" date] "{" { ("given"|"recorded") ["at" year] facts
//!              | "with" [whole] name facts
//!              | "expect" default ("="|"is") ( verdict | "missing" | reason | expr ) } "}" ;
//! facts      = "{" { path ["by" name] "=" ( default | "missing" ) [","] } "}" ;
//! meta       = "source" name [text] | "note" text | "label" name text | "code" text | "judged" "by" text ;
//! metas      = "{" { meta } "}" ;
//! on         = "on" reason { "," reason } ":" verdict ;
//!
//! expr       = "if" expr "then" expr "else" expr | or ;
//! or         = and { "or" and } ;                          (* an 'and' beside 'or' needs parentheses: E010 *)
//! and        = not { "and" not } ;
//! not        = "not" not | compare ;
//! compare    = default [ cmp default [cmp default] | "in" range | "is" ("missing"|"present"|reason) ] ;
//! default    = sum [ "otherwise" default ] ;
//! sum        = product { ("+"|"-") product } ;
//! product    = sign { ("*"|"/") sign } ;
//! sign       = "-" sign | power ;                          (* -x^n is E012 *)
//! power      = postfix [ "^" ["-"] whole ] ;
//! postfix    = primary { "at" ( year | "year" [("+"|"-") whole] ) | "by" name } ;
//! primary    = number [name] | percent | date | "yes" | "no" | path | name "(" [ expr { "," expr } ] ")" | table
//!            | "own" ( path | call ) | rollup | "(" expr ")" ;
//! table      = "from" [default] "{" { row [","] } "}" ;
//! row        = ( cmp default | "in" range | "when" expr | "otherwise" ) ":" ( default | name text ) ;
//! rollup     = "count" "of" name ["where" or] [miss]
//!            | "share" "of" name "where" or ["among" or] [miss]
//!            | ("sum"|"mean"|"min"|"max"|"median"|"stdev"|"variance") "of" sum units [in]
//!              ["weighted" "by" sum] ["where" or] [miss]
//!            | "rank" "of" sum units [in] ["where" or] ("ascending"|"descending") ["ties" word]
//!            | ("every"|"some") name ["where" or] "satisfies" or ;
//! units      = ("over"|"across") name | "over" "predecessors" ;
//! in         = "in" ( "all" "years" | years ) ;
//! miss       = "ignoring" "missing" ["needing" sum] | "missing" "as" sum ;
//! range      = [sum] ".." [sum] ;
//! years      = year [".." [year]] ;
//! of         = "of" names ;   names = name { "," name } ;   path = name { "." word } ;
//! ```
//!
//! A clause word that begins a line always begins a clause: a clause never reads past it, and after a mistake reading
//! goes on there. A deep formula costs stack; [`Limits`] keeps both the nesting and the height of the tree in bounds.

mod amend;
mod atoms;
mod blocks;
mod clause;
mod data;
mod decl;
mod expr;
mod fail;
mod header;
mod input;
mod member;
mod meta;
mod operand;
mod outcome;
mod rollup;
mod sequence;
mod table;
mod target;
mod test;

use std::cell::{Cell, RefCell};

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use nom::Parser as _;

use crate::ast::{Decl, DeclKind, File, Ruleset, Use};
use crate::lex::{self, Keyword, Token};
use crate::source::Source;
pub(crate) use input::Layout;
use input::{Context, Parsed, Tokens};
pub(crate) use operand::{FUNCTIONS, VALUES};
use sequence::{Items, Style, sequence};

/// What rules may be at most. Each limit fails with a message of its own that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the text.
    pub bytes: usize,
    /// Levels of nesting, and height of a formula.
    pub depth: usize,
    /// Declarations of a file.
    pub declarations: usize,
    /// Files that lead to each other by `use` and `amends`.
    pub files: usize,
    /// Messages that are reported; a closing one counts the others.
    pub messages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 4 << 20, depth: 200, declarations: 100_000, files: 1_000, messages: 100 }
    }
}

/// The words that begin a declaration.
pub(crate) const DECLARATIONS: &[Keyword] = &[
    Keyword::Ruleset,
    Keyword::Use,
    Keyword::Document,
    Keyword::Level,
    Keyword::Unit,
    Keyword::Category,
    Keyword::Assessment,
    Keyword::Input,
    Keyword::Indicator,
    Keyword::Parameter,
    Keyword::Criterion,
    Keyword::Group,
    Keyword::Outcome,
    Keyword::State,
    Keyword::Rank,
    Keyword::Amend,
    Keyword::Repeal,
    Keyword::Add,
    Keyword::Variant,
    Keyword::Test,
];

/// Reads a rule text. Spans are of its normal form ([`Source`] leads back); `file` is put into them.
///
/// All mistakes are reported, each at its place, in order; what could be read is returned as long as there is a
/// header.
pub fn parse(file: u16, text: &str) -> (Option<File>, Vec<Diagnostic>) {
    let limits = Limits::default();
    if text.len() > limits.bytes {
        return (None, vec![too_large(file, limits)]);
    }
    parse_source(file, &Source::new(text), limits)
}

/// Reads a rule text that is in normal form already, within limits of the caller's.
pub fn parse_source(file: u16, source: &Source, limits: Limits) -> (Option<File>, Vec<Diagnostic>) {
    let reading = read(file, source, limits);
    (reading.file, reading.diagnostics)
}

/// All that is known of a text: the tree for the checker, the rest for the formatter.
#[derive(Default)]
pub(crate) struct Reading {
    pub(crate) file: Option<File>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) tokens: Vec<Token>,
    /// For each token that is `{`: where its `}` is; 0 for all others.
    pub(crate) closers: Vec<usize>,
    pub(crate) comments: Vec<Span>,
    pub(crate) layout: Layout,
}

pub(crate) fn read(file: u16, source: &Source, limits: Limits) -> Reading {
    let text = source.text();
    if text.len() > limits.bytes {
        return Reading { diagnostics: vec![too_large(file, limits)], ..Reading::default() };
    }
    let lexed = lex::lex(file, text);
    let mut found = lexed.diagnostics;
    let blocks = blocks::matched(text, lexed.tokens, &mut found);
    let cx = Context {
        text,
        tokens: &blocks.tokens,
        closers: &blocks.closers,
        limits,
        depth: Cell::new(0),
        height: Cell::new(0),
        found: RefCell::new(found),
        layout: RefCell::new(Layout::default()),
    };
    let tree = whole_file(&cx, file);
    let mut diagnostics = cx.found.into_inner();
    let layout = cx.layout.into_inner();
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    Reading {
        file: tree,
        diagnostics,
        tokens: blocks.tokens,
        closers: blocks.closers,
        comments: lexed.comments,
        layout,
    }
}

pub(crate) fn too_large(file: u16, limits: Limits) -> Diagnostic {
    Diagnostic::new(&codes::E016_SIZE, Span { file, start: 0, end: 0 }, [limits.bytes.to_string()])
}

/// What stands at the top of a file.
enum Top {
    Ruleset(Ruleset),
    Use(Use),
    Decl(Box<DeclKind>),
}

/// `file = ruleset { use | decl }`
fn whole_file(cx: &Context<'_>, file: u16) -> Option<File> {
    let items = Items {
        begins,
        boundary: |i| i.first().is_some_and(|token| token.bol) && begins(i),
        one: top,
        want: fail::Want::Declaration,
        style: Style::Long,
    };
    let all = Tokens { cx, start: 0, end: cx.tokens.len() };
    let mut ruleset: Option<Ruleset> = None;
    let (mut uses, mut decls) = (Vec::new(), Vec::new());
    for part in sequence(all, &items) {
        match part.node {
            Top::Ruleset(header) => {
                let name = header.name.span;
                match &ruleset {
                    Some(first) => {
                        let word = Keyword::Ruleset.word();
                        cx.report(Diagnostic::new(&codes::E018_TWICE, name, [word]).also(first.name.span));
                    }
                    None => ruleset = Some(header),
                }
            }
            Top::Use(import) => uses.push(import),
            Top::Decl(kind) => decls.push(Decl { kind, span: part.span }),
        }
    }
    if ruleset.is_none() && cx.found.borrow().is_empty() {
        let place = cx.token(0).map_or(Span { file, start: 0, end: 0 }, |token| token.span);
        cx.report(Diagnostic::new(&codes::E002_RULESET, place, [""; 0]));
    }
    ruleset.map(|ruleset| File { ruleset, uses, decls })
}

/// `rank of` is a value, not a declaration.
fn begins(i: Tokens<'_>) -> bool {
    match i.keyword(0) {
        Some(Keyword::Rank) => i.keyword(1) != Some(Keyword::Of),
        Some(word) => DECLARATIONS.contains(&word),
        None => false,
    }
}

fn top(i: Tokens<'_>) -> Parsed<'_, Top> {
    match i.keyword(0) {
        Some(Keyword::Ruleset) => header::ruleset.map(Top::Ruleset).parse(i),
        Some(Keyword::Use) => header::use_.map(Top::Use).parse(i),
        _ => decl::declaration.map(|kind| Top::Decl(Box::new(kind))).parse(i),
    }
}

#[cfg(test)]
mod tests;
