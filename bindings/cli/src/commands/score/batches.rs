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
use milepost_io::stream::{PartFaults, Shape, Stream, survey};
use milepost_io::write::Sink;
use milepost_io::{BindOptions, Format, Metadata, RawTable, bind_after};
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
    // Several years, none, or one without rules: the whole says what is to be said.
    let year = match args.year {
        None => found.year,
        Some((from, to)) => Some(from).filter(|_| from == to),
    };
    let Some(year) = year.filter(|y| program.version_for(ModuleId(0), *y).is_some()) else { return Ok(None) };
    let mut options = options(console, args, exactly(args, format), vec![year]);
    let work = Work { console, args, program, bind, stream: &stream, rows: found.rows, batch };
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
    rows: usize,
    batch: usize,
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
        let mut batches = self.stream.batches(self.batch, None).map_err(said)?;
        let mut out = Some(out);
        let mut sink: Option<Sink<&mut (dyn Write + Send)>> = None;
        let (mut done, mut units, mut any) = (0_usize, 0_usize, false);
        let what = milepost_io::What::from_word(self.args.what.word()).unwrap_or_default();
        std::thread::scope(|scope| {
            // The next batch is read while one is scored and written.
            let (give, take) = mpsc::sync_channel(1);
            scope.spawn(move || batches.all(|batch| give.send(batch).is_ok()));
            for table in take {
                let table: RawTable = table.map_err(said)?;
                let (shape, read) = (Shape::of(&table), table.rows);
                let bound = bind_after(self.program, vec![table], self.bind, units).map_err(said)?;
                if sink.is_none() {
                    bound.remarks().iter().for_each(|remark| self.console.fault(remark));
                }
                let data = &bound.dataset;
                let table = evaluate(self.program, data, self.args, options)
                    .map_err(|stop| Broken::Stop(refused(self.console, self.program, &stop)))?;
                faults.add(self.program, &shape, &bound, &table.faults);
                let frame = milepost_io::results(self.program, data, &table, what);
                if let Some(out) = out.take() {
                    let head = Metadata::brief(self.program, data, &table, self.args.as_of).pairs();
                    sink = Some(Sink::new(written, &frame, &head, out)?);
                }
                if let Some(sink) = &mut sink {
                    sink.push(frame)?;
                }
                units += data.units.iter().map(milepost_core::dataset::Units::len).sum::<usize>();
                any |= table.blocks.iter().any(|b| !b.units.is_empty());
                done += read;
                progress.show(done as u64, self.rows as u64);
            }
            if let Some(sink) = sink {
                sink.finish()?;
            }
            Ok(any)
        })
    }
}
