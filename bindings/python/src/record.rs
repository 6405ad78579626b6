//! A dict of plain values into the slots of prepared rules, without counting references and without looking a name up
//! twice: one record has the names of the last one, in the same order. Its unsafe code is the walk over the dict.

use milepost::core::dataset::Cell;
use milepost::core::prepared::Prepared;
use milepost_io::RawCell;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::critical_section::with_critical_section;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString};

/// What names mean, in the order in which they came in the last record. A record's names so far always stand at the start.
#[derive(Default)]
pub(crate) struct Keys(Vec<(Py<PyString>, Meaning)>);

#[derive(Clone, Copy)]
enum Meaning {
    Slot(usize),
    Unit,
}

impl Keys {
    /// What the name at a position means; None where it is no name of a flat record.
    #[inline]
    fn meaning(&mut self, prepared: &Prepared, at: usize, key: &Bound<'_, PyAny>) -> Option<Meaning> {
        match self.0.get(at) {
            // The same text object: names in code and keys of one table are.
            Some((known, meaning)) if known.as_ptr() == key.as_ptr() => Some(*meaning),
            _ => self.look_up(prepared, at, key),
        }
    }

    #[cold]
    fn look_up(&mut self, prepared: &Prepared, at: usize, key: &Bound<'_, PyAny>) -> Option<Meaning> {
        let name = key.cast_exact::<PyString>().ok()?;
        let text = name.to_str().ok()?;
        let meaning = match prepared.slot(text) {
            Some(slot) => Meaning::Slot(slot),
            None if text == "unit" => Meaning::Unit,
            None => return None,
        };
        self.0.truncate(at);
        let said = |other: &Meaning| matches!((other, meaning), (Meaning::Slot(a), Meaning::Slot(b)) if *a == b);
        if self.0.iter().any(|(_, other)| said(other)) {
            // By two names: the exact evaluator tells.
            return None;
        }
        self.0.push((name.clone().unbind(), meaning));
        Some(meaning)
    }
}

/// Fills the slots, which are empty. Some: the unit's id, where there is one. None: there is more in the record than names of
/// inputs and plain values, and the slots hold a part of it.
pub(crate) fn fill(prepared: &mut Prepared, keys: &mut Keys, facts: &Bound<'_, PyDict>) -> Option<Option<String>> {
    let mut unit = None;
    let mut at = 0;
    let whole = walk(facts, |key, value| {
        let meaning = keys.meaning(prepared, at, key)?;
        at += 1;
        match meaning {
            Meaning::Slot(slot) => set(prepared, slot, value),
            Meaning::Unit => {
                unit = Some(value.cast_exact::<PyString>().ok()?.to_str().ok()?.to_owned());
                Some(())
            }
        }
    });
    whole.map(|()| unit)
}

/// The same for values of any class: decimals, fractions, dates, NumPy's numbers. They may run code of their own, so the
/// entries are taken out of the dict first.
pub(crate) fn fill_any(prepared: &mut Prepared, facts: &Bound<'_, PyDict>) -> Option<Option<String>> {
    let mut unit = None;
    for (key, value) in crate::facts::pairs(facts) {
        let name = key.cast::<PyString>().ok()?.to_str().ok()?;
        match prepared.slot(name) {
            Some(slot) if prepared.is_set(slot) => return None,
            Some(slot) => {
                let cell: RawCell = crate::scalar::cell(&value).ok()??;
                prepared.set(slot, &cell.as_cell());
            }
            None if name == "unit" => unit = Some(value.cast::<PyString>().ok()?.to_str().ok()?.to_owned()),
            None => return None,
        }
    }
    Some(unit)
}

/// One value; only of classes that run no code of their own.
#[inline]
fn set(prepared: &mut Prepared, slot: usize, value: &Bound<'_, PyAny>) -> Option<()> {
    if let Ok(x) = value.cast_exact::<PyFloat>() {
        let x = x.value();
        prepared.set(slot, &if x.is_nan() { Cell::Missing } else { Cell::F64(x) });
    } else if let Ok(yes) = value.cast_exact::<PyBool>() {
        prepared.set(slot, &Cell::Bool(yes.is_true()));
    } else if value.is_none() {
        prepared.set(slot, &Cell::Missing);
    } else if value.is_exact_instance_of::<PyInt>() {
        prepared.set(slot, &Cell::Int(value.extract().ok()?));
    } else if let Ok(text) = value.cast_exact::<PyString>() {
        prepared.set(slot, &Cell::Text(text.to_str().ok()?));
    } else {
        return None;
    }
    Some(())
}

/// Calls `each` with the entries of a dict until it gives None. It runs no Python code.
#[expect(unsafe_code, reason = "the safe iterator counts three references for every entry")]
fn walk(
    facts: &Bound<'_, PyDict>,
    mut each: impl FnMut(&Bound<'_, PyAny>, &Bound<'_, PyAny>) -> Option<()>,
) -> Option<()> {
    let py = facts.py();
    with_critical_section(facts.as_any(), || {
        let mut position: ffi::Py_ssize_t = 0;
        let (mut key, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
        loop {
            // SAFETY: `facts` is a dict that its owner keeps alive, the interpreter is attached, and the three places are
            // valid for writing. Nobody changes the dict meanwhile: other threads wait for the interpreter or, in builds
            // without its lock, for the critical section, and `each` runs no Python code.
            if unsafe { ffi::PyDict_Next(facts.as_ptr(), &raw mut position, &raw mut key, &raw mut value) } == 0 {
                return Some(());
            }
            // SAFETY: a call that says there is an entry has set both to objects that the dict holds; it holds them until
            // it is changed, which is not before the next turn.
            let (key, value) = unsafe { (Borrowed::from_ptr(py, key), Borrowed::from_ptr(py, value)) };
            each(&key, &value)?;
        }
    })
}
