//! The command `milepost`. Exit status: 0 done; 1 the rules or the data have errors; 2 wrong usage.

mod args;
mod commands;
mod console;
mod data;
mod limits;
mod output;
mod progress;
mod rules;

use args::{Arguments, Command};
use clap::Parser as _;
use console::Console;
use std::ffi::OsString;

/// Why a command did not end well. What was wrong has been said already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Errors in rules or data.
    Errors,
    /// Wrong usage.
    Usage,
    /// Whoever read the output has gone.
    Gone,
}

/// What a command gives back.
pub(crate) type Done = Result<(), Stop>;

/// Runs the command with these arguments, the first of which is the name of the program; gives the exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(wrong) => {
            // Where nobody reads what is printed there is nobody to tell.
            let _ = wrong.print();
            return u8::try_from(wrong.exit_code()).unwrap_or(2);
        }
    };
    let console = Console::new(&arguments);
    let done = match &arguments.command {
        Command::Check(check) => commands::check::run(&console, check),
        Command::Test(test) => commands::test::run(&console, test),
        Command::Fmt(fmt) => commands::fmt::run(&console, fmt),
        Command::Explain(explain) => commands::explain::run(&console, explain),
        Command::Score(score) => commands::score::run(&console, score),
        Command::Describe(describe) => commands::describe::run(&console, describe),
        Command::Schema(schema) => commands::schema::run(&console, schema),
        Command::Compare(compare) => commands::compare::run(&console, compare),
        Command::Sensitivity(sensitivity) => commands::sensitivity::run(&console, sensitivity),
        Command::Replay(replay) => commands::replay::run(&console, replay),
        Command::Serve(serve) => commands::serve::run(&console, serve),
    };
    match done {
        Ok(()) | Err(Stop::Gone) => 0,
        Err(Stop::Errors) => 1,
        Err(Stop::Usage) => 2,
    }
}
