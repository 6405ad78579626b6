//! Rows of plain values in blocks, borrowed from the data or computed; buffers are used again.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;

/// Rows of a block.
pub(super) const BLOCK: usize = 1_024;

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

/// Buffers that are free.
#[derive(Default)]
pub(super) struct Pool {
    floats: RefCell<Vec<Vec<f64>>>,
    bytes: RefCell<Vec<Vec<u8>>>,
}

/// What a pool keeps.
pub(super) trait Pooled: Sized {
    /// The free buffers of this type.
    fn free(pool: &Pool) -> &RefCell<Vec<Vec<Self>>>;
}

impl Pooled for f64 {
    fn free(pool: &Pool) -> &RefCell<Vec<Vec<Self>>> {
        &pool.floats
    }
}

impl Pooled for u8 {
    fn free(pool: &Pool) -> &RefCell<Vec<Vec<Self>>> {
        &pool.bytes
    }
}

impl Pool {
    /// An empty buffer.
    pub fn take<T: Pooled>(&self) -> Vec<T> {
        T::free(self).borrow_mut().pop().unwrap_or_else(|| Vec::with_capacity(BLOCK))
    }

    /// A lane of what an iterator gives.
    #[inline]
    pub fn lane<'a, T: Pooled>(&self, rows: impl Iterator<Item = T>) -> Lane<'a, T> {
        let mut buffer = self.take();
        buffer.extend(rows);
        buffer.into()
    }

    /// Takes a buffer back, unless somebody else still reads it.
    pub fn give<T: Pooled>(&self, lane: Lane<'_, T>) {
        if let Lane::Own(rows) = lane
            && let Ok(mut rows) = Rc::try_unwrap(rows)
        {
            rows.clear();
            T::free(self).borrow_mut().push(rows);
        }
    }
}
