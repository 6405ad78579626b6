//! Files to modules: the compiled file, the files it amends and the files it uses.

use std::rc::Rc;

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::program::SourceFile;
use smol_str::SmolStr;

use crate::ast;
use crate::maps::Map;
use crate::parse::{Limits, read, too_large};
use crate::source::Source;

/// A ruleset with the chain of files it amends.
#[derive(Debug)]
pub(crate) struct Module {
    /// The alias under which it was first used; empty for the compiled ruleset.
    pub(crate) alias: String,
    /// The files of its versions, earliest first.
    pub(crate) chain: Vec<FileId>,
}

/// Position in [`Loaded::files`].
pub(crate) type FileId = usize;
/// Position in [`Loaded::modules`].
pub(crate) type ModuleIx = usize;

/// A file's tree, whose declarations the versions of a ruleset share.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) ruleset: ast::Ruleset,
    pub(crate) uses: Vec<ast::Use>,
    pub(crate) decls: Vec<Rc<ast::Decl>>,
}

/// Everything that is compiled together.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// Names and normalised texts.
    pub(crate) files: Vec<SourceFile>,
    /// Their trees.
    pub(crate) trees: Vec<Rc<Tree>>,
    /// Module 0 is the compiled ruleset.
    pub(crate) modules: Vec<Module>,
    /// What each file calls the modules it uses.
    pub(crate) uses: Vec<Vec<(ast::Name, ModuleIx)>>,
}

/// Reads files by name.
pub(crate) struct Loader<'a> {
    limits: Limits,
    sources: &'a dyn Fn(&str) -> Option<String>,
    loaded: Loaded,
    by_name: Map<String, Option<FileId>>,
    modules: Map<String, ModuleIx>,
    /// Names of the files that are being followed, outermost first.
    open: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

/// Follows all `amends` and `use` lines.
pub(crate) fn load(
    name: &str,
    text: &str,
    sources: &dyn Fn(&str) -> Option<String>,
    limits: Limits,
) -> (Loaded, Vec<Diagnostic>) {
    let mut loader = Loader {
        sources,
        limits,
        loaded: Loaded::default(),
        by_name: Map::default(),
        modules: Map::default(),
        open: Vec::new(),
        diagnostics: Vec::new(),
    };
    if let Some(file) = loader.parse(name, text) {
        loader.module(name, file, "");
    }
    (loader.loaded, loader.diagnostics)
}

impl Loader<'_> {
    fn parse(&mut self, name: &str, text: &str) -> Option<FileId> {
        let id = self.loaded.files.len();
        let limits = self.limits;
        let given = text.len();
        let source = Source::new(if given > limits.bytes { "" } else { text });
        let number = u16::try_from(id).unwrap_or(u16::MAX);
        let reading = read(number, &source, limits);
        if given > limits.bytes {
            self.diagnostics.push(too_large(number, limits));
        } else {
            self.diagnostics.extend(reading.diagnostics);
        }
        self.loaded.files.push(SourceFile { name: name.to_owned(), text: source.into_text() });
        let found = reading.file.is_some().then_some(id);
        let mut tree = reading.file.unwrap_or_else(|| nothing(id));
        if let Some(beyond) = tree.decls.get(limits.declarations) {
            self.error(&codes::E019_DECLARATIONS, beyond.span, [limits.declarations.to_string()]);
            tree.decls.truncate(limits.declarations);
        }
        let decls = tree.decls.into_iter().map(Rc::new).collect();
        self.loaded.trees.push(Rc::new(Tree { ruleset: tree.ruleset, uses: tree.uses, decls }));
        self.loaded.uses.push(Vec::new());
        self.by_name.insert(name.to_owned(), found);
        found
    }

    /// The file that a text names, read once, with its name: as seen from the file that names it, else as written.
    fn open(&mut self, name: &ast::Text, from: FileId) -> Option<(String, FileId)> {
        let beside = self.beside(&name.text, from);
        for known in [&beside, &name.text] {
            if let Some(Some(found)) = self.by_name.get(known) {
                return Some((known.clone(), *found));
            }
        }
        if matches!(self.by_name.get(&beside), Some(None)) {
            return None;
        }
        let most = self.limits.files;
        if self.loaded.files.len() >= most {
            self.error(&codes::E608_FILES, name.span, [most.to_string()]);
            self.by_name.insert(beside, None);
            return None;
        }
        let found = (self.sources)(&beside).map(|text| (beside.clone(), text));
        let found = found.or_else(|| (self.sources)(&name.text).map(|text| (name.text.clone(), text)));
        match found {
            Some((known, text)) => self.parse(&known, &text).map(|file| (known, file)),
            None => {
                self.error(&codes::E602_FILE, name.span, [name.text.clone()]);
                self.by_name.insert(beside, None);
                None
            }
        }
    }

    /// A name as seen from the folder of another file. The compiled file's own folder is where all names begin.
    fn beside(&self, name: &str, from: FileId) -> String {
        let folder = match from {
            0 => "",
            _ => self.loaded.files.get(from).and_then(|f| f.name.rsplit_once('/')).map_or("", |(folder, _)| folder),
        };
        let mut parts: Vec<&str> = Vec::new();
        for part in folder.split('/').chain(name.split('/')).filter(|p| !matches!(*p, "" | ".")) {
            match parts.last() {
                Some(last) if part == ".." && *last != ".." => {
                    parts.pop();
                }
                _ => parts.push(part),
            }
        }
        if folder.is_empty() { name.to_owned() } else { parts.join("/") }
    }

    /// Whether following `name` would go round in a circle.
    fn circle(&mut self, known: &str, span: Span) -> bool {
        let Some(start) = self.open.iter().position(|n| *n == known) else { return false };
        let path: Vec<&str> = self.open.iter().skip(start).map(String::as_str).chain(std::iter::once(known)).collect();
        let path = path.join(" → ");
        self.error(&codes::E601_CIRCLE, span, [path]);
        true
    }

    fn module(&mut self, name: &str, file: FileId, alias: &str) -> ModuleIx {
        let index = self.loaded.modules.len();
        self.loaded.modules.push(Module { alias: alias.to_owned(), chain: Vec::new() });
        self.modules.insert(name.to_owned(), index);
        let depth = self.open.len();
        self.open.push(name.to_owned());
        let mut chain = vec![file];
        let mut head = file;
        while let Some(base) = self.tree(head).and_then(|tree| tree.ruleset.amends.clone()) {
            let Some((known, found)) = self.open(&base, head) else { break };
            if self.circle(&known, base.span) {
                break;
            }
            self.open.push(known);
            chain.push(found);
            head = found;
        }
        chain.reverse();
        for file in &chain {
            self.follow(*file);
        }
        self.open.truncate(depth);
        if let Some(module) = self.loaded.modules.get_mut(index) {
            module.chain = chain;
        }
        index
    }

    /// The modules that a file uses.
    fn follow(&mut self, file: FileId) {
        let Some(tree) = self.tree(file) else { return };
        if self.loaded.uses.get(file).is_none_or(|uses| !uses.is_empty()) {
            return;
        }
        let mut uses = Vec::with_capacity(tree.uses.len());
        for line in &tree.uses {
            let Some((known, found)) = self.open(&line.file, file) else { continue };
            if self.circle(&known, line.file.span) {
                continue;
            }
            let module = match self.modules.get(&known) {
                Some(module) => *module,
                None => self.module(&known, found, &line.alias.text),
            };
            uses.push((line.alias.clone(), module));
        }
        if let Some(slot) = self.loaded.uses.get_mut(file) {
            *slot = uses;
        }
    }

    fn tree(&self, file: FileId) -> Option<Rc<Tree>> {
        self.loaded.trees.get(file).cloned()
    }

    fn error<const N: usize>(&mut self, message: &'static codes::Message, span: Span, args: [String; N]) {
        self.diagnostics.push(Diagnostic::new(message, span, args));
    }
}

/// Stands for a file that could not be read.
fn nothing(file: FileId) -> ast::File {
    let span = Span { file: u16::try_from(file).unwrap_or(u16::MAX), start: 0, end: 0 };
    let name = ast::Name { text: SmolStr::default(), span };
    ast::File {
        ruleset: ast::Ruleset { name, label: None, amends: None, clauses: Vec::new(), span },
        uses: Vec::new(),
        decls: Vec::new(),
    }
}
