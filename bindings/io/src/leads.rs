//! Who has what to do, and how it stands: for every unit and lead the criteria that are met, not met, not yet due, open.

use crate::describe::{Description, Row, Table as Page};
use crate::tidy::{Row as Result, What, rows_of};
use crate::words::{label, pick};
use milepost_core::dataset::Dataset;
use milepost_core::diagnostic::Lang;
use milepost_core::explain::words::{reason, verdict};
use milepost_core::program::{Program, Reason, Verdict};
use milepost_core::report::Table;

/// The ways in which a criterion can stand, in the order of the columns.
const STANDINGS: usize = 5;

fn standing(row: &Result<'_>) -> usize {
    match Verdict::from_word(&row.verdict) {
        Some(Verdict::Met) => 0,
        Some(Verdict::NotMet) => 1,
        Some(Verdict::NotApplicable) if row.reasons.has(Reason::NotDue) => 2,
        Some(Verdict::NotApplicable) => 4,
        _ => 3,
    }
}

/// Unit and lead, and the codes of their criteria by standing.
type Standing = ((String, String), [Vec<String>; STANDINGS]);

/// A table per level and year; a row per unit and lead, where the lead is whom the rules name by `judged by`.
pub fn leads(program: &Program, data: &Dataset, table: &Table, lang: Lang) -> Description {
    let mut tables = Vec::new();
    for block in &table.blocks {
        // In the order of the data and of the rules.
        let mut found: Vec<Standing> = Vec::new();
        for row in rows_of(program, data, block, What::Criteria, 0..block.units.len()) {
            let key = (row.label.to_string(), row.item.judged_by.clone());
            let at = found.iter().rposition(|(known, _)| *known == key).unwrap_or_else(|| {
                found.push((key, Default::default()));
                found.len() - 1
            });
            let name = if row.item.code.is_empty() { row.name.to_string() } else { row.item.code.clone() };
            if let Some(list) = found.get_mut(at).and_then(|(_, lists)| lists.get_mut(standing(&row))) {
                list.push(name);
            }
        }
        let rows = found.into_iter().map(|((unit, lead), lists)| {
            let lists = lists.iter().map(|l| l.join("; "));
            Row { cells: [unit, lead].into_iter().chain(lists).collect(), ..Row::default() }
        });
        let level = program.levels.get(block.level.index()).map_or("", |l| label(&l.labels, &l.name, lang));
        let page = Page {
            title: format!("{level} · {}", block.year),
            columns: vec![
                pick(lang, "Unit", "Đơn vị").to_owned(),
                pick(lang, "Lead", "Cơ quan chủ trì").to_owned(),
                verdict(Verdict::Met, lang).to_owned(),
                verdict(Verdict::NotMet, lang).to_owned(),
                reason(Reason::NotDue, lang).to_owned(),
                verdict(Verdict::Undetermined, lang).to_owned(),
                verdict(Verdict::NotApplicable, lang).to_owned(),
            ],
            rows: rows.collect(),
            ..Page::default()
        };
        if !page.rows.is_empty() {
            tables.push(page);
        }
    }
    let version = crate::describe::version(program, None).map(|(_, v)| label(&v.labels, &v.name, lang));
    Description { title: version.unwrap_or_default().to_owned(), tables, lang, ..Description::default() }
}
