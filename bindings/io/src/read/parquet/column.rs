//! One column of a Parquet file: the values of its pages in the kind that the column has.

use super::damaged;
use super::piece::{Piece, long};
use crate::read::arrow::{broken, clock, day, float, number, offset};
use crate::{Cells, RawCell, Result, TextCells};
use arrow_schema::{DataType, FieldRef};
use parquet::arrow::arrow_reader::ArrowReaderMetadata;
use parquet::basic::Type as Physical;
use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::data_type::{self, Int96};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::schema::types::ColumnDescPtr;

/// How many rows are unpacked at a time: what stays near the processor.
const PIECE: usize = 1 << 12;

/// A column and how far it is read.
pub(super) struct Column {
    field: FieldRef,
    /// Its only leaf; of lists and structures the first.
    leaf: usize,
    shape: ColumnDescPtr,
    flat: bool,
    /// Whether a row can have nothing at all.
    optional: bool,
    /// The row group that comes next.
    group: usize,
    reader: Option<ColumnReader>,
    /// Rows that the row group being read has left.
    left: usize,
}

/// The pages of a leaf in a row group; whether a row has at most one value.
type Open<'a> = dyn Fn(usize, usize, bool) -> parquet::errors::Result<Option<Box<dyn PageReader>>> + 'a;

impl Column {
    /// The columns of a file in their order; none where its two schemas do not match.
    pub(super) fn all(said: &ArrowReaderMetadata) -> Option<Vec<Self>> {
        let schema = said.metadata().file_metadata().schema_descr();
        let mut leaves: Vec<(usize, usize)> =
            (0..schema.num_columns()).map(|leaf| (schema.get_column_root_idx(leaf), leaf)).collect();
        leaves.dedup_by_key(|(root, _)| *root);
        let fields = said.schema().fields();
        let column = |(field, (_, leaf)): (&FieldRef, (usize, usize))| {
            let shape = schema.column(leaf);
            let root = schema.get_column_root(leaf);
            let (flat, optional) = (shape.max_rep_level() == 0 && root.is_primitive(), root.is_optional());
            Self { field: field.clone(), leaf, shape, flat, optional, group: 0, reader: None, left: 0 }
        };
        (leaves.len() == fields.len()).then(|| fields.iter().zip(leaves).map(column).collect())
    }

    pub(super) fn name(&self) -> &str {
        self.field.name()
    }

    /// The next cells, exactly so many. `fits` is told of memory before it is used.
    pub(super) fn next(
        &mut self,
        file: &str,
        rows: usize,
        said: &ParquetMetaData,
        open: &Open<'_>,
        fits: &mut dyn FnMut(usize) -> Result<()>,
    ) -> Result<Cells> {
        let wrong = |why: ParquetError| damaged(file, &why);
        let kind = self.field.data_type();
        let mut cells = if self.flat {
            Growing::new(kind, self.shape.physical_type(), self.optional)
        } else {
            Growing::other(kind, self.optional)
        };
        fits(rows.saturating_mul(cells.width()))?;
        cells.reserve(rows);
        let mut missing = rows;
        while missing > 0 {
            let Some(reader) = self.reader.as_mut() else {
                let pages = open(self.group, self.leaf, self.flat).map_err(wrong)?;
                let pages = pages.ok_or_else(|| broken(file, format!("column '{}' is cut", self.field.name())))?;
                let rows = said.row_groups().get(self.group).map_or(0, |g| g.num_rows());
                self.left = usize::try_from(rows).unwrap_or_default();
                self.reader = Some(get_column_reader(self.shape.clone(), pages));
                self.group += 1;
                continue;
            };
            if self.left == 0 {
                self.reader = None;
                continue;
            }
            let piece = missing.min(self.left).min(PIECE);
            let found = cells.read(reader, self.shape.max_def_level(), piece, fits).map_err(|stop| match stop {
                Stop::Damaged(why) => damaged(file, &why),
                Stop::Limit(fault) => fault,
            })?;
            if found == 0 {
                return Err(broken(file, format!("column '{}' ends before its row group", self.field.name())));
            }
            missing = missing.saturating_sub(found);
            self.left = self.left.saturating_sub(found);
        }
        cells.done().ok_or_else(|| broken(file, format!("a text of column '{}' is not UTF-8", self.field.name())))
    }
}

/// Why reading ends.
pub(super) enum Stop {
    Damaged(ParquetError),
    Limit(Box<milepost_core::dataset::Fault>),
}

impl From<ParquetError> for Stop {
    fn from(why: ParquetError) -> Self {
        Self::Damaged(why)
    }
}

/// Cells as they come. Each kind is read from some physical types only.
struct Growing {
    cells: Grown,
    /// 1 where there is a value; empty where the column cannot lack any.
    there: Vec<u8>,
}

enum Grown {
    F64(Vec<f64>),
    F32(Vec<RawCell>),
    I64(Vec<i64>),
    U32(Vec<i64>),
    /// Whole numbers without a sign.
    U64(Vec<RawCell>),
    /// Digits, and the scale.
    Decimal(Vec<i128>, i32),
    /// Digits of any number, as bytes.
    Long(Vec<RawCell>, i32),
    Bool(Vec<u8>),
    /// Days; of times, the seconds from UTC to their clock and how many units of time a day has.
    Days(Vec<i32>, i64, i64),
    /// Bytes, and where each text ends.
    Text(Vec<u8>, Vec<usize>),
    /// What no input takes, what it is, and whether a row can have nothing at all.
    Other(Vec<RawCell>, String, bool),
}

impl Growing {
    fn new(kind: &DataType, physical: Physical, optional: bool) -> Self {
        let decimal = |scale: i8, long: bool| {
            let scale = i32::from(scale);
            if long { Grown::Long(Vec::new(), scale) } else { Grown::Decimal(Vec::new(), scale) }
        };
        let bytes = matches!(physical, Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY);
        let cells = match (kind, physical) {
            (DataType::Dictionary(_, values), _) => return Self::new(values, physical, optional),
            (DataType::Float64, Physical::DOUBLE) => Grown::F64(Vec::new()),
            (DataType::Float32, Physical::FLOAT) => Grown::F32(Vec::new()),
            (DataType::Int8 | DataType::Int16 | DataType::Int32, Physical::INT32)
            | (DataType::Int64, Physical::INT64) => Grown::I64(Vec::new()),
            (DataType::UInt8 | DataType::UInt16 | DataType::UInt32, Physical::INT32) => Grown::U32(Vec::new()),
            (DataType::UInt64, Physical::INT64) => Grown::U64(Vec::new()),
            (DataType::Decimal32(_, scale) | DataType::Decimal64(_, scale), _) => decimal(*scale, false),
            (DataType::Decimal128(_, scale), _) => decimal(*scale, false),
            (DataType::Decimal256(_, scale), _) => decimal(*scale, bytes),
            (DataType::Boolean, Physical::BOOLEAN) => Grown::Bool(Vec::new()),
            (DataType::Date32, Physical::INT32) => Grown::Days(Vec::new(), 0, 1),
            // Written as days.
            (DataType::Date64, Physical::INT32) => Grown::Days(Vec::new(), 0, 1),
            (DataType::Date64, Physical::INT64) => Grown::Days(Vec::new(), 0, 86_400_000),
            (DataType::Timestamp(unit, zone), Physical::INT64 | Physical::INT96) => match offset(zone.as_deref()) {
                // Times of the third physical type are read as seconds.
                Some(seconds) if physical == Physical::INT96 => Grown::Days(Vec::new(), seconds, 86_400),
                Some(seconds) => Grown::Days(Vec::new(), seconds * clock(*unit), 86_400 * clock(*unit)),
                None => return Self::other(kind, optional),
            },
            (DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View, Physical::BYTE_ARRAY) => {
                Grown::Text(Vec::new(), Vec::new())
            }
            _ => return Self::other(kind, optional),
        };
        Self { cells, there: Vec::new() }
    }

    /// Lists, structures, bytes, times of a named zone: as text that no input takes, so that a cell in use becomes a fault.
    fn other(kind: &DataType, optional: bool) -> Self {
        Self { cells: Grown::Other(Vec::new(), format!("<{kind}>"), optional), there: Vec::new() }
    }

    /// Bytes of a row, not counting texts.
    fn width(&self) -> usize {
        match &self.cells {
            Grown::Bool(_) => 2,
            Grown::Days(..) => 5,
            Grown::F64(_) | Grown::I64(_) | Grown::U32(_) | Grown::Text(..) => 9,
            Grown::Decimal(..) => 17,
            _ => size_of::<RawCell>(),
        }
    }

    /// Makes room for so many rows, which are known to fit.
    fn reserve(&mut self, rows: usize) {
        self.there.reserve(rows);
        match &mut self.cells {
            Grown::F64(out) => out.reserve(rows),
            Grown::I64(out) | Grown::U32(out) => out.reserve(rows),
            Grown::Decimal(out, _) => out.reserve(rows),
            Grown::Bool(out) => out.reserve(rows),
            Grown::Days(out, ..) => out.reserve(rows),
            Grown::Text(_, ends) => ends.reserve(rows),
            Grown::F32(out) | Grown::U64(out) | Grown::Long(out, _) | Grown::Other(out, ..) => out.reserve(rows),
        }
    }

    /// At most so many rows of the row group; says how many.
    fn read(
        &mut self,
        reader: &mut ColumnReader,
        level: i16,
        most: usize,
        fits: &mut dyn FnMut(usize) -> Result<()>,
    ) -> std::result::Result<usize, Stop> {
        use ColumnReader as C;
        let there = &mut self.there;
        match (&mut self.cells, reader) {
            (Grown::F64(out), C::DoubleColumnReader(r)) => Piece::of(r, level, most)?.spread(there, out, |x| *x),
            (Grown::F32(out), C::FloatColumnReader(r)) => Piece::of(r, level, most)?.spread(there, out, |x| float(*x)),
            (Grown::I64(out), C::Int32ColumnReader(r)) => {
                Piece::of(r, level, most)?.spread(there, out, |x| i64::from(*x))
            }
            (Grown::I64(out), C::Int64ColumnReader(r)) => Piece::of(r, level, most)?.spread(there, out, |x| *x),
            (Grown::U32(out), C::Int32ColumnReader(r)) => {
                Piece::of(r, level, most)?.spread(there, out, |x| i64::from(x.cast_unsigned()))
            }
            (Grown::U64(out), C::Int64ColumnReader(r)) => {
                Piece::of(r, level, most)?.spread(there, out, |x| number(i128::from(x.cast_unsigned()), 0))
            }
            (Grown::Decimal(out, _), C::Int32ColumnReader(r)) => {
                Piece::of(r, level, most)?.spread(there, out, |x| i128::from(*x))
            }
            (Grown::Decimal(out, _), C::Int64ColumnReader(r)) => {
                Piece::of(r, level, most)?.spread(there, out, |x| i128::from(*x))
            }
            (Grown::Decimal(out, _), C::ByteArrayColumnReader(r)) => {
                Piece::of(r, level, most)?.digits(there, out, |x| x.data())
            }
            (Grown::Decimal(out, _), C::FixedLenByteArrayColumnReader(r)) => {
                Piece::of(r, level, most)?.digits(there, out, |x| x.data())
            }
            (Grown::Long(out, scale), C::ByteArrayColumnReader(r)) => {
                Piece::of(r, level, most)?.spread(there, out, |x| long(x.data(), *scale))
            }
            (Grown::Long(out, scale), C::FixedLenByteArrayColumnReader(r)) => {
                Piece::of(r, level, most)?.spread(there, out, |x| long(x.data(), *scale))
            }
            (Grown::Bool(out), C::BoolColumnReader(r)) => {
                Piece::of(r, level, most)?.spread(there, out, |x| u8::from(*x))
            }
            (Grown::Days(out, _, _), C::Int32ColumnReader(r)) => Piece::of(r, level, most)?.spread(there, out, |x| *x),
            (Grown::Days(out, seconds, of), C::Int64ColumnReader(r)) => {
                Piece::of(r, level, most)?.spread(there, out, |t| day(t.saturating_add(*seconds), *of))
            }
            (Grown::Days(out, seconds, of), C::Int96ColumnReader(r)) => {
                let seconds = |t: &Int96| t.to_seconds().saturating_add(*seconds);
                Piece::of(r, level, most)?.spread(there, out, |t| day(seconds(t), *of))
            }
            (Grown::Text(bytes, ends), C::ByteArrayColumnReader(r)) => {
                let piece = Piece::of(r, level, most)?;
                fits(piece.values.iter().map(data_type::ByteArray::len).sum()).map_err(Stop::Limit)?;
                piece.each(|text| {
                    bytes.extend_from_slice(text.map_or(&[], |text| text.data()));
                    ends.push(bytes.len());
                })
            }
            (Grown::Other(out, what, optional), C::BoolColumnReader(r)) => {
                Piece::of(r, level, most)?.named(out, what, *optional)
            }
            (Grown::Other(out, what, optional), C::Int32ColumnReader(r)) => {
                Piece::of(r, level, most)?.named(out, what, *optional)
            }
            (Grown::Other(out, what, optional), C::Int64ColumnReader(r)) => {
                Piece::of(r, level, most)?.named(out, what, *optional)
            }
            (Grown::Other(out, what, optional), C::Int96ColumnReader(r)) => {
                Piece::of(r, level, most)?.named(out, what, *optional)
            }
            (Grown::Other(out, what, optional), C::FloatColumnReader(r)) => {
                Piece::of(r, level, most)?.named(out, what, *optional)
            }
            (Grown::Other(out, what, optional), C::DoubleColumnReader(r)) => {
                Piece::of(r, level, most)?.named(out, what, *optional)
            }
            (Grown::Other(out, what, optional), C::ByteArrayColumnReader(r)) => {
                Piece::of(r, level, most)?.named(out, what, *optional)
            }
            (Grown::Other(out, what, optional), C::FixedLenByteArrayColumnReader(r)) => {
                Piece::of(r, level, most)?.named(out, what, *optional)
            }
            _ => Err(Stop::Damaged(ParquetError::General("a column is not of the type it says".to_owned()))),
        }
    }

    /// The column; none where a text is no UTF-8.
    fn done(self) -> Option<Cells> {
        let there = self.there.contains(&0).then_some(self.there);
        Some(match self.cells {
            Grown::F64(values) => Cells::F64(values.into(), there),
            Grown::I64(values) | Grown::U32(values) => Cells::I64(values.into(), there),
            Grown::Bool(values) => Cells::Bool(values, there),
            Grown::Days(values, ..) => Cells::Date(values.into(), there),
            Grown::Decimal(digits, scale) => {
                let small: Option<Vec<i64>> = digits.iter().map(|d| i64::try_from(*d).ok()).collect();
                match (small, u32::try_from(scale)) {
                    (Some(values), Ok(scale)) if scale <= 18 => Cells::Scaled(values.into(), scale, there),
                    _ => {
                        let gap = |at: usize| there.as_ref().is_some_and(|there| there.get(at) == Some(&0));
                        let cell = |(at, d)| if gap(at) { RawCell::Missing } else { number(d, scale) };
                        Cells::Mixed(digits.into_iter().enumerate().map(cell).collect())
                    }
                }
            }
            Grown::Text(bytes, ends) => Cells::Text(TextCells::of(bytes, ends)?),
            Grown::F32(cells) | Grown::U64(cells) | Grown::Long(cells, _) | Grown::Other(cells, ..) => {
                Cells::Mixed(cells)
            }
        })
    }
}
