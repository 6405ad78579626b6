//! Numbers as people read them.

use crate::number::Number;
use crate::program::UnitText;
use crate::value::Value;

/// A number in its unit: `12.5 points`, `80%`.
pub fn number(value: &Value, unit: Option<&UnitText>) -> String {
    let scale = unit.map_or(Number::ONE, |u| u.scale.clone());
    let text = match value {
        Value::Number(n) => n.div(&scale).unwrap_or_else(|| n.clone()).to_shortest(),
        Value::Real(r) => r.to_f64().to_string(),
        _ => return String::new(),
    };
    match unit.map(|u| u.text.as_str()) {
        None | Some("") => text,
        Some("%") => format!("{text}%"),
        Some(unit) => format!("{text} {unit}"),
    }
}
