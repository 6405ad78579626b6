//! A first look over a file's key columns: whether its rows can be judged batch by batch.

use super::{Several, Stream};
use crate::bind::{Group, Grouper, row_keys};
use crate::gather::Decimals;
use crate::words::pick;
use crate::{BindOptions, Cells, RawTable, Result};
use milepost_core::diagnostic::Lang;
use milepost_core::exact::item_name;
use milepost_core::partial::covers;
use milepost_core::program::{Beyond, Far, Program};
use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

/// What the first look found.
#[derive(Debug)]
pub struct Survey {
    /// How many rows there are.
    pub rows: usize,
    /// The one year of the rows; none where no row has a right one.
    pub year: Option<i32>,
    /// The rules look at figures of all units: these are gathered from the batches before any of them is scored.
    pub population: bool,
    /// The rows are of several years or levels: they are scored in parts.
    pub several: Option<Several>,
}

/// Why a file must be read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whole {
    /// The rules look beyond the row: which item, if it is one, and how far.
    Rules(Option<String>, Far),
    /// The table names other units, levels or assessors, or published results, or is a long one.
    Layout,
    /// Its rows are of several years or levels, and something of them looks at all of them together.
    Years,
    /// The units of several years or levels stand in several orders.
    Order,
    /// A unit may stand in several rows.
    Units,
    /// Its text is UTF-16.
    Utf16,
    /// It has a line of tens of megabytes.
    Line,
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
            Self::Years => say("its rows are of several years or levels", "các dòng thuộc nhiều năm hoặc nhiều cấp"),
            Self::Order => {
                let vi = "các dòng thuộc nhiều năm hoặc nhiều cấp, và thứ tự đơn vị của chúng khác nhau";
                say("its rows are of several years or levels, whose units stand in different orders", vi)
            }
            Self::Units => say("a unit stands in several rows", "một đơn vị có ở nhiều dòng"),
            Self::Utf16 => say("its text is UTF-16", "văn bản mã hoá UTF-16"),
            Self::Line => say("it has a line of many megabytes", "có dòng dài hàng chục megabyte"),
        }
    }
}

/// Whether the batches of a file can be scored one by one with the results of the whole. The columns that tell are read
/// once, and once more where units are in no order: then a number per row is kept. A file of text is looked at as a
/// whole: whether it can be read to its end, and which columns of numbers hold other things too. `progress`: bytes or
/// rows read, of so many.
///
/// # Errors
/// When the file is damaged or beyond a limit.
pub fn survey(
    program: &Program,
    stream: &mut Stream,
    options: &BindOptions,
    batch: usize,
    progress: &dyn Fn(u64, u64),
) -> Result<std::result::Result<Survey, Whole>> {
    let beyond = program.beyond_row();
    let population = beyond.is_some_and(|b| b.far == Far::Population) && covers(program).is_ok();
    // Units of one table that names no units above them have none: no item looks at any.
    let by_levels = |b: &Beyond| b.far == Far::Family && b.item.is_none() && !program.reach().population;
    if let Some(Beyond { far, item }) = beyond.filter(|beyond| !population && !by_levels(beyond)) {
        return Ok(Err(Whole::Rules(item.map(|i| item_name(program, i)), far)));
    }
    if let Some(whole) = stream.learn(progress)? {
        return Ok(Err(whole));
    }
    let Some(keys) = row_keys(program, &stream.heading(), options) else { return Ok(Err(Whole::Layout)) };
    let decimals = keys.decimals.iter().copied().filter(|column| stream.is_text(*column));
    // Of a table with these columns only, in the order of the file.
    let mut columns: Vec<usize> = [keys.unit, keys.year, keys.level].into_iter().flatten().chain(decimals).collect();
    columns.sort_unstable();
    if let (Some(rows), true, None) = (stream.rows(), columns.is_empty(), keys.level) {
        return Ok(Ok(Survey { rows, year: options.year, population, several: None }));
    }
    let here = keys.among(&columns);
    let mut grouper = Grouper::new(program, options, here.clone());
    let mut groups: BTreeMap<Group, Vec<Decimals>> = BTreeMap::new();
    let mut rows = 0_usize;
    let mut order = Order::default();
    let mut odd = false;
    let all = stream.bytes().or_else(|| u64::try_from(stream.rows()?).ok()).unwrap_or_default();
    let mut batches = stream.batches(batch, Some(&columns))?;
    while let Some(table) = batches.next() {
        let table = table?;
        rows = rows.saturating_add(table.rows);
        odd |= !table.faults.is_empty();
        let mut last: Option<(Group, &mut Vec<Decimals>)> = None;
        for row in 0..table.rows {
            let Some((level, year)) = grouper.row(&table, row) else {
                odd = true;
                continue;
            };
            if let Some(id) = grouper.unit(&table, row) {
                order.see(&id);
            }
            let Some(group) = year.map(|year| (level, year)) else {
                odd = true;
                continue;
            };
            let seen = match last {
                Some((of, seen)) if of == group => seen,
                _ => groups.entry(group).or_insert_with(|| here.decimals.iter().map(|_| Decimals::default()).collect()),
            };
            for (column, seen) in here.decimals.iter().zip(seen.iter_mut()) {
                if let Some(Cells::Text(texts)) = table.columns.get(*column).map(|c| &c.cells) {
                    seen.see(texts.get(row).unwrap_or_default());
                }
            }
            last = Some((group, seen));
        }
        if groups.len() > 1 && (population || keys.bounded || keys.unit.is_none()) {
            return Ok(Err(Whole::Years));
        }
        progress(stream.bytes().map_or(rows as u64, |_| batches.bytes()), all);
    }
    let column = |at: usize| columns.get(at).copied();
    let not_decimals = |seen: &Vec<Decimals>| {
        let odd = here.decimals.iter().zip(seen).filter(|(_, seen)| !seen.hold());
        odd.filter_map(|(at, _)| column(*at)).collect::<Vec<usize>>()
    };
    if groups.len() > 1 {
        let found = Several::read(program, stream, options, &keys, batch)?;
        return Ok(found.map(|mut several| {
            several.odd = odd;
            several.not_decimals = groups.iter().map(|(group, seen)| (*group, not_decimals(seen))).collect();
            Survey { rows, year: None, population, several: Some(several) }
        }));
    }
    if let (Some(unit), false) = (here.unit, order.holds())
        && repeated(stream, batch, (unit, &columns), rows)?
    {
        return Ok(Err(Whole::Units));
    }
    if let Some(seen) = groups.values().next() {
        stream.not_decimals = not_decimals(seen);
    }
    let year = groups.keys().next().map(|(_, year)| *year);
    Ok(Ok(Survey { rows, year, population, several: None }))
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
