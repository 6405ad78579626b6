//! A copy of the project with every mutant in it that compiles.

use crate::plant::{self, Mutant};
use crate::{read, write};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the switch is called in the copy.
const SWITCH: &str = "//! Which mutant is on: the one that the environment names.
use std::sync::OnceLock;
#[doc(hidden)]
#[inline]
pub fn on(number: usize) -> bool {
    static CHOSEN: OnceLock<usize> = OnceLock::new();
    *CHOSEN.get_or_init(|| std::env::var(\"MUTANT\").ok().and_then(|n| n.parse().ok()).unwrap_or(usize::MAX)) == number
}
";

/// A mutant and the file of core it is in.
#[derive(Debug, Clone)]
pub struct Planted {
    /// From `core/src`.
    pub file: String,
    /// What is made wrong.
    pub mutant: Mutant,
}

/// Where everything lies.
pub struct Copy {
    /// The copy's root.
    pub root: PathBuf,
    /// Its cargo target folder.
    pub target: PathBuf,
}

impl Copy {
    /// Cargo in the copy, optimised enough to be run a thousand times.
    pub fn cargo(&self, words: &[&str]) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.args(words).current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        cargo.env("CARGO_PROFILE_DEV_OPT_LEVEL", "1").env("CARGO_PROFILE_DEV_DEBUG", "0");
        // What is made wrong may be seen to be wrong: that is for the tests to say.
        cargo.env("RUSTFLAGS", "--cap-lints allow");
        cargo
    }
}

/// Copies what git knows of the project, as it lies there now, but for the rooms, which `plant` writes; with the switch.
pub fn copy(root: &Path, home: &Path, rooms: &[String]) -> Result<Copy, String> {
    let copy = Copy { root: home.join("tree"), target: home.join("build") };
    let mut there = BTreeSet::from([copy.root.join("core/src/mutation.rs")]);
    let words = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let listed = Command::new("git").args(words).current_dir(root).output();
    let listed = listed.map_err(|why| format!("git ls-files: {why}"))?;
    for file in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|file| !file.is_empty()) {
        let Ok(mut bytes) = std::fs::read(root.join(file)) else { continue };
        there.insert(copy.root.join(file));
        let in_core = file.strip_prefix("core/src/").unwrap_or_default();
        if in_core == "lib.rs" {
            bytes.extend_from_slice(b"pub mod mutation;\n");
        }
        let written_later = rooms.iter().any(|room| in_core.starts_with(room.as_str())) && !is_test(in_core);
        if !written_later {
            replace(&copy.root.join(file), &bytes)?;
        }
    }
    replace(&copy.root.join("core/src/mutation.rs"), SWITCH.as_bytes())?;
    clear(&copy.root, &there);
    Ok(copy)
}

/// Takes away what the project no longer has, since the last copy.
fn clear(folder: &Path, there: &BTreeSet<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        if path.is_dir() {
            clear(&path, there);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !there.contains(&path) {
            drop(std::fs::remove_file(&path));
        }
    }
}

/// Files of core that hold tests.
fn is_test(file: &str) -> bool {
    file.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "properties.rs"))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    if folder.is_file() {
        found.push(folder.to_owned());
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if is_test(&name) {
            continue;
        }
        if path.is_dir() {
            files(&path, found);
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

/// Puts every mutant of the rooms into the copy and takes out what does not compile, until the rest does. What does not is
/// remembered for the next time.
pub fn plant(root: &Path, copy: &Copy, rooms: &[String]) -> Result<BTreeMap<usize, Planted>, String> {
    let source = root.join("core/src");
    let mut paths = Vec::new();
    rooms.iter().for_each(|room| files(&source.join(room), &mut paths));
    let mut texts = BTreeMap::new();
    let mut planted = BTreeMap::new();
    for path in paths {
        let (file, text) = (path.strip_prefix(&source).unwrap_or(&path).display().to_string(), read(&path)?);
        for mutant in plant::find(&text).map_err(|why| format!("{file}: {why}"))? {
            planted.insert(planted.len(), Planted { file: file.clone(), mutant });
        }
        texts.insert(file, text);
    }
    let all = planted.len();
    let memory = copy.root.with_file_name("not-viable.json");
    let key = |p: &Planted| format!("{} {} {}", p.file, p.mutant.at.start, p.mutant.what);
    let known = std::fs::read_to_string(&memory).ok().and_then(|text| serde_json::from_str(&text).ok());
    let mut not_viable: BTreeSet<String> = known.unwrap_or_default();
    planted.retain(|_, p| !not_viable.contains(&key(p)));
    for round in 1.. {
        for (file, text) in &texts {
            let here: Vec<_> = planted.iter().filter(|(_, p)| p.file == *file).map(|(n, p)| (*n, &p.mutant)).collect();
            replace(&copy.root.join("core/src").join(file), plant::write(text, &here).as_bytes())?;
        }
        let wrong = errors(copy)?;
        if wrong.is_empty() {
            break;
        }
        println!("-- round {round}: {} mutants do not compile", wrong.len());
        not_viable.extend(wrong.iter().filter_map(|number| planted.remove(number)).map(|p| key(&p)));
        write(&memory, &serde_json::json!(not_viable).to_string())?;
    }
    println!("-- {all} mutants, {} of them not viable", all - planted.len());
    Ok(planted)
}

/// Writes a file, unless it says that already: what is the same keeps its time and is not built again.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if std::fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    std::fs::write(path, bytes).map_err(|why| format!("{}: {why}", path.display()))
}

/// The mutants in which the compiler finds errors.
fn errors(copy: &Copy) -> Result<BTreeSet<usize>, String> {
    let checked = copy.cargo(&["check", "--quiet", "-p", "milepost-core", "--message-format=json"]).output();
    let checked = checked.map_err(|why| format!("cargo check: {why}"))?;
    let mut wrong = BTreeSet::new();
    let mut elsewhere = String::new();
    for line in String::from_utf8_lossy(&checked.stdout).lines() {
        let Ok(said) = serde_json::from_str::<Value>(line) else { continue };
        let message = &said["message"];
        if message["level"] != "error" {
            continue;
        }
        for span in message["spans"].as_array().into_iter().flatten().filter(|span| span["is_primary"] == true) {
            let file = span["file_name"].as_str().unwrap_or_default();
            let place = span["byte_start"].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or_default();
            match plant::around(&read(&copy.root.join(file))?, place) {
                Some(number) => drop(wrong.insert(number)),
                None => elsewhere.push_str(message["rendered"].as_str().unwrap_or_default()),
            }
        }
    }
    if wrong.is_empty() && !checked.status.success() {
        return Err(format!("the copy does not compile:\n{elsewhere}{}", String::from_utf8_lossy(&checked.stderr)));
    }
    Ok(wrong)
}
