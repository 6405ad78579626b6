//! What members of a group come to, counted while they are computed.

use super::cell::Cell;

/// Verdicts and scores of criteria that follow each other.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    pub verdicts: Verdicts,
    pub scores: Scores,
    /// One of them does not count.
    pub out: bool,
}

/// Sixteen bits for each verdict: how many members have it, and their reasons.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Verdicts {
    counts: u64,
    whys: u64,
}

impl Verdicts {
    /// So many members fit.
    pub const MOST: usize = u16::MAX as usize;

    /// One that is met or not.
    #[inline]
    pub fn add_plain(&mut self, verdict: u8) {
        self.counts += 1 << (16 * u32::from(verdict));
    }

    #[inline]
    pub fn add(&mut self, verdict: u8, why: u8) {
        self.add_plain(verdict);
        self.whys |= u64::from(why) << (16 * u32::from(verdict));
    }

    pub fn count(&self, verdict: u8) -> u32 {
        (self.counts >> (16 * u32::from(verdict))) as u32 & 0xffff
    }

    pub fn reasons(&self, verdict: u8) -> u8 {
        (self.whys >> (16 * u32::from(verdict))) as u8
    }
}

/// The sum of small whole numbers, of which some may be missing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scores {
    sum: i64,
    missing: u64,
    /// All bits of tags but those of [`Scores::add_plain`].
    tags: u64,
    /// Not zero: one is not small and whole, or is missing for no reason.
    odd: u64,
}

impl Scores {
    /// So many numbers below 2^47 have a sum in one word.
    const MOST: usize = 1 << 15;

    /// Of one number.
    pub fn of(cell: Cell) -> Self {
        let mut one = Self::default();
        one.add(cell);
        one
    }

    /// A number of which it is known that it is small and whole.
    #[inline]
    pub fn add_plain(&mut self, n: i64) {
        self.sum = self.sum.wrapping_add(n);
    }

    #[inline]
    pub fn add(&mut self, cell: Cell) {
        // What is missing has a zero over one.
        self.add_plain(cell.n);
        self.missing += !cell.tag & Cell::NUMBER;
        self.tags |= cell.tag;
        let large = (cell.n.wrapping_add(1 << 47) as u64) >> 48;
        self.odd |= large | (cell.d ^ 1) as u64 | (cell.tag.wrapping_sub(1) >> 63);
    }

    /// Whether all were small whole numbers, or missing.
    #[inline]
    pub fn is_easy(&self) -> bool {
        self.odd == 0 && self.tags as u8 <= Cell::NUMBER as u8
    }

    /// The sum of so many; missing where one is. `None`: it is not that easy.
    #[inline]
    pub fn sum(&self, count: usize) -> Option<Cell> {
        let sum = if self.missing == 0 { Cell::number(self.sum, 1) } else { Cell::missing((self.tags >> 8) as u8) };
        (self.is_easy() && (1..=Self::MOST).contains(&count)).then_some(sum)
    }
}
