//! `milepost describe RULES`

use crate::args::{Describe, DescribeFormat};
use crate::console::Console;
use crate::{Done, Stop, output, rules};
use milepost_io::describe::{self, diff};

pub(crate) fn run(console: &Console, args: &Describe) -> Done {
    let program = rules::attempt(console, &args.rules, None)?.program;
    if let Some(year) = args.year
        && program.version_for(milepost_core::program::ModuleId(0), year).is_none()
    {
        eprintln!(
            "{} {year}",
            console.say("no version of the rules is in force in", "không có phiên bản nào áp dụng cho năm")
        );
        return Err(Stop::Errors);
    }
    let description = match &args.diff {
        None => describe::describe(&program, args.year, console.lang),
        Some(other) => {
            let other = rules::attempt(console, other, None)?.program;
            if args.format == DescribeFormat::Json {
                let json = diff::to_json(&diff::diff(&program, &other, console.lang));
                return output::write(console, args.output.as_deref(), |out| out.write_all(json.as_bytes()));
            }
            diff::describe_diff(&program, &other, console.lang)
        }
    };
    let screen = args.output.is_none();
    let text = match args.format {
        DescribeFormat::Text => {
            describe::to_text(&description, screen && console.colours, console.width().filter(|_| screen))
        }
        DescribeFormat::Json => describe::to_json(&program, args.year, console.lang),
        DescribeFormat::Markdown => describe::to_markdown(&description),
        DescribeFormat::Html => describe::to_html(&description),
    };
    output::write(console, args.output.as_deref(), |out| out.write_all(text.as_bytes()))
}
