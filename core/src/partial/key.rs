//! Which figure, and values as texts.

use crate::exact::memo::Part;
use crate::number::Number;
use crate::value::Reasons;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A roll-up across units, or a rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum What {
    /// [`crate::program::Program::rollups`]
    Rollup(u32),
    /// [`crate::program::Program::items`]
    Rank(u32),
}

/// A figure: of a year, of an assessor's values, and for units outside it that have these values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Key {
    /// Which.
    pub(crate) what: What,
    /// The year.
    pub(crate) year: i32,
    /// Whose values; `None`: the settled ones.
    pub(crate) by: Option<u32>,
    /// What it reads of the unit outside.
    pub(crate) own: Vec<Part>,
}

impl Part {
    fn to_text(&self) -> String {
        match self {
            Self::Missing(reasons) => format!("?{}", reasons.0),
            Self::Number(n) => n.to_text(),
            Self::Bool(b) => if *b { "yes" } else { "no" }.to_owned(),
            Self::Date(d) => format!("d{d}"),
            Self::Year(y) => format!("y{y}"),
            Self::Category(c, i) => format!("c{c}.{i}"),
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "yes" => return Some(Self::Bool(true)),
            "no" => return Some(Self::Bool(false)),
            _ => {}
        }
        let rest = text.get(1..)?;
        Some(match text.get(..1)? {
            "?" => Self::Missing(Reasons(rest.parse().ok()?)),
            "d" => Self::Date(rest.parse().ok()?),
            "y" => Self::Year(rest.parse().ok()?),
            "c" => {
                let (category, item) = rest.split_once('.')?;
                Self::Category(category.parse().ok()?, item.parse().ok()?)
            }
            _ => Self::Number(Number::parse(text).ok()?),
        })
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.to_text())
    }
}

impl<'d> Deserialize<'d> for Part {
    fn deserialize<D: Deserializer<'d>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        if text.len() == 1 {
            // A single digit has no second character.
            return Number::parse(&text).map(Self::Number).map_err(D::Error::custom);
        }
        Self::from_text(&text).ok_or_else(|| D::Error::custom(format!("'{text}' is no value")))
    }
}

/// Numbers as texts.
pub(crate) mod number {
    use crate::number::Number;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(number: &Number, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&number.to_text())
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(input: D) -> Result<Number, D::Error> {
        Number::parse(&String::deserialize(input)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_back() {
        let number = |text| Part::Number(Number::parse(text).unwrap());
        let all = [
            number("7"),
            number("-1/3"),
            number("0.25"),
            Part::Bool(true),
            Part::Bool(false),
            Part::Date(-5),
            Part::Year(2024),
            Part::Category(3, 1),
            Part::Missing(Reasons(5)),
        ];
        for part in all {
            let text = part.to_text();
            let back =
                if text.len() == 1 { Number::parse(&text).ok().map(Part::Number) } else { Part::from_text(&text) };
            assert_eq!(back, Some(part), "{text}");
        }
        assert_eq!(Part::from_text("c3"), None);
        assert_eq!(Part::from_text(""), None);
    }
}
