//! Built-in functions.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::number::{Mode, Number};
use milepost_core::program::{CategoryId, Function, Node, YearRef};

use super::Checker;
use super::types::{SHOWN_PERCENT, Ty, Typed, Val};
use crate::ast::{Expr, ExprKind, Name};

/// Functions that the checker writes in terms of others.
const DERIVED: [&str; 4] = ["previous", "growth", "latest", "interpolated"];

/// How far back `latest` may look.
const MAX_YEARS_BACK: i64 = 1_000;

impl<'a> Checker<'a> {
    #[inline(never)]
    pub(crate) fn call(&mut self, name: &'a Name, args: &'a [Expr], span: Span, want: Option<CategoryId>) -> Typed {
        match name.text.as_str() {
            "previous" => return self.previous(name, args, span, want),
            "growth" => return self.growth(name, args, span),
            "latest" => return self.latest(name, args, span, want),
            "interpolated" => return self.interpolated(name, args, span),
            _ => {}
        }
        let Some(function) = Function::from_word(&name.text) else {
            let words = Function::ALL.iter().map(|f| f.word()).chain(DERIVED);
            let suggestion = crate::suggest::closest(&name.text, words).map(str::to_owned);
            self.diagnostics
                .push(Diagnostic::new(&codes::E102_FUNCTION, name.span, [name.text.as_str()]).suggest(suggestion));
            return self.bad(span);
        };
        match function {
            Function::CountOf | Function::ShareOf => self.conditions(function, args, span),
            Function::Round => self.round(name, args, span),
            Function::Date | Function::MonthEnd | Function::YearEnd => self.dates(function, name, args, span),
            _ => {
                let typed: Vec<Typed> = args.iter().map(|a| self.expr(a, None)).collect();
                if !self.count_args(name, args, arity(function), span) || typed.iter().any(|t| t.is_error()) {
                    return self.bad(span);
                }
                self.apply(function, args, &typed, span)
            }
        }
    }

    fn count_args(&mut self, name: &Name, args: &[Expr], (least, most): (usize, usize), span: Span) -> bool {
        if (least..=most).contains(&args.len()) {
            return true;
        }
        let wanted = match most {
            usize::MAX => format!("{least}.."),
            _ if least == most => least.to_string(),
            _ => format!("{least}..{most}"),
        };
        self.error(&codes::E206_ARGUMENTS, span, [name.text.to_string(), wanted, args.len().to_string()]);
        false
    }

    /// A function of numbers whose arguments are checked already.
    fn apply(&mut self, function: Function, args: &'a [Expr], typed: &[Typed], span: Span) -> Typed {
        let word = function.word();
        let level = typed.iter().fold(None, |level, t| self.join(level, t.level));
        let nodes = typed.iter().map(|t| t.node).collect();
        let Some(first) = typed.first().copied() else { return self.bad(span) };
        let any_real = typed.iter().any(|t| t.real);
        let first_span = args.first().map_or(span, |a| a.span);
        let val = match function {
            Function::Ln | Function::Exp | Function::Sqrt | Function::Root | Function::Power => {
                for (arg, t) in args.iter().zip(typed) {
                    if !t.ty.is_pure() {
                        self.error(&codes::E207_PURE, arg.span, [word]);
                        return self.bad(span);
                    }
                }
                if function == Function::Root && !self.is_positive_whole(typed.get(1).copied()) {
                    let place = args.get(1).map_or(span, |a| a.span);
                    self.error(&codes::E211_WHOLE, place, [word, "2.."]);
                    return self.bad(span);
                }
                Val { ty: Ty::Ratio, real: true, whole: false, shown: SHOWN_PERCENT }
            }
            Function::YearOf => {
                if first.ty != Ty::Date {
                    let ty = self.ty_text(first.ty);
                    self.error(&codes::E213_DATE, first_span, [word.to_owned(), ty]);
                    return self.bad(span);
                }
                self.val(Ty::Year)
            }
            _ => {
                let ordered = matches!(function, Function::Min | Function::Max | Function::Clamp);
                let dates = ordered && matches!(first.ty, Ty::Date | Ty::Year);
                if !dates && !self.numeric(word, first, first_span) {
                    return self.bad(span);
                }
                for (arg, t) in args.iter().zip(typed).skip(1) {
                    if !self.agree(word, arg.span, first.ty, t.ty) {
                        return self.bad(span);
                    }
                }
                match function {
                    Function::Position => Val { ty: Ty::Ratio, real: any_real, whole: false, shown: SHOWN_PERCENT },
                    Function::GeometricMean => Val { real: true, whole: false, ..first.val() },
                    Function::Mean | Function::Median | Function::HarmonicMean => {
                        Val { real: any_real, whole: false, ..first.val() }
                    }
                    _ => Val { real: any_real, whole: typed.iter().all(|t| t.whole), ..first.val() },
                }
            }
        };
        self.make(Node::Call { function, args: nodes, mode: None }, level, val, span)
    }

    fn is_positive_whole(&self, x: Option<Typed>) -> bool {
        let value = x.and_then(|x| self.konst(x.node, None));
        value.is_some_and(|n| n.is_integer() && n.signum() > 0)
    }

    /// `count(C, …)`, `share(C, …)`
    fn conditions(&mut self, function: Function, args: &'a [Expr], span: Span) -> Typed {
        let mut level = None;
        let mut nodes = Vec::with_capacity(args.len());
        for arg in args {
            let part = self.condition(arg, function.word());
            level = self.join(level, part.level);
            nodes.push(part.node);
        }
        let ty = if function == Function::CountOf { Ty::PLAIN } else { Ty::Ratio };
        let val = Val { whole: function == Function::CountOf, ..self.val(ty) };
        self.make(Node::Call { function, args: nodes, mode: None }, level, val, span)
    }

    /// `round(x, step, mode)`
    fn round(&mut self, name: &'a Name, args: &'a [Expr], span: Span) -> Typed {
        if !self.count_args(name, args, (3, 3), span) {
            return self.bad(span);
        }
        let (Some(x), Some(step), Some(mode)) = (args.first(), args.get(1), args.get(2)) else { return self.bad(span) };
        let typed = self.expr(x, None);
        let mode = match &mode.kind {
            ExprKind::Path(path) if path.len() == 1 => path.first().and_then(|n| n.text.parse::<Mode>().ok()),
            _ => None,
        }
        .or_else(|| {
            let words = Mode::ALL.map(Mode::as_str);
            let written = match &mode.kind {
                ExprKind::Path(path) => path.first().map(|n| n.text.as_str()).unwrap_or_default(),
                _ => "",
            };
            let suggestion = crate::suggest::closest(written, words).map(str::to_owned);
            self.diagnostics
                .push(Diagnostic::new(&codes::E214_MODE, mode.span, [words.join(", ")]).suggest(suggestion));
            None
        });
        let rounded = self.rounded(typed, x.span, step, mode, span);
        if mode.is_none() { self.bad(span) } else { rounded }
    }

    /// A checked value rounded to a step.
    pub(crate) fn rounded(&mut self, x: Typed, x_span: Span, step: &'a Expr, mode: Option<Mode>, span: Span) -> Typed {
        let typed_step = self.expr(step, None);
        if !self.numeric("round", x, x_span) || !self.numeric("round", typed_step, step.span) {
            return self.bad(span);
        }
        if !self.agree("round", step.span, x.ty, typed_step.ty) {
            return self.bad(span);
        }
        if self.konst(typed_step.node, None).is_some_and(|n| n.signum() <= 0) {
            self.error(&codes::E215_STEP, step.span, std::iter::empty::<String>());
        }
        let level = self.join(x.level, typed_step.level);
        let whole = self.konst(typed_step.node, None).is_some_and(|n| n.is_integer());
        let node = Node::Call { function: Function::Round, args: vec![x.node, typed_step.node], mode };
        self.make(node, level, Val { real: false, whole, ..x.val() }, span)
    }

    /// `date(y, m, d)`, `month_end(y, m)`, `year_end(y)`; a year may stand for a number.
    fn dates(&mut self, function: Function, name: &Name, args: &'a [Expr], span: Span) -> Typed {
        let typed: Vec<Typed> = args.iter().map(|a| self.expr(a, None)).collect();
        if !self.count_args(name, args, arity(function), span) {
            return self.bad(span);
        }
        let mut level = None;
        for (i, (arg, t)) in args.iter().zip(&typed).enumerate() {
            level = self.join(level, t.level);
            let fits = t.ty == Ty::PLAIN || (i == 0 && t.ty == Ty::Year);
            if !fits {
                if !t.is_error() {
                    let ty = self.ty_text(t.ty);
                    self.error(&codes::E204_NUMBER, arg.span, [function.word().to_owned(), ty]);
                }
                return self.bad(span);
            }
        }
        let nodes = typed.iter().map(|t| t.node).collect();
        self.of_type(Node::Call { function, args: nodes, mode: None }, level, Ty::Date, span)
    }

    // ---- other years -----------------------------------------------------------------------------------------------

    fn one_arg(&mut self, name: &Name, args: &'a [Expr], span: Span) -> Option<&'a Expr> {
        if !self.count_args(name, args, (1, 1), span) {
            return None;
        }
        args.first()
    }

    fn previous(&mut self, name: &Name, args: &'a [Expr], span: Span, want: Option<CategoryId>) -> Typed {
        let Some(x) = self.one_arg(name, args, span) else { return self.bad(span) };
        let x = self.expr(x, want);
        self.make(Node::At(x.node, YearRef::Relative(-1)), x.level, x.val(), span)
    }

    /// `(x - previous(x)) / previous(x)`
    fn growth(&mut self, name: &Name, args: &'a [Expr], span: Span) -> Typed {
        let Some(x) = self.one_arg(name, args, span) else { return self.bad(span) };
        let typed = self.expr(x, None);
        if !self.numeric("growth", typed, x.span) {
            return self.bad(span);
        }
        let before = self.make(Node::At(typed.node, YearRef::Relative(-1)), typed.level, typed.val(), span);
        let change = self.make(Node::Sub(typed.node, before.node), typed.level, typed.val(), span);
        let val = Val { ty: Ty::Ratio, real: typed.real, whole: false, shown: SHOWN_PERCENT };
        self.make(Node::Div(change.node, before.node), typed.level, val, span)
    }

    fn latest(&mut self, name: &Name, args: &'a [Expr], span: Span, want: Option<CategoryId>) -> Typed {
        if !self.count_args(name, args, (2, 2), span) {
            return self.bad(span);
        }
        let (Some(x), Some(years)) = (args.first(), args.get(1)) else { return self.bad(span) };
        let x = self.expr(x, want);
        let count = self.expr(years, None);
        let value = self.konst(count.node, None).filter(|_| count.ty == Ty::PLAIN && count.level.is_none());
        let n = value.as_ref().and_then(Number::to_i64).filter(|n| (0..=MAX_YEARS_BACK).contains(n));
        match n.and_then(|n| u32::try_from(n).ok()) {
            Some(n) => self.make(Node::Latest(x.node, n), x.level, x.val(), span),
            None => {
                if !count.is_error() {
                    self.error(&codes::E211_WHOLE, years.span, ["latest".to_owned(), format!("0..{MAX_YEARS_BACK}")]);
                }
                self.bad(span)
            }
        }
    }

    fn interpolated(&mut self, name: &Name, args: &'a [Expr], span: Span) -> Typed {
        let Some(x) = self.one_arg(name, args, span) else { return self.bad(span) };
        let typed = self.expr(x, None);
        if !self.numeric("interpolated", typed, x.span) {
            return self.bad(span);
        }
        self.ahead = true;
        self.make(Node::Interpolated(typed.node), typed.level, Val { whole: false, ..typed.val() }, span)
    }
}

/// How many arguments a function takes, least and most.
fn arity(function: Function) -> (usize, usize) {
    match function {
        Function::Min
        | Function::Max
        | Function::Mean
        | Function::Sum
        | Function::Median
        | Function::GeometricMean
        | Function::HarmonicMean
        | Function::CountOf
        | Function::ShareOf => (1, usize::MAX),
        Function::Abs | Function::Ln | Function::Exp | Function::Sqrt | Function::YearOf | Function::YearEnd => (1, 1),
        Function::Root | Function::Power | Function::MonthEnd => (2, 2),
        Function::Clamp | Function::Position | Function::Date | Function::Round => (3, 3),
    }
}
