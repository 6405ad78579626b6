//! A value for every unit of a level, in the lanes that hold it.

use super::apply::{Cx, pack};
use super::codes::Codes;
use super::lane::Lane;
use super::load::Span;
use super::number::float;
use super::reg::{LIMIT, Num, Reg, Why};
use super::twice::bits;
use crate::number::Number;
use crate::program::Reason;
use crate::value::Value;
use num_integer::Integer as _;
use std::rc::Rc;

/// Values by unit.
pub(crate) enum Cells {
    /// Numbers `n / d × factor`; odd ones by unit.
    Num(Numbers),
    /// Anything else.
    Values(Vec<Value>),
}

/// Numbers by unit.
pub(crate) struct Numbers {
    n: Vec<f64>,
    d: Option<Vec<f64>>,
    factor: Number,
    hi: f64,
    dhi: f64,
    why: Option<Vec<u8>>,
    odd: Vec<(u32, Value)>,
}

impl Cells {
    /// Values in the order of units.
    pub fn of(values: Vec<Value>, codes: &Codes) -> Self {
        match numbers(&values, codes) {
            Some(numbers) => Self::Num(numbers),
            None => Self::Values(values),
        }
    }

    /// Fractions times a factor, or the byte of reasons of what is missing. Denominators are above zero.
    pub(super) fn numbers(values: &[Result<(f64, f64), u8>], factor: Number) -> Option<Self> {
        let pair = |value: &Result<(f64, f64), u8>| value.unwrap_or((0.0, 1.0));
        let mut out = Numbers {
            n: values.iter().map(|v| pair(v).0).collect(),
            d: None,
            factor,
            hi: 0.0,
            dhi: 1.0,
            why: None,
            odd: Vec::new(),
        };
        let larger = |most: f64, x: f64| if x.abs() > most { x.abs() } else { most };
        out.hi = out.n.iter().fold(0.0, |most, n| larger(most, *n));
        out.dhi = values.iter().fold(1.0, |most, v| larger(most, pair(v).1));
        if out.dhi > 1.0 {
            out.d = Some(values.iter().map(|v| pair(v).1).collect());
        }
        if values.iter().any(Result::is_err) {
            out.why = Some(values.iter().map(|v| v.err().unwrap_or_default()).collect());
        }
        (out.hi <= LIMIT && out.dhi <= LIMIT && values.iter().any(Result::is_ok)).then_some(Self::Num(out))
    }

    /// The rows of a block.
    pub(super) fn load<'a>(&'a self, span: Span<'_>, cx: &Cx<'_>) -> Reg<'a> {
        match self {
            Self::Num(all) => Reg::Num(all.load(span, cx)),
            Self::Values(all) => {
                let value = |row| all.get(span.unit(row) as usize).cloned().unwrap_or(Value::missing(Reason::Absent));
                pack((0..span.len()).map(value).collect(), cx)
            }
        }
    }
}

impl Numbers {
    fn load<'a>(&'a self, span: Span<'_>, cx: &Cx<'_>) -> Num<'a> {
        let floats = |all: &'a [f64]| part(all, span, || cx.pool.lane((0..span.len()).map(|r| at(all, span.unit(r)))));
        let bytes = |all: &'a [u8]| part(all, span, || cx.pool.lane((0..span.len()).map(|r| at(all, span.unit(r)))));
        let why: Why<'a> = self.why.as_deref().map(bytes).filter(|w| bits(w.iter().copied()) != 0);
        let mut odd = Vec::new();
        if !self.odd.is_empty() {
            for row in 0..span.len() {
                if let Ok(found) = self.odd.binary_search_by_key(&span.unit(row), |(u, _)| *u)
                    && let (Some((_, value)), Ok(row)) = (self.odd.get(found), u32::try_from(row))
                {
                    odd.push((row, value.clone()));
                }
            }
        }
        Num {
            why,
            d: self.d.as_deref().map(floats),
            dhi: self.dhi,
            odd: (!odd.is_empty()).then(|| Rc::new(odd)),
            ..Num::whole(floats(&self.n), self.hi, self.factor.clone())
        }
    }
}

fn part<'a, T>(all: &'a [T], span: Span<'_>, gather: impl FnOnce() -> Lane<'a, T>) -> Lane<'a, T> {
    match span {
        Span::Range(from, len) => match all.get(from as usize..from as usize + len) {
            Some(rows) => Lane::Of(rows),
            None => gather(),
        },
        Span::List(_) => gather(),
    }
}

fn at<T: Copy + Default>(all: &[T], unit: u32) -> T {
    all.get(unit as usize).copied().unwrap_or_default()
}

/// Numbers with one denominator where they have one, else each with its own. `None`: there are other values.
fn numbers(values: &[Value], codes: &Codes) -> Option<Numbers> {
    let mut common = Some(1_i64);
    let mut any = false;
    for value in values {
        match value {
            Value::Number(number) => {
                any = true;
                common = common.zip(number.small()).and_then(|(c, (_, den))| shared(c, den));
            }
            Value::Missing(reasons) if !reasons.is_empty() => {}
            Value::Bracket { .. } | Value::Real(_) => {}
            _ => return None,
        }
    }
    if !any {
        return None;
    }
    let whole = |number: &Number, common: i64| -> Option<f64> {
        let (num, den) = number.small()?;
        float(i128::from(num) * i128::from(common / den))
    };
    let common = common.filter(|c| values.iter().all(|v| !matches!(v, Value::Number(n) if whole(n, *c).is_none())));
    let mut out = Numbers {
        n: Vec::with_capacity(values.len()),
        d: common.is_none().then(|| Vec::with_capacity(values.len())),
        factor: common.and_then(|c| Number::ratio(1, c)).unwrap_or(Number::ONE),
        hi: 0.0,
        dhi: 1.0,
        why: None,
        odd: Vec::new(),
    };
    for (unit, value) in (0_u32..).zip(values) {
        let (mut n, mut d) = (0.0, 1.0);
        match value {
            Value::Number(number) => {
                let pair = match common {
                    Some(common) => whole(number, common).map(|n| (n, 1.0)),
                    None => number.small().and_then(|(p, q)| Some((float(p.into())?, float(q.into())?))),
                };
                match pair {
                    Some(pair) => (n, d) = pair,
                    None => out.odd.push((unit, value.clone())),
                }
            }
            Value::Missing(reasons) => {
                let why = out.why.get_or_insert_with(|| vec![0; values.len()]);
                if let Some(slot) = why.get_mut(unit as usize) {
                    *slot = codes.code(*reasons);
                }
            }
            other => out.odd.push((unit, other.clone())),
        }
        out.hi = if n.abs() > out.hi { n.abs() } else { out.hi };
        out.dhi = if d > out.dhi { d } else { out.dhi };
        out.n.push(n);
        if let Some(all) = &mut out.d {
            all.push(d);
        }
    }
    (out.hi <= LIMIT).then_some(out)
}

fn shared(a: i64, b: i64) -> Option<i64> {
    let common = i128::from(a).lcm(&i128::from(b));
    i64::try_from(common).ok().filter(|c| *c < 1 << 53)
}
