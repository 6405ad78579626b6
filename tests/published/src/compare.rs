//! Holding a computed value against a published one.

use milepost_core::number::{Mode, Number};
use milepost_core::value::Value;

/// What "equal" means for a published figure.
#[derive(Debug, Clone)]
pub enum Precision {
    /// Equal when both are rounded to so many decimals, halves away from zero.
    Decimals(u32),
    /// At most this far apart.
    Within(Number),
    /// At most this far apart relative to the published figure.
    Relative(Number),
    /// The same number, or the same word.
    Same,
}

impl Precision {
    /// 10^-n apart at most.
    pub fn within(exponent: i32) -> Self {
        Self::Within(Number::from_scaled(1, exponent))
    }

    /// One part in 10^n apart at most.
    pub fn relative(exponent: i32) -> Self {
        Self::Relative(Number::from_scaled(1, exponent))
    }

    fn text(&self) -> String {
        match self {
            Self::Decimals(n) => format!("{n} decimals"),
            Self::Within(most) => format!("{:e}", most.to_f64()),
            Self::Relative(most) => format!("{:e} relative", most.to_f64()),
            Self::Same => "the same".to_owned(),
        }
    }
}

/// One line of the table: what was compared and how it came out.
#[derive(Debug, Clone)]
pub struct Line {
    /// The index.
    pub index: &'static str,
    /// Which of its figures.
    pub what: String,
    /// How many.
    pub cells: u64,
    /// How many of them are equal.
    pub equal: u64,
    /// Wrong in the publication itself, as this line's data show; they are listed in `differences` too.
    pub excused: u64,
    /// What equal means.
    pub precision: Precision,
    /// The largest difference, absolute or relative as the precision is.
    pub largest: Number,
    /// The first cells that differ.
    pub differences: Vec<String>,
    /// Not expected to be equal: data known to be wrong, kept as a negative example.
    pub negative: bool,
}

/// How many differing cells are described.
const DESCRIBED: usize = 20;

impl Line {
    /// Nothing compared yet.
    pub fn new(index: &'static str, what: impl Into<String>, precision: Precision) -> Self {
        Self {
            index,
            what: what.into(),
            cells: 0,
            equal: 0,
            excused: 0,
            precision,
            largest: Number::ZERO,
            differences: Vec::new(),
            negative: false,
        }
    }

    /// Compares one figure. An empty published text means that nothing was published: then nothing must come out.
    pub fn number(&mut self, published: &str, ours: Option<&Value>, place: &dyn Fn() -> String) -> bool {
        let ours = ours.and_then(number);
        let published = Number::parse(published).ok();
        let equal = match (&published, &ours) {
            (None, None) => true,
            (Some(published), Some(ours)) => self.close(published, ours),
            _ => false,
        };
        let shown = |n: &Option<Number>| n.as_ref().map_or("nothing".to_owned(), Number::to_shortest);
        self.tally(equal, &|| format!("{}: published {}, computed {}", place(), shown(&published), shown(&ours)))
    }

    /// Compares one word.
    pub fn word(&mut self, published: &str, ours: &str, place: &dyn Fn() -> String) -> bool {
        self.tally(published == ours, &|| format!("{}: published {published}, computed {ours}", place()))
    }

    /// Counts one comparison.
    pub fn tally(&mut self, equal: bool, describe: &dyn Fn() -> String) -> bool {
        self.cells += 1;
        self.equal += u64::from(equal);
        if !equal && self.differences.len() < DESCRIBED {
            self.differences.push(describe());
        }
        equal
    }

    fn close(&mut self, published: &Number, ours: &Number) -> bool {
        let apart = ours.sub(published).abs();
        let apart = match self.precision {
            Precision::Relative(_) => apart.div(&published.abs()).unwrap_or(apart),
            _ => apart,
        };
        let equal = match &self.precision {
            Precision::Decimals(n) => {
                let step = Number::from_scaled(1, i32::try_from(*n).unwrap_or(i32::MAX));
                ours.round(&step, Mode::HalfUp) == published.round(&step, Mode::HalfUp)
            }
            Precision::Within(most) | Precision::Relative(most) => apart <= *most,
            Precision::Same => apart.is_zero(),
        };
        if apart > self.largest {
            self.largest = apart;
        }
        equal
    }

    /// Whether this line is as it should be.
    pub fn holds(&self) -> bool {
        if self.negative { self.equal < self.cells } else { self.cells > 0 && self.equal + self.excused == self.cells }
    }

    /// What equal means, in words.
    pub fn precision_text(&self) -> String {
        self.precision.text()
    }
}

/// A number near enough for every comparison here: a real is taken to forty decimals.
pub fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(n) => Some(n.clone()),
        Value::Real(r) => r.round(&Number::from_scaled(1, 40), Mode::HalfEven),
        _ => None,
    }
}

/// The same figure times a hundred: percentages are published as 85 for 85 %.
pub fn percent(value: &Value) -> Option<Value> {
    Some(Value::Number(number(value)?.mul(&Number::integer(100))))
}
