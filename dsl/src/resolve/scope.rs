//! The names of one version of a ruleset: one flat space, in which nothing shadows anything.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::program::{AssessmentId, CategoryId, DocumentId, InputId, LevelId, SourceFile};

use super::line;
use super::load::ModuleIx;
use crate::ast::Name;
use crate::maps::Map;
use crate::suggest::{closest, tone_key};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    Document(DocumentId),
    Level(LevelId),
    /// Position in the table of units.
    Unit(u32),
    Category(CategoryId),
    Assessment(AssessmentId),
    Input(InputId),
    /// Items `first .. first + count`: one for each level of the declaration.
    Items {
        first: u32,
        count: u32,
    },
    /// `use … as alias`
    Module(ModuleIx),
    /// Declared, but so that nothing can be made of it.
    Broken,
}

impl Entry {
    /// The word for it in messages: the keyword that declares it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Document(_) => "document",
            Self::Level(_) => "level",
            Self::Unit(_) => "unit",
            Self::Category(_) => "category",
            Self::Assessment(_) => "assessment",
            Self::Input(_) => "input",
            Self::Items { .. } | Self::Broken => "indicator",
            Self::Module(_) => "use",
        }
    }
}

/// Names of a version.
#[derive(Debug, Default)]
pub(crate) struct Scope<'a> {
    names: Map<&'a str, (Entry, Span)>,
    /// In order of declaration.
    order: Vec<&'a str>,
    /// Members of groups that are read as `GROUP.x`.
    members: Map<(u32, &'a str), u32>,
}

impl<'a> Scope<'a> {
    pub(crate) fn with_capacity(names: usize) -> Self {
        Self {
            names: Map::with_capacity_and_hasher(names, foldhash::fast::RandomState::default()),
            order: Vec::with_capacity(names),
            members: Map::default(),
        }
    }

    /// Declares a name; a second declaration is E101, and the first stands.
    pub(crate) fn declare(&mut self, name: &'a Name, entry: Entry, files: &[SourceFile]) -> Option<Diagnostic> {
        let known = self.names.entry(name.text.as_str()).or_insert((entry, name.span));
        let first = known.1;
        if first != name.span {
            let at = line(files, first).to_string();
            let message = if first.file == name.span.file {
                Diagnostic::new(&codes::E101_TWICE, name.span, [name.text.to_string(), at])
            } else {
                let file = files.get(usize::from(first.file)).map(|f| f.name.clone()).unwrap_or_default();
                Diagnostic::new(&codes::E101_ELSEWHERE, name.span, [name.text.to_string(), at, file])
            };
            return Some(message.also(first));
        }
        self.order.push(&name.text);
        None
    }

    /// Says what a declared name stands for, once that is known. Nothing happens to the first of two declarations when
    /// the second is meant.
    pub(crate) fn define(&mut self, name: &Name, entry: Entry) {
        if let Some(slot) = self.names.get_mut(name.text.as_str())
            && slot.1 == name.span
        {
            slot.0 = entry;
        }
    }

    pub(crate) fn declare_member(&mut self, group: u32, name: &'a str, item: u32) {
        self.members.entry((group, name)).or_insert(item);
    }

    pub(crate) fn get(&self, name: &str) -> Option<Entry> {
        self.names.get(name).map(|(entry, _)| *entry)
    }

    pub(crate) fn member(&self, group: u32, name: &str) -> Option<u32> {
        self.members.get(&(group, name)).copied()
    }

    /// The declared name of a kind that is nearest to `name`.
    pub(crate) fn nearest(&self, name: &str, kind: impl Fn(Entry) -> bool) -> Option<String> {
        let candidates = self.order.iter().copied().filter(|n| self.get(n).is_some_and(&kind));
        closest(name, candidates).map(str::to_owned)
    }

    /// Names of one file that differ from an earlier name only in where a tone mark is written.
    pub(crate) fn tone_warnings(&self, file: u16) -> Vec<Diagnostic> {
        let mut keys: Map<String, &str> = Map::default();
        let mut out = Vec::new();
        for name in self.order.iter().copied().filter(|n| !n.is_ascii()) {
            let Some((_, span)) = self.names.get(name) else { continue };
            match keys.get(&tone_key(name)) {
                Some(earlier) if span.file == file => {
                    out.push(Diagnostic::new(&codes::W101_TONE, *span, [name, *earlier]));
                }
                Some(_) => {}
                None => {
                    keys.insert(tone_key(name), name);
                }
            }
        }
        out
    }
}
