//! Messages: in which language, with colours or not, as text or as JSON lines.

use crate::args::{self, Arguments, MessageFormat};
use crate::limits::Limits;
use milepost_core::dataset::Fault;
use milepost_core::diagnostic::{Diagnostic, Lang, Severity};
use milepost_core::program::SourceFile;
use milepost_io::diagnostics::{Style, fault_to_json, render, render_fault, to_json};
use std::io::IsTerminal as _;

/// How many faults are printed one by one.
const MOST_FAULTS: usize = 20;

/// Where messages go.
pub(crate) struct Console {
    pub(crate) lang: Lang,
    json: bool,
    /// Colours on standard output.
    pub(crate) colours: bool,
    error_colours: bool,
    /// What rules and files may ask for.
    pub(crate) limits: Limits,
}

impl Console {
    pub(crate) fn new(arguments: &Arguments) -> Self {
        let lang = match arguments.lang {
            Some(args::Lang::En) => Lang::En,
            Some(args::Lang::Vi) => Lang::Vi,
            None => spoken(),
        };
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let able = wanted && std::env::var_os("TERM").is_none_or(|t| t != "dumb");
        Self {
            lang,
            json: arguments.message_format == MessageFormat::Json,
            colours: able && std::io::stdout().is_terminal(),
            limits: Limits::of(&arguments.limit),
            error_colours: able && std::io::stderr().is_terminal(),
        }
    }

    /// How wide the screen is; None where output is no screen.
    pub(crate) fn width(&self) -> Option<usize> {
        std::io::stdout().is_terminal().then(|| {
            let said = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
            said.unwrap_or(120).clamp(40, 1000)
        })
    }

    fn style(&self) -> Style {
        Style { lang: self.lang, colours: self.error_colours }
    }

    /// Prints diagnostics of rules, errors first in the order given.
    pub(crate) fn diagnostics(&self, diagnostics: &[Diagnostic], files: &[SourceFile]) {
        for diagnostic in diagnostics {
            if self.json {
                eprintln!("{}", to_json(diagnostic, files, self.lang));
            } else {
                eprintln!("{}", render(diagnostic, files, self.style()));
            }
        }
        let errors = diagnostics.iter().filter(|d| d.severity() == Severity::Error).count();
        if errors > 1 && !self.json {
            eprintln!("{}", self.say(&format!("{errors} errors"), &format!("{errors} lỗi")));
        }
    }

    /// Prints one fault.
    pub(crate) fn fault(&self, fault: &Fault) {
        if self.json {
            eprintln!("{}", fault_to_json(fault, self.lang));
        } else {
            eprint!("{}", render_fault(fault, self.style()));
        }
    }

    /// How many faults are printed: as JSON lines all of them.
    pub(crate) fn most_faults(&self) -> usize {
        if self.json { usize::MAX } else { MOST_FAULTS }
    }

    /// Prints faults of data; where there are many, the first ones and how many more.
    pub(crate) fn faults(&self, faults: &[Fault]) {
        self.first_faults(faults, faults.len());
    }

    /// The same for the first ones of so many.
    pub(crate) fn first_faults(&self, faults: &[Fault], all: usize) {
        let shown = self.most_faults();
        for fault in faults.iter().take(shown) {
            self.fault(fault);
        }
        let more = all.saturating_sub(shown);
        if more > 0 {
            let en = format!("… and {more} more; --what faults lists all of them");
            eprintln!("{}", self.say(&en, &format!("… và {more} lỗi khác; --what faults liệt kê tất cả")));
        }
    }

    /// A sentence for people only.
    pub(crate) fn remark(&self, text: &str) {
        if !self.json {
            eprintln!("{text}");
        }
    }

    /// A sentence in the reader's language.
    pub(crate) fn say<'a>(&self, en: &'a str, vi: &'a str) -> &'a str {
        milepost_io::words::pick(self.lang, en, vi)
    }
}

/// The language of the environment.
fn spoken() -> Lang {
    let said =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok()).find(|v| !v.is_empty());
    if said.is_some_and(|v| v.to_ascii_lowercase().starts_with("vi")) { Lang::Vi } else { Lang::En }
}
