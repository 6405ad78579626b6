//! When the work itself goes wrong: a thread that dies, a caller who stops waiting. A table of results is whole or absent.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use milepost::core::columnar::score;
use milepost::core::dataset::builder::{Builder, UnitIds};
use milepost::core::dataset::{Buffer, Dataset, RawColumn, RawValues};
use milepost::core::program::{InputId, LevelId, Program};
use milepost::core::report::{Options, Stop};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

const UNITS: usize = 20_000;

fn made() -> (Program, Dataset) {
    let text = "ruleset r \"R\" { applies 2024 evaluates d }\nlevel d\ninput a : number\n\
                criterion c \"C\" { measure a  target 2024: >= 5 }\n";
    let program = milepost::compile_with("r.mile", text, &BTreeMap::new(), None).unwrap().program().clone();
    let mut builder = Builder::new(&program);
    let ids = (0..UNITS).map(|i| format!("u{i}")).collect();
    let values = RawValues::F64(Buffer::Owned((0..10).cycle().take(UNITS).map(f64::from).collect()));
    builder.frame(
        LevelId(0),
        2024,
        None,
        UnitIds::Ids(ids),
        vec![(InputId(0), RawColumn { values, state: None })],
        &|_, _| String::new(),
    );
    let data = builder.finish();
    (program, data)
}

#[test]
fn a_thread_that_dies_leaves_no_half_a_table() {
    let (program, data) = made();
    for deaths in [1, 2, 100] {
        let calls = AtomicU32::new(0);
        let dies = |_: u64, _: u64| {
            assert!(calls.fetch_add(1, Ordering::SeqCst) >= deaths, "this thread dies");
        };
        let options = Options { threads: 4, progress: Some(&dies), ..Options::default() };
        match score(&program, &data, &options) {
            Err(Stop::Refused(why)) => assert_eq!(why.code(), "R09"),
            other => panic!("{deaths} deaths: {:?}", other.map(|t| t.blocks.len())),
        }
    }
    // And nothing of it stays behind.
    assert_eq!(score(&program, &data, &Options::default()).unwrap().blocks.len(), 1);
}

#[test]
fn a_caller_who_stops_waiting_gets_nothing() {
    let (program, data) = made();
    let cancel = AtomicBool::new(false);
    let stop = |_: u64, _: u64| cancel.store(true, Ordering::SeqCst);
    for threads in [1, 4] {
        cancel.store(false, Ordering::SeqCst);
        let options = Options { threads, cancel: Some(&cancel), progress: Some(&stop), ..Options::default() };
        assert_eq!(score(&program, &data, &options).map(|t| t.blocks.len()), Err(Stop::Cancelled));
    }
}
