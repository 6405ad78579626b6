//! Files larger than memory: read, scored and written batch by batch, with the results of the whole.

mod population;

use super::{evaluate, exactly, options, refused};
use crate::args::{Score, ScoreFormat, What};
use crate::console::Console;
use crate::output::Out;
use crate::progress::Progress;
use crate::{Stop, data};
use milepost_core::dataset::Fault;
use milepost_core::program::{ModuleId, Program};
use milepost_core::report::Options;
use milepost_io::stream::{Part, PartFaults, Shape, Stream, Survey, Whole, survey};
use milepost_io::write::Sink;
use milepost_io::{BindOptions, Bound, Format, Metadata, RawTable, bind_after};
use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc;

/// Rows of a batch.
const BATCH: usize = 1 << 16;
/// Files of fewer batches are read whole.
const FEW: usize = 4;
/// So are files of text of no more bytes.
const SMALL: u64 = 1 << 26;

/// Scores a file batch by batch where that gives the results of the whole; tells whether there was any unit. `None`:
/// nothing was done, the data are to be read whole.
pub(super) fn score(
    console: &Console,
    args: &Score,
    format: ScoreFormat,
    program: &Program,
    bind: &BindOptions,
) -> Result<Option<bool>, Stop> {
    let Some(written) = written(args, format) else { return Ok(None) };
    let Some(mut stream) = data::stream(console, program, &args.reading)? else { return Ok(None) };
    let asked = args.batch_rows.and_then(|n| usize::try_from(n).ok());
    // A row has a byte at least.
    let few = match (stream.rows(), stream.bytes()) {
        (Some(rows), _) => rows <= asked.unwrap_or(FEW * BATCH),
        (None, bytes) => bytes.unwrap_or_default() <= args.batch_rows.map_or(SMALL, u64::from),
    };
    if few {
        return Ok(None);
    }
    let batch = asked.unwrap_or(BATCH);
    let progress = Progress::new(!args.no_progress);
    let found = survey(program, &mut stream, bind, batch, &|done, all| progress.show(done, all));
    progress.clear();
    let found = found.map_err(|wrong| {
        console.fault(&wrong);
        Stop::Errors
    });
    let found = match found? {
        Ok(found) => found,
        Err(whole) => {
            read_whole(console, &whole.text(console.lang));
            return Ok(None);
        }
    };
    if asked.is_some_and(|asked| found.rows <= asked) {
        return Ok(None);
    }
    // Years without rules, or none: the whole says what is to be said.
    let years = match (args.year, &found.several) {
        (Some((from, to)), Some(_)) => (from..=to).collect(),
        (Some((from, to)), None) => Vec::from_iter(Some(from).filter(|_| from == to)),
        (None, None) => Vec::from_iter(found.year),
        (None, Some(several)) => several.years().into_iter().filter(|year| in_force(program, *year)).collect(),
    };
    if years.is_empty() || !years.iter().all(|year| in_force(program, *year)) {
        return Ok(None);
    }
    let parts = match &found.several {
        None => Vec::new(),
        Some(several) => match several.parts(&years) {
            Some(parts) => parts,
            None => {
                read_whole(console, &Whole::Years.text(console.lang));
                return Ok(None);
            }
        },
    };
    let mut options = options(console, args, exactly(args, format), years);
    let work = Work { console, args, program, bind, stream: &stream, found: &found, parts, batch };
    if found.population {
        match population::figures(&work, &options)? {
            Ok(known) => options.population = Some(known),
            Err(why) => {
                read_whole(console, &why);
                return Ok(None);
            }
        }
    }
    work.run(&options, written).map(Some)
}

fn in_force(program: &Program, year: i32) -> bool {
    program.version_for(ModuleId(0), year).is_some()
}

fn read_whole(console: &Console, why: &str) {
    let en = format!("all rows are read at once: {why}");
    console.remark(console.say(&en, &format!("đọc mọi dòng cùng lúc: {why}")));
}

/// The format that is appended to; `None` where it is not, or where all faults are wanted in their order.
fn written(args: &Score, format: ScoreFormat) -> Option<Format> {
    // What has been printed cannot be taken back when a later row turns out to be wrong.
    let printed = args.output.as_deref().is_none_or(|o| o == Path::new("-"));
    if matches!(args.what, What::Faults | What::Leads) || (args.strict && printed) {
        return None;
    }
    match format {
        ScoreFormat::Csv => {
            let named = args.output.as_ref().and_then(|o| Format::of_name(&o.to_string_lossy()));
            Some(named.filter(|f| *f == Format::Tsv).unwrap_or(Format::Csv))
        }
        ScoreFormat::Ndjson => Some(Format::Ndjson),
        ScoreFormat::Parquet => Some(Format::Parquet),
        ScoreFormat::Arrow => Some(Format::Arrow),
        ScoreFormat::Table | ScoreFormat::Json | ScoreFormat::Xlsx | ScoreFormat::Html => None,
    }
}

struct Work<'a> {
    console: &'a Console,
    args: &'a Score,
    program: &'a Program,
    bind: &'a BindOptions,
    stream: &'a Stream,
    found: &'a Survey,
    /// Of several years or levels; none where all rows are of one.
    parts: Vec<Part>,
    batch: usize,
}

/// What comes of the batches.
struct Results<'a> {
    out: Option<&'a mut (dyn Write + Send)>,
    sink: Option<Sink<&'a mut (dyn Write + Send)>>,
    format: Format,
    faults: &'a mut PartFaults,
    progress: &'a Progress,
    remarked: bool,
    /// Rows and units so far, and whether there was any unit.
    done: usize,
    units: usize,
    any: bool,
}

/// What ends the work early.
enum Broken {
    /// It has been said.
    Stop(Stop),
    /// The output cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Broken {
    fn from(wrong: io::Error) -> Self {
        Self::Output(wrong)
    }
}

impl Work<'_> {
    fn said(&self, wrong: &Fault) -> Stop {
        self.console.fault(wrong);
        Stop::Errors
    }

    fn run(&self, options: &Options<'_>, written: Format) -> Result<bool, Stop> {
        let mut out = Out::new(self.console, self.args.output.as_deref())?;
        let mut faults = PartFaults::new(self.console.most_faults());
        let progress = Progress::new(!self.args.no_progress);
        let done = self.all(options, written, &mut faults, &progress, out.out());
        progress.clear();
        let any = match done {
            Ok(any) => any,
            Err(Broken::Stop(stop)) => return Err(stop),
            Err(Broken::Output(wrong)) => return out.check(self.console, Err(wrong)).map(|()| false),
        };
        if self.args.strict
            && let Some(first) = faults.first_error()
        {
            self.console.fault(first);
            return Err(Stop::Errors);
        }
        let (first, count) = faults.finish(self.program);
        self.console.first_faults(&first, count);
        out.keep(self.console).map(|()| any)
    }

    fn all(
        &self,
        options: &Options<'_>,
        written: Format,
        faults: &mut PartFaults,
        progress: &Progress,
        out: &mut (dyn Write + Send),
    ) -> Result<bool, Broken> {
        let said = |wrong: Box<Fault>| Broken::Stop(self.said(&wrong));
        let (done, units) = (0, 0);
        let mut results = Results {
            out: Some(out),
            sink: None,
            format: written,
            faults,
            progress,
            remarked: false,
            done,
            units,
            any: false,
        };
        let several = self.found.several.as_ref();
        for part in several.map(|_| &self.parts).into_iter().flatten() {
            let Some(several) = several else { continue };
            let tables = several.read_part(self.program, self.stream, self.bind, part, self.batch).map_err(said)?;
            let options = part.year.map(|year| Options { years: vec![year], ..options.clone() });
            self.batches(tables, part.faults, options.as_ref(), &mut results)?;
        }
        if several.is_none() {
            self.batches(self.stream.batches(self.batch, None).map_err(said)?, true, Some(options), &mut results)?;
        }
        if let Some(sink) = results.sink {
            sink.finish()?;
        }
        Ok(results.any)
    }

    /// Scores tables one after the other; without options they are looked at for their faults only.
    fn batches(
        &self,
        mut tables: impl Iterator<Item = milepost_io::Result<RawTable>> + Send,
        faults: bool,
        options: Option<&Options<'_>>,
        results: &mut Results<'_>,
    ) -> Result<(), Broken> {
        let said = |wrong: Box<Fault>| Broken::Stop(self.said(&wrong));
        std::thread::scope(|scope| {
            // The next batch is read while one is scored and written.
            let (give, take) = mpsc::sync_channel(1);
            scope.spawn(move || tables.all(|batch| give.send(batch).is_ok()));
            for table in take {
                let table: RawTable = table.map_err(said)?;
                let (shape, read) = (Shape::of(&table), table.rows);
                let bound = bind_after(self.program, vec![table], self.bind, results.units).map_err(said)?;
                if !std::mem::replace(&mut results.remarked, true) {
                    bound.remarks().iter().for_each(|remark| self.console.fault(remark));
                }
                if faults {
                    results.faults.add_bound(self.program, &shape, &bound);
                }
                if let Some(options) = options {
                    self.batch(&bound, options, results)?;
                }
                results.done += read;
                results.progress.show(results.done as u64, self.rows() as u64);
            }
            Ok(())
        })
    }

    /// Scores one batch, and writes what came of it.
    fn batch(&self, bound: &Bound, options: &Options<'_>, results: &mut Results<'_>) -> Result<(), Broken> {
        let data = &bound.dataset;
        let table = evaluate(self.program, data, self.args, options)
            .map_err(|stop| Broken::Stop(refused(self.console, self.program, &stop)))?;
        results.faults.add_evaluated(bound, &table.faults);
        let what = milepost_io::What::from_word(self.args.what.word()).unwrap_or_default();
        let frame = milepost_io::results(self.program, data, &table, what);
        if let Some(out) = results.out.take() {
            let mut head = Metadata::brief(self.program, data, &table, self.args.as_of);
            if self.found.several.is_some() {
                head = head.of_years(self.program, &self.years());
            }
            results.sink = Some(Sink::new(results.format, &frame, &head.pairs(), out)?);
        }
        if let Some(sink) = &mut results.sink {
            sink.push(frame)?;
        }
        results.units += data.units.iter().map(milepost_core::dataset::Units::len).sum::<usize>();
        results.any |= table.blocks.iter().any(|b| !b.units.is_empty());
        Ok(())
    }

    /// The years of the parts.
    fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> = self.parts.iter().filter_map(|part| part.year).collect();
        years.dedup();
        years
    }

    /// How many rows are to be read; those of units that have none come on top.
    fn rows(&self) -> usize {
        self.found.rows
    }
}
