//! Where results go: columns that are filled part by part.

use super::apply::Cx;
use super::lane::Lane;
use super::reg::{Ints, LIMIT, Num, Reg, Why};
use super::room::{Room, Written};
use crate::pages::large;
use crate::program::{CategoryId, ItemKind, Program, ValueKind, Verdict};
use crate::report::{Cells, ResultColumn};
use crate::value::{Reasons, Value};

/// What kind of cells a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Exact,
    Float,
    Bool,
    Date,
    Category(CategoryId),
}

impl Kind {
    /// The kind for values of a node.
    pub fn of(kind: ValueKind) -> Self {
        match kind {
            ValueKind::Number | ValueKind::Real | ValueKind::Year => Self::Float,
            ValueKind::Bool => Self::Bool,
            ValueKind::Date => Self::Date,
            ValueKind::Category(c) => Self::Category(c),
        }
    }

    /// The kind of an item's value.
    pub fn of_value(program: &Program, kind: &ItemKind) -> Self {
        let node = match kind {
            ItemKind::Indicator(n) | ItemKind::Parameter(n) => Some(*n),
            ItemKind::Criterion(c) => c.measure,
            ItemKind::Member(m) => Some(m.raw),
            ItemKind::Outcome(o) => return Self::Category(o.category),
            ItemKind::State(s) => return Self::Category(s.category),
            ItemKind::Rank(_) | ItemKind::Group(_) => None,
        };
        node.and_then(|n| program.node_types.get(n.index())).map_or(Self::Float, |k| Self::of(*k))
    }

    /// Room for so many cells.
    fn room(self, rows: usize) -> Cells {
        match self {
            Self::Exact => Cells::Exact(vec![Value::Missing(Reasons::NONE); rows]),
            Self::Float => Cells::F64(large(rows)),
            Self::Bool => Cells::Bool(large(rows)),
            Self::Date => Cells::Date(large(rows)),
            Self::Category(c) => Cells::Category(c, large(rows)),
        }
    }
}

/// An empty column: which parts it has, and of what kind.
pub(super) struct Shape {
    pub verdict: bool,
    pub value: Option<Kind>,
    pub target: Option<Kind>,
    pub score: Option<Kind>,
    pub max: Option<Kind>,
    pub reasons: bool,
}

/// A column with room for so many rows.
pub(super) fn column(item: crate::program::ItemId, shape: &Shape, rows: usize) -> ResultColumn {
    let cells = |kind: Option<Kind>| kind.map(|k| k.room(rows));
    ResultColumn {
        item,
        verdict: shape.verdict.then(|| large(rows)),
        value: cells(shape.value),
        target: cells(shape.target),
        score: cells(shape.score),
        max: cells(shape.max),
        reasons: if shape.reasons { large(rows) } else { Vec::new() },
    }
}

/// Rows of cells to be written.
pub(super) enum CellsPart<'o> {
    Exact(&'o mut [Value]),
    Float(Room<'o, f64>),
    Bool(Room<'o, u8>),
    Date(Room<'o, i32>),
    Category(Room<'o, u32>),
}

/// Rows of a column to be written.
#[derive(Default)]
pub(super) struct Part<'o> {
    pub verdict: Option<Room<'o, u8>>,
    pub value: Option<CellsPart<'o>>,
    pub target: Option<CellsPart<'o>>,
    pub score: Option<CellsPart<'o>>,
    pub max: Option<CellsPart<'o>>,
    pub reasons: Option<Room<'o, Reasons>>,
}

fn split<'o, T>(rows: &mut &'o mut [T], at: usize) -> &'o mut [T] {
    let all = std::mem::take(rows);
    let at = at.min(all.len());
    let (head, tail) = all.split_at_mut(at);
    *rows = tail;
    head
}

impl<'o> CellsPart<'o> {
    fn new(cells: &'o mut Cells, rows: usize) -> Self {
        match cells {
            Cells::Exact(v) => Self::Exact(v),
            Cells::F64(v) => Self::Float(Room::of(v, rows)),
            Cells::Bool(v) => Self::Bool(Room::of(v, rows)),
            Cells::Date(v) => Self::Date(Room::of(v, rows)),
            Cells::Category(_, v) => Self::Category(Room::of(v, rows)),
        }
    }

    fn close(self) -> Written {
        match self {
            Self::Exact(_) => Written::default(),
            Self::Float(v) => v.close(),
            Self::Bool(v) => v.close(),
            Self::Date(v) => v.close(),
            Self::Category(v) => v.close(),
        }
    }

    fn take(&mut self, rows: usize) -> CellsPart<'o> {
        match self {
            Self::Exact(v) => CellsPart::Exact(split(v, rows)),
            Self::Float(v) => CellsPart::Float(v.take(rows)),
            Self::Bool(v) => CellsPart::Bool(v.take(rows)),
            Self::Date(v) => CellsPart::Date(v.take(rows)),
            Self::Category(v) => CellsPart::Category(v.take(rows)),
        }
    }

    /// Writes one value.
    pub fn set(&mut self, row: usize, value: &Value) {
        match self {
            Self::Exact(v) => put(v, row, value.clone()),
            Self::Float(v) => put(v.cells(), row, crate::ops::to_f64(value)),
            Self::Bool(v) => put(v.cells(), row, if let Value::Bool(b) = value { u8::from(*b) } else { 2 }),
            Self::Date(v) => put(v.cells(), row, if let Value::Date(d) = value { *d } else { i32::MIN }),
            Self::Category(v) => put(v.cells(), row, if let Value::Category(_, i) = value { *i } else { u32::MAX }),
        }
    }

    /// The same value in all rows.
    fn fill(&mut self, value: &Value, rows: usize) {
        match self {
            Self::Exact(v) => v.fill(value.clone()),
            Self::Float(v) => v.cells().fill(crate::ops::to_f64(value)),
            Self::Bool(v) => v.cells().fill(if let Value::Bool(b) = value { u8::from(*b) } else { 2 }),
            _ => (0..rows).for_each(|row| self.set(row, value)),
        }
    }

    /// Writes a register.
    pub fn write(&mut self, reg: &Reg<'_>, cx: &Cx<'_>) {
        if let (Self::Float(out), Reg::Num(num)) = (&mut *self, reg)
            && float(out, num, cx).is_some()
        {
            return;
        }
        match (&mut *self, reg) {
            (Self::Float(out), Reg::Near(near)) => near.write(out, cx),
            (out, Reg::Const(value)) => out.fill(value, cx.rows),
            (Self::Bool(out), Reg::Bool(v, Some(why))) => {
                out.fill(v.iter().zip(why.iter()).map(|(v, w)| if *w == 0 { *v } else { 2 }));
            }
            (Self::Bool(out), Reg::Bool(v, None)) => out.fill(v.iter().copied()),
            (Self::Category(out), Reg::Category(_, v, None)) => out.fill(v.iter().copied()),
            (Self::Category(out), Reg::Category(_, v, Some(why))) => {
                out.fill(v.iter().zip(why.iter()).map(|(v, w)| if *w == 0 { *v } else { u32::MAX }));
            }
            _ => {
                for row in 0..cx.rows {
                    self.set(row, &reg.get(row, cx.codes));
                }
            }
        }
    }
}

fn put<T>(rows: &mut [T], row: usize, value: T) {
    if let Some(slot) = rows.get_mut(row) {
        *slot = value;
    }
}

/// Numbers as the nearest floats: one division of whole numbers that floats hold is correctly rounded.
fn float(out: &mut Room<'_, f64>, num: &Num<'_>, cx: &Cx<'_>) -> Option<()> {
    let (p, q) = num.factor.small()?;
    let (p, q) = (super::number::float(p.into())?, super::number::float(q.into())?);
    if num.hi * p.abs() > LIMIT || num.dhi * q > LIMIT {
        return None;
    }
    // Adding zero takes the sign off a negative zero.
    let why = &num.why;
    match (&num.n, &num.d) {
        (Ints::Byte(n), None) if q == 1.0 => there(out, why, n.iter().map(|n| f64::from(*n) * p + 0.0)),
        (Ints::Byte(n), None) => there(out, why, n.iter().map(|n| f64::from(*n) * p / q + 0.0)),
        (Ints::Float(n), None) if q == 1.0 => there(out, why, n.iter().map(|n| n * p + 0.0)),
        (Ints::Float(n), None) => there(out, why, n.iter().map(|n| n * p / q + 0.0)),
        (Ints::Float(n), Some(d)) if p == 1.0 && q == 1.0 => {
            there(out, why, n.iter().zip(d.iter()).map(|(n, d)| n / d + 0.0));
        }
        (_, Some(d)) => {
            let n: Lane<'_, f64> = num.floats(cx.pool);
            there(out, why, n.iter().zip(d.iter()).map(|(n, d)| (n * p) / (d * q) + 0.0));
        }
    }
    for (row, value) in num.odd.iter().flat_map(|o| o.iter()) {
        put(out.cells(), *row as usize, crate::ops::to_f64(value));
    }
    Some(())
}

/// Numbers where they are there, elsewhere none.
#[inline]
fn there(out: &mut Room<'_, f64>, why: &Why<'_>, rows: impl Iterator<Item = f64>) {
    match why {
        None => out.fill(rows),
        Some(why) => out.fill(rows.zip(why.iter()).map(|(x, w)| if *w == 0 { x } else { f64::NAN })),
    }
}

impl<'o> Part<'o> {
    /// All rows of a column.
    pub fn new(column: &'o mut ResultColumn, rows: usize) -> Self {
        let cells = |cells: &'o mut Option<Cells>| cells.as_mut().map(|cells| CellsPart::new(cells, rows));
        Self {
            verdict: column.verdict.as_mut().map(|verdict| Room::of(verdict, rows)),
            value: cells(&mut column.value),
            target: cells(&mut column.target),
            score: cells(&mut column.score),
            max: cells(&mut column.max),
            reasons: (column.reasons.capacity() > 0).then(|| Room::of(&mut column.reasons, rows)),
        }
    }

    /// Ends the writing.
    pub fn close(self) -> Written {
        let Self { verdict, value, target, score, max, reasons } = self;
        let cells = [value, target, score, max].into_iter().flatten().map(CellsPart::close);
        let bytes = verdict.into_iter().map(Room::close);
        bytes.chain(cells).chain(reasons.into_iter().map(Room::close)).sum()
    }

    /// The next rows.
    pub fn take(&mut self, rows: usize) -> Part<'o> {
        let cells = |c: &mut Option<CellsPart<'o>>| c.as_mut().map(|c| c.take(rows));
        Part {
            verdict: self.verdict.as_mut().map(|v| v.take(rows)),
            value: cells(&mut self.value),
            target: cells(&mut self.target),
            score: cells(&mut self.score),
            max: cells(&mut self.max),
            reasons: self.reasons.as_mut().map(|v| v.take(rows)),
        }
    }
}

/// Writes the reasons that stand in a lane.
pub(super) fn write_reasons(out: &mut [Reasons], reg: &Reg<'_>, cx: &Cx<'_>) {
    match reg {
        Reg::Const(value) => out.fill(value.reasons()),
        Reg::Values(_) => out.iter_mut().enumerate().for_each(|(r, o)| *o = reg.reasons(r, cx.codes)),
        _ => {
            if let Some(why) = reg.why() {
                write_codes(out, &why, cx);
            }
            for (row, value) in reg.odd().into_iter().flat_map(|o| o.iter()) {
                put(out, *row as usize, value.reasons());
            }
        }
    }
}

/// Writes reasons that are still none; nearly all stay so.
fn write_codes(out: &mut [Reasons], codes: &[u8], cx: &Cx<'_>) {
    let ((out, last), (codes, rest)) = (out.as_chunks_mut::<8>(), codes.as_chunks::<8>());
    for (out, codes) in out.iter_mut().zip(codes) {
        if u64::from_ne_bytes(*codes) != 0 {
            out.iter_mut().zip(codes).for_each(|(o, code)| *o = cx.codes.reasons(*code));
        }
    }
    last.iter_mut().zip(rest).for_each(|(o, code)| *o = cx.codes.reasons(*code));
}

/// Writes the reasons of verdicts that are open or not applicable, and elsewhere those of a score or value.
pub(super) fn write_reasons_of_verdicts(
    out: &mut [Reasons],
    (verdicts, why): (&[u8], &[u8]),
    of: Option<&Reg<'_>>,
    cx: &Cx<'_>,
) {
    let unclear = |v: u8| u8::from(v == Verdict::Undetermined as u8 || v == Verdict::NotApplicable as u8);
    let rows = verdicts.iter().zip(why);
    if of.is_some_and(|reg| matches!(reg, Reg::Const(_) | Reg::Values(_)) || reg.odd().is_some()) {
        of.into_iter().for_each(|reg| write_reasons(out, reg, cx));
        for (o, (v, w)) in out.iter_mut().zip(rows) {
            *o = if unclear(*v) != 0 { cx.codes.reasons(*w) } else { *o };
        }
        return;
    }
    let codes: Lane<'_, u8> = match of.and_then(Reg::why) {
        None => cx.pool.lane(rows.map(|(v, w)| unclear(*v).wrapping_neg() & w)),
        Some(own) => cx.pool.lane(rows.zip(own.iter()).map(|((v, w), own)| {
            let mask = unclear(*v).wrapping_neg();
            (mask & w) | (!mask & own)
        })),
    };
    write_codes(out, &codes, cx);
    cx.pool.give(codes);
}
