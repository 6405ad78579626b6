//! Expressions: their types, the level at which they are evaluated, and their nodes.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::number::Number;
use milepost_core::program::{AssessorId, CategoryId, Cmp, LogicOp, Node, YearRef};

use super::types::{Dim, Ty, Typed, Val};
use super::{Checker, Frame};
use crate::ast::{BinaryOp, Expr, ExprKind, IsTest, Name, Range, YearExpr};

impl<'a> Checker<'a> {
    /// Checks and lowers an expression. `want`: the category whose items may be written bare.
    pub(crate) fn expr(&mut self, e: &'a Expr, want: Option<CategoryId>) -> Typed {
        let span = e.span;
        match &e.kind {
            ExprKind::Paren(x) => self.expr(x, want),
            ExprKind::Number { value, unit } => self.number(value, unit.as_ref(), span),
            ExprKind::Percent(value) => self.of_type(Node::Number(value.clone()), None, Ty::Ratio, span),
            ExprKind::Date(days) => self.of_type(Node::Date(*days), None, Ty::Date, span),
            ExprKind::Bool(yes) => self.of_type(Node::Bool(*yes), None, Ty::Bool, span),
            ExprKind::Path(path) => self.path(path, span, want),
            ExprKind::Neg(x) => {
                let x = self.expr(x, None);
                if !self.numeric("-", x, span) {
                    return self.bad(span);
                }
                // A negated literal is a literal, so that it is one wherever constants are looked for.
                let node = match self.out.get(x.node) {
                    Some(Node::Number(n)) => Node::Number(n.neg()),
                    _ => Node::Neg(x.node),
                };
                self.make(node, x.level, x.val(), span)
            }
            ExprKind::Not(x) => {
                let inner = self.condition(x, "not");
                self.of_type(Node::Not(inner.node), inner.level, Ty::Bool, span)
            }
            ExprKind::Binary(op, a, b) => self.binary(*op, a, b, span),
            ExprKind::Pow(x, n) => self.pow(x, *n, span),
            ExprKind::Compare { first, rest } => self.chain(first, rest, span),
            ExprKind::In(x, range) => {
                let x = self.expr(x, None);
                self.in_range(x, range, span)
            }
            ExprKind::Is(x, test) => {
                let x = self.expr(x, None);
                let node = match test {
                    IsTest::Missing => Node::IsMissing(x.node),
                    IsTest::Present => Node::IsPresent(x.node),
                    IsTest::Reason(reason) => Node::IsReason(x.node, *reason),
                };
                self.of_type(node, x.level, Ty::Bool, span)
            }
            ExprKind::Logic(op, parts) => {
                let mut level = None;
                let mut nodes = Vec::with_capacity(parts.len());
                for part in parts {
                    let part = self.condition(part, op.word());
                    level = self.join(level, part.level);
                    nodes.push(part.node);
                }
                self.of_type(Node::Logic(*op, nodes), level, Ty::Bool, span)
            }
            ExprKind::If { condition, then, otherwise } => {
                let condition = self.condition(condition, "if");
                let then_typed = self.expr(then, want);
                let other = self.expr(otherwise, want.or(category_of(then_typed.ty)));
                let Some(val) = self.unify("if", then_typed, other, otherwise.span) else { return self.bad(span) };
                let level = self.join(condition.level, self.join(then_typed.level, other.level));
                let node = Node::If { condition: condition.node, then: then_typed.node, otherwise: other.node };
                self.make(node, level, val, span)
            }
            ExprKind::Otherwise(a, b) => {
                let a = self.expr(a, want);
                let other = self.expr(b, want.or(category_of(a.ty)));
                let Some(val) = self.unify("otherwise", a, other, b.span) else { return self.bad(span) };
                let level = self.join(a.level, other.level);
                self.make(Node::Otherwise(a.node, other.node), level, val, span)
            }
            ExprKind::Call { name, args } => self.call(name, args, span, want),
            ExprKind::At(x, year) => {
                let x = self.expr(x, want);
                let year = match year {
                    YearExpr::Absolute(y) => YearRef::Absolute(*y),
                    YearExpr::Relative(n) => YearRef::Relative(*n),
                };
                self.ahead |= !matches!(year, YearRef::Relative(..=0));
                self.make(Node::At(x.node, year), x.level, x.val(), span)
            }
            ExprKind::By(x, who) => {
                let x = self.expr(x, want);
                match self.assessor(who) {
                    Some(who) => self.make(Node::By(x.node, who), x.level, x.val(), span),
                    None => self.bad(span),
                }
            }
            ExprKind::Own(x) => self.own(x, span, want),
            ExprKind::Table(table) => self.table(table, want),
            ExprKind::Rollup(rollup) => self.rollup(rollup, span),
        }
    }

    #[inline(never)]
    fn number(&mut self, value: &Number, unit: Option<&'a Name>, span: Span) -> Typed {
        let Some(unit) = unit else {
            let val = Val { whole: value.is_integer(), ..self.val(Ty::PLAIN) };
            return self.make(Node::Number(value.clone()), None, val, span);
        };
        let Some((dim, scale)) = self.unit_named(unit) else { return self.bad(span) };
        let base = value.mul(&scale);
        let shown = if matches!(dim, Dim::POINTS | Dim::DAYS) {
            self.units.shown_for(Ty::Number(dim))
        } else {
            self.units.show(&unit.text, scale)
        };
        let val = Val { ty: Ty::Number(dim), real: false, whole: base.is_integer(), shown };
        self.make(Node::Number(base), None, val, span)
    }

    pub(crate) fn assessor(&mut self, who: &Name) -> Option<AssessorId> {
        let found = self.assessor_names.get(who.text.as_str()).copied();
        if found.is_none() {
            let names = self.assessors.iter().map(|a| a.name.as_str());
            let suggestion = crate::suggest::closest(&who.text, names).map(str::to_owned);
            self.diagnostics
                .push(Diagnostic::new(&codes::E102_ASSESSOR, who.span, [who.text.as_str()]).suggest(suggestion));
        }
        found
    }

    // ---- conditions ---------------------------------------------------------------------------------------------

    /// An expression that must be yes or no.
    pub(crate) fn condition(&mut self, e: &'a Expr, word: &str) -> Typed {
        let found = self.expr(e, None);
        match found.ty {
            Ty::Bool | Ty::Error => found,
            ty => {
                let ty = self.ty_text(ty);
                let message =
                    if matches!(word, "and" | "or" | "not") { &codes::E203_JOIN } else { &codes::E203_CONDITION };
                self.error(message, e.span, [word.to_owned(), ty]);
                self.bad(e.span)
            }
        }
    }

    /// `a <= x < b`
    #[inline(never)]
    fn chain(&mut self, first: &'a Expr, rest: &'a [(Cmp, Expr)], span: Span) -> Typed {
        let mut parts = Vec::with_capacity(rest.len());
        let mut level = None;
        let mut left_expr = first;
        // A bare item of a category is known by what it is compared with.
        let mut ready = None;
        let mut left = match rest.first() {
            Some((_, right)) if self.may_be_item(first) && !self.may_be_item(right) => {
                let right = self.expr(right, None);
                ready = Some(right);
                self.expr(first, category_of(right.ty))
            }
            _ => self.expr(first, None),
        };
        for (cmp, right_expr) in rest {
            let right = match ready.take() {
                Some(right) => right,
                None => self.expr(right_expr, category_of(left.ty)),
            };
            let place = if rest.len() == 1 { span } else { left_expr.span.to(right_expr.span) };
            let part = self.compare(*cmp, left, right, place);
            level = self.join(level, part.level);
            parts.push(part);
            left = right;
            left_expr = right_expr;
        }
        match parts.as_slice() {
            [one] => *one,
            _ if parts.iter().any(|p| p.is_error()) => self.bad(span),
            _ => {
                let nodes = parts.iter().map(|p| p.node).collect();
                self.of_type(Node::Logic(LogicOp::And, nodes), level, Ty::Bool, span)
            }
        }
    }

    /// Whether an expression is a bare name that nothing is declared by.
    fn may_be_item(&self, e: &Expr) -> bool {
        match &e.kind {
            ExprKind::Path(path) => match path.as_slice() {
                [name] => self.lookup(&name.text).is_none() && !super::path::WORDS.contains(&name.text.as_str()),
                _ => false,
            },
            ExprKind::Paren(x) => self.may_be_item(x),
            _ => false,
        }
    }

    /// A comparison of two checked sides.
    #[inline(never)]
    pub(crate) fn compare(&mut self, cmp: Cmp, a: Typed, b: Typed, span: Span) -> Typed {
        if self.frames.len() > 1 && a.ty == Ty::Bool && b.ty.is_numeric() && !b.is_error() {
            // `share of xã where q >= 80%`: the comparison was meant for the share.
            self.error(&codes::E014_AGGREGATE, span, std::iter::empty::<String>());
            return self.bad(span);
        }
        let year = (a.ty == Ty::Year && self.is_year_number(b)) || (b.ty == Ty::Year && self.is_year_number(a));
        if !year && !self.agree(cmp.word(), span, a.ty, b.ty) {
            return self.bad(span);
        }
        if !matches!(cmp, Cmp::Eq | Cmp::Ne) && !self.has_order(a.ty) {
            let ty = self.ty_text(a.ty);
            self.error(&codes::E210_ORDER, span, [cmp.word().to_owned(), ty]);
            return self.bad(span);
        }
        if a.real || b.real {
            self.error(&codes::E205_UNROUNDED, span, std::iter::empty::<String>());
        }
        let level = self.join(a.level, b.level);
        self.of_type(Node::Compare(cmp, a.node, b.node), level, Ty::Bool, span)
    }

    /// Whether `<` has a meaning.
    pub(crate) fn has_order(&self, ty: Ty) -> bool {
        match ty {
            Ty::Bool => false,
            Ty::Category(c) => self.categories.get(c.index()).is_some_and(|c| c.ordered),
            _ => true,
        }
    }

    /// A whole plain constant, which may stand for a year.
    pub(crate) fn is_year_number(&self, x: Typed) -> bool {
        x.ty == Ty::PLAIN && matches!(self.out.get(x.node), Some(Node::Number(n)) if n.is_integer())
    }

    #[inline(never)]
    pub(crate) fn in_range(&mut self, x: Typed, range: &'a Range, span: Span) -> Typed {
        let mut level = x.level;
        let mut ok = !x.is_error();
        let mut end = |checker: &mut Self, e: &'a Option<Expr>| {
            let e = e.as_ref()?;
            let found = checker.expr(e, category_of(x.ty));
            let year = x.ty == Ty::Year && checker.is_year_number(found);
            ok &= year || checker.agree("in", e.span, x.ty, found.ty);
            level = checker.join(level, found.level);
            Some(found.node)
        };
        let lo = end(self, &range.lo);
        let hi = end(self, &range.hi);
        if !ok {
            return self.bad(span);
        }
        if !self.has_order(x.ty) {
            let ty = self.ty_text(x.ty);
            self.error(&codes::E210_ORDER, span, ["in".to_owned(), ty]);
            return self.bad(span);
        }
        if x.real {
            self.error(&codes::E205_UNROUNDED, span, std::iter::empty::<String>());
        }
        self.of_type(Node::InRange { x: x.node, lo, hi }, level, Ty::Bool, span)
    }

    // ---- agreement of types ---------------------------------------------------------------------------------------

    /// Whether two types are one; E201 or E202 if not. Silent where one was refused already.
    #[inline(never)]
    pub(crate) fn agree(&mut self, op: &str, span: Span, a: Ty, b: Ty) -> bool {
        if a == Ty::Error || b == Ty::Error {
            return false;
        }
        if a == b {
            return true;
        }
        let (left, right) = (self.ty_text(a), self.ty_text(b));
        let percent = matches!((a, b), (Ty::Ratio, Ty::PLAIN) | (Ty::PLAIN, Ty::Ratio));
        let message = match op {
            "+" if percent => &codes::E202_ADD,
            "-" if percent => &codes::E202_SUBTRACT,
            _ if percent => &codes::E202_COMPARE,
            _ => &codes::E201_MATCH,
        };
        self.error(message, span, [op.to_owned(), left, right]);
        false
    }

    /// The common value of two branches.
    pub(crate) fn unify(&mut self, op: &str, a: Typed, b: Typed, span: Span) -> Option<Val> {
        if !self.agree(op, span, a.ty, b.ty) {
            return None;
        }
        Some(Val { ty: a.ty, real: a.real || b.real, whole: a.whole && b.whole, shown: a.shown })
    }

    pub(crate) fn numeric(&mut self, op: &str, x: Typed, span: Span) -> bool {
        if !x.ty.is_numeric() {
            let ty = self.ty_text(x.ty);
            self.error(&codes::E204_NUMBER, span, [op.to_owned(), ty]);
            return false;
        }
        !x.is_error()
    }

    // ---- arithmetic -----------------------------------------------------------------------------------------------

    #[inline(never)]
    fn binary(&mut self, op: BinaryOp, a: &'a Expr, b: &'a Expr, span: Span) -> Typed {
        // Long sums lean to the left: they are walked, not descended.
        let mut spine = vec![(op, b, span)];
        let mut first = a;
        while let ExprKind::Binary(op, a, b) = &first.kind {
            spine.push((*op, b, first.span));
            first = a;
        }
        let mut left = self.expr(first, None);
        let mut left_span = first.span;
        while let Some((op, right, whole)) = spine.pop() {
            left = self.operate(op, (left, left_span), right, whole);
            left_span = whole;
        }
        left
    }

    #[inline(never)]
    fn operate(&mut self, op: BinaryOp, (a, a_span): (Typed, Span), right: &'a Expr, span: Span) -> Typed {
        let b = self.expr(right, None);
        let level = self.join(a.level, b.level);
        if a.is_error() || b.is_error() {
            return self.bad(span);
        }
        let (word, node) = match op {
            BinaryOp::Add => ("+", Node::Add(a.node, b.node)),
            BinaryOp::Sub => ("-", Node::Sub(a.node, b.node)),
            BinaryOp::Mul => ("*", Node::Mul(a.node, b.node)),
            BinaryOp::Div => ("/", Node::Div(a.node, b.node)),
        };
        if let Some(ty) = self.calendar(op, a.ty, b.ty) {
            let val = Val { whole: true, ..self.val(ty) };
            return self.make(node, level, val, span);
        }
        if !self.numeric(word, a, a_span) || !self.numeric(word, b, right.span) {
            return self.bad(span);
        }
        let real = a.real || b.real;
        let val = match op {
            BinaryOp::Add | BinaryOp::Sub => {
                if !self.agree(word, span, a.ty, b.ty) {
                    return self.bad(span);
                }
                Val { ty: a.ty, real, whole: a.whole && b.whole, shown: a.shown }
            }
            BinaryOp::Mul => {
                let ty = self.product(a.ty, b.ty, 1);
                let shown = self.shown_of_product(ty, a, b);
                Val { ty, real, whole: a.whole && b.whole, shown }
            }
            BinaryOp::Div => {
                self.note_divisor(b);
                let ty = self.product(a.ty, b.ty, -1);
                let shown = self.shown_of_product(ty, a, b);
                Val { ty, real, whole: false, shown }
            }
        };
        self.make(node, level, val, span)
    }

    /// Dates and years: `date - date`, `date ± days`, `year ± n`.
    fn calendar(&mut self, op: BinaryOp, a: Ty, b: Ty) -> Option<Ty> {
        let days = Ty::Number(Dim::DAYS);
        match (op, a, b) {
            (BinaryOp::Sub, Ty::Date, Ty::Date) => Some(days),
            (BinaryOp::Add | BinaryOp::Sub, Ty::Date, d) if d == days => Some(Ty::Date),
            (BinaryOp::Add, d, Ty::Date) if d == days => Some(Ty::Date),
            (BinaryOp::Sub, Ty::Year, Ty::Year) => Some(Ty::PLAIN),
            (BinaryOp::Add | BinaryOp::Sub, Ty::Year, Ty::PLAIN) => Some(Ty::Year),
            (BinaryOp::Add, Ty::PLAIN, Ty::Year) => Some(Ty::Year),
            _ => None,
        }
    }

    /// The type of `a · b^times`. A ratio takes part as a bare factor; units that cancel leave a ratio.
    pub(crate) fn product(&mut self, a: Ty, b: Ty, times: i32) -> Ty {
        match (a, b) {
            (Ty::Ratio, Ty::Ratio) => Ty::Ratio,
            (Ty::Ratio, Ty::PLAIN) if times < 0 => Ty::Ratio,
            (Ty::Ratio, Ty::Number(d)) => Ty::Number(self.units.product(Dim::NONE, d, times)),
            (Ty::Number(d), Ty::Ratio) => Ty::Number(d),
            (Ty::Number(x), Ty::Number(y)) => {
                let dim = self.units.product(x, y, times);
                if dim == Dim::NONE && x != Dim::NONE { Ty::Ratio } else { Ty::Number(dim) }
            }
            _ => Ty::Error,
        }
    }

    /// A factor without unit leaves a quantity's way of being shown as it is.
    fn shown_of_product(&mut self, ty: Ty, a: Typed, b: Typed) -> super::types::Shown {
        if ty == a.ty && b.ty.is_pure() && ty != Ty::PLAIN {
            a.shown
        } else if ty == b.ty && a.ty.is_pure() && ty != Ty::PLAIN {
            b.shown
        } else {
            self.units.shown_for(ty)
        }
    }

    /// Notes a division by an input that may be 0.
    pub(crate) fn note_divisor(&mut self, b: Typed) {
        let Some(Node::Input(id)) = self.out.get(b.node) else { return };
        let id = *id;
        let zero = match self.inputs.get(id.index()).and_then(|i| i.range.as_ref()) {
            None => true,
            Some((lo, hi)) => {
                lo.as_ref().is_none_or(|lo| lo.signum() <= 0) && hi.as_ref().is_none_or(|hi| hi.signum() >= 0)
            }
        };
        if zero && !self.divisors.contains(&id) {
            self.divisors.push(id);
        }
    }

    #[inline(never)]
    fn pow(&mut self, x: &'a Expr, n: i64, span: Span) -> Typed {
        let x = self.expr(x, None);
        if !self.numeric("^", x, span) {
            return self.bad(span);
        }
        let Ok(n) = i32::try_from(n) else {
            self.error(&codes::E211_WHOLE, span, ["^", "-2147483648..2147483647"]);
            return self.bad(span);
        };
        let ty = match x.ty {
            Ty::Number(d) => Ty::Number(self.units.product(Dim::NONE, d, n)),
            other => other,
        };
        let shown = self.units.shown_for(ty);
        self.make(Node::Pow(x.node, n), x.level, Val { ty, real: x.real, whole: x.whole && n >= 0, shown }, span)
    }

    /// `own x`: x of the unit outside the innermost roll-up.
    #[inline(never)]
    fn own(&mut self, x: &'a Expr, span: Span, want: Option<CategoryId>) -> Typed {
        if self.frames.len() < 2 {
            self.error(&codes::E114_OWN, span, std::iter::empty::<String>());
            return self.bad(span);
        }
        let Some(inner) = self.frames.pop() else { return self.bad(span) };
        let found = self.expr(x, want);
        let own = self.join(inner.own, found.level);
        self.frames.push(Frame { own, ..inner });
        if found.is_error() {
            return found;
        }
        self.make(Node::Own(found.node), inner.level, found.val(), span)
    }
}

/// The category of a type, if it is one.
pub(crate) fn category_of(ty: Ty) -> Option<CategoryId> {
    match ty {
        Ty::Category(c) => Some(c),
        _ => None,
    }
}
