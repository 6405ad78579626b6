//! The program `milepost`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(milepost_cli::run(std::env::args_os()))
}
