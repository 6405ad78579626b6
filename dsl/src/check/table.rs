//! Tables of rows: `from E { >= 80%: a, in 50%..79%: b, when C: c, otherwise: d }`.

use milepost_core::codes;
use milepost_core::diagnostic::Span;
use milepost_core::number::Number;
use milepost_core::program::{self, CategoryId, Cmp, Node, NodeId, TableRow};

use super::Checker;
use super::expr::category_of;
use super::tiers::{Covered, Interval};
use super::types::{Ty, Typed};
use crate::ast::{Row, RowHead, RowResult, Table};

/// What a row accepts, as far as that is known without data.
enum Accepts {
    /// These numbers.
    Numbers(Interval),
    /// All but this number.
    AllBut(Number),
    /// These items of a category, or no (0) and yes (1).
    Items(Vec<bool>),
    Everything,
    Unknown,
}

impl<'a> Checker<'a> {
    pub(crate) fn table(&mut self, table: &'a Table, want: Option<CategoryId>) -> Typed {
        let subject = table.subject.as_ref().map(|e| self.expr(e, None));
        let mut level = subject.and_then(|s| s.level);
        let mut ok = subject.is_none_or(|s| !s.is_error());
        let mut rows = Vec::with_capacity(table.rows.len());
        let mut accepts = Vec::with_capacity(table.rows.len());
        let mut result: Option<Typed> = None;
        for row in &table.rows {
            let (head, accept, head_level) = self.row_head(row, subject);
            let want = want.or(result.and_then(|r| category_of(r.ty)));
            let (found, place) = match &row.result {
                RowResult::Expr(e) => (self.expr(e, want), e.span),
                RowResult::Class(name, _) => (self.class(name, want), name.span),
            };
            level = self.join(level, self.join(head_level, found.level));
            ok &= head.is_some() && !found.is_error();
            match result {
                None if !found.is_error() => result = Some(found),
                Some(first) if !found.is_error() => match self.unify("from", first, found, place) {
                    Some(val) => result = Some(Typed { real: val.real, whole: val.whole, ..first }),
                    None => ok = false,
                },
                _ => {}
            }
            if let Some(head) = head {
                rows.push(TableRow { head, result: found.node, span: row.span });
            }
            accepts.push(accept);
        }
        let refused = self.bad(table.span);
        let (Some(result), true) = (result, ok) else { return refused };
        self.coverage(table, subject, &accepts);
        let id = self.out.table(program::Table { subject: subject.map(|s| s.node), rows });
        self.make(Node::Table(id), level, result.val(), table.span)
    }

    /// A class of an outcome.
    fn class(&mut self, name: &crate::ast::Name, want: Option<CategoryId>) -> Typed {
        let item =
            want.and_then(|c| self.category_items.get(c.index())).and_then(|i| i.get(name.text.as_str())).copied();
        match item {
            Some(item) => self.category_item(want, item, name.span),
            None => {
                self.error(&codes::E413_CLASS, name.span, [name.text.as_str()]);
                self.bad(name.span)
            }
        }
    }

    /// A row's head with what it accepts, and its level.
    fn row_head(
        &mut self,
        row: &'a Row,
        subject: Option<Typed>,
    ) -> (Option<program::RowHead>, Accepts, Option<program::LevelId>) {
        let missing = Typed { ty: Ty::Error, ..self.bad(row.span) };
        match &row.head {
            RowHead::Otherwise => (Some(program::RowHead::Otherwise), Accepts::Everything, None),
            RowHead::When(condition) => {
                let found = self.condition(condition, "when");
                ((!found.is_error()).then_some(program::RowHead::When(found.node)), Accepts::Unknown, found.level)
            }
            RowHead::Cmp(cmp, bound) => {
                let found = self.expr(bound, subject.and_then(|s| category_of(s.ty)));
                let Some(subject) = subject else {
                    self.error(&codes::E414_SUBJECT, row.span, std::iter::empty::<String>());
                    return (None, Accepts::Unknown, None);
                };
                let test = self.compare(*cmp, subject, found, bound.span);
                let accept = if test.is_error() { Accepts::Unknown } else { self.accepts(*cmp, subject, found.node) };
                ((!test.is_error()).then_some(program::RowHead::When(test.node)), accept, test.level)
            }
            RowHead::In(range) => {
                if subject.is_none() {
                    self.error(&codes::E414_SUBJECT, row.span, std::iter::empty::<String>());
                }
                let test = self.in_range(subject.unwrap_or(missing), range, range.span);
                if test.is_error() {
                    return (None, Accepts::Unknown, None);
                }
                let ends = match self.out.get(test.node) {
                    Some(Node::InRange { lo, hi, .. }) => Some((*lo, *hi)),
                    _ => None,
                };
                let accept = match ends {
                    Some((lo, hi)) => self.accepts_range(lo, hi),
                    None => Accepts::Unknown,
                };
                (Some(program::RowHead::When(test.node)), accept, test.level)
            }
        }
    }

    fn accepts_range(&self, lo: Option<NodeId>, hi: Option<NodeId>) -> Accepts {
        let end = |node: Option<NodeId>| match node {
            None => Some(None),
            Some(node) => self.konst(node, None).map(Some),
        };
        match (end(lo), end(hi)) {
            (Some(lo), Some(hi)) => Accepts::Numbers(Interval::closed(lo, hi)),
            _ => Accepts::Unknown,
        }
    }

    fn accepts(&self, cmp: Cmp, subject: Typed, bound: NodeId) -> Accepts {
        let choose = |count: usize, item: usize| {
            let test = |i: usize| match cmp {
                Cmp::Ge => i >= item,
                Cmp::Le => i <= item,
                Cmp::Gt => i > item,
                Cmp::Lt => i < item,
                Cmp::Eq => i == item,
                Cmp::Ne => i != item,
            };
            Accepts::Items((0..count).map(test).collect())
        };
        match (subject.ty, self.out.get(bound)) {
            (Ty::Bool, Some(Node::Bool(yes))) => choose(2, usize::from(*yes)),
            (Ty::Category(c), Some(Node::Category(_, item))) => {
                choose(self.categories.get(c.index()).map_or(0, |c| c.items.len()), *item as usize)
            }
            (Ty::Bool | Ty::Category(_), _) => Accepts::Unknown,
            _ => match self.konst(bound, None) {
                None => Accepts::Unknown,
                Some(n) if cmp == Cmp::Ne => Accepts::AllBut(n),
                Some(n) => Accepts::Numbers(Interval::of(cmp, n)),
            },
        }
    }

    /// Every row must be reachable, and every value must find one.
    fn coverage(&mut self, table: &Table, subject: Option<Typed>, accepts: &[Accepts]) {
        let mut numbers = Covered::new(subject.is_some_and(|s| s.whole || matches!(s.ty, Ty::Year | Ty::Date)));
        let mut items = self.item_count(subject).map(|n| vec![false; n]);
        let mut all = false;
        for (i, (row, accept)) in table.rows.iter().zip(accepts).enumerate() {
            let (new, every) = match accept {
                _ if all => (false, true),
                Accepts::Everything => (true, true),
                Accepts::Unknown => (true, false),
                Accepts::Numbers(interval) => (numbers.add(interval.clone()), numbers.is_all()),
                Accepts::AllBut(n) => {
                    let below = numbers.add(Interval::of(Cmp::Lt, n.clone()));
                    let above = numbers.add(Interval::of(Cmp::Gt, n.clone()));
                    (below || above, numbers.is_all())
                }
                Accepts::Items(mine) => {
                    let known = items.get_or_insert_with(|| vec![false; mine.len()]);
                    let mut new = false;
                    for (known, mine) in known.iter_mut().zip(mine) {
                        new |= *mine && !*known;
                        *known |= *mine;
                    }
                    (new, known.iter().all(|k| *k))
                }
            };
            if !new {
                self.error(&codes::E405_UNREACHABLE, row.span, [(i + 1).to_string()]);
            }
            all |= every;
        }
        let domain = self.domain(subject);
        if !all && !domain.is_some_and(|d| numbers.covers(&d)) {
            let place = Span { start: table.span.end.saturating_sub(1), ..table.span };
            match (subject, numbers.first_gap()) {
                (Some(subject), Some((cmp, n))) => {
                    let n = self.number_text(&n, subject.shown);
                    self.error(&codes::E406_GAP, place, [format!("{} {n}", cmp.word())]);
                }
                _ => self.error(&codes::E406_REST, place, std::iter::empty::<String>()),
            }
        }
    }

    /// A number as people write it: `70%`, `3 points`.
    pub(crate) fn number_text(&self, n: &Number, shown: super::types::Shown) -> String {
        let unit = self.units.unit_text(shown);
        let n = n.div(&unit.scale).unwrap_or_else(|| n.clone()).to_shortest();
        match unit.text.as_str() {
            "" => n,
            "%" => format!("{n}%"),
            text => format!("{n} {text}"),
        }
    }

    fn item_count(&self, subject: Option<Typed>) -> Option<usize> {
        match subject?.ty {
            Ty::Bool => Some(2),
            Ty::Category(c) => self.categories.get(c.index()).map(|c| c.items.len()),
            _ => None,
        }
    }

    /// The declared range of a subject that is an input.
    fn domain(&self, subject: Option<Typed>) -> Option<Interval> {
        match self.out.get(subject?.node)? {
            Node::Input(id) => {
                let (lo, hi) = self.inputs.get(id.index())?.range.clone()?;
                Some(Interval::closed(lo, hi))
            }
            _ => None,
        }
    }
}
