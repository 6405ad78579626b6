//! One program for all targets: `FUZZ_TARGET` names the one to run (see `milepost_hostile::TARGETS`). `FUZZ_SEEDS=FOLDER`
//! writes the target's good inputs into a folder and ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use milepost_hostile::{TARGETS, Target, target};
use std::sync::OnceLock;

fn chosen() -> Target {
    static CHOSEN: OnceLock<Target> = OnceLock::new();
    *CHOSEN.get_or_init(|| {
        let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
        let names: Vec<&str> = TARGETS.iter().map(|t| t.name).collect();
        let Some(found) = target(&name) else {
            eprintln!("FUZZ_TARGET is one of {}", names.join(", "));
            std::process::exit(2);
        };
        if let Some(folder) = std::env::var_os("FUZZ_SEEDS") {
            let folder = std::path::PathBuf::from(folder);
            for (i, seed) in (found.seeds)().iter().enumerate() {
                if let Err(wrong) = std::fs::write(folder.join(format!("seed-{i:04}")), seed) {
                    eprintln!("{wrong}");
                    std::process::exit(2);
                }
            }
            std::process::exit(0);
        }
        found
    })
}

fuzz_target!(init: { chosen(); }, |bytes: &[u8]| {
    if let Err(why) = (chosen().holds)(bytes) {
        panic!("{why}");
    }
});
