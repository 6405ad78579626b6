//! Single values, from Python and to Python. A float stands for its shortest decimal, as everywhere.

use crate::error::usage;
use milepost_core::number::Number;
use milepost_core::program::Program;
use milepost_core::value::Value;
use milepost_io::RawCell;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDate, PyFloat, PyInt, PyString, PyType};

/// Classes of the standard library that hold exact values.
pub(crate) struct Types {
    pub(crate) decimal: Py<PyType>,
    pub(crate) fraction: Py<PyType>,
    pub(crate) date: Py<PyType>,
}

static TYPES: PyOnceLock<Types> = PyOnceLock::new();

impl Types {
    pub(crate) fn of(py: Python<'_>) -> PyResult<&'static Self> {
        TYPES.get_or_try_init(py, || {
            let class = |module: &str, name: &str| -> PyResult<Py<PyType>> {
                Ok(py.import(module)?.getattr(name)?.cast_into::<PyType>()?.unbind())
            };
            Ok(Self {
                decimal: class("decimal", "Decimal")?,
                fraction: class("fractions", "Fraction")?,
                date: class("datetime", "date")?,
            })
        })
    }
}

/// A value for a message, cut to a length that people read.
pub(crate) fn shown(value: &Bound<'_, PyAny>) -> String {
    let text = value.repr().map_or_else(|_| "?".to_owned(), |t| t.to_string_lossy().into_owned());
    if text.chars().count() <= 60 { text } else { text.chars().take(57).collect::<String>() + "…" }
}

/// The name of a value's class.
pub(crate) fn class_of(value: &Bound<'_, PyAny>) -> String {
    value.get_type().qualname().map_or_else(|_| "object".to_owned(), |n| n.to_string_lossy().into_owned())
}

/// The day of a date on its own calendar; a time of day is dropped, and so is a time zone: what stands on the clock counts.
pub(crate) fn date_of(value: &Bound<'_, PyAny>, types: &Types) -> PyResult<Option<i32>> {
    if !value.is_instance(types.date.bind(value.py()))? {
        return Ok(None);
    }
    let part = |name: &str| value.getattr(name)?.extract::<u32>();
    let year: i32 = value.getattr("year")?.extract()?;
    Ok(milepost_core::date::checked_days(year, part("month")?, part("day")?))
}

/// A whole number of any size.
fn integer(value: &Bound<'_, PyAny>) -> RawCell {
    match value.extract::<i128>() {
        Ok(small) => RawCell::Number(Number::from_i128(small)),
        // Python refuses to write very long integers; such a number is no figure of any unit.
        Err(_) => match value.str() {
            Ok(digits) => number(&digits.to_string_lossy()),
            Err(_) => RawCell::Text("<an integer of thousands of digits>".into()),
        },
    }
}

/// A number as written, or the text where it is none.
fn number(text: &str) -> RawCell {
    Number::parse(text).map_or_else(|_| RawCell::Text(text.into()), RawCell::Number)
}

/// A value as a cell; None where it is no single value (a list, a map, an object with parts).
pub(crate) fn cell(value: &Bound<'_, PyAny>) -> PyResult<Option<RawCell>> {
    if value.is_none() {
        return Ok(Some(RawCell::Missing));
    }
    if let Ok(x) = value.cast_exact::<PyFloat>() {
        let x = x.value();
        return Ok(Some(if x.is_nan() { RawCell::Missing } else { RawCell::F64(x) }));
    }
    if value.is_exact_instance_of::<PyInt>() {
        return Ok(Some(integer(value)));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Some(RawCell::Text(text.to_string_lossy().into())));
    }
    if let Ok(yes) = value.cast::<PyBool>() {
        return Ok(Some(RawCell::Bool(yes.is_true())));
    }
    other(value, 0)
}

/// Values of other libraries.
fn other(value: &Bound<'_, PyAny>, depth: usize) -> PyResult<Option<RawCell>> {
    let py = value.py();
    let types = Types::of(py)?;
    let class = class_of(value);
    if matches!(class.as_str(), "NAType" | "NaTType" | "MaskedConstant") {
        return Ok(Some(RawCell::Missing));
    }
    if value.is_instance(types.decimal.bind(py))? {
        let text = value.str()?.to_string_lossy().into_owned();
        let missing = text.trim_start_matches(['-', 's']).starts_with("NaN");
        return Ok(Some(if missing { RawCell::Missing } else { number(&text) }));
    }
    if value.is_instance(types.fraction.bind(py))? {
        let (top, bottom) = (value.getattr("numerator")?, value.getattr("denominator")?);
        let whole = |part: &Bound<'_, PyAny>| match integer(part) {
            RawCell::Number(n) => Some(n),
            _ => None,
        };
        let fraction = whole(&top).zip(whole(&bottom)).and_then(|(n, d)| n.div(&d));
        return Ok(Some(fraction.map_or_else(|| RawCell::Text(shown(value).into()), RawCell::Number)));
    }
    if let Some(day) = date_of(value, types)? {
        return Ok(Some(RawCell::Date(day)));
    }
    if let Ok(x) = value.cast::<PyFloat>() {
        let x = x.value();
        return Ok(Some(if x.is_nan() { RawCell::Missing } else { RawCell::F64(x) }));
    }
    if value.is_instance_of::<PyInt>() {
        return Ok(Some(integer(value)));
    }
    let module = value.get_type().module().map_or_else(|_| String::new(), |m| m.to_string_lossy().into_owned());
    // NumPy's narrow floats stand for their shortest decimal too; its dates are written as ISO dates.
    if module == "numpy"
        && (class.starts_with("float") || class.starts_with("longdouble") || class.starts_with("datetime64"))
    {
        let text = value.str()?.to_string_lossy().into_owned();
        return Ok(Some(match text.as_str() {
            "nan" | "NaT" => RawCell::Missing,
            _ if class.starts_with("datetime64") => RawCell::Text(text.into()),
            _ => number(&text),
        }));
    }
    // Scalars of NumPy and Arrow know what they are in Python.
    for (method, zero_dimensional) in [("item", "numpy"), ("as_py", "pyarrow")] {
        if depth == 0 && module.starts_with(zero_dimensional) && value.hasattr(method)? && !value.hasattr("__len__")? {
            let inner = value.call_method0(method)?;
            return Ok(match cell(&inner) {
                Ok(Some(found)) => Some(found),
                _ => Some(RawCell::Text(shown(value).into())),
            });
        }
    }
    if value.is_instance_of::<pyo3::types::PyBytes>() || value.is_instance_of::<pyo3::types::PyByteArray>() {
        return Ok(Some(RawCell::Text(shown(value).into())));
    }
    Ok(None)
}

/// How exact numbers are given to Python.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// fractions.Fraction
    Fraction,
    /// decimal.Decimal, rounded to the context where the decimal does not end
    Decimal,
    /// The nearest float.
    Float,
    /// `2/3`, `0.75`
    Text,
}

impl Numbers {
    pub(crate) fn from_word(word: &str) -> PyResult<Self> {
        Ok(match word {
            "fraction" => Self::Fraction,
            "decimal" => Self::Decimal,
            "float" => Self::Float,
            "text" => Self::Text,
            other => {
                return Err(usage(format!("numbers='{other}': give 'fraction', 'decimal', 'float' or 'text'")));
            }
        })
    }
}

/// An integer of any length: Python refuses to read very long ones at once.
fn python_int<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    if let Ok(small) = text.parse::<i128>() {
        return Ok(small.into_pyobject(py)?.into_any());
    }
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |d| (true, d));
    let mut all = 0_i64.into_pyobject(py)?.into_any();
    for piece in digits.as_bytes().chunks(30) {
        let piece = std::str::from_utf8(piece).unwrap_or_default();
        let power = 10_i128.pow(u32::try_from(piece.len()).unwrap_or_default());
        all = all.mul(power)?.add(piece.parse::<i128>().unwrap_or_default())?;
    }
    if negative { all.neg() } else { Ok(all) }
}

/// A number as Python's.
pub(crate) fn number_to<'py>(py: Python<'py>, number: &Number, numbers: Numbers) -> PyResult<Bound<'py, PyAny>> {
    let types = Types::of(py)?;
    let parts = || match number.small() {
        Some((top, bottom)) => Ok((top.into_pyobject(py)?.into_any(), bottom.into_pyobject(py)?.into_any())),
        None => PyResult::Ok((python_int(py, &number.numer_text())?, python_int(py, &number.denom_text())?)),
    };
    match numbers {
        Numbers::Float => Ok(PyFloat::new(py, number.to_f64()).into_any()),
        Numbers::Text => Ok(PyString::new(py, &number.to_text()).into_any()),
        Numbers::Fraction => types.fraction.bind(py).call1(parts()?),
        Numbers::Decimal => {
            let text = number.to_text();
            let decimal = types.decimal.bind(py);
            if text.contains('/') {
                let (top, bottom) = parts()?;
                return decimal.call1((top,))?.div(decimal.call1((bottom,))?);
            }
            decimal.call1((text,))
        }
    }
}

/// A date as Python's; as text where Python has none: before year 1 and after 9999.
pub(crate) fn date_to<'py>(py: Python<'py>, days: i32) -> PyResult<Bound<'py, PyAny>> {
    let (year, month, day) = milepost_core::date::civil(days);
    let date = u8::try_from(month).ok().zip(u8::try_from(day).ok());
    Ok(match date.and_then(|(month, day)| PyDate::new(py, year, month, day).ok()) {
        Some(date) => date.into_any(),
        None => PyString::new(py, &milepost_core::date::text(days)).into_any(),
    })
}

/// A value as Python's: numbers as asked for, an irrational one as float (or text), a bracket as a pair, missing as None.
pub(crate) fn value_to<'py>(
    py: Python<'py>,
    program: &Program,
    value: &Value,
    numbers: Numbers,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    Ok(Some(match value {
        Value::Missing(_) => return Ok(None),
        Value::Number(n) => number_to(py, n, numbers)?,
        Value::Real(r) => match (r.as_number(), numbers) {
            (Some(n), _) => number_to(py, n, numbers)?,
            (None, Numbers::Text) => PyString::new(py, &format!("~{}", r.to_decimal(20))).into_any(),
            (None, Numbers::Decimal) => Types::of(py)?.decimal.bind(py).call1((r.to_decimal(20),))?,
            (None, _) => PyFloat::new(py, r.to_f64()).into_any(),
        },
        Value::Bracket { lo, hi, .. } => {
            (number_to(py, lo, numbers)?, number_to(py, hi, numbers)?).into_pyobject(py)?.into_any()
        }
        Value::Bool(b) => PyBool::new(py, *b).to_owned().into_any(),
        Value::Date(day) => date_to(py, *day)?,
        Value::Year(year) => year.into_pyobject(py)?.into_any(),
        Value::Category(category, index) => {
            PyString::new(py, milepost_io::category_item(program, *category, *index)).into_any()
        }
    }))
}
