//! What notices that something is wrong: core's own tests, the conformance cases, what is explained and supposed, data in
//! parts, the comparison of the evaluators.

use crate::build::Copy;
use crate::results::Outcome;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// The programs of the copy that run the tests, quickest first.
pub struct Suites {
    each: Vec<Suite>,
}

struct Suite {
    name: &'static str,
    program: PathBuf,
    folder: PathBuf,
    words: &'static [&'static str],
}

/// Runs a program for at most ten seconds of a processor: ten times what a suite takes when nothing is wrong.
const LIMITED: &str = "ulimit -t 10; exec \"$0\" \"$@\"";

/// A program that waits takes no processor's time.
const PATIENCE: Duration = Duration::from_secs(900);

/// Builds them and runs each once with no mutant on: then all must be well.
pub fn built(copy: &Copy, home: &Path) -> Result<Suites, String> {
    println!("-- building the tests, the cases and the comparison of the evaluators");
    let tests = programs(copy, &["test", "--no-run", "-p", "milepost-core", "-p", "milepost-conformance"])?;
    let bound = ["test", "--no-run", "-p", "milepost", "--test", "explain", "--test", "partial", "--test", "suppose"];
    let bound = programs(copy, &bound)?;
    let comparison = programs(copy, &["build", "-p", "milepost-differential"])?;
    let known = [
        ("core's tests", "milepost_core", "core", &["--test-threads=1"][..], &tests),
        ("cases", "cases", "tests/conformance", &["--exact", "exact"], &tests),
        ("cases in columns", "cases", "tests/conformance", &["--exact", "columnar"], &tests),
        ("explanations", "explain", "bindings/rust", &["--test-threads=1"], &bound),
        ("supposed facts", "suppose", "bindings/rust", &["--test-threads=1"], &bound),
        ("data in parts", "partial", "bindings/rust", &["--test-threads=1"], &bound),
        ("comparison", "milepost-differential", "", &["--cells", "60000", "--seed", "7"], &comparison),
    ];
    let mut each = Vec::new();
    for (name, target, folder, words, programs) in known {
        let found = programs.iter().find(|(of, _)| of == target).map(|(_, program)| program.clone());
        let program = found.ok_or_else(|| format!("cargo built no program {target}"))?;
        let suite = Suite { name, program, folder: copy.root.join(folder), words };
        let start = Instant::now();
        if let Some(why) = suite.notices(usize::MAX, None) {
            return Err(format!("{name}: not well before anything is wrong ({why}); see {}", home.display()));
        }
        println!("-- {name}: {:.1} s when nothing is wrong", start.elapsed().as_secs_f64());
        each.push(suite);
    }
    Ok(Suites { each })
}

/// The programs that cargo says it built, by the names of their targets.
fn programs(copy: &Copy, words: &[&str]) -> Result<Vec<(String, PathBuf)>, String> {
    let built = copy.cargo(words).arg("--message-format=json").stderr(Stdio::inherit()).output();
    let built = built.map_err(|why| format!("cargo: {why}"))?;
    if !built.status.success() {
        return Err(format!("cargo {} failed", words.join(" ")));
    }
    let text = String::from_utf8_lossy(&built.stdout);
    let artifacts = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let program =
        |said: Value| Some((said["target"]["name"].as_str()?.to_owned(), PathBuf::from(said["executable"].as_str()?)));
    Ok(artifacts.filter_map(program).collect())
}

impl Suites {
    /// Runs them with a mutant of this file on until one notices; first of all the tests that stand beside it.
    pub fn try_out(&self, number: usize, file: &str) -> Outcome {
        let module = file.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
        let around = module.rsplit_once("::").map_or("", |(around, _)| around);
        let beside = if around.contains("::") { around } else { module.as_str() };
        let first = self.each.first().map(|suite| (suite, Some(beside)));
        for (suite, only) in first.into_iter().chain(self.each.iter().map(|suite| (suite, None))) {
            match suite.notices(number, only) {
                Some("time") => return Outcome::TimedOut,
                Some(_) => return Outcome::Caught(suite.name.to_owned()),
                None => {}
            }
        }
        Outcome::Survived
    }
}

impl Suite {
    fn notices(&self, number: usize, only: Option<&str>) -> Option<&'static str> {
        let mut command = Command::new("sh");
        command
            .args(["-c", LIMITED])
            .arg(&self.program)
            .args(self.words)
            .args(only)
            .current_dir(&self.folder)
            .env("MUTANT", number.to_string());
        command.env("PROPTEST_CASES", "32").env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let Ok(mut running) = command.spawn() else { return Some("it could not be run") };
        let failed = Arc::new(AtomicBool::new(false));
        if let Some(said) = running.stdout.take() {
            let failed = Arc::clone(&failed);
            std::thread::spawn(move || {
                let lines = BufReader::new(said).lines().map_while(Result::ok);
                lines.filter(|line| line.ends_with("... FAILED")).for_each(|_| failed.store(true, Relaxed));
            });
        }
        let start = Instant::now();
        loop {
            match running.try_wait() {
                Ok(Some(status)) if status.success() => return None,
                Ok(Some(status)) => {
                    let stopped = status.to_string();
                    let out_of_time = stopped.contains("SIGXCPU") || stopped.contains("SIGKILL");
                    return Some(if out_of_time { "time" } else { "a test failed" });
                }
                // The first test that fails is enough.
                Ok(None) if start.elapsed() > PATIENCE || failed.load(Relaxed) => {
                    drop(running.kill());
                    drop(running.wait());
                    return Some(if failed.load(Relaxed) { "a test failed" } else { "time" });
                }
                Ok(None) => std::thread::sleep(Duration::from_millis(10)),
                Err(_) => return Some("it could not be waited for"),
            }
        }
    }
}
