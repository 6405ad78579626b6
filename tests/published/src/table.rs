//! The table that is printed, and written into README.md and docs/published.md.

use crate::compare::Precision;
use crate::{Line, root};
use milepost_core::number::{Mode, Number};
use std::path::{Path, PathBuf};

const BEGIN: &str = "<!-- published:begin -->";
const END: &str = "<!-- published:end -->";

/// The files that hold the table.
pub fn files() -> Vec<PathBuf> {
    ["README.md", "docs/published.md"].iter().map(|f| root().join(f)).filter(|f| f.is_file()).collect()
}

/// The table as Markdown.
pub fn markdown(lines: &[Line]) -> String {
    let mut text = String::from(
        "| index | compared | cells | equal | largest difference | equal means |\n|---|---|---:|---:|---:|---|\n",
    );
    for line in lines {
        let note = match (line.negative, line.excused) {
            (true, _) => " ¹",
            (_, 0) => "",
            _ => " ²",
        };
        let (cells, equal) = (grouped(line.cells), grouped(line.equal));
        let (largest, means) = (scientific(&line.largest), line.precision_text());
        text += &format!("| {} | {}{note} | {cells} | {equal} | {largest} | {means} |\n", line.index, line.what);
    }
    let counted = || lines.iter().filter(|l| !l.negative);
    let cells = grouped(counted().map(|l| l.cells).sum());
    let equal = grouped(counted().map(|l| l.equal).sum());
    text += &format!("| **all** | without ¹ | **{cells}** | **{equal}** | | |\n");
    if lines.iter().any(|l| l.negative) {
        text += "\n¹ Known to be wrong in the published data; shown so that the comparison is seen to find it.\n";
    }
    for line in lines.iter().filter(|l| l.excused > 0) {
        for difference in &line.differences {
            text += &format!("\n² {difference}: exactly equal scores whose published floats differ in the last bit.\n");
        }
    }
    text
}

/// One line an index, for the README.
pub fn summary(lines: &[Line]) -> String {
    let mut text = String::from("| index | published cells | equal | largest difference |\n|---|---:|---:|---:|\n");
    let counted: Vec<&Line> = lines.iter().filter(|l| !l.negative).collect();
    for lines in counted.chunk_by(|a, b| a.index == b.index) {
        let Some(first) = lines.first() else { continue };
        let cells = grouped(lines.iter().map(|l| l.cells).sum());
        let equal = grouped(lines.iter().map(|l| l.equal).sum());
        let figures = lines.iter().filter(|l| !matches!(l.precision, Precision::Same));
        let largest = figures.map(|l| l.largest.clone()).max().unwrap_or_default();
        text += &format!("| {} | {cells} | {equal} | {} |\n", first.index, scientific(&largest));
    }
    for difference in counted.iter().filter(|l| l.excused > 0).flat_map(|l| &l.differences) {
        text += &format!(
            "\nNot equal: {difference}; exactly equal scores whose published floats differ in the last bit.\n"
        );
    }
    text
}

/// 12,345
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Two digits and a power of ten, from the exact number.
fn scientific(number: &Number) -> String {
    if number.is_zero() {
        return "0".to_owned();
    }
    let ten = Number::integer(10);
    let (mut digits, mut exponent) = (number.clone(), 0);
    while digits >= ten {
        (digits, exponent) = (digits.div(&ten).unwrap_or_default(), exponent + 1);
    }
    while digits < Number::ONE {
        (digits, exponent) = (digits.mul(&ten), exponent - 1);
    }
    format!("{}e{exponent}", digits.to_decimal(1, Mode::HalfUp))
}

/// The text of a file as it should be: the table, or in the README its summary, between the markers; `None` where it
/// has no markers.
pub fn current(file: &Path, text: &str, lines: &[Line]) -> Option<String> {
    let readme = file.file_name().is_some_and(|name| name == "README.md");
    between_markers(text, &if readme { summary(lines) } else { markdown(lines) })
}

fn between_markers(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_replaces_what_stands_between_the_markers() {
        let text = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        assert_eq!(between_markers(&text, "new\n"), Some(format!("a\n{BEGIN}\nnew\n{END}\nb\n")));
        assert_eq!(between_markers("no markers", "new"), None);
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(12), "12");
        assert_eq!(scientific(&Number::from_scaled(123, 8)), "1.2e-6");
        assert_eq!(scientific(&Number::integer(120)), "1.2e2");
    }
}
