//! Which names an item needs, and an order in which each comes after what it needs.

use crate::ast::{
    Bound, Clause, Entry, Expr, ExprKind, Item, MissingRule, Outcome, OutcomeClause, Parameter, ParameterValue, Path,
    Range, RankDecl, Row, RowHead, RowResult, Score, ScoreHow, Spanned, State, Table, Targets,
};

/// Calls `see` with every path of an expression.
pub(crate) fn expr<'a>(e: &'a Expr, see: &mut dyn FnMut(&'a Path)) {
    match &e.kind {
        ExprKind::Number { .. } | ExprKind::Percent(_) | ExprKind::Date(_) | ExprKind::Bool(_) => {}
        ExprKind::Path(path) => see(path),
        ExprKind::Neg(x) | ExprKind::Not(x) | ExprKind::Own(x) | ExprKind::Paren(x) => expr(x, see),
        ExprKind::Pow(x, _) | ExprKind::Is(x, _) | ExprKind::At(x, _) | ExprKind::By(x, _) => expr(x, see),
        ExprKind::Binary(_, a, b) | ExprKind::Otherwise(a, b) => {
            expr(a, see);
            expr(b, see);
        }
        ExprKind::Compare { first, rest } => {
            expr(first, see);
            rest.iter().for_each(|(_, x)| expr(x, see));
        }
        ExprKind::In(x, r) => {
            expr(x, see);
            range(r, see);
        }
        ExprKind::Logic(_, parts) => parts.iter().for_each(|x| expr(x, see)),
        ExprKind::Call { args, .. } => args.iter().for_each(|x| expr(x, see)),
        ExprKind::If { condition, then, otherwise } => {
            expr(condition, see);
            expr(then, see);
            expr(otherwise, see);
        }
        ExprKind::Table(t) => table(t, see),
        ExprKind::Rollup(r) => {
            let missing = match &r.missing {
                Some(MissingRule::Ignoring { needing }) => needing.as_deref(),
                Some(MissingRule::As(x)) => Some(&**x),
                None => None,
            };
            [r.of.as_ref(), r.weighted.as_ref(), r.filter.as_ref(), missing]
                .into_iter()
                .flatten()
                .for_each(|x| expr(x, see));
        }
    }
}

fn range<'a>(r: &'a Range, see: &mut dyn FnMut(&'a Path)) {
    [&r.lo, &r.hi].into_iter().flatten().for_each(|x| expr(x, see));
}

pub(crate) fn table<'a>(t: &'a Table, see: &mut dyn FnMut(&'a Path)) {
    t.subject.iter().for_each(|x| expr(x, see));
    t.rows.iter().for_each(|r| row(r, see));
}

fn row<'a>(r: &'a Row, see: &mut dyn FnMut(&'a Path)) {
    match &r.head {
        RowHead::Cmp(_, x) | RowHead::When(x) => expr(x, see),
        RowHead::In(r) => range(r, see),
        RowHead::Otherwise => {}
    }
    if let RowResult::Expr(x) = &r.result {
        expr(x, see);
    }
}

fn targets<'a>(t: &'a Targets, see: &mut dyn FnMut(&'a Path)) {
    t.when.iter().for_each(|x| expr(x, see));
    for Entry { bound, .. } in &t.entries {
        match bound {
            Bound::Cmp(_, x) => expr(x, see),
            Bound::In(r) => range(r, see),
        }
    }
}

/// Paths of the clauses of a criterion, group or item; members are items of their own.
pub(crate) fn clauses<'a>(clauses: &'a [Spanned<Clause>], see: &mut dyn FnMut(&'a Path)) {
    for clause in clauses {
        match &clause.node {
            Clause::AppliesWhen(x)
            | Clause::Measure(x)
            | Clause::MetWhen(x)
            | Clause::Due(x)
            | Clause::Weight(x)
            | Clause::Goal(x) => expr(x, see),
            Clause::Gate { condition: x, .. } | Clause::Round { step: x, .. } => expr(x, see),
            Clause::Target(t) => targets(t, see),
            Clause::Score(score) => {
                let Score { max, how, .. } = &**score;
                expr(max, see);
                match how {
                    ScoreHow::WhenMet => {}
                    ScoreHow::Formula(x) => expr(x, see),
                    ScoreHow::Table(t) => table(t, see),
                }
            }
            Clause::Bonus { value, when } | Clause::Deduct { value, when } => {
                expr(value, see);
                when.iter().for_each(|x| expr(x, see));
            }
            Clause::Adjust { score, max } => {
                expr(score, see);
                max.iter().for_each(|x| expr(x, see));
            }
            Clause::Aggregate(a) => {
                a.argument.iter().for_each(|x| expr(x, see));
                a.to.iter().for_each(|(x, _)| expr(x, see));
            }
            Clause::Missing(crate::ast::GroupMissing::Skip { needing: Some(needing) }) => expr(&needing.0, see),
            Clause::Goalposts(ends) => {
                expr(&ends.0, see);
                expr(&ends.1, see);
            }
            Clause::Expect(crate::ast::Expect::Max(x) | crate::ast::Expect::Weights(x)) => expr(x, see),
            // Read by the group's items.
            Clause::Normalise(_)
            | Clause::Expect(_)
            | Clause::Missing(_)
            | Clause::Meta(_)
            | Clause::On(_)
            | Clause::NotApplicable(_)
            | Clause::Verdict(_)
            | Clause::Direction(_)
            | Clause::Member(_) => {}
        }
    }
}

pub(crate) fn item<'a>(item: &'a Item, see: &mut dyn FnMut(&'a Path)) {
    see(&item.of);
    clauses(&item.clauses, see);
}

pub(crate) fn parameter<'a>(p: &'a Parameter, see: &mut dyn FnMut(&'a Path)) {
    match &p.value {
        ParameterValue::Fixed(x) => expr(x, see),
        ParameterValue::OverTime(t) => targets(t, see),
    }
}

pub(crate) fn outcome<'a>(o: &'a Outcome, see: &mut dyn FnMut(&'a Path)) {
    for clause in &o.clauses {
        match &clause.node {
            OutcomeClause::Require { condition: x, .. }
            | OutcomeClause::Bound { when: x, .. }
            | OutcomeClause::Move { when: x, .. } => expr(x, see),
            OutcomeClause::From(t) => table(t, see),
            OutcomeClause::Quota { at_most, by, .. } => {
                expr(at_most, see);
                see(by);
            }
            OutcomeClause::Meta(_) | OutcomeClause::On(_) => {}
        }
    }
}

pub(crate) fn state<'a>(s: &'a State, see: &mut dyn FnMut(&'a Path)) {
    s.table.iter().for_each(|t| table(t, see));
}

pub(crate) fn rank<'a>(r: &'a RankDecl, see: &mut dyn FnMut(&'a Path)) {
    r.filter.iter().for_each(|x| expr(x, see));
    r.keys.iter().for_each(|(x, _)| expr(x, see));
}

/// What needs what.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// `needs[i]`: the things that `i` needs.
    pub(crate) needs: Vec<Vec<u32>>,
}

/// An order, and the circles found on the way.
#[derive(Debug, Default)]
pub(crate) struct Order {
    /// Everything; what is needed comes first.
    pub(crate) sequence: Vec<u32>,
    /// Each circle as a path that ends where it began.
    pub(crate) circles: Vec<Vec<u32>>,
    /// Whether a thing is part of a circle.
    pub(crate) in_circle: Vec<bool>,
}

impl Graph {
    fn edge(&self, node: u32, at: usize) -> Option<u32> {
        self.needs.get(node as usize).and_then(|n| n.get(at)).copied()
    }

    /// Tarjan's strongly connected components, without recursion.
    pub(crate) fn order(&self) -> Order {
        let count = self.needs.len();
        let mut order = Order { in_circle: vec![false; count], ..Order::default() };
        // Visit number from 1 (0: not visited), lowest number reachable, and whether on the open path.
        let mut visited = vec![(0_u32, 0_u32, false); count];
        let mut clock = 0;
        let mut open: Vec<u32> = Vec::new();
        let mut work: Vec<(u32, usize)> = Vec::new();
        for root in (0..count).filter_map(|i| u32::try_from(i).ok()) {
            if visited.get(root as usize).is_some_and(|v| v.0 != 0) {
                continue;
            }
            work.push((root, 0));
            while let Some((node, at)) = work.pop() {
                if at == 0 {
                    clock += 1;
                    if let Some(v) = visited.get_mut(node as usize) {
                        *v = (clock, clock, true);
                    }
                    open.push(node);
                }
                if let Some(next) = self.edge(node, at) {
                    work.push((node, at + 1));
                    match visited.get(next as usize).copied() {
                        Some((0, ..)) => work.push((next, 0)),
                        Some((number, _, true)) => lower(&mut visited, node, number),
                        _ => {}
                    }
                    continue;
                }
                let (number, low) = visited.get(node as usize).map_or((0, 0), |v| (v.0, v.1));
                if let Some((above, _)) = work.last() {
                    lower(&mut visited, *above, low);
                }
                if number == low {
                    let start = open.iter().rposition(|n| *n == node).unwrap_or(0);
                    let part = open.get(start..).unwrap_or_default();
                    for n in part {
                        if let Some(v) = visited.get_mut(*n as usize) {
                            v.2 = false;
                        }
                    }
                    self.close(part, &mut order);
                    open.truncate(start);
                }
            }
        }
        order
    }

    /// Takes one component into the order.
    fn close(&self, part: &[u32], order: &mut Order) {
        let first = part.first().copied().unwrap_or(0);
        let circular = part.len() > 1 || self.needs.get(first as usize).is_some_and(|n| n.contains(&first));
        if circular {
            for n in part {
                if let Some(flag) = order.in_circle.get_mut(*n as usize) {
                    *flag = true;
                }
            }
            order.circles.push(self.circle(part));
        }
        order.sequence.extend(part);
    }

    /// A shortest way from the earliest thing of a component back to it.
    fn circle(&self, part: &[u32]) -> Vec<u32> {
        let inside: std::collections::HashSet<u32> = part.iter().copied().collect();
        let start = part.iter().copied().min().unwrap_or(0);
        let mut from: std::collections::HashMap<u32, u32> = std::collections::HashMap::new();
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for next in self.needs.get(node as usize).into_iter().flatten().copied().filter(|n| inside.contains(n)) {
                if next == start {
                    let mut path = vec![start, node];
                    let mut at = node;
                    while at != start {
                        at = from.get(&at).copied().unwrap_or(start);
                        path.push(at);
                    }
                    if node == start {
                        path.truncate(2);
                    }
                    path.reverse();
                    return path;
                }
                if let std::collections::hash_map::Entry::Vacant(slot) = from.entry(next) {
                    slot.insert(node);
                    queue.push_back(next);
                }
            }
        }
        part.to_vec()
    }
}

fn lower(visited: &mut [(u32, u32, bool)], node: u32, number: u32) {
    if let Some(v) = visited.get_mut(node as usize) {
        v.1 = v.1.min(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_come_first_and_circles_are_told() {
        // 0 needs 1 and 2, 1 needs 2; 3 and 4 need each other; 5 needs itself; 6 needs 3
        let graph = Graph { needs: vec![vec![1, 2], vec![2], vec![], vec![4], vec![3], vec![5], vec![3]] };
        let order = graph.order();
        let at = |n: u32| order.sequence.iter().position(|x| *x == n).unwrap();
        assert_eq!(order.sequence.len(), 7);
        assert!(at(2) < at(1) && at(1) < at(0) && at(3) < at(6));
        assert_eq!(order.circles, vec![vec![3, 4, 3], vec![5, 5]]);
        assert_eq!(order.in_circle, vec![false, false, false, true, true, true, false]);
    }
}
