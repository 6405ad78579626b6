//! What a cell says is shown, never run: not by a spreadsheet, not by a browser.
#![cfg(all(feature = "xlsx", feature = "csv", feature = "html"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use milepost_core::diagnostic::Lang;
use milepost_core::report::Options;
use milepost_io::write::{delimited, html, xlsx};
use milepost_io::{BindOptions, Metadata, ReadOptions, What, bind, read, results};
use std::collections::BTreeMap;

/// What people put into cells to have others run it.
const NASTY: &[&str] = &[
    "=HYPERLINK(\"http://x\",\"y\")",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "&lt;b&gt;",
    "javascript:alert(1)",
    "</style><script>",
];

fn table(
    check: impl Fn(&milepost_core::program::Program, &milepost_core::dataset::Dataset, &milepost_core::report::Table),
) {
    let rules = "ruleset r \"<script>alert('r')</script>\" { applies 2024 evaluates d }\nlevel d \"=L\"\ninput a : number \"<b>A</b>\"\n\
                 criterion c \"<i onclick=x>C</i>\" { measure a target 2024: >= 1  note \"=1+1 <script>\" }\n";
    let compiled = milepost::compile_with("r.mile", rules, &BTreeMap::new(), None).unwrap();
    let program = compiled.program();
    let quoted = |t: &str| format!("\"{}\"", t.replace('"', "\"\""));
    let lines: String =
        NASTY.iter().enumerate().map(|(i, t)| format!("{},{},2024,{i}\n", quoted(t), quoted(t))).collect();
    let tables = read("d.csv", format!("unit,label,year,a\n{lines}").into_bytes(), &ReadOptions::default()).unwrap();
    let data = bind(program, tables, &BindOptions::default()).unwrap().dataset;
    let table = milepost_core::exact::score(program, &data, &Options::default()).unwrap();
    check(program, &data, &table);
}

#[test]
fn spreadsheets_run_nothing() {
    table(|program, data, table| {
        let mut text = Vec::new();
        delimited::write(results(program, data, table, What::All), b',', &mut text).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_slice());
        for record in reader.records() {
            for cell in &record.unwrap() {
                let number = cell.parse::<f64>().is_ok();
                assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            }
        }
        let mut book = Vec::new();
        xlsx::write(vec![("S", results(program, data, table, What::All))], "About", &[], &mut book).unwrap();
        // Every text is a text, marked to stay one when it is edited; there is no formula.
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
        let mut part = |name: &str| std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
        let sheet = part("xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<sheetData>") && !sheet.contains("<f>") && !sheet.contains("<f "), "{sheet}");
        assert!(part("xl/styles.xml").contains("quotePrefix=\"1\""));
    });
}

#[test]
fn pages_run_and_load_nothing() {
    table(|program, data, table| {
        for lang in [Lang::En, Lang::Vi] {
            let page = html::scorecard(program, data, table, &Metadata::of(program, data, table, None), lang);
            let policy = page.find("Content-Security-Policy\" content=\"default-src 'none'").unwrap();
            assert!(policy < page.find("<body").unwrap());
            let lower = page.to_lowercase();
            for forbidden in
                ["<script", "<img", "<iframe", "<link", "<object", "<embed", "@import", "<i onclick", "<svg onload"]
            {
                assert!(!lower.contains(forbidden), "{forbidden}: {}", &page[lower.find(forbidden).unwrap()..][..80]);
            }
            assert!(page.contains("&lt;script&gt;alert"));
        }
    });
}
