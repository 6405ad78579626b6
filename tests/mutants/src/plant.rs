//! Finds what can be made wrong in a file, and writes the file with all of it in place, each behind its number.

use proc_macro2::Span;
use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, ExprBinary, ExprMethodCall, ExprUnary, ReturnType, Type, UnOp};

/// One way to make a file wrong.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The expression, or the inside of a function's body, in bytes of the file.
    pub at: Range<usize>,
    /// Its line, from 1.
    pub line: usize,
    /// The function it stands in.
    pub function: String,
    /// What is done, in words.
    pub what: String,
    /// The text of its function, hashed, and the place in it: when either changes, it is another mutant.
    pub of: String,
    change: Change,
}

#[derive(Debug, Clone)]
enum Change {
    /// A value of yes or no becomes the other.
    Not,
    /// `a && b` becomes `a || b`, or the other way round.
    AndOr { left: Range<usize>, op: &'static str, right: Range<usize> },
    /// Another operator between the same values; compared by reference, computed by value.
    Operator { left: Range<usize>, op: String, other: &'static str, right: Range<usize>, by: &'static str },
    /// Another method of the same value.
    Method { name: Range<usize>, other: &'static str },
    /// The function gives this at once.
    Return(&'static str),
}

/// Everything that can be made wrong in a file.
pub fn find(text: &str) -> syn::Result<Vec<Mutant>> {
    let file = syn::parse_file(text)?;
    let mut finder = Finder { function: String::new(), body: 0..0, found: Vec::new(), text };
    finder.visit_file(&file);
    Ok(finder.found)
}

/// The file with these mutants in it. Each has the number it is given with, and stands between comments that say it.
pub fn write(text: &str, mutants: &[(usize, &Mutant)]) -> String {
    let mut sorted = mutants.to_vec();
    // Outer ones first; of those that stand in one place, the first found is the outer one.
    sorted.sort_by_key(|(_, m)| (m.at.start, usize::MAX - m.at.end));
    Writer { text, mutants: &sorted }.part(0..text.len(), 0)
}

/// The innermost mutant around a place of a file that was written.
pub fn around(written: &str, place: usize) -> Option<usize> {
    let mut open = Vec::new();
    let before = written.get(..place)?;
    for comment in before.split("/*").skip(1).filter_map(|rest| rest.split_once("*/")) {
        if let Some(number) = comment.0.strip_suffix('<').and_then(|n| n.parse().ok()) {
            open.push(number);
        } else if comment.0.strip_prefix('>').is_some_and(|n| n.parse::<usize>().is_ok()) {
            open.pop();
        }
    }
    open.pop()
}

struct Writer<'a> {
    text: &'a str,
    mutants: &'a [(usize, &'a Mutant)],
}

impl Writer<'_> {
    /// A part of the file with the mutants in it, beginning with the one at `from` in their order.
    fn part(&self, range: Range<usize>, from: usize) -> String {
        let mut out = String::new();
        let mut at = range.start;
        for (index, (number, mutant)) in self.mutants.iter().enumerate().skip(from) {
            if mutant.at.start >= at && mutant.at.end <= range.end {
                out.push_str(self.text.get(at..mutant.at.start).unwrap_or_default());
                out.push_str(&self.planted(*number, mutant, index + 1));
                at = mutant.at.end;
            }
        }
        out.push_str(self.text.get(at..range.end).unwrap_or_default());
        out
    }

    fn planted(&self, number: usize, mutant: &Mutant, inner: usize) -> String {
        let part = |range: &Range<usize>| self.part(range.clone(), inner);
        let on = format!("crate::mutation::on({number})");
        let written = match &mutant.change {
            Change::Not => format!("({on} ^ ({}))", part(&mutant.at)),
            // Not both of the opposites is one of the two: each side is computed as often as before.
            Change::AndOr { left, op, right } => {
                format!("({on} ^ (({on} ^ ({})) {op} ({on} ^ ({}))))", part(left), part(right))
            }
            Change::Operator { left, op, other, right, by } => {
                let (left, right) = (part(left), part(right));
                format!(
                    "(match ({by}({left}), {by}({right})) {{ (l, r) => if {on} {{ l {other} r }} else {{ l {op} r }} }})"
                )
            }
            Change::Method { name, other } => {
                let (before, after) = (part(&(mutant.at.start..name.start)), part(&(name.end..mutant.at.end)));
                let name = self.text.get(name.clone()).unwrap_or_default();
                format!("(if {on} {{ {before}{other}{after} }} else {{ {before}{name}{after} }})")
            }
            Change::Return(value) => format!("if {on} {{ return {value}; }} {}", part(&mutant.at)),
        };
        format!("/*{number}<*/{written}/*>{number}*/")
    }
}

struct Finder<'a> {
    function: String,
    body: Range<usize>,
    found: Vec<Mutant>,
    text: &'a str,
}

impl Finder<'_> {
    fn add(&mut self, span: Span, what: String, change: Change) {
        self.put(span.byte_range(), span.start().line, what, change);
    }

    fn put(&mut self, at: Range<usize>, line: usize, what: String, change: Change) {
        let body = self.text.get(self.body.clone()).unwrap_or_default();
        let of = format!("{:016x} {}", hash(body), at.start.saturating_sub(self.body.start));
        self.found.push(Mutant { at, line, function: self.function.clone(), what, of, change });
    }

    fn said(&self, span: Span) -> &str {
        self.text.get(span.byte_range()).unwrap_or_default()
    }

    /// What is asked; what compares or joins is made wrong where it does.
    fn condition(&mut self, asked: &Expr) {
        if matches!(asked, Expr::MethodCall(_) | Expr::Call(_) | Expr::Path(_) | Expr::Field(_) | Expr::Macro(_)) {
            self.add(asked.span(), "the condition the other way round".to_owned(), Change::Not);
        }
    }

    fn body(&mut self, signature: &syn::Signature, block: &syn::Block) {
        // What is computed while compiling cannot be switched.
        if signature.constness.is_some() || block.stmts.is_empty() {
            return;
        }
        let before = std::mem::replace(&mut self.function, signature.ident.to_string());
        let values: &[&str] = match &signature.output {
            ReturnType::Default => &[""],
            ReturnType::Type(_, given) => match name_of(given).as_str() {
                "bool" => &["true", "false"],
                "Option" => &["None"],
                "Ordering" => &["std::cmp::Ordering::Equal", "std::cmp::Ordering::Less"],
                "usize" | "u8" | "u16" | "u32" | "u64" | "u128" | "i8" | "i16" | "i32" | "i64" | "i128" => &["0", "1"],
                "Vec" => &["Vec::new()"],
                _ => &[],
            },
        };
        let inside = block.brace_token.span.open().byte_range().end..block.brace_token.span.close().byte_range().start;
        let body_before = std::mem::replace(&mut self.body, inside.clone());
        for value in values {
            let what = if value.is_empty() { "does nothing".to_owned() } else { format!("gives {value}") };
            let line = signature.ident.span().start().line;
            self.put(inside.clone(), line, what, Change::Return(value));
        }
        visit::visit_block(self, block);
        (self.function, self.body) = (before, body_before);
    }
}

/// FNV-1a, which is the same everywhere.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn name_of(given: &Type) -> String {
    match given {
        Type::Path(path) => path.path.segments.last().map(|s| s.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Tests, and what only shows things to developers.
fn skipped(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|a| a.path().is_ident("cfg") || a.path().is_ident("test"))
}

fn has_let(expr: &Expr) -> bool {
    match expr {
        Expr::Let(_) => true,
        Expr::Binary(both) => has_let(&both.left) || has_let(&both.right),
        Expr::Paren(inner) => has_let(&inner.expr),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !skipped(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let shows = |path: &syn::Path| path.segments.last().is_some_and(|s| s.ident == "Debug" || s.ident == "Display");
        if !item.trait_.as_ref().is_some_and(|(_, path, _)| shows(path)) {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if !skipped(&function.attrs) {
            self.body(&function.sig, &function.block);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !skipped(&function.attrs) {
            self.body(&function.sig, &function.block);
        }
    }

    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_pat(&mut self, _: &'ast syn::Pat) {}
    fn visit_type(&mut self, _: &'ast Type) {}

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let Some((_, guard)) = &arm.guard {
            self.condition(guard);
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_if(&mut self, branch: &'ast syn::ExprIf) {
        self.condition(&branch.cond);
        visit::visit_expr_if(self, branch);
    }

    fn visit_expr_binary(&mut self, both: &'ast ExprBinary) {
        let (left, right) = (both.left.span().byte_range(), both.right.span().byte_range());
        let op = self.said(both.op.span()).to_owned();
        match both.op {
            BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) | BinOp::Eq(_) | BinOp::Ne(_) => {
                self.add(both.span(), format!("{op} the other way round"), Change::Not);
            }
            BinOp::And(_) | BinOp::Or(_) if !has_let(&both.left) && !has_let(&both.right) => {
                let (op, other) = if matches!(both.op, BinOp::And(_)) { ("&&", "||") } else { ("||", "&&") };
                self.add(
                    both.span(),
                    format!("{op} becomes {other}"),
                    Change::AndOr { left: left.clone(), op, right: right.clone() },
                );
            }
            _ => {}
        }
        let mut operator = |other: &'static str, by: &'static str| {
            let change = Change::Operator { left: left.clone(), op: op.clone(), other, right: right.clone(), by };
            self.add(both.span(), format!("{op} becomes {other}"), change);
        };
        match both.op {
            BinOp::Lt(_) => operator("<=", "&"),
            BinOp::Le(_) => operator("<", "&"),
            BinOp::Gt(_) => operator(">=", "&"),
            BinOp::Ge(_) => operator(">", "&"),
            BinOp::Add(_) => operator("-", ""),
            BinOp::Sub(_) => operator("+", ""),
            BinOp::Mul(_) => operator("+", ""),
            BinOp::Div(_) => operator("*", ""),
            BinOp::Rem(_) => operator("/", ""),
            _ => {}
        }
        visit::visit_expr_binary(self, both);
    }

    fn visit_expr_unary(&mut self, one: &'ast ExprUnary) {
        if matches!(one.op, UnOp::Not(_)) {
            self.add(one.span(), "without its !".to_owned(), Change::Not);
        }
        visit::visit_expr_unary(self, one);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let name = call.method.to_string();
        let other = match name.as_str() {
            "min" => "max",
            "max" => "min",
            "any" => "all",
            "all" => "any",
            "add" => "sub",
            "sub" => "add",
            "floor" => "ceil",
            "ceil" => "floor",
            "first" => "last",
            "last" => "first",
            "checked_add" => "checked_sub",
            "checked_sub" => "checked_add",
            "saturating_add" => "saturating_sub",
            "saturating_sub" => "saturating_add",
            "is_positive" => "is_negative",
            "is_negative" => "is_positive",
            _ => "",
        };
        if !other.is_empty() {
            let change = Change::Method { name: call.method.span().byte_range(), other };
            self.add(call.span(), format!("{name} becomes {other}"), change);
        }
        visit::visit_expr_method_call(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planted(text: &str) -> String {
        let found = find(text).unwrap();
        let numbered: Vec<_> = found.iter().enumerate().collect();
        let written = write(text, &numbered);
        syn::parse_file(&written).unwrap();
        written
    }

    #[test]
    fn both_an_operator_and_its_opposite_stand_in_one_place() {
        let text = "fn f(a: u8) -> char { if a < 3 && ok(a) { 'x' } else { 'y' } }";
        let written = planted(text);
        for number in 0..3 {
            assert!(written.contains(&format!("on({number})")), "{written}");
        }
        assert!(written.contains("l <= r") && written.contains("l < r"), "{written}");
    }

    #[test]
    fn what_is_computed_while_compiling_and_tests_are_left_alone() {
        let text = "const A: u8 = 1 + 2; const fn f() -> u8 { 1 + 2 } #[cfg(test)] mod t { fn g() -> u8 { 1 + 2 } }";
        assert!(find(text).unwrap().is_empty());
        assert_eq!(planted("fn f(a: f64) -> f64 { a }"), "fn f(a: f64) -> f64 { a }");
    }

    #[test]
    fn a_place_is_of_the_innermost() {
        let written = planted("fn f(a: u8) -> char { if a < 3 && ok(a) { 'x' } else { 'y' } }");
        let number = |n: usize| format!("crate::mutation::on({n})");
        for n in 0..3 {
            // What switches a mutant stands within it.
            assert_eq!(around(&written, written.find(&number(n)).unwrap()), Some(n), "{written}");
        }
        assert_eq!(around(&written, written.find("'y'").unwrap()), None);
    }

    #[test]
    fn each_side_is_computed_once() {
        let written = planted("fn f() -> String { g() + h() }");
        assert_eq!((written.matches("g()").count(), written.matches("h()").count()), (1, 1), "{written}");
    }
}
