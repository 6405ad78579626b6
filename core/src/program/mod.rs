//! The program: what can be run. A flat table of nodes per version of a ruleset; an index is an identity; places
//! stand in a side table. Only the checker of `milepost-dsl` builds one, so what is unchecked cannot be run.
//!
//! Numbers in a program are in base units (a scaled unit is converted when its literal is lowered, and when its
//! column is read); ratios are plain numbers (70 % is 7/10). Types and units are gone: the checker has used them up.

mod content;
mod enums;
mod items;
mod nodes;
mod reach;

pub use content::ContentHash;
pub use enums::*;
pub use items::*;
pub use nodes::*;
pub use reach::{Beyond, Far, Reach};

use crate::diagnostic::Span;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            /// The position in its table.
            pub fn index(self) -> usize { self.0 as usize }
        }
    )*};
}
ids! {
    /// A node of [`Program::nodes`].
    NodeId;
    /// A declared thing of one version: [`Program::items`].
    ItemId;
    /// A name of one module, the same in all its versions: [`Program::symbols`].
    SymbolId;
    /// [`Program::inputs`].
    InputId;
    /// [`Program::levels`].
    LevelId;
    /// [`Program::categories`].
    CategoryId;
    /// [`Program::assessments`].
    AssessmentId;
    /// An assessor's name: [`Program::assessors`].
    AssessorId;
    /// [`Program::modules`].
    ModuleId;
    /// [`Program::versions`].
    VersionId;
    /// [`Program::rollups`].
    RollupId;
    /// [`Program::tables`].
    TableId;
    /// [`Program::timelines`].
    TimelineId;
    /// [`Program::documents`].
    DocumentId;
}

/// A checked set of rules with everything it uses.
#[derive(Debug, Clone)]
pub struct Program {
    /// The ruleset that was compiled is module 0; `use`d ones follow.
    pub modules: Vec<Module>,
    /// All versions of all modules.
    pub versions: Vec<Version>,
    /// Names. An item of a name exists in each version that declares it.
    pub symbols: Vec<Symbol>,
    /// Declared things, of all versions.
    pub items: Vec<Item>,
    /// Expression nodes, of all versions; children come before parents.
    pub nodes: Vec<Node>,
    /// Where each node was written; same length as `nodes`.
    pub spans: Vec<Span>,
    /// The static level of each node: at which level's unit it is evaluated. None: any (a constant).
    pub node_levels: Vec<Option<LevelId>>,
    /// What kind of value each node has; same length as `nodes`.
    pub node_types: Vec<ValueKind>,
    /// Roll-ups.
    pub rollups: Vec<Rollup>,
    /// Tables of rows.
    pub tables: Vec<Table>,
    /// Values over time.
    pub timelines: Vec<Timeline>,
    /// Levels, unified over modules; parents before children.
    pub levels: Vec<Level>,
    /// Inputs, unified over modules by name.
    pub inputs: Vec<Input>,
    /// Categories. Category 0 is the verdicts (met, not_met, undetermined, not_applicable), category 1 the
    /// recognition outcomes (recognised, refused, undetermined).
    pub categories: Vec<Category>,
    /// Assessments.
    pub assessments: Vec<Assessment>,
    /// Assessors' names, unified by name over assessments.
    pub assessors: Vec<Assessor>,
    /// Cited documents.
    pub documents: Vec<Document>,
    /// Tests written in the rule files.
    pub tests: Vec<TestCase>,
    /// Names and texts of the source files, for places.
    pub files: Vec<SourceFile>,
    /// SHA-256 of the checked meaning (names, rules, sources, imports; not layout or comments), in hex.
    pub content_hash: ContentHash,
    /// The variant that was chosen when compiling, if any.
    pub variant: Option<String>,
    /// Names of the variants that exist.
    pub variants: Vec<(String, Labels)>,
}

/// A source file as it was compiled.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The name it was given.
    pub name: String,
    /// Its text, normalised.
    pub text: String,
}

impl Program {
    /// The version of `module` in force in `year`.
    pub fn version_for(&self, module: ModuleId, year: i32) -> Option<VersionId> {
        let module = self.modules.get(module.index())?;
        module.versions.iter().copied().find(|v| self.versions.get(v.index()).is_some_and(|v| v.applies.contains(year)))
    }

    /// The item of a name under a version.
    pub fn item_in(&self, version: VersionId, symbol: SymbolId) -> Option<ItemId> {
        let version = self.versions.get(version.index())?;
        version
            .items
            .binary_search_by_key(&symbol, |(s, _)| *s)
            .ok()
            .and_then(|i| version.items.get(i))
            .map(|(_, item)| *item)
    }
}
