//! Room for results. Cells are set by the thread that writes them, to rows or, where only some are written, to nothing just
//! before: setting whole columns first would move each cell through memory twice.

use super::twice::twice;
use crate::report::{Cells, ResultColumn};
use std::mem::MaybeUninit;

/// Cells that no buffer counts yet.
pub(super) struct Room<'o, T> {
    cells: &'o mut [MaybeUninit<T>],
    /// All cells are set.
    set: bool,
}

impl<'o, T: Copy + Default> Room<'o, T> {
    /// The first cells of an empty buffer.
    pub fn of(buffer: &'o mut Vec<T>, cells: usize) -> Self {
        buffer.clear();
        buffer.reserve(cells);
        Self { cells: buffer.spare_capacity_mut().get_mut(..cells).unwrap_or_default(), set: false }
    }

    /// Takes the next cells away.
    pub fn take(&mut self, cells: usize) -> Room<'o, T> {
        let all = std::mem::take(&mut self.cells);
        let (head, tail) = all.split_at_mut(cells.min(all.len()));
        self.cells = tail;
        Room { cells: head, set: self.set }
    }

    /// Sets the cells to rows; those that there is no row for to nothing.
    pub fn fill(&mut self, rows: impl Iterator<Item = T>) {
        let written = write(self.cells, rows);
        for cell in self.cells.iter_mut().skip(written) {
            cell.write(T::default());
        }
        self.set = true;
    }

    /// The cells, which are nothing until something is written.
    pub fn cells(&mut self) -> &mut [T] {
        if !self.set {
            for cell in &mut *self.cells {
                cell.write(T::default());
            }
            self.set = true;
        }
        let (start, len) = (self.cells.as_mut_ptr().cast::<T>(), self.cells.len());
        #[expect(
            unsafe_code,
            reason = "the standard library has no stable name for it in the oldest compiler that is supported"
        )]
        // SAFETY: `MaybeUninit<T>` lies in memory as `T` does; these cells are ours alone for as long as the result lives,
        // and `set` says that every one of them holds a `T`: it is only ever true after the loop above, after `fill`, which
        // sets the first cells and then the others, or of a part of such a room.
        unsafe {
            std::slice::from_raw_parts_mut(start, len)
        }
    }

    /// Ends the writing.
    pub fn close(mut self) -> Written {
        Written(self.cells().len())
    }
}

twice! {
/// Sets the first cells; how many.
#[inline]
fn write<T: Copy, I: Iterator<Item = T>>(cells: &mut [MaybeUninit<T>], rows: I) -> usize {
    let mut written = 0;
    for (cell, row) in cells.iter_mut().zip(rows) {
        cell.write(row);
        written += 1;
    }
    written
}
}

/// So many cells of rooms have been set. Only a room that is closed says so, and it is closed once.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written(usize);

impl std::ops::AddAssign for Written {
    fn add_assign(&mut self, more: Self) {
        self.0 += more.0;
    }
}

impl std::iter::Sum for Written {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        Self(parts.map(|part| part.0).sum())
    }
}

/// Gives columns their length. `false`: not all cells of all their rooms were closed.
pub(super) fn lengthen(columns: &mut [ResultColumn], rows: usize, written: Written) -> bool {
    let buffers: usize = columns.iter_mut().map(|column| each(column, rows, false)).sum();
    let all = buffers.checked_mul(rows) == Some(written.0);
    if all {
        columns.iter_mut().for_each(|column| {
            each(column, rows, true);
        });
    }
    all
}

/// How many buffers of a column rooms are made of; where all their cells are set, they get their length.
fn each(column: &mut ResultColumn, rows: usize, set: bool) -> usize {
    fn one<T: Copy>(buffer: &mut Vec<T>, rows: usize, set: bool) -> usize {
        if set && rows <= buffer.capacity() {
            #[expect(unsafe_code, reason = "only so do cells that were written before count")]
            // SAFETY: `rows` is within the capacity. Rooms are the first `rows` cells of these buffers and share none; each
            // closed cell was set and counted once, and as many were counted as there are: so all are set. Cells are `Copy`,
            // so that nothing was there to be dropped.
            unsafe {
                buffer.set_len(rows);
            }
        }
        1
    }
    let ResultColumn { item: _, verdict, value, target, score, max, reasons } = column;
    let mut count = verdict.as_mut().map_or(0, |verdict| one(verdict, rows, set));
    for cells in [value, target, score, max].into_iter().flatten() {
        count += match cells {
            Cells::Exact(_) => 0,
            Cells::F64(cells) => one(cells, rows, set),
            Cells::Bool(cells) => one(cells, rows, set),
            Cells::Date(cells) => one(cells, rows, set),
            Cells::Category(_, cells) => one(cells, rows, set),
        };
    }
    match reasons.capacity() {
        0 => count,
        _ => count + one(reasons, rows, set),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::ItemId;

    fn column() -> ResultColumn {
        let (verdict, score) = (Some(Vec::with_capacity(5)), Some(Cells::F64(Vec::new())));
        ResultColumn { item: ItemId(0), verdict, value: None, target: None, score, max: None, reasons: Vec::new() }
    }

    #[test]
    fn columns_get_their_length_when_all_is_written() {
        let mut one = column();
        let mut written = Written::default();
        let (Some(verdicts), Some(Cells::F64(scores))) = (&mut one.verdict, &mut one.score) else { panic!() };
        let (mut verdicts, mut scores) = (Room::of(verdicts, 5), Room::of(scores, 5));
        let mut first = verdicts.take(2);
        first.cells().copy_from_slice(&[3, 4]);
        written += first.close();
        verdicts.cells()[1] = 7;
        let mut last = verdicts.take(9);
        last.cells()[2] = 8;
        written += [last.close(), verdicts.close()].into_iter().sum();
        scores.fill([0.5, 1.5].into_iter());
        scores.cells()[4] = 2.5;
        assert!(!lengthen(std::slice::from_mut(&mut column()), 5, written));
        written += scores.close();
        assert!(lengthen(std::slice::from_mut(&mut one), 5, written));
        assert_eq!(one.verdict, Some(vec![3, 4, 0, 7, 8]));
        assert!(matches!(one.score, Some(Cells::F64(cells)) if cells == [0.5, 1.5, 0.0, 0.0, 2.5]));
    }
}
