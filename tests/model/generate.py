"""Invents a rule set and data for it. The same seed gives the same job. Constants of the rules go into a pool, and data are
drawn from the pool: at a threshold, a unit in the last digit beside it, beyond 2^53, a near tie at 10^-30, missing, wrong."""
import random
from decimal import Decimal, getcontext

getcontext().prec = 120
MODES = ("half_up", "half_even", "up", "down", "floor", "ceiling")
SIGNS = (">=", "<=", ">", "<", "=", "!=")
NUMBERS = ("0", "1", "2", "3", "5", "10", "0.1", "0.3", "0.7", "2.5", "7", "12.5", "100", "1000000", "9007199254740993")
RATIOS = ("0", "10", "30", "33.3", "50", "62.5", "66.67", "70", "80", "90", "99.99", "100")


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.numbers, self.ratios = list(self.r.sample(NUMBERS, 6)), list(self.r.sample(RATIOS, 5))
        self.numeric, self.fractions, self.conditions = ["a", "b"], ["v", "w"], ["p", "q"]
        self.scored, self.judged, self.lines = [], [], []

    def pick(self, *options):
        return self.r.choice(options)

    def chance(self, share):
        return self.r.random() < share

    # ---- constants -----------------------------------------------------------------------------------------------
    def number(self):
        return self.r.choice(self.numbers)

    def percent(self):
        return self.r.choice(self.ratios) + "%"

    # ---- formulas ------------------------------------------------------------------------------------------------
    def num(self, depth):
        """A plain number, safe as an operand."""
        if depth <= 0 or self.chance(0.25):
            return self.r.choice(self.numeric) if self.chance(0.7) else self.number()
        d = depth - 1
        kind = self.r.randrange(19)
        if kind < 6:
            op = self.pick("+", "-", "*", "/", "+", "*")
            return f"({self.num(d)} {op} {self.num(d)})"
        if kind == 6:
            return f"({self.num(d)} * {self.ratio(d)})"
        if kind == 7:
            return f"{self.pick('min', 'max', 'mean', 'sum', 'median')}({self.num(d)}, {self.num(d)}, {self.num(d)})"
        if kind == 8:
            return f"abs({self.num(d)})"
        if kind == 9:
            return f"round({self.num(d)}, {self.pick('1', '0.1', '0.25', '0.01', '3', '1000')}, {self.pick(*MODES)})"
        if kind == 10:
            return f"(if {self.cond(d)} then {self.num(d)} else {self.num(d)})"
        if kind == 11:
            return f"({self.num(d)} otherwise {self.num(d)})"
        if kind == 12:
            return self.table(self.num, d)
        if kind == 13:
            return f"(sum of {self.below(d)} over x{self.where()}{self.missing_rule()})"
        if kind == 14:
            return f"({self.pick('mean', 'min', 'max', 'median')} of {self.below(d)} over x{self.where()}{self.missing_rule()})"
        if kind == 15:
            return f"(count of x where {self.below_cond()})"
        if kind == 16:
            return f"({self.pick('a', 'b')} at {self.pick('year - 1', '2023', 'year - 2')})"
        if kind == 17:
            return f"({self.pick('sum', 'mean', 'max', 'min')} of {self.pick('a', 'b')} across d{self.pick('', ' ignoring missing', ' missing as 3')})"
        return self.pick(f"latest({self.pick('a', 'b')}, {self.pick('1', '2')})", f"interpolated({self.pick('a', 'b')})",
                         f"(clamp({self.num(d)}, 1, {self.pick('5', '100')}))", f"({self.num(d)} ^ {self.pick('2', '3')})")

    def ratio(self, depth):
        if depth <= 0 or self.chance(0.25):
            return self.r.choice(self.fractions) if self.chance(0.7) else self.percent()
        d = depth - 1
        kind = self.r.randrange(11)
        if kind < 3:
            return f"({self.ratio(d)} {self.pick('+', '-')} {self.ratio(d)})"
        if kind == 3:
            return f"({self.ratio(d)} * {self.ratio(d)})"
        if kind == 4:
            return f"{self.pick('min', 'max', 'mean')}({self.ratio(d)}, {self.ratio(d)})"
        if kind == 5:
            return f"round({self.ratio(d)}, {self.pick('1%', '0.1%', '0.01%', '12.5%')}, {self.pick(*MODES)})"
        if kind == 6:
            return f"(if {self.cond(d)} then {self.ratio(d)} else {self.ratio(d)})"
        if kind == 7:
            return f"({self.ratio(d)} otherwise {self.percent()})"
        if kind == 8:
            return f"(share of x where {self.below_cond()}{self.pick('', '', ' among f', ' ignoring missing', ' ignoring missing needing 60%')})"
        if kind == 9:
            return f"position({self.num(d)}, {self.num(d)}, {self.num(d)})"
        return f"({self.pick('v', 'w')} at {self.pick('year - 1', '2023')})"

    def cond(self, depth):
        if depth <= 0 or self.chance(0.15):
            return self.r.choice(self.conditions)
        d = depth - 1
        kind = self.r.randrange(12)
        if kind < 2:
            return f"({self.num(d)} {self.pick(*SIGNS)} {self.num(d)})"
        if kind < 4:
            return f"({self.ratio(d)} {self.pick(*SIGNS)} {self.ratio(d)})"
        if kind == 4:
            return f"({self.cond(d)} {self.pick('and', 'or')} {self.cond(d)})"
        if kind == 5:
            return f"(not {self.cond(d)})"
        if kind == 6:
            return f"({self.num(d)} is {self.pick('missing', 'present', 'absent', 'zero_base', 'no_history')})"
        if kind == 7:
            return f"({self.ratio(d)} in {self.range_of()})"
        if kind == 8:
            return f"({self.pick('every', 'some')} x{self.pick('', ' where f')} satisfies {self.below_cond()})"
        if kind == 9:
            lo, hi = self.pick(("<=", "<"), ("<", "<="), ("<=", "<="))
            return f"({self.percent()} {lo} {self.ratio(d)} {hi} {self.percent()})"
        if kind == 10:
            return f"(count({self.cond(d)}, {self.cond(d)}, {self.cond(0)}) {self.pick('>=', '<', '=', '>')} {self.pick('1', '2')})"
        if self.judged and self.chance(0.6):
            return f"{self.r.choice(self.judged)}.met"
        return f"(day {self.pick('<=', '<', '>=', '>')} {self.pick('2024-06-30', 'year_end(year)', 'date(year, 3, 1)')})"

    def range_of(self):
        lo, hi = sorted(self.r.sample(self.ratios, 2), key=Decimal)
        return f"{lo}%..{hi}%"

    def below(self, d):
        return self.pick("n", "n", "n * 2", "(n - 1)", "n * a" if d > 0 else "n", "(n otherwise 1)")

    def below_cond(self):
        return self.pick("f", "n > " + self.number(), "n = " + self.number(), "(f and n >= " + self.number() + ")", "not f")

    def where(self):
        return f" where {self.below_cond()}" if self.chance(0.4) else ""

    def missing_rule(self):
        return self.pick("", "", "", " ignoring missing", f" ignoring missing needing {self.pick('50%', '75%')}", " missing as 2")

    def table(self, result, d):
        if self.chance(0.3):
            rows = [f"when {self.cond(d)}: {result(d)}" for _ in range(self.r.randint(1, 2))]
            return f"(from {{ {', '.join(rows)}, otherwise: {result(d)} }})"
        marks = sorted(self.r.sample(self.ratios, self.r.randint(1, 3)), key=Decimal, reverse=True)
        rows = [f"{self.pick('>=', '>')} {m}%: {result(d)}" for m in marks]
        return f"(from {self.ratio(d)} {{ {', '.join(rows)}, otherwise: {result(d)} }})"

    # ---- declarations ----------------------------------------------------------------------------------------------
    def targets(self):
        kind = self.r.randrange(6)
        if kind == 0:
            return f"target 2022..2026: {self.pick(*SIGNS)} {self.percent()}"
        if kind == 1:
            sign = self.pick(">=", ">", "<=", "<")
            return (f"target {{ 2022: {sign} {self.percent()}  2025: {sign} {self.percent()}  before none  "
                    f"between {self.pick('linear', 'hold', 'none')}  after {self.pick('hold', 'none')} }}")
        if kind == 2:
            return f"target 2023: > {self.percent()}, 2024..2025: >= {self.percent()}  before {self.pick('none', 'hold')}  after hold"
        if kind == 3:
            return f"target 2022..2026: in {self.range_of()}"
        if kind == 4:
            return (f"target when {self.cond(1)}  2022..2026: >= {self.percent()}\n    "
                    f"target 2022..2026: {self.pick('>=', '<=')} {self.percent()}")
        return f"target 2022..2026: >= {self.pick('assigned', 'assigned', 'assigned + 10%')}"

    def policy(self):
        out = []
        for _ in range(self.r.randint(0, 2)):
            reason = self.pick("absent", "zero_base", "no_history", "no_target", "invalid", "disputed")
            out.append(f"on {reason}: {self.pick('met', 'not_met', 'undetermined', 'not_applicable')}")
        return "\n    ".join(out)

    def score(self):
        top = self.pick("10", "20", "12.5")
        kind = self.r.randrange(5)
        if kind == 0:
            return f"score max {top} points{self.pick('', ' capped')} when met", True
        if kind == 1:
            return f"score max {top} points{self.pick('', ' capped', ' capped')} = {top} points * ({self.ratio(1)})", False
        if kind == 2:
            return f"score max {top} points capped = {top} points * measure / {self.pick('80%', '75%', '90%')}", False
        marks = sorted(self.r.sample(self.ratios, self.r.randint(1, 3)), key=Decimal, reverse=True)
        values = sorted(self.r.sample(("10", "7.5", "5", "2", "1/3", "0"), len(marks)), key=lambda x: -eval_fraction(x))
        rows = "  ".join(f"{self.pick('>=', '>')} {m}%: {v} * 1 points" for m, v in zip(marks, values))
        return f"score max {top} points from measure {{ {rows}  otherwise: 0 points }}", False

    def criterion(self, name, indent="  "):
        clauses = []
        if self.chance(0.25):
            clauses.append(f"applies when {self.cond(1)}")
        clauses.append(f"measure {self.ratio(2)}")
        clauses.append(self.targets() if self.chance(0.75) else f"met when {self.cond(2)}")
        scored = self.chance(0.7)
        if scored:
            clauses.append(self.score()[0])
            for _ in range(self.r.randint(0, 2) if self.chance(0.4) else 0):
                clauses.append(f"{self.pick('bonus', 'deduct')} {self.pick('1 points', '0.5 points', '1 points * a')}"
                               + (f" when {self.cond(1)}" if self.chance(0.6) else ""))
            if self.chance(0.2):
                clauses.append(self.pick("adjust score / 2", "adjust round(score, 0.25 points, down)",
                                         "adjust score * 10 max max * 10", "adjust min(score, max)"))
        if self.chance(0.2):
            clauses.append(f'gate "gate": {self.cond(1)}')
        if self.chance(0.15):
            clauses.append(f"due {self.pick('2024-06-30', 'year_end(year)', 'date(year + 1, 3, 31)', 'day')}")
        if scored and self.chance(0.15):
            clauses.append(f"not_applicable {self.pick('full', 'zero', 'excluded')}")
        policy = self.policy()
        if policy:
            clauses.append(policy)
        return f"{indent}criterion {name} {{\n    " + "\n    ".join(clauses) + f"\n{indent}}}", scored

    def group(self, name, first, count):
        members = [self.criterion(f"c{i}") for i in range(first, first + count)]
        kind = self.pick("sum", "mean", "weighted_mean", "min", "max", "median", "geometric_mean", "harmonic_mean", "none")
        if not any(scored for _, scored in members):
            kind = "none"
        verdict = self.pick("every", "every", "none", f"at least {self.r.randint(1, count)}")
        lines = [f"group {name} {{", f"  verdict {verdict}"]
        weighted = kind == "weighted_mean"
        if kind != "none":
            lines.append(f"  score {kind}")
            lines.append(f"  not_applicable {self.pick('excluded', 'zero')}")
            if self.chance(0.5):
                lines.append("  missing " + self.pick("skip", "skip needing 2/3 of count", "skip needing 50% of weight", "zero", "strict"))
        if self.chance(0.2):
            lines.append("  " + self.policy().replace("\n    ", "\n  "))
        scores = []
        for text, scored in members:
            if weighted:
                text = text.replace("{\n", f"{{\n    weight {self.r.randint(1, 4)}\n", 1)
            scores.append(scored)
            lines.append(text)
        if kind != "none" and self.chance(0.25):
            lines.append(f"  {self.pick('bonus', 'deduct')} {'1 points' if kind == 'sum' else '5%'} when {self.cond(1)}"
                         if kind == "sum" or all(scores) else "")
        lines.append("}")
        self.lines.append("\n".join(l for l in lines if l.strip()))
        if verdict != "none":
            self.judged.append(name)
        return kind if kind != "none" and any(scores) else None

    def job(self):
        self.lines += [
            "ruleset t { applies 2022..2026  evaluates d" + (f"  {self.policy()}" if self.chance(0.2) else "") + " }",
            "level d", "level x within d",
            "assessment s { by u1  by u2  by u3  settle u3 else agreement of u1, u2 else disputed }",
            "input a, b : number", "input v : ratio in 0%..100%", "input w : ratio in 0%..100% { given as percent  assessed s }",
            "input assigned : ratio", "input p, q : yes_no", "input day : date", "input n of x : number", "input f of x : yes_no",
        ]
        for i in range(self.r.randint(1, 4)):
            kind = self.r.randrange(3)
            name = f"i{i}"
            if kind == 0:
                self.lines.append(f"indicator {name} = {self.num(3)}")
                self.numeric.append(name)
            elif kind == 1:
                self.lines.append(f"indicator {name} = {self.ratio(3)}")
                self.fractions.append(name)
            else:
                self.lines.append(f"indicator {name} = {self.cond(3)}")
                self.conditions.append(name)
        count = self.r.randint(1, 4)
        kind = self.group("g", 0, count)
        if self.chance(0.4):
            text, _ = self.criterion("z0", "")
            self.lines.append(text)
            self.judged.append("z0")
        if self.judged:
            parts = [f'require r{i} "R{i}": {self.pick(self.r.choice(self.judged) + ".met", self.cond(1))}' for i in range(2)]
            self.lines.append("outcome o {\n  " + "\n  ".join(parts) + "\n}")
        if self.chance(0.5):
            marks = sorted(self.r.sample(self.ratios, 2), key=Decimal, reverse=True)
            extra = self.pick("", f"at most c when {self.cond(1)}".replace(" c when", " k1 when"), f"downgrade 1 when {self.cond(1)}",
                              f"at least k1 when {self.cond(1)}")
            self.lines.append(f'outcome k {{ from {self.ratio(1)} {{ >= {marks[0]}%: k2 "K2"  >= {marks[1]}%: k1 "K1"  '
                              f'otherwise: k0 "K0" }}  {extra} }}')
        if self.chance(0.5):
            key = "g.score" if kind else self.pick("a", "v", "b")
            self.lines.append(f"rank place of d {{ by {key} {self.pick('descending', 'ascending')}  then by b descending  "
                              f"ties {self.pick('shared', 'dense', 'max', 'mean')} }}")
        if self.chance(0.3):
            self.lines.append(f"indicator r0 = rank of {self.pick('a', 'v')} across d {self.pick('ascending', 'descending')} "
                              f"ties {self.pick('shared', 'dense', 'max', 'mean')}")
        years = [2024] if self.chance(0.6) else [2023, 2024]
        return {"rules": "\n".join(self.lines) + "\n", "data": self.data(years), "years": years, "seed": None}

    # ---- data ------------------------------------------------------------------------------------------------------
    def near(self, text):
        """The value, or one close beside it."""
        x = Decimal(text)
        kind = self.r.randrange(10)
        if kind < 5:
            return text
        if kind == 5:
            step = Decimal(1).scaleb(x.as_tuple().exponent) if x == x.to_integral() else Decimal(1).scaleb(x.as_tuple().exponent - 1)
            return format(x + step * self.pick(1, -1), "f")
        if kind == 6:
            return format(x + Decimal("1e-30") * self.pick(1, -1), "f")
        if kind == 7:
            return format(x + Decimal("0.01") * self.pick(1, -1), "f")
        if kind == 8:
            return format(x * self.pick(2, 3) / self.pick(1, 2), "f")
        return float(x)

    def cell(self, pool, scale=None):
        text = self.near(self.r.choice(pool))
        if scale and not isinstance(text, float):
            return format(Decimal(text) / scale, "f")
        if scale:
            return float(Decimal(repr(text)) / scale)
        return text

    def maybe(self, into, name, make, missing=0.15):
        if not self.chance(missing):
            into[name] = make()

    def facts(self, missing):
        out = {}
        self.maybe(out, "a", lambda: self.cell(self.numbers), missing)
        self.maybe(out, "b", lambda: self.cell(self.numbers + ["0"]), missing)
        self.maybe(out, "v", lambda: self.cell(self.ratios, 100), missing)
        self.maybe(out, "assigned", lambda: self.cell(self.ratios, 100), 0.4)
        self.maybe(out, "p", lambda: self.chance(0.5), missing)
        self.maybe(out, "q", lambda: self.chance(0.5), missing)
        self.maybe(out, "day", lambda: self.pick("2024-06-29", "2024-06-30", "2024-07-01", "2023-03-01", "2024-12-31"), missing)
        if self.chance(0.03):
            out["v"] = self.pick("150%", "x", -1)
        if self.chance(0.15):
            out["w"] = self.cell(self.ratios)
        else:
            w = self.cell(self.ratios)
            by = {}
            for who in ("u1", "u2", "u3"):
                share = 0.7 if who == "u3" else missing / 2
                if not self.chance(share):
                    by[who] = {"w": w if self.chance(0.85) else self.cell(self.ratios)}
            if by:
                out["by"] = by
        return out

    def data(self, years):
        units, number = [], 0
        for i in range(self.r.randint(3, 6)):
            missing = self.pick(0, 0.1, 0.3)
            unit = {"unit": f"D{i}", **self.facts(missing)}
            unit["years"] = {str(y): self.facts(missing) for y in range(2021, 2026) if y != years[0] and self.chance(0.6)}
            unit["x"] = []
            for _ in range(self.r.randint(0, 5)):
                below = {"unit": f"X{number}"}
                number += 1
                self.maybe(below, "n", lambda: self.cell(self.numbers), missing)
                self.maybe(below, "f", lambda: self.chance(0.6), missing)
                unit["x"].append(below)
            units.append(unit)
        return units


def eval_fraction(text):
    top, _, bottom = text.partition("/")
    return Decimal(top) / Decimal(bottom or 1)
