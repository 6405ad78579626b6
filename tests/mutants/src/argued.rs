//! Survivors that change nothing anyone can see, each with the reason.

use std::collections::BTreeSet;
use std::path::Path;

/// The names before the ` -- ` of each line; a line without a reason is refused.
pub fn read(path: &Path) -> Result<BTreeSet<String>, String> {
    let text = crate::read(path)?;
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let name = |line: &str| match line.split_once(" -- ") {
        Some((name, reason)) if !reason.trim().is_empty() => Ok(name.trim().to_owned()),
        _ => Err(format!("{}: no reason: {line}", path.display())),
    };
    lines.map(name).collect()
}
