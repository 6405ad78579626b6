use super::*;
use crate::{Figure, Frame, Kind, OutCell};
use milepost_core::number::Number;
use std::path::PathBuf;

/// A file that is removed at the end.
struct Sample(PathBuf);

impl Sample {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("milepost-stream-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    fn open(&self, limits: Limits) -> Result<Stream> {
        let options = ReadOptions { limits, ..ReadOptions::default() };
        Stream::open(&self.0, "t", &options).map(|stream| stream.unwrap())
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn frame(rows: i64) -> Frame<'static> {
    let row = |i: i64| {
        vec![
            OutCell::Text(format!("u{i}").into()),
            if i % 7 == 0 { OutCell::Missing } else { OutCell::Integer(i) },
            OutCell::Figure(Figure::Exact(Number::from_scaled(i128::from(i), 2))),
        ]
    };
    let columns = vec![("unit".into(), Kind::Text), ("n".into(), Kind::Integer), ("x".into(), Kind::Number)];
    Frame { columns, rows: Box::new((0..rows).map(row)) }
}

fn files(rows: i64) -> Vec<(&'static str, Vec<u8>)> {
    let (mut parquet, mut arrow) = (Vec::new(), Vec::new());
    crate::write::parquet::write(frame(rows), &[], &mut parquet).unwrap();
    crate::write::arrow::write(frame(rows), &[], &mut arrow).unwrap();
    let schema = crate::write::arrow::schema(&frame(0), &[]);
    let mut stream = Vec::new();
    let mut writer = arrow_ipc::writer::StreamWriter::try_new(&mut stream, &schema).unwrap();
    for part in crate::write::arrow::batches(frame(rows), schema.clone()) {
        let part = part.unwrap();
        // Small messages are put together.
        for from in (0..part.num_rows()).step_by(10) {
            writer.write(&part.slice(from, 10.min(part.num_rows() - from))).unwrap();
        }
    }
    writer.finish().unwrap();
    vec![("parquet", parquet), ("arrow", arrow), ("arrows", stream)]
}

fn text(table: &RawTable) -> Vec<Vec<Option<String>>> {
    let row = |r| (0..table.columns.len()).map(|c| table.text(r, c).map(std::borrow::Cow::into_owned)).collect();
    (0..table.rows).map(row).collect()
}

#[test]
fn batches_one_after_the_other_are_the_whole_with_its_places() {
    for (format, bytes) in files(1000) {
        let sample = Sample::new(&format!("whole.{format}"), &bytes);
        let whole = crate::read("t", bytes, &ReadOptions::default()).unwrap().remove(0);
        let stream = sample.open(Limits::default()).unwrap().at_level(Some("district"));
        assert_eq!((stream.rows(), stream.heading().columns.len()), (1000, 3), "{format}");
        for size in [1, 7, 999, 1000, 5000] {
            let mut rows = Vec::new();
            for batch in stream.batches(size, None).unwrap() {
                let batch = batch.unwrap();
                assert!(batch.rows <= size && batch.level.as_deref() == Some("district"));
                let last = batch.rows - 1;
                let at = rows.len() + last;
                assert_eq!(batch.place(last, Some(1)), whole.place(at, Some(1)));
                assert_eq!(batch.place(0, None), whole.place(rows.len(), None));
                rows.extend(text(&batch));
            }
            assert!(rows == text(&whole), "{format} {size}");
        }
        let some: Vec<RawTable> = stream.batches(300, Some(&[0, 2])).unwrap().map(Result::unwrap).collect();
        assert!(
            some.len() == 4 && some[3].text(99, 0) == whole.text(999, 0) && some[3].text(99, 1) == whole.text(999, 2)
        );
    }
}

#[test]
fn limits_of_rows_are_of_the_file_and_those_of_memory_of_a_batch() {
    for (format, bytes) in files(1000) {
        let sample = Sample::new(&format!("limits.{format}"), &bytes);
        let few = sample.open(Limits { rows: 999, ..Limits::default() });
        assert_eq!(few.unwrap_err().message.code, "F08", "{format}");
        // A batch of the file is in memory as it was written; those of the sample stream are of ten rows.
        let stream = sample.open(Limits { unpacked: 5_000, ..Limits::default() }).unwrap();
        let read = stream.batches(10, None).unwrap().find_map(std::result::Result::err).map(|wrong| wrong.message.code);
        assert_eq!(read, (format == "arrow").then_some("F08"), "{format}");
    }
}

#[test]
fn a_file_that_was_cut_or_changed_is_damaged_and_never_a_panic() {
    for (format, good) in files(200) {
        let changed = (0..good.len()).step_by(61).map(|at| {
            let mut bytes = good.clone();
            bytes[at] ^= 0xff;
            bytes
        });
        let cut = (0..good.len()).step_by(97).map(|end| good[..end].to_vec());
        for (index, bytes) in changed.chain(cut).enumerate() {
            let sample = Sample::new(&format!("damaged.{format}"), &bytes);
            let options = ReadOptions { format: Format::from_word(format), ..ReadOptions::default() };
            let Ok(Some(stream)) = Stream::open(&sample.0, "t", &options) else { continue };
            let mut rows = 0;
            for batch in stream.batches(64, None).into_iter().flatten() {
                match batch {
                    Ok(batch) => rows += batch.rows,
                    Err(wrong) => assert!(["F06", "F08"].contains(&wrong.message.code), "{format} {index}"),
                }
            }
            assert!(rows <= 1_000, "{format} {index}");
        }
    }
}

#[test]
fn other_formats_and_missing_files() {
    let sample = Sample::new("t.xlsx", b"PK\x03\x04");
    assert!(Stream::open(&sample.0, "t.xlsx", &ReadOptions::default()).unwrap().is_none());
    let gone = Stream::open(Path::new("no/such/file.parquet"), "file.parquet", &ReadOptions::default());
    assert_eq!(gone.unwrap_err().message.code, "F01");
}

/// `u10` is the first text of three bytes: in the eleventh row, of whatever batch.
#[test]
fn a_text_beyond_the_limit_is_placed_in_the_whole_file() {
    for (name, bytes) in files(25) {
        let sample = Sample::new(&format!("texts.{name}"), &bytes);
        let stream = sample.open(Limits { text: 2, ..Limits::default() }).unwrap();
        let fault = stream.batches(4, None).unwrap().find_map(Result::err).unwrap();
        let said = (fault.message.code, fault.place.as_str(), fault.args.join(" "));
        assert_eq!(said, ("F08", "t row 11, column unit", "bytes in a cell 2".to_owned()), "{name}");
    }
}
