//! Held against the crate `unicode-normalization`, character by character and over random texts.

use super::*;
use proptest::prelude::*;
use unicode_normalization::char::{canonical_combining_class, compose as joined, decompose_canonical};
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// All characters: behind these planes there are none but for private use.
fn all() -> impl Iterator<Item = char> {
    (0..0x4_0000).chain(0xe_0000..0xe_1000).filter_map(char::from_u32)
}

fn apart(c: char) -> Vec<char> {
    let mut parts = Vec::new();
    decompose_canonical(c, |p| parts.push(p));
    parts
}

fn push(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Packs the tables: runs of one class (gap before, length less one, class), the marks in order (differences), the
/// characters that come apart (differences), the places of their marks, their first parts (differences).
fn pack() -> Vec<u8> {
    let mut runs: Vec<(u32, u32, u8)> = Vec::new();
    for c in all() {
        let class = canonical_combining_class(c);
        match runs.last_mut() {
            _ if class == 0 => {}
            Some((_, last, of)) if *last + 1 == u32::from(c) && *of == class => *last += 1,
            _ => runs.push((c.into(), c.into(), class)),
        }
    }
    let mut out = Vec::new();
    push(&mut out, runs.len() as u32);
    let mut next = 0;
    for (first, last, class) in runs {
        push(&mut out, first - next);
        push(&mut out, last - first);
        push(&mut out, class.into());
        next = last + 1;
    }
    let full: std::collections::BTreeMap<char, Vec<char>> =
        all().map(|c| (c, apart(c))).filter(|(c, parts)| *parts != [*c] && !('가'..='힣').contains(c)).collect();
    let rows: Vec<(char, char, Option<char>, bool)> = full
        .iter()
        .map(|(c, parts)| {
            let Some((mark, before)) = parts.split_last().filter(|(_, before)| !before.is_empty()) else {
                return (*c, parts[0], None, false);
            };
            let mut firsts: Vec<char> = full.iter().filter(|(_, p)| *p == before).map(|(c, _)| *c).collect();
            firsts.extend((before.len() == 1).then(|| before[0]));
            let whole = firsts.iter().find(|first| joined(**first, *mark) == Some(*c));
            (*c, *whole.unwrap_or_else(|| firsts.last().unwrap()), Some(*mark), whole.is_some())
        })
        .collect();
    let marks: std::collections::BTreeSet<char> = rows.iter().filter_map(|r| r.2).collect();
    let marks: Vec<char> = marks.into_iter().collect();
    let rising = |out: &mut Vec<u8>, chars: &mut dyn Iterator<Item = char>| {
        let mut last = 0;
        for c in chars {
            push(out, u32::from(c) - last);
            last = c.into();
        }
    };
    push(&mut out, marks.len() as u32);
    rising(&mut out, &mut marks.iter().copied());
    push(&mut out, rows.len() as u32);
    rising(&mut out, &mut rows.iter().map(|r| r.0));
    for (_, _, mark, composes) in &rows {
        let place = mark.map_or(0, |m| 2 * (marks.binary_search(&m).unwrap() as u32 + 1));
        push(&mut out, place + u32::from(mark.is_some() && !composes));
    }
    let mut last = 0_i64;
    for (_, first, _, _) in &rows {
        let step = i64::from(u32::from(*first)) - last;
        push(&mut out, (step.unsigned_abs() * 2) as u32 + u32::from(step < 0));
        last = i64::from(u32::from(*first));
    }
    out
}

/// With MILEPOST_WRITE_TABLES set, writes the tables instead.
#[test]
fn the_packed_tables_are_those_of_the_crate() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/normal/packed.bin");
    let packed = pack();
    if std::env::var_os("MILEPOST_WRITE_TABLES").is_some() {
        std::fs::write(path, &packed).unwrap();
    }
    assert!(std::fs::read(path).unwrap() == packed, "run this test with MILEPOST_WRITE_TABLES=1");
}

#[test]
fn every_character() {
    for c in all() {
        assert_eq!(class(c), canonical_combining_class(c), "{c:?}");
        let text = c.to_string();
        assert_eq!(nfd(&text), apart(c), "{c:?}");
        assert_eq!(nfc(&text), text.nfc().collect::<String>(), "{c:?}");
        let quick = is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
        assert_eq!(is_plainly_nfc(&text), quick, "{c:?}");
        assert_eq!(stands_alone(c), quick && canonical_combining_class(c) == 0, "{c:?}");
    }
}

#[test]
fn every_pair_of_parts() {
    let whole = |c: &char| !('가'..='힣').contains(c);
    let comes_apart: Vec<(char, Vec<char>)> =
        all().filter(whole).map(|c| (c, apart(c))).filter(|(_, parts)| parts.len() > 1).collect();
    let firsts = comes_apart.iter().flat_map(|(c, parts)| [*c, parts[0]]).chain(['가', '각', 'ᄀ']);
    let marks = comes_apart.iter().filter_map(|(_, parts)| parts.last().copied()).chain(['ᅡ', 'ᆧ', 'ᆨ']);
    let marks: std::collections::BTreeSet<char> = marks.collect();
    for first in firsts {
        for mark in &marks {
            assert_eq!(compose(first, *mark), joined(first, *mark), "{first:?} {mark:?}");
        }
    }
}

/// Letters and marks that meet, among them some of every kind that normalising knows.
fn texts() -> impl Strategy<Value = String> {
    let marks = prop::sample::select("\u{300}\u{301}\u{302}\u{303}\u{309}\u{31b}\u{323}\u{327}\u{328}\u{340}\u{344}\u{345}\u{5b0}\u{f71}\u{f72}\u{f74}\u{93c}\u{9be}\u{1161}\u{11a8}\u{11a7}\u{3099}\u{1d165}\u{1d16e}".chars().collect::<Vec<_>>());
    let letters = prop::sample::select(
        "aăâeêoôơuưyđADĐ 1_ộặẫﬁÅΩ가각ᄀ한が豈𝅘𝅥क़ক\u{f73}\u{1d15f}\u{2f800}".chars().collect::<Vec<_>>(),
    );
    prop::collection::vec(prop_oneof![3 => marks, 3 => letters, 1 => any::<char>()], 0..24)
        .prop_map(|c| c.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn random_texts(text in texts()) {
        prop_assert_eq!(nfc(&text), text.nfc().collect::<String>());
        prop_assert_eq!(nfd(&text), text.nfd().collect::<Vec<_>>());
        prop_assert_eq!(is_plainly_nfc(&text), is_nfc_quick(text.chars()) == IsNormalized::Yes);
        prop_assert_eq!(nfc(&nfc(&text)).into_owned(), nfc(&text).into_owned());
    }
}

#[test]
fn very_many_marks_take_no_time() {
    let text = format!("a{}", "\u{323}\u{302}".repeat(100_000));
    assert_eq!(nfc(&text), text.nfc().collect::<String>());
}

#[test]
fn what_needs_no_table_is_normal() {
    let plain = |c: char| no_marks(&format!("a{c}b{c}"));
    for c in all().filter(|c| plain(*c)) {
        assert_eq!(canonical_combining_class(c), 0, "{c:?}");
        assert_eq!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
    }
    assert!("aĐđằỹ–“”…".chars().all(plain));
    assert!(!["\u{300}", "\u{340}", "\u{2000}", "가", "ho\u{300}a"].iter().any(|text| no_marks(text)));
}
