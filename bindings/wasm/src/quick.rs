//! One flat record after the other, for callers that count microseconds. Numbers and flags are handed over in this
//! module's memory; what is not flat goes through facts.

use crate::facts;
use crate::rules::{Asked, thrown, wrong};
use crate::values;
use milepost::core::prepared::Part;
use milepost::{Prepared, Ruleset, Year};
use wasm_bindgen::prelude::*;

/// What a slot holds, as the wrapper writes it.
const NUMBER: u8 = 1;
const NO: u8 = 2;
const YES: u8 = 3;
/// The text was set already.
const TEXT: u8 = 4;
/// Of a result without a verdict.
const NONE: u8 = 255;

/// Rules of one year, ready for records.
#[wasm_bindgen]
pub struct Quick {
    rules: Ruleset,
    prepared: Prepared,
    names: Vec<String>,
    numbers: Vec<f64>,
    kinds: Vec<u8>,
    verdicts: Vec<u8>,
    /// Nothing is left of the record before.
    fresh: bool,
}

pub(crate) fn prepare(rules: &Ruleset, year: i32, as_of: &str) -> Result<Quick, JsValue> {
    let asked = Asked::new(vec![year], as_of, 0)?;
    let prepared = match asked.as_of {
        None => rules.prepare(Year(year)),
        Some(day) => rules.prepare_as_of(Year(year), day),
    };
    let mut prepared = prepared.map_err(|e| thrown(&e))?;
    let slots = prepared.slots().count();
    let names = prepared.run().map_err(|e| thrown(&e))?.names();
    let verdicts = vec![NONE; names.len()];
    Ok(Quick {
        rules: rules.clone(),
        prepared,
        names,
        numbers: vec![0.0; slots],
        kinds: vec![0; slots],
        verdicts,
        fresh: false,
    })
}

#[wasm_bindgen]
impl Quick {
    /// Names of inputs in the order of their slots, then of results in their order.
    pub fn slots(&self) -> Vec<String> {
        let names = self.rules.program().inputs.iter();
        names.map(|i| if i.qualified.is_empty() { i.name.clone() } else { i.qualified.clone() }).collect()
    }

    /// Names of results in the order of their verdicts.
    pub fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    /// Where numbers, kinds and verdicts stand in memory.
    pub fn places(&self) -> Vec<usize> {
        vec![self.numbers.as_ptr() as usize, self.kinds.as_ptr() as usize, self.verdicts.as_ptr() as usize]
    }

    /// Forgets what there is of a record that cannot be read to its end.
    pub fn clear(&mut self) {
        self.kinds.fill(0);
        self.fresh = false;
    }

    fn begin(&mut self) {
        if !std::mem::replace(&mut self.fresh, true) {
            self.prepared.clear();
        }
    }

    /// Sets a slot to what a text says.
    pub fn text(&mut self, slot: usize, text: &str) {
        self.begin();
        self.prepared.set_text(slot, text);
        if let Some(kind) = self.kinds.get_mut(slot) {
            *kind = TEXT;
        }
    }

    /// Computes the record that numbers, kinds and texts hold, and forgets them.
    pub fn run(&mut self) -> Result<(), JsValue> {
        self.begin();
        self.fresh = false;
        for (slot, (kind, number)) in self.kinds.iter_mut().zip(&self.numbers).enumerate() {
            match std::mem::take(kind) {
                NUMBER => self.prepared.set_f64(slot, *number),
                NO => self.prepared.set_bool(slot, false),
                YES => self.prepared.set_bool(slot, true),
                _ => {}
            }
        }
        let brief = self.prepared.run().map_err(|e| thrown(&e))?;
        for (at, verdict) in self.verdicts.iter_mut().enumerate() {
            *verdict = brief.verdict_at(at).map_or(NONE, |v| v as u8);
        }
        Ok(())
    }

    /// Computes a record that is not flat.
    pub fn tree(&mut self, record: &JsValue) -> Result<(), JsValue> {
        self.clear();
        let tree = facts::tree(record).map_err(|e| wrong(&e))?;
        let brief = self.prepared.evaluate_tree(&tree).map_err(|e| thrown(&e))?;
        for (at, verdict) in self.verdicts.iter_mut().enumerate() {
            *verdict = brief.verdict_at(at).map_or(NONE, |v| v as u8);
        }
        Ok(())
    }

    /// A value of the last record; `part`: 0 value, 1 score, 2 maximum, 3 target.
    pub fn value(&self, result: usize, part: u32) -> JsValue {
        let part = match part {
            1 => Part::Score,
            2 => Part::Max,
            3 => Part::Target,
            _ => Part::Value,
        };
        let value = self.prepared.last().part_at(result, part);
        value.map_or(JsValue::UNDEFINED, |v| values::js(self.rules.program(), &v))
    }

    /// The class of an outcome or state of the last record.
    pub fn outcome(&self, result: usize) -> Option<String> {
        self.prepared.last().outcome_at(result).map(str::to_owned)
    }

    /// Faults of the last record, as JSON.
    pub fn faults(&self, language: &str) -> String {
        let faults = self.prepared.last().faults();
        values::faults(self.rules.program(), &mut faults.iter(), crate::lang(language))
    }
}
