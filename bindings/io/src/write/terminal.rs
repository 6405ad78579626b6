//! Tables for the terminal: columns aligned by the width that letters have on the screen, verdicts in colour.

use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// A colour of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colour {
    /// The terminal's own.
    #[default]
    Plain,
    /// Met, recognised.
    Green,
    /// Not met, refused; errors.
    Red,
    /// Undetermined; warnings.
    Yellow,
    /// What matters less.
    Grey,
    /// Headings.
    Bold,
}

impl Colour {
    /// The colour of a verdict.
    pub fn of_verdict(word: &str) -> Self {
        match word {
            "met" | "recognised" => Self::Green,
            "not_met" | "refused" => Self::Red,
            "undetermined" => Self::Yellow,
            "not_applicable" => Self::Grey,
            _ => Self::Plain,
        }
    }

    /// The text in this colour.
    pub fn paint(self, text: &str, colours: bool) -> String {
        let code = match self {
            Self::Plain => return text.to_owned(),
            Self::Green => "32",
            Self::Red => "31",
            Self::Yellow => "33",
            Self::Grey => "2",
            Self::Bold => "1",
        };
        if colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// One cell.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// Its text; control characters are made visible.
    pub text: String,
    /// Its colour.
    pub colour: Colour,
    /// Numbers stand right.
    pub right: bool,
}

impl Cell {
    /// A plain cell.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: safe(&text.into()), ..Self::default() }
    }

    /// A number.
    pub fn number(text: impl Into<String>) -> Self {
        Self { right: true, ..Self::new(text) }
    }

    /// With a colour.
    #[must_use]
    pub fn colour(mut self, colour: Colour) -> Self {
        self.colour = colour;
        self
    }
}

/// Escape sequences and other control characters of data must not reach the terminal.
pub fn safe(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// Columns of a text on the screen.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// A text no wider than `most`.
pub fn shorten(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        let mut with = out.clone();
        with.push(c);
        if width(&with) + 1 > most {
            break;
        }
        out = with;
    }
    format!("{}…", out.trim_end())
}

/// Writes rows under headings. `limit`: how wide the screen is; the widest text columns are shortened to fit.
pub fn write(
    headings: &[&str],
    rows: &[Vec<Cell>],
    colours: bool,
    limit: Option<usize>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut widths: Vec<usize> = headings.iter().map(|h| width(h)).collect();
    for row in rows {
        for (cell, widest) in row.iter().zip(&mut widths) {
            *widest = (*widest).max(width(&cell.text));
        }
    }
    if let Some(limit) = limit {
        let gaps = 2 * widths.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > limit {
            let Some(widest) = widths.iter_mut().max_by_key(|w| **w).filter(|w| **w > 12) else { break };
            *widest -= 1;
        }
    }
    let line = |cells: Vec<(String, usize, Colour, bool)>, out: &mut dyn Write| {
        let last = cells.len().saturating_sub(1);
        for (i, (text, wide, colour, right)) in cells.into_iter().enumerate() {
            let text = shorten(&text, wide);
            let pad = " ".repeat(wide.saturating_sub(width(&text)));
            let painted = colour.paint(&text, colours);
            match (right, i == last) {
                (true, _) => write!(out, "{pad}{painted}")?,
                (false, true) => write!(out, "{painted}")?,
                (false, false) => write!(out, "{painted}{pad}")?,
            }
            if i != last {
                write!(out, "  ")?;
            }
        }
        writeln!(out)
    };
    let right: Vec<bool> =
        (0..headings.len()).map(|i| rows.first().and_then(|r| r.get(i)).is_some_and(|c| c.right)).collect();
    let head = headings.iter().zip(&widths).zip(&right).map(|((h, w), r)| ((*h).to_owned(), *w, Colour::Bold, *r));
    line(head.collect(), out)?;
    for row in rows {
        line(row.iter().zip(&widths).map(|(c, w)| (c.text.clone(), *w, c.colour, c.right)).collect(), out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_letters_are_one_column_wide_however_they_are_written() {
        assert_eq!(width("Tỷ lệ hộ"), 8);
        assert_eq!(width("To\u{302}\u{301}t"), 3);
        assert_eq!(shorten("Chính quyền số", 9), "Chính qu…");
    }

    #[test]
    fn columns_are_aligned() {
        let rows = vec![
            vec![Cell::new("Tỉnh A"), Cell::number("9.5"), Cell::new("met").colour(Colour::Green)],
            vec![Cell::new("B"), Cell::number("10"), Cell::new("x\x1b[2J")],
        ];
        let mut out = Vec::new();
        write(&["Đơn vị", "Điểm", "Kết quả"], &rows, false, None, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "Đơn vị  Điểm  Kết quả\nTỉnh A   9.5  met\nB         10  x\u{fffd}[2J\n"
        );
    }
}
