//! Closed sets of words: signs, reasons, verdicts, aggregations.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),* }
        impl $name {
            /// All, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The word of the language.
            pub fn word(self) -> &'static str { match self { $(Self::$variant => $word),* } }
            /// The meaning of a word.
            pub fn from_word(word: &str) -> Option<Self> { match word { $($word => Some(Self::$variant),)* _ => None } }
        }
    };
}

words! {
    /// A comparison sign.
    Cmp {
        /// from … upwards
        Ge ">=",
        /// up to
        Le "<=",
        /// more than
        Gt ">",
        /// less than
        Lt "<",
        /// equal
        Eq "=",
        /// different
        Ne "!=",
    }
}
words! {
    /// Why a value is missing.
    Reason {
        /// not supplied
        Absent "absent",
        /// another year's value was not supplied, or no version was in force
        NoHistory "no_history",
        /// the year, or the unit, has no target
        NoTarget "no_target",
        /// division by zero; an empty selection, denominator or peer group
        ZeroBase "zero_base",
        /// ln of x <= 0, even root of x < 0
        OutOfDomain "out_of_domain",
        /// assessors disagree and nothing settles it
        Disputed "disputed",
        /// data breaks its declaration
        Invalid "invalid",
        /// the verdict or score of something not applicable
        NotApplicable "not_applicable",
        /// the last day allowed has not come yet
        NotDue "not_due",
    }
}
words! {
    /// The four verdicts of a criterion or group.
    Verdict {
        /// đạt
        Met "met",
        /// chưa đạt
        NotMet "not_met",
        /// chưa xác định
        Undetermined "undetermined",
        /// không áp dụng
        NotApplicable "not_applicable",
    }
}
words! {
    /// The results of an outcome with `require`.
    Recognition {
        /// công nhận
        Recognised "recognised",
        /// không công nhận
        Refused "refused",
        /// chưa xác định
        Undetermined "undetermined",
    }
}
words! {
    /// How a group's score is made from its members'.
    AggregateKind {
        /// sum
        Sum "sum",
        /// arithmetic mean
        Mean "mean",
        /// weighted arithmetic mean
        WeightedMean "weighted_mean",
        /// smallest
        Min "min",
        /// largest
        Max "max",
        /// median
        Median "median",
        /// how many members have a score
        Count "count",
        /// weighted geometric mean
        GeometricMean "geometric_mean",
        /// weighted harmonic mean
        HarmonicMean "harmonic_mean",
        /// weighted mean of powers: (sum w x^p)^(1/p)
        PowerMean "power_mean",
        /// mean minus p times (mean - min)
        MeanMinPenalty "mean_min_penalty",
    }
}
words! {
    /// What a roll-up makes of its units.
    RollupKind {
        /// how many units (for which the condition holds)
        Count "count",
        /// the share for which the condition holds
        Share "share",
        /// sum
        Sum "sum",
        /// mean, weighted if weights are given
        Mean "mean",
        /// smallest
        Min "min",
        /// largest
        Max "max",
        /// median: middle value, or mean of the two in the middle
        Median "median",
        /// standard deviation, n - 1
        Stdev "stdev",
        /// variance, n - 1
        Variance "variance",
        /// all satisfy
        Every "every",
        /// at least one satisfies
        Some "some",
        /// the own unit's rank
        Rank "rank",
    }
}
words! {
    /// How equal units share ranks.
    Ties {
        /// 1, 1, 3
        Shared "shared",
        /// 1, 1, 2
        Dense "dense",
        /// 2, 2, 3
        Max "max",
        /// 1.5, 1.5, 3
        Mean "mean",
    }
}
words! {
    /// Joins of conditions.
    LogicOp {
        /// all
        And "and",
        /// any
        Or "or",
    }
}
words! {
    /// Built-in functions that work on values. One file each under `functions/`.
    Function {
        /// smallest of
        Min "min",
        /// largest of
        Max "max",
        /// arithmetic mean of
        Mean "mean",
        /// sum of
        Sum "sum",
        /// median of
        Median "median",
        /// geometric mean of
        GeometricMean "geometric_mean",
        /// harmonic mean of
        HarmonicMean "harmonic_mean",
        /// absolute value
        Abs "abs",
        /// clamp(x, lo, hi)
        Clamp "clamp",
        /// (x - lo) / (hi - lo)
        Position "position",
        /// round(x, step, mode)
        Round "round",
        /// natural logarithm
        Ln "ln",
        /// e to the x
        Exp "exp",
        /// square root
        Sqrt "sqrt",
        /// root(x, n)
        Root "root",
        /// power(x, y)
        Power "power",
        /// year of a date
        YearOf "year_of",
        /// date(y, m, d)
        Date "date",
        /// last day of a month
        MonthEnd "month_end",
        /// 31 December
        YearEnd "year_end",
        /// how many conditions hold
        CountOf "count",
        /// the share of conditions that hold
        ShareOf "share",
    }
}

/// What kind of value a node has; the checker knows, the columnar evaluator chooses its representation by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueKind {
    /// Rational number.
    Number,
    /// Possibly irrational.
    Real,
    /// yes or no
    Bool,
    /// Days since 1970-01-01.
    Date,
    /// A year.
    Year,
    /// An item of a category.
    Category(super::CategoryId),
}

/// Assessors for whom a value is read: those settled by the assessment, or one by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Assess {
    /// As the assessment settles it.
    Settled,
    /// `by WHO`
    By(super::AssessorId),
}
