//! `milepost check RULES…`

use crate::args::Check;
use crate::console::Console;
use crate::{Done, Stop, rules};

pub(crate) fn run(console: &Console, check: &Check) -> Done {
    let mut errors = false;
    for path in &check.rules {
        errors |= rules::compile(console, path, None).is_err();
    }
    if errors { Err(Stop::Errors) } else { Ok(()) }
}
