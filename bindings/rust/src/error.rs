//! What can go wrong.

use milepost_core::diagnostic::{Diagnostic, Lang};
use milepost_core::program::SourceFile;
use milepost_core::report::Stop;

/// Any error of this crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules have errors.
    #[error(transparent)]
    Rules(#[from] RuleError),
    /// Evaluation could not be done at all.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// Partials that cannot be made, merged or used.
    #[error(transparent)]
    Partial(#[from] milepost_core::partial::Error),
    /// Facts that cannot be read as facts.
    #[error("{0}")]
    Facts(String),
    /// A file that cannot be read.
    #[error("cannot read '{path}': {cause}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
}

/// All errors of rules, with the texts they speak of.
#[derive(Debug)]
pub struct RuleError {
    /// In order of place.
    pub diagnostics: Vec<Diagnostic>,
    /// The sources; a span's `file` is an index here.
    pub files: Vec<SourceFile>,
}

impl std::error::Error for RuleError {}

impl std::fmt::Display for RuleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Diagnostics stand in the order of their places: lines are counted on from the one before.
        let mut counted = (u16::MAX, 0_usize, 1_usize);
        for (i, diagnostic) in self.diagnostics.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            let file = self.files.get(usize::from(diagnostic.span.file));
            let start = diagnostic.span.start as usize;
            if counted.0 != diagnostic.span.file || counted.1 > start {
                counted = (diagnostic.span.file, 0, 1);
            }
            let passed = file.and_then(|s| s.text.get(counted.1..start)).unwrap_or_default();
            counted = (counted.0, start, counted.2 + passed.matches('\n').count());
            let line = counted.2;
            let name = file.map_or("rules", |s| s.name.as_str());
            write!(f, "{name}:{line}: {}: {}", diagnostic.code(), diagnostic.text(Lang::En))?;
        }
        Ok(())
    }
}
