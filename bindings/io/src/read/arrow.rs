//! Arrow record batches, from files or from other programs' memory. Columns of one batch are borrowed, not copied.

use super::{check_texts, limit};
use crate::{Cells, Limits, Places, RawCell, RawColumn, RawTable, Result, TextCells, Validity, fault};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use milepost_core::codes;
use milepost_core::dataset::Buffer;
use milepost_core::number::Number;
use std::sync::Arc;

/// Decoders of others may panic on damaged files; that must not end the program.
pub(crate) fn guarded<T>(name: &str, read: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(fault(&codes::F06_DAMAGED, name, [name, "the decoder gave up"])))
}

pub(super) fn collect(
    name: &str,
    schema: SchemaRef,
    batches: impl Iterator<Item = Result<RecordBatch>>,
    limits: &Limits,
) -> Result<RawTable> {
    let mut kept = Vec::new();
    let (mut rows, mut size) = (0_usize, 0_u64);
    for batch in batches {
        let batch = batch?;
        rows = rows.saturating_add(batch.num_rows());
        size = size.saturating_add(u64::try_from(batch.get_array_memory_size()).unwrap_or(u64::MAX));
        limit(name, "rows", rows, limits.rows)?;
        let narrow = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        limit(name, "bytes after unpacking", narrow(size), narrow(limits.unpacked))?;
        kept.push(batch);
    }
    let table = from_batches(name, &schema, &kept);
    check_texts(&table, limits)?;
    Ok(table)
}

/// A table of structures, one array per chunk, that another program shares with us: what it says is not taken on trust.
pub fn from_arrays(
    name: &str,
    table: &Field,
    arrays: impl Iterator<Item = std::result::Result<ArrayRef, ArrowError>>,
    limits: &Limits,
) -> Result<RawTable> {
    let DataType::Struct(fields) = table.data_type() else {
        return Err(fault(&codes::F06_DAMAGED, name, [name, "this is one column, not a table"]));
    };
    guarded(name, || {
        let schema = Arc::new(Schema::new(fields.clone()));
        let batch = |array: std::result::Result<ArrayRef, ArrowError>| {
            let array = array?;
            let rows = array.as_struct_opt().filter(|rows| rows.null_count() == 0);
            let rows = rows.ok_or_else(|| ArrowError::CDataInterface("a row of the table is null".to_owned()))?;
            rows.columns().iter().try_for_each(check)?;
            let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
            RecordBatch::try_new_with_options(schema.clone(), rows.columns().to_vec(), &options)
        };
        let batches = arrays.map(|array| batch(array).map_err(|wrong| damaged(name, &wrong)));
        collect(name, schema.clone(), batches, limits)
    })
}

/// One column, an array per chunk, that another program shares with us.
pub fn column(
    name: &str,
    arrays: impl Iterator<Item = std::result::Result<ArrayRef, ArrowError>>,
    limits: &Limits,
) -> Result<Cells> {
    guarded(name, || {
        let mut parts = Vec::new();
        let mut rows = 0_usize;
        for array in arrays {
            let array = array.and_then(|a| check(&a).map(|()| a)).map_err(|wrong| damaged(name, &wrong))?;
            rows = rows.saturating_add(array.len());
            limit(name, "rows", rows, limits.rows)?;
            parts.push(array);
        }
        let cells = joined(parts.iter());
        if let Some(row) = cells.text_longer_than(limits.text) {
            limit(&format!("{name} row {}", row + 1), "bytes in a cell", usize::MAX, limits.text)?;
        }
        Ok(cells)
    })
}

/// Texts must be UTF-8 and keys must point into their dictionary before anybody reads them.
fn check(array: &ArrayRef) -> std::result::Result<(), ArrowError> {
    if array.data_type().is_primitive() { Ok(()) } else { array.to_data().validate_full() }
}

/// A table of record batches with one schema.
pub fn from_batches(name: &str, schema: &SchemaRef, batches: &[RecordBatch]) -> RawTable {
    let column = |(index, field): (usize, &Arc<Field>)| {
        let parts = batches.iter().filter_map(|b| b.columns().get(index));
        RawColumn { name: field.name().clone(), cells: joined(parts) }
    };
    RawTable {
        source: name.to_owned(),
        level: None,
        columns: schema.fields().iter().enumerate().map(column).collect(),
        rows: batches.iter().map(RecordBatch::num_rows).sum(),
        places: Places::Rows,
        faults: Vec::new(),
    }
}

/// The chunks of a column as one.
fn joined<'a>(arrays: impl Iterator<Item = &'a ArrayRef>) -> Cells {
    let mut parts = arrays.filter(|a| !a.is_empty()).map(cells);
    let first = parts.next().unwrap_or_else(|| Cells::Mixed(Vec::new()));
    parts.fold(first, append)
}

pub(super) fn damaged(name: &str, wrong: &ArrowError) -> Box<milepost_core::dataset::Fault> {
    broken(name, wrong.to_string())
}

pub(super) fn broken(name: &str, why: impl Into<String>) -> Box<milepost_core::dataset::Fault> {
    fault(&codes::F06_DAMAGED, name, [name.to_owned(), why.into()])
}

fn validity(array: &dyn Array) -> Validity {
    let nulls = array.logical_nulls().filter(|n| n.null_count() > 0)?;
    Some(bytes(nulls.inner()))
}

/// A byte, 1 or 0, for each bit; eight at a time.
fn bytes(bits: &BooleanBuffer) -> Vec<u8> {
    let chunks = bits.bit_chunks();
    let mut out = Vec::with_capacity(bits.len() + 64);
    for chunk in chunks.iter().chain(std::iter::once(chunks.remainder_bits())) {
        for byte in chunk.to_le_bytes() {
            // A copy of the byte in each of eight bytes, of which bit i is kept in byte i, and made 1 where it is set.
            let apart = u64::from(byte).wrapping_mul(0x0101_0101_0101_0101) & 0x8040_2010_0804_0201;
            let ones = (apart + 0x7f7f_7f7f_7f7f_7f7f) >> 7 & 0x0101_0101_0101_0101;
            out.extend_from_slice(&ones.to_le_bytes());
        }
    }
    out.truncate(bits.len());
    out
}

/// The values of a primitive array as they stand in memory.
fn borrowed<T: ArrowPrimitiveType>(array: &ArrayRef) -> Buffer<T::Native>
where
    T::Native: Send + Sync,
{
    Buffer::Shared(Arc::new(array.as_primitive::<T>().values().clone()))
}

/// The values of a primitive array, made into something else.
fn mapped<T: ArrowPrimitiveType, U>(array: &ArrayRef, to: impl Fn(T::Native) -> U) -> Vec<U> {
    array.as_primitive::<T>().values().iter().map(|v| to(*v)).collect()
}

fn integers<T: ArrowPrimitiveType>(array: &ArrayRef) -> Cells
where
    i64: From<T::Native>,
{
    Cells::I64(mapped::<T, i64>(array, i64::from).into(), validity(array))
}

fn mixed(array: &dyn Array, cell: impl Fn(usize) -> RawCell) -> Cells {
    let nulls = array.logical_nulls();
    let is_null = |row: usize| nulls.as_ref().is_some_and(|n| n.is_null(row));
    Cells::Mixed((0..array.len()).map(|row| if is_null(row) { RawCell::Missing } else { cell(row) }).collect())
}

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> Cells {
    let mut texts = TextCells::default();
    values.for_each(|t| texts.push(t.unwrap_or_default()));
    Cells::Text(texts)
}

fn cells(array: &ArrayRef) -> Cells {
    match array.data_type() {
        DataType::Float64 => Cells::F64(borrowed::<Float64Type>(array), validity(array)),
        DataType::Float32 => {
            let values = array.as_primitive::<Float32Type>().values();
            mixed(array, |row| values.get(row).map_or(RawCell::Missing, |x| float(*x)))
        }
        DataType::Int64 => Cells::I64(borrowed::<Int64Type>(array), validity(array)),
        DataType::Int32 => integers::<Int32Type>(array),
        DataType::Int16 => integers::<Int16Type>(array),
        DataType::Int8 => integers::<Int8Type>(array),
        DataType::UInt32 => integers::<UInt32Type>(array),
        DataType::UInt16 => integers::<UInt16Type>(array),
        DataType::UInt8 => integers::<UInt8Type>(array),
        DataType::UInt64 => {
            let values = array.as_primitive::<UInt64Type>().values();
            mixed(array, |row| number(i128::from(values.get(row).copied().unwrap_or_default()), 0))
        }
        DataType::Decimal128(_, scale) => {
            let values = array.as_primitive::<Decimal128Type>().values();
            decimal(array, i32::from(*scale), |row| values.get(row).copied().unwrap_or_default())
        }
        DataType::Decimal64(_, scale) => {
            let values = array.as_primitive::<Decimal64Type>().values();
            decimal(array, i32::from(*scale), |row| i128::from(values.get(row).copied().unwrap_or_default()))
        }
        DataType::Decimal32(_, scale) => {
            let values = array.as_primitive::<Decimal32Type>().values();
            decimal(array, i32::from(*scale), |row| i128::from(values.get(row).copied().unwrap_or_default()))
        }
        DataType::Decimal256(_, scale) => {
            let values = array.as_primitive::<Decimal256Type>().values();
            let unit = Number::from_scaled(1, i32::from(*scale));
            mixed(array, |row| match values.get(row).map(ToString::to_string).map(|digits| Number::parse(&digits)) {
                Some(Ok(digits)) => RawCell::Number(digits.mul(&unit)),
                _ => RawCell::Missing,
            })
        }
        DataType::Utf8 => texts(array.as_string::<i32>().iter()),
        DataType::LargeUtf8 => texts(array.as_string::<i64>().iter()),
        DataType::Utf8View => texts(array.as_string_view().iter()),
        DataType::Boolean => {
            let values = array.as_boolean().values();
            Cells::Bool(bytes(values), validity(array))
        }
        DataType::Date32 => Cells::Date(borrowed::<Date32Type>(array), validity(array)),
        DataType::Date64 => days(array, mapped::<Date64Type, i64>(array, |t| t), 86_400_000),
        DataType::Timestamp(unit, zone) if offset(zone.as_deref()).is_some() => {
            let seconds = offset(zone.as_deref()).unwrap_or_default();
            let times = match unit {
                TimeUnit::Second => mapped::<TimestampSecondType, i64>(array, |t| t),
                TimeUnit::Millisecond => mapped::<TimestampMillisecondType, i64>(array, |t| t),
                TimeUnit::Microsecond => mapped::<TimestampMicrosecondType, i64>(array, |t| t),
                TimeUnit::Nanosecond => mapped::<TimestampNanosecondType, i64>(array, |t| t),
            };
            let second = clock(*unit);
            let local = times.into_iter().map(|t| t.saturating_add(seconds * second)).collect();
            days(array, local, 86_400 * second)
        }
        DataType::Dictionary(_, _) => dictionary(array),
        DataType::Null => Cells::Mixed(vec![RawCell::Missing; array.len()]),
        // Lists, structures, times of a named zone: as text that no input takes, so that a cell in use becomes a fault.
        other => mixed(array, |_| text(&format!("<{other}>"))),
    }
}

/// Seconds from UTC to the clock of a zone: none, UTC, or a fixed offset. The date of a time is the one on that clock. A
/// named zone would need a table of zones.
pub(super) fn offset(zone: Option<&str>) -> Option<i64> {
    let Some(zone) = zone else { return Some(0) };
    if matches!(zone, "UTC" | "Z" | "GMT" | "Etc/UTC" | "utc") {
        return Some(0);
    }
    let (sign, rest) = zone.strip_prefix('+').map(|r| (1, r)).or_else(|| zone.strip_prefix('-').map(|r| (-1, r)))?;
    let (hours, minutes) = rest.split_once(':').or_else(|| rest.split_at_checked(2))?;
    let part =
        |t: &str, most: i64| (t.len() == 2).then(|| t.parse::<i64>().ok()).flatten().filter(|n| (0..=most).contains(n));
    Some(sign * (part(hours, 14)? * 3_600 + part(minutes, 59)? * 60))
}

/// A float stands for its shortest decimal: 0.7 of 32 bits is 0.7, not 0.699999988079071.
pub(super) fn float(x: f32) -> RawCell {
    if x.is_nan() {
        return RawCell::Missing;
    }
    Number::parse(&x.to_string()).map_or_else(|_| text(&x), RawCell::Number)
}

pub(super) fn text(value: &impl ToString) -> RawCell {
    RawCell::Text(value.to_string().into())
}

pub(super) fn number(digits: i128, scale: i32) -> RawCell {
    RawCell::Number(Number::from_scaled(digits, scale))
}

fn decimal(array: &ArrayRef, scale: i32, digits: impl Fn(usize) -> i128) -> Cells {
    let small: Option<Vec<i64>> = (0..array.len()).map(|row| i64::try_from(digits(row)).ok()).collect();
    match (small, u32::try_from(scale)) {
        (Some(values), Ok(scale)) if scale <= 18 => Cells::Scaled(values.into(), scale, validity(array)),
        _ => mixed(array, |row| number(digits(row), scale)),
    }
}

/// How many units of time a second has.
pub(super) fn clock(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

/// The day of a time, where a day has so many units.
pub(super) fn day(time: i64, a_day: i64) -> i32 {
    i32::try_from(time.div_euclid(a_day)).unwrap_or(i32::MAX)
}

/// Days of times; the time of day is dropped.
fn days(array: &ArrayRef, times: Vec<i64>, a_day: i64) -> Cells {
    let days = times.into_iter().map(|t| day(t, a_day));
    Cells::Date(days.collect::<Vec<i32>>().into(), validity(array))
}

fn dictionary(array: &ArrayRef) -> Cells {
    let dictionary = array.as_any_dictionary();
    let keys = dictionary.normalized_keys();
    let values = cells(dictionary.values());
    match values {
        Cells::Text(texts) => {
            let names = (0..texts.len()).map(|i| texts.get(i).unwrap_or_default().to_owned()).collect();
            let keys = keys.into_iter().map(|k| u32::try_from(k).unwrap_or(u32::MAX)).collect();
            Cells::Dictionary(keys, names, validity(array))
        }
        other => mixed(array, |row| keys.get(row).map_or(RawCell::Missing, |k| RawCell::from(other.get(*k)))),
    }
}

/// One column after another.
fn append(first: Cells, second: Cells) -> Cells {
    fn join<T: Clone>(a: Buffer<T>, b: &Buffer<T>) -> Buffer<T> {
        let mut all = match a {
            Buffer::Owned(all) => all,
            Buffer::Shared(shared) => (*shared).as_ref().to_vec(),
        };
        all.extend_from_slice(b.as_slice());
        all.into()
    }
    let (rows, more) = (first.len(), second.len());
    let both = |a: Validity, b: Validity| match (a, b) {
        (None, None) => None,
        (a, b) => {
            let mut all = a.unwrap_or_else(|| vec![1; rows]);
            all.extend(b.unwrap_or_else(|| vec![1; more]));
            Some(all)
        }
    };
    match (first, second) {
        (Cells::F64(a, va), Cells::F64(b, vb)) => Cells::F64(join(a, &b), both(va, vb)),
        (Cells::I64(a, va), Cells::I64(b, vb)) => Cells::I64(join(a, &b), both(va, vb)),
        (Cells::Scaled(a, s, va), Cells::Scaled(b, t, vb)) if s == t => Cells::Scaled(join(a, &b), s, both(va, vb)),
        (Cells::Date(a, va), Cells::Date(b, vb)) => Cells::Date(join(a, &b), both(va, vb)),
        (Cells::Bool(mut a, va), Cells::Bool(b, vb)) => {
            a.extend(b);
            Cells::Bool(a, both(va, vb))
        }
        (Cells::Text(mut a), Cells::Text(b)) => {
            (0..more).for_each(|row| a.push(b.get(row).unwrap_or_default()));
            Cells::Text(a)
        }
        (Cells::Dictionary(mut a, mut names, va), Cells::Dictionary(b, others, vb)) => {
            let shift = if names == others { 0 } else { u32::try_from(names.len()).unwrap_or(u32::MAX) };
            if shift > 0 {
                names.extend(others);
            }
            a.extend(b.into_iter().map(|k| k.saturating_add(shift)));
            Cells::Dictionary(a, names, both(va, vb))
        }
        (a, b) => Cells::Mixed(
            (0..rows).map(|r| RawCell::from(a.get(r))).chain((0..more).map(|r| RawCell::from(b.get(r)))).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_become_bytes_wherever_they_begin() {
        let bits: Vec<bool> = (0..200_u32).map(|i| i % 3 == 0 || i % 7 == 1).collect();
        let all = BooleanBuffer::from(bits.clone());
        for (from, len) in [(0, 200), (0, 0), (1, 7), (3, 64), (8, 64), (13, 187), (64, 65), (199, 1)] {
            let wanted: Vec<u8> = bits[from..from + len].iter().map(|b| u8::from(*b)).collect();
            assert_eq!(bytes(&all.slice(from, len)), wanted, "{len} from {from}");
        }
    }

    #[test]
    fn a_time_has_the_date_of_its_own_clock() {
        assert_eq!(offset(None), Some(0));
        assert_eq!(offset(Some("UTC")), Some(0));
        assert_eq!(offset(Some("+07:00")), Some(25_200));
        assert_eq!(offset(Some("-0330")), Some(-12_600));
        for unknown in ["Asia/Ho_Chi_Minh", "+7", "+25:00", "07:00", "+07:99", ""] {
            assert_eq!(offset(Some(unknown)), None, "{unknown}");
        }
    }
}
