//! Spreadsheets as other programs write them. `files/openpyxl.xlsx` was written by openpyxl 3: a sheet without cells,
//! then one with a title, a heading of two rows with merged cells, a percentage, a formula that was never computed, a
//! date, an error.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![cfg(feature = "xlsx-read")]

use milepost_core::dataset::Cell;
use milepost_core::number::Number;
use milepost_io::{Limits, RawTable, ReadOptions, read};

fn table(options: &ReadOptions) -> Result<RawTable, (&'static str, String)> {
    let bytes = include_bytes!("files/openpyxl.xlsx").to_vec();
    read("so-lieu.xlsx", bytes, options)
        .map(|mut tables| tables.remove(0))
        .map_err(|wrong| (wrong.message.code, wrong.args.join("|")))
}

#[test]
fn the_first_sheet_with_cells_and_a_heading_of_two_rows() {
    let t = table(&ReadOptions { header: Some((3, 4)), ..Default::default() }).unwrap();
    let names: Vec<&str> = t.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["unit", "year", "Cáp quang", "Wifi", "Ngày", "Có"]);
    assert_eq!(t.rows, 2);
    assert_eq!(t.cell(0, 1), Cell::F64(2024.0));
    assert_eq!(t.cell(0, 2), Cell::Percent(Number::parse("0.85").unwrap()));
    assert_eq!(t.cell(0, 3), Cell::Text("=1/8"));
    assert_eq!(t.cell(0, 4), Cell::Date(milepost_core::date::days(2024, 12, 15)));
    assert_eq!(t.cell(0, 5), Cell::Bool(true));
    assert_eq!(t.cell(1, 2), Cell::Text("85,5"));
    assert_eq!(t.cell(1, 3), Cell::Text("#N/A"));
    assert_eq!(t.place(1, Some(3)), "so-lieu.xlsx Số liệu!D6");
}

#[test]
fn a_title_is_not_a_heading() {
    let t = table(&ReadOptions::default()).unwrap();
    assert_eq!(t.columns[2].name, "Hạ tầng");
}

#[test]
fn sheets_are_chosen_by_name() {
    let options = |sheet: &str| ReadOptions { sheet: Some(sheet.to_owned()), ..Default::default() };
    assert!(table(&options("Số liệu")).is_ok());
    assert_eq!(table(&options("Ghi chú")).unwrap_err().0, "F04");
    assert_eq!(table(&options("Khác")).unwrap_err(), ("F09", "Khác|Ghi chú, Số liệu".to_owned()));
}

#[test]
fn what_unpacks_too_large_is_refused() {
    let limits = Limits { unpacked: 4_000, ..Default::default() };
    assert_eq!(table(&ReadOptions { limits, ..Default::default() }).unwrap_err().0, "F08");
}

#[test]
fn damaged_files_are_refused_and_never_panic() {
    let whole = include_bytes!("files/openpyxl.xlsx");
    for cut in (0..whole.len()).step_by(97) {
        let _ = read("d.xlsx", whole[..cut].to_vec(), &ReadOptions::default());
    }
    for at in (0..whole.len()).step_by(53) {
        let mut bytes = whole.to_vec();
        bytes[at] ^= 0x55;
        let _ = read("d.xlsx", bytes, &ReadOptions::default());
    }
    let code = |bytes: &[u8]| read("d.xlsx", bytes.to_vec(), &ReadOptions::default()).unwrap_err().message.code;
    assert_eq!(code(&whole[..1000]), "F06");
    assert_eq!(code(b"unit,year\n"), "F06");
}
