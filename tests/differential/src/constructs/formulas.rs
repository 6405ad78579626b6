//! Tables, ranges and formulas.

use super::Found;
use milepost_core::program::RollupKind;
use milepost_dsl::ast::*;

impl Found {
    pub(super) fn table(&mut self, table: &Table) {
        match &table.subject {
            Some(subject) => self.one("table with subject", subject),
            None => self.is("decision table"),
        }
        for row in &table.rows {
            match &row.head {
                RowHead::Cmp(sign, e) => {
                    self.one("row by sign", e);
                    self.word("sign", sign.word());
                }
                RowHead::In(range) => {
                    self.is("row in");
                    self.range(range);
                }
                RowHead::When(e) => self.one("row when", e),
                RowHead::Otherwise => self.is("row otherwise"),
            }
            match &row.result {
                RowResult::Expr(e) => self.expr(e),
                RowResult::Class(..) => self.is("class label"),
            }
        }
    }

    pub(super) fn range(&mut self, range: &Range) {
        self.is(if range.lo.is_some() && range.hi.is_some() { "range" } else { "range, open" });
        range.lo.iter().chain(&range.hi).for_each(|e| self.expr(e));
    }

    pub(super) fn expr(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Number { unit, .. } => self.is(if unit.is_some() { "quantity" } else { "number" }),
            ExprKind::Percent(_) => self.is("percent"),
            ExprKind::Date(_) => self.is("date literal"),
            ExprKind::Bool(_) => self.is("yes/no literal"),
            ExprKind::Path(path) => self.path(path),
            ExprKind::Neg(x) => self.one("negation", x),
            ExprKind::Not(x) => self.one("not", x),
            ExprKind::Binary(op, a, b) => {
                self.is(match op {
                    BinaryOp::Add => "+",
                    BinaryOp::Sub => "-",
                    BinaryOp::Mul => "*",
                    BinaryOp::Div => "/",
                });
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Pow(x, n) => self.one(if *n < 0 { "power, negative" } else { "power" }, x),
            ExprKind::Compare { first, rest } => {
                self.one(if rest.len() > 1 { "chain" } else { "comparison" }, first);
                for (sign, e) in rest {
                    self.word("sign", sign.word());
                    self.expr(e);
                }
            }
            ExprKind::In(x, range) => {
                self.one("in", x);
                self.range(range);
            }
            ExprKind::Is(x, test) => {
                self.expr(x);
                match test {
                    IsTest::Missing => self.is("is missing"),
                    IsTest::Present => self.is("is present"),
                    IsTest::Reason(reason) => {
                        self.is("is reason");
                        self.word("reason", reason.word());
                    }
                }
            }
            ExprKind::Logic(op, parts) => {
                self.word("logic", op.word());
                parts.iter().for_each(|p| self.expr(p));
            }
            ExprKind::If { condition, then, otherwise } => {
                self.is("if");
                [condition, then, otherwise].into_iter().for_each(|p| self.expr(p));
            }
            ExprKind::Otherwise(a, b) => {
                self.one("otherwise", a);
                self.expr(b);
            }
            ExprKind::Call { name, args } => {
                match name.text.as_str() {
                    own @ ("previous" | "growth" | "latest" | "interpolated") => self.is(own),
                    other => self.word("function", other),
                }
                if name.text == "round"
                    && let Some(ExprKind::Path(mode)) = args.get(2).map(|a| &a.kind)
                {
                    mode.iter().for_each(|m| self.word("mode", &m.text));
                }
                let values = if name.text == "round" { 2 } else { args.len() };
                args.iter().take(values).for_each(|a| self.expr(a));
            }
            ExprKind::At(x, year) => self.one(
                match year {
                    YearExpr::Absolute(_) => "at year",
                    YearExpr::Relative(_) => "at year ± n",
                },
                x,
            ),
            ExprKind::By(x, _) => self.one("by", x),
            ExprKind::Own(x) => self.one("own", x),
            ExprKind::Table(table) => self.table(table),
            ExprKind::Rollup(rollup) => self.rollup(rollup),
            ExprKind::Paren(x) => self.one("parentheses", x),
        }
    }

    fn path(&mut self, path: &Path) {
        let names: Vec<&str> = path.iter().map(|n| n.text.as_str()).collect();
        match names.as_slice() {
            [
                word @ ("measure" | "target" | "score" | "max" | "value" | "low" | "high" | "goal" | "prior" | "year"
                | "as_of"),
            ] => {
                self.is(&format!("{word} read"));
            }
            [_] => self.is("name"),
            [.., property @ ("met" | "score" | "max" | "verdict" | "count")] => self.is(&format!(".{property}")),
            _ => self.is("alias.name or property"),
        }
    }

    fn rollup(&mut self, rollup: &RollupExpr) {
        self.word("roll-up", rollup.kind.word());
        self.is(match rollup.scope {
            Scope::Over => "over",
            Scope::Across => "across",
            Scope::Predecessors => "predecessors",
        });
        match rollup.years {
            Some(YearSet::All) => self.is("in all years"),
            Some(YearSet::Range(..)) => self.is("in years"),
            None => {}
        }
        rollup.of.iter().for_each(|e| self.expr(e));
        rollup.weighted.iter().for_each(|e| self.one("weighted by", e));
        rollup.filter.iter().for_each(|e| self.one("where", e));
        if rollup.kind == RollupKind::Rank {
            self.is(if rollup.descending { "rank roll-up descending" } else { "rank roll-up ascending" });
            rollup.ties.iter().for_each(|t| self.word("ties", t.word()));
        }
        match &rollup.missing {
            Some(MissingRule::Ignoring { needing: None }) => self.is("ignoring missing"),
            Some(MissingRule::Ignoring { needing: Some(e) }) => self.one("ignoring missing needing", e),
            Some(MissingRule::As(e)) => self.one("missing as", e),
            None => {}
        }
    }
}
