//! Spreadsheets whose parts are any text: sound packages around unsound XML, which a fuzzer of packages seldom reaches.

use crate::{Held, files};
use milepost_io::Format;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.00%"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="4" uniqueCount="4"><si><t>unit</t></si><si><t>year</t></si><si><t>r</t></si><si><r><t>d</t></r></si></sst>"#;
/// A sheet with shared and inline strings, a percentage, a date, a formula, and merged cells.
pub const SHEET: &str = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:D3"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c><c r="B2"><v>2024</v></c><c r="C2" s="1"><v>0.85</v></c><c r="D2" s="2"><v>45000</v></c></row><row r="3"><c r="A3" t="str"><f>"y"</f><v>y</v></c><c r="B3"><v>2024</v></c><c r="C3" t="e"><v>#N/A</v></c><c r="D3" t="b"><v>1</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A4:B4"/></mergeCells></worksheet>"#;

/// The parts that can be replaced, by the first byte.
pub const PARTS: [(&str, &str); 6] = [
    ("xl/worksheets/sheet1.xml", SHEET),
    ("xl/sharedStrings.xml", STRINGS),
    ("xl/styles.xml", STYLES),
    ("xl/workbook.xml", BOOK),
    ("xl/_rels/workbook.xml.rels", RELS),
    ("_rels/.rels", ROOT),
];

/// The first byte says which part the others are.
pub fn sheet(bytes: &[u8]) -> Held {
    let (which, text) = bytes.split_first().map_or((0, bytes), |(b, rest)| (usize::from(*b) % PARTS.len(), rest));
    let parts: Vec<(&str, &[u8])> = PARTS
        .iter()
        .enumerate()
        .map(|(i, (name, own))| (*name, if i == which { text } else { own.as_bytes() }))
        .chain([("[Content_Types].xml", TYPES.as_bytes())])
        .collect();
    files::file("t.xlsx", Format::Xlsx, &stored(&parts))
}

/// A package of parts that are stored, not packed.
pub fn stored(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    let mut directory: Vec<u8> = Vec::new();
    let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
    let short = |n: usize| u16::try_from(n).unwrap_or(u16::MAX).to_le_bytes();
    for (name, body) in parts {
        let at = out.len();
        let mut head: Vec<u8> = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        head.extend(crc(body).to_le_bytes());
        head.extend(size(body.len()));
        head.extend(size(body.len()));
        head.extend(short(name.len()));
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend([0, 0]);
        out.extend(name.as_bytes());
        out.extend(*body);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 12]);
        directory.extend(size(at));
        directory.extend(name.as_bytes());
    }
    let at = out.len();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(short(parts.len()));
    out.extend(short(parts.len()));
    out.extend(size(directory.len()));
    out.extend(size(at));
    out.extend([0, 0]);
    out
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_is_sound() {
        assert_eq!(crc(b"123456789"), 0xCBF4_3926);
        let mut good = vec![0];
        good.extend(SHEET.as_bytes());
        assert_eq!(sheet(&good), Ok(true));
    }
}
