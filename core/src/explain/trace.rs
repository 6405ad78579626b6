//! What an evaluation notes down when it is asked to: one entry per evaluated node, and what happened on the way.

use crate::diagnostic::Span;
use crate::exact::Ctx;
use crate::exact::ItemKey;
use crate::program::{ItemId, LevelId, NodeId, Property, RollupId, TableId, TimelineId, Verdict};
use crate::value::{Reasons, Value};

pub use crate::exact::{FactKey, HeldBy};

/// How a value that was not there was filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// With this earlier year's.
    Latest(i32),
    /// From the straight line between these years'.
    Between(i32, i32),
    /// With what `otherwise` says.
    Default,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// An expression was evaluated.
    Node {
        /// Which.
        node: NodeId,
        /// Level of the unit.
        level: LevelId,
        /// For which unit.
        unit: u32,
        /// For which year.
        year: i32,
        /// What it gave.
        value: Value,
    },
    /// An input was read.
    Input {
        /// Which fact.
        key: FactKey,
        /// What it is.
        value: Value,
    },
    /// Another item's result was read.
    Item {
        /// Position of the result.
        index: usize,
        /// What was read of it.
        property: Property,
        /// What it is.
        value: Value,
    },
    /// Units were counted or gathered.
    Rollup {
        /// By which roll-up.
        rollup: RollupId,
        /// Level of the unit that it is made for.
        level: LevelId,
        /// The unit that it is made for.
        unit: u32,
        /// How many units exist.
        seen: usize,
        /// Units for which the condition holds (or with a value), does not hold, is undecided (or missing).
        units: [u32; 3],
        /// What it gave.
        value: Value,
    },
    /// A value over time was read.
    Timeline {
        /// Which.
        timeline: TimelineId,
        /// Its entry.
        entry: usize,
        /// Why that entry.
        by: HeldBy,
    },
    /// A row of a table was chosen.
    Row {
        /// The table.
        table: TableId,
        /// The row.
        row: usize,
    },
    /// A value was filled.
    Filled {
        /// Where.
        node: NodeId,
        /// For which unit.
        unit: u32,
        /// For which year.
        year: i32,
        /// With what.
        fill: Fill,
        /// The value.
        value: Value,
    },
    /// An `on` line gave a verdict.
    On {
        /// Which line.
        span: Span,
        /// What it says.
        verdict: Verdict,
        /// For which reasons.
        reasons: Reasons,
        /// Of a score; otherwise of a verdict.
        of_score: bool,
    },
    /// A gate was tried.
    Gate {
        /// Which.
        span: Span,
        /// What people read.
        label: String,
        /// Whether it holds.
        value: Value,
    },
    /// A part of an outcome was judged.
    Part {
        /// Which.
        part: usize,
        /// The verdict.
        verdict: Verdict,
        /// Why, where it is open.
        reasons: Reasons,
    },
    /// A group gathered its members' scores.
    Gathered {
        /// The group.
        group: ItemId,
        /// Members that count.
        counted: i64,
        /// Of them, those without a score.
        missing: i64,
    },
}

/// One item's part of the trace.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The item, unit, year and assessor.
    pub key: ItemKey,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// Position of the result.
    pub result: usize,
}

/// The trace of an evaluation: a frame per item that was computed.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// Frames that are complete.
    pub frames: Vec<Frame>,
    open: Vec<Frame>,
    /// What happened outside any item.
    pub loose: Vec<Event>,
}

impl Trace {
    pub(crate) fn open(&mut self, key: ItemKey) {
        self.open.push(Frame { key, events: Vec::new(), result: usize::MAX });
    }

    pub(crate) fn close(&mut self, result: usize) {
        if let Some(mut frame) = self.open.pop() {
            frame.result = result;
            self.frames.push(frame);
        }
    }

    pub(crate) fn push(&mut self, event: Event) {
        match self.open.last_mut() {
            Some(frame) => frame.events.push(event),
            None => self.loose.push(event),
        }
    }

    pub(crate) fn node(&mut self, node: NodeId, ctx: &Ctx<'_>, value: &Value) {
        self.push(Event::Node { node, level: ctx.level, unit: ctx.unit, year: ctx.year, value: value.clone() });
    }

    pub(crate) fn filled(&mut self, node: NodeId, ctx: &Ctx<'_>, fill: Fill, value: &Value) {
        self.push(Event::Filled { node, unit: ctx.unit, year: ctx.year, fill, value: value.clone() });
    }

    /// The frame of a result.
    pub fn frame(&self, result: usize) -> Option<&Frame> {
        self.frames.iter().find(|f| f.result == result)
    }
}
