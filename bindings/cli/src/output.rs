//! Where results go: standard output, or a file that is written whole or not at all.

use crate::Stop;
use crate::args::TableFormat;
use crate::console::Console;
use milepost_io::describe::{self, Description};
use std::io::{self, Write};
use std::path::Path;

/// Writes to a file, or to standard output where none is named.
pub(crate) fn write(
    console: &Console,
    path: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Stop> {
    match path.filter(|p| *p != Path::new("-")) {
        Some(path) => milepost_io::save(path, write).map_err(|wrong| {
            console.fault(&wrong);
            Stop::Errors
        }),
        None => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            let done = write(&mut out).and_then(|()| out.flush());
            done.map_err(|wrong| {
                if wrong.kind() == io::ErrorKind::BrokenPipe {
                    return Stop::Gone;
                }
                eprintln!("{wrong}");
                Stop::Errors
            })
        }
    }
}

/// Tables as text, Markdown or a page.
pub(crate) fn described(console: &Console, description: &Description, format: TableFormat, screen: bool) -> String {
    match format {
        TableFormat::Markdown => describe::to_markdown(description),
        TableFormat::Html => describe::to_html(description),
        TableFormat::Text | TableFormat::Csv | TableFormat::Json => {
            describe::to_text(description, screen && console.colours, console.width().filter(|_| screen))
        }
    }
}
