//! Rule files, and the files they use and amend beside them.

use crate::Stop;
use crate::console::Console;
use milepost_core::codes;
use milepost_core::program::{Program, SourceFile};
use milepost_dsl::{CompileOptions, Compiled};
use milepost_io::fault;
use std::path::{Path, PathBuf};

/// How large a rule file may be.
const MOST_BYTES: u64 = 64 << 20;

/// Reads a file as text.
pub(crate) fn read_text(path: &Path) -> milepost_io::Result<String> {
    let name = path.display().to_string();
    let open = |why: String| fault(&codes::F01_OPEN, name.as_str(), [name.clone(), why]);
    let size = std::fs::metadata(path).map_err(|wrong| open(wrong.to_string()))?;
    if size.len() > MOST_BYTES {
        return Err(fault(&codes::F08_LIMIT, name.as_str(), ["bytes of rules".to_owned(), MOST_BYTES.to_string()]));
    }
    let bytes = std::fs::read(path).map_err(|wrong| open(wrong.to_string()))?;
    Ok(milepost_io::read::decode(&name, &bytes)?.into_owned())
}

/// `rules.mile@variant`, where there is no file of the whole name.
pub(crate) fn file_and_variant(argument: &str) -> (PathBuf, Option<&str>) {
    match argument.rsplit_once('@') {
        Some((file, variant)) if !Path::new(argument).exists() => (PathBuf::from(file), Some(variant)),
        _ => (PathBuf::from(argument), None),
    }
}

/// Compiles a rule file; its warnings are printed, its errors too.
pub(crate) fn compile(console: &Console, path: &Path, variant: Option<&str>) -> Result<Program, Stop> {
    let Compiled { program, warnings } = attempt(console, path, variant)?;
    console.diagnostics(&warnings, &from_here(path, &program.files));
    Ok(program)
}

/// Compiles a rule file; only its errors are printed.
pub(crate) fn attempt(console: &Console, path: &Path, variant: Option<&str>) -> Result<Compiled, Stop> {
    let text = read_text(path).map_err(|wrong| {
        console.fault(&wrong);
        Stop::Errors
    })?;
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = |file: &str| read_text(&folder.join(file)).ok();
    let options = CompileOptions { variant: variant.map(str::to_owned), limits: console.limits.rules };
    milepost_dsl::compile(&name, &text, &beside, &options).map_err(|failed| {
        console.diagnostics(&failed.diagnostics, &from_here(path, &failed.files));
        Stop::Errors
    })
}

/// Files are named beside the compiled one; people open them from where they are.
fn from_here(path: &Path, files: &[SourceFile]) -> Vec<SourceFile> {
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let named = |file: &SourceFile| folder.join(&file.name).display().to_string();
    files.iter().map(|f| SourceFile { name: named(f), text: f.text.clone() }).collect()
}

/// Compiles a text.
pub(crate) fn compile_text(
    console: &Console,
    name: &str,
    text: &str,
    sources: &dyn Fn(&str) -> Option<String>,
    variant: Option<&str>,
) -> Result<Compiled, Stop> {
    let options = CompileOptions { variant: variant.map(str::to_owned), limits: console.limits.rules };
    milepost_dsl::compile(name, text, sources, &options).map_err(|failed| {
        console.diagnostics(&failed.diagnostics, &failed.files);
        Stop::Errors
    })
}
