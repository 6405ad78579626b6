//! Parquet as we read it from its pages, beside the reader for any Arrow data: every kind of column, encoding, page and
//! compression, whole files and batches.
#![cfg(feature = "parquet")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use arrow_array::builder::{Int64Builder, ListBuilder};
use arrow_array::types::{Float16Type, Int16Type};
use arrow_array::*;
use arrow_buffer::i256;
use milepost_io::stream::Stream;
use milepost_io::{RawCell, RawTable, ReadOptions, read};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::schema::types::ColumnPath;
use std::sync::Arc;

/// Numbers that look random, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 16
    }

    fn cells<T>(&mut self, rows: usize, gaps: bool, mut cell: impl FnMut(u64) -> T) -> Vec<Option<T>> {
        (0..rows).map(|_| (!gaps || !self.roll().is_multiple_of(5)).then(|| cell(self.roll()))).collect()
    }
}

fn word(n: u64) -> String {
    ["có", "không", "", "xã Ngọc Sơn", "x"][usize::try_from(n % 5).unwrap()].repeat(usize::try_from(n % 3).unwrap())
}

/// A column of every kind that a file can have.
fn columns(rows: usize, gaps: bool) -> Vec<(String, ArrayRef)> {
    let mut dice = Dice(rows as u64 + u64::from(gaps));
    let mut all: Vec<(String, ArrayRef)> = Vec::new();
    let mut add = |array: ArrayRef| all.push((format!("c{}", all.len()), array));
    let small = |n: u64| (n % 2_000) as i64 - 1_000;
    add(Arc::new(Float64Array::from(dice.cells(rows, gaps, |n| small(n) as f64 / 8.0))));
    add(Arc::new(Float32Array::from(dice.cells(rows, gaps, |n| if n % 9 == 0 { f32::NAN } else { n as f32 / 10.0 }))));
    add(Arc::new(PrimitiveArray::<Float16Type>::new_null(rows)));
    add(Arc::new(Int64Array::from(dice.cells(rows, gaps, |n| n.cast_signed().wrapping_mul(99_991)))));
    add(Arc::new(Int32Array::from(dice.cells(rows, gaps, |n| n as i32))));
    add(Arc::new(Int16Array::from(dice.cells(rows, gaps, |n| n as i16))));
    add(Arc::new(Int8Array::from(dice.cells(rows, gaps, |n| n as i8))));
    add(Arc::new(UInt64Array::from(dice.cells(rows, gaps, |n| n.wrapping_mul(n)))));
    add(Arc::new(UInt32Array::from(dice.cells(rows, gaps, |n| n as u32))));
    add(Arc::new(UInt16Array::from(dice.cells(rows, gaps, |n| n as u16))));
    add(Arc::new(UInt8Array::from(dice.cells(rows, gaps, |n| n as u8))));
    for (precision, scale) in [(5, 2), (9, 0), (18, 18), (25, 3), (38, 30)] {
        let array = Decimal128Array::from(dice.cells(rows, gaps, |n| i128::from(small(n)) * (1 + i128::from(n % 3))));
        add(Arc::new(array.with_precision_and_scale(precision, scale).unwrap()));
    }
    let wide = Decimal128Array::from(dice.cells(rows, gaps, |n| i128::from(n) * i128::from(n) * -7));
    add(Arc::new(wide.with_precision_and_scale(38, 4).unwrap()));
    for scale in [0, 7] {
        let array = Decimal256Array::from(dice.cells(rows, gaps, |n| i256::from_i128(i128::from(n)).wrapping_pow(3)));
        add(Arc::new(array.with_precision_and_scale(76, scale).unwrap()));
    }
    add(Arc::new(BooleanArray::from(dice.cells(rows, gaps, |n| n % 3 == 0))));
    add(Arc::new(Date32Array::from(dice.cells(rows, gaps, |n| small(n) as i32 * 20))));
    add(Arc::new(Date64Array::from(dice.cells(rows, gaps, |n| small(n) * 86_400_000))));
    for zone in [None, Some("UTC"), Some("+07:00"), Some("-03:30"), Some("Asia/Ho_Chi_Minh")] {
        let times = dice.cells(rows, gaps, |n| small(n) * 1_000_003_777);
        add(Arc::new(TimestampSecondArray::from(times.clone()).with_timezone_opt(zone)));
        add(Arc::new(TimestampMillisecondArray::from(times.clone()).with_timezone_opt(zone)));
        add(Arc::new(TimestampMicrosecondArray::from(times.clone()).with_timezone_opt(zone)));
        add(Arc::new(TimestampNanosecondArray::from(times).with_timezone_opt(zone)));
    }
    add(Arc::new(Time32MillisecondArray::from(dice.cells(rows, gaps, |n| (n % 86_400_000) as i32))));
    add(Arc::new(DurationSecondArray::from(dice.cells(rows, gaps, small))));
    add(Arc::new(StringArray::from(dice.cells(rows, gaps, word))));
    add(Arc::new(LargeStringArray::from(dice.cells(rows, gaps, word))));
    add(Arc::new(dice.cells(rows, gaps, word).into_iter().collect::<StringViewArray>()));
    let words = dice.cells(rows, gaps, word);
    add(Arc::new(words.iter().map(Option::as_deref).collect::<DictionaryArray<Int16Type>>()));
    let bytes = dice.cells(rows, gaps, word);
    add(Arc::new(BinaryArray::from(bytes.iter().map(|b| b.as_ref().map(String::as_bytes)).collect::<Vec<_>>())));
    add(Arc::new(NullArray::new(rows)));
    let mut lists = ListBuilder::new(Int64Builder::new());
    for list in dice.cells(rows, gaps, |n| n % 4) {
        let filled = list.is_some();
        (0..list.unwrap_or(0)).for_each(|i| lists.values().append_value(i.cast_signed()));
        lists.append(filled);
    }
    add(Arc::new(lists.finish()));
    let inner: ArrayRef = Arc::new(Int64Array::from(dice.cells(rows, gaps, small)));
    add(Arc::new(StructArray::try_from(vec![("within", inner)]).unwrap()));
    all
}

fn batch(rows: usize, gaps: bool) -> RecordBatch {
    let column = |(name, array): (String, ArrayRef)| {
        let nullable = gaps || array.null_count() > 0 || array.data_type().is_null();
        (name, array, nullable)
    };
    RecordBatch::try_from_iter_with_nullable(columns(rows, gaps).into_iter().map(column)).unwrap()
}

fn file(batch: &RecordBatch, properties: WriterProperties) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    out
}

fn cells(table: &RawTable) -> Vec<(String, Vec<RawCell>)> {
    // A row that is missing and an empty text are one to whoever reads them.
    let cell = |cell: RawCell| if cell == RawCell::Text("".into()) { RawCell::Missing } else { cell };
    let column = |c: &milepost_io::RawColumn| {
        (c.name.clone(), (0..c.cells.len()).map(|row| cell(RawCell::from(c.cells.get(row)))).collect())
    };
    table.columns.iter().map(column).collect()
}

fn same(ours: &[(String, Vec<RawCell>)], theirs: &[(String, Vec<RawCell>)], what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for ((name, ours), (other, theirs)) in ours.iter().zip(theirs) {
        assert_eq!((name, ours.len()), (other, theirs.len()), "{what}");
        let differs = ours.iter().zip(theirs).position(|(a, b)| a != b);
        assert_eq!(differs.map(|row| (row, &ours[row], &theirs[row])), None, "{what}, {name}");
    }
}

/// Reads a file both ways.
fn check(bytes: &[u8], what: &str) {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes.to_vec())).unwrap();
    let schema = builder.schema().clone();
    let batches: Vec<RecordBatch> = builder.with_batch_size(1 << 20).build().unwrap().map(Result::unwrap).collect();
    let theirs = cells(&milepost_io::read::arrow::from_batches("t", &schema, &batches));
    let ours = read("t.parquet", bytes.to_vec(), &ReadOptions::default()).unwrap();
    same(&cells(&ours[0]), &theirs, what);

    let what_file: String = what.chars().filter(char::is_ascii_alphanumeric).collect();
    let path = std::env::temp_dir().join(format!("milepost-{}-{what_file}.parquet", std::process::id()));
    std::fs::write(&path, bytes).unwrap();
    let stream = Stream::open(&path, "t.parquet", &ReadOptions::default()).unwrap().unwrap();
    for (rows, wanted) in [(17, None), (1 << 20, Some([3, 40, 7].as_slice())), (400, Some(&[]))] {
        let mut all: Vec<(String, Vec<RawCell>)> = Vec::new();
        let mut found = 0;
        for batch in stream.batches(rows, wanted).unwrap() {
            let batch = batch.unwrap();
            found += batch.rows;
            let more = cells(&batch);
            if all.is_empty() { all = more } else { all.iter_mut().zip(more).for_each(|(a, b)| a.1.extend(b.1)) }
        }
        let theirs = theirs.iter().enumerate().filter(|(at, _)| wanted.is_none_or(|w| w.contains(at)));
        let theirs: Vec<_> = theirs.map(|(_, c)| c.clone()).collect();
        if found > 0 {
            same(&all, &theirs, what);
        }
        assert_eq!(found, ours[0].rows, "{what}");
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn every_kind_of_column() {
    for (rows, gaps) in [(0, true), (1, false), (900, true), (900, false)] {
        let batch = batch(rows, gaps);
        let compressions = [
            Compression::UNCOMPRESSED,
            Compression::SNAPPY,
            Compression::ZSTD(ZstdLevel::default()),
            Compression::GZIP(Default::default()),
            Compression::LZ4_RAW,
        ];
        for (at, compression) in compressions.into_iter().enumerate() {
            let version = [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0][at % 2];
            let dictionary = at % 3 > 0;
            let properties = WriterProperties::builder()
                .set_writer_version(version)
                .set_compression(compression)
                .set_dictionary_enabled(dictionary)
                .set_data_page_row_count_limit(301)
                .set_write_batch_size(100)
                .set_max_row_group_row_count(Some(500))
                .build();
            check(&file(&batch, properties), &format!("{rows} {gaps} {version:?} {compression:?} {dictionary}"));
        }
    }
}

#[test]
fn every_encoding() {
    let batch = batch(1_000, true);
    let kinds = [
        (Encoding::DELTA_BINARY_PACKED, &["Int64", "Int32", "Date32", "UInt8"][..]),
        (Encoding::DELTA_LENGTH_BYTE_ARRAY, &["Utf8", "LargeUtf8", "Utf8View", "Binary"]),
        (Encoding::DELTA_BYTE_ARRAY, &["Utf8", "LargeUtf8", "Utf8View", "Binary"]),
        (Encoding::BYTE_STREAM_SPLIT, &["Float64", "Float32", "Int64", "Decimal128(38, 30)"]),
        (Encoding::RLE, &["Boolean"]),
    ];
    for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
        for (encoding, kinds) in kinds {
            let mut properties = WriterProperties::builder()
                .set_writer_version(version)
                .set_dictionary_enabled(false)
                .set_data_page_row_count_limit(333)
                .set_write_batch_size(50);
            for field in batch.schema().fields() {
                if kinds.contains(&field.data_type().to_string().as_str()) {
                    properties = properties.set_column_encoding(ColumnPath::from(field.name().as_str()), encoding);
                }
            }
            check(&file(&batch, properties.build()), &format!("{version:?} {encoding}"));
        }
    }
}
