//! Published indices, recomputed by the shipped rule packs and compared cell by cell.
//!
//! Each pack of `rules/indices` is evaluated on the data of the publication and held against what was published, at the
//! precision that was published. The data are read where they lie (`../shared` beside the workspace) and are no part
//! of the project.

pub mod compare;
pub mod data;
pub mod engine;
pub mod indices;
pub mod table;

pub use compare::Line;
pub use engine::Engine;

use std::path::{Path, PathBuf};

/// Why a comparison could not be done at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file of data or rules cannot be read.
    #[error("{path}: {why}")]
    File {
        /// The file.
        path: PathBuf,
        /// What happened.
        why: String,
    },
    /// The rules do not compile, or cannot be evaluated.
    #[error("{path}: {why}")]
    Rules {
        /// The rule file.
        path: PathBuf,
        /// The diagnostics.
        why: String,
    },
}

/// The root of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new(".")).to_path_buf()
}

/// The published data beside the workspace, if they are there.
pub fn shared() -> Option<PathBuf> {
    let data = root().parent()?.join("shared").join("data");
    data.is_dir().then_some(data)
}

/// Whether missing data must be an error: on the build machines they are always there.
pub fn must_run() -> bool {
    std::env::var_os("CI").is_some_and(|v| !v.is_empty() && v != "false" && v != "0")
}

/// All comparisons with one evaluator.
///
/// # Errors
/// When data or rules cannot be read, or rules have errors.
pub fn run(data: &Path, engine: Engine) -> Result<Vec<Line>, Error> {
    let place = data::Place { data: data.to_path_buf(), rules: root().join("rules").join("indices") };
    let mut lines = Vec::new();
    for index in indices::ALL {
        lines.extend(index(&place, engine)?);
    }
    Ok(lines)
}
