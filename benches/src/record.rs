//! One record of W1 after the other through the prepared evaluator: from slots, from a struct, and as a whole report.

use crate::allocations;
use crate::clock::cost;
use crate::w1::{self, Data, FLAGS, NONE, RATIOS};
use milepost::{Prepared, Year};

macro_rules! record {
    ($($number:ident)* ; $($flag:ident)*) => {
        /// A record as an application has it.
        #[derive(serde::Serialize)]
        pub struct Record { $($number: Option<f64>,)* $($flag: Option<bool>,)* }

        impl Record {
            /// From its values in order.
            pub fn of(numbers: &mut dyn Iterator<Item = Option<f64>>, flags: &mut dyn Iterator<Item = Option<bool>>) -> Self {
                Self { $($number: numbers.next().flatten(),)* $($flag: flags.next().flatten(),)* }
            }
        }
    };
}
record! {
    a0 b0 a1 b1 a2 b2 a3 b3 a4 b4 a5 b5 a6 b6 a7 b7 a8 b8 a9 b9 a10 b10 a11 b11 a12 b12 a13 b13 a14 b14 ;
    y0 y1 y2 y3 y4 y5 y6 y7
}

/// Records that are timed; few enough to stay in the cache, as the record of a caller does.
pub const RECORDS: usize = 512;

fn record(data: &Data, row: usize) -> Record {
    let at = |column: &Vec<f64>| column.get(row).copied().filter(|x| !x.is_nan());
    let mut numbers = (0..RATIOS).flat_map(|i| [data.a.get(i).and_then(at), data.b.get(i).and_then(at)]);
    let mut flags = data.y.iter().map(|y| y.get(row).copied().filter(|y| *y != NONE).map(|y| y != 0));
    Record::of(&mut numbers, &mut flags)
}

/// Nanoseconds and allocations of one record.
fn timed(mut work: impl FnMut(usize)) -> (f64, f64) {
    const ROUNDS: u32 = 400;
    const BATCH: usize = 64;
    (0..RECORDS).for_each(&mut work);
    let (mut made, mut from) = (0, 0);
    let micros = cost(ROUNDS, || {
        let before = allocations::count();
        (from..from + BATCH).for_each(|row| work(row % RECORDS));
        from += BATCH;
        made += allocations::count() - before;
    });
    (micros * 1e3 / BATCH as f64, made as f64 / (f64::from(ROUNDS) * BATCH as f64))
}

/// The same by hand over floats, of one row.
fn by_hand(data: &Data, row: usize) -> (u8, f64) {
    let at = |column: &Vec<f64>| column.get(row).copied().unwrap_or(f64::NAN);
    let ratios = data.a.iter().zip(&data.b).zip(w1::TARGETS).map(|((a, b), target)| {
        let share = at(a) / at(b);
        if share >= f64::from(target) / 100.0 { 0_u8 } else { 1 + u8::from(share.is_nan()) }
    });
    let flags = data.y.iter().map(|y| y.get(row).map_or(2, |y| if *y == NONE { 2 } else { 1 - *y }));
    let mut verdicts = ratios.chain(flags);
    let (mut total, mut worst) = (0.0, 0_u8);
    for size in w1::GROUPS {
        let mut score = 0.0;
        for verdict in verdicts.by_ref().take(size) {
            score += [10.0, 0.0, f64::NAN].get(usize::from(verdict)).copied().unwrap_or(0.0);
            worst |= verdict;
        }
        total += std::hint::black_box(score);
    }
    (u8::from(worst == 0 && total >= 161.0), total)
}

/// Prints nanoseconds a record.
pub fn run() -> Result<(), String> {
    let rules = milepost::compile(&w1::rules()).map_err(|e| e.to_string())?;
    let data = w1::data(RECORDS, 20);
    let records: Vec<Record> = (0..RECORDS).map(|row| record(&data, row)).collect();
    let mut prepared = rules.prepare(Year(2024)).map_err(|e| e.to_string())?;
    if !prepared.is_quick() {
        return Err("W1 is not prepared quickly".to_owned());
    }
    let print = |what: &str, (time, allocations): (f64, f64)| {
        println!("{what:<42} {time:8.0} ns a record, {allocations:.2} allocations");
    };

    let slots = |letter: &str, count: usize, prepared: &Prepared| -> Vec<usize> {
        (0..count).filter_map(|i| prepared.slot(&format!("{letter}{i}"))).collect()
    };
    let (a, b, y) = (slots("a", RATIOS, &prepared), slots("b", RATIOS, &prepared), slots("y", FLAGS, &prepared));
    let (total, recognised) = (prepared.result("total").unwrap_or(0), prepared.result("recognised").unwrap_or(0));
    let mut exactly = 0_u64;
    let by_slots = timed(|row| {
        prepared.clear();
        for (columns, slots) in [(&data.a, &a), (&data.b, &b)] {
            for (column, slot) in columns.iter().zip(slots) {
                if let Some(x) = column.get(row) {
                    prepared.set_f64(*slot, *x);
                }
            }
        }
        for (column, slot) in data.y.iter().zip(&y) {
            match column.get(row) {
                Some(&NONE) | None => prepared.set_missing(*slot),
                Some(yes) => prepared.set_bool(*slot, *yes != 0),
            }
        }
        if let Ok(brief) = prepared.run() {
            exactly += u64::from(brief.was_exact());
            std::hint::black_box((brief.verdict_at(total), brief.float_at(total, milepost::Part::Score)));
            std::hint::black_box(brief.outcome_at(recognised));
        }
    });
    let hand = timed(|row| {
        std::hint::black_box(by_hand(&data, row));
    });
    print("by hand over floats", hand);
    print("slot by slot, names looked up once", by_slots);
    let only_run = timed(|_| {
        let _ = std::hint::black_box(prepared.run().is_ok());
    });
    print("running alone", only_run);
    let by_struct = timed(|row| {
        if let Some(Ok(brief)) = records.get(row).map(|record| prepared.evaluate(record)) {
            std::hint::black_box((brief.verdict_at(total), brief.outcome_at(recognised)));
        }
    });
    print("a struct, by serde", by_struct);
    if exactly != 0 {
        return Err(format!("{exactly} records went to the exact evaluator"));
    }
    let report = timed(|row| {
        std::hint::black_box(records.get(row).map(|record| rules.evaluate(record, Year(2024)).is_ok()));
    });
    print("the whole report of the exact evaluator", report);
    let differing = records.iter().filter(|r| differs(&rules, &mut prepared, r)).count();
    if differing > 0 {
        return Err(format!("{differing} records differ from the exact evaluator's"));
    }
    println!("all {RECORDS} records have the results of the exact evaluator");
    Ok(())
}

fn differs(rules: &milepost::Ruleset, prepared: &mut Prepared, record: &Record) -> bool {
    let (Ok(report), Ok(brief)) = (rules.evaluate(record, Year(2024)), prepared.evaluate(record)) else { return true };
    let score = |v: Option<milepost::Value>| v.map(|v| format!("{v:?}"));
    report.names().iter().any(|name| {
        report.verdict(name) != brief.verdict(name)
            || report.reasons(name) != brief.reasons(name)
            || report.outcome(name) != brief.outcome(name)
            || score(report.score(name)) != score(brief.score(name))
            || score(report.value(name)) != score(brief.value(name))
    })
}
