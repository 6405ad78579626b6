//! Rows of a page, and how they are put where they belong.

use super::column::Stop;
use crate::RawCell;
use crate::read::arrow::text;
use arrow_buffer::i256;
use milepost_core::number::Number;
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type;
use parquet::errors::ParquetError;

/// What a page gives: values of those rows that have one, and the levels at which each row is there.
pub(super) struct Piece<T> {
    rows: usize,
    pub(super) values: Vec<T>,
    levels: Vec<i16>,
    repeats: Vec<i16>,
    full: i16,
}

impl<T> Piece<T> {
    pub(super) fn of<D: data_type::DataType<T = T>>(
        reader: &mut ColumnReaderImpl<D>,
        full: i16,
        most: usize,
    ) -> parquet::errors::Result<Self> {
        let (mut values, mut levels, mut repeats) = (Vec::new(), Vec::new(), Vec::new());
        let (rows, _, _) = reader.read_records(most, Some(&mut levels), Some(&mut repeats), &mut values)?;
        Ok(Self { rows, values, levels, repeats, full })
    }

    /// Calls `each` with the value of every row, or without one.
    pub(super) fn each(self, mut each: impl FnMut(Option<&T>)) -> std::result::Result<usize, Stop> {
        let mut values = self.values.iter();
        if self.full == 0 {
            values.for_each(|value| each(Some(value)));
        } else {
            self.levels.iter().for_each(|level| each(if *level == self.full { values.next() } else { None }));
        }
        Ok(self.rows)
    }

    /// Puts every value into its row.
    pub(super) fn spread<U: Default>(
        self,
        there: &mut Vec<u8>,
        out: &mut Vec<U>,
        to: impl Fn(&T) -> U,
    ) -> std::result::Result<usize, Stop> {
        if self.full > 0 {
            there.extend(self.levels.iter().map(|level| u8::from(*level == self.full)));
        }
        if self.full == 0 || self.values.len() == self.rows {
            out.extend(self.values.iter().map(to));
        } else {
            // What comes next is looked at whether it belongs to the row or not: nothing to guess.
            let (mut at, full, last) = (0_usize, self.full, self.values.len().saturating_sub(1));
            let value = |level: &i16| {
                let there = *level == full;
                let value = self.values.get(at.min(last)).filter(|_| there).map_or_else(U::default, &to);
                at += usize::from(there);
                value
            };
            out.extend(self.levels.iter().map(value));
        }
        Ok(self.rows)
    }

    /// The same for numbers of up to sixteen bytes.
    pub(super) fn digits(
        self,
        there: &mut Vec<u8>,
        out: &mut Vec<i128>,
        bytes: impl Fn(&T) -> &[u8],
    ) -> std::result::Result<usize, Stop> {
        if self.values.iter().any(|x| bytes(x).len() > 16) {
            return Err(Stop::Damaged(ParquetError::General("a number has more digits than it may have".to_owned())));
        }
        self.spread(there, out, |x| i128::from_be_bytes(signed(bytes(x))))
    }

    /// What a row is called that has anything. Rows of lists begin where nothing is repeated.
    pub(super) fn named(self, out: &mut Vec<RawCell>, what: &str, optional: bool) -> std::result::Result<usize, Stop> {
        if self.full == 0 {
            out.extend((0..self.rows).map(|_| text(&what)));
            return Ok(self.rows);
        }
        let begins = |at: usize| self.repeats.get(at).is_none_or(|repeat| *repeat == 0);
        let rows = self.levels.iter().enumerate().filter(|(at, _)| begins(*at));
        out.extend(rows.map(|(_, level)| if optional && *level == 0 { RawCell::Missing } else { text(&what) }));
        Ok(self.rows)
    }
}

/// A number's bytes, the highest first, made longer without changing it.
fn signed<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let negative = bytes.first().is_some_and(|high| *high >= 0x80);
    let mut out = [if negative { 0xff } else { 0 }; N];
    out.iter_mut().rev().zip(bytes.iter().rev()).for_each(|(out, byte)| *out = *byte);
    out
}

pub(super) fn long(bytes: &[u8], scale: i32) -> RawCell {
    let digits = i256::from_be_bytes(signed(bytes)).to_string();
    match Number::parse(&digits) {
        Ok(digits) if bytes.len() <= 32 => RawCell::Number(digits.mul(&Number::from_scaled(1, scale))),
        _ => RawCell::Missing,
    }
}
