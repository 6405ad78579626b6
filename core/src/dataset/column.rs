//! Columns of cells.

use super::{Fact, Grain};
use crate::number::Number;
use crate::program::CategoryId;
use crate::value::Value;
use std::sync::Arc;

/// The cell has a value.
pub const CELL_PRESENT: u8 = 0;
/// The cell was not supplied.
pub const CELL_ABSENT: u8 = 1;
/// The cell breaks its declaration.
pub const CELL_INVALID: u8 = 2;

/// Values that are owned, or borrowed from whoever keeps them alive (Arrow, NumPy, a typed array) without a copy.
#[derive(Clone)]
pub enum Buffer<T: 'static> {
    /// Ours.
    Owned(Vec<T>),
    /// Somebody's.
    Shared(Arc<dyn AsRef<[T]> + Send + Sync>),
}

impl<T> Buffer<T> {
    /// The values.
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::Owned(values) => values,
            Self::Shared(values) => (**values).as_ref(),
        }
    }
}

impl<T> std::fmt::Debug for Buffer<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Buffer({} values)", self.as_slice().len())
    }
}

impl<T> From<Vec<T>> for Buffer<T> {
    fn from(values: Vec<T>) -> Self {
        Self::Owned(values)
    }
}

/// One input's cells. `state` is [`CELL_PRESENT`], [`CELL_ABSENT`] or [`CELL_INVALID`] per row; `None`: all present.
#[derive(Debug, Clone)]
pub struct Column {
    /// The values; the value of a cell that is not present is arbitrary.
    pub values: ColumnValues,
    /// State per row.
    pub state: Option<Buffer<u8>>,
}

/// Cells by kind.
#[derive(Debug, Clone)]
pub enum ColumnValues {
    /// Numbers.
    Number(NumberColumn),
    /// yes (1), no (0)
    Bool(Buffer<u8>),
    /// Days since 1970-01-01, or years.
    Date(Buffer<i32>),
    /// Years.
    Year(Buffer<i32>),
    /// Items.
    Category(CategoryId, Buffer<u32>),
}

/// Numbers as they came. The meaning of a cell is `stored number × factor`; the factor brings it to base units
/// (1/100 for a column given as percent).
#[derive(Debug, Clone)]
pub struct NumberColumn {
    /// As stored.
    pub stored: Stored,
    /// To base units.
    pub factor: Number,
    /// What the stored numbers have in common, if anything.
    grain: Option<Grain>,
}

/// How numbers are stored.
#[derive(Debug, Clone)]
pub enum Stored {
    /// A float stands for its shortest decimal. Finite wherever the cell is present.
    F64(Buffer<f64>),
    /// Integers times 10^-scale.
    Scaled(Buffer<i64>, u32),
    /// Anything else.
    Exact(Arc<[Number]>),
}

impl Column {
    /// How many rows.
    pub fn len(&self) -> usize {
        match &self.values {
            ColumnValues::Number(n) => match &n.stored {
                Stored::F64(v) => v.as_slice().len(),
                Stored::Scaled(v, _) => v.as_slice().len(),
                Stored::Exact(v) => v.len(),
            },
            ColumnValues::Bool(v) => v.as_slice().len(),
            ColumnValues::Date(v) | ColumnValues::Year(v) => v.as_slice().len(),
            ColumnValues::Category(_, v) => v.as_slice().len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One cell.
    pub fn get(&self, row: usize) -> Fact {
        match self.state.as_ref().map_or(Some(CELL_PRESENT), |s| s.as_slice().get(row).copied()) {
            Some(CELL_PRESENT) => self.value(row).map_or(Fact::Absent, Fact::Value),
            Some(CELL_INVALID) => Fact::Invalid,
            _ => Fact::Absent,
        }
    }

    /// The least or the greatest number, where that is known without looking at every row again.
    pub fn end(&self, greatest: bool) -> Option<Value> {
        let ColumnValues::Number(column) = &self.values else { return None };
        if column.factor.is_negative() {
            return None;
        }
        let (least, most) = column.grain()?.ends;
        // The ends are those of all stored numbers, of which some may stand where nothing is.
        match self.get(if greatest { most } else { least }) {
            Fact::Value(value) => Some(value),
            _ => None,
        }
    }

    /// State of a row: present, absent or invalid.
    pub fn state_of(&self, row: usize) -> u8 {
        self.state.as_ref().map_or(CELL_PRESENT, |s| s.as_slice().get(row).copied().unwrap_or(CELL_ABSENT))
    }

    /// Whether something was supplied, right or wrong.
    pub fn is_given(&self, row: usize) -> bool {
        row < self.len() && self.state_of(row) != CELL_ABSENT
    }

    /// Changes the state of a row.
    pub fn set_state(&mut self, row: usize, what: u8) {
        let len = self.len();
        let mut state = match self.state.take() {
            Some(Buffer::Owned(state)) => state,
            Some(shared) => shared.as_slice().to_vec(),
            None => vec![CELL_PRESENT; len],
        };
        if let Some(slot) = state.get_mut(row) {
            *slot = what;
        }
        self.state = Some(Buffer::Owned(state));
    }

    fn stored(&self, row: usize) -> Option<Number> {
        match &self.values {
            ColumnValues::Number(n) => n.stored(row),
            _ => None,
        }
    }

    /// The cell as it came, for messages.
    pub fn stored_text(&self, row: usize) -> String {
        match self.value(row) {
            Some(Value::Number(_)) => self.stored(row).map(|n| n.to_shortest()).unwrap_or_default(),
            Some(Value::Bool(b)) => if b { "yes" } else { "no" }.to_owned(),
            Some(Value::Date(d)) => crate::date::text(d),
            Some(Value::Year(y)) => y.to_string(),
            _ => String::new(),
        }
    }

    /// Whether the number as it came exceeds 1.
    pub fn stored_above_one(&self, row: usize) -> bool {
        match &self.values {
            ColumnValues::Number(NumberColumn { stored: Stored::F64(v), .. }) => {
                v.as_slice().get(row).is_some_and(|x| *x > 1.0)
            }
            _ => self.stored(row).is_some_and(|n| n > Number::ONE),
        }
    }

    /// Whether the number as it came is 0.
    pub fn stored_is_zero(&self, row: usize) -> bool {
        self.stored(row).is_some_and(|n| n.is_zero())
    }

    fn value(&self, row: usize) -> Option<Value> {
        Some(match &self.values {
            ColumnValues::Number(n) => Value::Number(n.get(row)?),
            ColumnValues::Bool(v) => Value::Bool(*v.as_slice().get(row)? != 0),
            ColumnValues::Date(v) => Value::Date(*v.as_slice().get(row)?),
            ColumnValues::Year(v) => Value::Year(*v.as_slice().get(row)?),
            ColumnValues::Category(c, v) => Value::Category(*c, *v.as_slice().get(row)?),
        })
    }
}

impl NumberColumn {
    /// A column of numbers. Looks once through all of them.
    pub fn new(stored: Stored, factor: Number) -> Self {
        let grain = match &stored {
            Stored::F64(v) => Grain::of_floats(v.as_slice()),
            Stored::Scaled(v, _) => Grain::of_integers(v.as_slice()),
            Stored::Exact(_) => None,
        };
        Self { stored, factor, grain }
    }

    /// What the stored numbers have in common, if anything.
    pub fn grain(&self) -> Option<&Grain> {
        self.grain.as_ref()
    }

    /// The exact number of a row, in base units.
    pub fn get(&self, row: usize) -> Option<Number> {
        let number = self.stored(row)?;
        Some(if self.factor == Number::ONE { number } else { number.mul(&self.factor) })
    }

    /// The number of a row as it came, before the factor.
    pub fn stored(&self, row: usize) -> Option<Number> {
        match &self.stored {
            Stored::F64(v) => Number::from_f64(*v.as_slice().get(row)?),
            Stored::Scaled(v, scale) => {
                Some(Number::from_scaled(i128::from(*v.as_slice().get(row)?), i32::try_from(*scale).ok()?))
            }
            Stored::Exact(v) => v.get(row).cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_that_are_there() {
        let numbers = NumberColumn::new(Stored::F64(vec![2.5, 80.0, f64::NAN, -3.0].into()), Number::from_scaled(1, 2));
        let state = vec![CELL_PRESENT, CELL_PRESENT, CELL_ABSENT, CELL_PRESENT];
        let mut column = Column { values: ColumnValues::Number(numbers), state: Some(state.into()) };
        let number = |text: &str| Some(Value::Number(Number::parse(text).unwrap()));
        let ends = |column: &Column| [false, true].map(|greatest| format!("{:?}", column.end(greatest)));
        assert_eq!(ends(&column), [number("-0.03"), number("0.8")].map(|n| format!("{n:?}")));
        // The largest stored number is no value: the largest value is to be looked for.
        column.set_state(1, CELL_INVALID);
        assert_eq!(ends(&column), [number("-0.03"), None].map(|n| format!("{n:?}")));
    }
}
