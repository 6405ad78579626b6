//! Headings: one row, or several whose merged cells stand over the columns below.

/// One name per column from the rows of a heading: the lowest cell that is not empty names the column; where that is
/// not unique, the cells above stand before it, `Chính quyền số / Tỷ lệ`.
#[inline(never)]
pub fn names(rows: &[Vec<String>]) -> Vec<String> {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let stack = |column: usize| -> Vec<&str> {
        let mut cells: Vec<&str> =
            rows.iter().filter_map(|r| r.get(column)).map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
        cells.dedup();
        cells
    };
    let last = |column: usize| stack(column).last().copied().unwrap_or_default();
    (0..width)
        .map(|column| {
            let name = last(column);
            let unique = name.is_empty() || (0..width).filter(|c| last(*c) == name).count() == 1;
            tidy(&if unique { name.to_owned() } else { stack(column).join(" / ") })
        })
        .collect()
}

/// Line breaks and runs of spaces of a heading become one space.
fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|c| (*c).to_owned()).collect()
    }

    #[test]
    fn one_row_is_itself() {
        assert_eq!(names(&[row(&["unit ", "Tỷ lệ\nhộ"])]), ["unit", "Tỷ lệ hộ"]);
    }

    #[test]
    fn merged_cells_stand_before_names_that_repeat() {
        let rows = [row(&["unit", "Hộ", "Hộ", "Xã"]), row(&["unit", "2024", "2025", ""])];
        assert_eq!(names(&rows), ["unit", "2024", "2025", "Xã"]);
        let rows = [row(&["unit", "Hộ", "Hộ", "Xã", "Xã"]), row(&["", "a", "b", "a", "b"])];
        assert_eq!(names(&rows), ["unit", "Hộ / a", "Hộ / b", "Xã / a", "Xã / b"]);
    }
}
