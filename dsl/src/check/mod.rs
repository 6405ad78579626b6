//! Names, levels, types, years, rows, weights: what must hold of a set of rules. Checking an expression lowers it, so
//! that what is unchecked cannot be run. A mistake is reported once: what depends on it has the type [`Ty::Error`],
//! which draws no further message.

mod advice;
mod call;
mod criterion;
mod declare;
mod expr;
mod finish;
mod group;
mod header;
mod inputs;
mod items;
mod konst;
mod outcome;
mod path;
mod rollup;
mod table;
mod tests;
mod tiers;
mod time;
pub(crate) mod types;

use milepost_core::codes::Message;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::number::Number;
use milepost_core::program::{
    Assessment, Assessor, AssessorId, Category, CategoryId, Document, Input, InputId, Item, ItemId, Level, LevelId,
    Node, Symbol, SymbolId, TestCase, ValueKind, YearRange,
};
use smol_str::SmolStr;

use crate::lower::builder::Builder;
use crate::maps::Map;
use crate::resolve::load::{Loaded, ModuleIx};
use crate::resolve::scope::{Entry, Scope};
use crate::resolve::version::Version;
use advice::Advice;
use items::{Info, Source};
use types::{Ty, Typed, Units};

pub(crate) use finish::finish;

/// The categories that every program has.
pub(crate) const VERDICTS: CategoryId = CategoryId(0);
pub(crate) const RECOGNITION: CategoryId = CategoryId(1);

/// A version with what its header says and what its names are.
pub(crate) struct Edition<'a> {
    pub(crate) module: ModuleIx,
    pub(crate) source: &'a Version,
    pub(crate) applies: YearRange,
    pub(crate) evaluates: LevelId,
    /// `carry targets from`
    pub(crate) carry: Option<i32>,
    pub(crate) scope: Scope<'a>,
    /// Top-level items in written order.
    pub(crate) order: Vec<ItemId>,
}

/// What is known of an input beside its declaration.
#[derive(Debug, Clone)]
pub(crate) struct InputFacts {
    pub(crate) ty: Ty,
    pub(crate) shown: types::Shown,
    pub(crate) whole: bool,
    pub(crate) module: ModuleIx,
}

/// A place from which names are read: an item's unit, or a unit inside a roll-up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    /// Level of the unit; None where there is none (parameters).
    pub(crate) level: Option<LevelId>,
    /// The deepest level outside that `own` has read.
    pub(crate) own: Option<LevelId>,
}

/// Words that have a meaning only in some places.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Words {
    pub(crate) measure: Option<Typed>,
    pub(crate) target: Option<Typed>,
    pub(crate) score: Option<Typed>,
    pub(crate) max: Option<Typed>,
    pub(crate) value: Option<Typed>,
    pub(crate) low: Option<Typed>,
    pub(crate) high: Option<Typed>,
    pub(crate) goal: Option<Typed>,
    pub(crate) prior: Option<Typed>,
}

/// Everything that is checked together, and the tables of the program that comes of it.
pub(crate) struct Checker<'a> {
    pub(crate) loaded: &'a Loaded,
    pub(crate) editions: Vec<Edition<'a>>,
    /// Editions of each module, earliest first.
    pub(crate) by_module: Vec<Vec<usize>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) advice: Advice<'a>,
    // declared things
    pub(crate) levels: Vec<Level>,
    pub(crate) depths: Vec<u32>,
    pub(crate) units: Units,
    pub(crate) categories: Vec<Category>,
    pub(crate) category_items: Vec<Map<String, u32>>,
    pub(crate) assessors: Vec<Assessor>,
    pub(crate) assessor_names: Map<String, AssessorId>,
    pub(crate) assessments: Vec<Assessment>,
    pub(crate) documents: Vec<Document>,
    pub(crate) inputs: Vec<Input>,
    pub(crate) input_facts: Vec<InputFacts>,
    /// What each declaration's name stands for, by the name's place.
    pub(crate) declared: Map<Span, Entry>,
    // items
    pub(crate) symbols: Vec<Symbol>,
    pub(crate) symbol_ids: Map<(ModuleIx, SmolStr, LevelId), SymbolId>,
    /// The parameter of a symbol under an edition.
    pub(crate) parameters: Map<(usize, SymbolId), u32>,
    pub(crate) sources: Vec<Source<'a>>,
    pub(crate) infos: Vec<Info>,
    pub(crate) items: Vec<Option<Item>>,
    pub(crate) tests: Vec<TestCase>,
    /// Types of the weights of members.
    pub(crate) weight_types: Map<u32, Ty>,
    pub(crate) class_categories: Map<(ModuleIx, String, Vec<String>), CategoryId>,
    pub(crate) out: Builder,
    // where we are
    pub(crate) edition: usize,
    pub(crate) frames: Vec<Frame>,
    pub(crate) words: Words,
    /// Inputs that have been divided by and may be 0, since the current item began.
    pub(crate) divisors: Vec<InputId>,
    /// A stated or a later year has been read, since the current item began.
    pub(crate) ahead: bool,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(loaded: &'a Loaded, modules: &'a [Vec<Version>]) -> Self {
        let mut checker = Self {
            loaded,
            editions: Vec::new(),
            by_module: Vec::new(),
            diagnostics: Vec::new(),
            advice: Advice::default(),
            levels: Vec::new(),
            depths: Vec::new(),
            units: Units::new(),
            categories: Vec::new(),
            category_items: Vec::new(),
            assessors: Vec::new(),
            assessor_names: Map::default(),
            assessments: Vec::new(),
            documents: Vec::new(),
            inputs: Vec::new(),
            input_facts: Vec::new(),
            declared: Map::default(),
            symbols: Vec::new(),
            symbol_ids: Map::default(),
            parameters: Map::default(),
            sources: Vec::new(),
            infos: Vec::new(),
            items: Vec::new(),
            tests: Vec::new(),
            weight_types: Map::default(),
            class_categories: Map::default(),
            out: Builder::for_text(loaded.files.iter().map(|file| file.text.len()).sum()),
            edition: 0,
            frames: Vec::new(),
            words: Words::default(),
            divisors: Vec::new(),
            ahead: false,
        };
        checker.built_in_categories();
        for (module, versions) in modules.iter().enumerate() {
            let first = checker.editions.len();
            for source in versions {
                checker.editions.push(Edition {
                    module,
                    source,
                    applies: YearRange { from: i32::MIN, to: i32::MAX },
                    evaluates: LevelId(0),
                    carry: None,
                    scope: Scope::with_capacity(source.decls.len()),
                    order: Vec::new(),
                });
            }
            checker.by_module.push((first..checker.editions.len()).collect());
        }
        checker
    }

    /// Checks everything and lowers it on the way. Tests speak of the rules as written: a variant has none.
    pub(crate) fn run(&mut self, tests: bool) {
        self.declare_levels();
        self.headers();
        self.declare_things();
        self.scopes();
        self.declare_inputs();
        self.declare_items();
        self.check_items();
        self.check_years();
        if tests {
            self.check_tests();
        }
        self.check_editions();
    }

    pub(crate) fn error<S: Into<String>>(
        &mut self,
        message: &'static Message,
        span: Span,
        args: impl IntoIterator<Item = S>,
    ) {
        self.diagnostics.push(Diagnostic::new(message, span, args));
    }

    /// The edition whose names are being read.
    pub(crate) fn here(&self) -> Option<&Edition<'a>> {
        self.editions.get(self.edition)
    }

    pub(crate) fn module(&self) -> ModuleIx {
        self.here().map_or(0, |e| e.module)
    }

    pub(crate) fn lookup(&self, name: &str) -> Option<Entry> {
        self.here().and_then(|e| e.scope.get(name))
    }

    pub(crate) fn line(&self, span: Span) -> String {
        crate::resolve::line(&self.loaded.files, span).to_string()
    }

    // ---- levels ---------------------------------------------------------------------------------------------

    pub(crate) fn depth(&self, level: LevelId) -> u32 {
        self.depths.get(level.index()).copied().unwrap_or(0)
    }

    /// Whether `level` is `below` or one of the levels above it.
    pub(crate) fn encloses(&self, level: LevelId, below: LevelId) -> bool {
        let mut at = Some(below);
        while let Some(here) = at {
            if here == level {
                return true;
            }
            at = self.levels.get(here.index()).and_then(|l| l.parent);
        }
        false
    }

    /// The deeper of two levels that lie on one line.
    pub(crate) fn join(&self, a: Option<LevelId>, b: Option<LevelId>) -> Option<LevelId> {
        match (a, b) {
            (Some(x), Some(y)) => Some(if self.depth(y) > self.depth(x) { y } else { x }),
            (x, y) => x.or(y),
        }
    }

    pub(crate) fn level_name(&self, level: LevelId) -> String {
        self.levels.get(level.index()).map(|l| l.name.clone()).unwrap_or_default()
    }

    // ---- nodes ----------------------------------------------------------------------------------------------

    /// A node with its type. `val` says what its value is.
    pub(crate) fn make(&mut self, node: Node, level: Option<LevelId>, val: types::Val, span: Span) -> Typed {
        let kind = match val.ty {
            Ty::Error | Ty::Number(_) | Ty::Ratio if val.real => ValueKind::Real,
            Ty::Error | Ty::Number(_) | Ty::Ratio => ValueKind::Number,
            Ty::Bool => ValueKind::Bool,
            Ty::Category(c) => ValueKind::Category(c),
            Ty::Year => ValueKind::Year,
            Ty::Date => ValueKind::Date,
        };
        let node = self.out.node(node, level, kind, span);
        Typed { node, ty: val.ty, level, real: val.real, whole: val.whole, shown: val.shown }
    }

    /// A node of a type about which nothing more is known.
    pub(crate) fn of_type(&mut self, node: Node, level: Option<LevelId>, ty: Ty, span: Span) -> Typed {
        let val = self.val(ty);
        self.make(node, level, val, span)
    }

    pub(crate) fn val(&mut self, ty: Ty) -> types::Val {
        types::Val { ty, real: false, whole: false, shown: self.units.shown_for(ty) }
    }

    /// Stands for an expression that was refused.
    pub(crate) fn bad(&mut self, span: Span) -> Typed {
        self.of_type(Node::Number(Number::ZERO), None, Ty::Error, span)
    }

    /// The type in messages.
    pub(crate) fn ty_text(&self, ty: Ty) -> String {
        match ty {
            Ty::Error => "?".to_owned(),
            Ty::Number(types::Dim::NONE) => "number".to_owned(),
            Ty::Number(dim) => self.units.dim_text(dim),
            Ty::Ratio => "ratio (%)".to_owned(),
            Ty::Bool => "yes/no".to_owned(),
            Ty::Category(c) => self.categories.get(c.index()).map(|c| c.name.clone()).unwrap_or_default(),
            Ty::Year => "year".to_owned(),
            Ty::Date => "date".to_owned(),
        }
    }
}
