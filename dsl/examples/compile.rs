//! Compiles rule files and says how long it took: `cargo run -p milepost-dsl --release --example compile FILE…`.

use std::path::Path;
use std::time::Instant;

use milepost_core::diagnostic::{Diagnostic, Lang};
use milepost_core::program::SourceFile;
use milepost_dsl::{CompileOptions, compile};

fn show(diagnostics: &[Diagnostic], files: &[SourceFile]) {
    for d in diagnostics {
        let file = files.get(usize::from(d.span.file));
        let before = file.and_then(|f| f.text.get(..usize::try_from(d.span.start).unwrap_or(0))).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        println!("{}:{line}: {} {}", file.map_or("", |f| f.name.as_str()), d.code(), d.text(Lang::En));
    }
}

fn main() {
    for path in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("cannot read {path}");
            continue;
        };
        let folder = Path::new(&path).parent().map(Path::to_path_buf).unwrap_or_default();
        let sources = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let mut best = None;
        let mut result = None;
        for _ in 0..5 {
            let start = Instant::now();
            result = Some(compile(&path, &text, &sources, &CompileOptions::default()));
            let took = start.elapsed();
            best = Some(best.map_or(took, |b: std::time::Duration| b.min(took)));
        }
        match result {
            Some(Ok(compiled)) => {
                show(&compiled.warnings, &compiled.program.files);
                println!(
                    "{path}: {} items, {} nodes, {} tests, {:?}, {}",
                    compiled.program.items.len(),
                    compiled.program.nodes.len(),
                    compiled.program.tests.len(),
                    best.unwrap_or_default(),
                    compiled.program.content_hash
                );
            }
            Some(Err(failed)) => {
                show(&failed.diagnostics, &failed.files);
                println!("{path}: refused");
            }
            None => {}
        }
    }
}
