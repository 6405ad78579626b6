//! Random choices that are the same for the same seed, or that bytes make first.

use std::collections::VecDeque;

/// A stream of random numbers (SplitMix64), after the choices that were given as bytes.
pub struct Random {
    state: u64,
    given: VecDeque<u8>,
}

impl Random {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed, given: VecDeque::new() }
    }

    /// Choices made by bytes, one byte each while there are any: a fuzzer can change one choice and keep the others.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self { state: 0, given: bytes.iter().copied().collect() }
    }

    /// Any 64 bits.
    pub fn bits(&mut self) -> u64 {
        if self.given.len() >= 8 {
            return self.given.drain(..8).fold(0, |bits, byte| bits << 8 | u64::from(byte));
        }
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        if n <= 256
            && let Some(byte) = self.given.pop_front()
        {
            return usize::from(byte) % n.max(1);
        }
        usize::try_from(self.bits() % (n.max(1) as u64)).unwrap_or(0)
    }

    /// Yes in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all.get(self.below(all.len())).copied().unwrap_or_default()
    }
}
