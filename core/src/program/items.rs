//! Declared things.

use super::*;
use crate::diagnostic::Span;
use crate::number::{Mode, Number};

/// Labels by language; `""` is the language of the file.
pub type Labels = Vec<(String, String)>;

/// Inclusive years; an open end is `i32::MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearRange {
    /// First year.
    pub from: i32,
    /// Last year.
    pub to: i32,
}

impl YearRange {
    /// Whether the year lies inside.
    pub fn contains(self, year: i32) -> bool {
        self.from <= year && year <= self.to
    }
}

/// A ruleset with its amendments: one line of versions.
#[derive(Debug, Clone)]
pub struct Module {
    /// The name of the compiled ruleset.
    pub name: String,
    /// The alias under which the main module uses it; empty for the main module.
    pub alias: String,
    /// Earliest first.
    pub versions: Vec<VersionId>,
}

/// One ruleset file in force for a range of years.
#[derive(Debug, Clone)]
pub struct Version {
    /// Name of the ruleset.
    pub name: String,
    /// Labels.
    pub labels: Labels,
    /// `version "…"`
    pub version: String,
    /// Years in force.
    pub applies: YearRange,
    /// Default level of names.
    pub evaluates: LevelId,
    /// Module it belongs to.
    pub module: ModuleId,
    /// Its items by symbol, sorted by symbol.
    pub items: Vec<(SymbolId, ItemId)>,
    /// Items in written order that are shown (criteria, groups, outcomes, indicators, ranks, states); top level only,
    /// groups hold their members.
    pub order: Vec<ItemId>,
    /// Default policy.
    pub on: Vec<OnLine>,
    /// Citations of the ruleset.
    pub sources: Vec<Citation>,
    /// Notes.
    pub notes: Vec<String>,
    /// Language of labels without one.
    pub language: String,
    /// The year from which an amendment carries the targets on that it does not replace.
    pub carry: Option<i32>,
    /// What changed against the base, for an amendment.
    pub amendments: Vec<Amendment>,
}

/// One change of an amendment.
#[derive(Debug, Clone)]
pub struct Amendment {
    /// The changed item.
    pub symbol: SymbolId,
    /// amended, repealed, added
    pub kind: AmendmentKind,
    /// Its article.
    pub source: Option<Citation>,
    /// Where it was written.
    pub span: Span,
}

/// What an amendment does to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmendmentKind {
    /// Clauses replaced.
    Amended,
    /// No longer in force.
    Repealed,
    /// New.
    Added,
}

/// A name of a module.
#[derive(Debug, Clone)]
pub struct Symbol {
    /// As written, without alias.
    pub name: String,
    /// Whose.
    pub module: ModuleId,
}

/// A kind of unit.
#[derive(Debug, Clone)]
pub struct Level {
    /// Its name.
    pub name: String,
    /// Labels.
    pub labels: Labels,
    /// The level above.
    pub parent: Option<LevelId>,
}

/// A category and its items, from lowest to highest where ordered.
#[derive(Debug, Clone)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// Labels.
    pub labels: Labels,
    /// Whether `<` has a meaning.
    pub ordered: bool,
    /// Items: name and labels.
    pub items: Vec<(String, Labels)>,
}

/// A cited document.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Its name in the rules.
    pub name: String,
    /// Title.
    pub title: String,
    /// Number, blank where the document has none.
    pub number: String,
    /// Issuer.
    pub issuer: String,
    /// Days since 1970-01-01.
    pub date: Option<i32>,
    /// File.
    pub file: String,
    /// Address.
    pub url: String,
    /// Notes.
    pub notes: Vec<String>,
}

/// `source DOC "article"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The document.
    pub document: DocumentId,
    /// The article.
    pub article: String,
}

/// An assessor.
#[derive(Debug, Clone)]
pub struct Assessor {
    /// Its name.
    pub name: String,
    /// Labels.
    pub labels: Labels,
}

/// Who assesses, and which value holds.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// Its name.
    pub name: String,
    /// Who may supply a value.
    pub by: Vec<AssessorId>,
    /// Tried left to right.
    pub settle: Vec<Settle>,
}

/// One step of settling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settle {
    /// That assessor's value if present.
    Assessor(AssessorId),
    /// Their value if all are present and equal; a lone value waits as absent; unequal ones go on to the next step.
    Agreement(Vec<AssessorId>),
    /// missing{disputed}
    Disputed,
}

/// An input: a column of data.
#[derive(Debug, Clone)]
pub struct Input {
    /// Column name.
    pub name: String,
    /// `alias.name` where modules' inputs of one name differ; otherwise empty.
    pub qualified: String,
    /// Labels.
    pub labels: Labels,
    /// Levels that have it.
    pub levels: Vec<LevelId>,
    /// What a cell must be.
    pub kind: InputKind,
    /// Inclusive bounds in base units, if declared.
    pub range: Option<(Option<Number>, Option<Number>)>,
    /// Whether its absence is worth no warning.
    pub optional: bool,
    /// Cell values are multiplied by this when read (1/100 for `given as percent`, the scale of a scaled unit).
    pub scale: Number,
    /// Written with `given as percent`.
    pub percent: bool,
    /// Unit as shown to people ("%", "hộ", "tỷ_đồng"), with its size in base units.
    pub unit: UnitText,
    /// Whether it has a value per assessor.
    pub assessment: Option<AssessmentId>,
    /// Citations.
    pub sources: Vec<Citation>,
    /// Notes.
    pub notes: Vec<String>,
    /// Where declared.
    pub span: Span,
}

/// How a number is shown: divided by `scale`, followed by `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitText {
    /// "%", "hộ", "points", "đồng/người", "" for plain numbers
    pub text: String,
    /// Size of the shown unit in base units; 1/100 for %.
    pub scale: Number,
}

/// What a cell of an input must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// yes or no
    YesNo,
    /// A year.
    Year,
    /// A date.
    Date,
    /// An item's name (or label) of the category.
    Category(CategoryId),
}

/// `on absent: not_met`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnLine {
    /// Any of these.
    pub reasons: Vec<Reason>,
    /// gives this.
    pub verdict: Verdict,
    /// Where it was written.
    pub span: Span,
}

/// What items share, and what each kind is.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its name.
    pub symbol: SymbolId,
    /// The version it belongs to.
    pub version: VersionId,
    /// Legal numbering.
    pub code: String,
    /// Labels.
    pub labels: Labels,
    /// The level at whose units it is evaluated (a list for indicators of several levels).
    pub levels: Vec<LevelId>,
    /// Citations.
    pub sources: Vec<Citation>,
    /// Notes: readings of ambiguous phrases, shown with results.
    pub notes: Vec<String>,
    /// `judged by`
    pub judged_by: String,
    /// The group it is a member of.
    pub group: Option<ItemId>,
    /// Unit in which its value is shown.
    pub unit: UnitText,
    /// Where declared.
    pub span: Span,
    /// What it is.
    pub kind: ItemKind,
}

/// What an item is.
#[derive(Debug, Clone)]
pub enum ItemKind {
    /// A formula.
    Indicator(NodeId),
    /// A constant, possibly over time (then the node is `Timeline`).
    Parameter(NodeId),
    /// A criterion.
    Criterion(Criterion),
    /// A group.
    Group(Group),
    /// A member of an index.
    Member(IndexMember),
    /// Recognition or class.
    Outcome(Outcome),
    /// A class that remembers.
    State(State),
    /// Ranks of units.
    Rank(Rank),
}

/// A criterion: see section 6.5 of the reference.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// `applies when`
    pub applies: Option<NodeId>,
    /// `measure`
    pub measure: Option<NodeId>,
    /// `target`, tried in order: condition and values over time.
    pub targets: Vec<(Option<NodeId>, TimelineId)>,
    /// `met when`
    pub met: Option<NodeId>,
    /// `due`: the last day allowed; while `as_of` is before it, not met is missing{not_due}
    pub due: Option<NodeId>,
    /// Score.
    pub score: Option<Score>,
    /// Bonuses and deductions in written order.
    pub changes: Vec<Change>,
    /// `adjust` in written order.
    pub adjust: Vec<Adjust>,
    /// Gates.
    pub gates: Vec<Gate>,
    /// In the group's weighted aggregate.
    pub weight: Option<NodeId>,
    /// Missing policy.
    pub on: Vec<OnLine>,
    /// What not applicable does to the group's score, over the group's own line.
    pub not_applicable: Option<NotApplicable>,
}

/// `score max M [capped] …`
#[derive(Debug, Clone)]
pub struct Score {
    /// The maximum.
    pub max: NodeId,
    /// Clamped into 0..max instead of a fault.
    pub capped: bool,
    /// Where it comes from.
    pub how: ScoreHow,
}

/// Where a score comes from.
#[derive(Debug, Clone)]
pub enum ScoreHow {
    /// The maximum, or 0.
    WhenMet,
    /// A formula or table.
    Value(NodeId),
}

/// `bonus`, `deduct`
#[derive(Debug, Clone)]
pub struct Change {
    /// Subtracted.
    pub deduct: bool,
    /// How much.
    pub value: NodeId,
    /// Only when.
    pub when: Option<NodeId>,
}

/// `adjust E [max E]`
#[derive(Debug, Clone)]
pub struct Adjust {
    /// The new score.
    pub score: NodeId,
    /// The new maximum.
    pub max: Option<NodeId>,
}

/// `gate "label": C`
#[derive(Debug, Clone)]
pub struct Gate {
    /// What people read.
    pub label: String,
    /// Must hold.
    pub condition: NodeId,
    /// Where it was written.
    pub span: Span,
}

/// What a not-applicable member does to its group's score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotApplicable {
    /// Leaves score and maximum.
    Excluded,
    /// 0 of its maximum.
    Zero,
    /// Its maximum.
    Full,
}

/// A group of criteria, groups and index members.
#[derive(Debug, Clone)]
pub struct Group {
    /// In written order.
    pub members: Vec<ItemId>,
    /// How its verdict is made.
    pub verdict: GroupVerdict,
    /// How its score is made.
    pub aggregate: Option<Aggregate>,
    /// What not-applicable members do.
    pub not_applicable: NotApplicable,
    /// What members with a missing score do.
    pub missing: GroupMissing,
    /// Bonuses and deductions in written order.
    pub changes: Vec<Change>,
    /// `adjust`, `round to` in written order.
    pub adjust: Vec<Adjust>,
    /// Gates.
    pub gates: Vec<Gate>,
    /// In the outer group's weighted aggregate.
    pub weight: Option<NodeId>,
    /// Missing policy.
    pub on: Vec<OnLine>,
}

/// How a group's verdict is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupVerdict {
    /// Every member.
    Every,
    /// At least so many.
    AtLeast(u32),
    /// No verdict.
    None,
}

/// How a group's score is made.
#[derive(Debug, Clone)]
pub struct Aggregate {
    /// The method.
    pub kind: AggregateKind,
    /// Power, penalty.
    pub argument: Option<NodeId>,
    /// Weights are relative (divided by their sum); otherwise they add up to 1 already.
    pub relative: bool,
    /// Members have maxima, so means are of score/max.
    pub of_shares: bool,
    /// `geometric_mean to STEP MODE`
    pub to: Option<(NodeId, Mode)>,
}

/// What members with a missing score do.
#[derive(Debug, Clone, PartialEq)]
pub enum GroupMissing {
    /// The score is missing.
    Strict,
    /// They leave the aggregate; the needed share of weight or count must be present.
    Skip {
        /// The share, and whether of weight (else of count).
        needing: Option<(NodeId, bool)>,
    },
    /// They count as 0.
    Zero,
}

/// A member of an index: `item x …`.
#[derive(Debug, Clone)]
pub struct IndexMember {
    /// The value in the direction "higher is better" (negated when lower is).
    pub value: NodeId,
    /// The value as it is, for display.
    pub raw: NodeId,
    /// Whether lower is better.
    pub lower: bool,
    /// The normalised value: the score. Without `normalise`: the value.
    pub score: NodeId,
    /// In the group's weighted aggregate.
    pub weight: Option<NodeId>,
}

/// Recognition or class.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Its classes: category 1 for recognition.
    pub category: CategoryId,
    /// What it is.
    pub how: OutcomeHow,
    /// Missing policy.
    pub on: Vec<OnLine>,
}

/// The two forms of outcomes.
#[derive(Debug, Clone)]
pub enum OutcomeHow {
    /// `require …`
    Require(Vec<Requirement>),
    /// `from E { … }` with caps, moves and quotas in written order.
    Class {
        /// A table of category items.
        table: NodeId,
        /// Applied in order.
        steps: Vec<ClassStep>,
    },
}

/// `require NAME "label": C`
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: String,
    /// A condition; if it is `x.met` of an item, its not_applicable verdict skips the part.
    pub condition: NodeId,
    /// Where it was written.
    pub span: Span,
}

/// A change of a class. Classes are ordered as the category's items, lowest first.
#[derive(Debug, Clone)]
pub enum ClassStep {
    /// At most (cap) or at least (floor) that class, when.
    Bound {
        /// Cap.
        at_most: bool,
        /// The class.
        class: u32,
        /// When.
        when: NodeId,
        /// Where it was written.
        span: Span,
    },
    /// By so many classes, within the first and last.
    Move {
        /// Downwards.
        down: bool,
        /// How many.
        by: u32,
        /// When.
        when: NodeId,
        /// Where it was written.
        span: Span,
    },
    /// At most a share (or number) of the units may have the class; filled by rank, who exceeds it gets the next class down.
    /// The count allowed is the floor of share × units evaluated. Units of equal rank at the border: none of them enters.
    Quota {
        /// The class.
        class: u32,
        /// A ratio (share) or a number.
        at_most: NodeId,
        /// Whether it is a share.
        share: bool,
        /// The rank that fills it.
        rank: SymbolId,
        /// Where it was written.
        span: Span,
    },
}

/// A class that may depend on its own value of the year before.
#[derive(Debug, Clone)]
pub struct State {
    /// Its category.
    pub category: CategoryId,
    /// The value before the first year of the earliest version.
    pub first: u32,
    /// A table of category items, in which `Prior` stands for the year before.
    pub table: NodeId,
}

/// Ranks of units.
#[derive(Debug, Clone)]
pub struct Rank {
    /// Whose units are ranked.
    pub level: LevelId,
    /// Ranked inside each unit of this level; None: all together.
    pub within: Option<LevelId>,
    /// Only these units.
    pub filter: Option<NodeId>,
    /// Keys and whether descending.
    pub keys: Vec<(NodeId, bool)>,
    /// Equal units.
    pub ties: Ties,
}

/// A test written in a rule file.
#[derive(Debug, Clone)]
pub struct TestCase {
    /// Its title.
    pub title: String,
    /// The evaluated year.
    pub year: i32,
    /// The as-of date.
    pub as_of: Option<i32>,
    /// The version that declares it.
    pub version: VersionId,
    /// Data.
    pub facts: Vec<TestFact>,
    /// Units below: how many, of which level, with which facts.
    pub units: Vec<(u32, LevelId, Vec<TestFact>)>,
    /// What must hold.
    pub expects: Vec<TestExpect>,
    /// Where it was written.
    pub span: Span,
}

/// One fact of a test.
#[derive(Debug, Clone)]
pub struct TestFact {
    /// Input, or a recorded result.
    pub what: TestTarget,
    /// Year; None: the evaluated year.
    pub year: Option<i32>,
    /// By whom.
    pub by: Assess,
    /// None: missing. A constant expression otherwise.
    pub value: Option<NodeId>,
    /// Where it was written.
    pub span: Span,
}

/// What a test supplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestTarget {
    /// An input's value.
    Input(InputId),
    /// A published result.
    Recorded(SymbolId, Property),
}

/// One expectation.
#[derive(Debug, Clone)]
pub struct TestExpect {
    /// What is looked at: an expression of the evaluated level.
    pub node: NodeId,
    /// For `x = verdict`: the item whose verdict is meant.
    pub expected: TestExpected,
    /// Where it was written.
    pub span: Span,
}

/// What an expectation demands.
#[derive(Debug, Clone)]
pub enum TestExpected {
    /// The same value as this constant expression.
    Value(NodeId),
    /// That verdict, of the item read by `node` (Property::Verdict).
    Verdict(Verdict),
    /// Missing; for that reason, if one is named.
    Missing(Option<Reason>),
}
