//! Rows of one level, year and assessor, and their cells as columns for the dataset.

use crate::{Cells, RawCell, TextCells, Validity};
use milepost_core::dataset::{Buffer, CELL_ABSENT, CELL_PRESENT, RawColumn, RawValues, trimmed};

/// Row numbers of a table with the ids of their units.
#[derive(Default)]
pub(crate) struct Rows {
    rows: Vec<usize>,
    ids: Vec<String>,
    /// Units of the table before this part of it.
    before: usize,
}

impl Rows {
    /// None yet, of a part of a table after so many units.
    pub(crate) fn after(before: usize) -> Self {
        Self { before, ..Self::default() }
    }

    /// Adds a row; without an id the unit is the row's number in its group.
    pub(crate) fn push(&mut self, row: usize, id: Option<String>) {
        self.rows.push(row);
        self.ids.push(id.unwrap_or_else(|| (self.before + self.rows.len()).to_string()));
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn rows(&self) -> &[usize] {
        &self.rows
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        self.rows.iter().copied().zip(self.ids.iter().map(String::as_str))
    }

    pub(crate) fn into_parts(self) -> (Vec<usize>, Vec<String>) {
        (self.rows, self.ids)
    }
}

/// A whole column, or the cells themselves where their kinds differ. `plain`: numbers are written as in the rules, so
/// that decimals can be read straight into integers.
pub(crate) fn whole(cells: Cells, plain: bool) -> Result<RawColumn, Vec<RawCell>> {
    let rows = cells.len();
    let (values, valid) = match cells {
        Cells::F64(v, valid) => (RawValues::F64(v), valid),
        Cells::I64(v, valid) => (RawValues::I64(v, 0), valid),
        Cells::Scaled(v, scale, valid) => (RawValues::I64(v, scale), valid),
        Cells::Bool(v, valid) => (RawValues::Bool(v.into()), valid),
        Cells::Date(v, valid) => (RawValues::Date(v), valid),
        Cells::Dictionary(keys, texts, valid) => {
            (RawValues::Dictionary(keys.into(), texts.into_iter().map(Some).collect()), valid)
        }
        Cells::Mixed(cells) => return Err(cells),
        Cells::Text(texts) => return Ok(text(&texts, 0..rows, plain)),
    };
    Ok(RawColumn { values, state: valid.map(state) })
}

/// Some rows of a column.
pub(crate) fn part(cells: &Cells, rows: &[usize], plain: bool) -> Result<RawColumn, Vec<RawCell>> {
    fn pick<T: Clone + Default>(values: &[T], rows: &[usize]) -> Vec<T> {
        rows.iter().map(|r| values.get(*r).cloned().unwrap_or_default()).collect()
    }
    let valid = |valid: &Validity| valid.as_ref().map(|v| pick(v, rows)).map(state);
    let column = |values, state| Ok(RawColumn { values, state });
    match cells {
        Cells::F64(v, ok) => column(RawValues::F64(pick(v.as_slice(), rows).into()), valid(ok)),
        Cells::I64(v, ok) => column(RawValues::I64(pick(v.as_slice(), rows).into(), 0), valid(ok)),
        Cells::Scaled(v, scale, ok) => column(RawValues::I64(pick(v.as_slice(), rows).into(), *scale), valid(ok)),
        Cells::Bool(v, ok) => column(RawValues::Bool(pick(v, rows).into()), valid(ok)),
        Cells::Date(v, ok) => column(RawValues::Date(pick(v.as_slice(), rows).into()), valid(ok)),
        Cells::Dictionary(keys, texts, ok) => {
            let texts = texts.iter().cloned().map(Some).collect();
            column(RawValues::Dictionary(pick(keys, rows).into(), texts), valid(ok))
        }
        Cells::Mixed(cells) => Err(rows.iter().map(|r| cells.get(*r).cloned().unwrap_or(RawCell::Missing)).collect()),
        Cells::Text(texts) => Ok(text(texts, rows.iter().copied(), plain)),
    }
}

fn state(mut valid: Vec<u8>) -> Buffer<u8> {
    valid.iter_mut().for_each(|v| *v = if *v != 0 { CELL_PRESENT } else { CELL_ABSENT });
    valid.into()
}

fn text(texts: &TextCells, rows: impl Iterator<Item = usize> + Clone, plain: bool) -> RawColumn {
    let cells = rows.map(|r| texts.get(r).unwrap_or_default());
    if plain
        && texts.may_be_decimals()
        && let Some(column) = decimals(cells.clone())
    {
        return column;
    }
    let values = cells.map(|t| (!t.is_empty()).then(|| t.to_owned())).collect();
    RawColumn { values: RawValues::Text(values), state: None }
}

/// Plain decimals as integers of one scale; None where a cell is anything else.
fn decimals<'t>(cells: impl Iterator<Item = &'t str> + Clone) -> Option<RawColumn> {
    let mut scale = 0;
    let mut missing = false;
    for cell in cells.clone() {
        match decimal(trimmed(cell))? {
            Some((_, places)) => scale = places.max(scale),
            None => missing = true,
        }
    }
    let mut values = Vec::with_capacity(cells.size_hint().0);
    let mut states = Vec::with_capacity(if missing { cells.size_hint().0 } else { 0 });
    for cell in cells {
        let found = decimal(trimmed(cell))?;
        let (digits, places) = found.unwrap_or((0, scale));
        values.push(digits.checked_mul(10_i64.checked_pow(scale - places)?)?);
        if missing {
            states.push(if found.is_some() { CELL_PRESENT } else { CELL_ABSENT });
        }
    }
    Some(RawColumn { values: RawValues::I64(values.into(), scale), state: missing.then(|| states.into()) })
}

/// Whether the cells of a column that comes in parts would all be decimals of one scale.
#[cfg(feature = "parquet")]
#[derive(Debug, Default)]
pub(crate) struct Decimals {
    odd: bool,
    /// The greatest digits of so many places; none are below zero.
    most: [Option<i64>; 19],
}

#[cfg(feature = "parquet")]
impl Decimals {
    /// Another cell.
    pub(crate) fn see(&mut self, cell: &str) {
        if self.odd {
            return;
        }
        match decimal(trimmed(cell)) {
            None => self.odd = true,
            Some(None) => {}
            Some(Some((digits, places))) => match usize::try_from(places).ok().and_then(|p| self.most.get_mut(p)) {
                Some(most) => *most = (*most).max(Some(digits.saturating_abs())),
                None => self.odd = true,
            },
        }
    }

    /// Whether they are.
    pub(crate) fn hold(&self) -> bool {
        let Some(scale) = self.most.iter().rposition(Option::is_some) else { return !self.odd };
        let mut seen = (0_u32..).zip(&self.most).filter_map(|(places, most)| Some((places, (*most)?)));
        let scale = u32::try_from(scale).unwrap_or(u32::MAX);
        let fits = |(places, most): (u32, i64)| {
            10_i64.checked_pow(scale.saturating_sub(places)).is_some_and(|factor| most.checked_mul(factor).is_some())
        };
        !self.odd && seen.all(fits)
    }
}

/// `-12.50` as digits and decimal places; the inner None is an empty cell, the outer one anything else.
#[expect(clippy::option_option, reason = "an empty cell and a cell that is something else are different things")]
fn decimal(text: &str) -> Option<Option<(i64, u32)>> {
    if text.is_empty() {
        return Some(None);
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut value: i64 = 0;
    let mut places = None;
    let mut count = 0_u32;
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                value = value.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                count += 1;
                places = places.map(|p: u32| p + 1);
            }
            b'.' if places.is_none() && count > 0 => places = Some(0),
            _ => return None,
        }
    }
    let whole = count > 0 && count <= 18 && places != Some(0);
    whole.then_some(Some((if negative { -value } else { value }, places.unwrap_or(0))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use milepost_core::dataset::Cell;
    use milepost_core::number::Number;

    fn texts(cells: &[&str]) -> Cells {
        let mut texts = TextCells::default();
        cells.iter().for_each(|c| texts.push(c));
        Cells::Text(texts)
    }

    #[test]
    fn decimals_become_integers_of_one_scale() {
        let column = whole(texts(&["1.5", "-2", "", "0.125"]), true).unwrap();
        assert!(matches!(&column.values, RawValues::I64(v, 3) if v.as_slice() == [1500, -2000, 0, 125]));
        assert_eq!(column.cell(2), Cell::Missing);
        assert_eq!(column.cell(3), Cell::Number(Number::parse("0.125").unwrap()));
    }

    #[test]
    fn what_is_not_a_plain_decimal_stays_text() {
        for odd in ["1e3", "1,5", "85%", ".5", "5.", "--1", "NA", "9999999999999999999", "1/3"] {
            let column = whole(texts(&["1", odd]), true).unwrap();
            assert_eq!(column.cell(1), Cell::Text(odd), "{odd}");
        }
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn parts_are_decimals_where_the_whole_is() {
        let cells = [
            "",
            "0",
            "-7",
            "0.5",
            "-0.000",
            "12.25",
            " 3 ",
            "999999999999999999",
            "-99999999999999999.9",
            "0.00000000000000001",
            "922337203685477580",
            "9.22337203685477580",
            "1e3",
            "NA",
            "5.",
        ];
        for a in cells {
            for b in cells {
                for c in ["", "1.5", "0.000000001", "x"] {
                    let mut seen = Decimals::default();
                    [a, b, c].iter().for_each(|cell| seen.see(cell));
                    assert_eq!(seen.hold(), decimals([a, b, c].into_iter()).is_some(), "{a} {b} {c}");
                }
            }
        }
    }

    #[test]
    fn parts_of_columns() {
        let cells = Cells::F64(vec![1.0, 2.0, 3.0].into(), Some(vec![1, 0, 1]));
        let column = part(&cells, &[2, 1], true).unwrap();
        assert_eq!((column.cell(0), column.cell(1)), (Cell::F64(3.0), Cell::Missing));
        assert!(part(&Cells::Mixed(vec![RawCell::Bool(true)]), &[0], true).is_err());
    }
}
