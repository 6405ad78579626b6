//! What can be written on the command line.

use crate::commands::compare::Compare;
use crate::commands::sensitivity::Sensitivity;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Indicator rules: exact verdicts, with reasons, the same everywhere.
#[derive(Debug, Parser)]
#[command(name = "milepost", version, about, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Language of messages: en or vi [default: LC_ALL, LANG]
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang: Option<Lang>,
    /// How diagnostics are written
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub(crate) message_format: MessageFormat,
    /// Another limit than the default on what rules and files may ask for, e.g. rows=200000000; again for others
    #[arg(long, global = true, value_name = "NAME=N", value_parser = crate::limits::parse)]
    pub(crate) limit: Vec<(String, u64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    En,
    Vi,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check rules; nothing is printed when they are clean
    Check(Check),
    /// Run the tests written in rule files
    Test(Test),
    /// Bring rule files into the one layout
    Fmt(Fmt),
    /// Evaluate units
    Score(Score),
    /// Why a result is what it is
    Explain(Explain),
    /// The rules as the tables a decision prints
    Describe(Describe),
    /// The inputs that rules need, as an empty table or as types
    Schema(Schema),
    /// Two rule sets, versions or variants on the same data: what changes, and why
    Compare(Compare),
    /// How firm ranks are: intervals under other weights and variants
    Sensitivity(Sensitivity),
    /// Compute a stored result again and say whether it is the same
    Replay(Replay),
    /// The in-browser page, on this machine only
    Serve(Serve),
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Rule files
    #[arg(required = true, value_name = "RULES")]
    pub(crate) rules: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Rule files
    #[arg(required = true, value_name = "RULES")]
    pub(crate) rules: Vec<PathBuf>,
    /// Print tests just below, at and just above each threshold that no test exercises
    #[arg(long)]
    pub(crate) boundaries: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// Rule files
    #[arg(required = true, value_name = "RULES")]
    pub(crate) rules: Vec<PathBuf>,
    /// Only say which files would change
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The rule file
    #[arg(value_name = "RULES")]
    pub(crate) rules: PathBuf,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// The unit's id or label
    #[arg(long, value_name = "UNIT")]
    pub(crate) unit: String,
    /// The evaluated year
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: i32,
    /// The result: its name or its code [default: all results of the unit]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// The level of the unit, where several levels have the id
    #[arg(long, value_name = "LEVEL")]
    pub(crate) level: Option<String>,
    /// Format
    #[arg(long, default_value = "text")]
    pub(crate) format: ExplainFormat,
    /// File to write; - is standard output
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// The day as of which things are judged [default: the last day of the evaluated year]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) as_of: Option<i32>,
    /// The named variant of the rules
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplainFormat {
    Text,
    Json,
    Html,
}

/// Formats of what is a few tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    Text,
    Csv,
    Json,
    Markdown,
    Html,
}

/// How files of data are read.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// Tables: csv, tsv, xlsx, json, ndjson, parquet, arrow; LEVEL=FILE names the level; - is standard input
    #[arg(required = true, value_name = "DATA")]
    pub(crate) data: Vec<String>,
    #[command(flatten)]
    pub(crate) layout: Layout,
}

/// What files of data look like.
#[derive(Debug, Clone, Args)]
pub(crate) struct Layout {
    /// How numbers and dates are written: vi reads 1.234,5 and 31/12/2024
    #[arg(long, value_name = "LOCALE")]
    pub(crate) locale: Option<Locale>,
    /// Which column is which input: a table with the columns column and input
    #[arg(long, value_name = "FILE")]
    pub(crate) map: Option<String>,
    /// The sheet of a spreadsheet
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The row of the heading, or its first and last row: 3 or 3..4
    #[arg(long, value_name = "ROWS", value_parser = range)]
    pub(crate) header_row: Option<(i32, i32)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Locale {
    Vi,
    En,
}

#[derive(Debug, Args)]
pub(crate) struct Score {
    /// The rule file
    #[arg(value_name = "RULES")]
    pub(crate) rules: PathBuf,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// The evaluated year or years: 2024 or 2024..2025 [default: all years of the data]
    #[arg(long, value_name = "YEARS", value_parser = range)]
    pub(crate) year: Option<(i32, i32)>,
    /// Which results
    #[arg(long, default_value = "verdicts")]
    pub(crate) what: What,
    /// Format of the results [default: by the name of the output file, else table]
    #[arg(long)]
    pub(crate) format: Option<ScoreFormat>,
    /// File to write; - is standard output
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
    /// The day as of which things are judged [default: the last day of the evaluated year]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) as_of: Option<i32>,
    /// The named variant of the rules
    #[arg(long, value_name = "NAME")]
    pub(crate) variant: Option<String>,
    /// How to evaluate; verdicts are the same. exact: numbers in full; columnar: fast, numbers as floats
    /// [default: columnar for csv, parquet and arrow, else exact]
    #[arg(long)]
    pub(crate) engine: Option<Engine>,
    /// Worker threads; 0: one per core
    #[arg(long, default_value_t = 0)]
    pub(crate) threads: usize,
    /// The first fault of the data is an error
    #[arg(long)]
    pub(crate) strict: bool,
    /// Rows that are in memory at a time, where rows can be judged one by one [default: 65536, for files of more than four
    /// times that, and text of more than 64 MiB]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) batch_rows: Option<u32>,
    /// No progress bar
    #[arg(long)]
    pub(crate) no_progress: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    Verdicts,
    Criteria,
    Groups,
    Outcomes,
    Ranks,
    Faults,
    /// Criteria by unit and lead: met, not met, not yet due, undetermined
    Leads,
    All,
}

impl What {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Verdicts => "verdicts",
            Self::Criteria => "criteria",
            Self::Groups => "groups",
            Self::Outcomes => "outcomes",
            Self::Ranks => "ranks",
            Self::Faults => "faults",
            Self::Leads => "leads",
            Self::All => "all",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScoreFormat {
    Table,
    Csv,
    Json,
    Ndjson,
    Xlsx,
    Parquet,
    Arrow,
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    Columnar,
    Exact,
}

#[derive(Debug, Args)]
pub(crate) struct Describe {
    /// The rule file
    #[arg(value_name = "RULES")]
    pub(crate) rules: PathBuf,
    /// Print what these other rules change, clause by clause; with DATA also whose verdicts change
    #[arg(long, value_name = "OTHER")]
    pub(crate) diff: Option<PathBuf>,
    /// With --diff: tables, as `score` reads them
    #[arg(value_name = "DATA", requires = "diff")]
    pub(crate) data: Vec<String>,
    #[command(flatten)]
    pub(crate) layout: Layout,
    /// Format
    #[arg(long, default_value = "text")]
    pub(crate) format: DescribeFormat,
    /// The version in force in this year [default: the last one]; with --diff and DATA the evaluated year or years
    #[arg(long, value_name = "YEAR", value_parser = range)]
    pub(crate) year: Option<(i32, i32)>,
    /// With --diff and DATA: the day as of which things are judged [default: the last day of the evaluated year]
    #[arg(long, value_name = "DATE", value_parser = date, requires = "data")]
    pub(crate) as_of: Option<i32>,
    /// File to write; - is standard output
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DescribeFormat {
    Text,
    Json,
    Markdown,
    Html,
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// The rule file
    #[arg(value_name = "RULES")]
    pub(crate) rules: PathBuf,
    /// Format
    #[arg(long, default_value = "csv")]
    pub(crate) format: SchemaFormat,
    /// The level of the table [default: the evaluated one]; xlsx has a sheet per level
    #[arg(long)]
    pub(crate) level: Option<String>,
    /// File to write; - is standard output
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaFormat {
    Csv,
    Xlsx,
    JsonSchema,
    Typescript,
    Rust,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// A result that was stored as JSON
    #[arg(value_name = "RESULT")]
    pub(crate) result: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Port; 0 takes any that is free
    #[arg(long, default_value_t = 8765)]
    pub(crate) port: u16,
    /// The folder of the page [default: the one installed with this program]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) page: Option<PathBuf>,
}

/// `2024`, `2024..2026`
pub(crate) fn range(text: &str) -> Result<(i32, i32), String> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let number = |t: &str| t.trim().parse::<i32>().map_err(|_| format!("'{t}' is not a whole number"));
    let (from, to) = (number(from)?, number(to)?);
    if from > to || to - from > 1000 {
        return Err(format!("{from}..{to} goes backwards or is too long"));
    }
    Ok((from, to))
}

/// `2024-12-31`
pub(crate) fn date(text: &str) -> Result<i32, String> {
    milepost_core::date::parse(text).ok_or_else(|| format!("'{text}' is not a date such as 2024-12-31"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_tree_of_commands_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn years_and_dates() {
        assert_eq!(range("2024"), Ok((2024, 2024)));
        assert_eq!(range("2024..2026"), Ok((2024, 2026)));
        assert!(range("2026..2024").is_err());
        assert!(range("20x4").is_err());
        assert_eq!(date("1970-01-02"), Ok(1));
        assert!(date("2024-02-30").is_err());
    }
}
