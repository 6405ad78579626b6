//! What each expression node gives.

use super::{Ctx, Evaluator};
use crate::functions;
use crate::ops::{arith, compare, logic};
use crate::program::{LogicOp, Node, NodeId, Reason, RowHead, Table};
use crate::value::{Reasons, Value};

impl<'a> Evaluator<'a> {
    /// The value of a node. Missing{invalid} where rules go beyond a limit; then there is a fault.
    pub(crate) fn eval(&mut self, id: NodeId, ctx: &Ctx<'_>) -> Value {
        let program = self.program;
        self.work += 1;
        let value = match program.nodes.get(id.index()) {
            Some(Node::Number(n)) => return Value::Number(n.clone()),
            Some(Node::Bool(b)) => return Value::Bool(*b),
            Some(Node::Date(d)) => return Value::Date(*d),
            Some(Node::Category(c, i)) => return Value::Category(*c, *i),
            Some(Node::Year) => return Value::Year(ctx.year),
            Some(Node::AsOf) => return Value::Date(self.as_of_for(ctx.year)),
            Some(Node::Input(input)) => return self.input(*input, ctx),
            Some(node) => {
                if self.too_deep(ctx) {
                    return Value::missing(Reason::Invalid);
                }
                self.depth += 1;
                let value = self.compound(id, node, ctx);
                self.depth -= 1;
                value
            }
            None => return Value::missing(Reason::Invalid),
        };
        if self.meter.exceeded {
            self.report_digits(ctx);
        }
        if let Some(trace) = &mut self.trace {
            trace.node(id, ctx, &value);
        }
        value
    }

    /// The as-of date of a year.
    pub(crate) fn as_of_for(&self, year: i32) -> i32 {
        self.as_of.unwrap_or_else(|| crate::date::days(year, 12, 31))
    }

    #[inline(never)]
    fn compound(&mut self, id: NodeId, node: &'a Node, ctx: &Ctx<'_>) -> Value {
        match node {
            Node::Add(..) | Node::Sub(..) | Node::Mul(..) | Node::Div(..) => self.arithmetic(id, ctx),
            Node::Compare(cmp, a, b) => {
                let a = self.eval(*a, ctx);
                let b = self.eval(*b, ctx);
                compare::compare(*cmp, &a, &b)
            }
            Node::InRange { x, lo, hi } => {
                let x = self.eval(*x, ctx);
                self.in_range(&x, *lo, *hi, ctx)
            }
            Node::Logic(op, parts) => self.logic(*op, parts, ctx),
            Node::Not(x) => logic::not(&self.eval(*x, ctx)),
            Node::Neg(x) => arith::neg(&self.eval(*x, ctx)),
            Node::Pow(x, exponent) => {
                let x = self.eval(*x, ctx);
                arith::pow(&x, *exponent, &mut self.meter)
            }
            Node::If { condition, then, otherwise } => match logic::truth(&self.eval(*condition, ctx)) {
                Ok(holds) => self.eval(if holds { *then } else { *otherwise }, ctx),
                Err(reasons) => Value::Missing(reasons),
            },
            Node::Otherwise(x, d) => self.otherwise(id, *x, *d, ctx),
            Node::IsMissing(x) => Value::Bool(self.eval(*x, ctx).is_missing()),
            Node::IsPresent(x) => Value::Bool(!self.eval(*x, ctx).is_missing()),
            Node::IsReason(x, reason) => Value::Bool(self.eval(*x, ctx).reasons().has(*reason)),
            Node::Item(symbol, property) => self.read(*symbol, *property, ctx),
            Node::Call { function, args, mode } => self.call(*function, args, *mode, ctx),
            Node::Table(table) => self.table(*table, ctx),
            Node::Rollup(rollup) => self.rollup(id, *rollup, ctx),
            Node::Timeline(timeline) => self.timeline_value(*timeline, ctx),
            Node::Target(item) => self.target_value(*item, ctx),
            Node::At(x, year) => self.at(*x, *year, ctx),
            Node::By(x, who) => self.eval(*x, &Ctx { by: Some(*who), ..*ctx }),
            Node::Own(x) => match (self.own_elsewhere(*x), ctx.outer) {
                (Some(value), _) => value,
                (None, Some(outer)) => self.eval(*x, outer),
                (None, None) => self.eval(*x, ctx),
            },
            Node::Latest(x, years) => self.latest(id, *x, *years, ctx),
            Node::Interpolated(x) => self.interpolated(id, *x, ctx),
            Node::ScoreSoFar => ctx.so_far.map_or(Value::missing(Reason::Invalid), |(score, _)| score.clone()),
            Node::MaxSoFar => ctx.so_far.map_or(Value::missing(Reason::Invalid), |(_, max)| max.clone()),
            Node::Prior => ctx.prior.cloned().unwrap_or(Value::missing(Reason::NoHistory)),
            Node::Number(_)
            | Node::Bool(_)
            | Node::Date(_)
            | Node::Category(..)
            | Node::Year
            | Node::AsOf
            | Node::Input(_) => Value::missing(Reason::Invalid),
        }
    }

    /// Sums and products of any length, without recursion along the left side.
    #[inline(never)]
    fn arithmetic(&mut self, id: NodeId, ctx: &Ctx<'_>) -> Value {
        let program = self.program;
        let base = self.spine.len();
        let mut first = id;
        while let Some(Node::Add(a, _) | Node::Sub(a, _) | Node::Mul(a, _) | Node::Div(a, _)) =
            program.nodes.get(first.index())
        {
            self.spine.push(first);
            first = *a;
        }
        let mut acc = self.eval(first, ctx);
        while self.spine.len() > base {
            let Some(at) = self.spine.pop() else { break };
            let (Some(Node::Add(_, b) | Node::Sub(_, b) | Node::Mul(_, b) | Node::Div(_, b)), op) =
                (program.nodes.get(at.index()), program.nodes.get(at.index()))
            else {
                break;
            };
            let b = self.eval(*b, ctx);
            let meter = &mut self.meter;
            acc = match op {
                Some(Node::Add(..)) => arith::add(&acc, &b, meter),
                Some(Node::Sub(..)) => arith::sub(&acc, &b, meter),
                Some(Node::Mul(..)) => arith::mul(&acc, &b, meter),
                _ => arith::div(&acc, &b, meter),
            };
            if at != id {
                self.work += 1;
                if let Some(trace) = &mut self.trace {
                    trace.node(at, ctx, &acc);
                }
            }
        }
        acc
    }

    fn logic(&mut self, op: LogicOp, parts: &[NodeId], ctx: &Ctx<'_>) -> Value {
        let mut join = logic::Join::new(op);
        for part in parts {
            let value = self.eval(*part, ctx);
            // Without a trace the rest cannot be observed once the join is decided.
            if join.add(&value) && self.trace.is_none() {
                break;
            }
        }
        join.value()
    }

    #[inline(never)]
    fn in_range(&mut self, x: &Value, lo: Option<NodeId>, hi: Option<NodeId>, ctx: &Ctx<'_>) -> Value {
        let lo = lo.map(|n| self.eval(n, ctx));
        let hi = hi.map(|n| self.eval(n, ctx));
        compare::in_range(x, lo.as_ref(), hi.as_ref())
    }

    #[inline(never)]
    fn call(
        &mut self,
        function: crate::program::Function,
        args: &[NodeId],
        mode: Option<crate::number::Mode>,
        ctx: &Ctx<'_>,
    ) -> Value {
        let base = self.args.len();
        for arg in args {
            let value = self.eval(*arg, ctx);
            self.args.push(value);
        }
        let value = functions::call(function, self.args.get(base..).unwrap_or_default(), mode, &mut self.meter);
        self.args.truncate(base);
        value
    }

    /// A table of rows, tried top-down. Rows that could be chosen must agree.
    #[inline(never)]
    fn table(&mut self, id: crate::program::TableId, ctx: &Ctx<'_>) -> Value {
        let Some(table) = self.program.tables.get(id.index()) else { return Value::missing(Reason::Invalid) };
        let subject = table.subject.map(|s| self.eval(s, ctx));
        let mut undecided = Reasons::NONE;
        let mut candidate: Option<Value> = None;
        let mut agree = true;
        for (at, row) in table.rows.iter().enumerate() {
            let head = match &row.head {
                RowHead::When(node) => logic::truth(&self.row_head(table, *node, subject.as_ref(), ctx)),
                RowHead::Otherwise => Ok(true),
            };
            if head == Ok(false) {
                continue;
            }
            let value = self.eval(row.result, ctx);
            if head == Ok(true) && candidate.is_none() {
                if let Some(trace) = &mut self.trace {
                    trace.push(crate::explain::trace::Event::Row { table: id, row: at });
                }
                return value;
            }
            match &candidate {
                Some(before) => agree &= compare::same(before, &value),
                None => candidate = Some(value),
            }
            match head {
                Err(reasons) => undecided = undecided.union(reasons),
                Ok(_) => {
                    return match candidate {
                        Some(value) if agree => value,
                        _ => Value::Missing(undecided),
                    };
                }
            }
        }
        // No row: the checker asks for `otherwise` wherever that could happen.
        Value::Missing(undecided.union(Reasons::of(Reason::OutOfDomain)))
    }

    /// A row's condition; the subject is not evaluated again for each row.
    fn row_head(&mut self, table: &Table, node: NodeId, subject: Option<&Value>, ctx: &Ctx<'_>) -> Value {
        let (Some(subject), Some(shared)) = (subject, table.subject) else { return self.eval(node, ctx) };
        let program = self.program;
        let value = match program.nodes.get(node.index()) {
            Some(Node::Compare(cmp, a, b)) if *a == shared => {
                let bound = self.eval(*b, ctx);
                compare::compare(*cmp, subject, &bound)
            }
            Some(Node::InRange { x, lo, hi }) if *x == shared => self.in_range(subject, *lo, *hi, ctx),
            _ => return self.eval(node, ctx),
        };
        if let Some(trace) = &mut self.trace {
            trace.node(node, ctx, &value);
        }
        value
    }

    #[inline(never)]
    fn otherwise(&mut self, id: NodeId, x: NodeId, d: NodeId, ctx: &Ctx<'_>) -> Value {
        let value = self.eval(x, ctx);
        if !value.is_missing() {
            return value;
        }
        let default = self.eval(d, ctx);
        if let Some(trace) = &mut self.trace {
            trace.filled(id, ctx, crate::explain::trace::Fill::Default, &default);
        }
        default
    }
}
