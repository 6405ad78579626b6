//! Rule engines on W1's criteria, row by row: `milepost-engines FOLDER ROUNDS`, where FOLDER holds raw columns.
//!
//! They give the 23 verdicts only, not the groups and the outcome, and their records are made before the clock starts:
//! both are in their favour. One line of JSON per engine: the seconds of each round, and the verdicts by criterion.

use serde_json::{Map, Value, json};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A criterion: what it is called, and how each engine writes it.
struct Criterion {
    name: String,
    ratio: Option<(String, String, String)>,
    flag: String,
}

impl Criterion {
    /// `c0_3` with `a0_3 / b0_3 >= 0.9`, or `c0_17` with `y0_2`.
    fn all(rules: &str) -> Vec<Self> {
        let mut all = Vec::new();
        let mut lines = rules.lines().map(str::trim);
        while let Some(line) = lines.next() {
            let Some(name) = line.strip_prefix("criterion ") else { continue };
            let measure = lines.next().unwrap_or_default().trim_start_matches("measure ");
            let target = lines.next().unwrap_or_default();
            let ratio = measure.split_once(" / ").map(|(a, b)| {
                let after = target.split("2024: >= ").nth(1).unwrap_or_default();
                (a.to_owned(), b.to_owned(), after.split(',').next().unwrap_or_default().to_owned())
            });
            all.push(Self { name: name.trim_end_matches(" {").to_owned(), ratio, flag: measure.to_owned() });
        }
        all
    }

    fn json_logic(&self) -> Value {
        let var = |name: &String| json!({"var": name});
        match &self.ratio {
            Some((a, b, target)) => {
                let target: f64 = target.parse().unwrap_or(f64::NAN);
                json!({"if": [
                    {"or": [{"===": [var(a), null]}, {"===": [var(b), null]}]}, 2,
                    {"if": [{">=": [{"/": [var(a), var(b)]}, target]}, 0, 1]},
                ]})
            }
            None => json!({"if": [{"===": [var(&self.flag), null]}, 2, {"if": [var(&self.flag), 0, 1]}]}),
        }
    }

    fn ternary(&self) -> String {
        match &self.ratio {
            Some((a, b, target)) => format!("({a} == null or {b} == null) ? 2 : ({a} / {b} >= {target} ? 0 : 1)"),
            None => format!("{y} == null ? 2 : ({y} ? 0 : 1)", y = self.flag),
        }
    }

    fn rego(&self) -> String {
        let name = &self.name;
        match &self.ratio {
            Some((a, b, target)) => format!(
                "{name} := 2 if {{ input.{a} == null }} else := 2 if {{ input.{b} == null }} \
                 else := 0 if {{ input.{a} / input.{b} >= {target} }} else := 1\n"
            ),
            None => format!(
                "{name} := 2 if {{ input.{y} == null }} else := 0 if {{ input.{y} }} else := 1\n",
                y = self.flag
            ),
        }
    }
}

/// The rows as records.
fn records(folder: &Path) -> Outcome<Vec<Value>> {
    let mut rows: Vec<Map<String, Value>> = Vec::new();
    for line in std::fs::read_to_string(folder.join("columns.txt"))?.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        if let ["frame", _, _, count] = words.as_slice() {
            rows = vec![Map::new(); count.parse()?];
        }
        let ["column", name, kind, file] = words.as_slice() else { continue };
        let bytes = std::fs::read(folder.join(file))?;
        if *kind == "u8" {
            for (row, y) in rows.iter_mut().zip(&bytes) {
                row.insert((*name).to_owned(), if *y == 2 { Value::Null } else { Value::Bool(*y == 1) });
            }
        } else {
            for (row, x) in rows.iter_mut().zip(bytes.as_chunks::<8>().0) {
                row.insert((*name).to_owned(), json!(f64::from_le_bytes(*x)));
            }
        }
    }
    Ok(rows.into_iter().map(Value::Object).collect())
}

/// Runs an engine: `row` gives the verdicts of a row. The first round's verdicts are kept.
fn measure(
    engine: &str,
    rounds: usize,
    rows: usize,
    names: &[String],
    mut row: impl FnMut(usize) -> Outcome<Vec<u8>>,
) -> Outcome<()> {
    let mut seconds = Vec::new();
    let mut verdicts = vec![Vec::with_capacity(rows); names.len()];
    for round in 0..rounds {
        let start = Instant::now();
        for number in 0..rows {
            let found = row(number)?;
            if round == 0 {
                verdicts.iter_mut().zip(found).for_each(|(all, v)| all.push(v));
            }
        }
        seconds.push(start.elapsed().as_secs_f64());
    }
    let verdicts: Map<String, Value> = names.iter().cloned().zip(verdicts.into_iter().map(Value::from)).collect();
    println!("{}", json!({"engine": engine, "seconds": seconds, "verdicts": verdicts}));
    Ok(())
}

fn small(value: Option<f64>) -> Outcome<u8> {
    Ok(value.ok_or("a verdict that is no number")? as u8)
}

fn main() -> Outcome<()> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("usage: milepost-engines FOLDER ROUNDS")?;
    let rounds = args.next().and_then(|n| n.parse().ok()).unwrap_or(5);
    let folder = Path::new(&folder);
    let criteria = Criterion::all(&std::fs::read_to_string(folder.join("rules.mile"))?);
    let names: Vec<String> = criteria.iter().map(|c| c.name.clone()).collect();
    let records = records(folder)?;

    let engine = datalogic_rs::Engine::new();
    let rules =
        criteria.iter().map(|c| engine.compile(c.json_logic().to_string().as_str())).collect::<Result<Vec<_>, _>>()?;
    let data =
        records.iter().map(|r| datalogic_rs::ParsedData::from_json(&r.to_string())).collect::<Result<Vec<_>, _>>()?;
    let mut session = engine.session();
    measure("datalogic", rounds, records.len(), &names, |row| {
        let mut out = Vec::with_capacity(rules.len());
        for rule in &rules {
            session.reset();
            out.push(small(session.eval_borrowed(rule, &data[row])?.as_f64())?);
        }
        Ok(out)
    })?;

    let rules =
        criteria.iter().map(|c| zen_expression::compile_expression(&c.ternary())).collect::<Result<Vec<_>, _>>()?;
    let data: Vec<zen_expression::Variable> = records.iter().map(Into::into).collect();
    let mut vm = zen_expression::vm::VM::new();
    measure("zen", rounds, records.len(), &names, |row| {
        let mut out = Vec::with_capacity(rules.len());
        for rule in &rules {
            let found = rule.evaluate_with(data[row].clone(), &mut vm)?;
            out.push(small(Value::from(found).as_f64())?);
        }
        Ok(out)
    })?;

    let rules = criteria
        .iter()
        .map(|c| cel::Program::compile(&c.ternary().replace(" or ", " || ")))
        .collect::<Result<Vec<_>, _>>()?;
    measure("cel", rounds, records.len(), &names, |row| {
        let mut context = cel::Context::default();
        for (name, value) in records[row].as_object().ok_or("no record")? {
            let value = match value {
                Value::Bool(b) => cel::Value::Bool(*b),
                Value::Number(n) => cel::Value::Float(n.as_f64().unwrap_or(f64::NAN)),
                _ => cel::Value::Null,
            };
            context.add_variable_from_value(name.as_str(), value);
        }
        rules
            .iter()
            .map(|rule| match rule.execute(&context)? {
                cel::Value::Int(n) => Ok(u8::try_from(n)?),
                other => Err(format!("no verdict: {other:?}").into()),
            })
            .collect()
    })?;

    let mut policy = String::from("package w1\n");
    criteria.iter().for_each(|c| policy.push_str(&c.rego()));
    policy.push_str(&format!("all := [{}]\n", names.join(", ")));
    let mut engine = regorus::Engine::new();
    engine.add_policy(String::from("w1.rego"), policy)?;
    let data = records.iter().map(|r| regorus::Value::from_json_str(&r.to_string())).collect::<Result<Vec<_>, _>>()?;
    measure("regorus", rounds, records.len(), &names, |row| {
        engine.set_input(data[row].clone());
        let all = engine.eval_rule(String::from("data.w1.all"))?;
        all.as_array()?.iter().map(|v| small(v.as_f64().ok())).collect()
    })
}
