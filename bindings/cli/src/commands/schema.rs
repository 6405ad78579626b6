//! `milepost schema RULES`

use crate::args::{Schema, SchemaFormat};
use crate::console::Console;
use crate::{Done, Stop, output, rules};
use milepost_core::program::LevelId;
use milepost_io::schema;
use milepost_io::write::{delimited, xlsx};

pub(crate) fn run(console: &Console, args: &Schema) -> Done {
    let program = rules::attempt(console, &args.rules, None)?.program;
    let lang = console.lang;
    let text = match args.format {
        SchemaFormat::JsonSchema => schema::json_schema(&program, lang),
        SchemaFormat::Typescript => schema::typescript(&program, lang),
        SchemaFormat::Rust => schema::rust(&program, lang),
        SchemaFormat::Csv => {
            let level = level(console, &program, args.level.as_deref())?;
            return output::write(console, args.output.as_deref(), |out| {
                delimited::write(schema::template(&program, level), b',', out)
            });
        }
        SchemaFormat::Xlsx => {
            return output::write(console, args.output.as_deref(), |out| {
                let levels = schema::levels(&program);
                let name = |l: &LevelId| program.levels.get(l.index()).map_or("", |l| l.name.as_str());
                let mut sheets: Vec<_> = levels.iter().map(|l| (name(l), schema::template(&program, *l))).collect();
                sheets.push((console.say("Columns", "Cột"), schema::columns(&program, lang)));
                xlsx::write(sheets, "", &[], out)
            });
        }
    };
    output::write(console, args.output.as_deref(), |out| out.write_all(text.as_bytes()))
}

fn level(console: &Console, program: &milepost_core::program::Program, name: Option<&str>) -> Result<LevelId, Stop> {
    let levels = schema::levels(program);
    let find = |id: &LevelId| program.levels.get(id.index()).map_or("", |l| l.name.as_str());
    let chosen = match name {
        Some(name) => levels.iter().find(|l| find(l) == name).copied(),
        None => schema::evaluated(program).filter(|l| levels.contains(l)).or_else(|| levels.first().copied()),
    };
    let all: Vec<&str> = levels.iter().map(find).collect();
    let Some(chosen) = chosen else {
        eprintln!("{} {}", console.say("levels with inputs:", "các cấp có số liệu:"), all.join(", "));
        return Err(Stop::Usage);
    };
    if name.is_none() && levels.len() > 1 {
        let en = format!("this is the table of {}; --level writes those of: {}", find(&chosen), all.join(", "));
        eprintln!(
            "{}",
            console.say(&en, &format!("đây là bảng của cấp {}; --level chọn cấp: {}", find(&chosen), all.join(", ")))
        );
    }
    Ok(chosen)
}
