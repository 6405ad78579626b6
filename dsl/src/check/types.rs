//! Types and units. Units form a free abelian group over the declared base units.

use crate::maps::Map;
use milepost_core::number::Number;
use milepost_core::program::{CategoryId, LevelId, NodeId, UnitText};

/// A product of powers of base units, by its place in [`Units`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Dim(u32);

impl Dim {
    /// No unit: plain numbers.
    pub(crate) const NONE: Self = Self(0);
    /// `points`
    pub(crate) const POINTS: Self = Self(1);
    /// `days`
    pub(crate) const DAYS: Self = Self(2);
}

/// What an expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Ty {
    /// Already reported: silences what follows.
    Error,
    Number(Dim),
    Ratio,
    Bool,
    Category(CategoryId),
    Year,
    Date,
}

impl Ty {
    pub(crate) const PLAIN: Self = Self::Number(Dim::NONE);

    /// Whether arithmetic has a meaning.
    pub(crate) fn is_numeric(self) -> bool {
        matches!(self, Self::Number(_) | Self::Ratio | Self::Error)
    }

    /// A number without unit or a ratio.
    pub(crate) fn is_pure(self) -> bool {
        matches!(self, Self::Ratio | Self::Error) || self == Self::PLAIN
    }
}

/// How values are shown, by its place in [`Units::shown`].
pub(crate) type Shown = u32;

/// A checked expression.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typed {
    pub(crate) node: NodeId,
    pub(crate) ty: Ty,
    /// The level at whose units it is evaluated; None: the same for every unit.
    pub(crate) level: Option<LevelId>,
    /// Possibly irrational.
    pub(crate) real: bool,
    /// Known to be a whole number.
    pub(crate) whole: bool,
    pub(crate) shown: Shown,
}

/// What is known of the value of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Val {
    pub(crate) ty: Ty,
    pub(crate) real: bool,
    pub(crate) whole: bool,
    pub(crate) shown: Shown,
}

impl Typed {
    pub(crate) fn val(self) -> Val {
        Val { ty: self.ty, real: self.real, whole: self.whole, shown: self.shown }
    }

    pub(crate) fn is_error(self) -> bool {
        self.ty == Ty::Error
    }
}

/// A declared unit: so many of a base unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unit {
    pub(crate) name: String,
    pub(crate) dim: Dim,
    pub(crate) scale: Number,
}

/// Units, their products, and how values are shown.
#[derive(Debug)]
pub(crate) struct Units {
    bases: Vec<String>,
    dims: Vec<Vec<(u32, i32)>>,
    by_powers: Map<Vec<(u32, i32)>, Dim>,
    pub(crate) units: Vec<Unit>,
    pub(crate) shown: Vec<UnitText>,
    by_text: Map<(String, Number), Shown>,
    default_shown: Map<Dim, Shown>,
}

/// Shown as a plain number, as a percentage.
pub(crate) const SHOWN_PLAIN: Shown = 0;
pub(crate) const SHOWN_PERCENT: Shown = 1;

impl Units {
    pub(crate) fn new() -> Self {
        let mut units = Self {
            bases: Vec::new(),
            dims: vec![Vec::new()],
            by_powers: [(Vec::new(), Dim::NONE)].into_iter().collect(),
            units: Vec::new(),
            shown: Vec::new(),
            by_text: Map::default(),
            default_shown: Map::default(),
        };
        units.show("", Number::ONE);
        units.show("%", Number::ratio(1, 100).unwrap_or(Number::ONE));
        units.base("points");
        units.base("day");
        units
    }

    /// A new base unit.
    pub(crate) fn base(&mut self, name: &str) -> Dim {
        let base = narrow(self.bases.len());
        self.bases.push(name.to_owned());
        self.intern(vec![(base, 1)])
    }

    fn intern(&mut self, powers: Vec<(u32, i32)>) -> Dim {
        if let Some(dim) = self.by_powers.get(&powers) {
            return *dim;
        }
        let dim = Dim(narrow(self.dims.len()));
        self.dims.push(powers.clone());
        self.by_powers.insert(powers, dim);
        dim
    }

    fn powers(&self, dim: Dim) -> &[(u32, i32)] {
        self.dims.get(dim.0 as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// `a · b^times`
    pub(crate) fn product(&mut self, a: Dim, b: Dim, times: i32) -> Dim {
        let mut powers = self.powers(a).to_vec();
        for (base, power) in self.powers(b) {
            let power = power.saturating_mul(times);
            match powers.binary_search_by_key(base, |(b, _)| *b) {
                Ok(at) => {
                    if let Some(p) = powers.get_mut(at) {
                        p.1 = p.1.saturating_add(power);
                    }
                }
                Err(at) => powers.insert(at, (*base, power)),
            }
        }
        powers.retain(|(_, power)| *power != 0);
        self.intern(powers)
    }

    /// `đồng/người`, `points`
    pub(crate) fn dim_text(&self, dim: Dim) -> String {
        let part = |positive: bool| -> Vec<String> {
            let powers = self.powers(dim).iter().filter(|(_, p)| (*p > 0) == positive);
            powers
                .map(|(base, p)| {
                    let name = self.bases.get(*base as usize).map(String::as_str).unwrap_or_default();
                    match p.unsigned_abs() {
                        1 => name.to_owned(),
                        n => format!("{name}^{n}"),
                    }
                })
                .collect()
        };
        let (above, below) = (part(true), part(false));
        match (above.is_empty(), below.is_empty()) {
            (_, true) => above.join("·"),
            (true, false) => format!("1/{}", below.join("·")),
            (false, false) => format!("{}/{}", above.join("·"), below.join("·")),
        }
    }

    /// How a value is shown: divided by `scale`, followed by `text`.
    pub(crate) fn show(&mut self, text: &str, scale: Number) -> Shown {
        if let Some(shown) = self.by_text.get(&(text.to_owned(), scale.clone())) {
            return *shown;
        }
        let shown = narrow(self.shown.len());
        self.shown.push(UnitText { text: text.to_owned(), scale: scale.clone() });
        self.by_text.insert((text.to_owned(), scale), shown);
        shown
    }

    /// How values of a type are shown when nothing else is known.
    pub(crate) fn shown_for(&mut self, ty: Ty) -> Shown {
        match ty {
            Ty::Ratio => SHOWN_PERCENT,
            Ty::Number(dim) if dim != Dim::NONE => {
                if let Some(shown) = self.default_shown.get(&dim) {
                    return *shown;
                }
                let text = self.dim_text(dim);
                let shown = self.show(&text, Number::ONE);
                self.default_shown.insert(dim, shown);
                shown
            }
            _ => SHOWN_PLAIN,
        }
    }

    pub(crate) fn unit_text(&self, shown: Shown) -> UnitText {
        let plain = || UnitText { text: String::new(), scale: Number::ONE };
        self.shown.get(shown as usize).cloned().unwrap_or_else(plain)
    }
}

pub(crate) fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_multiply_and_cancel() {
        let mut units = Units::new();
        let money = units.base("đồng");
        let people = units.base("người");
        let per_head = units.product(money, people, -1);
        assert_eq!(units.dim_text(per_head), "đồng/người");
        assert_eq!(units.product(per_head, people, 1), money);
        assert_eq!(units.product(money, money, -1), Dim::NONE);
        let square = units.product(money, money, 1);
        assert_eq!(units.dim_text(square), "đồng^2");
        let inverse = units.product(Dim::NONE, people, -1);
        assert_eq!(units.dim_text(inverse), "1/người");
        assert_eq!((units.dim_text(Dim::POINTS), units.dim_text(Dim::DAYS)), ("points".into(), "day".into()));
    }
}
