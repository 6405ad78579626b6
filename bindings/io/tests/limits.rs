//! What a file may ask for: each limit can be set, fails with F08, and names itself.
#![cfg(all(feature = "xlsx", feature = "parquet", feature = "json", feature = "csv"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use milepost_io::write::{arrow, parquet, xlsx};
use milepost_io::{Frame, Kind, Limits, OutCell, ReadOptions, read};

/// The code and what is said of a file under some limits.
fn refused(name: &str, bytes: &[u8], limits: Limits) -> (&'static str, String) {
    match read(name, bytes.to_vec(), &ReadOptions { limits, ..ReadOptions::default() }) {
        Ok(_) => ("", String::new()),
        Err(fault) => {
            assert!(fault.place.contains(name), "{name}: the place is '{}'", fault.place);
            (fault.message.code, fault.args.join(" "))
        }
    }
}

fn frame(rows: usize) -> Frame<'static> {
    let columns = vec![("unit".into(), Kind::Text), ("a".into(), Kind::Integer), ("note".into(), Kind::Text)];
    let row = |i: usize| {
        vec![OutCell::Text(format!("u{i}").into()), OutCell::Integer(2024), OutCell::Text("x".repeat(500).into())]
    };
    Frame { columns, rows: Box::new((0..rows).map(row)) }
}

/// One table in every format.
fn files(rows: usize) -> Vec<(&'static str, Vec<u8>)> {
    let lines: String =
        (0..rows).map(|i| format!("{{\"unit\":\"u{i}\",\"a\":1,\"note\":\"{}\"}}\n", "x".repeat(500))).collect();
    let csv: String = (0..rows).map(|i| format!("u{i},1,{}\n", "x".repeat(500))).collect();
    let list = format!("[{}]", lines.trim().replace('\n', ","));
    let (mut book, mut columns, mut batches) = (Vec::new(), Vec::new(), Vec::new());
    xlsx::write(vec![("S", frame(rows))], "About", &[], &mut book).unwrap();
    parquet::write(frame(rows), &[], &mut columns).unwrap();
    arrow::write(frame(rows), &[], &mut batches).unwrap();
    vec![
        ("t.csv", format!("unit,a,note\n{csv}").into_bytes()),
        ("t.json", list.into_bytes()),
        ("t.ndjson", lines.into_bytes()),
        ("t.xlsx", book),
        ("t.parquet", columns),
        ("t.arrow", batches),
    ]
}

#[test]
fn rows_and_columns() {
    for (name, bytes) in files(30) {
        assert_eq!(refused(name, &bytes, Limits::default()).0, "", "{name}");
        let (code, said) = refused(name, &bytes, Limits { rows: 20, ..Limits::default() });
        assert_eq!((code, said.as_str()), ("F08", "rows 20"), "{name}");
        let (code, said) = refused(name, &bytes, Limits { columns: 2, ..Limits::default() });
        assert_eq!((code, said.as_str()), ("F08", "columns 2"), "{name}");
    }
}

#[test]
fn bytes_of_a_cell() {
    for (name, bytes) in files(3) {
        let (code, said) = refused(name, &bytes, Limits { text: 400, ..Limits::default() });
        assert_eq!((code, said.as_str()), ("F08", "bytes in a cell 400"), "{name}");
    }
}

/// Packed files that are far larger than they look.
#[test]
fn bytes_after_unpacking() {
    for (name, bytes) in
        files(4_000).into_iter().filter(|(name, _)| matches!(*name, "t.xlsx" | "t.parquet" | "t.arrow"))
    {
        let (code, said) = refused(name, &bytes, Limits { unpacked: 5_000, ..Limits::default() });
        assert_eq!((code, said.as_str()), ("F08", "bytes after unpacking 5000"), "{name}");
    }
}

#[test]
fn depth_of_json() {
    let deep = format!("[{{\"unit\":\"a\",\"b\":{}{}}}]", "[".repeat(20), "]".repeat(20));
    let (code, said) = refused("t.json", deep.as_bytes(), Limits { depth: 10, ..Limits::default() });
    assert_eq!((code, said.as_str()), ("F08", "nested levels of JSON 10"));
    // Far deeper than the highest limit of the command line: refused before it is followed.
    let deeper = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    assert!(matches!(
        refused("t.json", deeper.as_bytes(), Limits { depth: 128, ..Limits::default() }).0,
        "F06" | "F08"
    ));
}
