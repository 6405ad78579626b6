//! The tables, unpacked when a text first needs them. `tests.rs` says how they are packed, and packs them anew.

use std::sync::OnceLock;

/// Classes in runs, then characters that come apart, column by column; see `pack` in the tests.
const PACKED: &[u8] = include_bytes!("packed.bin");

/// What a character comes apart into; `second` is 0 where it is another spelling of one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) first: u32,
    pub(super) second: u32,
    /// Whether the parts are put together again.
    pub(super) composes: bool,
}

#[derive(Debug, Default)]
pub(super) struct Table {
    /// First and last character of each run, and its class.
    classes: Vec<(u32, u32, u8)>,
    parts: Vec<(u32, Parts)>,
    /// First, second, both; in order.
    pairs: Vec<(u32, u32, u32)>,
    /// The second ones, in order.
    seconds: Vec<u32>,
}

impl Table {
    pub(super) fn class(&self, c: u32) -> u8 {
        let at = self.classes.partition_point(|(_, last, _)| *last < c);
        self.classes.get(at).filter(|(first, _, _)| *first <= c).map_or(0, |(_, _, class)| *class)
    }

    pub(super) fn parts(&self, c: u32) -> Option<Parts> {
        let at = self.parts.partition_point(|(from, _)| *from < c);
        self.parts.get(at).filter(|(from, _)| *from == c).map(|(_, parts)| *parts)
    }

    pub(super) fn compose(&self, first: u32, second: u32) -> Option<u32> {
        let at = self.pairs.partition_point(|(a, b, _)| (*a, *b) < (first, second));
        self.pairs.get(at).filter(|(a, b, _)| (*a, *b) == (first, second)).map(|(_, _, both)| *both)
    }

    /// Whether it is the second of any pair.
    pub(super) fn joins(&self, c: u32) -> bool {
        self.seconds.binary_search(&c).is_ok()
    }

    fn unpack(packed: &[u8]) -> Self {
        let mut bytes = Bytes(packed);
        let mut table = Self::default();
        let mut next = 0;
        for _ in 0..bytes.number() {
            let first = next + bytes.number();
            let last = first + bytes.number();
            table.classes.push((first, last, u8::try_from(bytes.number()).unwrap_or_default()));
            next = last + 1;
        }
        let marks: Vec<u32> = {
            let count = bytes.number();
            bytes.rising(count).collect()
        };
        let count = bytes.number();
        let from: Vec<u32> = bytes.rising(count).collect();
        let seconds: Vec<u32> = (0..count).map(|_| bytes.number()).collect();
        let mut first = 0_u32;
        for (from, second) in from.into_iter().zip(seconds) {
            first = first.wrapping_add(bytes.signed());
            // 0: one other character; else twice the place of the mark, and one more where they stay apart.
            let place = usize::try_from(second / 2).unwrap_or(usize::MAX);
            let mark = place.checked_sub(1).and_then(|at| marks.get(at)).copied().unwrap_or(0);
            let parts = Parts { first, second: mark, composes: mark != 0 && second % 2 == 0 };
            table.parts.push((from, parts));
            if parts.composes {
                table.pairs.push((first, mark, from));
                table.seconds.push(mark);
            }
        }
        table.pairs.sort_unstable();
        table.seconds.sort_unstable();
        table.seconds.dedup();
        table
    }
}

pub(super) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| Table::unpack(PACKED))
}

/// Numbers of seven bits a byte, the last byte with its high bit clear.
struct Bytes<'b>(&'b [u8]);

impl Bytes<'_> {
    fn number(&mut self) -> u32 {
        let (mut number, mut shift) = (0, 0);
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            number |= u32::from(byte & 0x7f).wrapping_shl(shift);
            shift += 7;
            if *byte < 0x80 {
                break;
            }
        }
        number
    }

    /// A difference: even numbers up, odd numbers down.
    fn signed(&mut self) -> u32 {
        let number = self.number();
        if number.is_multiple_of(2) { number / 2 } else { (number / 2).wrapping_neg() }
    }

    fn rising(&mut self, count: u32) -> impl Iterator<Item = u32> {
        let mut last = 0;
        (0..count).map(move |_| {
            last += self.number();
            last
        })
    }
}
