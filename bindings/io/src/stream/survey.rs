//! A first look over a file's key columns: whether its rows can be judged batch by batch.

use super::Stream;
use crate::bind::{row_keys, year_of};
use crate::words::pick;
use crate::{BindOptions, RawTable, Result};
use milepost_core::diagnostic::Lang;
use milepost_core::exact::item_name;
use milepost_core::partial::covers;
use milepost_core::program::{Beyond, Far, Program};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

/// What the first look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// How many rows there are.
    pub rows: usize,
    /// The one year of the rows; none where no row has a right one.
    pub year: Option<i32>,
    /// The rules look at figures of all units: these are gathered from the batches before any of them is scored.
    pub population: bool,
}

/// Why a file must be read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whole {
    /// The rules look beyond the row: which item, if it is one, and how far.
    Rules(Option<String>, Far),
    /// The table names other units, levels or assessors, or published results, or is a long one.
    Layout,
    /// Its rows are of several years.
    Years,
    /// A unit may stand in several rows.
    Units,
}

impl Whole {
    /// In a reader's language.
    pub fn text(&self, lang: Lang) -> String {
        let say = |en: &str, vi: &str| pick(lang, en, vi).to_owned();
        match self {
            Self::Rules(item, far) => {
                let what = match far {
                    Far::Years => say("at other years", "năm khác"),
                    Far::Family => say("at units of other levels", "đơn vị cấp khác"),
                    Far::Population => say("at other units", "đơn vị khác"),
                };
                match (item, lang) {
                    (Some(item), Lang::En) => format!("'{item}' looks {what}"),
                    (Some(item), Lang::Vi) => format!("'{item}' xét đến {what}"),
                    (None, Lang::En) => format!("the rules look {what}"),
                    (None, Lang::Vi) => format!("bộ quy tắc xét đến {what}"),
                }
            }
            Self::Layout => {
                let vi = "bảng nêu đơn vị khác, cấp, bên đánh giá hoặc kết quả đã công bố, hoặc là bảng dài";
                say("the table names other units, levels, assessors or published results, or is a long one", vi)
            }
            Self::Years => say("its rows are of several years", "các dòng thuộc nhiều năm"),
            Self::Units => say("a unit stands in several rows", "một đơn vị có ở nhiều dòng"),
        }
    }
}

/// Whether the batches of a file can be scored one by one with the results of the whole. The key columns are read once,
/// and once more where units are in no order: then a number per row is kept.
///
/// # Errors
/// When the file is damaged or beyond a limit.
pub fn survey(
    program: &Program,
    stream: &Stream,
    options: &BindOptions,
    batch: usize,
) -> Result<std::result::Result<Survey, Whole>> {
    let beyond = program.beyond_row();
    let population = beyond.is_some_and(|b| b.far == Far::Population) && covers(program).is_ok();
    if let Some(Beyond { far, item }) = beyond.filter(|_| !population) {
        return Ok(Err(Whole::Rules(item.map(|i| item_name(program, i)), far)));
    }
    let Some(keys) = row_keys(program, &stream.heading(), options) else { return Ok(Err(Whole::Layout)) };
    // Of a table with these columns only, in the order of the file.
    let mut columns: Vec<usize> = [keys.unit, keys.year].into_iter().flatten().collect();
    columns.sort_unstable();
    let at = |column: Option<usize>| column.and_then(|c| columns.iter().position(|k| *k == c));
    let (unit, year) = (at(keys.unit), at(keys.year));
    if columns.is_empty() {
        return Ok(Ok(Survey { rows: stream.rows(), year: options.year, population }));
    }
    let mut years = Vec::new();
    let mut rows = 0_usize;
    let mut order = Order::default();
    for table in stream.batches(batch, Some(&columns))? {
        let table = table?;
        rows = rows.saturating_add(table.rows);
        for row in 0..table.rows {
            match unit.map(|column| table.text(row, column)) {
                Some(None) => continue,
                Some(Some(id)) => order.see(&id),
                None => {}
            }
            let said = year.map_or(Ok(options.year), |column| year_of(&table, row, column, options.year));
            if let Ok(Some(found)) = said
                && !years.contains(&found)
            {
                years.push(found);
            }
        }
        if years.len() > 1 {
            return Ok(Err(Whole::Years));
        }
    }
    if let (Some(unit), false) = (unit, order.holds())
        && repeated(stream, batch, (unit, &columns), rows)?
    {
        return Ok(Err(Whole::Units));
    }
    Ok(Ok(Survey { rows, year: years.first().copied(), population }))
}

/// Ids that come in order are unique: as texts, or as numbers of a growing length.
#[derive(Default)]
struct Order {
    last: String,
    any: bool,
    not_as_texts: bool,
    not_as_numbers: bool,
}

impl Order {
    fn see(&mut self, id: &str) {
        if self.any && self.holds() {
            self.not_as_texts |= id <= self.last.as_str();
            self.not_as_numbers |= (id.len(), id) <= (self.last.len(), self.last.as_str());
        }
        self.any = true;
        if self.holds() {
            self.last.clear();
            self.last.push_str(id);
        }
    }

    fn holds(&self) -> bool {
        !(self.not_as_texts && self.not_as_numbers)
    }
}

/// Whether an id may stand in several rows. Two ids that are told apart by nothing but their texts may have one hash:
/// then the file is read whole, which is slower and never wrong.
fn repeated(stream: &Stream, batch: usize, (unit, columns): (usize, &[usize]), rows: usize) -> Result<bool> {
    let mut hashes: Vec<u64> = Vec::with_capacity(rows);
    for table in stream.batches(batch, Some(columns))? {
        let table: RawTable = table?;
        for id in (0..table.rows).filter_map(|row| table.text(row, unit)) {
            let mut hasher = DefaultHasher::new();
            id.hash(&mut hasher);
            hashes.push(hasher.finish());
        }
    }
    hashes.sort_unstable();
    Ok(hashes.windows(2).any(|pair| matches!(pair, [a, b] if a == b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(ids: &[&str]) -> bool {
        let mut order = Order::default();
        ids.iter().for_each(|id| order.see(id));
        order.holds()
    }

    #[test]
    fn ids_in_order_need_no_memory() {
        assert!(holds(&["1", "2", "9", "10", "11", "100"]), "as numbers");
        assert!(holds(&["a", "ab", "b", "ba"]), "as texts");
        assert!(!holds(&["a", "a"]) && !holds(&["1", "10", "9", "100", "11"]));
        assert!(!holds(&["b", "aa", "b"]), "in both orders for a while, in neither throughout");
    }
}
