//! What has been computed already.

use super::ItemResult;
use super::rank::RankTable;
use crate::number::Number;
use crate::program::{AssessorId, ItemId, LevelId, NodeId, RollupId};
use crate::value::{Reasons, Value};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;

/// From here on the results of single units are forgotten when the next unit begins.
pub(crate) const LARGE: usize = 1 << 16;

/// An item of a unit, a year and an assessor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ItemKey {
    /// The item.
    pub item: ItemId,
    /// The level of the unit.
    pub level: LevelId,
    /// The unit.
    pub unit: u32,
    /// The year.
    pub year: i32,
    /// Whose values of assessed inputs; `None`: the settled ones.
    pub by: Option<AssessorId>,
}

/// Something that is the same for all units, of a year and an assessor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct WideKey<I> {
    pub what: I,
    pub year: i32,
    pub by: Option<AssessorId>,
}

/// How a roll-up across units depends on the unit outside it.
#[derive(Debug, Clone)]
pub(crate) enum Own {
    /// Not at all, or through the values of these expressions only: units with the same values share it.
    By(Rc<[NodeId]>),
    /// In other ways.
    Place,
}

/// A roll-up that several units share: those for which these values are the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Shared {
    pub rollup: RollupId,
    pub own: Vec<Part>,
}

/// A value that can be a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    Missing(Reasons),
    Number(Number),
    Bool(bool),
    Date(i32),
    Year(i32),
    Category(u32, u32),
}

impl Part {
    pub fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Missing(reasons) => Self::Missing(*reasons),
            Value::Number(n) => Self::Number(n.clone()),
            Value::Bool(b) => Self::Bool(*b),
            Value::Date(d) => Self::Date(*d),
            Value::Year(y) => Self::Year(*y),
            Value::Category(c, i) => Self::Category(c.0, *i),
            Value::Real(_) | Value::Bracket { .. } => return None,
        })
    }

    pub fn value(&self) -> Value {
        match self {
            Self::Missing(reasons) => Value::Missing(*reasons),
            Self::Number(n) => Value::Number(n.clone()),
            Self::Bool(b) => Value::Bool(*b),
            Self::Date(d) => Value::Date(*d),
            Self::Year(y) => Value::Year(*y),
            Self::Category(c, i) => Value::Category(crate::program::CategoryId(*c), *i),
        }
    }
}

/// A table with a quick hash.
pub(crate) type Table<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// Results of items, and of what looks across units.
#[derive(Default)]
pub(crate) struct Memo {
    index: Table<ItemKey, u32>,
    pub results: Vec<ItemResult>,
    pub rollups: Table<WideKey<Shared>, Value>,
    pub sorted: Table<WideKey<Shared>, Rc<Result<Vec<Value>, Value>>>,
    pub ranks: Table<WideKey<ItemId>, Rc<RankTable>>,
    pub classes: Table<WideKey<ItemId>, Rc<Vec<Value>>>,
    /// How each roll-up depends on the unit outside it, once it is known.
    pub own: Vec<Option<Own>>,
}

impl Memo {
    pub fn get(&self, key: &ItemKey) -> Option<usize> {
        self.index.get(key).map(|i| *i as usize)
    }

    pub fn insert(&mut self, key: ItemKey, result: ItemResult) -> usize {
        let at = self.results.len();
        self.results.push(result);
        if let Ok(at) = u32::try_from(at) {
            self.index.insert(key, at);
        }
        at
    }

    pub fn is_large(&self) -> bool {
        self.results.len() > LARGE
    }

    pub fn forget_items(&mut self) {
        self.index.clear();
        self.results.clear();
    }

    pub fn clear(&mut self) {
        self.forget_items();
        self.rollups.clear();
        self.sorted.clear();
        self.ranks.clear();
        self.classes.clear();
    }
}

/// A quick hash for small keys of machine integers. It need not resist anybody: keys are positions, not data.
#[derive(Default)]
pub(crate) struct Mix(u64);

impl Mix {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.mix(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, word: u32) {
        self.mix(u64::from(word));
    }

    fn write_i32(&mut self, word: i32) {
        self.mix(u64::from(word.cast_unsigned()));
    }

    fn write_usize(&mut self, word: usize) {
        self.mix(word as u64);
    }

    fn write_isize(&mut self, word: isize) {
        self.mix(word.cast_unsigned() as u64);
    }
}
