//! The syntax tree: what the author wrote, as written. It can be printed back and cannot be run.
//!
//! Spans are byte ranges of the normalised (NFC) source; [`crate::source::Source`] maps them back to the original bytes.
//! Comments and blank lines are kept beside the tree, so that the formatter can put them back.
#![expect(missing_docs, reason = "fields and variants are named by the words of the language that they stand for")]

use milepost_core::diagnostic::Span;
use milepost_core::number::{Mode, Number};
use milepost_core::program::{Cmp, LogicOp, Reason, RollupKind, Ties, Verdict};
use smol_str::SmolStr;

/// A name as written, without back-quotes, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The identifier in NFC. Nearly all are so short that they need no memory of their own.
    pub text: SmolStr,
    /// Where it stands.
    pub span: Span,
}

/// `alias.name` or `name.property`: one or more names joined by points.
pub type Path = Vec<Name>;

/// A quoted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text with its escapes resolved.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// One rule file.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// The header.
    pub ruleset: Ruleset,
    /// `use "file" as alias` lines.
    pub uses: Vec<Use>,
    /// Declarations in written order.
    pub decls: Vec<Decl>,
}

/// `ruleset NAME "label" [amends "file"] { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Ruleset {
    pub name: Name,
    pub label: Option<Text>,
    pub amends: Option<Text>,
    pub clauses: Vec<Spanned<RulesetClause>>,
    pub span: Span,
}

/// A value with the range of source it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    pub node: T,
    pub span: Span,
}

/// A clause of the header.
#[derive(Debug, Clone, PartialEq)]
pub enum RulesetClause {
    Edition(i64),
    Language(Name),
    Version(Text),
    Applies { from: i32, to: Option<i32> },
    Evaluates(Name),
    CarryTargets { from: i32 },
    Expect(Expect),
    Meta(Meta),
    On(On),
}

/// Clauses that most declarations share.
#[derive(Debug, Clone, PartialEq)]
pub enum Meta {
    Code(Text),
    Source {
        document: Name,
        article: Option<Text>,
    },
    Note(Text),
    /// `label en "…"`
    Label {
        language: Name,
        text: Text,
    },
    JudgedBy(Text),
}

/// `on absent, disputed: not_met`
#[derive(Debug, Clone, PartialEq)]
pub struct On {
    pub reasons: Vec<Spanned<Reason>>,
    pub verdict: Verdict,
}

/// `expect 23 criteria`, `expect max 1000 points`, `expect weights 100%`
#[derive(Debug, Clone, PartialEq)]
pub enum Expect {
    Criteria(i64),
    Max(Expr),
    Weights(Expr),
}

/// `use "file.mile" as alias`
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    pub file: Text,
    pub alias: Name,
    pub span: Span,
}

/// A declaration with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Decl {
    pub kind: Box<DeclKind>,
    pub span: Span,
}

/// What is declared.
#[derive(Debug, Clone, PartialEq)]
pub enum DeclKind {
    Document(Document),
    Level {
        name: Name,
        label: Option<Text>,
        within: Option<Name>,
        meta: Vec<Spanned<Meta>>,
    },
    /// `unit triệu = 1_000_000 đồng`
    Unit {
        name: Name,
        label: Option<Text>,
        scale: Option<(Number, Name)>,
    },
    Category {
        name: Name,
        label: Option<Text>,
        ordered: bool,
        items: Vec<CategoryItem>,
    },
    Assessment(Assessment),
    Input(Input),
    Indicator(Indicator),
    Parameter(Parameter),
    Criterion(Criterion),
    Group(Group),
    Outcome(Outcome),
    State(State),
    Rank(RankDecl),
    /// `amend criterion|group|… NAME { clauses }`
    Amend(Amend),
    /// `repeal criterion NAME source …`
    Repeal {
        kind: AmendKind,
        name: Name,
        source: Option<Spanned<Meta>>,
    },
    /// `add to GROUP criterion …`
    Add {
        group: Name,
        member: Box<Member>,
    },
    /// `variant NAME "label" { amend … }`
    Variant {
        name: Name,
        label: Option<Text>,
        changes: Vec<Decl>,
    },
    Test(Test),
}

/// `document NAME "title" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub name: Name,
    pub title: Option<Text>,
    pub number: Option<Text>,
    pub issuer: Option<Text>,
    pub date: Option<i32>,
    pub file: Option<Text>,
    pub url: Option<Text>,
    pub notes: Vec<Text>,
}

/// An item of a category.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryItem {
    pub name: Name,
    pub label: Option<Text>,
}

/// `assessment NAME { by … settle … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    pub name: Name,
    pub by: Vec<(Name, Option<Text>)>,
    /// Tried left to right.
    pub settle: Vec<Spanned<Settle>>,
}

/// A step by which differing assessments are settled.
#[derive(Debug, Clone, PartialEq)]
pub enum Settle {
    Assessor(Name),
    Agreement(Vec<Name>),
    Disputed,
}

/// `input NAME of LEVEL : TYPE in RANGE "label" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    pub name: Name,
    /// `input a, b, c : ratio`: further inputs that are declared alike.
    pub also: Vec<Name>,
    pub of: Vec<Name>,
    pub ty: Spanned<TypeExpr>,
    pub range: Option<Box<Range>>,
    pub label: Option<Text>,
    pub optional: bool,
    pub given_as: Option<GivenAs>,
    pub assessed: Option<Name>,
    pub meta: Vec<Spanned<Meta>>,
}

/// The scale of a column of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenAs {
    Percent,
    Fraction,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeExpr {
    Ratio,
    YesNo,
    Year,
    Date,
    /// `number`, `number U`, `number U/V`, `count U`; `points` is `number points`
    Number {
        whole: bool,
        unit: Option<Name>,
        per: Option<Name>,
    },
    Category(Name),
}

/// `lo..hi`, ends included; either end may be open.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    pub lo: Option<Expr>,
    pub hi: Option<Expr>,
    pub span: Span,
}

/// `indicator NAME of LEVEL "label" = E`
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    pub name: Name,
    pub of: Vec<Name>,
    pub label: Option<Text>,
    pub value: Expr,
    pub meta: Vec<Spanned<Meta>>,
}

/// `parameter NAME = E`, or over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    pub name: Name,
    pub label: Option<Text>,
    pub value: ParameterValue,
    pub meta: Vec<Spanned<Meta>>,
}

/// What a parameter is.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterValue {
    Fixed(Expr),
    OverTime(Targets),
}

/// `target [when C] entries gaps`; also the body of a parameter over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Targets {
    pub when: Option<Expr>,
    pub entries: Vec<Entry>,
    pub before: Option<Gap>,
    pub between: Option<Gap>,
    pub after: Option<Gap>,
    pub span: Span,
}

/// `2024..2025: >= 90%`; `to` is None for an open range `2024..`.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub from: i32,
    pub to: Option<i32>,
    pub bound: Bound,
    pub source: Option<Box<Spanned<Meta>>>,
    pub span: Span,
}

/// What a value is held against.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// `>= 90%`; a bare value (`yes`, a parameter's value) has no sign.
    Cmp(Option<Cmp>, Expr),
    /// `in 3..5`
    In(Box<Range>),
}

/// What holds where no entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    None,
    Hold,
    Linear,
}

/// `criterion NAME of LEVEL "label" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    pub name: Name,
    pub of: Vec<Name>,
    pub label: Option<Text>,
    pub clauses: Vec<Spanned<Clause>>,
    pub span: Span,
}

/// A clause of a criterion, group or item. Which declaration allows which is the checker's business.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    Meta(Meta),
    AppliesWhen(Expr),
    Measure(Expr),
    Target(Box<Targets>),
    MetWhen(Expr),
    Due(Expr),
    Weight(Expr),
    Score(Box<Score>),
    Bonus { value: Expr, when: Option<Box<Expr>> },
    Deduct { value: Expr, when: Option<Box<Expr>> },
    Gate { label: Option<Text>, condition: Box<Expr> },
    Adjust { score: Expr, max: Option<Box<Expr>> },
    On(On),
    NotApplicable(NotApplicable),
    // groups
    Verdict(GroupVerdict),
    Aggregate(Box<Aggregate>),
    Normalise(Expr),
    Missing(GroupMissing),
    Round { step: Box<Expr>, mode: Spanned<Mode> },
    Expect(Expect),
    Member(Box<Member>),
    // items
    Direction(Direction),
    Goalposts(Box<(Expr, Expr)>),
    Goal(Expr),
}

/// What a member that is not applicable counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotApplicable {
    Excluded,
    Zero,
    Full,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Higher,
    Lower,
}

/// `score max M [capped] …`
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    pub max: Expr,
    pub capped: bool,
    pub how: ScoreHow,
}

/// How a score is found.
#[derive(Debug, Clone, PartialEq)]
pub enum ScoreHow {
    WhenMet,
    Formula(Expr),
    Table(Table),
}

/// `from [E] { rows }`
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub subject: Option<Box<Expr>>,
    pub rows: Vec<Row>,
    pub span: Span,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub head: RowHead,
    pub result: RowResult,
    pub span: Span,
}

/// What a row asks.
#[derive(Debug, Clone, PartialEq)]
pub enum RowHead {
    Cmp(Cmp, Expr),
    In(Box<Range>),
    When(Expr),
    Otherwise,
}

/// An expression, or in outcomes a class `name "label"`. A bare name is always `Expr`; the checker decides.
#[derive(Debug, Clone, PartialEq)]
pub enum RowResult {
    Expr(Expr),
    Class(Name, Text),
}

/// `verdict every|at least N|none`
#[derive(Debug, Clone, PartialEq)]
pub enum GroupVerdict {
    Every,
    AtLeast(i64),
    None,
}

/// `score sum`, `score power_mean 1/2`, …
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    pub kind: AggregateKind,
    /// The power of `power_mean`, the penalty factor of `mean_min_penalty`.
    pub argument: Option<Expr>,
    /// `geometric_mean to STEP MODE`
    pub to: Option<(Expr, Spanned<Mode>)>,
}

pub use milepost_core::program::AggregateKind;

/// `missing strict|skip|zero`
#[derive(Debug, Clone, PartialEq)]
pub enum GroupMissing {
    Strict,
    Skip { needing: Option<Box<(Expr, Needing)>> },
    Zero,
}

/// What of which there must be enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needing {
    Weight,
    Count,
}

/// `group NAME "label" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub name: Name,
    pub label: Option<Text>,
    pub clauses: Vec<Spanned<Clause>>,
    pub span: Span,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Member {
    Criterion(Criterion),
    Group(Group),
    Item(Item),
}

/// `item x [weight E] [lower|higher] [goalposts E..E] [target E] ["label"]`, or the same clauses in a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The indicator or input that is the value.
    pub of: Path,
    pub label: Option<Text>,
    pub clauses: Vec<Spanned<Clause>>,
    pub span: Span,
}

/// `outcome NAME of LEVEL "label" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub name: Name,
    pub of: Vec<Name>,
    pub label: Option<Text>,
    pub clauses: Vec<Spanned<OutcomeClause>>,
    pub span: Span,
}

/// A clause of an outcome.
#[derive(Debug, Clone, PartialEq)]
pub enum OutcomeClause {
    Meta(Meta),
    On(On),
    Require {
        name: Name,
        label: Option<Text>,
        condition: Expr,
    },
    From(Table),
    /// `at most NAME when C` / `at least NAME when C`
    Bound {
        at_most: bool,
        class: Name,
        when: Expr,
    },
    /// `downgrade N when C` / `upgrade N when C`
    Move {
        down: bool,
        by: i64,
        when: Expr,
    },
    /// `quota NAME at most 20% of LEVEL by RANK`
    Quota {
        class: Name,
        at_most: Expr,
        of: Option<Name>,
        by: Path,
    },
}

/// `state s of L : CATEGORY { first ITEM  from { … } }`
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub name: Name,
    pub of: Vec<Name>,
    pub label: Option<Text>,
    pub category: Name,
    pub first: Option<Name>,
    pub table: Option<Table>,
    pub meta: Vec<Spanned<Meta>>,
    pub span: Span,
}

/// `rank NAME "label" of LEVEL … { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct RankDecl {
    pub name: Name,
    pub label: Option<Text>,
    pub of: Name,
    pub within: Option<Name>,
    pub filter: Option<Expr>,
    /// `by E descending then by …`: expression and whether descending.
    pub keys: Vec<(Expr, bool)>,
    pub ties: Option<Spanned<Ties>>,
    pub meta: Vec<Spanned<Meta>>,
    pub span: Span,
}

/// What is amended or repealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmendKind {
    Criterion,
    Group,
    Indicator,
    Parameter,
    Outcome,
    Item,
    Rank,
    State,
}

/// `amend KIND NAME …`
#[derive(Debug, Clone, PartialEq)]
pub struct Amend {
    pub kind: AmendKind,
    pub name: Name,
    pub body: AmendBody,
}

/// What it becomes.
#[derive(Debug, Clone, PartialEq)]
pub enum AmendBody {
    /// Criterion, group, item: clauses that replace those of the same kind.
    Clauses(Vec<Spanned<Clause>>),
    Outcome(Vec<Spanned<OutcomeClause>>),
    /// `amend indicator x = E`, `amend parameter p = E`; parameters may also be given over time.
    Value(ParameterValue, Vec<Spanned<Meta>>),
    Rank(RankDecl),
    State(State),
}

/// `test "title" at YEAR [as_of DATE] [from "title"] { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    pub title: Text,
    pub year: i32,
    pub as_of: Option<i32>,
    /// An earlier test whose data this one starts from.
    pub from: Option<Text>,
    pub steps: Vec<Spanned<TestStep>>,
    pub span: Span,
}

/// A step of a test.
#[derive(Debug, Clone, PartialEq)]
pub enum TestStep {
    /// `given [at YEAR] { … }`
    Given { year: Option<i32>, facts: Vec<Fact> },
    /// `recorded [at YEAR] { name = value }`: published results supplied as data
    Recorded { year: Option<i32>, facts: Vec<Fact> },
    /// `with [N] LEVEL { … }`: units below the one that is evaluated
    With { count: Option<i64>, level: Name, facts: Vec<Fact> },
    /// `expect E = value`: a name, its property, `x by who`, or any formula.
    Expect { of: Expr, value: Expected },
}

/// `name by who = value`
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    pub name: Path,
    pub by: Option<Name>,
    /// None: written as `missing`.
    pub value: Option<Expr>,
    pub span: Span,
}

/// What a test expects.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    Expr(Expr),
    Verdict(Verdict),
    /// `expect x is missing` / `expect x = missing`
    Missing,
    /// `expect x is absent`
    MissingFor(Reason),
}

/// An expression with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

/// What a formula is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `12`, `1_000 đồng`
    Number {
        value: Number,
        unit: Option<Name>,
    },
    /// `62.5%`: value is 0.625
    Percent(Number),
    /// Days since 1970-01-01.
    Date(i32),
    Bool(bool),
    /// `x`, `alias.x`, `x.score`, `category.item`; also the words measure, target, score, max, value, low, high,
    /// goal, prior, year, as_of, which the checker gives their meaning in context.
    Path(Path),
    Neg(Box<Expr>),
    Not(Box<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    Pow(Box<Expr>, i64),
    /// One comparison or a chain of two: `a <= x < b`.
    Compare {
        first: Box<Expr>,
        rest: Vec<(Cmp, Expr)>,
    },
    In(Box<Expr>, Box<Range>),
    /// `x is missing`, `x is present`, `x is disputed`
    Is(Box<Expr>, IsTest),
    Logic(LogicOp, Vec<Expr>),
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    Otherwise(Box<Expr>, Box<Expr>),
    Call {
        name: Name,
        args: Vec<Expr>,
    },
    At(Box<Expr>, YearExpr),
    By(Box<Expr>, Name),
    Own(Box<Expr>),
    Table(Table),
    Rollup(Box<RollupExpr>),
    /// Parentheses are kept, so that the formatter gives back what was written.
    Paren(Box<Expr>),
}

/// The four operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
}

/// What `is` asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IsTest {
    Missing,
    Present,
    Reason(Reason),
}

/// `at 2020`, `at year - 1`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearExpr {
    Absolute(i32),
    Relative(i32),
}

/// A roll-up: one value from many units.
#[derive(Debug, Clone, PartialEq)]
pub struct RollupExpr {
    pub kind: RollupKind,
    /// `E` of `sum of E over …`; for share, every, some: the condition.
    pub of: Option<Expr>,
    pub scope: Scope,
    /// The level, or `predecessors`.
    pub level: Name,
    pub years: Option<YearSet>,
    pub weighted: Option<Expr>,
    /// `where C` (for share: `among F`).
    pub filter: Option<Expr>,
    /// Rank roll-ups only.
    pub descending: bool,
    pub ties: Option<Ties>,
    pub missing: Option<MissingRule>,
}

/// Which units are rolled up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Units below this one. `count of L`, `share of L`, `every L` are `over`.
    Over,
    /// All units of the level in the evaluated set.
    Across,
    Predecessors,
}

/// Which years are rolled up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearSet {
    All,
    Range(i32, i32),
}

/// What a roll-up does about missing values.
#[derive(Debug, Clone, PartialEq)]
pub enum MissingRule {
    Ignoring { needing: Option<Box<Expr>> },
    As(Box<Expr>),
}
