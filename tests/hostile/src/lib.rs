//! What must hold for any bytes at all: a result or a placed message, no panic, no long wait.
//!
//! | file | what it holds |
//! |---|---|
//! | `rules` | any text, any words, and rules that were put together at random |
//! | `files` | files of data of every format, and tables bound to rules |
//! | `package` | spreadsheets whose parts are any text |
//! | `seeds` | the good inputs that bad ones are made from |
//! | `spoil` | how they are made bad |
//!
//! The fuzzer (`tests/fuzz`) and the test of hostile inputs run the same targets.

pub mod files;
pub mod package;
pub mod rules;
pub mod seeds;
pub mod spoil;

/// Whether the input was accepted; `Err` if a promise is broken.
pub type Held = Result<bool, String>;

/// One way in.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// What must hold of any bytes.
    pub holds: fn(&[u8]) -> Held,
    /// Good inputs.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All ways in.
pub const TARGETS: &[Target] = &[
    Target { name: "text", holds: rules::text, seeds: seeds::rules },
    Target { name: "tokens", holds: rules::tokens, seeds: seeds::tokens },
    Target { name: "program", holds: rules::program, seeds: seeds::choices },
    Target { name: "data", holds: files::data, seeds: seeds::data },
    Target { name: "csv", holds: files::csv, seeds: seeds::csv },
    Target { name: "json", holds: files::json, seeds: seeds::json },
    Target { name: "ndjson", holds: files::ndjson, seeds: seeds::ndjson },
    Target { name: "xlsx", holds: files::xlsx, seeds: seeds::xlsx },
    Target { name: "sheet", holds: package::sheet, seeds: seeds::sheet },
    Target { name: "parquet", holds: files::parquet, seeds: seeds::parquet },
    Target { name: "arrow", holds: files::arrow, seeds: seeds::arrow },
];

/// A target by its name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|t| t.name == name).copied()
}
