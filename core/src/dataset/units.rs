//! The units of one level.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The units of one level. A unit is its position; positions are in order of first appearance in the data.
#[derive(Debug, Clone, Default)]
pub struct Units {
    /// Ids, unique in the level; empty when units are plain rows, whose ids are their numbers from 1.
    pub ids: Vec<String>,
    /// How many units there are.
    pub count: usize,
    /// What people are shown; same length, or empty when no unit has a label.
    pub labels: Vec<Option<String>>,
    /// Position of the parent in the level above; same length, or empty.
    pub parents: Vec<Option<u32>>,
    /// First and last day of existence; same length, or empty when all exist always.
    pub validity: Vec<(Option<i32>, Option<i32>)>,
    /// Position of the unit that succeeds it; same length, or empty.
    pub successors: Vec<Option<u32>>,
    /// Units grouped by parent: `children[offsets[p]..offsets[p + 1]]` are the units below parent `p`.
    pub children: Vec<u32>,
    /// See `children`; empty when the level has no parent.
    pub offsets: Vec<u32>,
    /// Positions by id, made at the first look-up.
    pub lookup: OnceLock<HashMap<String, u32>>,
}

impl Units {
    /// Units that are rows without ids.
    pub fn rows(count: usize) -> Self {
        Self { count, ..Self::default() }
    }

    /// Units with ids.
    pub fn named(ids: Vec<String>) -> Self {
        Self { count: ids.len(), ids, ..Self::default() }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The id of a unit.
    pub fn id(&self, unit: u32) -> Cow<'_, str> {
        match self.ids.get(unit as usize) {
            Some(id) => Cow::Borrowed(id),
            None => Cow::Owned((u64::from(unit) + 1).to_string()),
        }
    }

    /// Position of an id.
    pub fn find(&self, id: &str) -> Option<u32> {
        if self.ids.is_empty() {
            let row: usize = id.parse().ok()?;
            return (1..=self.count).contains(&row).then(|| u32::try_from(row - 1).ok()).flatten();
        }
        let lookup = self.lookup.get_or_init(|| {
            self.ids.iter().enumerate().filter_map(|(i, id)| Some((id.clone(), u32::try_from(i).ok()?))).collect()
        });
        lookup.get(id).copied()
    }

    /// The parent's position.
    pub fn parent(&self, unit: u32) -> Option<u32> {
        self.parents.get(unit as usize).copied().flatten()
    }

    /// What people are shown: the label, else the id.
    pub fn label(&self, unit: u32) -> Cow<'_, str> {
        match self.labels.get(unit as usize).and_then(|l| l.as_deref()) {
            Some(label) => Cow::Borrowed(label),
            None => self.id(unit),
        }
    }

    /// Whether the unit exists at the end of the year.
    pub fn exists(&self, unit: u32, year: i32) -> bool {
        match self.validity.get(unit as usize) {
            None => true,
            Some((from, until)) => {
                let end = crate::date::days(year, 12, 31);
                from.is_none_or(|d| d <= end) && until.is_none_or(|d| d >= end)
            }
        }
    }

    /// The units whose parent is `parent`.
    pub fn children_of(&self, parent: u32) -> &[u32] {
        let at = |i: usize| self.offsets.get(i).map(|o| *o as usize);
        match (at(parent as usize), at(parent as usize + 1)) {
            (Some(from), Some(to)) => self.children.get(from..to).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Groups the units by parent; called once all parents are known.
    pub fn group_by_parent(&mut self, parents: usize) {
        let mut offsets = vec![0_u32; parents + 1];
        for parent in self.parents.iter().flatten() {
            if let Some(slot) = offsets.get_mut(*parent as usize + 1) {
                *slot += 1;
            }
        }
        let mut total = 0;
        for slot in &mut offsets {
            total += *slot;
            *slot = total;
        }
        let mut next = offsets.clone();
        let mut children = vec![0_u32; total as usize];
        for (unit, parent) in self.parents.iter().enumerate() {
            if let Some(slot) = parent.and_then(|p| next.get_mut(p as usize)) {
                if let (Some(child), Ok(unit)) = (children.get_mut(*slot as usize), u32::try_from(unit)) {
                    *child = unit;
                }
                *slot += 1;
            }
        }
        self.offsets = offsets;
        self.children = children;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_stand_together_in_order() {
        let mut units = Units::named(vec!["a".into(), "b".into(), "c".into(), "d".into()]);
        units.parents = vec![Some(1), Some(0), Some(1), None];
        units.group_by_parent(2);
        assert_eq!(units.children_of(0), [1]);
        assert_eq!(units.children_of(1), [0, 2]);
        assert!(units.children_of(2).is_empty());
    }

    #[test]
    fn rows_are_found_by_number() {
        let units = Units::rows(3);
        assert_eq!(units.find("3"), Some(2));
        assert_eq!(units.find("4"), None);
        assert_eq!(units.id(0), "1");
    }

    #[test]
    fn a_unit_that_ends_within_the_year_is_not_evaluated_for_it() {
        let mut units = Units::named(vec!["a".into()]);
        units.validity = vec![(None, Some(crate::date::days(2025, 6, 30)))];
        assert!(units.exists(0, 2024));
        assert!(!units.exists(0, 2025));
    }
}
