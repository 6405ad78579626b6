//! Whole columns as they came, and what they mean for an input.

use super::cell::{self, Cell, Locale, Raw};
use super::column::{Buffer, CELL_ABSENT, CELL_INVALID, CELL_PRESENT, Column, ColumnValues, NumberColumn, Stored};
use crate::codes::Message;
use crate::number::Number;
use crate::pages::large;
use crate::program::{Input, InputKind, Program};

/// Rows that are looked at together.
const PART: usize = 1_024;

/// A column as a reader delivers it.
#[derive(Debug, Clone)]
pub struct RawColumn {
    /// Its values.
    pub values: RawValues,
    /// [`CELL_PRESENT`] or [`CELL_ABSENT`] per row; None: all present.
    pub state: Option<Buffer<u8>>,
}

/// Values of a column as a reader delivers it.
#[derive(Debug, Clone)]
pub enum RawValues {
    /// Floats: each stands for its shortest decimal; NaN is missing.
    F64(Buffer<f64>),
    /// Integers times 10^-scale.
    I64(Buffer<i64>, u32),
    /// Numbers of any size.
    Exact(Vec<Number>),
    /// yes (1), no (0)
    Bool(Buffer<u8>),
    /// Days since 1970-01-01.
    Date(Buffer<i32>),
    /// Texts.
    Text(Vec<Option<String>>),
    /// Dictionary: keys and their texts.
    Dictionary(Buffer<u32>, Vec<Option<String>>),
}

impl RawColumn {
    /// One cell.
    pub fn cell(&self, row: usize) -> Cell<'_> {
        if self.state.as_ref().is_some_and(|s| s.as_slice().get(row) != Some(&CELL_PRESENT)) {
            return Cell::Missing;
        }
        match &self.values {
            RawValues::F64(v) => v.as_slice().get(row).map(|x| Cell::F64(*x)),
            RawValues::I64(v, 0) => v.as_slice().get(row).map(|x| Cell::Int(*x)),
            RawValues::I64(v, scale) => v.as_slice().get(row).map(|x| Cell::Number(scaled(*x, *scale))),
            RawValues::Exact(v) => v.get(row).map(|n| Cell::Number(n.clone())),
            RawValues::Bool(v) => v.as_slice().get(row).map(|b| Cell::Bool(*b != 0)),
            RawValues::Date(v) => v.as_slice().get(row).map(|d| Cell::Date(*d)),
            RawValues::Text(v) => v.get(row).and_then(|t| t.as_deref()).map(Cell::Text),
            RawValues::Dictionary(keys, texts) => {
                keys.as_slice().get(row).and_then(|k| texts.get(*k as usize)).and_then(|t| t.as_deref()).map(Cell::Text)
            }
        }
        .unwrap_or(Cell::Missing)
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        match &self.values {
            RawValues::F64(v) => v.as_slice().len(),
            RawValues::I64(v, _) => v.as_slice().len(),
            RawValues::Exact(v) => v.len(),
            RawValues::Bool(v) => v.as_slice().len(),
            RawValues::Date(v) => v.as_slice().len(),
            RawValues::Text(v) => v.len(),
            RawValues::Dictionary(v, _) => v.as_slice().len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn scaled(value: i64, scale: u32) -> Number {
    Number::from_scaled(i128::from(value), i32::try_from(scale).unwrap_or(i32::MAX))
}

/// A cell while rows are collected, with its text for the message when it is said twice.
pub(super) enum Slot {
    Absent,
    Invalid(String),
    Value(Raw, String),
}

impl Slot {
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Absent => "",
            Self::Invalid(text) | Self::Value(_, text) => text,
        }
    }
}

/// Wrong cells of a column: row, message, value as given, what else the message says.
pub(super) type WrongCells = Vec<(usize, &'static Message, String, String)>;

/// Binds a column to its input: keeps the buffer where every cell can be kept, and reads cell by cell otherwise.
pub(super) fn finish_column(program: &Program, input: &Input, raw: RawColumn, locale: Locale) -> (Column, WrongCells) {
    let keep = matches!(
        (&raw.values, input.kind),
        (RawValues::F64(_) | RawValues::I64(..), InputKind::Number | InputKind::Whole)
            | (RawValues::Bool(_), InputKind::YesNo)
            | (RawValues::Date(_), InputKind::Date)
    );
    if keep { keep_column(program, input, raw, locale) } else { read_column(program, input, &raw, locale) }
}

#[inline(never)]
fn keep_column(program: &Program, input: &Input, raw: RawColumn, locale: Locale) -> (Column, WrongCells) {
    let mut wrong = Vec::new();
    let mut state: Option<Vec<u8>> = None;
    if let RawValues::F64(values) = &raw.values {
        let bounds = Bounds::of(input);
        let all = values.as_slice();
        for (at, part) in all.chunks(PART).enumerate() {
            let rows = at * PART..at * PART + part.len();
            // Nearly all parts of nearly all columns are good as a whole, or are but for what is missing.
            if let Some(missing) = bounds.surely_good_but_for_missing(part) {
                if missing {
                    mark_missing(own(&mut state, &raw.state, all.len()).get_mut(rows).unwrap_or_default(), part);
                }
                continue;
            }
            for (row, x) in rows.zip(part) {
                if bounds.surely_good(*x) {
                    continue;
                }
                let given = raw.state.as_ref().is_none_or(|s| s.as_slice().get(row) == Some(&CELL_PRESENT));
                if !given {
                    continue;
                }
                match cell::read(program, input, &Cell::F64(*x), locale) {
                    Ok(Raw::Absent) => set(&mut state, &raw.state, all.len(), row, CELL_ABSENT),
                    Ok(_) => {}
                    Err((message, more)) => {
                        set(&mut state, &raw.state, all.len(), row, CELL_INVALID);
                        let value = Number::from_f64(*x).map_or_else(|| x.to_string(), |n| n.to_shortest());
                        wrong.push((row, message, value, more));
                    }
                }
            }
        }
    } else if let RawValues::I64(values, scale) = &raw.values {
        let whole = input.kind == InputKind::Whole && (*scale > 0 || !input.scale.is_integer());
        let bounds = integer_bounds(input, *scale);
        for (row, x) in values.as_slice().iter().enumerate() {
            if !whole && bounds.0 <= *x && *x <= bounds.1 {
                continue;
            }
            let given = raw.state.as_ref().is_none_or(|s| s.as_slice().get(row) == Some(&CELL_PRESENT));
            if !given {
                continue;
            }
            let number = scaled(*x, *scale);
            if let Err((message, more)) = cell::check_number(input, &number) {
                set(&mut state, &raw.state, values.as_slice().len(), row, CELL_INVALID);
                wrong.push((row, message, number.to_shortest(), more));
            }
        }
    }
    let factor = input.scale.clone();
    let values = match raw.values {
        RawValues::F64(v) => ColumnValues::Number(NumberColumn::new(Stored::F64(v), factor)),
        RawValues::I64(v, scale) => ColumnValues::Number(NumberColumn::new(Stored::Scaled(v, scale), factor)),
        RawValues::Bool(v) => ColumnValues::Bool(v),
        RawValues::Date(v) => ColumnValues::Date(v),
        RawValues::Exact(v) => ColumnValues::Number(NumberColumn::new(Stored::Exact(v.into()), factor)),
        RawValues::Text(_) | RawValues::Dictionary(..) => ColumnValues::Bool(Buffer::Owned(Vec::new())),
    };
    (Column { values, state: state.map(Buffer::Owned).or(raw.state) }, wrong)
}

/// Adding and subtracting it rounds a number of at most 2^51 to a whole number.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// 2^51
const ROUNDED: f64 = 2_251_799_813_685_248.0;

/// Bounds for which a float is certainly in range, whole where it must be, and finite.
struct Bounds {
    lo: f64,
    hi: f64,
    whole: bool,
}

impl Bounds {
    /// A bound that is itself the reading of a float can be compared as a float: reading keeps the order.
    fn of(input: &Input) -> Self {
        let exact = |bound: &Number| {
            let stored = bound.div(&input.scale)?;
            let float = stored.to_f64();
            (Number::from_f64(float)? == stored).then_some(float)
        };
        let whole = input.kind == InputKind::Whole;
        let never = Self { lo: f64::INFINITY, hi: f64::NEG_INFINITY, whole };
        if whole && input.scale != Number::ONE {
            return never;
        }
        let Some((lo, hi)) = &input.range else { return Self { lo: f64::MIN, hi: f64::MAX, whole } };
        let lo = lo.as_ref().map_or(Some(f64::MIN), exact);
        let hi = hi.as_ref().map_or(Some(f64::MAX), exact);
        match (lo, hi) {
            (Some(lo), Some(hi)) if input.scale > Number::ZERO => Self { lo, hi, whole },
            _ => never,
        }
    }

    #[inline]
    fn surely_good(&self, x: f64) -> bool {
        let whole = ((x + ROUNDER) - ROUNDER == x) & (x.abs() <= ROUNDED);
        (self.lo <= x) & (x <= self.hi) & (!self.whole | whole)
    }

    /// The same of all numbers of a part, in one sweep; whether one is NaN, if it is so. Written out: compilers that build
    /// for size would call a function for each number.
    fn surely_good_but_for_missing(&self, part: &[f64]) -> Option<bool> {
        let Self { lo, hi, whole } = *self;
        let (mut off, mut missing) = (false, false);
        for x in part {
            missing |= x.is_nan();
            off |= (*x < lo) | (*x > hi);
        }
        if whole {
            for x in part {
                let not_whole = ((*x + ROUNDER) - ROUNDER != *x) | (x.abs() > ROUNDED);
                off |= not_whole & !x.is_nan();
            }
        }
        (!off).then_some(missing)
    }
}

fn integer_bounds(input: &Input, scale: u32) -> (i64, i64) {
    let one = scaled(1, scale).mul(&input.scale);
    let stored = |bound: &Number| bound.div(&one);
    let (lo, hi) = match &input.range {
        None => return (i64::MIN, i64::MAX),
        Some((lo, hi)) => (lo, hi),
    };
    if one <= Number::ZERO {
        return (1, 0);
    }
    let low = lo.as_ref().map_or(Some(i64::MIN), |b| {
        stored(b).and_then(|b| b.round(&Number::ONE, crate::number::Mode::Ceiling)).and_then(|b| b.to_i64())
    });
    let high = hi.as_ref().map_or(Some(i64::MAX), |b| {
        stored(b).and_then(|b| b.round(&Number::ONE, crate::number::Mode::Floor)).and_then(|b| b.to_i64())
    });
    match (low, high) {
        (Some(low), Some(high)) => (low, high),
        _ => (1, 0),
    }
}

/// The states of a column, to be changed.
fn own<'s>(state: &'s mut Option<Vec<u8>>, given: &Option<Buffer<u8>>, rows: usize) -> &'s mut Vec<u8> {
    state.get_or_insert_with(|| {
        let mut states = large(rows);
        match given {
            None => states.resize(rows, CELL_PRESENT),
            Some(given) => states.extend_from_slice(given.as_slice()),
        }
        states
    })
}

fn set(state: &mut Option<Vec<u8>>, given: &Option<Buffer<u8>>, rows: usize, row: usize, what: u8) {
    if let Some(slot) = own(state, given, rows).get_mut(row) {
        *slot = what;
    }
}

/// Cells that are present and NaN are missing.
fn mark_missing(state: &mut [u8], part: &[f64]) {
    const _: () = assert!(CELL_PRESENT == 0 && CELL_ABSENT == 1);
    state.iter_mut().zip(part).for_each(|(s, x)| *s |= u8::from(x.is_nan()) & u8::from(*s == CELL_PRESENT));
}

#[inline(never)]
fn read_column(program: &Program, input: &Input, raw: &RawColumn, locale: Locale) -> (Column, WrongCells) {
    let mut wrong = Vec::new();
    let mut slots = Vec::with_capacity(raw.len());
    for row in 0..raw.len() {
        let cell = raw.cell(row);
        slots.push(match cell::read(program, input, &cell, locale) {
            Ok(Raw::Absent) => Slot::Absent,
            Ok(value) => Slot::Value(value, String::new()),
            Err((message, more)) => {
                let text = match &cell {
                    Cell::Text(t) => (*t).to_owned(),
                    Cell::Number(n) => n.to_shortest(),
                    Cell::Int(i) => i.to_string(),
                    Cell::F64(x) => x.to_string(),
                    Cell::Bool(b) => b.to_string(),
                    Cell::Date(d) => crate::date::text(*d),
                    Cell::Percent(n) => n.to_shortest(),
                    Cell::Missing => String::new(),
                };
                wrong.push((row, message, text, more));
                Slot::Invalid(String::new())
            }
        });
    }
    let height = slots.len();
    (from_slots(input, slots, height), wrong)
}

/// Rows collected cell by cell, as a column of the closest storage.
pub(super) fn from_slots(input: &Input, mut slots: Vec<Slot>, height: usize) -> Column {
    slots.resize_with(height, || Slot::Absent);
    let state: Vec<u8> = slots
        .iter()
        .map(|s| match s {
            Slot::Absent => CELL_ABSENT,
            Slot::Invalid(_) => CELL_INVALID,
            Slot::Value(..) => CELL_PRESENT,
        })
        .collect();
    let state = state.iter().any(|s| *s != CELL_PRESENT).then_some(Buffer::Owned(state));
    let values = match input.kind {
        InputKind::Number | InputKind::Whole => {
            let numbers: Vec<Number> = slots
                .into_iter()
                .map(|s| match s {
                    Slot::Value(Raw::Number(n), _) => n,
                    _ => Number::ZERO,
                })
                .collect();
            ColumnValues::Number(NumberColumn::new(store(numbers), input.scale.clone()))
        }
        InputKind::YesNo => ColumnValues::Bool(collect(slots, |raw| match raw {
            Raw::Bool(b) => u8::from(b),
            _ => 0,
        })),
        InputKind::Date => ColumnValues::Date(collect(slots, |raw| match raw {
            Raw::Date(d) => d,
            _ => 0,
        })),
        InputKind::Year => ColumnValues::Year(collect(slots, |raw| match raw {
            Raw::Year(y) => y,
            _ => 0,
        })),
        InputKind::Category(category) => ColumnValues::Category(
            category,
            collect(slots, |raw| match raw {
                Raw::Category(i) => i,
                _ => 0,
            }),
        ),
    };
    Column { values, state }
}

fn collect<T: Default>(slots: Vec<Slot>, pick: impl Fn(Raw) -> T) -> Buffer<T> {
    let values: Vec<T> = slots
        .into_iter()
        .map(|s| match s {
            Slot::Value(raw, _) => pick(raw),
            _ => T::default(),
        })
        .collect();
    Buffer::Owned(values)
}

/// Integers of one decimal scale where all fit, exact numbers otherwise.
fn store(numbers: Vec<Number>) -> Stored {
    let mut scale = 0_u32;
    let mut power = 1_i64;
    let mut all = true;
    for number in &numbers {
        let Some((_, den)) = number.small() else {
            all = false;
            break;
        };
        while power % den != 0 && scale < 15 {
            scale += 1;
            power *= 10;
        }
        if power % den != 0 {
            all = false;
            break;
        }
    }
    let stored: Option<Vec<i64>> = all
        .then(|| {
            numbers
                .iter()
                .map(|n| n.small().and_then(|(num, den)| num.checked_mul(power / den)))
                .collect::<Option<Vec<i64>>>()
        })
        .flatten();
    match stored {
        Some(values) => Stored::Scaled(Buffer::Owned(values), scale),
        None => Stored::Exact(numbers.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_surely_whole_is_whole() {
        let bounds = Bounds { lo: -1e16, hi: 1e16, whole: true };
        let half = 2_251_799_813_685_248.5_f64; // 2^51 and a half
        for (x, whole) in [(0.0, true), (-0.0, true), (3.0, true), (-2_251_799_813_685_247.0, true), (0.5, false)] {
            assert_eq!(bounds.surely_good(x), whole, "{x}");
        }
        for x in [half, -half, 2.25, 1e-300, f64::NAN, f64::INFINITY, 2e16] {
            assert!(!bounds.surely_good(x), "{x}");
        }
        for (part, found) in [([1.0, f64::NAN], Some(true)), ([1.0, -2.0], Some(false)), ([1.5, f64::NAN], None)] {
            assert_eq!(bounds.surely_good_but_for_missing(&part), found, "{part:?}");
        }
        assert_eq!(bounds.surely_good_but_for_missing(&[1.0, 2e16]), None);
        assert_eq!(Bounds { whole: false, ..bounds }.surely_good_but_for_missing(&[1.5, f64::INFINITY]), None);
        assert_eq!(Bounds { whole: false, ..bounds }.surely_good_but_for_missing(&[1.5, f64::NAN]), Some(true));
    }

    #[test]
    fn what_is_given_and_no_number_is_missing() {
        let mut state = [CELL_PRESENT, CELL_PRESENT, CELL_ABSENT, CELL_INVALID, CELL_INVALID];
        mark_missing(&mut state, &[1.0, f64::NAN, f64::NAN, f64::NAN, 2.0]);
        assert_eq!(state, [CELL_PRESENT, CELL_ABSENT, CELL_ABSENT, CELL_INVALID, CELL_INVALID]);
    }
}
