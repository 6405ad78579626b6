//! Rows of plain values in blocks, borrowed from the data or computed; buffers are used again.

use super::grid::Grid;
use super::twice::extend;
use crate::number::Number;
use std::cell::{Cell, RefCell};
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

/// The rows of one register.
pub(super) enum Lane<'a, T> {
    /// Of the data.
    Of(&'a [T]),
    /// Computed.
    Own(Rc<Vec<T>>),
}

impl<T> Clone for Lane<'_, T> {
    fn clone(&self) -> Self {
        match self {
            Self::Of(rows) => Self::Of(rows),
            Self::Own(rows) => Self::Own(Rc::clone(rows)),
        }
    }
}

impl<T> Deref for Lane<'_, T> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Self::Of(rows) => rows,
            Self::Own(rows) => rows,
        }
    }
}

impl<T> From<Vec<T>> for Lane<'_, T> {
    fn from(rows: Vec<T>) -> Self {
        Self::Own(Rc::new(rows))
    }
}

impl<T: Clone> Lane<'_, T> {
    /// The rows, to be changed; copied only where somebody else reads them too.
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Self::Of(rows) => rows.to_vec(),
            Self::Own(rows) => Rc::try_unwrap(rows).unwrap_or_else(|rows| rows.as_ref().clone()),
        }
    }
}

/// Constants, each with the largest whole number that it is multiplied by.
type Members = Vec<(Number, f64)>;

/// Buffers that are free.
#[derive(Default)]
pub(super) struct Pool {
    floats: RefCell<Vec<Rc<Vec<f64>>>>,
    bytes: RefCell<Vec<Rc<Vec<u8>>>>,
    /// Constants of sums, which are the same in every block.
    grids: RefCell<Vec<(Members, Option<Rc<Grid>>)>>,
}

/// So many sums are remembered.
const GRIDS: usize = 256;
/// Bytes of free buffers that a thread keeps from one table to the next, so that small ones cost no fresh memory.
const KEPT: usize = 1 << 20;

thread_local! {
    static FREE: Cell<Pool> = Cell::default();
}

/// What a pool keeps.
pub(super) trait Pooled: Sized {
    /// The free buffers of this type.
    fn free(pool: &Pool) -> &RefCell<Vec<Rc<Vec<Self>>>>;
}

impl Pooled for f64 {
    fn free(pool: &Pool) -> &RefCell<Vec<Rc<Vec<Self>>>> {
        &pool.floats
    }
}

impl Pooled for u8 {
    fn free(pool: &Pool) -> &RefCell<Vec<Rc<Vec<Self>>>> {
        &pool.bytes
    }
}

impl Pool {
    /// The buffers that this thread has left over.
    pub fn taken() -> Self {
        FREE.try_with(Cell::take).unwrap_or_default()
    }

    /// Leaves free buffers to whoever computes next on this thread.
    pub fn leave(&mut self) {
        fn least<T>(buffers: &mut Vec<Rc<Vec<T>>>, room: &mut usize) {
            buffers.retain(|buffer| {
                let bytes = buffer.capacity() * size_of::<T>();
                let fits = bytes <= *room;
                *room -= if fits { bytes } else { 0 };
                fits
            });
        }
        let mut room = KEPT;
        least(self.floats.get_mut(), &mut room);
        least(self.bytes.get_mut(), &mut room);
        self.grids.get_mut().clear();
        // A thread that ends has nobody to leave anything to.
        let _ = FREE.try_with(|free| free.set(std::mem::take(self)));
    }

    /// The grid for a sum of constants times whole numbers of at most such sizes.
    pub fn grid(&self, members: &[(&Number, f64)]) -> Option<Rc<Grid>> {
        let same = |known: &[(Number, f64)]| {
            let pairs = known.iter().zip(members);
            known.len() == members.len() && pairs.into_iter().all(|((a, x), (b, y))| a == *b && x == y)
        };
        let mut grids = self.grids.borrow_mut();
        if let Some((_, grid)) = grids.iter().find(|(known, _)| same(known)) {
            return grid.clone();
        }
        let members: Vec<(Number, f64)> = members.iter().map(|(c, most)| ((*c).clone(), *most)).collect();
        let grid = Grid::new(&members).map(Rc::new);
        if grids.len() >= GRIDS {
            grids.clear();
        }
        grids.push((members, grid.clone()));
        grid
    }

    fn free<T: Pooled>(&self) -> Rc<Vec<T>> {
        T::free(self).borrow_mut().pop().unwrap_or_default()
    }

    /// A lane of what an iterator gives.
    #[inline]
    pub fn lane<'a, T: Pooled>(&self, rows: impl Iterator<Item = T>) -> Lane<'a, T> {
        let mut buffer = self.free();
        match Rc::get_mut(&mut buffer) {
            Some(lane) => {
                lane.clear();
                extend(lane, rows);
            }
            // A free buffer is nobody else's.
            None => return rows.collect::<Vec<T>>().into(),
        }
        Lane::Own(buffer)
    }

    /// The same value in so many rows, to be changed.
    pub fn filled<T: Pooled + Copy>(&self, value: T, rows: usize) -> Filled<'_, T> {
        let mut buffer = self.free();
        match Rc::get_mut(&mut buffer) {
            Some(lane) => {
                lane.clear();
                lane.resize(rows, value);
            }
            None => buffer = Rc::new(vec![value; rows]),
        }
        Filled { buffer: Some(buffer), pool: self }
    }

    /// So many rows, to be written before they are read.
    pub fn blank<T: Pooled + Copy + Default>(&self, rows: usize) -> Filled<'_, T> {
        let mut buffer = self.free();
        match Rc::get_mut(&mut buffer) {
            Some(lane) => lane.resize(rows, T::default()),
            None => buffer = Rc::new(vec![T::default(); rows]),
        }
        Filled { buffer: Some(buffer), pool: self }
    }

    /// Takes a buffer back, unless somebody else still reads it.
    pub fn give<T: Pooled>(&self, lane: Lane<'_, T>) {
        if let Lane::Own(mut rows) = lane
            && Rc::get_mut(&mut rows).is_some()
        {
            T::free(self).borrow_mut().push(rows);
        }
    }
}

/// A buffer that goes back to its pool.
pub(super) struct Filled<'p, T: Pooled> {
    buffer: Option<Rc<Vec<T>>>,
    pool: &'p Pool,
}

impl<T: Pooled> Filled<'_, T> {
    /// The rows as a lane.
    pub fn lane<'a>(mut self) -> Lane<'a, T> {
        Lane::Own(self.buffer.take().unwrap_or_default())
    }
}

impl<T: Pooled> Deref for Filled<'_, T> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        self.buffer.as_ref().map_or(&[], |b| b.as_slice())
    }
}

impl<T: Pooled> DerefMut for Filled<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        self.buffer.as_mut().and_then(Rc::get_mut).map_or(&mut [], |b| b.as_mut_slice())
    }
}

impl<T: Pooled> Drop for Filled<'_, T> {
    fn drop(&mut self) {
        if let Some(buffer) = self.buffer.take() {
            self.pool.give(Lane::Own(buffer));
        }
    }
}
