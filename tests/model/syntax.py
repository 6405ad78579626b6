"""Tokens to trees, after section 7 of the language reference. Expressions are `Node`s, declarations are dictionaries."""
import datetime
from fractions import Fraction

from lexer import Refused, tokens

CMP = (">=", "<=", ">", "<", "=", "!=")
REASONS = ("absent", "no_history", "no_target", "zero_base", "out_of_domain", "disputed", "invalid", "not_applicable",
           "not_due")
VERDICTS = ("met", "not_met", "undetermined", "not_applicable")
MODES = ("half_up", "half_even", "up", "down", "floor", "ceiling")
ROLLUPS = ("sum", "mean", "min", "max", "median", "stdev", "variance")
EPOCH = datetime.date(1970, 1, 1).toordinal()


class Node:
    __slots__ = ("kind", "args")

    def __init__(self, kind, *args):
        self.kind, self.args = kind, args

    def __repr__(self):
        return f"({self.kind} {' '.join(map(repr, self.args))})"


class Parser:
    def __init__(self, text):
        self.toks, self.i = tokens(text), 0

    # ---- tokens ----------------------------------------------------------------------------------------------
    def peek(self, ahead=0):
        return self.toks[min(self.i + ahead, len(self.toks) - 1)]

    def next(self):
        t = self.peek()
        self.i += 1
        return t

    def at(self, *values, ahead=0):
        t = self.peek(ahead)
        return t.kind in ("op", "word", "name") and t.text != "" and t.value in values

    def eat(self, *values):
        if self.at(*values):
            return self.next().value
        return None

    def want(self, *values):
        if not self.at(*values):
            self.fail(f"expected {' or '.join(values)}")
        return self.next().value

    def fail(self, why):
        t = self.peek()
        raise Refused(f"line {t.line}: {why}, found {t.text or 'the end'!r}")

    def name(self):
        t = self.peek()
        if t.kind != "name":
            self.fail("expected a name")
        return self.next().value

    def word(self):
        t = self.peek()
        if t.kind not in ("name", "word"):
            self.fail("expected a word")
        return self.next().value

    def names(self):
        out = [self.name()]
        while self.eat(","):
            out.append(self.name())
        return out

    def text(self):
        if self.peek().kind != "text":
            self.fail("expected a quoted text")
        return self.next().value

    def maybe_text(self):
        return self.next().value if self.peek().kind == "text" else None

    def integer(self):
        t = self.peek()
        if t.kind != "num" or t.value.denominator != 1:
            self.fail("expected a whole number")
        return int(self.next().value)

    def year_end(self, year):
        """`..YEAR`, `..` or nothing, after a year."""
        if not self.eat(".."):
            return year
        return self.integer() if self.peek().kind == "num" else 9999

    def date(self):
        if self.peek().kind != "date":
            self.fail("expected a date")
        return days(self.next().text)

    # ---- expressions -----------------------------------------------------------------------------------------
    def expr(self):
        if self.eat("if"):
            c = self.expr()
            self.want("then")
            a = self.expr()
            self.want("else")
            return Node("if", c, a, self.expr())
        return self.disj()

    def disj(self):
        parts = [self.conj()]
        while self.eat("or"):
            parts.append(self.conj())
        if len(parts) > 1 and any(p.kind == "and" for p in parts):
            self.fail("and beside or")
        return parts[0] if len(parts) == 1 else Node("or", *parts)

    def conj(self):
        parts = [self.neg()]
        while self.eat("and"):
            parts.append(self.neg())
        return parts[0] if len(parts) == 1 else Node("and", *parts)

    def neg(self):
        if self.eat("not"):
            return Node("not", self.neg())
        return self.compare()

    def compare(self):
        x = self.dflt()
        if self.at(*CMP):
            op, y = self.next().value, self.dflt()
            first = Node("cmp", op, x, y)
            if self.at(*CMP):
                op2 = self.next().value
                if op2[0] != op[0] or op[0] not in "<>":
                    self.fail("a chain goes one way")
                return Node("chain", first, Node("cmp", op2, y, self.dflt()))
            return first
        if self.eat("in"):
            lo, hi = self.range()
            return Node("in", x, lo, hi)
        if self.eat("is"):
            what = self.word()
            if what not in REASONS + ("missing", "present"):
                self.fail("expected missing, present or a reason")
            return Node("is", x, what)
        return x

    def range(self, row=False):
        lo = None if self.at("..") else self.additive()
        self.want("..")
        hi = self.additive() if self.starts_expression(row) else None
        return lo, hi

    def starts_expression(self, row=False):
        t = self.peek()
        if t.kind in ("num", "date"):
            # `0..  2024: …`: among targets, a year and a colon begin the next entry; the head of a row ends in a colon
            return row or not (self.at(":", ahead=1))
        return t.kind == "name" or self.at("(", "-", "yes", "no", "year", "as_of", "min", "max", "mean", "sum", "median",
                                           "count", "share", "own", "measure", "score")

    def dflt(self):
        x = self.additive()
        if self.eat("otherwise"):
            return Node("otherwise", x, self.dflt())
        return x

    def additive(self):
        x = self.mult()
        while self.at("+", "-"):
            x = Node(self.next().value, x, self.mult())
        return x

    def mult(self):
        x = self.unary()
        while self.at("*", "/"):
            x = Node(self.next().value, x, self.unary())
        return x

    def unary(self):
        if self.eat("-"):
            x = self.unary()
            if x.kind == "^":
                self.fail("write (-x) ^ n or -(x ^ n)")
            return Node("neg", x)
        return self.power()

    def power(self):
        x = self.post()
        if self.eat("^"):
            sign = -1 if self.eat("-") else 1
            return Node("^", x, sign * self.integer())
        return x

    def post(self):
        x = self.prim()
        while True:
            if self.at("at") and (self.peek(1).kind == "num" or self.at("year", ahead=1)):
                self.next()
                if self.eat("year"):
                    shift = 0
                    if self.at("+", "-") and self.peek(1).kind == "num":
                        shift = self.integer() if self.next().value == "+" else -self.integer()
                    x = Node("at", x, "relative", shift)
                else:
                    x = Node("at", x, "absolute", self.integer())
            elif self.at("by") and self.peek(1).kind == "name" and not self.peek().bol:
                self.next()
                x = Node("by", x, self.name())
            else:
                return x

    def prim(self):
        t = self.peek()
        if t.kind == "num":
            self.next()
            if self.at("%") and self.peek().start == t.end:
                self.next()
                return Node("num", t.value / 100, None)
            unit = self.peek()
            if unit.kind == "name" and unit.line == t.line:
                self.next()
                return Node("num", t.value, unit.value)
            return Node("num", t.value, None)
        if t.kind == "date":
            return Node("date", self.date())
        if self.eat("("):
            x = self.expr()
            self.want(")")
            return Node("paren", x)
        if self.at("yes", "no"):
            return Node("bool", self.next().value == "yes")
        if self.eat("own"):
            return Node("own", self.post())
        if self.at("from"):
            self.next()
            return self.table(None)
        if self.at("count", "share") and self.at("of", ahead=1):
            return self.counting()
        if self.at("every", "some"):
            kind, level = self.next().value, self.name()
            where = self.disj() if self.eat("where") else None
            self.want("satisfies")
            return Node("rollup", kind, self.disj(), "over", level, None, None, where, None, None, None)
        if self.at(*ROLLUPS) and self.at("of", ahead=1):
            return self.rolling()
        if self.at("rank") and self.at("of", ahead=1):
            return self.ranking()
        if t.kind in ("name", "word") and self.at("(", ahead=1):
            return self.call()
        if self.at("year", "measure", "target", "score", "max", "as_of"):
            return Node("word", self.next().value)
        if t.kind == "name":
            path = [self.name()]
            while self.at(".") and self.peek(1).kind in ("name", "word"):
                self.next()
                path.append(self.word())
            return Node("path", *path)
        self.fail("expected a value")

    def call(self):
        name = self.word()
        self.want("(")
        args = []
        while not self.eat(")"):
            if self.at(*MODES) and self.at(")", ahead=1):
                args.append(self.next().value)
            else:
                args.append(self.expr())
            if not self.at(")"):
                self.want(",")
        if name == "previous":
            return Node("at", args[0], "relative", -1)
        if name == "growth":
            before = Node("at", args[0], "relative", -1)
            return Node("/", Node("-", args[0], before), before)
        return Node("call", name, *args)

    def years(self):
        if self.at("in") and (self.at("all", ahead=1) or self.peek(1).kind == "num"):
            self.next()
            if self.eat("all"):
                self.want("years")
                return "all"
            lo = self.integer()
            return (lo, self.year_end(lo))
        return None

    def miss(self):
        if self.eat("ignoring"):
            self.want("missing")
            return ("ignoring", self.additive() if self.eat("needing") else None)
        if self.at("missing") and self.at("as", ahead=1):
            self.next(), self.next()
            return ("as", self.additive())
        return None

    def counting(self):
        kind = self.next().value
        self.want("of")
        level, scope = self.level_or_predecessors("over")
        if self.eat("across"):
            self.fail("count and share are over the units below")
        years = self.years()
        of = among = None
        if self.eat("where"):
            of = self.disj()
        if self.eat("among"):
            among = self.disj()
        miss = self.miss()
        return Node("rollup", kind, of, scope, level, years, None, among, miss, None, None)

    def level_or_predecessors(self, scope):
        name = self.name()
        return (None, "predecessors") if name == "predecessors" else (name, scope)

    def rolling(self):
        kind = self.next().value
        self.want("of")
        of = self.additive()
        scope = self.want("over", "across")
        level, scope = self.level_or_predecessors(scope)
        years = self.years()
        weight = where = miss = None
        while True:
            if self.eat("weighted"):
                self.want("by")
                weight = self.additive()
            elif self.eat("where"):
                where = self.disj()
            elif (m := self.miss()) is not None:
                miss = m
            else:
                break
        return Node("rollup", kind, of, scope, level, years, weight, where, miss, None, None)

    def ranking(self):
        self.next()
        self.want("of")
        of = self.additive()
        self.want("across")
        level = self.name()
        years = self.years()
        where = self.disj() if self.eat("where") else None
        descending = self.want("ascending", "descending") == "descending"
        ties = self.word() if self.eat("ties") else "shared"
        return Node("rollup", "rank", of, "across", level, years, None, where, None, descending, ties)

    def table(self, subject, classes=False):
        """Rows in braces; the subject, if any, stands before them."""
        if subject is None and not self.at("{"):
            subject = self.additive()
        self.want("{")
        rows = []
        while not self.eat("}"):
            if self.eat("otherwise"):
                head = ("otherwise",)
            elif self.eat("when"):
                head = ("when", self.expr())
            elif self.eat("in"):
                head = ("in", *self.range(row=True))
            else:
                head = ("cmp", self.want(*CMP), self.additive())
            self.want(":")
            if classes and self.peek().kind == "name" and not self.at(".", "(", ahead=1):
                name = self.name()
                rows.append((head, Node("class", name, self.maybe_text())))
            else:
                rows.append((head, self.additive()))
            self.eat(",")
        return Node("table", subject, rows)

    # ---- clauses ---------------------------------------------------------------------------------------------
    def meta(self, into):
        """A clause that most declarations share, if there is one here."""
        if self.eat("source"):
            into.setdefault("sources", []).append((self.name(), self.maybe_text()))
        elif self.at("code", "note") and self.peek(1).kind == "text":
            key = self.next().value
            into[key] = self.text()
        elif self.at("label") and self.peek(2).kind == "text":
            self.next(), self.word(), self.text()
        elif self.at("judged"):
            self.next(), self.want("by"), self.text()
        else:
            return False
        return True

    def on(self):
        reasons = [self.word()]
        while self.eat(","):
            reasons.append(self.word())
        self.want(":")
        return (reasons, self.word())

    def bound(self):
        if self.eat("in"):
            return ("in", *self.range())
        cmp = self.next().value if self.at(*CMP) else None
        return ("cmp", cmp, self.additive())

    def entries(self):
        """Target entries and gaps, with or without braces."""
        out = {"entries": [], "before": None, "between": None, "after": None}
        block = self.eat("{")
        while True:
            if self.peek().kind == "num" and self.at(":", "..", ahead=1):
                lo = self.integer()
                hi = self.year_end(lo)
                self.want(":")
                out["entries"].append((lo, hi, self.bound()))
                if block and self.at("source"):
                    self.meta({})
                if self.at(",") and self.peek(1).kind == "num":
                    self.next()
                elif block:
                    self.eat(",")
            elif self.at("between", "before", "after"):
                gap = self.next().value
                out[gap] = self.want("none", "hold", "linear")
            elif block:
                self.want("}")
                return out
            else:
                return out

    def clause(self, c):
        """One clause of a criterion, group or item into `c`."""
        changes = c.setdefault("changes", [])
        if self.meta(c):
            return
        t = self.peek()
        if t.kind not in ("word", "name"):
            self.fail("expected a clause")
        w = self.next().value
        if w == "applies":
            self.want("when")
            c["applies"] = self.expr()
        elif w == "measure":
            c["measure"] = self.expr()
        elif w == "target":
            when = self.expr() if self.eat("when") else None
            if self.peek().kind == "num" and self.at(":", "..", ahead=1) or self.at("{"):
                c.setdefault("targets", []).append((when, self.entries()))
            else:
                c["goal"] = self.additive()
        elif w == "met":
            self.want("when")
            c["met"] = self.expr()
        elif w == "due":
            c["due"] = self.additive()
        elif w == "weight":
            c["weight"] = self.additive()
        elif w == "score":
            self.score(c)
        elif w in ("bonus", "deduct"):
            value = self.additive()
            changes.append((w, value, self.expr() if self.eat("when") else None))
        elif w == "gate":
            self.maybe_text()
            self.want(":")
            c.setdefault("gates", []).append(self.expr())
        elif w == "adjust":
            score = self.additive()
            c.setdefault("adjust", []).append((score, self.additive() if self.eat("max") else None))
        elif w == "round":
            self.want("to")
            step, mode = self.additive(), self.word()
            rounded = Node("call", "round", Node("word", "score"), step, mode)
            c.setdefault("adjust", []).append((rounded, None))
        elif w == "on":
            c.setdefault("on", []).append(self.on())
        elif w == "not_applicable":
            c["not_applicable"] = self.want("full", "excluded", "zero")
        elif w == "verdict":
            kind = self.want("every", "at", "none")
            if kind == "at":
                self.want("least")
                kind = self.integer()
            c["verdict"] = kind
        elif w == "normalise":
            c["normalise"] = self.expr()
        elif w == "missing":
            kind = self.want("strict", "skip", "zero")
            needing = None
            if kind == "skip" and self.eat("needing"):
                needing = self.additive()
                self.want("of")
                needing = (needing, self.word())
            c["missing"] = (kind, needing)
        elif w == "expect":
            if self.eat("max") or self.eat("weights"):
                self.additive()
            else:
                self.integer()
                self.word()
        elif w in ("higher", "lower"):
            c["lower"] = w == "lower"
        elif w == "goalposts":
            lo = self.additive()
            self.want("..")
            c["goalposts"] = (lo, self.additive())
        elif w in ("criterion", "group", "item"):
            c.setdefault("members", []).append(self.member(w))
        else:
            self.i -= 1
            self.fail("expected a clause")

    def score(self, c):
        if self.eat("max"):
            if self.at(":") or self.at("criterion", "group", "item", "}"):
                c["aggregate"] = ("max", None, None)
                return
            start = self.i
            t = self.peek()
            # `score max` alone is the aggregate; with an expression it is a criterion's maximum
            if not self.starts_expression() or t.bol:
                self.i = start
                c["aggregate"] = ("max", None, None)
                return
            out = {"max": self.additive(), "capped": bool(self.eat("capped"))}
            if self.eat("when"):
                self.want("met")
                out["how"] = ("met",)
            elif self.eat("="):
                out["how"] = ("value", self.expr())
            else:
                self.want("from")
                out["how"] = ("value", self.table(None))
            c["score"] = out
            return
        kind = self.word()
        argument = to = None
        if kind in ("power_mean", "mean_min_penalty"):
            argument = self.additive()
        if self.eat("to"):
            to = (self.additive(), self.word())
        c["aggregate"] = (kind, argument, to)

    def member(self, kind):
        c = {"kind": kind, "changes": []}
        if kind == "item":
            path = [self.name()]
            while self.eat("."):
                path.append(self.word())
            c["path"], c["name"] = path, ".".join(path)
            while self.at("weight", "lower", "higher", "goalposts", "target") and not self.at("{"):
                self.clause(c)
            self.maybe_text()
            while self.at("weight", "lower", "higher", "goalposts", "target"):
                self.clause(c)
            if self.at("{"):
                self.block(c)
            return c
        c["name"] = self.name()
        if self.eat("of"):
            c["of"] = self.names()
        self.maybe_text()
        self.block(c)
        return c

    def block(self, c):
        self.want("{")
        while not self.eat("}"):
            self.clause(c)

    def metas(self, into):
        if self.eat("{"):
            while not self.eat("}"):
                if not self.meta(into):
                    self.fail("expected source, note or label")

    # ---- declarations ----------------------------------------------------------------------------------------
    def file(self):
        self.want("ruleset")
        head = {"name": self.name(), "label": self.maybe_text(), "amends": None, "on": [], "to": 9999, "from": -9999,
                "version": "", "carry": None}
        if self.eat("amends"):
            head["amends"] = self.text()
        self.want("{")
        while not self.eat("}"):
            if self.meta(head):
                continue
            w = self.word()
            if w == "language":
                self.word()
                while self.eat("-"):
                    self.word()
            elif w == "edition":
                self.integer()
            elif w == "version":
                head["version"] = self.text()
            elif w == "applies":
                head["from"] = self.integer()
                head["to"] = self.year_end(head["from"])
            elif w == "evaluates":
                head["evaluates"] = self.name()
            elif w == "carry":
                self.want("targets"), self.want("from")
                head["carry"] = self.integer()
            elif w == "on":
                head["on"].append(self.on())
            elif w == "expect":
                self.integer(), self.word()
            else:
                self.fail("expected a clause of the ruleset")
        decls = []
        while self.peek().kind != "end":
            decls.append(self.decl())
        return {"head": head, "decls": decls}

    def decl(self):
        w = self.word()
        method = getattr(self, "decl_" + w, None)
        if method is None:
            self.i -= 1
            self.fail("expected a declaration")
        d = method()
        d.setdefault("kind", w)
        return d

    def decl_use(self):
        file = self.text()
        self.want("as")
        return {"file": file, "alias": self.name()}

    def decl_document(self):
        d = {"name": self.name()}
        self.maybe_text()
        self.want("{")
        while not self.eat("}"):
            if self.eat("date"):
                self.date()
            else:
                self.word(), self.text()
        return d

    def decl_level(self):
        d = {"name": self.name(), "within": None}
        self.maybe_text()
        if self.eat("within"):
            d["within"] = self.name()
        self.metas(d)
        return d

    def decl_unit(self):
        d = {"name": self.name(), "scale": None}
        self.maybe_text()
        if self.eat("="):
            d["scale"] = (self.next().value, self.word())
        return d

    def decl_category(self):
        d = {"name": self.name(), "ordered": bool(self.eat("ordered")), "items": []}
        self.maybe_text()
        d["ordered"] = d["ordered"] or bool(self.eat("ordered"))
        self.want("{")
        while not self.eat("}"):
            d["items"].append((self.name(), self.maybe_text()))
            self.eat(",")
        return d

    def decl_assessment(self):
        d = {"name": self.name(), "by": [], "settle": []}
        self.maybe_text()
        self.want("{")
        while not self.eat("}"):
            if self.eat("by"):
                d["by"].append(self.name())
                self.maybe_text()
                continue
            self.want("settle")
            while True:
                if self.eat("agreement"):
                    self.want("of")
                    d["settle"].append(("agreement", self.names()))
                elif self.eat("disputed"):
                    d["settle"].append(("disputed",))
                else:
                    d["settle"].append(("who", self.name()))
                if not self.eat("else"):
                    break
        return d

    def decl_input(self):
        d = {"names": self.names(), "of": None, "range": None, "given": None, "assessed": None}
        if self.eat("of"):
            d["of"] = self.names()
        self.want(":")
        ty = self.word()
        units = []
        if ty in ("number", "count", "points", "point"):
            if ty in ("points", "point"):
                ty, units = "number", ["points"]
            elif self.peek().kind == "name":
                units = [self.name()]
                if self.eat("/"):
                    units.append(self.name())
        d["type"], d["units"] = ty, units
        if self.eat("in"):
            d["range"] = self.range()
        self.maybe_text()
        if self.eat("{"):
            while not self.eat("}"):
                if self.eat("optional"):
                    pass
                elif self.eat("given"):
                    self.want("as")
                    d["given"] = self.want("percent", "fraction")
                elif self.eat("assessed"):
                    d["assessed"] = self.name()
                elif not self.meta(d):
                    self.fail("expected a clause of the input")
        return d

    def decl_indicator(self):
        d = {"name": self.name(), "of": self.names() if self.eat("of") else None}
        self.maybe_text()
        self.want("=")
        d["value"] = self.expr()
        self.metas(d)
        return d

    def decl_parameter(self):
        d = {"name": self.name()}
        self.maybe_text()
        d["value"] = self.expr() if self.eat("=") else self.entries()
        if isinstance(d["value"], Node):
            self.metas(d)
        return d

    def decl_criterion(self):
        return self.member("criterion")

    def decl_group(self):
        return self.member("group")

    def decl_outcome(self):
        d = {"kind": "outcome", "name": self.name(), "of": self.names() if self.eat("of") else None}
        self.maybe_text()
        self.outcome_block(d)
        return d

    def outcome_block(self, d):
        self.want("{")
        while not self.eat("}"):
            if self.meta(d):
                continue
            w = self.word()
            steps = d.setdefault("steps", [])
            if w == "on":
                d.setdefault("on", []).append(self.on())
            elif w == "require":
                name = self.name()
                self.maybe_text()
                self.want(":")
                d.setdefault("require", []).append((name, self.expr()))
            elif w == "from":
                d["table"] = self.table(None, classes=True)
            elif w == "at":
                kind, name = self.want("most", "least"), self.name()
                self.want("when")
                steps.append(("at " + kind, name, self.expr()))
            elif w in ("downgrade", "upgrade"):
                by = self.integer()
                self.want("when")
                steps.append((w, by, self.expr()))
            elif w == "quota":
                name = self.name()
                self.want("at"), self.want("most")
                most = self.additive()
                level = self.name() if self.eat("of") else None
                self.want("by")
                steps.append(("quota", name, most, level, self.name()))
            else:
                self.fail("expected a clause of the outcome")

    def decl_state(self):
        d = {"name": self.name(), "of": self.names() if self.eat("of") else None}
        self.maybe_text()
        self.want(":")
        d["category"] = self.name()
        self.state_block(d)
        return d

    def state_block(self, d):
        self.want("{")
        while not self.eat("}"):
            if self.eat("first"):
                d["first"] = self.name()
            elif self.eat("from"):
                d["table"] = self.table(None)
            elif not self.meta(d):
                self.fail("expected a clause of the state")

    def decl_rank(self):
        d = {"name": self.name(), "within": None, "where": None, "keys": [], "ties": "shared"}
        self.maybe_text()
        self.want("of")
        d["of"] = [self.name()]
        if self.eat("within"):
            d["within"] = self.name()
        if self.eat("where"):
            d["where"] = self.disj()
        self.want("{")
        while not self.eat("}"):
            if self.eat("ties"):
                d["ties"] = self.word()
            elif self.at("by", "then"):
                self.eat("then")
                self.want("by")
                key = self.additive()
                d["keys"].append((key, self.want("ascending", "descending") == "descending"))
            elif not self.meta(d):
                self.fail("expected a clause of the rank")
        return d

    def decl_amend(self):
        what, name = self.word(), None
        if what == "item":
            name = ".".join(self.names())
        else:
            name = self.name()
        d = {"what": what, "name": name, "changes": []}
        if what in ("indicator", "parameter"):
            if self.eat("="):
                d["value"] = self.expr()
                self.metas(d)
            else:
                d["value"] = self.entries()
        elif what == "outcome":
            self.outcome_block(d)
        elif what == "state":
            self.state_block(d)
        else:
            self.block(d)
        return d

    def decl_repeal(self):
        self.word()
        d = {"name": self.name()}
        self.meta(d)
        return d

    def decl_add(self):
        self.want("to")
        return {"group": self.name(), "member": self.member(self.want("criterion", "group", "item"))}

    def decl_variant(self):
        d = {"name": self.name(), "changes": []}
        self.maybe_text()
        self.want("{")
        while not self.eat("}"):
            d["changes"].append(self.decl())
        return d

    def decl_test(self):
        """Tests are skipped: they speak of the rules, they are no part of them."""
        depth = 0
        while not (depth == 1 and self.at("}")):
            if self.peek().kind == "end":
                self.fail("block is not closed")
            depth += 1 if self.at("{") else -1 if self.at("}") else 0
            self.next()
        self.next()
        return {}


def days(text):
    """Days from 1970-01-01 to a date written as 2024-10-06."""
    try:
        return datetime.date.fromisoformat(text).toordinal() - EPOCH
    except ValueError:
        raise Refused(f"{text} is no date") from None


def parse(text):
    return Parser(text).file()


def constant(value):
    return Node("num", Fraction(value), None)
