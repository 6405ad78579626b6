//! Where results go: standard output, or a file that is written whole or not at all.

use crate::Stop;
use crate::args::TableFormat;
use crate::console::Console;
use milepost_io::Draft;
use milepost_io::describe::{self, Description};
use std::io::{self, Write};
use std::path::Path;

/// Writes to a file, or to standard output where none is named.
pub(crate) fn write(
    console: &Console,
    path: Option<&Path>,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), Stop> {
    let mut out = Out::new(console, path)?;
    let done = write(out.out());
    out.check(console, done)?;
    out.keep(console)
}

/// A file that is being written, or standard output.
pub(crate) enum Out {
    File(Draft),
    Standard(io::BufWriter<io::Stdout>),
}

impl Out {
    pub(crate) fn new(console: &Console, path: Option<&Path>) -> Result<Self, Stop> {
        match path.filter(|p| *p != Path::new("-")) {
            Some(path) => Draft::new(path).map(Self::File).map_err(|wrong| said(console, &wrong)),
            None => Ok(Self::Standard(io::BufWriter::new(io::stdout()))),
        }
    }

    pub(crate) fn out(&mut self) -> &mut (dyn Write + Send) {
        match self {
            Self::File(draft) => draft.out(),
            Self::Standard(out) => out,
        }
    }

    /// What could not be written ends the work.
    pub(crate) fn check(&self, console: &Console, done: io::Result<()>) -> Result<(), Stop> {
        done.map_err(|wrong| match self {
            Self::File(draft) => said(console, &draft.failed(&wrong)),
            Self::Standard(_) if wrong.kind() == io::ErrorKind::BrokenPipe => Stop::Gone,
            Self::Standard(_) => {
                eprintln!("{wrong}");
                Stop::Errors
            }
        })
    }

    /// All has been written.
    pub(crate) fn keep(mut self, console: &Console) -> Result<(), Stop> {
        let done = self.out().flush();
        self.check(console, done)?;
        match self {
            Self::File(draft) => draft.keep().map_err(|wrong| said(console, &wrong)),
            Self::Standard(_) => Ok(()),
        }
    }
}

fn said(console: &Console, wrong: &milepost_core::dataset::Fault) -> Stop {
    console.fault(wrong);
    Stop::Errors
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
