//! Both tables, cell by cell.

use milepost_core::ops::{compare, to_f64};
use milepost_core::program::Program;
use milepost_core::report::{Cells, ResultColumn, Table};
use milepost_core::value::Value;

/// How many cells are the same.
///
/// # Errors
/// The first difference.
pub fn tables(program: &Program, exact: &Table, fast: &Table) -> Result<u64, String> {
    let mut cells = 0;
    if exact.blocks.len() != fast.blocks.len() {
        return Err(format!("{} blocks against {}", exact.blocks.len(), fast.blocks.len()));
    }
    for (a, b) in exact.blocks.iter().zip(&fast.blocks) {
        if (a.level, a.year, a.version, a.hypothetical, &a.units)
            != (b.level, b.year, b.version, b.hypothetical, &b.units)
        {
            return Err(format!("the blocks of level {} in {} differ in what they are of", a.level.0, a.year));
        }
        if a.columns.len() != b.columns.len() {
            return Err("different numbers of columns".into());
        }
        // One wrong cell makes others wrong: all columns are told.
        let mut wrong = Vec::new();
        for (x, y) in a.columns.iter().zip(&b.columns) {
            match column(x, y, a.units.len()) {
                Ok(same) => cells += same,
                Err((row, why)) => {
                    let name = milepost_core::exact::item_name(program, x.item);
                    let unit = a.units.get(row).copied().unwrap_or_default();
                    wrong.push(format!("{name} of level {} unit {unit} in {}: {why}", a.level.0, a.year));
                }
            }
        }
        if !wrong.is_empty() {
            return Err(wrong.join("\n"));
        }
    }
    if exact.faults != fast.faults {
        let only = |a: &Table, b: &Table| a.faults.iter().find(|f| !b.faults.contains(f)).map(|f| format!("{f:?}"));
        return Err(format!(
            "{} faults against {}: only exact {:?}; only fast {:?}",
            exact.faults.len(),
            fast.faults.len(),
            only(exact, fast),
            only(fast, exact)
        ));
    }
    Ok(cells)
}

fn column(a: &ResultColumn, b: &ResultColumn, rows: usize) -> Result<u64, (usize, String)> {
    let mut cells = 0;
    match (&a.verdict, &b.verdict) {
        (None, None) => {}
        (Some(x), Some(y)) => {
            if let Some(row) = (0..rows).find(|r| x.get(*r) != y.get(*r)) {
                return Err((row, format!("verdict {:?} against {:?}", x.get(row), y.get(row))));
            }
            cells += rows as u64;
        }
        _ => return Err((0, "only one has verdicts".into())),
    }
    let parts = [
        ("value", &a.value, &b.value),
        ("target", &a.target, &b.target),
        ("score", &a.score, &b.score),
        ("max", &a.max, &b.max),
    ];
    for (name, x, y) in parts {
        match (x, y) {
            (None, None) => {}
            (Some(x), Some(y)) => {
                for row in 0..rows {
                    same(x, y, row).map_err(|why| (row, format!("{name}: {why}")))?;
                }
                cells += rows as u64;
            }
            _ => return Err((0, format!("only one has a column of {name}"))),
        }
    }
    if let Some(row) = (0..rows).find(|r| a.reasons.get(*r) != b.reasons.get(*r)) {
        let words = |c: &ResultColumn| c.reasons.get(row).map(|r| r.words()).unwrap_or_default();
        return Err((row, format!("reasons {} against {}", words(a), words(b))));
    }
    Ok(cells + rows as u64)
}

fn same(exact: &Cells, fast: &Cells, row: usize) -> Result<(), String> {
    let Cells::Exact(exact) = exact else { return Err("the exact evaluator gave floats".into()) };
    let Some(value) = exact.get(row) else { return Err("no such row".into()) };
    let equal = match fast {
        Cells::Exact(v) => v.get(row).is_some_and(|v| equal(value, v)),
        Cells::F64(v) => {
            v.get(row).is_some_and(|x| to_f64(value).to_bits() == x.to_bits() || (x.is_nan() && to_f64(value).is_nan()))
        }
        Cells::Bool(v) => v.get(row).copied() == Some(if let Value::Bool(b) = value { u8::from(*b) } else { 2 }),
        Cells::Date(v) => v.get(row).copied() == Some(if let Value::Date(d) = value { *d } else { i32::MIN }),
        Cells::Category(_, v) => {
            v.get(row).copied() == Some(if let Value::Category(_, i) = value { *i } else { u32::MAX })
        }
    };
    if equal {
        return Ok(());
    }
    let shown = match fast {
        Cells::Exact(v) => format!("{:?}", v.get(row)),
        Cells::F64(v) => format!("{:?}", v.get(row)),
        Cells::Bool(v) => format!("{:?}", v.get(row)),
        Cells::Date(v) => format!("{:?}", v.get(row)),
        Cells::Category(_, v) => format!("{:?}", v.get(row)),
    };
    Err(format!("{value:?} against {shown}"))
}

/// Whether both are the same, also in why they are missing.
pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Missing(a), Value::Missing(b)) => a == b,
        (Value::Bracket { lo, hi, reasons }, Value::Bracket { lo: l, hi: h, reasons: r }) => {
            (lo, hi, reasons) == (l, h, r)
        }
        (Value::Real(_), Value::Real(_)) => to_f64(a).to_bits() == to_f64(b).to_bits(),
        (Value::Number(a), Value::Number(b)) => a == b,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b) && compare::same(a, b),
    }
}
