//! `milepost describe RULES`

use crate::args::{Describe, DescribeFormat, Reading};
use crate::commands::compare::{Both, How};
use crate::console::Console;
use crate::{Done, Stop, output, rules};
use milepost_core::comparison::compare;
use milepost_core::program::{ModuleId, Program};
use milepost_io::comparison as view;
use milepost_io::describe::{self, Description, diff};
use std::path::Path;

pub(crate) fn run(console: &Console, args: &Describe) -> Done {
    let program = rules::attempt(console, &args.rules, None)?.program;
    if let Some(other) = &args.diff {
        return changes(console, args, program, other);
    }
    let year = match args.year {
        Some((from, to)) if from != to => {
            eprintln!("{}", console.say("one year is described at a time", "mỗi lần chỉ mô tả một năm"));
            return Err(Stop::Usage);
        }
        year => year.map(|(year, _)| year),
    };
    if let Some(year) = year
        && program.version_for(ModuleId(0), year).is_none()
    {
        eprintln!(
            "{} {year}",
            console.say("no version of the rules is in force in", "không có phiên bản nào áp dụng cho năm")
        );
        return Err(Stop::Errors);
    }
    if args.format == DescribeFormat::Json {
        let json = describe::to_json(&program, year, console.lang);
        return output::write(console, args.output.as_deref(), |out| out.write_all(json.as_bytes()));
    }
    print(console, args, &describe::describe(&program, year, console.lang))
}

/// What other rules change; on data also whose verdicts.
fn changes(console: &Console, args: &Describe, before: Program, other: &Path) -> Done {
    let after = rules::attempt(console, other, None)?.program;
    if args.data.is_empty() {
        if args.year.is_some() {
            eprintln!(
                "{}",
                console
                    .say("--year with --diff needs DATA to evaluate", "--year cùng --diff cần có số liệu để đánh giá")
            );
            return Err(Stop::Usage);
        }
        if args.format == DescribeFormat::Json {
            let json = diff::to_json(&diff::diff(&before, &after, console.lang));
            return output::write(console, args.output.as_deref(), |out| out.write_all(json.as_bytes()));
        }
        return print(console, args, &diff::describe_diff(&before, &after, console.lang));
    }
    let clauses = diff::diff(&before, &after, console.lang);
    let mut description = diff::describe_diff(&before, &after, console.lang);
    let reading = Reading { data: args.data.clone(), layout: args.layout.clone() };
    let how = How { reading: &reading, year: args.year, as_of: args.as_of };
    let name = |path: &Path| path.display().to_string();
    let both = Both::new(console, &how, (name(&args.rules), before), (name(other), after))?;
    let (a, b) = both.sides();
    let comparison = compare(&a, &b, 0);
    if args.format == DescribeFormat::Json {
        let verdicts = view::verdicts_to_json(&comparison);
        return output::write(console, args.output.as_deref(), |out| {
            write!(out, "{{\"rules\":{},\"verdicts\":", diff::to_json(&clauses).trim_end())?;
            out.write_all(&verdicts?)?;
            out.write_all(b"}\n")
        });
    }
    let verdicts = view::verdicts(&a, &b, &comparison, console.lang);
    description.lines.extend(verdicts.lines);
    description.tables.extend(verdicts.tables);
    print(console, args, &description)
}

fn print(console: &Console, args: &Describe, description: &Description) -> Done {
    let screen = args.output.is_none();
    let text = match args.format {
        DescribeFormat::Text | DescribeFormat::Json => {
            describe::to_text(description, screen && console.colours, console.width().filter(|_| screen))
        }
        DescribeFormat::Markdown => describe::to_markdown(description),
        DescribeFormat::Html => describe::to_html(description),
    };
    output::write(console, args.output.as_deref(), |out| out.write_all(text.as_bytes()))
}
