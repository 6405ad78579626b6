//! Inputs into registers. A column of floats is read as whole numbers of one decimal scale, which is found once and
//! checked for every cell; cells of another scale are odd.

use super::apply::{Cx, pack};
use super::codes::ABSENT;
use super::lane::{Lane, Pool};
use super::reg::{LIMIT, Num, Reg, Why};
use super::twice::bits;
use crate::dataset::{Buffer, CELL_PRESENT, Column, ColumnValues, Dataset, Fact, Frame, Grain, Stored};
use crate::number::Number;
use crate::program::{AssessorId, InputId, LevelId, Reason};
use crate::value::Value;
use std::rc::Rc;

/// Adding and subtracting it rounds to a whole number, to even.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// Decimals of at most 15 digits are what their floats stand for.
const FIFTEEN_DIGITS: f64 = 1e15;
/// Powers of ten, exact as floats.
const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
/// No scale fits this column.
const NOISE: u8 = u8::MAX;
/// So many cells of a block may be odd, in per cent of it.
const ODD_SHARE: usize = 12;

/// The units of a block.
#[derive(Debug, Clone, Copy)]
pub(super) enum Span<'u> {
    /// From, how many.
    Range(u32, usize),
    /// One by one.
    List(&'u [u32]),
}

impl Span<'_> {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::Range(_, len) => *len,
            Self::List(units) => units.len(),
        }
    }

    /// The unit of a row.
    pub fn unit(&self, row: usize) -> u32 {
        match self {
            Self::Range(from, _) => from.saturating_add(u32::try_from(row).unwrap_or(u32::MAX)),
            Self::List(units) => units.get(row).copied().unwrap_or(u32::MAX),
        }
    }
}

/// Where an input is read: frames that have it, which is one nearly always.
pub(super) struct Source<'a> {
    input: InputId,
    level: LevelId,
    year: i32,
    by: Option<AssessorId>,
    frames: Vec<(&'a Frame, &'a Column)>,
    /// In the one frame row i is unit i.
    straight: bool,
    data: &'a Dataset,
}

impl<'a> Source<'a> {
    /// The values of an input at a level, as one assessor gives them or nobody.
    pub fn new(data: &'a Dataset, input: InputId, level: LevelId, year: i32, by: Option<AssessorId>) -> Self {
        let frames = data.index.get(&(level, year, by)).map(Vec::as_slice).unwrap_or_default();
        let frames = frames.iter().filter_map(|f| data.frames.get(*f as usize));
        let frames: Vec<(&Frame, &Column)> = frames.filter_map(|f| Some((f, f.column(input)?))).collect();
        let straight = match frames.as_slice() {
            [(Frame { row_of_unit: None, .. }, _)] => true,
            [(Frame { row_of_unit: Some(rows), .. }, column)] => {
                rows.len() == column.len()
                    && (0..).zip(rows).fold(0, |off, (unit, row): (u32, _)| off | (unit ^ row)) == 0
            }
            _ => false,
        };
        Self { input, level, year, by, frames, straight, data }
    }

    /// The cells of a block. `scale` remembers what was found.
    pub fn load(&self, span: Span<'_>, scale: &mut u8, cx: &Cx<'_>) -> Reg<'a> {
        let rows = span.len();
        match (self.frames.as_slice(), span) {
            ([], _) => Reg::Const(Value::missing(Reason::Absent)),
            ([(_, column)], Span::Range(from, _)) if self.straight => {
                let from = from as usize;
                let part = from..from.saturating_add(rows);
                let state = column.state.as_ref().map(|s| s.as_slice().get(part.clone()).unwrap_or_default());
                if state.is_some_and(|s| s.len() != rows) || column.len() < part.end {
                    return self.one_by_one(span, cx);
                }
                let why = state.filter(|s| bits(s.iter().copied()) != CELL_PRESENT).map(Lane::Of);
                cells(&column.values, why, scale, cx, Part::Slice(part))
            }
            ([(frame, column)], _) => {
                let at: Vec<u32> = (0..rows)
                    .map(|row| frame.row(span.unit(row)).and_then(|r| u32::try_from(r).ok()).unwrap_or(u32::MAX))
                    .collect();
                let why: Lane<'a, u8> = cx.pool.lane(
                    at.iter().map(|r| if (*r as usize) < column.len() { column.state_of(*r as usize) } else { ABSENT }),
                );
                let why = why.iter().any(|s| *s != CELL_PRESENT).then_some(why);
                cells(&column.values, why, scale, cx, Part::Rows(at))
            }
            _ => self.one_by_one(span, cx),
        }
    }

    /// The least or the greatest number of all units, where the column has known it since it was made; `everybody`: only
    /// if no unit's is missing.
    pub fn end(&self, greatest: bool, everybody: bool) -> Option<Value> {
        match self.frames.as_slice() {
            [(_, column)] if self.straight && !(everybody && column.state.is_some()) => column.end(greatest),
            _ => None,
        }
    }

    fn one_by_one(&self, span: Span<'_>, cx: &Cx<'_>) -> Reg<'a> {
        let value = |row| match self.data.fact(self.input, self.level, span.unit(row), self.year, self.by) {
            Fact::Value(value) => value,
            Fact::Invalid => Value::missing(Reason::Invalid),
            Fact::Absent => Value::missing(Reason::Absent),
        };
        pack((0..span.len()).map(value).collect(), cx)
    }
}

/// Which rows of a column.
enum Part {
    Slice(std::ops::Range<usize>),
    Rows(Vec<u32>),
}

impl Part {
    fn of<'a, T: Copy + Default>(&self, buffer: &'a Buffer<T>) -> Lane<'a, T> {
        match self {
            Self::Slice(range) => Lane::Of(buffer.as_slice().get(range.clone()).unwrap_or_default()),
            Self::Rows(rows) => {
                let all = buffer.as_slice();
                rows.iter().map(|r| all.get(*r as usize).copied().unwrap_or_default()).collect::<Vec<T>>().into()
            }
        }
    }

    fn at(&self, row: usize) -> usize {
        match self {
            Self::Slice(range) => range.start + row,
            Self::Rows(rows) => rows.get(row).map_or(usize::MAX, |r| *r as usize),
        }
    }
}

fn cells<'a>(values: &'a ColumnValues, why: Why<'a>, scale: &mut u8, cx: &Cx<'_>, part: Part) -> Reg<'a> {
    match values {
        ColumnValues::Bool(v) => Reg::Bool(part.of(v), why),
        ColumnValues::Date(v) => Reg::Date(part.of(v), why),
        ColumnValues::Year(v) => Reg::Year(part.of(v), why),
        ColumnValues::Category(c, v) => Reg::Category(*c, part.of(v), why),
        ColumnValues::Number(column) => {
            let stored = match &column.stored {
                Stored::F64(v) => match column.grain() {
                    Some(grain) => Ok(grained(part.of(v), why, &column.factor, grain, cx.pool)),
                    None => floats(part.of(v), why, &column.factor, scale, cx),
                },
                Stored::Scaled(v, s) => integers(&part.of(v), why, (&column.factor, *s), column.grain(), cx.pool),
                Stored::Exact(_) => Err(why),
            };
            match stored {
                Ok(num) => Reg::Num(num),
                Err(why) => {
                    let exact = |row| match super::reg::code_at(&why, row) {
                        0 => column.get(part.at(row)).map_or(Value::missing(Reason::Invalid), Value::Number),
                        code => Value::Missing(cx.codes.reasons(code)),
                    };
                    pack((0..cx.rows).map(exact).collect(), cx)
                }
            }
        }
    }
}

/// The largest number, and the largest distance from a whole number; NaN is neither.
fn scan(rows: &[f64]) -> (f64, f64) {
    let mut large = [0.0_f64; 8];
    let mut off = [0.0_f64; 8];
    let step = |x: f64, large: &mut f64, off: &mut f64| {
        let size = x.abs();
        let rest = ((x + ROUNDER) - ROUNDER - x).abs();
        *large = if size > *large { size } else { *large };
        *off = if rest > *off { rest } else { *off };
    };
    let mut chunks = rows.chunks_exact(8);
    for chunk in &mut chunks {
        for ((x, large), off) in chunk.iter().zip(&mut large).zip(&mut off) {
            step(*x, large, off);
        }
    }
    for x in chunks.remainder() {
        if let (Some(large), Some(off)) = (large.first_mut(), off.first_mut()) {
            step(*x, large, off);
        }
    }
    let most = |all: [f64; 8]| all.into_iter().fold(0.0, |m, x| if x > m { x } else { m });
    (most(large), most(off))
}

fn floats<'a>(
    rows: Lane<'a, f64>,
    why: Why<'a>,
    factor: &Number,
    scale: &mut u8,
    cx: &Cx<'_>,
) -> Result<Num<'a>, Why<'a>> {
    if *scale == 0 {
        let (large, off) = scan(&rows);
        if off == 0.0 && large < FIFTEEN_DIGITS {
            return Ok(Num { why, ..Num::whole(rows, large, factor.clone()) });
        }
    }
    if *scale == NOISE {
        return Err(why);
    }
    // What is missing may stand as anything.
    let rows = match &why {
        None => rows,
        Some(w) => cx.pool.lane(rows.iter().zip(w.iter()).map(|(x, w)| if *w == 0 { *x } else { 0.0 })),
    };
    let few = cx.rows * ODD_SHARE / 100;
    let mut best: Option<(u8, usize)> = None;
    for (at, power) in
        POWERS.iter().enumerate().skip(usize::from(*scale)).chain(POWERS.iter().enumerate().take(usize::from(*scale)))
    {
        let wrong = rows.iter().filter(|x| !reads(**x, *power)).count();
        let at = u8::try_from(at).unwrap_or_default();
        if best.is_none_or(|(_, least)| wrong < least) {
            best = Some((at, wrong));
        }
        if wrong == 0 || (at == *scale && wrong <= few) {
            break;
        }
    }
    let Some((at, wrong)) = best.filter(|(_, wrong)| *wrong <= few) else {
        if cx.rows > 64 {
            *scale = NOISE;
        }
        return Err(why);
    };
    *scale = at;
    let power = POWERS.get(usize::from(at)).copied().unwrap_or(1.0);
    let lane: Lane<'a, f64> = cx.pool.lane(rows.iter().map(|x| (x * power + ROUNDER) - ROUNDER));
    let mut odd = Vec::new();
    if wrong > 0 {
        for (row, x) in rows.iter().enumerate().filter(|(_, x)| !reads(**x, power)) {
            let exact = Number::from_f64(*x).map_or(Value::missing(Reason::Invalid), |n| Value::Number(n.mul(factor)));
            odd.extend(u32::try_from(row).ok().map(|row| (row, exact)));
        }
    }
    let (large, _) = scan(&lane);
    let hi = large.min(FIFTEEN_DIGITS);
    let factor = factor.mul(&Number::from_scaled(1, i32::from(at)));
    // A cell that is odd stands as zero in the lane.
    let lane = if odd.is_empty() {
        lane
    } else {
        let mut lane = lane.into_vec();
        for (row, _) in &odd {
            if let Some(slot) = lane.get_mut(*row as usize) {
                *slot = 0.0;
            }
        }
        lane.into()
    };
    Ok(Num { why, odd: (!odd.is_empty()).then(|| Rc::new(odd)), ..Num::whole(lane, hi, factor) })
}

/// Whether a float stands for a whole number of the scale: a decimal of at most 15 digits that reads as the float is the
/// shortest, and the quotient of two exact floats is the correctly rounded one.
#[inline]
fn reads(x: f64, power: f64) -> bool {
    let n = (x * power + ROUNDER) - ROUNDER;
    n / power == x && n.abs() < FIFTEEN_DIGITS
}

/// Numbers of which everything is known.
fn grained<'a>(rows: Lane<'a, f64>, why: Why<'a>, factor: &Number, grain: &Grain, pool: &Pool) -> Num<'a> {
    let hi = grain.high.abs().max(grain.low.abs());
    let low = grain.low;
    if grain.digits == 0 {
        return Num { why, low, ..Num::whole(rows, hi, factor.clone()) };
    }
    let power = POWERS.get(usize::from(grain.digits)).copied().unwrap_or(1.0);
    let lane = pool.lane(rows.iter().map(|x| (x * power + ROUNDER) - ROUNDER));
    let factor = factor.mul(&Number::from_scaled(1, i32::from(grain.digits)));
    Num { why, low, ..Num::whole(lane, hi, factor) }
}

fn integers<'a>(
    rows: &Lane<'a, i64>,
    why: Why<'a>,
    (factor, scale): (&Number, u32),
    grain: Option<&Grain>,
    pool: &Pool,
) -> Result<Num<'a>, Why<'a>> {
    let large = match grain {
        Some(grain) => grain.high.abs().max(grain.low.abs()),
        None => rows.iter().fold(0_u64, |m, x| m.max(x.unsigned_abs())) as f64,
    };
    let factor = match i32::try_from(scale) {
        Ok(0) => factor.clone(),
        Ok(scale) => factor.mul(&Number::from_scaled(1, scale)),
        Err(_) => return Err(why),
    };
    if large >= LIMIT {
        return Err(why);
    }
    let lane = pool.lane(rows.iter().map(|x| *x as f64));
    Ok(Num { why, low: grain.map_or(-large, |g| g.low), ..Num::whole(lane, large, factor) })
}
