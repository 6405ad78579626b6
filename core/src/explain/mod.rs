//! Why a result is what it is: the trace of an evaluation, what people read of it, and what would decide it.
//!
//! | file | what it does |
//! |---|---|
//! | `trace` | what an evaluation notes down |
//! | `build`, `item` | an explanation from a trace |
//! | `missing` | which facts are missing, and who should give them |
//! | `because` | one sentence that says why |
//! | `contributions` | what each member adds to a group's score |
//! | `decide`, `turning` | the fewest facts that would decide an open result, and where it turns |
//! | `failing` | what a negative result fails by, for tables |
//! | `text` | the explanation as people read it |
//! | `show`, `words` | numbers and words in the reader's language |

mod because;
mod build;
mod contributions;
mod decide;
mod failing;
mod item;
mod missing;
pub mod show;
mod text;
pub mod trace;
mod turning;
pub mod words;

pub use build::explain;
pub use decide::{Decision, Needed, Way};
pub use failing::{Cause, Failing};

use serde::Serialize;

/// The version of the shape of [`Explanation`] as JSON.
pub const SCHEMA: &str = "milepost.trace.v1";

/// Why the results of one unit and year are what they are. Its JSON form is stable; texts are in the reader's language.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// `en` or `vi`.
    pub lang: &'static str,
    /// The rules.
    pub ruleset: RulesetRef,
    /// The level of the unit.
    pub level: String,
    /// Its id.
    pub unit: String,
    /// What people call it.
    pub unit_label: String,
    /// The evaluated year.
    pub year: i32,
    /// The as-of date.
    pub as_of: String,
    /// The item that was asked for.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub item: Option<Box<ItemExplanation>>,
    /// All items of the unit, or what the item asked for is made of.
    pub items: Vec<ItemExplanation>,
    /// What was wrong with data and rules on the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
}

/// Which rules.
#[derive(Debug, Clone, Serialize)]
pub struct RulesetRef {
    /// Name of the version in force.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// `version "…"`
    pub version: String,
    /// Hash of its meaning.
    pub sha256: String,
    /// The variant that was chosen, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Another version than the one in force in that year.
    pub hypothetical: bool,
    /// Notes of the ruleset.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A value exactly and as shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Exactly: `24/26`, `2024-12-15`, `yes`; nothing where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    /// Both ends of what it can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bracket: Option<[String; 2]>,
    /// As people read it.
    pub shown: String,
    /// Why it is missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<&'static str>,
}

/// Another place than the explanation's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Level.
    pub level: String,
    /// Unit's id.
    pub unit: String,
    /// What people call it.
    pub label: String,
    /// Year.
    pub year: i32,
    /// Whose values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Why one item is what it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ItemExplanation {
    /// The name, for criteria.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criterion: Option<String>,
    /// The name.
    pub name: String,
    /// criterion, group, outcome, indicator, parameter, state, rank, item
    pub kind: &'static str,
    /// Legal numbering.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What people call it.
    pub label: String,
    /// How deep it stands in groups.
    pub depth: usize,
    /// Where it was evaluated, if not for the explanation's own unit and year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// The verdict's word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<&'static str>,
    /// The verdict, class or recognition in the reader's language.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub result: String,
    /// A criterion's measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<Shown>,
    /// Any other item's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Shown>,
    /// What the measure is held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetShown>,
    /// The score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Shown>,
    /// Its maximum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Shown>,
    /// One sentence.
    pub because: String,
    /// Why it is undetermined, not applicable or missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<&'static str>,
    /// A published result stands here.
    pub recorded: bool,
    /// Facts that are missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingFact>,
    /// What was read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Reading>,
    /// Other items that were read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Reading>,
    /// Values that were filled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filled: Vec<String>,
    /// Units that were counted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<CountShown>,
    /// Rows, gates and `on` lines that decided something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Parts of an outcome.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartShown>,
    /// How a group's score is made up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contributions: Option<Contributions>,
    /// What would decide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decide: Option<Decision>,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<SourceShown>,
    /// `judged by`
    #[serde(skip_serializing_if = "String::is_empty")]
    pub judged_by: String,
    /// Readings of ambiguous phrases.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Values of expressions, in the order in which they were evaluated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// One evaluated expression.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// As it is written in the rules.
    pub text: String,
    /// Line of the rule file, from 1.
    pub line: usize,
    /// For which unit, if not the explanation's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// For which year, if not the explanation's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// What it gave.
    pub value: Shown,
}

/// What a measure is held against.
#[derive(Debug, Clone, Serialize)]
pub struct TargetShown {
    /// The sign; nothing for a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cmp: Option<&'static str>,
    /// Exactly; nothing for a range or where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// With its sign, in words.
    pub shown: String,
    /// The entry that holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryShown>,
}

/// An entry of a target over time.
#[derive(Debug, Clone, Serialize)]
pub struct EntryShown {
    /// Its first year.
    pub year: i32,
    /// Its last year, if another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<i32>,
    /// Line of the rule file, from 1.
    pub line: usize,
    /// Rule file.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// `hold` or `linear`, where it is not the year's own entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<&'static str>,
    /// Its own citation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceShown>,
}

/// A citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceShown {
    /// The document's name in the rules.
    pub document: String,
    /// Its title and number.
    pub title: String,
    /// The article.
    pub at: String,
}

/// A fact that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissingFact {
    /// Why.
    pub reason: &'static str,
    /// The input's name.
    pub input: String,
    /// What people call it.
    pub label: String,
    /// The unit's id.
    pub unit: String,
    /// What people call the unit.
    pub unit_label: String,
    /// The year.
    pub year: i32,
    /// Who says what, or whose value is read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// Whose value would settle it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waiting_for: Vec<String>,
}

/// Something that was read: an input, or another item's result.
#[derive(Debug, Clone, Serialize)]
pub struct Reading {
    /// Its name, with the property that was read.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Another place, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// What it is.
    pub value: Shown,
    /// A published result.
    pub recorded: bool,
}

/// Units that were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountShown {
    /// Their level.
    pub level: String,
    /// As it is written in the rules.
    pub text: String,
    /// How many exist.
    pub units: usize,
    /// For how many the condition holds (of means and sums: how many have a value).
    pub yes: u32,
    /// For how many it does not.
    pub no: u32,
    /// For how many that is undecided (of means and sums: missing).
    pub undecided: u32,
}

/// A part of an outcome.
#[derive(Debug, Clone, Serialize)]
pub struct PartShown {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: String,
    /// The verdict's word; `not_applicable` parts are skipped.
    pub verdict: &'static str,
    /// The verdict in the reader's language.
    pub result: String,
    /// Why it is open.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<&'static str>,
}

/// How a group's score is made up. The shares of the lines add up to the score.
#[derive(Debug, Clone, Serialize)]
pub struct Contributions {
    /// sum, weighted_mean …
    pub method: &'static str,
    /// One per member that has a score, and one for what is left over.
    pub lines: Vec<Contribution>,
    /// Members that count, and of them those that have a score.
    pub members: [usize; 2],
    /// The share of the weight of members that have a score.
    pub available: Shown,
}

/// One line of a group's score.
#[derive(Debug, Clone, Serialize)]
pub struct Contribution {
    /// The member; empty for rounding, bonuses, gates.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Its score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Shown>,
    /// Its maximum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Shown>,
    /// Its weight among the members that count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<Shown>,
    /// What it adds to the group's score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Shown>,
    /// That as a share of the group's score (of its logarithm, for geometric means).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<Shown>,
    /// Not applicable, skipped, counted as zero …
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}
