//! The words of the grammar. A reserved word is a name only in back-quotes; the others mean something only where the
//! grammar looks for them and are free as names elsewhere.

macro_rules! keywords {
    (reserved { $($reserved:ident $word:literal,)* } free { $($free:ident $free_word:literal,)* }) => {
        /// A word of the grammar.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "each is named by its word")]
        pub enum Keyword { $($reserved,)* $($free,)* }

        /// The words, in the order of [`Keyword::ALL`].
        const WORDS: &[&str] = &[$($word,)* $($free_word,)*];

        impl Keyword {
            /// All, reserved ones first.
            pub const ALL: &'static [Self] = &[$(Self::$reserved,)* $(Self::$free,)*];

            /// The word as written.
            pub fn word(self) -> &'static str {
                match self { $(Self::$reserved => $word,)* $(Self::$free => $free_word,)* }
            }


            /// Whether it needs back-quotes to be a name.
            pub fn reserved(self) -> bool {
                match self { $(Self::$reserved => true,)* $(Self::$free => false,)* }
            }
        }
    };
}

keywords! {
    reserved {
        // declarations
        Ruleset "ruleset", Use "use", Document "document", Level "level", Unit "unit", Category "category",
        Assessment "assessment", Input "input", Indicator "indicator", Parameter "parameter", Criterion "criterion",
        Group "group", Item "item", Outcome "outcome", State "state", Rank "rank", Amend "amend", Repeal "repeal",
        Add "add", Variant "variant", Test "test",
        // clauses
        Source "source", Note "note", Label "label", Code "code", Judged "judged", On "on", Applies "applies",
        Measure "measure", Target "target", Met "met", Due "due", Weight "weight", Score "score", Bonus "bonus",
        Deduct "deduct", Gate "gate", Adjust "adjust", NotApplicable "not_applicable", Verdict "verdict",
        Normalise "normalise", Missing "missing", Round "round", Expect "expect", Require "require", Quota "quota",
        Downgrade "downgrade", Upgrade "upgrade", Given "given", Recorded "recorded", Lower "lower",
        Higher "higher", Goalposts "goalposts",
        // inside clauses and formulas
        And "and", Or "or", Not "not", If "if", Then "then", Else "else", In "in", Is "is", At "at", By "by",
        Of "of", Over "over", Across "across", Where "where", Among "among", Weighted "weighted",
        Satisfies "satisfies", Ignoring "ignoring", Needing "needing", As "as", AsOf "as_of", Own "own", From "from",
        When "when", Otherwise "otherwise", Capped "capped", Max "max", To "to", With "with", Within "within",
        Before "before", Between "between", After "after", Ascending "ascending", Descending "descending",
        Ties "ties", Yes "yes", No "no", Year "year", NotMet "not_met", Undetermined "undetermined",
        // roll-ups
        Count "count", Share "share", Sum "sum", Mean "mean", Min "min", Median "median", Stdev "stdev",
        Variance "variance", Every "every", Some "some",
    }
    free {
        Language "language", Version "version", Evaluates "evaluates", Carry "carry", Targets "targets",
        Edition "edition", Amends "amends", Number "number", Issuer "issuer", Date "date", File "file", Url "url",
        Ordered "ordered", Settle "settle", Agreement "agreement", Disputed "disputed", Ratio "ratio",
        YesNo "yes_no", Points "points", Optional "optional", Assessed "assessed", Percent "percent",
        Fraction "fraction", None "none", Hold "hold", Linear "linear", Least "least", Most "most",
        Excluded "excluded", Zero "zero", Full "full", Strict "strict", Skip "skip", Criteria "criteria",
        Weights "weights", First "first", Predecessors "predecessors", All "all", Years "years", Present "present",
        WeightedMean "weighted_mean", GeometricMean "geometric_mean", HarmonicMean "harmonic_mean",
        PowerMean "power_mean", MeanMinPenalty "mean_min_penalty", Shared "shared", Dense "dense",
        HalfUp "half_up", HalfEven "half_even", Up "up", Down "down", Floor "floor", Ceiling "ceiling",
    }
}

/// Places of the table of words; more than twice as many as there are words.
const PLACES: usize = 512;

/// Where to look for a word first.
const fn place(word: &[u8]) -> usize {
    match word {
        [first, .., before, last] => {
            (*first as usize * 5 + *before as usize * 11 + *last as usize * 29 + word.len() * 71) % PLACES
        }
        _ => word.len(),
    }
}

/// For each place, 1 more than the place in [`WORDS`] of the word there; 0 for none. A word whose place is taken stands
/// at the next one that is free.
static TABLE: [u8; PLACES] = table();

#[expect(clippy::indexing_slicing, reason = "done by the compiler, which would stop at a bad index")]
const fn table() -> [u8; PLACES] {
    let mut table = [0; PLACES];
    let mut n = 0;
    while n < WORDS.len() {
        let mut at = place(WORDS[n].as_bytes());
        while table[at] != 0 {
            at = (at + 1) % PLACES;
        }
        n += 1;
        table[at] = n as u8;
    }
    assert!(n < 256);
    table
}

impl Keyword {
    /// The keyword that is written so.
    pub fn from_word(word: &str) -> Option<Self> {
        let mut at = place(word.as_bytes());
        loop {
            let n = usize::from(*TABLE.get(at)?).checked_sub(1)?;
            if WORDS.get(n).is_some_and(|known| *known == word) {
                return Self::ALL.get(n).copied();
            }
            at = (at + 1) % PLACES;
        }
    }
}

/// The words an editor can offer, reserved ones first.
pub fn keywords() -> impl Iterator<Item = &'static str> {
    Keyword::ALL.iter().map(|keyword| keyword.word())
}
