//! A table to be written, as texts that the second module takes.

use milepost_io::{Frame, Kind, OutCell};

/// Names, kinds (t, i, n) and cells of each column, three texts a column. Each cell is its kind and its text, after a
/// NUL.
pub(crate) fn coded(frame: Frame<'_>) -> Vec<String> {
    let mut cells: Vec<String> = frame.columns.iter().map(|_| String::new()).collect();
    for row in frame.rows {
        for (cell, out) in row.into_iter().zip(&mut cells) {
            out.push('\0');
            match cell {
                OutCell::Missing => {}
                OutCell::Text(text) => {
                    out.push('t');
                    out.extend(text.chars().filter(|c| *c != '\0'));
                }
                OutCell::Integer(whole) => {
                    out.push('i');
                    out.push_str(&whole.to_string());
                }
                OutCell::Figure(figure) => {
                    out.push('n');
                    out.push_str(&figure.exact().unwrap_or_else(|| figure.text()));
                }
            }
        }
    }
    let kind = |kind: Kind| match kind {
        Kind::Text => "t",
        Kind::Integer => "i",
        Kind::Number => "n",
    };
    let columns = frame.columns.into_iter().zip(cells);
    columns.flat_map(|((name, k), cells)| [name.into_owned(), kind(k).to_owned(), cells]).collect()
}
