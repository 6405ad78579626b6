//! `milepost sensitivity RULES DATA…`

use crate::args::{Reading, TableFormat, date};
use crate::console::Console;
use crate::progress::Progress;
use crate::{Done, Stop, data, output, rules};
use clap::Args;
use milepost_core::dataset::Dataset;
use milepost_core::program::Program;
use milepost_core::report::{self, Options};
use milepost_core::sensitivity::{Alternative, Plan, sensitivity};
use milepost_io::sensitivity as view;
use std::path::PathBuf;

/// Rank intervals under other weights and variants.
#[derive(Debug, Args)]
pub(crate) struct Sensitivity {
    /// The rule file
    #[arg(value_name = "RULES")]
    rules: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// The evaluated year [default: the last year of the data that the rules apply to]
    #[arg(long, value_name = "YEAR")]
    year: Option<i32>,
    /// The rank [default: the first of the rules]
    #[arg(long, value_name = "NAME")]
    rank: Option<String>,
    /// How many draws
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    draws: u32,
    /// Where the sequence of draws begins; the same seed gives the same bytes
    #[arg(long, default_value_t = 1, value_name = "SEED")]
    seed: u64,
    /// Weights are drawn from so many percent below to so many above what is written; 0: they stay
    #[arg(long, default_value_t = 25, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    spread: u32,
    /// Variants that are drawn beside the rules as written, by commas [default: all; none: - ]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    variants: Option<Vec<String>>,
    /// Format
    #[arg(long, default_value = "text")]
    format: TableFormat,
    /// File to write; - is standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// The day as of which things are judged [default: the last day of the evaluated year]
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<i32>,
}

pub(crate) fn run(console: &Console, args: &Sensitivity) -> Done {
    let program = rules::compile(console, &args.rules, None)?;
    let tables = data::tables(console, &program, &args.reading)?;
    let options = data::bind_options(console, &args.reading, args.year)?;
    let names: Vec<String> = match &args.variants {
        None => program.variants.iter().map(|(name, _)| name.clone()).collect(),
        Some(names) => names.iter().filter(|n| n.as_str() != "-").cloned().collect(),
    };
    let written = data::bind(console, &program, tables.clone(), &options)?.dataset;
    let mut sides: Vec<(String, Program, Dataset)> = vec![(String::new(), program, written)];
    for name in names {
        let variant = rules::attempt(console, &args.rules, Some(&name))?.program;
        // What became of the columns has been said already.
        let bound = milepost_io::bind(&variant, tables.clone(), &options).map_err(|wrong| {
            console.fault(&wrong);
            Stop::Errors
        })?;
        sides.push((name, variant, bound.dataset));
    }
    let alternatives: Vec<Alternative<'_>> =
        sides.iter().map(|(name, program, data)| Alternative { name, program, data }).collect();
    let plan = Plan { draws: args.draws, seed: args.seed, spread: args.spread, rank: args.rank.clone() };
    let progress = Progress::new(true);
    let show = |done: u64, all: u64| progress.show(done, all);
    let years = args.year.into_iter().collect();
    let options =
        Options { years, as_of: args.as_of, progress: Some(&show), limits: console.limits.work, ..Options::default() };
    let found = sensitivity(&alternatives, &plan, &options, &milepost_core::columnar::score);
    progress.clear();
    let Some((_, program, data)) = sides.first() else { return Err(Stop::Errors) };
    let found = match found {
        Ok(Some(found)) => found,
        Ok(None) => {
            let en = "there is no such rank, or no data for a year that the rules apply to";
            let vi = "không có xếp hạng này, hoặc không có số liệu cho năm mà bộ quy tắc áp dụng";
            eprintln!("{}", console.say(en, vi));
            return Err(Stop::Errors);
        }
        Err(report::Stop::Refused(diagnostic)) => {
            console.diagnostics(&[*diagnostic], &program.files);
            return Err(Stop::Errors);
        }
        Err(stop) => {
            eprintln!("{stop}");
            return Err(Stop::Errors);
        }
    };
    let made = match args.format {
        TableFormat::Json => view::to_json(program, data, &found),
        TableFormat::Csv => {
            let mut bytes = Vec::new();
            milepost_io::write::delimited::write(view::frame(&found), b',', &mut bytes).map(|()| bytes)
        }
        format => {
            let description = view::describe(program, data, &found, console.lang);
            Ok(output::described(console, &description, format, args.output.is_none()).into_bytes())
        }
    };
    output::write(console, args.output.as_deref(), |out| out.write_all(&made?))
}
