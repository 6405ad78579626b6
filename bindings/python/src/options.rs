//! Arguments that several calls share.

use crate::error::usage;
use crate::scalar::{Types, date_of};
use milepost_core::dataset::Locale;
use milepost_core::diagnostic::Lang;
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::collections::BTreeMap;

/// A mapping of texts to texts.
pub(crate) fn texts(given: Option<&Bound<'_, PyAny>>, argument: &str) -> PyResult<BTreeMap<String, String>> {
    let Some(given) = given else { return Ok(BTreeMap::new()) };
    let wrong = || usage(format!("{argument}= is a dict of texts, not {}", crate::scalar::shown(given)));
    let map = crate::facts::mapping(given)?.ok_or_else(wrong)?;
    map.extract().map_err(|_| wrong())
}

/// "en", "vi"
pub(crate) fn lang(word: &str) -> PyResult<Lang> {
    match word {
        "en" => Ok(Lang::En),
        "vi" => Ok(Lang::Vi),
        other => Err(usage(format!("there is no language '{other}': give lang='en' or lang='vi'"))),
    }
}

/// How numbers and dates are written in text.
pub(crate) fn locale(word: Option<&str>) -> PyResult<Locale> {
    match word {
        None | Some("en") => Ok(Locale::Plain),
        Some("vi") => Ok(Locale::Vi),
        Some(other) => Err(usage(format!("there is no locale '{other}': give locale='vi' for 1.234,5 and 31/12/2024"))),
    }
}

/// One year: an int, or anything that is one.
pub(crate) fn year(given: &Bound<'_, PyAny>) -> PyResult<i32> {
    let wrong = || usage(format!("{} is not a year", crate::scalar::shown(given)));
    if given.is_instance_of::<pyo3::types::PyBool>() {
        return Err(wrong());
    }
    let year: i32 = given.extract().map_err(|_| wrong())?;
    if (-9999..=9999).contains(&year) { Ok(year) } else { Err(wrong()) }
}

/// The years of `year=` and `years=`; empty: those of the data.
pub(crate) fn years(one: Option<&Bound<'_, PyAny>>, several: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<i32>> {
    match (one, several) {
        (Some(_), Some(_)) => Err(usage("give year= or years=, not both")),
        (Some(one), None) => Ok(vec![year(one)?]),
        (None, None) => Ok(Vec::new()),
        (None, Some(several)) => {
            if several.is_instance_of::<PyString>() {
                return Err(usage("years= is a list or a range, such as range(2022, 2026)"));
            }
            let years =
                several.try_iter().map_err(|_| usage("years= is a list or a range, such as range(2022, 2026)"))?;
            let mut found = Vec::new();
            for given in years {
                found.push(year(&given?)?);
                if found.len() > 1_000 {
                    return Err(usage("years= names more than 1,000 years"));
                }
            }
            found.sort_unstable();
            found.dedup();
            if found.is_empty() {
                Err(usage("years= is empty; leave it out for all years of the data"))
            } else {
                Ok(found)
            }
        }
    }
}

/// An as-of date: a date, or text such as "2025-06-30".
pub(crate) fn as_of(given: Option<&Bound<'_, PyAny>>) -> PyResult<Option<i32>> {
    let Some(given) = given else { return Ok(None) };
    let found = match given.cast::<PyString>() {
        Ok(text) => milepost_core::date::parse(&text.to_string_lossy()),
        Err(_) => date_of(given, Types::of(given.py())?)?,
    };
    found
        .map(Some)
        .ok_or_else(|| usage(format!("as_of= {} is not a date such as 2025-06-30", crate::scalar::shown(given))))
}
