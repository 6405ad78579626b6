//! Makes programs and data: level 0 is the province, level 1 the district, level 2 the commune.

use crate::dataset::{Column, ColumnValues, Dataset, Frame, NumberColumn, Stored, Units};
use crate::diagnostic::Span;
use crate::exact::{Evaluator, ItemResult};
use crate::number::Number;
use crate::ops::test::{n, show};
use crate::program::*;
use crate::report::Options;
use crate::value::Value;
use std::collections::BTreeMap;

pub const PROVINCE: LevelId = LevelId(0);
pub const DISTRICT: LevelId = LevelId(1);
pub const COMMUNE: LevelId = LevelId(2);

type Facts = BTreeMap<InputId, BTreeMap<u32, Value>>;

/// A program that grows, and the facts of its units.
pub struct Rules {
    pub program: Program,
    facts: BTreeMap<(LevelId, i32, Option<AssessorId>), Facts>,
    pub units: [Units; 3],
    pub recorded: BTreeMap<(SymbolId, Property, LevelId, u32, i32), Value>,
    pub options: Options<'static>,
}

impl Rules {
    /// One version in force 2020..2030, one province, `districts` districts, `communes` communes in district 0.
    pub fn new(districts: usize, communes: usize) -> Self {
        let level = |name: &str, parent| Level { name: name.into(), labels: Vec::new(), parent };
        let program = Program {
            modules: vec![Module { name: "rules".into(), alias: String::new(), versions: vec![VersionId(0)] }],
            versions: vec![version(2020, 2030)],
            symbols: Vec::new(),
            items: Vec::new(),
            nodes: Vec::new(),
            spans: Vec::new(),
            node_levels: Vec::new(),
            node_types: Vec::new(),
            rollups: Vec::new(),
            tables: Vec::new(),
            timelines: Vec::new(),
            levels: vec![level("province", None), level("district", Some(PROVINCE)), level("commune", Some(DISTRICT))],
            inputs: Vec::new(),
            categories: Vec::new(),
            assessments: Vec::new(),
            assessors: Vec::new(),
            documents: Vec::new(),
            tests: Vec::new(),
            files: Vec::new(),
            content_hash: ContentHash::default(),
            variant: None,
            variants: Vec::new(),
        };
        let named = |prefix: &str, count: usize| Units::named((0..count).map(|i| format!("{prefix}{i}")).collect());
        let mut units = [named("p", 1), named("d", districts), named("c", communes)];
        units[1].parents = vec![Some(0); districts];
        units[2].parents = vec![Some(0); communes];
        Self { program, facts: BTreeMap::new(), units, recorded: BTreeMap::new(), options: Options::default() }
    }

    pub fn node(&mut self, node: Node) -> NodeId {
        self.program.nodes.push(node);
        self.program.spans.push(Span::default());
        self.program.node_levels.push(None);
        self.program.node_types.push(ValueKind::Number);
        NodeId(self.program.nodes.len() as u32 - 1)
    }

    pub fn num(&mut self, text: &str) -> NodeId {
        self.node(Node::Number(Number::parse(text).unwrap()))
    }

    pub fn bool(&mut self, b: bool) -> NodeId {
        self.node(Node::Bool(b))
    }

    /// An input of a level, as a node.
    pub fn input(&mut self, name: &str, level: LevelId) -> NodeId {
        let known = self.program.inputs.iter().position(|i| i.name == name);
        let id = known.unwrap_or_else(|| {
            self.program.inputs.push(Input {
                name: name.into(),
                qualified: String::new(),
                labels: Vec::new(),
                levels: vec![level],
                kind: InputKind::Number,
                range: None,
                optional: false,
                scale: Number::ONE,
                percent: false,
                unit: plain(),
                assessment: None,
                sources: Vec::new(),
                notes: Vec::new(),
                span: Span::default(),
            });
            self.program.inputs.len() - 1
        });
        self.node(Node::Input(InputId(id as u32)))
    }

    pub fn cmp(&mut self, cmp: Cmp, a: NodeId, b: NodeId) -> NodeId {
        self.node(Node::Compare(cmp, a, b))
    }

    pub fn read(&mut self, item: ItemId, property: Property) -> NodeId {
        let symbol = self.program.items[item.index()].symbol;
        self.node(Node::Item(symbol, property))
    }

    pub fn rollup(
        &mut self,
        kind: RollupKind,
        scope: Scope,
        level: LevelId,
        of: Option<NodeId>,
        filter: Option<NodeId>,
    ) -> NodeId {
        self.rollup_with(Rollup { of, filter, ..rollup(kind, scope, level) })
    }

    pub fn rollup_with(&mut self, rollup: Rollup) -> NodeId {
        self.program.rollups.push(rollup);
        let id = RollupId(self.program.rollups.len() as u32 - 1);
        self.node(Node::Rollup(id))
    }

    pub fn table(&mut self, subject: Option<NodeId>, rows: Vec<(Option<NodeId>, NodeId)>) -> NodeId {
        let rows = rows
            .into_iter()
            .map(|(head, result)| TableRow {
                head: head.map_or(RowHead::Otherwise, RowHead::When),
                result,
                span: Span::default(),
            })
            .collect();
        self.program.tables.push(Table { subject, rows });
        let id = TableId(self.program.tables.len() as u32 - 1);
        self.node(Node::Table(id))
    }

    pub fn timeline(&mut self, entries: &[(i32, i32, Cmp, NodeId)], between: Gap, after: Gap) -> TimelineId {
        let entries = entries
            .iter()
            .map(|(from, to, cmp, node)| TimelineEntry {
                from: *from,
                to: *to,
                bound: Bound::Cmp(*cmp, *node),
                source: None,
                span: Span::default(),
            })
            .collect();
        self.program.timelines.push(Timeline { entries, before: Gap::None, between, after, carried: false });
        TimelineId(self.program.timelines.len() as u32 - 1)
    }

    /// An item of version 0 and the district level.
    pub fn item(&mut self, name: &str, kind: ItemKind) -> ItemId {
        self.item_in(VersionId(0), name, DISTRICT, kind)
    }

    pub fn item_in(&mut self, version: VersionId, name: &str, level: LevelId, kind: ItemKind) -> ItemId {
        let known = self.program.symbols.iter().position(|s| s.name == name);
        let symbol = SymbolId(known.unwrap_or(self.program.symbols.len()) as u32);
        if known.is_none() {
            self.program.symbols.push(Symbol { name: name.into(), module: ModuleId(0) });
        }
        let id = ItemId(self.program.items.len() as u32);
        self.program.items.push(Item {
            symbol,
            version,
            code: String::new(),
            labels: Vec::new(),
            levels: vec![level],
            sources: Vec::new(),
            notes: Vec::new(),
            judged_by: String::new(),
            group: None,
            unit: plain(),
            span: Span::default(),
            kind,
        });
        if let ItemKind::Group(group) = &self.program.items[id.index()].kind {
            for member in group.members.clone() {
                self.program.items[member.index()].group = Some(id);
                self.program.versions[version.index()].order.retain(|i| *i != member);
            }
        }
        let version = &mut self.program.versions[version.index()];
        version.items.push((symbol, id));
        version.items.sort();
        version.order.push(id);
        id
    }

    pub fn symbol(&self, item: ItemId) -> SymbolId {
        self.program.items[item.index()].symbol
    }

    /// A fact: a number in text, `yes`, `no`, or `!` for an invalid cell, of unit 0.
    pub fn fact(&mut self, input: &str, year: i32, value: &str) {
        self.fact_of(input, 0, year, None, value);
    }

    pub fn fact_of(&mut self, input: &str, unit: u32, year: i32, by: Option<u32>, value: &str) {
        let id = self.program.inputs.iter().position(|i| i.name == input).unwrap();
        let level = self.program.inputs[id].levels[0];
        let value = match value {
            "yes" => Value::Bool(true),
            "no" => Value::Bool(false),
            "!" => Value::missing(Reason::Invalid),
            date if date.len() == 10 && date.contains('-') => Value::Date(crate::date::parse(date).unwrap()),
            number => n(number),
        };
        let frame = self.facts.entry((level, year, by.map(AssessorId))).or_default();
        frame.entry(InputId(id as u32)).or_default().insert(unit, value);
    }

    pub fn data(&self) -> Dataset {
        let mut data = Dataset { recorded: self.recorded.clone(), ..Dataset::default() };
        let counts: Vec<usize> = self.units.iter().map(Units::len).collect();
        for (level, units) in self.units.iter().enumerate() {
            let mut units = units.clone();
            if level > 0 {
                units.group_by_parent(counts[level - 1]);
            }
            data.units.push(units);
        }
        for ((level, year, by), columns) in &self.facts {
            let rows = counts[level.index()];
            let columns = columns.iter().map(|(input, cells)| (*input, column(cells, rows))).collect();
            let frame = Frame { level: *level, year: *year, by: *by, row_of_unit: None, columns };
            data.index.entry((*level, *year, *by)).or_default().push(data.frames.len() as u32);
            data.frames.push(frame);
        }
        data
    }

    pub fn result(&self, item: ItemId, unit: u32, year: i32) -> ItemResult {
        let data = self.data();
        let level = self.program.items[item.index()].levels[0];
        Evaluator::new(&self.program, &data, &self.options).unwrap().item(item, level, unit, year)
    }

    /// `met`, or `undetermined{absent}`
    pub fn verdict(&self, item: ItemId, year: i32) -> String {
        let result = self.result(item, 0, year);
        match (result.verdict, result.verdict_reasons) {
            (None, _) => "none".into(),
            (Some(v @ (Verdict::Met | Verdict::NotMet)), _) => v.word().into(),
            (Some(v), r) => format!("{}{{{}}}", v.word(), r.words()),
        }
    }

    /// `score/max`
    pub fn score(&self, item: ItemId, year: i32) -> String {
        let result = self.result(item, 0, year);
        format!("{}/{}", text(&result.score), text(&result.max))
    }

    pub fn value(&self, item: ItemId, unit: u32, year: i32) -> String {
        text(&self.result(item, unit, year).value)
    }

    /// An expression of the first district.
    pub fn eval(&self, node: NodeId, year: i32) -> String {
        show(&self.value_of(node, year))
    }

    pub fn value_of(&self, node: NodeId, year: i32) -> Value {
        let data = self.data();
        Evaluator::new(&self.program, &data, &self.options).unwrap().value(node, DISTRICT, 0, year)
    }
}

pub fn text(value: &Option<Value>) -> String {
    value.as_ref().map_or("none".into(), show)
}

pub fn version(from: i32, to: i32) -> Version {
    Version {
        name: "rules".into(),
        labels: Vec::new(),
        version: String::new(),
        applies: YearRange { from, to },
        evaluates: DISTRICT,
        module: ModuleId(0),
        items: Vec::new(),
        order: Vec::new(),
        on: Vec::new(),
        sources: Vec::new(),
        notes: Vec::new(),
        language: "vi".into(),
        carry: None,
        amendments: Vec::new(),
    }
}

pub fn plain() -> UnitText {
    UnitText { text: String::new(), scale: Number::ONE }
}

pub fn rollup(kind: RollupKind, scope: Scope, level: LevelId) -> Rollup {
    Rollup {
        kind,
        scope,
        level,
        years: None,
        of: None,
        weight: None,
        filter: None,
        descending: true,
        ties: Ties::Shared,
        missing: MissingRule::Strict,
    }
}

pub fn criterion() -> Criterion {
    Criterion {
        applies: None,
        measure: None,
        targets: Vec::new(),
        met: None,
        due: None,
        score: None,
        changes: Vec::new(),
        adjust: Vec::new(),
        gates: Vec::new(),
        weight: None,
        on: Vec::new(),
        not_applicable: None,
    }
}

pub fn group(members: Vec<ItemId>) -> Group {
    Group {
        members,
        verdict: GroupVerdict::Every,
        aggregate: None,
        not_applicable: NotApplicable::Excluded,
        missing: GroupMissing::Strict,
        changes: Vec::new(),
        adjust: Vec::new(),
        gates: Vec::new(),
        weight: None,
        on: Vec::new(),
    }
}

pub fn aggregate(kind: AggregateKind, of_shares: bool) -> Option<Aggregate> {
    Some(Aggregate { kind, argument: None, relative: true, of_shares, to: None })
}

pub fn on(reason: Reason, verdict: Verdict) -> OnLine {
    OnLine { reasons: vec![reason], verdict, span: Span::default() }
}

fn column(cells: &BTreeMap<u32, Value>, rows: usize) -> Column {
    let state: Vec<u8> = (0..rows as u32)
        .map(|u| match cells.get(&u) {
            None => 1,
            Some(Value::Missing(_)) => 2,
            Some(_) => 0,
        })
        .collect();
    let get = |u: u32| cells.get(&u);
    let rows = 0..rows as u32;
    let values = match cells.values().find(|v| !v.is_missing()) {
        Some(Value::Bool(_)) => ColumnValues::Bool(
            rows.map(|u| u8::from(matches!(get(u), Some(Value::Bool(true))))).collect::<Vec<_>>().into(),
        ),
        Some(Value::Date(_)) => ColumnValues::Date(
            rows.map(|u| if let Some(Value::Date(d)) = get(u) { *d } else { 0 }).collect::<Vec<_>>().into(),
        ),
        _ => ColumnValues::Number(NumberColumn::new(
            Stored::Exact(
                rows.map(|u| if let Some(Value::Number(n)) = get(u) { n.clone() } else { Number::ZERO })
                    .collect::<Vec<_>>()
                    .into(),
            ),
            Number::ONE,
        )),
    };
    Column { values, state: Some(state.into()) }
}
