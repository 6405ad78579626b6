//! `milepost compare A B DATA…`

use crate::args::{Reading, TableFormat, date, range};
use crate::console::Console;
use crate::progress::Progress;
use crate::{Done, Stop, data, output, rules};
use clap::Args;
use milepost_core::comparison::{Side, compare};
use milepost_core::dataset::Dataset;
use milepost_core::program::{Program, VersionId};
use milepost_core::report::{self, Options, Table};
use milepost_io::comparison as view;
use std::path::PathBuf;

/// Two sets of rules on the same data.
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// The first rule file; FILE@VARIANT names a variant
    #[arg(value_name = "A")]
    before: String,
    /// The second
    #[arg(value_name = "B")]
    after: String,
    #[command(flatten)]
    reading: Reading,
    /// The evaluated year or years [default: all years of the data that both rules apply to]
    #[arg(long, value_name = "YEARS", value_parser = range)]
    year: Option<(i32, i32)>,
    /// How many drivers are named for a change
    #[arg(long, default_value_t = 3, value_name = "N")]
    drivers: usize,
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

/// One side, evaluated.
struct Judged {
    program: Program,
    data: Dataset,
    table: Table,
    as_if: Option<VersionId>,
}

impl Judged {
    fn side<'a>(&'a self, name: &'a str) -> Side<'a> {
        Side { name, program: &self.program, data: &self.data, table: &self.table, as_if: self.as_if }
    }
}

/// Both sides, evaluated for the same years.
pub(crate) struct Both {
    before: (String, Judged),
    after: (String, Judged),
}

impl Both {
    /// Evaluates both rules on the same data.
    pub(crate) fn new(
        console: &Console,
        how: &How<'_>,
        before: (String, Program),
        after: (String, Program),
    ) -> Result<Self, Stop> {
        let years = match how.year {
            Some((from, to)) => (from..=to).collect(),
            None => Vec::new(),
        };
        let first = judge(console, how, before.1, &years)?;
        // Without stated years, those that the first rules were evaluated for.
        let years = if years.is_empty() { evaluated(&first.table) } else { years };
        let second = judge(console, how, after.1, &years)?;
        Ok(Self { before: (before.0, first), after: (after.0, second) })
    }

    pub(crate) fn sides(&self) -> (Side<'_>, Side<'_>) {
        (self.before.1.side(&self.before.0), self.after.1.side(&self.after.0))
    }
}

/// On which data, for which years.
pub(crate) struct How<'a> {
    pub(crate) reading: &'a Reading,
    pub(crate) year: Option<(i32, i32)>,
    pub(crate) as_of: Option<i32>,
}

pub(crate) fn run(console: &Console, args: &Compare) -> Done {
    let compile = |argument: &str| {
        let (path, variant) = rules::file_and_variant(argument);
        rules::compile(console, &path, variant)
    };
    let (before, after) = (compile(&args.before)?, compile(&args.after)?);
    let how = How { reading: &args.reading, year: args.year, as_of: args.as_of };
    let both = Both::new(console, &how, (args.before.clone(), before), (args.after.clone(), after))?;
    let (a, b) = both.sides();
    let comparison = compare(&a, &b, args.drivers);
    let description = || view::describe(&a, &b, &comparison, console.lang);
    let made = match args.format {
        TableFormat::Json => view::to_json(&a, &b, &comparison),
        TableFormat::Csv => {
            let mut bytes = Vec::new();
            milepost_io::write::delimited::write(view::frame(&comparison), b',', &mut bytes).map(|()| bytes)
        }
        format => Ok(output::described(console, &description(), format, args.output.is_none()).into_bytes()),
    };
    output::write(console, args.output.as_deref(), |out| out.write_all(&made?))
}

fn evaluated(table: &Table) -> Vec<i32> {
    let mut years: Vec<i32> = table.blocks.iter().map(|b| b.year).collect();
    years.sort_unstable();
    years.dedup();
    years
}

/// Evaluates one side by the rules of its own file, in years where they are not in force as if they were.
fn judge(console: &Console, how: &How<'_>, program: Program, years: &[i32]) -> Result<Judged, Stop> {
    let single = how.year.filter(|(from, to)| from == to).map(|(year, _)| year);
    let tables = data::tables(console, &program, how.reading)?;
    let options = data::bind_options(console, how.reading, single)?;
    let data = data::bind(console, &program, tables, &options)?.dataset;
    let own = program.modules.first().and_then(|m| m.versions.last()).copied();
    let in_force = |year: &i32| {
        own.and_then(|v| program.versions.get(v.index())).is_some_and(|version| version.applies.contains(*year))
    };
    let as_if = own.filter(|_| !years.iter().all(in_force));
    let progress = Progress::new(true);
    let show = |done: u64, all: u64| progress.show(done, all);
    let options = Options {
        years: years.to_vec(),
        as_of: how.as_of,
        as_if,
        exact: true,
        progress: Some(&show),
        limits: console.limits.work,
        ..Options::default()
    };
    let table = milepost_core::exact::score(&program, &data, &options);
    progress.clear();
    match table {
        Ok(table) => Ok(Judged { program, data, table, as_if }),
        Err(report::Stop::Refused(diagnostic)) => {
            console.diagnostics(&[*diagnostic], &program.files);
            Err(Stop::Errors)
        }
        Err(stop) => {
            eprintln!("{stop}");
            Err(Stop::Errors)
        }
    }
}
