//! What is written in one format reads back as the same table.
#![cfg(all(feature = "xlsx", feature = "parquet"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use milepost_core::dataset::Cell;
use milepost_core::number::Number;
use milepost_io::write::{arrow, delimited, parquet, xlsx};
use milepost_io::{Figure, Frame, Kind, OutCell, RawTable, ReadOptions, read};

fn frame() -> Frame<'static> {
    let number = |text: &str| OutCell::Figure(Figure::Exact(Number::parse(text).unwrap()));
    let rows = vec![
        vec!["hậu_lộc".into(), OutCell::Integer(2024), number("0.7999"), "=HYPERLINK(\"x\")".into()],
        vec!["thọ_xuân".into(), OutCell::Integer(2025), number("2/3"), "Đạt \"tốt\", có dấu;\nhai dòng".into()],
        vec!["x".into(), OutCell::Integer(-1), OutCell::Missing, "".into()],
    ];
    Frame {
        columns: vec![
            ("unit".into(), Kind::Text),
            ("year".into(), Kind::Integer),
            ("value".into(), Kind::Number),
            ("note".into(), Kind::Text),
        ],
        rows: Box::new(rows.into_iter()),
    }
}

fn head() -> Vec<(&'static str, String)> {
    vec![("milepost.content_hash", "abc".to_owned())]
}

fn back(name: &str, bytes: Vec<u8>) -> RawTable {
    read(name, bytes, &ReadOptions::default()).unwrap().remove(0)
}

fn check(table: &RawTable, formula: &str) {
    let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["unit", "year", "value", "note"]);
    assert_eq!(table.rows, 3);
    assert_eq!(table.text(0, 0).as_deref(), Some("hậu_lộc"));
    assert_eq!(table.text(1, 1).as_deref(), Some("2025"));
    assert_eq!(table.text(0, 2).as_deref(), Some("0.7999"));
    assert_eq!(table.text(1, 2).as_deref(), Some("0.6666666666666666"));
    assert!(matches!(table.cell(2, 2), Cell::Missing | Cell::Text("")));
    assert_eq!(table.text(0, 3).as_deref(), Some(formula));
    assert_eq!(table.text(1, 3).as_deref(), Some("Đạt \"tốt\", có dấu;\nhai dòng"));
}

#[test]
fn delimited_text() {
    for delimiter in [b',', b';', b'\t'] {
        let mut out = Vec::new();
        delimited::write(frame(), delimiter, &mut out).unwrap();
        check(&back("r.csv", out), "'=HYPERLINK(\"x\")");
    }
}

#[test]
fn spreadsheets() {
    let mut out = Vec::new();
    xlsx::write(vec![("Kết quả", frame())], "Về kết quả", &head(), &mut out).unwrap();
    let mut again = Vec::new();
    xlsx::write(vec![("Kết quả", frame())], "Về kết quả", &head(), &mut again).unwrap();
    assert_eq!(out, again, "the same bytes every time");
    check(&back("r.xlsx", out), "=HYPERLINK(\"x\")");
}

#[test]
fn arrow_files() {
    let mut out = Vec::new();
    arrow::write(frame(), &head(), &mut out).unwrap();
    check(&back("r.arrow", out.clone()), "=HYPERLINK(\"x\")");
    let reader = arrow_ipc::reader::FileReader::try_new(std::io::Cursor::new(out), None).unwrap();
    let said: Vec<(String, String)> =
        reader.schema().metadata().iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    assert_eq!(said, [("milepost.content_hash".to_owned(), "abc".to_owned())]);
}

#[test]
fn parquet_files() {
    let mut out = Vec::new();
    parquet::write(frame(), &head(), &mut out).unwrap();
    check(&back("r.parquet", out.clone()), "=HYPERLINK(\"x\")");
    for cut in (0..out.len()).step_by(61) {
        assert!(read("r.parquet", out[..cut].to_vec(), &ReadOptions::default()).is_err());
    }
}

#[test]
fn typed_columns_stay_typed_and_borrowed() {
    use arrow_array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, RecordBatch};
    use milepost_io::Cells;
    use std::sync::Arc;
    let floats = Float64Array::from(vec![Some(0.5), None]);
    let address = floats.values().as_ptr();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("f", Arc::new(floats)),
        ("d", Arc::new(Decimal128Array::from(vec![7999, 8000]).with_precision_and_scale(10, 2).unwrap())),
        ("b", Arc::new(BooleanArray::from(vec![Some(true), None]))),
        ("t", Arc::new(Date32Array::from(vec![19_782, 0]))),
        (
            "k",
            Arc::new(
                vec![Some("núi"), None]
                    .into_iter()
                    .collect::<arrow_array::DictionaryArray<arrow_array::types::Int8Type>>(),
            ),
        ),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let table = milepost_io::read::arrow::from_batches("memory", &batch.schema(), &[batch]);
    let Cells::F64(values, _) = &table.columns[0].cells else { panic!() };
    assert_eq!(values.as_slice().as_ptr(), address);
    assert_eq!(table.cell(0, 0), Cell::F64(0.5));
    assert_eq!(table.cell(1, 0), Cell::Missing);
    assert!(matches!(&table.columns[1].cells, Cells::Scaled(v, 2, None) if v.as_slice() == [7999, 8000]));
    assert_eq!((table.cell(0, 2), table.cell(1, 2)), (Cell::Bool(true), Cell::Missing));
    assert_eq!(table.cell(0, 3), Cell::Date(19_782));
    assert_eq!((table.cell(0, 4), table.cell(1, 4)), (Cell::Text("núi"), Cell::Missing));
}

#[test]
fn parquet_row_groups() {
    use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    let row = |n: u32| {
        let text = if n.is_multiple_of(7) { OutCell::Missing } else { OutCell::Text(n.to_string().into()) };
        vec![text, OutCell::Integer(n.into()), OutCell::Figure(Figure::Float(f64::from(n) / 4.0))]
    };
    let columns = vec![("t".into(), Kind::Text), ("i".into(), Kind::Integer), ("x".into(), Kind::Number)];
    let mut out = Vec::new();
    parquet::write(Frame { columns, rows: Box::new((0..300_000).map(row)) }, &head(), &mut out).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(out.clone())).unwrap();
    assert_eq!(builder.metadata().row_groups().iter().map(|g| g.num_rows()).collect::<Vec<_>>(), [262_144, 37_856]);
    assert_eq!(builder.schema().metadata().get("milepost.content_hash").map(String::as_str), Some("abc"));
    let kinds: Vec<String> = builder.schema().fields().iter().map(|f| f.data_type().to_string()).collect();
    assert_eq!(kinds, ["Utf8", "Int64", "Float64"]);
    let table = back("r.parquet", out);
    assert_eq!(table.rows, 300_000);
    for n in [0, 1, 7, 262_143, 262_144, 299_999] {
        let expected = (n % 7 != 0).then(|| n.to_string());
        assert_eq!(table.text(n, 0).filter(|t| !t.is_empty()).map(std::borrow::Cow::into_owned), expected);
        assert_eq!(table.text(n, 1).unwrap(), n.to_string());
        assert_eq!(table.text(n, 2).unwrap(), (n as f64 / 4.0).to_string());
    }
}
