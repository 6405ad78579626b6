//! Drawings of ranks, as SVG inside a page: a row a unit, the best rank on the left. Every drawing stands over the table
//! that says the same in numbers.

use crate::html_text::escape;
use crate::write::terminal::shorten;
use std::fmt::Write as _;

const ROW: usize = 18;
const TOP: usize = 26;
const LABELS: usize = 190;
const WIDTH: usize = 860;

/// Ranks of one unit over many draws.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Interval {
    pub(crate) label: String,
    /// The best and the worst.
    pub(crate) outer: (f64, f64),
    /// What holds nine tenths.
    pub(crate) inner: (f64, f64),
    pub(crate) median: f64,
    /// Under the rules as written.
    pub(crate) base: Option<f64>,
}

/// Where a rank lies from left to right.
struct Scale {
    last: f64,
}

impl Scale {
    fn x(&self, rank: f64) -> f64 {
        let (left, right) = (LABELS as f64 + 12.0, WIDTH as f64 - 14.0);
        left + (right - left) * (rank - 1.0) / (self.last - 1.0).max(1.0)
    }

    /// Lines and numbers for about ten ranks.
    fn axis(&self, out: &mut String, height: usize) {
        let mut step = 1;
        for larger in [2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000] {
            if self.last / f64::from(step) > 12.0 {
                step = larger;
            }
        }
        let mut rank = 1;
        while f64::from(rank) <= self.last {
            let x = self.x(f64::from(rank));
            let _ = writeln!(
                out,
                "<line class=\"axis\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{}\" y2=\"{height}\"/><text class=\"tick\" x=\"{x:.1}\" y=\"14\">{rank}</text>",
                TOP - 6
            );
            rank = if rank == 1 && step > 1 { step } else { rank + step };
        }
    }
}

/// Opens a drawing; what it shows is said over it, and to those who do not see it.
fn open(title: &str, rows: usize) -> (String, usize) {
    let height = TOP + rows * ROW + 6;
    let head = format!(
        "<p class=\"fine\">{0}</p>\n<svg class=\"chart\" role=\"img\" aria-label=\"{0}\" viewBox=\"0 0 {WIDTH} {height}\" xmlns=\"http://www.w3.org/2000/svg\">\n",
        escape(title)
    );
    (head, height)
}

fn label(out: &mut String, text: &str, y: usize) {
    let _ = write!(out, "<text x=\"{LABELS}\" y=\"{}\">{}</text>", y + 4, escape(&shorten(text, 28)));
}

/// Intervals: a thin line from best to worst, a thick one for nine tenths, a point for the median, a stroke for the rank
/// under the rules as written.
pub(crate) fn intervals(title: &str, rows: &[Interval]) -> String {
    let (mut out, height) = open(title, rows.len());
    let last = rows.iter().flat_map(|r| [r.outer.1, r.base.unwrap_or(1.0)]).fold(2.0, f64::max);
    let scale = Scale { last };
    scale.axis(&mut out, height);
    for (i, row) in rows.iter().enumerate() {
        let y = TOP + i * ROW + ROW / 2;
        label(&mut out, &row.label, y);
        let x = |rank| scale.x(rank);
        let _ = write!(
            out,
            "<line class=\"outer\" x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{y}\" y2=\"{y}\"/>\
             <line class=\"inner\" x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{y}\" y2=\"{y}\"/>\
             <circle class=\"median\" cx=\"{:.1}\" cy=\"{y}\" r=\"4\"/>",
            x(row.outer.0),
            x(row.outer.1),
            x(row.inner.0),
            x(row.inner.1),
            x(row.median)
        );
        if let Some(base) = row.base {
            let _ = write!(
                out,
                "<line class=\"base\" x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{1}\" y2=\"{2}\"/>",
                x(base),
                y - 7,
                y + 7
            );
        }
        out.push('\n');
    }
    out.push_str("</svg>\n");
    out
}

/// Moves: a line from the rank before (a ring) to the rank after (a point).
pub(crate) fn moves(title: &str, rows: &[(String, f64, f64)], units: u32) -> String {
    let (mut out, height) = open(title, rows.len());
    let last = rows.iter().flat_map(|(_, a, b)| [*a, *b]).fold(f64::from(units).max(2.0), f64::max);
    let scale = Scale { last };
    scale.axis(&mut out, height);
    for (i, (name, before, after)) in rows.iter().enumerate() {
        let y = TOP + i * ROW + ROW / 2;
        label(&mut out, name, y);
        let (from, to) = (scale.x(*before), scale.x(*after));
        let class = if after < before { "better" } else { "worse" };
        let _ = writeln!(
            out,
            "<line class=\"move {class}\" x1=\"{from:.1}\" x2=\"{to:.1}\" y1=\"{y}\" y2=\"{y}\"/>\
             <circle class=\"ring {class}\" cx=\"{from:.1}\" cy=\"{y}\" r=\"4\"/>\
             <circle class=\"{class}\" cx=\"{to:.1}\" cy=\"{y}\" r=\"4\"/>"
        );
    }
    out.push_str("</svg>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_goes_from_the_first_rank_to_the_last() {
        let scale = Scale { last: 11.0 };
        assert_eq!((scale.x(1.0), scale.x(11.0)), (202.0, 846.0));
        assert_eq!(scale.x(6.0), 524.0);
    }

    #[test]
    fn names_never_become_markup_and_rows_are_drawn_in_order() {
        let row = |label: &str, median| Interval {
            label: label.to_owned(),
            outer: (1.0, 9.0),
            inner: (2.0, 8.0),
            median,
            base: Some(3.0),
        };
        let drawn = intervals("<Ranks>", &[row("A & B", 4.0), row("<script>", 5.0)]);
        assert!(
            drawn.contains("aria-label=\"&lt;Ranks&gt;\"") && drawn.contains("A &amp; B") && !drawn.contains("<script")
        );
        assert_eq!(drawn.matches("class=\"median\"").count(), 2);
        let moved = moves("m", &[("x".to_owned(), 5.0, 2.0), ("y".to_owned(), 2.0, 5.0)], 5);
        assert_eq!((moved.matches("move better").count(), moved.matches("move worse").count()), (1, 1));
    }
}
