//! `milepost explain RULES DATA… --unit U --year Y`

use crate::args::{Explain, ExplainFormat};
use crate::console::Console;
use crate::{Done, Stop, data, output, rules};
use milepost_core::dataset::Dataset;
use milepost_core::explain;
use milepost_core::program::{LevelId, Program, SymbolId};
use milepost_core::report::{self, Options};

pub(crate) fn run(console: &Console, args: &Explain) -> Done {
    let program = rules::attempt(console, &args.rules, args.variant.as_deref())?.program;
    let tables = data::tables(console, &program, &args.reading)?;
    let options = data::bind_options(console, &args.reading, Some(args.year))?;
    let data = data::bind(console, &program, tables, &options)?.dataset;
    let (level, unit) = unit(console, &program, &data, args)?;
    let symbol = match &args.name {
        None => None,
        Some(name) => Some(symbol(console, &program, name)?),
    };
    let options = Options { as_of: args.as_of, limits: console.limits.work, ..Options::default() };
    let explanation = explain::explain(&program, &data, &options, console.lang, level, unit, args.year, symbol)
        .map_err(|stop| {
            match stop {
                report::Stop::Refused(diagnostic) => console.diagnostics(&[*diagnostic], &program.files),
                report::Stop::Cancelled => eprintln!("{stop}"),
            }
            Stop::Errors
        })?;
    let text = match args.format {
        ExplainFormat::Text => explanation.text(),
        ExplainFormat::Html => milepost_io::write::html::explanation(&explanation),
        ExplainFormat::Json => match serde_json::to_string_pretty(&explanation) {
            Ok(json) => json + "\n",
            Err(wrong) => {
                eprintln!("{wrong}");
                return Err(Stop::Errors);
            }
        },
    };
    output::write(console, args.output.as_deref(), |out| out.write_all(text.as_bytes()))
}

/// The unit by its id or label: of the level that is named, else the evaluated one, else any.
fn unit(console: &Console, program: &Program, data: &Dataset, args: &Explain) -> Result<(LevelId, u32), Stop> {
    let named = args.level.as_ref().map(|name| program.levels.iter().position(|l| l.name == *name));
    let evaluated = milepost_io::schema::evaluated(program).map(LevelId::index);
    let mut levels: Vec<usize> = match named {
        Some(level) => level.into_iter().collect(),
        None => evaluated.into_iter().chain(0..program.levels.len()).collect(),
    };
    levels.dedup();
    let labelled = |level: usize| {
        let units = data.units.get(level)?;
        let count = u32::try_from(units.len()).unwrap_or(u32::MAX);
        (0..count).find(|u| units.label(*u) == args.unit)
    };
    let found = levels
        .iter()
        .find_map(|l| Some((*l, data.units.get(*l)?.find(&args.unit)?)))
        .or_else(|| levels.iter().find_map(|l| Some((*l, labelled(*l)?))));
    match found.and_then(|(level, unit)| Some((LevelId(u32::try_from(level).ok()?), unit))) {
        Some(found) => Ok(found),
        None => {
            eprintln!("{} '{}'", console.say("no unit is called", "không có đơn vị nào tên là"), args.unit);
            Err(Stop::Errors)
        }
    }
}

fn symbol(console: &Console, program: &Program, name: &str) -> Result<SymbolId, Stop> {
    let (alias, own) = name.split_once('.').unwrap_or(("", name));
    let module = program.modules.iter().position(|m| m.alias == alias);
    let found = program.symbols.iter().position(|s| Some(s.module.index()) == module && s.name == own);
    // The code of a decision, `III.3`, is what people have before them.
    let coded = || program.items.iter().find(|i| i.code == name).map(|i| i.symbol);
    match found.and_then(|i| u32::try_from(i).ok()).map(SymbolId).or_else(coded) {
        Some(symbol) => Ok(symbol),
        None => {
            eprintln!("{} '{name}'", console.say("nothing in the rules is called", "bộ quy tắc không có tên"));
            Err(Stop::Errors)
        }
    }
}
