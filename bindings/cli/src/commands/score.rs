//! `milepost score RULES DATA…`

mod batches;

use crate::args::{Engine, Score, ScoreFormat, TableFormat};
use crate::console::Console;
use crate::progress::Progress;
use crate::{Done, Stop, data, output, rules};
use milepost_core::dataset::Dataset;
use milepost_core::diagnostic::{Lang, Severity};
use milepost_core::program::Program;
use milepost_core::report::{self, Options, Table};
use milepost_io::replay::Replay;
use milepost_io::write::{arrow, delimited, json, parquet, screen, xlsx};
use milepost_io::{BindOptions, Format, Metadata, RawTable, What};
use std::io::{self, Write};
use std::path::Path;

pub(crate) fn run(console: &Console, args: &Score) -> Done {
    let format = format(args);
    let output = args.output.as_deref();
    let to_screen = output.is_none() && io::IsTerminal::is_terminal(&io::stdout());
    if to_screen && matches!(format, ScoreFormat::Xlsx | ScoreFormat::Parquet | ScoreFormat::Arrow) {
        eprintln!("{}", console.say("name an output file: -o OUT", "hãy nêu tệp kết quả: -o TỆP"));
        return Err(Stop::Usage);
    }
    let leads = args.what == crate::args::What::Leads;
    if leads && !matches!(format, ScoreFormat::Table | ScoreFormat::Html) {
        let vi = "leads là bảng để đọc: chọn định dạng table hoặc html";
        eprintln!("{}", console.say("leads is a table for people: choose the format table or html", vi));
        return Err(Stop::Usage);
    }
    let program = rules::compile(console, &args.rules, args.variant.as_deref())?;
    let single = args.year.filter(|(from, to)| from == to).map(|(year, _)| year);
    let options = data::bind_options(console, &args.reading, single)?;
    if let Some(any) = batches::score(console, args, format, &program, &options)? {
        return if any { Ok(()) } else { Err(nothing(console)) };
    }
    let tables = data::tables(console, &program, &args.reading)?;
    let replay = (format == ScoreFormat::Json).then(|| replay(args, &program, &tables, &options));
    let data = data::bind(console, &program, tables, &options)?.dataset;
    let table = score(console, &program, &data, args, exactly(args, format))?;
    report_faults(console, args, &table)?;
    if leads {
        let page = milepost_io::leads(&program, &data, &table, console.lang);
        let format = if format == ScoreFormat::Html { TableFormat::Html } else { TableFormat::Text };
        let text = output::described(console, &page, format, output.is_none());
        return output::write(console, output, |out| out.write_all(text.as_bytes()));
    }
    let results = Results { program: &program, data: &data, table: &table, lang: console.lang, args, console };
    output::write(console, output, |out| results.write(format, replay.as_ref(), out))?;
    let any = table.blocks.iter().any(|b| !b.units.is_empty());
    if any || args.what == crate::args::What::Faults { Ok(()) } else { Err(nothing(console)) }
}

fn nothing(console: &Console) -> Stop {
    let vi = "không đánh giá được gì: không có đơn vị nào có số liệu cho năm mà bộ quy tắc áp dụng";
    eprintln!("{}", console.say("nothing could be scored: no unit has data for a year that the rules apply to", vi));
    Stop::Errors
}

/// The format that was asked for, else the one of the output file's name.
fn format(args: &Score) -> ScoreFormat {
    let named = || match Format::of_name(&args.output.as_ref()?.to_string_lossy())? {
        Format::Csv | Format::Tsv => Some(ScoreFormat::Csv),
        Format::Json => Some(ScoreFormat::Json),
        Format::Ndjson => Some(ScoreFormat::Ndjson),
        Format::Xlsx => Some(ScoreFormat::Xlsx),
        Format::Parquet => Some(ScoreFormat::Parquet),
        Format::Arrow => Some(ScoreFormat::Arrow),
        Format::Html => Some(ScoreFormat::Html),
        Format::Table | Format::Markdown => None,
    };
    args.format.or_else(named).unwrap_or(ScoreFormat::Table)
}

/// Formats that hold exact forms, or that people read, are made of exact values; the others of the nearest floats.
fn exactly(args: &Score, format: ScoreFormat) -> bool {
    let floats = matches!(format, ScoreFormat::Csv | ScoreFormat::Parquet | ScoreFormat::Arrow);
    args.engine == Some(Engine::Exact) || (!floats && args.engine.is_none())
}

fn score(console: &Console, program: &Program, data: &Dataset, args: &Score, exact: bool) -> Result<Table, Stop> {
    let progress = Progress::new(!args.no_progress);
    let show = |done: u64, all: u64| progress.show(done, all);
    let years = args.year.map(|(from, to)| (from..=to).collect()).unwrap_or_default();
    let options = Options { progress: Some(&show), ..options(console, args, exact, years) };
    let table = evaluate(program, data, args, &options);
    progress.clear();
    table.map_err(|stop| refused(console, program, &stop))
}

fn options(console: &Console, args: &Score, exact: bool, years: Vec<i32>) -> Options<'static> {
    let limits = console.limits.work;
    Options { years, as_of: args.as_of, threads: args.threads, exact, limits, ..Options::default() }
}

fn evaluate(program: &Program, data: &Dataset, args: &Score, options: &Options<'_>) -> Result<Table, report::Stop> {
    match args.engine.unwrap_or(Engine::Columnar) {
        Engine::Exact => milepost_core::exact::score(program, data, options),
        Engine::Columnar => milepost_core::columnar::score(program, data, options),
    }
}

fn refused(console: &Console, program: &Program, stop: &report::Stop) -> Stop {
    match stop {
        report::Stop::Refused(diagnostic) => console.diagnostics(std::slice::from_ref(diagnostic), &program.files),
        report::Stop::Cancelled => eprintln!("{stop}"),
    }
    Stop::Errors
}

/// Faults go to standard error, unless they are what was asked for; under --strict the first one ends the work.
fn report_faults(console: &Console, args: &Score, table: &Table) -> Result<(), Stop> {
    if args.strict
        && let Some(first) = table.faults.iter().find(|f| f.message.severity == Severity::Error)
    {
        console.fault(first);
        return Err(Stop::Errors);
    }
    if args.what != crate::args::What::Faults {
        console.faults(&table.faults);
    }
    Ok(())
}

fn replay(args: &Score, program: &Program, tables: &[RawTable], options: &BindOptions) -> Replay {
    Replay {
        rules: program.files.iter().map(|f| (f.name.clone(), f.text.clone())).collect(),
        variant: args.variant.clone(),
        tables: tables.to_vec(),
        vietnamese: options.locale == milepost_core::dataset::Locale::Vi,
        mapping: options.mapping.0.clone(),
        year: options.year,
        years: args.year.map(|(from, to)| (from..=to).collect()).unwrap_or_default(),
        as_of: args.as_of,
        what: args.what.word().to_owned(),
    }
}

struct Results<'a> {
    program: &'a Program,
    data: &'a Dataset,
    table: &'a Table,
    lang: Lang,
    args: &'a Score,
    console: &'a Console,
}

impl Results<'_> {
    fn what(&self) -> What {
        What::from_word(self.args.what.word()).unwrap_or_default()
    }

    fn metadata(&self) -> Metadata {
        Metadata::of(self.program, self.data, self.table, self.args.as_of)
    }

    /// The results, or the faults where those were asked for.
    fn frame(&self) -> milepost_io::Frame<'_> {
        match self.what() {
            What::Faults => milepost_io::faults(self.program, &self.table.faults, self.lang),
            what => milepost_io::results(self.program, self.data, self.table, what),
        }
    }

    fn write(&self, format: ScoreFormat, replay: Option<&Replay>, mut out: &mut dyn Write) -> io::Result<()> {
        match format {
            ScoreFormat::Csv => {
                let tabs =
                    self.args.output.as_ref().and_then(|o| Format::of_name(&o.to_string_lossy())) == Some(Format::Tsv);
                delimited::write(self.frame(), if tabs { b'\t' } else { b',' }, out)
            }
            ScoreFormat::Ndjson => json::lines(self.frame(), out),
            ScoreFormat::Json => {
                document(self.program, self.data, self.table, self.args.as_of, self.what(), replay, out)
            }
            ScoreFormat::Xlsx => {
                let mut sheets = vec![(self.console.say("Results", "Kết quả"), self.frame())];
                if self.what() != What::Faults {
                    let faults = milepost_io::faults(self.program, &self.table.faults, self.lang);
                    sheets.push((self.console.say("Faults", "Lỗi số liệu"), faults));
                }
                xlsx::write(sheets, self.console.say("About", "Về kết quả"), &self.metadata().pairs(), out)
            }
            ScoreFormat::Arrow => arrow::write(self.frame(), &self.metadata().pairs(), out),
            ScoreFormat::Parquet => {
                let mut bytes = Vec::new();
                parquet::write(self.frame(), &self.metadata().pairs(), &mut bytes)?;
                out.write_all(&bytes)
            }
            ScoreFormat::Html => {
                let page = milepost_io::write::html::scorecard(
                    self.program,
                    self.data,
                    self.table,
                    &self.metadata(),
                    self.lang,
                );
                out.write_all(page.as_bytes())
            }
            ScoreFormat::Table => {
                let screen = self.args.output.as_deref().is_none_or(|p| p == Path::new("-"));
                let style = screen::Style {
                    lang: self.lang,
                    colours: screen && self.console.colours,
                    limit: self.console.width().filter(|_| screen),
                };
                if self.what() == What::Faults {
                    return screen::frame(self.frame(), style, &mut out);
                }
                screen::results(self.program, self.data, self.table, (self.what(), self.args.as_of), style, &mut out)
            }
        }
    }
}

/// The JSON document of results; also what a replay is compared with.
pub(crate) fn document(
    program: &Program,
    data: &Dataset,
    table: &Table,
    as_of: Option<i32>,
    what: What,
    replay: Option<&Replay>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let results = (what != What::Faults).then(|| milepost_io::results(program, data, table, what));
    let faults = milepost_io::faults(program, &table.faults, Lang::En);
    let replay = replay.map(Replay::to_json);
    json::document(&Metadata::of(program, data, table, as_of), results, faults, replay.as_deref(), out)
}
