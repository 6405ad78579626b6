//! What a group makes of its members' verdicts and scores.

use crate::number::Number;
use crate::ops::{Meter, aggregate, missing_for};
use crate::program::{AggregateKind, GroupVerdict, Reason, Verdict};
use crate::value::{Reasons, Value};
use std::cmp::Ordering;

/// Members' verdicts, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// Members that are met.
    pub met: u32,
    /// Members that are not.
    pub not_met: u32,
    /// Members that are undetermined.
    pub open: u32,
    /// Why they are.
    pub reasons: Reasons,
    /// Why others are not applicable.
    pub skipped: Reasons,
}

impl Verdicts {
    /// One more member. Those not applicable do not count.
    pub fn add(&mut self, verdict: Verdict, reasons: Reasons) {
        match verdict {
            Verdict::Met => self.met += 1,
            Verdict::NotMet => self.not_met += 1,
            Verdict::NotApplicable => self.skipped = self.skipped.union(reasons),
            Verdict::Undetermined => {
                self.open += 1;
                self.reasons = self.reasons.union(reasons);
            }
        }
    }

    /// The group's verdict, decided as soon as nothing that is still open can change it.
    pub fn verdict(&self, rule: GroupVerdict) -> Option<Verdict> {
        let any = self.met + self.not_met + self.open > 0;
        let needed = match rule {
            GroupVerdict::None => return None,
            _ if !any => return Some(Verdict::NotApplicable),
            GroupVerdict::Every => self.met + self.not_met + self.open,
            GroupVerdict::AtLeast(needed) => needed,
        };
        Some(if self.met >= needed {
            Verdict::Met
        } else if self.met + self.open < needed {
            Verdict::NotMet
        } else {
            Verdict::Undetermined
        })
    }
}

/// Makes one score of the members' scores (or shares of their maxima). `weights` is empty where all weigh the same;
/// weighted means divide by the sum of the weights that are given.
pub fn aggregate(
    kind: AggregateKind,
    values: &[Value],
    weights: &[Value],
    argument: Option<&Value>,
    meter: &mut Meter,
) -> Value {
    let missing = Value::missing(Reason::Invalid);
    let argument = argument.unwrap_or(&missing);
    match kind {
        AggregateKind::Sum => aggregate::sum(values, &[], meter),
        AggregateKind::Mean => aggregate::mean(values, &[], meter),
        AggregateKind::WeightedMean => aggregate::mean(values, weights, meter),
        AggregateKind::Min => aggregate::extreme(values, Ordering::Less),
        AggregateKind::Max => aggregate::extreme(values, Ordering::Greater),
        AggregateKind::Median => aggregate::median(values, meter),
        AggregateKind::Count => match aggregate::reasons(values) {
            Reasons::NONE => Value::Number(Number::integer(i64::try_from(values.len()).unwrap_or(i64::MAX))),
            reasons => missing_for(reasons),
        },
        AggregateKind::GeometricMean => aggregate::geometric_mean(values, weights, meter),
        AggregateKind::HarmonicMean => aggregate::harmonic_mean(values, weights, meter),
        AggregateKind::PowerMean => aggregate::power_mean(values, weights, argument, meter),
        AggregateKind::MeanMinPenalty => aggregate::mean_min_penalty(values, weights, argument, meter),
    }
}

/// Whether a method uses the members' weights.
pub fn is_weighted(kind: AggregateKind) -> bool {
    matches!(
        kind,
        AggregateKind::WeightedMean
            | AggregateKind::GeometricMean
            | AggregateKind::HarmonicMean
            | AggregateKind::PowerMean
            | AggregateKind::MeanMinPenalty
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(rule: GroupVerdict, members: &str) -> Verdict {
        let mut all = Verdicts::default();
        for member in members.chars() {
            let verdict = match member {
                '+' => Verdict::Met,
                '-' => Verdict::NotMet,
                '?' => Verdict::Undetermined,
                _ => Verdict::NotApplicable,
            };
            all.add(verdict, Reasons::of(Reason::Absent));
        }
        all.verdict(rule).unwrap()
    }

    #[test]
    fn methods_that_ask_for_weights() {
        use AggregateKind::*;
        for kind in [Sum, Mean, Min, Max, Median, Count] {
            assert!(!is_weighted(kind), "{}", kind.word());
        }
        for kind in [WeightedMean, GeometricMean, HarmonicMean, PowerMean, MeanMinPenalty] {
            assert!(is_weighted(kind), "{}", kind.word());
        }
    }

    #[test]
    fn every_member() {
        use Verdict::*;
        let cases = [
            ("+++", Met),
            ("+-?", NotMet),
            ("+?+", Undetermined),
            ("+..", Met),
            ("..", NotApplicable),
            ("?.", Undetermined),
        ];
        for (members, expected) in cases {
            assert_eq!(verdict(GroupVerdict::Every, members), expected, "{members}");
        }
    }

    #[test]
    fn at_least_so_many() {
        use Verdict::*;
        let cases = [
            ("++-", Met),
            ("++?", Met),
            ("+-?", Undetermined),
            ("+--", NotMet),
            ("+-.", NotMet),
            ("...", NotApplicable),
        ];
        for (members, expected) in cases {
            assert_eq!(verdict(GroupVerdict::AtLeast(2), members), expected, "{members}");
        }
    }
}
