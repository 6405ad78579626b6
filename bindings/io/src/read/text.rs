//! Bytes to text: byte-order marks, UTF-16 as spreadsheets save it, and where a file is not UTF-8.

use crate::{Result, fault};
use milepost_core::codes;
use std::borrow::Cow;

/// The text of a file, without byte-order mark.
#[inline(never)]
pub fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(name, rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(name, rest, u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => Ok(Cow::Borrowed(text)),
                Err(wrong) => {
                    let before = bytes.get(..wrong.valid_up_to()).unwrap_or_default();
                    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
                    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
                    let column = before.get(start..).map_or(0, |l| String::from_utf8_lossy(l).chars().count()) + 1;
                    Err(fault(&codes::F03_ENCODING, format!("{name}:{line}:{column}"), [name]))
                }
            }
        }
    }
}

fn utf16<'a>(name: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'a, str>> {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
    match String::from_utf16(&units) {
        Ok(text) if bytes.len().is_multiple_of(2) => Ok(Cow::Owned(text)),
        _ => Err(fault(&codes::F03_ENCODING, name, [name])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_dropped() {
        assert_eq!(decode("f", "\u{feff}đơn vị".as_bytes()).unwrap(), "đơn vị");
        let utf16: Vec<u8> = "\u{feff}xã".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode("f", &utf16).unwrap(), "xã");
        let utf16: Vec<u8> = "\u{feff}xã".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode("f", &utf16).unwrap(), "xã");
    }

    #[test]
    fn the_first_wrong_byte_has_a_place() {
        let wrong = decode("d.csv", b"unit,year\n\xc3\xa0b\xff,2024\n").unwrap_err();
        assert_eq!((wrong.message.code, wrong.place.as_str()), ("F03", "d.csv:2:3"));
        assert!(decode("d.csv", &[0xff, 0xfe, 0x00]).is_err());
    }
}
