//! Good inputs, from which bad ones are made.

use crate::package::PARTS;
use milepost_conformance::read_all;
use milepost_core::number::Number;
use milepost_io::write;
use milepost_io::{Figure, Frame, Kind, OutCell};
use parquet::basic::Encoding;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use std::sync::Arc;

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

/// Parquet: as we write it, and with what other programs do.
pub fn parquet() -> Vec<Vec<u8>> {
    let mut all = files(|frame, out| write::parquet::write(frame, &[], out).is_ok());
    all.extend([WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0].map(|v| encoded(v).unwrap_or_default()));
    all
}

/// A column of every encoding, not packed, so that what is spoilt is what decoders see.
fn encoded(version: WriterVersion) -> parquet::errors::Result<Vec<u8>> {
    let text = "message m { required binary unit (STRING); optional binary k (STRING); optional int32 n;
        optional int64 d (TIMESTAMP(MILLIS, true)); optional double a; optional double b; optional boolean y;
        optional fixed_len_byte_array(9) r (DECIMAL(20, 2)); repeated int32 j; }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(text)?);
    let mut properties = WriterProperties::builder().set_writer_version(version).set_dictionary_enabled(false);
    for (name, encoding) in [
        ("unit", Encoding::DELTA_BYTE_ARRAY),
        ("k", Encoding::DELTA_LENGTH_BYTE_ARRAY),
        ("n", Encoding::DELTA_BINARY_PACKED),
        ("a", Encoding::BYTE_STREAM_SPLIT),
        ("y", Encoding::RLE),
    ] {
        properties = properties.set_column_encoding(name.into(), encoding);
    }
    let properties = properties.set_column_dictionary_enabled("b".into(), true).build();
    let mut out = Vec::new();
    let mut file = SerializedFileWriter::new(&mut out, schema, Arc::new(properties))?;
    for rows in [40_i32, 3] {
        let there: Vec<i16> = (0..rows).map(|i| i16::from(i % 4 > 0)).collect();
        let some = || (0..rows).filter(|i| i % 4 > 0);
        let texts = |of: &dyn Fn(i32) -> String, all: bool| -> Vec<ByteArray> {
            (0..rows).filter(|i| all || i % 4 > 0).map(|i| of(i).into_bytes().into()).collect()
        };
        let whole: Vec<i32> = some().collect();
        let times: Vec<i64> = some().map(|i| i64::from(i) * 86_400_000).collect();
        let parts: Vec<f64> = some().map(|i| f64::from(i) / 8.0).collect();
        let answers: Vec<bool> = some().map(|i| i % 3 == 0).collect();
        let digits: Vec<FixedLenByteArray> = some().map(|i| vec![0, 0, 0, 0, 0, 0, 0, 1, i as u8].into()).collect();
        let mut group = file.next_row_group()?;
        let mut at = 0;
        while let Some(mut column) = group.next_column()? {
            let there = Some(there.as_slice());
            match at {
                0 => {
                    column.typed::<ByteArrayType>().write_batch(&texts(&|i| format!("xã_{}", i / 3), true), None, None)
                }
                1 => column.typed::<ByteArrayType>().write_batch(
                    &texts(&|i| "low".repeat(i as usize % 3), false),
                    there,
                    None,
                ),
                2 => column.typed::<Int32Type>().write_batch(&whole, there, None),
                3 => column.typed::<Int64Type>().write_batch(&times, there, None),
                4 | 5 => column.typed::<DoubleType>().write_batch(&parts, there, None),
                6 => column.typed::<BoolType>().write_batch(&answers, there, None),
                7 => column.typed::<FixedLenByteArrayType>().write_batch(&digits, there, None),
                _ => column.typed::<Int32Type>().write_batch(&whole, there, Some(&vec![0; rows as usize])),
            }?;
            column.close()?;
            at += 1;
        }
        group.close()?;
    }
    file.close()?;
    Ok(out)
}

/// Arrow.
pub fn arrow() -> Vec<Vec<u8>> {
    files(|frame, out| write::arrow::write(frame, &[], out).is_ok())
}
