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

/// libFuzzer's hook ends the program at any panic. Decoders of files are other people's code and do panic on damaged
/// files; that is caught and becomes a message, so that only ours, and what nobody catches, are findings.
fn pass_over_decoders() {
    let ends = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let decoder = |file: &str| {
            ["/parquet-", "/arrow-", "/bytes-", "/flate2-", "/snap-", "/zstd-"].iter().any(|at| file.contains(at))
        };
        if !panic.location().is_some_and(|at| decoder(at.file())) {
            ends(panic);
        }
    }));
}

fuzz_target!(init: { chosen(); pass_over_decoders(); }, |bytes: &[u8]| {
    if let Err(why) = (chosen().holds)(bytes) {
        panic!("{why}");
    }
});
