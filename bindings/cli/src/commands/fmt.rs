//! `milepost fmt RULES…`

use crate::args::Fmt;
use crate::console::Console;
use crate::{Done, Stop, rules};
use milepost_core::program::SourceFile;

pub(crate) fn run(console: &Console, fmt: &Fmt) -> Done {
    let mut wrong = false;
    for path in &fmt.rules {
        let text = match rules::read_text(path) {
            Ok(text) => text,
            Err(fault) => {
                console.fault(&fault);
                wrong = true;
                continue;
            }
        };
        let name = path.display().to_string();
        match milepost_dsl::format(&text) {
            Err(diagnostics) => {
                console.diagnostics(&diagnostics, &[SourceFile { name, text }]);
                wrong = true;
            }
            Ok(formatted) if formatted == text => {}
            Ok(_) if fmt.check => {
                println!("{name}: {}", console.say("not formatted", "chưa được trình bày đúng"));
                wrong = true;
            }
            Ok(formatted) => {
                if let Err(fault) = milepost_io::save(path, |out| out.write_all(formatted.as_bytes())) {
                    console.fault(&fault);
                    wrong = true;
                }
            }
        }
    }
    if wrong { Err(Stop::Errors) } else { Ok(()) }
}
