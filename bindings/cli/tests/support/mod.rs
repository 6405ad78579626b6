//! Runs the program in a folder of its own.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses a part; a test that cannot go on fails")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

pub const RULES: &str = r#"ruleset fibre "Phủ cáp quang" {
  language vi  version "1"  applies 2024..2025  evaluates district
  source law "Điều 1"
  label en "Fibre coverage"
}
document law "Quyết định mẫu" { number "1/QĐ" date 2024-01-02 }
level district "Huyện"
level commune "Xã" within district
input covered : ratio in 0%..100% "Tỷ lệ hộ có cáp quang" { given as percent }
input plan : yes_no "Có kế hoạch"
input recognised of commune : yes_no "Xã được công nhận"
group all "Toàn bộ tiêu chí" {
  verdict every
  score sum
  criterion II_3 "Hộ có cáp quang" {
    code "II.3"  source law "Phụ lục, II.3"  judged by "Sở TT&TT"
    measure covered
    target 2024: >= 70%, 2025: >= 80%
    score max 3 points = 3 points * measure
    note "hiểu là từ mức này trở lên"
  }
  criterion I_1 "Xã được công nhận" {
    code "I.1"  source law "Phụ lục, I.1"
    measure share of commune where recognised
    target 2024..2025: >= 100%
    score max 1 points when met
  }
}
outcome recognition "Công nhận" {
  source law "Điều 2"
  require done "Hoàn thành các tiêu chí": all.met
}
rank place "Thứ hạng" of district { by all.score descending ties shared }
test "at the threshold" at 2024 {
  given { covered = 70% }
  with 2 commune { recognised = yes }
  expect II_3 = met
  expect recognition = recognised
}
test "just below" at 2024 {
  given { covered = 69.99% }
  expect II_3 = not_met
}
"#;

pub const DISTRICTS: &str =
    "unit,label,year,covered,plan\na,Huyện A,2024,70,Có\nb,Huyện B,2024,69.996,Không\na,Huyện A,2025,79.99,yes\n";
pub const COMMUNES: &str =
    "unit,parent,year,recognised\na1,a,2024,Có\na2,a,2024,Có\nb1,b,2024,Không\na1,a,2025,Có\na2,a,2025,\n";

/// A folder that is removed at the end, with the sample rules and data.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("milepost-cli-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        let folder = Self(path);
        folder.put("fibre.mile", RULES);
        folder.put("districts.csv", DISTRICTS);
        folder.put("communes.csv", COMMUNES);
        folder
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
        command.args(arguments).current_dir(&self.0).env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "C");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).stdin(Stdio::null()).output().unwrap())
    }

    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Run::of(child.wait_with_output().unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, 0, "{}{}", self.out, self.err);
        self
    }
}
