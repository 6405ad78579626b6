//! Good inputs made bad, in ways that are the same for the same seed.

use milepost_differential::Random;

/// Words that readers and compilers are known to stumble over.
const NASTY: &[&[u8]] = &[
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x92\xa9",
    b"\xcc\x81\xcc\x81\xcc\x81",
    b"\r",
    b"\n\n\n",
    b"\"",
    b"'",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b"((((((((",
    b"))))",
    b",,,,,,,,",
    b";;;;",
    b"\t",
    b"<![CDATA[",
    b"<!DOCTYPE x [<!ENTITY e \"eeee\">]>",
    b"&e;",
    b"</",
    b"1e400",
    b"-1e-400",
    b"1e99999999999",
    b"NaN",
    b"inf",
    b"-0",
    b"0/0",
    b"1/0",
    b"99999999999999999999999999999999999999",
    b"0.0000000000000000000000000000000001",
    b"2024-02-30",
    b"9999-99-99",
    b"-9223372036854775808",
    b"18446744073709551616",
    b"=cmd|' /C calc'!A0",
    b"<script>alert(1)</script>",
    b"%",
    b"100%%",
    b"\xe2\x80\xae",
    b"unit",
    b"year",
    b"2024",
    b"null",
    b"true",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\x00\x00\x00",
    b"PK\x03\x04",
    b"PAR1",
    b"ARROW1",
    b"^ 99999",
    b"- - - -",
    b"not not not",
    b"if x then",
    b"otherwise",
    b"amend",
    b"use \"x\"",
    b"`",
    b"..",
    b"//",
];

/// Changes bytes in one to six places.
pub fn spoil(seed: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut out = seed.to_vec();
    for _ in 0..1 + random.below(6) {
        let at = random.below(out.len() + 1);
        let most = if random.chance(80) { 8 } else { 4_000 };
        let length = 1 + random.below(most);
        let end = (at + length).min(out.len());
        match random.below(10) {
            0 => out.truncate(at),
            1 => drop(out.drain(at..end)),
            2 => {
                if let Some(byte) = out.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            3 => {
                let any = random.bits().to_le_bytes();
                out.splice(at..(at + any.len()).min(out.len()).max(at), any);
            }
            4..=5 => {
                let nasty = NASTY.get(random.below(NASTY.len())).copied().unwrap_or_default();
                out.splice(at..at, nasty.iter().copied());
            }
            // A piece again, or again and again.
            6 => {
                let piece: Vec<u8> = out.get(at..end).unwrap_or_default().to_vec();
                let times = if random.chance(10) { 1 + 20_000 / piece.len().max(1) } else { 2 };
                out.splice(at..at, piece.repeat(times));
            }
            // A piece elsewhere.
            7 => {
                let piece: Vec<u8> = out.drain(at..end).collect();
                let to = random.below(out.len() + 1);
                out.splice(to..to, piece);
            }
            // A piece of something else.
            8 => {
                let from = random.below(other.len() + 1);
                let piece = other.get(from..(from + length).min(other.len())).unwrap_or_default();
                out.splice(at..end, piece.iter().copied());
            }
            _ => {
                if let Some(bytes) = out.get_mut(at..end) {
                    bytes.fill(*random.of(&["\0", "0", "9", " ", "(", "é"]).as_bytes().first().unwrap_or(&0));
                }
            }
        }
        out.truncate(1 << 18);
    }
    out
}
