//! "Did you mean": the known name that is nearest to one that is not known.

use milepost_core::normal;

/// The tone marks of Vietnamese as combining characters: huyền, sắc, ngã, hỏi, nặng.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// The candidate that is most likely meant by `name`, if any is near enough. Of equally near ones the first given.
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded: Vec<char> = fold(name).chars().collect();
    let written: Vec<char> = name.chars().collect();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| {
            let other: Vec<char> = fold(candidate).chars().collect();
            let reach = match folded.len().max(other.len()) {
                0..=2 => 0,
                3..=5 => 1,
                n => n / 3,
            };
            if folded.len().abs_diff(other.len()) > reach {
                return None;
            }
            let near = distance(&folded, &other);
            let exact: Vec<char> = candidate.chars().collect();
            (near <= reach).then(|| (near, distance(&written, &exact), candidate))
        })
        .min_by_key(|(near, exact, _)| (*near, *exact))
        .map(|(_, _, candidate)| candidate)
}

/// A name without capitals, diacritics and the bar of đ: what is left when it is typed in a hurry.
pub fn fold(name: &str) -> String {
    let parts = normal::nfd(&name.chars().flat_map(char::to_lowercase).collect::<String>());
    parts.into_iter().filter(|c| normal::class(*c) == 0).map(|c| if c == 'đ' { 'd' } else { c }).collect()
}

/// A name with the tone of each syllable moved behind it and `y` written as `i`: equal for names that differ only in
/// where a tone mark is written (`hoà`, `hòa`) or in i/y spelling.
pub fn tone_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut tones = String::new();
    for c in normal::nfd(name) {
        match c {
            '_' | '0'..='9' => {
                key.extend(sorted(&mut tones));
                key.push(c);
            }
            tone if TONES.contains(&tone) => tones.push(tone),
            'y' => key.push('i'),
            'Y' => key.push('I'),
            letter => key.push(letter),
        }
    }
    key.extend(sorted(&mut tones));
    key
}

fn sorted(tones: &mut String) -> Vec<char> {
    let mut out: Vec<char> = std::mem::take(tones).chars().collect();
    out.sort_unstable();
    out
}

/// How many letters must be inserted, dropped, replaced or exchanged with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut last_a = None;
    for (row, ca) in a.iter().enumerate() {
        let mut line = Vec::with_capacity(b.len() + 1);
        let mut left = row + 1;
        line.push(left);
        let mut last_b = None;
        for (column, cb) in b.iter().enumerate() {
            let at = |line: &[usize], i: usize| line.get(i).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&above, column) + usize::from(ca != cb)).min(at(&above, column + 1) + 1).min(left + 1);
            if last_a == Some(cb) && last_b == Some(ca) && column > 0 {
                best = best.min(at(&before, column - 1) + 1);
            }
            line.push(best);
            left = best;
            last_b = Some(cb);
        }
        before = std::mem::replace(&mut above, line);
        last_a = Some(ca);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_found() {
        assert_eq!(closest("inptu", ["indicator", "input", "unit"]), Some("input"));
        assert_eq!(closest("mesure", ["measure", "met"]), Some("measure"));
        assert_eq!(closest("x", ["y", "z"]), None);
        assert_eq!(closest("hoàn_toàn_khác", ["thu_phí"]), None);
    }

    #[test]
    fn tone_placement_and_unmarked_letters_are_found_first() {
        assert_eq!(closest("hoà_mạng", ["hoa_mang_2", "hòa_mạng"]), Some("hòa_mạng"));
        assert_eq!(closest("dia_ban", ["địa_bàn", "dia_ban_x"]), Some("địa_bàn"));
    }

    #[test]
    fn tone_keys_agree_only_for_spellings_of_one_word() {
        assert_eq!(tone_key("hoà"), tone_key("hòa"));
        assert_eq!(tone_key("kỹ_thuật"), tone_key("kĩ_thuật"));
        assert_ne!(tone_key("hoà"), tone_key("hoá"));
        assert_ne!(tone_key("hoa"), tone_key("hòa"));
        assert_ne!(tone_key("má_ma"), tone_key("ma_má"));
    }

    #[test]
    fn distance_counts_an_exchange_once() {
        let d = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(d("ab", "ba"), 1);
        assert_eq!(d("", "abc"), 3);
        assert_eq!(d("kitten", "sitting"), 3);
    }
}
