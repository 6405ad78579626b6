//! The rules as the tables that a decision prints: groups as heading rows, a row per criterion with its code, name,
//! targets by year, points, lead and article.

pub mod clauses;
pub mod diff;
mod json;
pub(crate) mod page;
pub(crate) mod targets;

pub use json::to_json;
pub use page::{to_html, to_markdown, to_text};
pub use targets::targets;

use crate::words::pick;
use clauses::slice;
use milepost_core::diagnostic::Lang;
use milepost_core::program::{Citation, Item, ItemId, ItemKind, Node, NodeId, OutcomeHow, Program, Version, VersionId};

/// A set of rules, ready to be printed.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// Label of the ruleset.
    pub title: String,
    /// Name, version, years, sources; a line each.
    pub lines: Vec<String>,
    /// The tables.
    pub tables: Vec<Table>,
    /// Language of the words.
    pub lang: Lang,
}

/// One table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What stands over it.
    pub title: String,
    /// Headings of the columns.
    pub columns: Vec<String>,
    /// Rows.
    pub rows: Vec<Row>,
    /// A drawing that says the same, as SVG; pages show it over the table.
    pub drawing: String,
}

/// One row.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// A heading row of a group, and how deep it is nested; otherwise the row of a criterion.
    pub group: Option<usize>,
    /// A cell per column.
    pub cells: Vec<String>,
    /// What stands under the row.
    pub notes: Vec<String>,
}

/// The rules of the version in force in `year`, or of the last one.
pub fn describe(program: &Program, year: Option<i32>, lang: Lang) -> Description {
    let Some((id, version)) = version(program, year) else { return Description { lang, ..Description::default() } };
    let years = format!("{}..{}", version.applies.from, clauses::open_year(version.applies.to));
    let mut lines = vec![
        format!("{} {} · {years}", version.name, version.version).replace("  ", " "),
        format!("{} {}", pick(lang, "Rules' fingerprint", "Dấu vân tay của bộ quy tắc"), program.content_hash),
    ];
    lines.extend(version.sources.iter().map(|c| citation(program, c)));
    lines.extend(version.notes.iter().cloned());
    let mut description = Description {
        title: crate::label(&version.labels, &version.name, lang).to_owned(),
        lines,
        tables: Vec::new(),
        lang,
    };
    let all: Vec<ItemId> = members(program, &version.order, &mut Vec::new());
    description.tables.extend(criteria(program, version, id, &all, lang));
    description.tables.extend(rest(program, &version.order, lang));
    name_documents_once(program, &mut description);
    description.tables.push(inputs(program, lang));
    description.tables.retain(|t| !t.rows.is_empty());
    description
}

/// The title of the rules: the label of their last version.
pub fn title(program: &Program, lang: Lang) -> &str {
    version(program, None).map(|(_, v)| crate::label(&v.labels, &v.name, lang)).unwrap_or_default()
}

/// The version of the main ruleset in force in a year, or the last one.
pub(crate) fn version(program: &Program, year: Option<i32>) -> Option<(VersionId, &Version)> {
    let module = program.modules.first()?;
    let id = match year {
        Some(year) => program.version_for(milepost_core::program::ModuleId(0), year)?,
        None => *module.versions.last()?,
    };
    Some((id, program.versions.get(id.index())?))
}

/// Items and what they hold, in written order; nesting is finite because a group is written once.
fn members(program: &Program, items: &[ItemId], found: &mut Vec<ItemId>) -> Vec<ItemId> {
    let mut stack: Vec<ItemId> = items.iter().rev().copied().collect();
    while let Some(id) = stack.pop() {
        if found.contains(&id) {
            continue;
        }
        found.push(id);
        if let Some(ItemKind::Group(group)) = program.items.get(id.index()).map(|i| &i.kind) {
            stack.extend(group.members.iter().rev());
        }
    }
    std::mem::take(found)
}

fn depth(program: &Program, item: &Item) -> usize {
    let mut depth = 0;
    let mut above = item.group;
    while let Some(group) = above.and_then(|g| program.items.get(g.index())) {
        depth += 1;
        above = group.group;
        if depth > 1000 {
            break;
        }
    }
    depth
}

/// Groups, criteria and index members as one table.
fn criteria(program: &Program, version: &Version, id: VersionId, all: &[ItemId], lang: Lang) -> Option<Table> {
    let items: Vec<&Item> = all
        .iter()
        .filter_map(|i| program.items.get(i.index()))
        .filter(|i| matches!(i.kind, ItemKind::Criterion(_) | ItemKind::Group(_) | ItemKind::Member(_)))
        .collect();
    let any = |has: fn(&Item) -> bool| items.iter().any(|i| has(i));
    let periods = targets::periods(program, version, &items);
    let with_max = any(|i| matches!(&i.kind, ItemKind::Criterion(c) if c.score.is_some()));
    let with_weight = any(|i| match &i.kind {
        ItemKind::Criterion(c) => c.weight.is_some(),
        ItemKind::Group(g) => g.weight.is_some(),
        ItemKind::Member(m) => m.weight.is_some(),
        _ => false,
    });
    let with_lead = any(|i| !i.judged_by.is_empty());
    let mut columns =
        vec![pick(lang, "Code", "Mã"), pick(lang, "Criterion", "Tiêu chí"), pick(lang, "Measured by", "Đo bằng")]
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
    columns.extend(periods.iter().map(|p| format!("{} {}", pick(lang, "Target", "Mục tiêu"), p.text())));
    columns.extend(with_max.then(|| pick(lang, "Most points", "Điểm tối đa").to_owned()));
    columns.extend(with_weight.then(|| pick(lang, "Weight", "Trọng số").to_owned()));
    columns.extend(with_lead.then(|| pick(lang, "Lead", "Cơ quan chủ trì").to_owned()));
    columns.push(pick(lang, "Source", "Căn cứ").to_owned());
    let rows = items
        .iter()
        .map(|item| {
            let mut cells = vec![item.code.clone(), label_of(program, item, lang)];
            let (measure, weight, max) = match &item.kind {
                ItemKind::Criterion(c) => (
                    c.measure.or(c.met).map(|n| measured(program, n, lang)).unwrap_or_default(),
                    c.weight,
                    c.score.as_ref().map(|s| clauses::value_text(program, s.max, &unitless(), lang)),
                ),
                ItemKind::Group(g) => (clauses::aggregate(program, g, lang), g.weight, None),
                ItemKind::Member(m) => (slice(program, m.raw), m.weight, None),
                _ => (String::new(), None, None),
            };
            cells.push(measure);
            cells.extend(periods.iter().map(|p| targets::target(program, item, p.from, lang)));
            cells.extend(with_max.then(|| max.unwrap_or_default()));
            cells.extend(
                with_weight
                    .then(|| weight.map(|w| clauses::value_text(program, w, &percent(), lang)).unwrap_or_default()),
            );
            cells.extend(with_lead.then(|| item.judged_by.clone()));
            cells.push(citations(program, &item.sources));
            Row {
                group: matches!(item.kind, ItemKind::Group(_)).then(|| depth(program, item)),
                cells,
                notes: item.notes.clone(),
            }
        })
        .collect();
    let title = amended(program, version, id, lang).unwrap_or_default();
    Some(Table { title, columns, rows, ..Table::default() }).filter(|t| !t.rows.is_empty())
}

fn amended(program: &Program, version: &Version, id: VersionId, lang: Lang) -> Option<String> {
    let module = program.modules.get(version.module.index())?;
    let at = module.versions.iter().position(|v| *v == id)?;
    let base = program.versions.get(module.versions.get(at.checked_sub(1)?)?.index())?;
    Some(format!("{} {}", pick(lang, "as amended; amends", "đã sửa đổi; sửa đổi"), base.name))
}

/// What a criterion is measured by: an input as people call it, a formula as it was written.
fn measured(program: &Program, node: NodeId, lang: Lang) -> String {
    let input = match program.nodes.get(node.index()) {
        Some(Node::Input(id)) => program.inputs.get(id.index()),
        _ => None,
    };
    let label = input.map(|i| crate::label(&i.labels, &i.name, lang).to_owned());
    label.unwrap_or_else(|| slice(program, node))
}

/// Documents without a number are named once, over the tables; citations refer to them as [1], [2].
fn name_documents_once(program: &Program, description: &mut Description) {
    let mut named: Vec<&str> = Vec::new();
    for document in program.documents.iter().filter(|d| d.number.is_empty() && !d.title.is_empty()) {
        let title = document.title.as_str();
        let sign = format!("[{}]", named.len() + 1);
        let mut used = false;
        for row in description.tables.iter_mut().flat_map(|t| &mut t.rows) {
            let Some(cell) = row.cells.last_mut() else { continue };
            if cell.contains(title) {
                *cell = cell.replace(&format!(", {title}"), &format!(" {sign}")).replace(title, &sign);
                used = true;
            }
        }
        if used {
            description.lines.push(format!("{sign} {title}"));
            named.push(title);
        }
    }
}

/// Outcomes, states, ranks and indicators, a table per kind.
fn rest(program: &Program, order: &[ItemId], lang: Lang) -> Vec<Table> {
    let headings = [
        pick(lang, "Code", "Mã"),
        pick(lang, "Name", "Tên"),
        pick(lang, "Rule", "Quy tắc"),
        pick(lang, "Source", "Căn cứ"),
    ];
    let columns: Vec<String> = headings.iter().map(|h| (*h).to_owned()).collect();
    let kinds = [
        ("outcome", pick(lang, "Outcomes", "Kết quả")),
        ("state", pick(lang, "States", "Trạng thái")),
        ("rank", pick(lang, "Ranks", "Xếp hạng")),
        ("indicator", pick(lang, "Indicators", "Chỉ tiêu")),
    ];
    kinds
        .iter()
        .map(|(kind, title)| {
            let items =
                order.iter().filter_map(|i| program.items.get(i.index())).filter(|i| crate::kind_of(i) == *kind);
            let rows = items.flat_map(|item| {
                let row = |code: &str, label: String, rule: String, source: String, notes: Vec<String>| Row {
                    group: None,
                    cells: vec![code.to_owned(), label, rule, source],
                    notes,
                };
                let whole = row(
                    &item.code,
                    label_of(program, item, lang),
                    clauses::rule(program, item, lang),
                    citations(program, &item.sources),
                    item.notes.clone(),
                );
                let mut rows = vec![whole];
                if let ItemKind::Outcome(outcome) = &item.kind
                    && let OutcomeHow::Require(parts) = &outcome.how
                {
                    for part in parts {
                        let label = if part.label.is_empty() { &part.name } else { &part.label };
                        rows.push(row(
                            "",
                            format!("— {label}"),
                            slice(program, part.condition),
                            String::new(),
                            Vec::new(),
                        ));
                    }
                }
                rows
            });
            Table { title: (*title).to_owned(), columns: columns.clone(), rows: rows.collect(), ..Table::default() }
        })
        .collect()
}

fn inputs(program: &Program, lang: Lang) -> Table {
    let headings = [
        pick(lang, "Input", "Số liệu"),
        pick(lang, "Label", "Nhãn"),
        pick(lang, "Level", "Cấp"),
        pick(lang, "Kind", "Loại"),
        pick(lang, "Range", "Khoảng"),
        pick(lang, "Assessed by", "Bên đánh giá"),
    ];
    let rows = program.inputs.iter().map(|input| {
        let levels = input.levels.iter().filter_map(|l| program.levels.get(l.index()));
        let levels: Vec<&str> = levels.map(|l| crate::label(&l.labels, &l.name, lang)).collect();
        let assessors = input.assessment.and_then(|a| program.assessments.get(a.index())).map(|a| {
            let who = a.by.iter().filter_map(|w| program.assessors.get(w.index()));
            who.map(|w| crate::label(&w.labels, &w.name, lang)).collect::<Vec<_>>().join(", ")
        });
        Row {
            group: None,
            cells: vec![
                if input.qualified.is_empty() { input.name.clone() } else { input.qualified.clone() },
                crate::label(&input.labels, &input.name, lang).to_owned(),
                levels.join(", "),
                clauses::input_kind(program, input, lang),
                clauses::input_range(program, input, lang),
                assessors.unwrap_or_default(),
            ],
            notes: input.notes.clone(),
        }
    });
    Table {
        title: pick(lang, "Inputs", "Số liệu đầu vào").to_owned(),
        columns: headings.iter().map(|h| (*h).to_owned()).collect(),
        rows: rows.collect(),
        ..Table::default()
    }
}

/// What people read instead of an item's name.
pub(crate) fn label_of(program: &Program, item: &Item, lang: Lang) -> String {
    let name = crate::name_of(program, item);
    crate::label(&item.labels, &name, lang).to_owned()
}

/// A citation: the article and its document.
pub fn citation(program: &Program, citation: &Citation) -> String {
    let known = program.documents.get(citation.document.index());
    let name = known.and_then(|d| [&d.number, &d.title, &d.name].into_iter().find(|t| !t.is_empty()));
    let parts = [citation.article.as_str(), name.map_or("", String::as_str)];
    parts.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A document in full: number, title, issuer, date.
#[cfg(feature = "html")]
pub(crate) fn document_title(program: &Program, id: milepost_core::program::DocumentId) -> String {
    let Some(document) = program.documents.get(id.index()) else { return String::new() };
    let date = document.date.map(|d| milepost_core::explain::show::date(d, Lang::Vi)).unwrap_or_default();
    let parts = [document.number.as_str(), &document.title, &document.issuer, &date];
    parts.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" – ")
}

pub(crate) fn citations(program: &Program, sources: &[Citation]) -> String {
    sources.iter().map(|c| citation(program, c)).collect::<Vec<_>>().join("; ")
}

fn unitless() -> milepost_core::program::UnitText {
    milepost_core::program::UnitText { text: String::new(), scale: milepost_core::number::Number::ONE }
}

fn percent() -> milepost_core::program::UnitText {
    let hundredth = milepost_core::number::Number::ratio(1, 100).unwrap_or(milepost_core::number::Number::ONE);
    milepost_core::program::UnitText { text: "%".to_owned(), scale: hundredth }
}
