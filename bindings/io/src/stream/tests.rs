use super::*;
use crate::{Figure, Frame, Kind, OutCell};
use milepost_core::number::Number;
use std::path::PathBuf;

/// A file that is removed at the end.
struct Sample(PathBuf);

impl Sample {
    fn new(name: &str, bytes: &[u8]) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("milepost-stream-{}-{next}-{name}", std::process::id()));
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
        assert_eq!((stream.rows(), stream.heading().columns.len()), (Some(1000), 3), "{format}");
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

/// The whole, or the code and place of what is wrong with it.
fn whole(name: &str, bytes: &[u8], options: &ReadOptions) -> std::result::Result<Vec<RawTable>, (String, String)> {
    crate::read(name, bytes.to_vec(), options).map_err(|wrong| (wrong.message.code.to_owned(), wrong.place.clone()))
}

/// The same from batches; `None` where it is not read in batches.
fn parts(
    sample: &Sample,
    name: &str,
    options: &ReadOptions,
    size: usize,
) -> Option<std::result::Result<Vec<RawTable>, (String, String)>> {
    let read = || -> Result<Option<Vec<RawTable>>> {
        let Some(mut stream) = Stream::open(&sample.0, name, options)? else { return Ok(None) };
        if stream.learn(&|_, _| ())?.is_some() {
            return Ok(None);
        }
        let mut all: Vec<RawTable> = Vec::new();
        for batch in stream.batches(size, None)? {
            let batch = batch?;
            assert!(batch.rows <= size && batch.columns.len() == stream.heading().columns.len());
            all.push(batch);
        }
        if all.is_empty() {
            all.push(stream.heading());
        }
        Ok(Some(all))
    };
    read().map_err(|wrong| (wrong.message.code.to_owned(), wrong.place.clone())).transpose()
}

/// Names, cells, places and faults, one after the other.
fn shown(tables: &[RawTable]) -> (Vec<String>, Vec<String>, Vec<String>) {
    let names = tables.iter().map(|t| t.columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>().join("|"));
    let rows = tables.iter().flat_map(|t| {
        (0..t.rows).map(|row| {
            let cells = (0..t.columns.len()).map(|c| format!("{:?} at {}", t.cell(row, c), t.place(row, Some(c))));
            cells.collect::<Vec<_>>().join("|")
        })
    });
    let faults = tables.iter().flat_map(|t| t.faults.iter().map(|f| format!("{} {:?}", f.place, f.args)));
    let mut names: Vec<String> = names.collect();
    names.dedup();
    (names, rows.collect(), faults.collect())
}

#[track_caller]
fn same_in_parts(name: &str, bytes: &[u8], options: &ReadOptions) -> bool {
    let sample = Sample::new(&format!("parts.{name}"), bytes);
    let whole = whole(name, bytes, options);
    let mut any = false;
    for size in [1, 2, 3, 1000] {
        let Some(parts) = parts(&sample, name, options, size) else { continue };
        any = true;
        let text = String::from_utf8_lossy(bytes);
        match (&whole, &parts) {
            (Ok(whole), Ok(parts)) => assert_eq!(shown(parts), shown(whole), "{size} {text:?}"),
            (Err(whole), Err(parts)) => assert_eq!(parts, whole, "{size} {text:?}"),
            _ => panic!("{size} {text:?}: {whole:?} {parts:?}"),
        }
    }
    any
}

#[test]
fn text_in_batches_is_the_text_as_a_whole() {
    let plain = ReadOptions::default();
    for text in [
        "unit,a\nx,1\ny,2\n",
        "\u{feff}unit;a\r\nx;1\r\n\r\n\r\ny;\"2\r\n3\"\r\nz;4",
        "sep=;\n\nunit;a\nx;1\n\n\n",
        "Báo cáo,\n,,\nunit,\"số\nhộ\",\nx,1,\nbroken\n,,\ny,2,,\nz,1,2,3\nw,\"quoted, and\nnever closed\nu,7",
        "unit,a\n\n , \nx\n",
        "unit,a\n",
        "\n\n",
        " , \n",
        "unit,a\nđơn vị xã,ỷ lệ\nđ,ỷỷỷỷỷỷỷỷỷỷỷỷỷỷỷỷỷỷỷỷỷỷỷỷỷ\n",
    ] {
        assert!(same_in_parts("t.csv", text.as_bytes(), &plain), "{text:?}");
        let tabs = text.replace([',', ';'], "\t");
        assert!(same_in_parts("t.tsv", tabs.as_bytes(), &plain), "{tabs:?}");
        for lines in [(2, 3), (1, 2), (3, 3), (90, 90)] {
            same_in_parts("t.csv", text.as_bytes(), &ReadOptions { header: Some(lines), ..plain.clone() });
        }
        for limits in [Limits { rows: 1, ..Limits::default() }, Limits { text: 4, ..Limits::default() }] {
            same_in_parts("t.csv", text.as_bytes(), &ReadOptions { limits, ..plain.clone() });
        }
        // A byte that is no UTF-8, somewhere.
        for at in 0..text.len() {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = 0xff;
            same_in_parts("t.csv", &bytes, &plain);
        }
        same_in_parts("t.csv", &text.as_bytes()[..text.len() - 2], &plain);
    }
    let lines = "{\"unit\":\"đ\",\"x\":1.50}\r\n\n{\"x\":null,\"unit\":\"ỷ\",\"y\":true}\n  \n{\"unit\":7}";
    assert!(same_in_parts("t.ndjson", lines.as_bytes(), &plain));
    for (from, to) in
        [("null", "nul"), ("\"y\"", "\"x\""), ("true", "{\"z\":1}"), ("true", "[1]"), ("{\"unit\":7}", "7"), ("7}", "")]
    {
        assert!(lines.contains(from));
        same_in_parts("t.ndjson", lines.replace(from, to).as_bytes(), &plain);
    }
    for limits in [
        Limits { rows: 2, ..Limits::default() },
        Limits { columns: 2, ..Limits::default() },
        Limits { text: 4, ..Limits::default() },
        Limits { depth: 0, ..Limits::default() },
    ] {
        same_in_parts("t.ndjson", lines.as_bytes(), &ReadOptions { limits, ..plain.clone() });
    }
    for at in 0..lines.len() {
        let mut bytes = lines.as_bytes().to_vec();
        bytes[at] = 0xff;
        same_in_parts("t.ndjson", &bytes, &plain);
    }
    assert!(same_in_parts("t.ndjson", b"\n \n", &plain));
    assert!(!same_in_parts("t.ndjson", b"{\"unit\":\"a\",\"years\":{\"2024\":{\"x\":1}}}\n", &plain));
    let utf16: Vec<u8> = "\u{feff}unit,a\nx,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(!same_in_parts("t.csv", &utf16, &plain));
}

#[test]
fn random_text_in_batches_is_the_text_as_a_whole() {
    let pieces = ["a", "ỷ", ",", ",", ",", "\"", "\n", "\n", "\r\n", " ", "7.5", "\"x\ny\"", "x,1\n", "\"\",2\n"];
    let mut state = 7_u64;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..400 {
        let body: String = (0..draw(60)).map(|_| pieces[draw(pieces.len())]).collect();
        let head = ["unit,a\n", "", "sep=,\n", "title,\nunit,a\n"][draw(4)];
        let limits = Limits { text: [100_000, 6][draw(2)], columns: [99, 3][draw(2)], ..Limits::default() };
        let options = ReadOptions { limits, ..ReadOptions::default() };
        same_in_parts("t.csv", format!("{head}{body}").as_bytes(), &options);
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
