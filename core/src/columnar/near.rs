//! Numbers that machine arithmetic comes near to, with a bound of how far off it is. What the bound decides is decided;
//! the exact value of a row is computed from its operands where it does not, and where somebody asks for it.

use super::apply::{Cx, logic};
use super::codes::ZERO_BASE;
use super::double::{self, Pair, STEP, TINY, two_sum};
use super::lane::{Filled, Lane};
use super::op::{Arith, Op};
use super::reg::{Ints, LIMIT, Num, Reg, Why, code_at, union};
use super::room::Room;
use crate::number::{Mode, Number};
use crate::ops::Meter;
use crate::program::{AggregateKind, Cmp, Function, LogicOp};
use crate::value::Value;
use std::rc::Rc;

/// Adding and subtracting it rounds to a whole number, to even.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// Roots are off by at most this share of themselves: see the test in `double`.
const ROOT_STEP: f64 = 1e-22;
/// Larger numbers are left to exact arithmetic, and so are smaller constants.
const LARGE: f64 = 1e100;
/// A bound that is said as a share is smaller.
const SHARE: f64 = 1e-22;
/// How many operations may wait to be computed exactly.
const DEEP: u32 = 200;
/// Bits of what a register of whole numbers holds.
const BITS: u64 = 300;

/// Rows that are off by at most `rel` of their value and `off`.
struct Rough<'a> {
    high: Lane<'a, f64>,
    low: Lane<'a, f64>,
    rel: f64,
    off: f64,
    /// No row is larger.
    most: f64,
    /// No row is below zero.
    positive: bool,
    why: Why<'a>,
    /// Bits of the exact values, at most.
    bits: u64,
    deep: u32,
}

/// Rough values, and how exact ones are computed.
pub(super) struct Near<'a> {
    rough: Rough<'a>,
    op: Op,
    args: Vec<Reg<'a>>,
}

impl<'a> Near<'a> {
    /// Gives the buffers back that nobody else reads.
    pub fn recycle(self, pool: &super::lane::Pool) {
        pool.give(self.rough.high);
        pool.give(self.rough.low);
        super::reg::give_why(self.rough.why, pool);
        self.args.into_iter().for_each(|reg| reg.recycle(pool));
    }

    /// Missing rows.
    pub fn why(&self) -> &Why<'a> {
        &self.rough.why
    }

    /// The same with other missing rows.
    pub fn with_why(&self, why: Why<'a>) -> Self {
        Self { rough: Rough { why, ..self.rough.again() }, op: self.op.clone(), args: self.args.clone() }
    }

    /// The exact value of a row.
    pub fn get(&self, row: usize, codes: &super::codes::Codes) -> Value {
        match code_at(&self.rough.why, row) {
            0 => {
                let args: Vec<Value> = self.args.iter().map(|r| r.get(row, codes)).collect();
                self.op.value(&args, &mut Meter::new(u64::MAX))
            }
            code => Value::Missing(codes.reasons(code)),
        }
    }

    /// The nearest floats.
    pub fn write(&self, room: &mut Room<'_, f64>, cx: &Cx<'_>) {
        let Rough { high, low, rel, off, .. } = &self.rough;
        let error = |h: f64| (rel * h.abs() + off) * 2.0;
        let all = high.iter().zip(low.iter()).fold(true, |all, (h, l)| all & sure(*h, *l, error(*h)));
        room.fill(high.iter().map(|h| h + 0.0));
        let out = room.cells();
        if !all {
            for (row, (slot, (h, l))) in out.iter_mut().zip(high.iter().zip(low.iter())).enumerate() {
                if !sure(*h, *l, error(*h)) {
                    *slot = crate::ops::to_f64(&self.get(row, cx.codes));
                }
            }
        }
        if let Some(why) = &self.rough.why {
            out.iter_mut().zip(why.iter()).for_each(|(o, w)| *o = if *w == 0 { *o } else { f64::NAN });
        }
    }
}

/// Whether the nearest float is the larger part, whatever the true value is.
#[inline]
fn sure(high: f64, low: f64, error: f64) -> bool {
    (high + (low + error) == high) & (high + (low - error) == high)
}

impl<'a> Rough<'a> {
    fn again(&self) -> Self {
        Self { high: self.high.clone(), low: self.low.clone(), why: self.why.clone(), ..*self }
    }

    fn error(&self, high: f64) -> f64 {
        self.rel * high.abs() + self.off
    }

    fn neg(mut self, cx: &Cx<'_>) -> Self {
        self.high = cx.pool.lane(self.high.iter().map(|x| -x));
        self.low = cx.pool.lane(self.low.iter().map(|x| -x));
        self.positive = self.most == 0.0;
        self
    }

    /// Measures what was computed. `None`: it is too large.
    fn of(
        (mut high, mut low): (Filled<'_, f64>, Filled<'_, f64>),
        why: Why<'a>,
        (rel, off): (f64, f64),
        (bits, deep): (u64, u32),
        cx: &Cx<'_>,
    ) -> Option<Self> {
        if let Some(why) = &why {
            for lane in [&mut high, &mut low] {
                lane.iter_mut().zip(why.iter()).for_each(|(x, w)| *x = if *w == 0 { *x } else { 0.0 });
            }
        }
        let (mut most, mut least, mut odd) = ([0.0_f64; 8], [0.0_f64; 8], [0.0_f64; 8]);
        let mut look = |chunk: &[f64]| {
            for (((x, most), least), odd) in chunk.iter().zip(&mut most).zip(&mut least).zip(&mut odd) {
                let size = x.abs();
                *most = if size > *most { size } else { *most };
                *least = if *x < *least { *x } else { *least };
                // Of what is no number it stays none.
                *odd += x * 0.0;
            }
        };
        let (chunks, rest) = high.as_chunks::<8>();
        chunks.iter().for_each(|chunk| look(chunk));
        look(rest);
        let odd = odd.iter().any(|x| x.is_nan());
        let most = most.into_iter().fold(0.0, |m, x| if x > m { x } else { m }) * 1.000_001;
        let positive = least.iter().all(|x| *x == 0.0);
        let fits = !odd && most < LARGE && bits <= cx.bits && deep <= DEEP && rel < 1e-20;
        fits.then(|| Self { high: high.lane(), low: low.lane(), rel, off, most, positive, why, bits, deep })
    }

    /// A register as rough values.
    fn read(reg: &Reg<'a>, cx: &Cx<'_>) -> Option<Self> {
        match reg {
            Reg::Near(near) => Some(near.rough.again()),
            Reg::Const(Value::Number(c)) => {
                let (high, low) = constant(c)?;
                let lanes = (cx.pool.filled(high, cx.rows), cx.pool.filled(low, cx.rows));
                Self::of(lanes, None, (STEP, 0.0), (BITS, 0), cx)
            }
            Reg::Num(num) if num.odd.is_none() => {
                let factor = constant(&num.factor)?;
                let n = num.floats(cx.pool);
                let zeros = cx.pool.filled(0.0, cx.rows);
                let lanes = match &num.d {
                    None => double::rows((&n, &zeros), (&n, &zeros), cx.pool, |n, _| double::mul(n, factor)),
                    Some(d) => {
                        double::rows((&n, &zeros), (d, &zeros), cx.pool, |n, d| double::mul(double::div(n, d), factor))
                    }
                };
                Self::of(lanes, num.why.clone(), (3.0 * STEP, 0.0), (BITS, 0), cx)
            }
            _ => None,
        }
    }

    fn made(&self, other: &Self) -> (u64, u32) {
        (self.bits + other.bits + 1, self.deep.max(other.deep) + 1)
    }

    fn add(&self, other: &Self, cx: &Cx<'_>) -> Option<Self> {
        let lanes = double::rows((&self.high, &self.low), (&other.high, &other.low), cx.pool, double::add);
        let bound = if self.positive && other.positive {
            (self.rel.max(other.rel) + STEP, self.off + other.off)
        } else {
            let of = |x: &Self| x.off + (x.rel + STEP) * x.most;
            (0.0, of(self) + of(other))
        };
        Self::of(lanes, union(&self.why, &other.why, cx.pool), bound, self.made(other), cx)
    }

    fn mul(&self, other: &Self, cx: &Cx<'_>) -> Option<Self> {
        let lanes = double::rows((&self.high, &self.low), (&other.high, &other.low), cx.pool, double::mul);
        let off = (self.off * other.most + other.off * self.most + self.off * other.off) * 1.001 + TINY;
        let rel = self.rel + other.rel + 2.0 * STEP;
        // Where nothing can be lost to tiny products, zero stays exact.
        let off = if self.off == 0.0 && other.off == 0.0 && self.is_coarse() && other.is_coarse() { 0.0 } else { off };
        Self::of(lanes, union(&self.why, &other.why, cx.pool), (rel, off), self.made(other), cx)
    }

    /// Times a constant.
    fn times(&self, c: &Number, cx: &Cx<'_>) -> Option<Self> {
        let pair = constant(c)?;
        let both = (&*self.high, &*self.low);
        let lanes = double::rows(both, both, cx.pool, |x, _| double::mul(x, pair));
        let off = if self.off == 0.0 && self.is_coarse() { 0.0 } else { (self.off * pair.0.abs()) * 1.001 + TINY };
        Self::of(lanes, self.why.clone(), (self.rel + 3.0 * STEP, off), (self.bits + BITS + 1, self.deep + 1), cx)
    }

    /// The smallest row that is not zero.
    fn smallest(&self) -> f64 {
        let mut least = [f64::MAX; 8];
        let mut look = |chunk: &[f64]| {
            for (x, least) in chunk.iter().zip(&mut least) {
                let size = if *x == 0.0 { f64::MAX } else { x.abs() };
                *least = if size < *least { size } else { *least };
            }
        };
        let (chunks, rest) = self.high.as_chunks::<8>();
        chunks.iter().for_each(|chunk| look(chunk));
        look(rest);
        least.into_iter().fold(f64::MAX, |m, x| if x < m { x } else { m })
    }

    /// Whether every row is zero or far from it.
    fn is_coarse(&self) -> bool {
        self.high.iter().fold(true, |all, x| all & ((*x == 0.0) | (x.abs() > 1e-100)))
    }

    fn div(&self, other: &Self, cx: &Cx<'_>) -> Option<Self> {
        if self.off != 0.0 || other.off != 0.0 || !self.is_coarse() || !other.is_coarse() {
            return None;
        }
        let mut why = union(&self.why, &other.why, cx.pool);
        if other.high.contains(&0.0) {
            let gone = other.high.iter().enumerate();
            let zeros =
                cx.pool.lane(gone.map(|(r, x)| if *x == 0.0 && code_at(&other.why, r) == 0 { ZERO_BASE } else { 0 }));
            why = union(&why, &Some(zeros), cx.pool);
        }
        let lanes = double::rows((&self.high, &self.low), (&other.high, &other.low), cx.pool, double::div);
        Self::of(lanes, why, (self.rel + other.rel + 3.0 * STEP, 0.0), self.made(other), cx)
    }

    /// The smaller, or the larger, of both.
    fn extreme(&self, other: &Self, larger: bool, cx: &Cx<'_>) -> Option<Self> {
        let lanes = double::rows((&self.high, &self.low), (&other.high, &other.low), cx.pool, |a, b| {
            let above = a.0 > b.0 || (a.0 == b.0 && a.1 > b.1);
            if above == larger { a } else { b }
        });
        let bound = (self.rel.max(other.rel), self.off.max(other.off));
        Self::of(lanes, union(&self.why, &other.why, cx.pool), bound, self.made(other), cx)
    }

    fn register(self, op: &Op, args: &[&Reg<'a>]) -> Reg<'a> {
        let args = args.iter().map(|r| (*r).clone()).collect();
        Reg::Near(Rc::new(Near { rough: self, op: op.clone(), args }))
    }
}

/// A number as two floats.
fn constant(c: &Number) -> Option<Pair> {
    let high = c.to_f64();
    if high == 0.0 {
        return c.is_zero().then_some((0.0, 0.0));
    }
    if !(1.0 / LARGE..LARGE).contains(&high.abs()) {
        return None;
    }
    Some((high, c.sub(&Number::from_f64_exact(high)?).to_f64()))
}

type Done<'a> = Option<(Reg<'a>, Vec<u32>)>;

/// An operation that lanes of whole numbers cannot do. Rows that are not decided are given back.
pub(super) fn apply<'a>(op: &Op, args: &[&Reg<'a>], cx: &Cx<'_>) -> Done<'a> {
    let plain =
        |r: &&Reg<'a>| matches!(r, Reg::Near(_) | Reg::Num(Num { odd: None, .. }) | Reg::Const(Value::Number(_)));
    let of_numbers = match (op, args) {
        (Op::Held(_), [_, Reg::Const(Value::Number(_))]) => true,
        (Op::Held(_), _) => false,
        _ => true,
    };
    if !of_numbers || !args.iter().all(plain) {
        return None;
    }
    let read = |at: usize| Rough::read(args.get(at)?, cx);
    let done = |rough: Rough<'a>| Some((rough.register(op, args), Vec::new()));
    match (op, args) {
        (Op::Arith(Arith::Mul), [x, Reg::Const(Value::Number(c))] | [Reg::Const(Value::Number(c)), x])
            if !c.is_zero() =>
        {
            return done(Rough::read(x, cx)?.times(c, cx)?);
        }
        (Op::Arith(Arith::Div), [x, Reg::Const(Value::Number(c))]) if !c.is_zero() => {
            return done(Rough::read(x, cx)?.times(&c.recip()?, cx)?);
        }
        _ => {}
    }
    match (op, args.len()) {
        (Op::Neg, 1) => done(read(0)?.neg(cx)),
        (Op::Arith(Arith::Add), 2) => done(read(0)?.add(&read(1)?, cx)?),
        (Op::Arith(Arith::Sub), 2) => done(read(0)?.add(&read(1)?.neg(cx), cx)?),
        (Op::Arith(Arith::Mul), 2) => done(read(0)?.mul(&read(1)?, cx)?),
        (Op::Arith(Arith::Div), 2) => done(read(0)?.div(&read(1)?, cx)?),
        (Op::Call(Function::Sum | Function::Mean, _), 1..) => {
            let sum = total(args, cx)?;
            if matches!(op, Op::Call(Function::Sum, _)) {
                return done(sum);
            }
            let share = Number::ratio(1, i64::try_from(args.len()).ok()?)?;
            let share = Rough::read(&Reg::Const(Value::Number(share)), cx)?;
            done(sum.mul(&share, cx)?)
        }
        (Op::Call(Function::Min | Function::Max, _), 1..) => {
            let larger = matches!(op, Op::Call(Function::Max, _));
            let first = read(0)?;
            done((1..args.len()).try_fold(first, |best, at| best.extreme(&read(at)?, larger, cx))?)
        }
        (Op::Call(Function::Clamp, _), 3) => {
            done(read(0)?.extreme(&read(1)?, true, cx)?.extreme(&read(2)?, false, cx)?)
        }
        (Op::Capped, 2) if matches!(args.get(1), Some(Reg::Const(_))) => {
            let zero = Rough::read(&Reg::Const(Value::Number(Number::ZERO)), cx)?;
            done(read(0)?.extreme(&zero, true, cx)?.extreme(&read(1)?, false, cx)?)
        }
        (Op::Compare(cmp) | Op::Held(cmp), 2) => compare(*cmp, &read(0)?, &read(1)?, cx),
        (Op::InRange { lo, hi }, _) => {
            let ends = [(*lo, Cmp::Ge), (*hi, Cmp::Le)];
            let (mut parts, mut open) = (Vec::new(), Vec::new());
            for (at, (_, cmp)) in ends.iter().filter(|(has, _)| *has).enumerate() {
                let (yes, rows) = compare(*cmp, &read(0)?, &read(at + 1)?, cx)?;
                parts.push(yes);
                open.extend(rows);
            }
            open.sort_unstable();
            open.dedup();
            let parts: Vec<&Reg<'a>> = parts.iter().collect();
            Some((logic(LogicOp::And, &parts, cx)?, open))
        }
        (Op::Call(Function::Round, Some(mode)), 2) => match args.get(1) {
            Some(Reg::Const(Value::Number(step))) => round(&read(0)?, step, *mode, cx),
            _ => None,
        },
        (Op::Group(kind, weights), 1..) => group(*kind, weights, op, args, cx),
        _ => None,
    }
}

/// Operands that are whole numbers times factors: the rows, and whether none is below zero.
fn multiples<'a>(args: &[&Reg<'a>], cx: &Cx<'_>) -> Option<(Vec<Lane<'a, f64>>, Why<'a>, bool)> {
    let (mut rows, mut why, mut positive) = (Vec::with_capacity(args.len()), None, true);
    for reg in args {
        let Reg::Num(num @ Num { d: None, odd: None, .. }) = reg else { return None };
        let n = num.floats(cx.pool);
        positive &= !num.factor.is_negative() && (num.low >= 0.0 || !any_negative(&n, &num.why));
        why = union(&why, &num.why, cx.pool);
        rows.push(n);
    }
    Some((rows, why, positive))
}

/// Whether a row that is not missing is below zero.
fn any_negative(rows: &[f64], why: &Why<'_>) -> bool {
    if !super::number::zero_or_negative(rows).1 {
        return false;
    }
    // What is missing may stand as anything.
    why.as_ref().is_none_or(|why| rows.iter().zip(why.iter()).any(|(x, w)| *x < 0.0 && *w == 0))
}

/// The sum of such operands.
fn linear<'a>(args: &[&Reg<'a>], cx: &Cx<'_>) -> Option<Rough<'a>> {
    let (rows, why, positive) = multiples(args, cx)?;
    let members: Vec<(&Number, f64)> =
        args.iter().filter_map(|r| if let Reg::Num(num) = r { Some((&num.factor, num.hi)) } else { None }).collect();
    let grid = cx.pool.grid(&members)?;
    let (mut high, mut low) = (cx.pool.blank(cx.rows), cx.pool.blank(cx.rows));
    let slices: Vec<&[f64]> = rows.iter().map(|n| &**n).collect();
    grid.sum(&slices, &mut high, &mut low);
    let count = u64::try_from(args.len()).ok()?;
    let mut sum = Rough::of((high, low), why, (0.0, grid.off), (BITS * count, 1), cx)?;
    drop(slices);
    rows.into_iter().for_each(|n| cx.pool.give(n));
    // Where nothing is below zero, what is zero is exactly zero, and the bound is a share of the rest.
    let share = sum.off / sum.smallest() * 1.001;
    if positive && share < SHARE {
        (sum.rel, sum.off) = (share, 0.0);
    }
    Some(sum)
}

fn total<'a>(args: &[&Reg<'a>], cx: &Cx<'_>) -> Option<Rough<'a>> {
    if args.len() > 2
        && let Some(sum) = linear(args, cx)
    {
        return Some(sum);
    }
    let (first, rest) = args.split_first()?;
    rest.iter().try_fold(Rough::read(first, cx)?, |sum, reg| sum.add(&Rough::read(reg, cx)?, cx))
}

/// `then` where yes, `otherwise` elsewhere.
pub(super) fn select<'a>(yes: &Lane<'a, u8>, then: &Reg<'a>, otherwise: &Reg<'a>, cx: &Cx<'_>) -> Option<Reg<'a>> {
    let (a, b) = (Rough::read(then, cx)?, Rough::read(otherwise, cx)?);
    let pick = |a: &Lane<'a, f64>, b: &Lane<'a, f64>| {
        let mut lane = cx.pool.filled(0.0, cx.rows);
        for (slot, (y, (a, b))) in lane.iter_mut().zip(yes.iter().zip(a.iter().zip(b.iter()))) {
            *slot = if *y != 0 { *a } else { *b };
        }
        lane
    };
    let why = super::choose::pick_why(yes, &a.why, &b.why, cx);
    let lanes = (pick(&a.high, &b.high), pick(&a.low, &b.low));
    let made = Rough::of(lanes, why, (a.rel.max(b.rel), a.off.max(b.off)), a.made(&b), cx)?;
    let condition = Reg::Bool(yes.clone(), None);
    Some(made.register(&Op::If, &[&condition, then, otherwise]))
}

fn compare<'a>(cmp: Cmp, a: &Rough<'a>, b: &Rough<'a>, cx: &Cx<'_>) -> Done<'a> {
    let mut yes = cx.pool.filled(0_u8, cx.rows);
    let why = union(&a.why, &b.why, cx.pool);
    let mut open = Vec::new();
    let rows = a.high.iter().zip(a.low.iter()).zip(b.high.iter().zip(b.low.iter()));
    for (row, (slot, ((x, xl), (y, yl)))) in yes.iter_mut().zip(rows).enumerate() {
        let (s, e) = two_sum(*x, -*y);
        let gap = s + (e + (xl - yl));
        let error = (a.error(*x) + b.error(*y) + STEP * (x.abs() + y.abs())) * 1.01;
        *slot = match cmp {
            Cmp::Ge | Cmp::Gt => u8::from(gap > 0.0),
            Cmp::Le | Cmp::Lt => u8::from(gap < 0.0),
            Cmp::Eq => 0,
            Cmp::Ne => 1,
        };
        if gap.abs() <= error && code_at(&why, row) == 0 {
            open.push(u32::try_from(row).ok()?);
        }
    }
    Some((Reg::Bool(yes.lane(), why), open))
}

/// Multiples of a step; rows at a border between two are given back.
fn round<'a>(x: &Rough<'a>, step: &Number, mode: Mode, cx: &Cx<'_>) -> Done<'a> {
    let step = step.abs();
    let inverse = Rough::read(&Reg::Const(Value::Number(step.recip()?)), cx)?;
    let x = x.mul(&inverse, cx)?;
    if x.most >= LIMIT / 8.0 {
        return None;
    }
    let half = matches!(mode, Mode::HalfUp | Mode::HalfEven);
    let mut out = cx.pool.filled(0.0, cx.rows);
    let mut open = Vec::new();
    for (row, (slot, (h, l))) in out.iter_mut().zip(x.high.iter().zip(x.low.iter())).enumerate() {
        let whole = (h + ROUNDER) - ROUNDER;
        let rest = (h - whole) + l;
        let error = x.error(*h) * 2.0 + STEP;
        let border = if half { 0.5 - rest.abs() } else { rest.abs() };
        if border <= error && code_at(&x.why, row) == 0 {
            open.push(u32::try_from(row).ok()?);
        }
        let (below, above) = if rest < 0.0 { (whole - 1.0, whole) } else { (whole, whole + 1.0) };
        *slot = match mode {
            Mode::HalfUp | Mode::HalfEven => whole,
            Mode::Floor => below,
            Mode::Ceiling => above,
            Mode::Up => {
                if *h < 0.0 {
                    below
                } else {
                    above
                }
            }
            Mode::Down => {
                if *h < 0.0 {
                    above
                } else {
                    below
                }
            }
        };
    }
    let hi = x.most + 2.0;
    Some((Reg::Num(Num { n: Ints::Float(out.lane()), why: x.why, ..Num::whole(Lane::Of(&[]), hi, step) }), open))
}

/// Means of other kinds than the arithmetic one.
fn group<'a>(kind: AggregateKind, weights: &[Value], op: &Op, args: &[&Reg<'a>], cx: &Cx<'_>) -> Done<'a> {
    if kind != AggregateKind::GeometricMean {
        return None;
    }
    // Whole powers under one root.
    let mut powers: Vec<i64> = vec![1; args.len()];
    if !weights.is_empty() {
        let mut all: Vec<Number> = Vec::with_capacity(weights.len());
        for weight in weights {
            match weight {
                Value::Number(w) if !w.is_negative() => all.push(w.clone()),
                _ => return None,
            }
        }
        let sum = all.iter().fold(Number::ZERO, |sum, w| sum.add(w));
        let shares: Vec<Number> = all.iter().map(|w| w.div(&sum)).collect::<Option<_>>()?;
        let common = shares.iter().try_fold(1_i64, |q, s| {
            let lcm = num_integer::lcm(i128::from(q), i128::from(s.small()?.1));
            i64::try_from(lcm).ok().filter(|q| *q <= 60)
        })?;
        powers.clear();
        for share in &shares {
            powers.push(share.mul(&Number::integer(common)).to_i64()?);
        }
    }
    let order = u32::try_from(powers.iter().sum::<i64>()).ok().filter(|n| (1..=60).contains(n))?;
    if let Some(root) = root_of_multiples(args, &powers, order, cx) {
        return Some((root.register(op, args), Vec::new()));
    }
    let mut product: Option<Rough<'a>> = None;
    for (reg, n) in args.iter().zip(&powers) {
        let factor = Rough::read(reg, cx)?;
        if !factor.positive {
            return None;
        }
        for _ in 0..*n {
            product = Some(match product {
                None => factor.again(),
                Some(so_far) => so_far.mul(&factor, cx)?,
            });
        }
    }
    let product = product.filter(|p| p.off == 0.0)?;
    let (mut high, mut low) = (cx.pool.filled(0.0, cx.rows), cx.pool.filled(0.0, cx.rows));
    high.copy_from_slice(&product.high);
    low.copy_from_slice(&product.low);
    // A product that is zero is exactly zero, and so is its root.
    double::roots(&mut high, &mut low, order);
    let made = (product.bits, product.deep + 1);
    let rel = product.rel + ROOT_STEP;
    let root = Rough::of((high, low), product.why, (rel, 0.0), made, cx)?;
    Some((root.register(op, args), Vec::new()))
}

/// The root of a product of whole numbers times factors: the factors are multiplied once.
fn root_of_multiples<'a>(args: &[&Reg<'a>], powers: &[i64], order: u32, cx: &Cx<'_>) -> Option<Rough<'a>> {
    let (rows, why, positive) = multiples(args, cx)?;
    if !positive {
        return None;
    }
    let (mut factor, mut most) = (Number::ONE, 1.0_f64);
    // Numbers whose product floats hold are packed.
    let mut packs: Vec<(f64, Vec<&[f64]>)> = Vec::new();
    for ((reg, n), rows) in args.iter().zip(powers).zip(&rows) {
        let Reg::Num(num) = reg else { return None };
        let hi = if num.hi > 1.0 { num.hi } else { 1.0 };
        for _ in 0..*n {
            factor = factor.mul(&num.factor);
            most *= hi;
            match packs.iter_mut().find(|(so_far, _)| so_far * hi <= LIMIT) {
                Some((so_far, pack)) => {
                    *so_far *= hi;
                    pack.push(rows);
                }
                None => packs.push((hi, vec![rows])),
            }
        }
    }
    if most >= LARGE {
        return None;
    }
    let factor = constant(&factor)?;
    let (mut high, mut low) = (cx.pool.blank(cx.rows), cx.pool.blank(cx.rows));
    let packs: Vec<Vec<&[f64]>> = packs.into_iter().map(|(_, pack)| pack).collect();
    double::product(&packs, factor, &mut high, &mut low);
    double::roots(&mut high, &mut low, order);
    drop(packs);
    rows.into_iter().for_each(|n| cx.pool.give(n));
    let rel = f64::from(order + 2) * STEP * 4.0 + ROOT_STEP;
    Rough::of((high, low), why, (rel, 0.0), (BITS * u64::from(order), 1), cx)
}
