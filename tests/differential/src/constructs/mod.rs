//! Which constructs of the language a rule file uses, by name. Every kind of the syntax tree is matched, so that a new
//! construct does not compile until it has a name here; [`ALL`] lists what generated rules must have among them.

mod formulas;

use milepost_core::number::Mode;
use milepost_core::program::{AggregateKind, Cmp, Function, LogicOp, Reason, RollupKind, Ties, Verdict};
use milepost_dsl::ast::*;
use std::collections::BTreeSet;

/// Constructs without a word of a closed set; [`all`] adds those.
const ALL: &str = "ruleset amends; ruleset applies; ruleset applies, open; ruleset edition; ruleset evaluates; \
    ruleset language; ruleset version; carry targets; expect criteria; expect max; expect weights; code; \
    source; source, article; note; label; judged by; use; document; level; level within; unit; unit, scaled; \
    category; category ordered; assessment; settle assessor; settle agreement; settle disputed; input; \
    input, several; input of several levels; input of; input in range; input optional; given as percent; \
    given as fraction; input assessed; type ratio; type yes_no; type year; type date; type category; \
    type number; type number U; type number U/V; type count; indicator; indicator of several levels; \
    indicator of; parameter; parameter over time; target; target when; entry, open; entry, years; entry source; \
    bound by sign; bound bare; bound in; before none; before hold; between none; between hold; between linear; \
    after none; after hold; criterion; criterion of; applies when; measure; met when; due; weight; \
    score when met; score formula; score table; capped; bonus; bonus when; deduct; deduct when; gate; \
    gate label; adjust; adjust max; on; on several reasons; not_applicable excluded; not_applicable zero; \
    not_applicable full; group; group in group; verdict every; verdict at least; verdict none; aggregate to; \
    normalise; missing strict; missing skip; missing skip needing weight; missing skip needing count; \
    missing zero; round to; item; item higher; item lower; goalposts; item target; item label; outcome; \
    outcome of; require; class table; class label; at most; at least; downgrade; upgrade; quota; quota of; \
    state; state of; rank; rank within; rank where; rank then; rank ascending; rank descending; amend; repeal; \
    add; variant; test; test from; test as_of; given; given at; recorded; with; with N; expect value; \
    expect verdict; expect missing; expect reason; fact by; fact missing; table with subject; decision table; \
    row by sign; row in; row when; row otherwise; range; range, open; number; quantity; percent; date literal; \
    yes/no literal; name; alias.name or property; .met; .score; .max; .verdict; .count; measure read; \
    target read; score read; max read; value read; low read; high read; goal read; prior read; year read; \
    as_of read; negation; not; +; -; *; /; power; power, negative; comparison; chain; in; is missing; \
    is present; is reason; if; otherwise; at year; at year ± n; by; own; parentheses; previous; growth; latest; \
    interpolated; over; across; predecessors; in all years; in years; weighted by; where; \
    rank roll-up ascending; rank roll-up descending; ignoring missing; ignoring missing needing; missing as; \
    amend criterion; amend group; amend indicator; amend parameter; amend parameter over time; amend outcome; \
    amend item; amend rank; amend state";

/// What generated rules must have, all together.
pub fn all() -> BTreeSet<String> {
    let mut all: BTreeSet<String> = ALL.split("; ").map(str::to_owned).collect();
    let mut words = |set: &str, words: Vec<&str>| all.extend(words.into_iter().map(|w| format!("{set} {w}")));
    words("sign", Cmp::ALL.iter().map(|w| w.word()).collect());
    words("reason", Reason::ALL.iter().map(|w| w.word()).collect());
    words("on … :", Verdict::ALL.iter().map(|w| w.word()).collect());
    words("score", AggregateKind::ALL.iter().map(|w| w.word()).collect());
    words("roll-up", RollupKind::ALL.iter().map(|w| w.word()).collect());
    words("ties", Ties::ALL.iter().map(|w| w.word()).collect());
    words("logic", LogicOp::ALL.iter().map(|w| w.word()).collect());
    words("function", Function::ALL.iter().map(|w| w.word()).collect());
    words("mode", Mode::ALL.map(Mode::as_str).to_vec());
    all
}

/// What a file uses.
pub fn of(file: &File) -> BTreeSet<String> {
    let mut found = Found(BTreeSet::new());
    found.file(file);
    found.0
}

struct Found(BTreeSet<String>);

impl Found {
    fn is(&mut self, name: &str) {
        if !self.0.contains(name) {
            self.0.insert(name.to_owned());
        }
    }

    fn when(&mut self, condition: bool, name: &str) {
        if condition {
            self.is(name);
        }
    }

    fn word(&mut self, set: &str, word: &str) {
        self.is(&format!("{set} {word}"));
    }

    fn file(&mut self, file: &File) {
        self.when(file.ruleset.amends.is_some(), "ruleset amends");
        for clause in &file.ruleset.clauses {
            match &clause.node {
                RulesetClause::Edition(_) => self.is("ruleset edition"),
                RulesetClause::Language(_) => self.is("ruleset language"),
                RulesetClause::Version(_) => self.is("ruleset version"),
                RulesetClause::Applies { to, .. } => {
                    self.is(if to.is_some() { "ruleset applies" } else { "ruleset applies, open" });
                }
                RulesetClause::Evaluates(_) => self.is("ruleset evaluates"),
                RulesetClause::CarryTargets { .. } => self.is("carry targets"),
                RulesetClause::Expect(expect) => self.expect(expect),
                RulesetClause::Meta(meta) => self.meta(meta),
                RulesetClause::On(on) => self.on(on),
            }
        }
        self.when(!file.uses.is_empty(), "use");
        file.decls.iter().for_each(|d| self.decl(&d.kind));
    }

    fn decl(&mut self, decl: &DeclKind) {
        match decl {
            DeclKind::Document(_) => self.is("document"),
            DeclKind::Level { within, .. } => {
                self.is("level");
                self.when(within.is_some(), "level within");
            }
            DeclKind::Unit { scale, .. } => self.is(if scale.is_some() { "unit, scaled" } else { "unit" }),
            DeclKind::Category { ordered, .. } => self.is(if *ordered { "category ordered" } else { "category" }),
            DeclKind::Assessment(a) => {
                self.is("assessment");
                for step in &a.settle {
                    self.is(match &step.node {
                        Settle::Assessor(_) => "settle assessor",
                        Settle::Agreement(_) => "settle agreement",
                        Settle::Disputed => "settle disputed",
                    });
                }
            }
            DeclKind::Input(input) => self.input(input),
            DeclKind::Indicator(i) => {
                self.is("indicator");
                self.when(!i.of.is_empty(), "indicator of");
                self.when(i.of.len() > 1, "indicator of several levels");
                self.expr(&i.value);
                self.metas(&i.meta);
            }
            DeclKind::Parameter(p) => {
                self.parameter(&p.value, "parameter", "parameter over time");
                self.metas(&p.meta);
            }
            DeclKind::Criterion(c) => self.criterion(c),
            DeclKind::Group(g) => self.group(g),
            DeclKind::Outcome(o) => {
                self.is("outcome");
                self.when(!o.of.is_empty(), "outcome of");
                o.clauses.iter().for_each(|c| self.outcome(&c.node));
            }
            DeclKind::State(s) => self.state(s),
            DeclKind::Rank(r) => self.rank(r),
            DeclKind::Amend(amend) => self.amend(amend),
            DeclKind::Repeal { .. } => self.is("repeal"),
            DeclKind::Add { member, .. } => {
                self.is("add");
                self.member(member);
            }
            DeclKind::Variant { changes, .. } => {
                self.is("variant");
                changes.iter().for_each(|c| self.decl(&c.kind));
            }
            DeclKind::Test(test) => self.test(test),
        }
    }

    fn input(&mut self, input: &Input) {
        self.is("input");
        self.when(!input.also.is_empty(), "input, several");
        self.when(!input.of.is_empty(), "input of");
        self.when(input.of.len() > 1, "input of several levels");
        self.when(input.optional, "input optional");
        self.when(input.assessed.is_some(), "input assessed");
        if let Some(range) = &input.range {
            self.is("input in range");
            self.range(range);
        }
        match input.given_as {
            Some(GivenAs::Percent) => self.is("given as percent"),
            Some(GivenAs::Fraction) => self.is("given as fraction"),
            None => {}
        }
        self.is(match &input.ty.node {
            TypeExpr::Ratio => "type ratio",
            TypeExpr::YesNo => "type yes_no",
            TypeExpr::Year => "type year",
            TypeExpr::Date => "type date",
            TypeExpr::Category(_) => "type category",
            TypeExpr::Number { whole: true, .. } => "type count",
            TypeExpr::Number { per: Some(_), .. } => "type number U/V",
            TypeExpr::Number { unit: Some(_), .. } => "type number U",
            TypeExpr::Number { .. } => "type number",
        });
        self.metas(&input.meta);
    }

    fn parameter(&mut self, value: &ParameterValue, fixed: &str, over_time: &str) {
        match value {
            ParameterValue::Fixed(e) => {
                self.is(fixed);
                self.expr(e);
            }
            ParameterValue::OverTime(t) => {
                self.is(over_time);
                self.targets(t);
            }
        }
    }

    fn metas(&mut self, metas: &[Spanned<Meta>]) {
        metas.iter().for_each(|m| self.meta(&m.node));
    }

    fn meta(&mut self, meta: &Meta) {
        match meta {
            Meta::Code(_) => self.is("code"),
            Meta::Source { article, .. } => self.is(if article.is_some() { "source, article" } else { "source" }),
            Meta::Note(_) => self.is("note"),
            Meta::Label { .. } => self.is("label"),
            Meta::JudgedBy(_) => self.is("judged by"),
        }
    }

    fn on(&mut self, on: &On) {
        self.is("on");
        self.when(on.reasons.len() > 1, "on several reasons");
        on.reasons.iter().for_each(|r| self.word("reason", r.node.word()));
        self.word("on … :", on.verdict.word());
    }

    fn expect(&mut self, expect: &Expect) {
        match expect {
            Expect::Criteria(_) => self.is("expect criteria"),
            Expect::Max(e) => {
                self.is("expect max");
                self.expr(e);
            }
            Expect::Weights(e) => {
                self.is("expect weights");
                self.expr(e);
            }
        }
    }

    fn targets(&mut self, targets: &Targets) {
        if let Some(when) = &targets.when {
            self.is("target when");
            self.expr(when);
        }
        for entry in &targets.entries {
            self.is(if entry.to.is_none() { "entry, open" } else { "entry, years" });
            self.when(entry.source.is_some(), "entry source");
            match &entry.bound {
                Bound::Cmp(Some(sign), e) => {
                    self.is("bound by sign");
                    self.word("sign", sign.word());
                    self.expr(e);
                }
                Bound::Cmp(None, e) => {
                    self.is("bound bare");
                    self.expr(e);
                }
                Bound::In(range) => {
                    self.is("bound in");
                    self.range(range);
                }
            }
        }
        let gaps = [("before", targets.before), ("between", targets.between), ("after", targets.after)];
        for (place, gap) in gaps {
            match gap {
                Some(Gap::None) => self.word(place, "none"),
                Some(Gap::Hold) => self.word(place, "hold"),
                Some(Gap::Linear) => self.word(place, "linear"),
                None => {}
            }
        }
    }

    fn criterion(&mut self, criterion: &Criterion) {
        self.is("criterion");
        self.when(!criterion.of.is_empty(), "criterion of");
        self.clauses(&criterion.clauses);
    }

    fn group(&mut self, group: &Group) {
        self.is("group");
        self.clauses(&group.clauses);
    }

    fn member(&mut self, member: &Member) {
        match member {
            Member::Criterion(c) => self.criterion(c),
            Member::Group(g) => {
                self.is("group in group");
                self.group(g);
            }
            Member::Item(i) => {
                self.is("item");
                self.when(i.label.is_some(), "item label");
                self.clauses(&i.clauses);
            }
        }
    }

    fn clauses(&mut self, clauses: &[Spanned<Clause>]) {
        clauses.iter().for_each(|c| self.clause(&c.node));
    }

    fn one(&mut self, name: &str, e: &Expr) {
        self.is(name);
        self.expr(e);
    }

    fn clause(&mut self, clause: &Clause) {
        match clause {
            Clause::Meta(meta) => self.meta(meta),
            Clause::AppliesWhen(e) => self.one("applies when", e),
            Clause::Measure(e) => self.one("measure", e),
            Clause::Target(targets) => {
                self.is("target");
                self.targets(targets);
            }
            Clause::MetWhen(e) => self.one("met when", e),
            Clause::Due(e) => self.one("due", e),
            Clause::Weight(e) => self.one("weight", e),
            Clause::Score(score) => {
                self.when(score.capped, "capped");
                self.expr(&score.max);
                match &score.how {
                    ScoreHow::WhenMet => self.is("score when met"),
                    ScoreHow::Formula(e) => self.one("score formula", e),
                    ScoreHow::Table(t) => {
                        self.is("score table");
                        self.table(t);
                    }
                }
            }
            Clause::Bonus { value, when } => {
                self.one(if when.is_some() { "bonus when" } else { "bonus" }, value);
                when.iter().for_each(|w| self.expr(w));
            }
            Clause::Deduct { value, when } => {
                self.one(if when.is_some() { "deduct when" } else { "deduct" }, value);
                when.iter().for_each(|w| self.expr(w));
            }
            Clause::Gate { label, condition } => {
                self.one(if label.is_some() { "gate label" } else { "gate" }, condition)
            }
            Clause::Adjust { score, max } => {
                self.one(if max.is_some() { "adjust max" } else { "adjust" }, score);
                max.iter().for_each(|m| self.expr(m));
            }
            Clause::On(on) => self.on(on),
            Clause::NotApplicable(what) => self.is(match what {
                NotApplicable::Excluded => "not_applicable excluded",
                NotApplicable::Zero => "not_applicable zero",
                NotApplicable::Full => "not_applicable full",
            }),
            Clause::Verdict(verdict) => self.is(match verdict {
                GroupVerdict::Every => "verdict every",
                GroupVerdict::AtLeast(_) => "verdict at least",
                GroupVerdict::None => "verdict none",
            }),
            Clause::Aggregate(a) => {
                self.word("score", a.kind.word());
                a.argument.iter().for_each(|e| self.expr(e));
                if let Some((step, mode)) = &a.to {
                    self.one("aggregate to", step);
                    self.word("mode", mode.node.as_str());
                }
            }
            Clause::Normalise(e) => self.one("normalise", e),
            Clause::Missing(GroupMissing::Strict) => self.is("missing strict"),
            Clause::Missing(GroupMissing::Zero) => self.is("missing zero"),
            Clause::Missing(GroupMissing::Skip { needing: None }) => self.is("missing skip"),
            Clause::Missing(GroupMissing::Skip { needing: Some(needing) }) => self.one(
                match needing.1 {
                    Needing::Weight => "missing skip needing weight",
                    Needing::Count => "missing skip needing count",
                },
                &needing.0,
            ),
            Clause::Round { step, mode } => {
                self.one("round to", step);
                self.word("mode", mode.node.as_str());
            }
            Clause::Expect(expect) => self.expect(expect),
            Clause::Member(member) => self.member(member),
            Clause::Direction(Direction::Higher) => self.is("item higher"),
            Clause::Direction(Direction::Lower) => self.is("item lower"),
            Clause::Goalposts(ends) => {
                self.one("goalposts", &ends.0);
                self.expr(&ends.1);
            }
            Clause::Goal(e) => self.one("item target", e),
        }
    }

    fn outcome(&mut self, clause: &OutcomeClause) {
        match clause {
            OutcomeClause::Meta(meta) => self.meta(meta),
            OutcomeClause::On(on) => self.on(on),
            OutcomeClause::Require { condition, .. } => self.one("require", condition),
            OutcomeClause::From(table) => {
                self.is("class table");
                self.table(table);
            }
            OutcomeClause::Bound { at_most, when, .. } => self.one(if *at_most { "at most" } else { "at least" }, when),
            OutcomeClause::Move { down, when, .. } => self.one(if *down { "downgrade" } else { "upgrade" }, when),
            OutcomeClause::Quota { at_most, of, .. } => {
                self.one(if of.is_some() { "quota of" } else { "quota" }, at_most);
            }
        }
    }

    fn state(&mut self, state: &State) {
        self.is("state");
        self.when(!state.of.is_empty(), "state of");
        state.table.iter().for_each(|t| self.table(t));
        self.metas(&state.meta);
    }

    fn rank(&mut self, rank: &RankDecl) {
        self.is("rank");
        self.when(rank.within.is_some(), "rank within");
        self.when(rank.keys.len() > 1, "rank then");
        if let Some(filter) = &rank.filter {
            self.one("rank where", filter);
        }
        for (key, descending) in &rank.keys {
            self.one(if *descending { "rank descending" } else { "rank ascending" }, key);
        }
        rank.ties.iter().for_each(|t| self.word("ties", t.node.word()));
        self.metas(&rank.meta);
    }

    fn amend(&mut self, amend: &Amend) {
        self.is("amend");
        self.is(match amend.kind {
            AmendKind::Criterion => "amend criterion",
            AmendKind::Group => "amend group",
            AmendKind::Indicator => "amend indicator",
            AmendKind::Parameter => "amend parameter",
            AmendKind::Outcome => "amend outcome",
            AmendKind::Item => "amend item",
            AmendKind::Rank => "amend rank",
            AmendKind::State => "amend state",
        });
        match &amend.body {
            AmendBody::Clauses(clauses) => self.clauses(clauses),
            AmendBody::Outcome(clauses) => clauses.iter().for_each(|c| self.outcome(&c.node)),
            AmendBody::Value(value, meta) => {
                self.parameter(value, "amend", "amend parameter over time");
                self.metas(meta);
            }
            AmendBody::Rank(rank) => self.rank(rank),
            AmendBody::State(state) => self.state(state),
        }
    }

    fn test(&mut self, test: &Test) {
        self.is("test");
        self.when(test.from.is_some(), "test from");
        self.when(test.as_of.is_some(), "test as_of");
        for step in &test.steps {
            match &step.node {
                TestStep::Given { year, facts } => {
                    self.is(if year.is_some() { "given at" } else { "given" });
                    self.facts(facts);
                }
                TestStep::Recorded { facts, .. } => {
                    self.is("recorded");
                    self.facts(facts);
                }
                TestStep::With { count, facts, .. } => {
                    self.is(if count.is_some() { "with N" } else { "with" });
                    self.facts(facts);
                }
                TestStep::Expect { of, value } => {
                    self.expr(of);
                    match value {
                        Expected::Expr(e) => self.one("expect value", e),
                        Expected::Verdict(_) => self.is("expect verdict"),
                        Expected::Missing => self.is("expect missing"),
                        Expected::MissingFor(reason) => {
                            self.is("expect reason");
                            self.word("reason", reason.word());
                        }
                    }
                }
            }
        }
    }

    fn facts(&mut self, facts: &[Fact]) {
        for fact in facts {
            self.when(fact.by.is_some(), "fact by");
            match &fact.value {
                Some(e) => self.expr(e),
                None => self.is("fact missing"),
            }
        }
    }
}
