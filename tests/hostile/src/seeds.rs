//! Good inputs, from which bad ones are made.

use crate::package::PARTS;
use milepost_conformance::read_all;
use milepost_core::number::Number;
use milepost_io::write;
use milepost_io::{Figure, Frame, Kind, OutCell};

/// Rule texts: those of the conformance cases, each a few constructs.
pub fn rules() -> Vec<Vec<u8>> {
    let cases = read_all().unwrap_or_default();
    let mut texts: Vec<Vec<u8>> = cases.into_iter().map(|c| c.rules.into_bytes()).collect();
    texts.sort();
    texts.dedup();
    texts
}

/// Words by number: any will do.
pub fn tokens() -> Vec<Vec<u8>> {
    (0..40_u8).map(|i| (0..200_u8).map(|j| i.wrapping_mul(37) ^ j.wrapping_mul(101)).collect()).collect()
}

/// Choices of the generator.
pub fn choices() -> Vec<Vec<u8>> {
    (0..40_u8).map(|i| (0..250_u8).map(|j| i.wrapping_mul(89).wrapping_add(j.wrapping_mul(57))).collect()).collect()
}

const TABLE: &str = "unit,label,year,a,b,r,n,y,d,k,j,assessor\n\
    x,Xã X,2024,1,3,79.99,5,yes,2024-10-06,low,,\nx,Xã X,2023,0.9,3,80,5,no,,high,,\n\
    y,\"Ye, \"\"Y\"\"\",2024,1e3,0,100,0,Có,31/12/2024,High,4.95,self_score\ny,,2024,,,,,,,,5.05,other\nz,,2025,n/a,-,1/3,1,,,,,\n";
const COMMUNES: &str =
    "level;unit;parent;year;m;z\ncommune;x1;x;2024;1,5;yes\ncommune;x2;x;2024;0,5;no\ncommune;x1;y;2024;;\n";
const LONG: &str =
    "unit\tyear\tinput\tvalue\nx\t2024\ta\t3\nx\t2024\tb\t10\nx\t2024\trecorded:g.score\t7\ny\t2024\tnothing\t1\n";

/// Delimited text for the rules of `files`.
pub fn data() -> Vec<Vec<u8>> {
    let near = ["0.3", "0.30000000000000004", "0.29999999999999999", "0.300000000000000000000000000001"];
    let rows: String = near.iter().enumerate().map(|(i, a)| format!("u{i},2024,{a},1,80,{i}.05\n")).collect();
    vec![TABLE.into(), format!("unit,year,a,b,r,j\n{rows}").into_bytes()]
}

/// Delimited text with each delimiter.
pub fn csv() -> Vec<Vec<u8>> {
    vec![TABLE.into(), COMMUNES.into(), LONG.into(), format!("\u{feff}{TABLE}").replace('\n', "\r\n").into_bytes()]
}

/// JSON in its three shapes.
pub fn json() -> Vec<Vec<u8>> {
    let texts = [
        r#"[{"unit":"x","year":2024,"a":1.5,"b":3,"r":"79.99","y":true,"d":"2024-10-06","k":"low"},{"unit":"y","a":null}]"#,
        r#"{"unit":"x","a":0.1,"b":0.30,"years":{"2023":{"a":71}},"by":{"self_score":{"j":80}},"recorded":{"2023":{"g.score":8.5}},"commune":[{"unit":"x1","z":true,"m":2},{"unit":"x2","z":false}]}"#,
        r#"{"district":[{"unit":"x","a":1}],"commune":[{"unit":"x1","parent":"x","m":"1/3"}]}"#,
        r#"{"unit":["x","y"],"year":[2024,2024],"a":[1,2],"b":[3,"4"]}"#,
    ];
    texts.iter().map(|t| t.as_bytes().to_vec()).collect()
}

/// JSON records.
pub fn ndjson() -> Vec<Vec<u8>> {
    let text =
        "{\"unit\":\"x\",\"year\":2024,\"a\":1.5,\"b\":3}\n{\"unit\":\"y\",\"year\":2024,\"a\":\"1/3\",\"y\":\"có\"}\n";
    vec![text.into(), "{\"unit\":\"x\",\"input\":\"a\",\"value\":3,\"year\":2024}\n".into()]
}

fn frame(rows: usize) -> Frame<'static> {
    let number = |n: i64, d: i64| Number::ratio(n, d).map_or(OutCell::Missing, |n| OutCell::Figure(Figure::Exact(n)));
    let row = move |i: usize| {
        let i = i64::try_from(i).unwrap_or(0);
        let missing = i % 5 == 4;
        vec![
            OutCell::Text(format!("đơn_vị_{i}").into()),
            OutCell::Integer(2024),
            if missing { OutCell::Missing } else { number(i, 7) },
            number(i * 10, 1),
            number(799 + i, 10),
            if i % 2 == 0 { "yes".into() } else { "no".into() },
            OutCell::Text(format!("2024-10-{:02}", 1 + i % 28).into()),
        ]
    };
    let columns = [
        ("unit", Kind::Text),
        ("year", Kind::Integer),
        ("a", Kind::Number),
        ("b", Kind::Number),
        ("r", Kind::Number),
        ("y", Kind::Text),
        ("d", Kind::Text),
    ];
    Frame {
        columns: columns.into_iter().map(|(name, kind)| (name.into(), kind)).collect(),
        rows: Box::new((0..rows).map(row)),
    }
}

fn files(make: impl Fn(Frame<'static>, &mut Vec<u8>) -> bool) -> Vec<Vec<u8>> {
    [1, 4, 40]
        .into_iter()
        .filter_map(|rows| {
            let mut out = Vec::new();
            make(frame(rows), &mut out).then_some(out)
        })
        .collect()
}

/// Spreadsheets.
pub fn xlsx() -> Vec<Vec<u8>> {
    let about = [("milepost.engine", "0".to_owned())];
    let mut all = files(|frame, out| write::xlsx::write(vec![("S", frame)], "About", &about, out).is_ok());
    let plain: Vec<(&str, &[u8])> = PARTS.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    all.push(crate::package::stored(&plain));
    all
}

/// Parts of spreadsheets, each after the number of the part.
pub fn sheet() -> Vec<Vec<u8>> {
    let part = |(i, (_, text)): (u8, &(&str, &str))| std::iter::once(i).chain(text.bytes()).collect();
    (0_u8..).zip(PARTS.iter()).map(part).collect()
}

/// Parquet.
pub fn parquet() -> Vec<Vec<u8>> {
    files(|frame, out| write::parquet::write(frame, &[], out).is_ok())
}

/// Arrow.
pub fn arrow() -> Vec<Vec<u8>> {
    files(|frame, out| write::arrow::write(frame, &[], out).is_ok())
}
