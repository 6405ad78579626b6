//! For which unit, year and assessor something is read.

use crate::dataset::Dataset;
use crate::program::{AssessorId, LevelId, ModuleId, Program};
use crate::value::Value;

/// The position of "no unit": constants are read there.
pub(crate) const NO_UNIT: u32 = u32::MAX;

/// Where an expression is evaluated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ctx<'c> {
    /// The module whose versions decide what holds in a year.
    pub module: ModuleId,
    pub level: LevelId,
    pub unit: u32,
    pub year: i32,
    pub by: Option<AssessorId>,
    /// The context outside the innermost roll-up.
    pub outer: Option<&'c Ctx<'c>>,
    /// `score` and `max` so far, inside `adjust`.
    pub so_far: Option<(&'c Value, &'c Value)>,
    /// A state's own value of the year before, inside its table.
    pub prior: Option<&'c Value>,
}

impl<'c> Ctx<'c> {
    pub fn new(module: ModuleId, level: LevelId, unit: u32, year: i32, by: Option<AssessorId>) -> Self {
        Self { module, level, unit, year, by, outer: None, so_far: None, prior: None }
    }

    /// The unit of another level that encloses this context's, at that level.
    pub fn climb(&self, program: &Program, data: &Dataset, level: LevelId) -> Option<Ctx<'c>> {
        let unit = ancestor(program, data, self.level, self.unit, level)?;
        Some(Ctx { level, unit, ..*self })
    }
}

/// The unit of `wanted` level in which a unit lies: itself, its parent …
pub(crate) fn ancestor(program: &Program, data: &Dataset, level: LevelId, unit: u32, wanted: LevelId) -> Option<u32> {
    let (mut level, mut unit) = (level, unit);
    while level != wanted {
        unit = data.units.get(level.index())?.parent(unit)?;
        level = program.levels.get(level.index())?.parent?;
    }
    Some(unit)
}

/// Whether a level lies strictly below another.
pub(crate) fn is_below(program: &Program, level: LevelId, above: LevelId) -> bool {
    let mut at = program.levels.get(level.index()).and_then(|l| l.parent);
    while let Some(parent) = at {
        if parent == above {
            return true;
        }
        at = program.levels.get(parent.index()).and_then(|l| l.parent);
    }
    false
}

/// The first of these levels that is the given one or encloses it.
pub(crate) fn enclosing(program: &Program, level: LevelId, levels: &[LevelId]) -> Option<LevelId> {
    let mut at = Some(level);
    while let Some(level) = at {
        if levels.contains(&level) {
            return Some(level);
        }
        at = program.levels.get(level.index()).and_then(|l| l.parent);
    }
    None
}
