//! What an outcome makes of its parts, and how many units a quota lets into a class.

use crate::program::{Recognition, Verdict};
use crate::value::Reasons;

/// Recognised if all parts that apply are met, and there is one; refused as soon as one is not met.
pub fn recognition(parts: impl IntoIterator<Item = (Verdict, Reasons)>) -> (Recognition, Reasons) {
    let (mut met, mut refused, mut open, mut reasons) = (false, false, false, Reasons::NONE);
    for (verdict, why) in parts {
        match verdict {
            Verdict::Met => met = true,
            Verdict::NotMet => refused = true,
            Verdict::NotApplicable => {}
            Verdict::Undetermined => {
                open = true;
                reasons = reasons.union(why);
            }
        }
    }
    match (refused, open, met) {
        (true, ..) => (Recognition::Refused, Reasons::NONE),
        (_, true, _) => (Recognition::Undetermined, reasons),
        (_, _, true) => (Recognition::Recognised, Reasons::NONE),
        _ => (Recognition::Undetermined, Reasons::of(crate::program::Reason::NotApplicable)),
    }
}

/// A unit that may take a place of a quota.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// It certainly has the class; otherwise it may have it.
    pub certain: bool,
    /// Its rank, if it has one: the key of the order in which places are given, smallest first.
    pub rank: Option<usize>,
}

/// Whether each candidate gets one of `places`; `None` where that depends on what is missing. Candidates of equal rank
/// all get in or none of them does.
pub fn places(candidates: &[Candidate], places: usize) -> Vec<Option<bool>> {
    // Ranks of the certain and of all candidates with a rank, in order; those without may stand anywhere.
    let ranks = |certain: bool| {
        let mut ranks: Vec<usize> =
            candidates.iter().filter(|c| c.certain || !certain).filter_map(|c| c.rank).collect();
        ranks.sort_unstable();
        ranks
    };
    let (certain, possible) = (ranks(true), ranks(false));
    let unranked = candidates.iter().filter(|c| c.rank.is_none()).count();
    let upto = |ranks: &[usize], rank: usize| ranks.partition_point(|r| *r <= rank);
    candidates
        .iter()
        .map(|c| match c.rank {
            Some(rank) if upto(&possible, rank) + unranked <= places => Some(true),
            Some(rank) if upto(&certain, rank) > places => Some(false),
            None if candidates.len() <= places => Some(true),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Reason;

    fn outcome(parts: &str) -> &'static str {
        let parts = parts.chars().map(|c| match c {
            '+' => Verdict::Met,
            '-' => Verdict::NotMet,
            '?' => Verdict::Undetermined,
            _ => Verdict::NotApplicable,
        });
        recognition(parts.map(|v| (v, Reasons::of(Reason::Absent)))).0.word()
    }

    #[test]
    fn no_recognition_by_vacuity() {
        let cases = [
            ("++", "recognised"),
            ("+.", "recognised"),
            ("+-?", "refused"),
            ("+?", "undetermined"),
            ("..", "undetermined"),
            ("", "undetermined"),
        ];
        for (parts, expected) in cases {
            assert_eq!(outcome(parts), expected, "{parts}");
        }
    }

    fn quota(units: &[(bool, Option<usize>)], n: usize) -> Vec<Option<bool>> {
        let units: Vec<Candidate> =
            units.iter().map(|(certain, rank)| Candidate { certain: *certain, rank: *rank }).collect();
        places(&units, n)
    }

    #[test]
    fn places_go_by_rank_and_ties_at_the_border_stay_out() {
        assert_eq!(
            quota(&[(true, Some(3)), (true, Some(1)), (true, Some(2))], 2),
            [Some(false), Some(true), Some(true)]
        );
        assert_eq!(
            quota(&[(true, Some(1)), (true, Some(2)), (true, Some(2))], 2),
            [Some(true), Some(false), Some(false)]
        );
        assert_eq!(quota(&[(true, Some(1))], 0), [Some(false)]);
    }

    #[test]
    fn what_is_missing_keeps_places_open() {
        // The first may have the class; then the second would be out.
        assert_eq!(quota(&[(false, Some(1)), (true, Some(2))], 1), [Some(true), None]);
        assert_eq!(quota(&[(false, Some(1)), (true, Some(2))], 2), [Some(true), Some(true)]);
        assert_eq!(quota(&[(true, None), (true, Some(2))], 1), [None, None]);
        assert_eq!(quota(&[(true, None), (true, Some(2))], 2), [Some(true), Some(true)]);
    }
}
