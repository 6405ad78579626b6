//! Reasons in one byte. A program that can be missing for at most eight reasons (nearly all) keeps a byte per cell.

use crate::program::{ItemKind, Node, Program, Reason};
use crate::value::Reasons;

/// Not supplied: the same as [`crate::dataset::CELL_ABSENT`], so that a column's states need no translation.
pub(crate) const ABSENT: u8 = 1;
/// Breaks its declaration: the same as [`crate::dataset::CELL_INVALID`].
pub(crate) const INVALID: u8 = 2;
/// Division by zero.
pub(crate) const ZERO_BASE: u8 = 4;

/// Which bit stands for which reason.
#[derive(Debug, Clone)]
pub(crate) struct Codes {
    bits: [u8; 9],
    sets: [Reasons; 256],
}

impl Codes {
    /// The bits for a program; `None` when all nine reasons can occur in it.
    pub fn of(program: &Program) -> Option<Self> {
        Self::new(program, !program.assessments.is_empty())
    }

    /// The bits for records of settled facts, about which nobody disagrees.
    pub fn of_settled(program: &Program) -> Option<Self> {
        Self::new(program, false)
    }

    fn new(program: &Program, disputed: bool) -> Option<Self> {
        let due = program.items.iter().any(|i| matches!(&i.kind, ItemKind::Criterion(c) if c.due.is_some()));
        let history = program.versions.len() > 1
            || program.nodes.iter().any(|n| {
                matches!(n, Node::At(..) | Node::Latest(..) | Node::Interpolated(_) | Node::Prior)
                    || matches!(n, Node::Rollup(r) if program.rollups.get(r.index()).is_some_and(|r| r.years.is_some()))
                    || matches!(n, Node::IsReason(..))
            });
        let mut bits = [0; 9];
        let mut next = 8_u16;
        for (slot, reason) in bits.iter_mut().zip(Reason::ALL) {
            *slot = match reason {
                Reason::Absent => ABSENT,
                Reason::Invalid => INVALID,
                Reason::ZeroBase => ZERO_BASE,
                Reason::NotDue if !due => 0,
                Reason::Disputed if !disputed => 0,
                Reason::NoHistory if !history => 0,
                _ => {
                    let bit = u8::try_from(next).ok()?;
                    next *= 2;
                    bit
                }
            };
        }
        let mut sets = [Reasons::NONE; 256];
        for (code, set) in (0..=u8::MAX).zip(&mut sets) {
            let has = Reason::ALL.iter().zip(bits).filter(|(_, bit)| code & bit != 0);
            *set = has.fold(Reasons::NONE, |set, (reason, _)| set.union(Reasons::of(*reason)));
        }
        Some(Self { bits, sets })
    }

    /// The byte of a set of reasons.
    pub fn code(&self, reasons: Reasons) -> u8 {
        reasons.iter().fold(0, |code, r| code | self.bit(r))
    }

    /// The bit of a reason.
    pub fn bit(&self, reason: Reason) -> u8 {
        self.bits.get(reason as usize).copied().unwrap_or_default()
    }

    /// The reasons of a byte.
    pub fn reasons(&self, code: u8) -> Reasons {
        self.sets.get(usize::from(code)).copied().unwrap_or_default()
    }
}
