"""What a program means for data and a year: sections 4, 6 and 10 of the language reference and the decisions in
docs/language.md, written plainly. Slow on purpose; nothing here is shared with the engine."""
from collections import namedtuple
from fractions import Fraction
import datetime

import reals
from data import Data, day
from lexer import Refused
from reals import Real
from syntax import Node
from values import INVALID, Bracket, Cat, Day, Missing, missing, reasons, same

MET, NOT_MET, UNDETERMINED, NOT_APPLICABLE = "met", "not_met", "undetermined", "not_applicable"
VERDICTS = (MET, NOT_MET, UNDETERMINED, NOT_APPLICABLE)
RECOGNITION = ("recognised", "refused", "undetermined")
Context = namedtuple("Context", "stack year by module member criterion score max prior")
NONE = object()
# worth: the maximum that a group which does not count would have
Result = namedtuple("Result", "verdict reasons value target score max counted worth", defaults=[NONE])


def worth(r):
    """What a result counts as in full."""
    return r.max if r.worth is NONE else r.worth


class NotInForce(Exception):
    """No version of the rules applies to the evaluated year (R01)."""


def verdict_cat(name):
    return Cat("verdict", VERDICTS.index(name), name)


def number(x):
    return isinstance(x, (Fraction, Real))


class Model:
    def __init__(self, program, facts, year, as_of=None):
        self.p, self.year = program, year
        first = facts.year if isinstance(facts, Data) else year
        self.d = facts if isinstance(facts, Data) else Data(program, facts, first)
        self.as_of = as_of if as_of is not None else day(f"{year:04}-12-31")
        self.memo, self.faults = {}, set()
        self.version = program.version_for(program.main, year)
        if self.version is None:
            raise NotInForce

    # ---- entry points ----------------------------------------------------------------------------------------
    def units(self, level, year=None):
        year = self.year if year is None else year
        return [u for u in self.d.of_level(level) if self.d.exists(u, year)]

    def result(self, name, unit):
        """The whole result of a declared thing for a unit in the evaluated year."""
        return self.item(self.p.main, name, unit, self.year, None)

    # ---- declared things ----------------------------------------------------------------------------------------
    def item(self, module, name, unit, year, by):
        key = (id(module), name, unit, year, by)
        if key not in self.memo:
            version = self.p.version_for(module, year)
            item = version.items.get(name) if version else None
            self.memo[key] = self.compute(module, version, item, name, unit, year, by)
        return self.memo[key]

    def compute(self, module, version, item, name, unit, year, by):
        kind = item["kind"] if item else None
        recorded = self.recorded(module, name, unit, year) if by is None else {}
        if item is None:
            if kind is None and self.is_state(module, name):
                return Result(None, frozenset(), self.state_first(module, name), NONE, NONE, NONE, False)
            value = recorded.get(None, missing("no_history"))
            out = Result(None, frozenset(["no_history"]), value, missing("no_history"), missing("no_history"),
                         missing("no_history"), False)
            return self.overlay(out, recorded)
        ctx = Context((unit,), year, by, module, None, None, None, None, None)
        if kind == "indicator":
            out = self.plain(self.eval(item["value"], ctx))
        elif kind == "parameter":
            value = item["value"]
            out = self.plain(self.eval(value, ctx) if isinstance(value, Node) else self.timeline(value, ctx))
        elif kind == "criterion":
            out = self.criterion(version, item, ctx)
        elif kind == "group":
            out = self.group(version, item, ctx)
        elif kind == "item":
            out = self.index_item(version, item, ctx)
        elif kind == "outcome":
            out = self.outcome(version, item, ctx)
        elif kind == "state":
            out = self.plain(self.state(module, version, item, ctx))
        elif kind == "rank":
            out = self.rank(version, item, ctx)
        else:
            raise Refused(kind)
        return self.overlay(out, recorded)

    @staticmethod
    def plain(value):
        return Result(None, reasons(value), value, NONE, NONE, NONE, False)

    def recorded(self, module, name, unit, year):
        out = {}
        for (u, y, n, prop), value in self.d.recorded.items():
            wanted = f"{module.alias}.{name}" if module.alias else name
            if (u, y) == (unit, year):
                full = n if prop is None else f"{n}.{prop}"
                if full == wanted:
                    out[None] = self.recorded_value(module, name, value)
                elif full.startswith(wanted + "."):
                    out[full[len(wanted) + 1:]] = self.recorded_value(module, name, value)
        return out

    def recorded_value(self, module, name, value):
        if isinstance(value, bool):
            return value
        if not isinstance(value, str):
            return Fraction(repr(value))
        if value in VERDICTS:
            return verdict_cat(value)
        if value in RECOGNITION:
            return Cat("recognition", RECOGNITION.index(value), value)
        for version in module.versions:
            item = version.items.get(name)
            if item and item["kind"] == "state":
                return self.category_item(item["category"], value)
            if item and item.get("classes") and value in item["classes"]:
                return self.class_of(item, value)
        percent = value.endswith("%")
        return Fraction(value.rstrip("%")) / (100 if percent else 1)

    def overlay(self, out, recorded):
        for prop, value in recorded.items():
            # Of what the item has by the rules only.
            if prop in ("score", "max") and getattr(out, prop) is NONE:
                continue
            if prop is None:
                out = out._replace(value=value, reasons=reasons(value))
            elif prop == "score":
                out = out._replace(score=value, counted=True)
            elif prop == "max":
                out = out._replace(max=value)
            elif prop == "verdict":
                out = out._replace(verdict=value.name, reasons=frozenset())
            elif prop == "met":
                out = out._replace(verdict=MET if value else NOT_MET, reasons=frozenset())
        return out

    # ---- criteria (6.5; order in section 5 of the design) --------------------------------------------------------
    def on(self, version, item, why):
        """The verdict that the first matching `on` line gives, from the inside outwards; else the default."""
        while item is not None:
            for listed, verdict in item.get("on", []):
                if why & set(listed):
                    return verdict
            item = version.items.get(item.get("group"))
        for listed, verdict in version.on:
            if why & set(listed):
                return verdict
        return NOT_APPLICABLE if why and why <= {"no_target", "not_due"} else UNDETERMINED

    def criterion(self, version, c, ctx):
        ctx = ctx._replace(criterion=c)
        none = frozenset()
        applies = self.eval(c["applies"], ctx) if "applies" in c else True
        value = self.eval(c["measure"], ctx) if "measure" in c else NONE
        bound = self.target(c, ctx) if "targets" in c else None
        shown = NONE
        if bound is not None and applies is not False:
            shown = bound if isinstance(bound, Missing) else bound[2] if bound[0] == "cmp" else NONE
        verdict, why = None, none
        if applies is False:
            verdict, why = NOT_APPLICABLE, frozenset(["not_applicable"])
        elif bound is not None or "met" in c or reasons(applies):
            verdict, why = self.verdict(version, c, ctx, applies, value, bound)
        score, top, counted, full = NONE, NONE, False, NONE
        if "score" in c:
            score, top, counted = self.criterion_score(version, c, ctx, verdict, why, applies)
        return Result(verdict, why, value, shown, score, top, counted)

    def verdict(self, version, c, ctx, applies, value, bound):
        if reasons(applies):
            why = reasons(applies)
            return self.on(version, c, why), why
        holds = self.due(c, ctx, self.eval(c["met"], ctx) if "met" in c else self.against(value, bound))
        holds = self.kleene("and", [holds, self.gates(c, ctx)])
        if holds is True:
            return MET, frozenset()
        if holds is False:
            return NOT_MET, frozenset()
        why = reasons(holds)
        return self.on(version, c, why), why

    def due(self, c, ctx, holds):
        """Until the last day allowed is over, `not met` is not yet due."""
        if holds is False and "due" in c:
            due = self.eval(c["due"], ctx)
            if reasons(due):
                holds = Missing(reasons(due))
            elif self.as_of < due.days:
                holds = missing("not_due")
        return holds

    def gates(self, c, ctx):
        return self.kleene("and", [self.eval(g, ctx) for g in c.get("gates", [])])

    def against(self, value, bound):
        if isinstance(bound, Missing):
            return Missing(reasons(value) | bound.reasons)
        if bound[0] == "cmp":
            return self.compare(bound[1] or "=", value, bound[2])
        return self.in_range(value, bound[1], bound[2])

    def target(self, c, ctx):
        """The bound in force, evaluated: ("cmp", sign, value), ("in", lo, hi) or missing."""
        for when, timeline in c["targets"]:
            if when is not None:
                holds = self.eval(when, ctx)
                if reasons(holds):
                    return Missing(reasons(holds))
                if not holds:
                    continue
            return self.bound(timeline, ctx)
        return missing("no_target")

    def bound(self, timeline, ctx):
        year = timeline.get("carried", ctx.year)
        entries = sorted(timeline["entries"], key=lambda e: e[0])
        for lo, hi, bound in entries:
            if lo <= year <= hi:
                return self.bound_value(bound, ctx)
        before = [e for e in entries if e[1] < year]
        after = [e for e in entries if e[0] > year]
        gap = timeline["between"] if before and after else timeline["after"] if before else timeline["before"]
        if gap == "hold":
            return self.bound_value((before[-1] if before else after[0])[2], ctx)
        if gap == "linear" and before and after:
            (_, y0, b0), (y1, _, b1) = before[-1], after[0]
            v0, v1 = self.bound_value(b0, ctx), self.bound_value(b1, ctx)
            if isinstance(v0, Missing) or isinstance(v1, Missing):
                return missing("no_target")
            share = Fraction(year - y0, y1 - y0)
            return ("cmp", v0[1], reals.add(v0[2], reals.mul(share, reals.sub(v1[2], v0[2]))))
        return missing("no_target")

    def bound_value(self, bound, ctx):
        values = [None if b is None else self.eval(b, ctx) for b in (bound[2:] if bound[0] == "cmp" else bound[1:])]
        if reasons(*values):
            return missing("no_target")
        return ("cmp", bound[1], values[0]) if bound[0] == "cmp" else ("in", *values)

    def timeline(self, timeline, ctx):
        bound = self.bound(timeline, ctx)
        return bound if isinstance(bound, Missing) else bound[2]

    def criterion_score(self, version, c, ctx, verdict, why, applies):
        s = c["score"]
        top = self.eval(s["max"], ctx)
        if verdict == NOT_APPLICABLE:
            return missing("not_applicable"), top, False
        if reasons(applies):
            score = Missing(reasons(applies))
        elif s["how"][0] == "met":
            score = top if verdict == MET else Fraction(0) if verdict == NOT_MET else Missing(why)
        else:
            score = self.eval(s["how"][1], ctx)
        score, top = self.changed(c, ctx, score, top)
        gates = self.gates(c, ctx)
        if gates is False:
            score = Fraction(0)
        elif gates is not True:
            score = Missing(reasons(gates) | reasons(score))
        score, top = collapse(score), collapse(top)
        if not reasons(score, top):
            below, above = reals.sign(score) < 0, reals.compare(score, top) > 0
            if (below or above) and s["capped"]:
                score = Fraction(0) if below else top
            elif below or above:
                self.faults.add(("R05", ctx.stack[-1][1], c["name"], ctx.year))
                score = missing("invalid")
        elif s["capped"] and not reasons(score):
            score = Fraction(0) if reals.sign(score) <= 0 else Missing(reasons(top))
        if reasons(score):
            then = self.on(version, c, reasons(score))
            if then == NOT_MET:
                score = Fraction(0)
            elif then == MET:
                score = top
            elif then == NOT_APPLICABLE:
                return missing("not_applicable"), top, False
        return score, top, True

    def changed(self, c, ctx, score, top):
        """Bonuses and deductions, then adjustments, in written order."""
        for kind, amount, when in c.get("changes", []):
            amount = self.eval(amount, ctx)
            holds = self.eval(when, ctx) if when is not None else True
            if reasons(holds):
                score = Missing(reasons(score, holds))
            elif holds:
                score = self.arith("+" if kind == "bonus" else "-", score, amount)
        for adjusted, new_top in c.get("adjust", []):
            inner = ctx._replace(score=collapse(score), max=top)
            score = self.eval(adjusted, inner)
            if new_top is not None:
                top = self.eval(new_top, inner)
        return score, top

    # ---- groups (6.6; section 4 of the design) -----------------------------------------------------------------
    def group(self, version, g, ctx):
        results = [(version.items[m], self.item(ctx.module, m, self.at_level(version.items[m], ctx), ctx.year, ctx.by))
                   for m in g["members"]]
        verdict, why = self.group_verdict(g, results, ctx)
        score, top, counted, full = NONE, NONE, False, NONE
        if self.inherited(version, g, "aggregate", None):
            score, top, counted = self.group_score(version, g, results, ctx, verdict)
            kind, _, _ = self.inherited(version, g, "aggregate", None)
            full = NONE if counted else self.group_max(kind, [worth(r) for _, r in results if r.score is not NONE])
        return Result(verdict, why, NONE, NONE, score, top, counted, full)

    def at_level(self, item, ctx):
        return self.unit_at(ctx, item["levels"])

    def group_verdict(self, g, results, ctx):
        rule = g.get("verdict", "none")
        if rule == "none":
            verdict, why = None, frozenset()
        else:
            members = [(r.verdict, r.reasons) for i, r in results if r.verdict is not None]
            count = {v: sum(m[0] == v for m in members) for v in VERDICTS}
            undecided = frozenset().union(*(w for v, w in members if v == UNDETERMINED))
            need = rule if rule != "every" else count[MET] + count[NOT_MET] + count[UNDETERMINED]
            if count[MET] + count[NOT_MET] + count[UNDETERMINED] == 0:
                verdict, why = NOT_APPLICABLE, frozenset().union(*(w for _, w in members))
            elif count[MET] >= need:
                verdict, why = MET, frozenset()
            elif count[MET] + count[UNDETERMINED] < need:
                verdict, why = NOT_MET, frozenset()
            else:
                verdict, why = UNDETERMINED, undecided
        if verdict is None or verdict == NOT_APPLICABLE and self.gates(g, ctx) is True:
            return verdict, why
        own = True if verdict in (MET, NOT_APPLICABLE) else False if verdict == NOT_MET else Missing(why)
        joined = self.kleene("and", [own, self.gates(g, ctx)])
        if reasons(joined):
            return UNDETERMINED, reasons(joined)
        return (MET if joined else NOT_MET), frozenset()

    def inherited(self, version, g, clause, default):
        while g is not None:
            if clause in g:
                return g[clause]
            g = version.items.get(g["group"])
        return default

    def group_score(self, version, g, results, ctx, verdict):
        kind, argument, to = self.inherited(version, g, "aggregate", None)
        skip, needing = self.inherited(version, g, "missing", ("strict", None))
        policy = g.get("not_applicable", "excluded")
        members, missed, weight_all, count_all, tops, excluded = [], frozenset(), [], 0, [], False
        for item, r in results:
            if r.score is NONE:
                continue
            score, top = r.score, r.max
            weight = self.eval(item["weight"], ctx) if "weight" in item else Fraction(1)
            if weight == 0:
                continue
            if not r.counted:
                how = item.get("not_applicable", policy)
                if how == "excluded":
                    excluded = True
                    continue
                top = worth(r)
                score = Fraction(0) if how == "zero" else top
            weight_all.append(weight)
            count_all += 1
            gone = reasons(score, weight, NONE if kind == "sum" else top)
            if gone and skip == "zero" and not reasons(weight):
                score = Fraction(0)
            elif gone:
                missed |= gone
                if skip == "skip":
                    continue
            members.append((score, top, weight))
            tops.append(top)
        if count_all == 0 and excluded:
            return missing("not_applicable"), missing("not_applicable"), False
        top = self.group_max(kind, tops)
        if skip == "skip" and missed:
            enough = bool(members)
            if enough and needing is not None:
                need = self.eval(needing[0], ctx)
                have = (self.total([w for _, _, w in members]) if needing[1] == "weight" else Fraction(len(members)))
                of = self.total(weight_all) if needing[1] == "weight" else Fraction(count_all)
                enough = not reasons(need) and reals.compare(reals.div(have, of), need) >= 0
            if not enough:
                return self.finished(g, ctx, Missing(missed), top)
        elif missed:
            return self.finished(g, ctx, Missing(missed), top)
        shares = all(t is not NONE for _, t, _ in members)
        try:
            score = self.aggregate(kind, argument, to, members, shares, ctx)
        except reals.ZeroBase:
            score = missing("zero_base")
        except reals.OutOfDomain:
            score = missing("out_of_domain")
        return self.finished(g, ctx, score, top)

    def finished(self, g, ctx, score, top):
        """Changes, adjustments and gates of a group."""
        score, top = self.changed(g, ctx, score, top)
        gates = self.gates(g, ctx)
        if gates is False:
            score = Fraction(0)
        elif gates is not True:
            score = Missing(reasons(gates) | reasons(score))
        return collapse(score), top, True

    def total(self, values):
        out = Fraction(0)
        for v in values:
            out = reals.add(out, v)
        return out

    def group_max(self, kind, tops):
        """The sum of the maxima; 100 % of means of shares; none where members have none."""
        if not tops or kind == "count" or any(t is NONE for t in tops):
            return NONE
        if kind != "sum":
            return Fraction(1)
        return Missing(reasons(*tops)) if reasons(*tops) else self.total(tops)

    def aggregate(self, kind, argument, to, members, shares, ctx):
        xs, ws = [s for s, _, _ in members], [w for _, _, w in members]
        if kind == "sum":
            return self.total(xs)
        if kind == "count":
            return Fraction(len(members))
        if not xs:
            return missing("zero_base")
        if shares:
            xs = [reals.div(s, t) for s, t, _ in members]
        if kind in ("min", "max", "median"):
            return self.of_list(kind, xs)
        if kind == "mean":
            ws = [Fraction(1)] * len(ws)
        total = self.total(ws)
        if kind == "geometric_mean":
            out = self.geometric(xs, ws)
        elif kind == "harmonic_mean":
            out = reals.div(total, self.total([reals.div(w, x) for x, w in zip(xs, ws)]))
        elif kind == "power_mean":
            p = self.eval(argument, ctx)
            if p == 0:
                out = self.geometric(xs, ws)
            else:
                powered = self.total([reals.mul(w, reals.power(x, p)) for x, w in zip(xs, ws)])
                out = reals.power(reals.div(powered, total), reals.div(Fraction(1), p))
        else:
            out = reals.div(self.total([reals.mul(x, w) for x, w in zip(xs, ws)]), total)
            if kind == "mean_min_penalty":
                low = self.of_list("min", xs)
                out = reals.sub(out, reals.mul(self.eval(argument, ctx), reals.sub(out, low)))
        return out if to is None else reals.round_to(out, self.eval(to[0], ctx), to[1])

    def geometric(self, xs, ws):
        if any(reals.sign(x) < 0 for x in xs):
            raise reals.OutOfDomain
        if any(reals.sign(x) == 0 for x in xs):
            return Fraction(0)
        total = self.total(ws)
        if all(isinstance(v, Fraction) for v in xs + ws):
            shares = [w / total for w in ws]
            common = 1
            for s in shares:
                common = common * s.denominator // __import__("math").gcd(common, s.denominator)
            product = Fraction(1)
            for x, s in zip(xs, shares):
                product *= x ** int(s * common)
            return reals.root(product, common) if common > 1 else product
        out = Fraction(1)
        for x, w in zip(xs, ws):
            out = reals.mul(out, reals.power(x, reals.div(w, total)))
        return out

    def index_item(self, version, item, ctx):
        inner = ctx._replace(member=item)
        raw = self.eval(Node("path", *item["path"]), ctx)
        normalise = self.inherited(version, version.items.get(item["group"]), "normalise", None)
        if "normalise" in item:
            normalise = item["normalise"]
        score = self.eval(normalise if normalise is not None else Node("path", "value"), inner)
        return Result(None, reasons(raw), raw, NONE, collapse(score), NONE, True)

    def member_word(self, word, ctx):
        """value, low, high, goal of the item that is being normalised; a lower item is turned round."""
        m = ctx.member
        lower = m.get("lower", False)
        if word == "value":
            x = self.eval(Node("path", *m["path"]), ctx._replace(member=None))
        elif word == "goal":
            x = self.eval(m["goal"], ctx)
        else:
            x = self.eval(m["goalposts"][(word == "high") != lower], ctx)
        return self.arith("-", Fraction(0), x) if lower else x

    # ---- outcomes, states, ranks -----------------------------------------------------------------------------
    def outcome(self, version, o, ctx):
        if "require" in o:
            return self.recognition(version, o, ctx)
        value = self.eval(o["table"], ctx._replace(criterion=o))
        for step in o.get("steps", []):
            value = self.class_step(version, o, step, value, ctx)
        return self.plain(value)

    def recognition(self, version, o, ctx):
        parts = []
        for _, condition in o["require"]:
            item = self.met_of(condition, ctx)
            if item is not None and item.verdict == NOT_APPLICABLE:
                parts.append((item.verdict, item.reasons))
                continue
            holds = self.eval(condition, ctx)
            why = reasons(holds)
            parts.append((MET if holds is True else NOT_MET if holds is False else self.on(version, o, why), why))
        verdicts = [v for v, _ in parts]
        why = frozenset()
        if NOT_MET in verdicts:
            name = "refused"
        elif UNDETERMINED in verdicts or MET not in verdicts:
            name = "undetermined"
            why = frozenset().union(*(w for v, w in parts if v == UNDETERMINED)) or frozenset(["not_applicable"])
        else:
            name = "recognised"
        value = Cat("recognition", RECOGNITION.index(name), name)
        return Result(None, why, value if name != "undetermined" else Missing(why), NONE, NONE, NONE, False)

    def met_of(self, condition, ctx):
        """The result of `x.met`, if the condition is just that."""
        while condition.kind == "paren":
            condition = condition.args[0]
        if condition.kind == "path" and condition.args[-1] == "met":
            found = self.named(condition.args[:-1], ctx)
            if found:
                module, name = found
                return self.item(module, name, self.unit_of(module, name, ctx), ctx.year, ctx.by)
        return None

    def class_step(self, version, o, step, value, ctx):
        if step[0] == "quota":
            return value if reasons(value) else self.quota(version, o, step, value, ctx)
        holds = self.eval(step[2], ctx)
        if reasons(value):
            return Missing(reasons(value, holds))
        ordered = self.classes(o)
        at = ordered.index(value.name)
        if step[0] in ("at most", "at least"):
            bound = ordered.index(step[1])
            new = min(at, bound) if step[0] == "at most" else max(at, bound)
        else:
            new = max(0, at - step[1]) if step[0] == "downgrade" else min(len(ordered) - 1, at + step[1])
        if new == at:
            return value
        if reasons(holds):
            return Missing(reasons(holds))
        return self.class_of(o, ordered[new]) if holds else value

    def classes(self, o):
        """From the lowest to the highest: rows are written from the best down."""
        names = list(dict.fromkeys(o["classes"]))
        heads = [h for h, _ in o["table"].args[1]]
        rising = any(h[0] == "cmp" and h[1] in ("<", "<=") for h in heads) and not any(
            h[0] == "cmp" and h[1] in (">", ">=") for h in heads)
        return names if rising else names[::-1]

    def class_of(self, o, name):
        return Cat(o["name"], self.classes(o).index(name), name)

    def quota(self, version, o, step, value, ctx):
        _, name, most, level, rank = step
        if value.name != name:
            return value
        unit = ctx.stack[-1]
        everyone = self.units(unit[0], ctx.year)
        limit = self.eval(most, ctx)
        if level is not None and self.is_share(most):
            limit = limit * len(everyone)
        if reasons(limit):
            return Missing(reasons(limit))
        allowed = limit.__floor__()
        # A unit whose class or rank is not known may stand anywhere: a place is given or refused only if that changes nothing.
        certain, possible, unranked, why, mine = [], [], 0, frozenset(), None
        for u in everyone:
            inner = ctx._replace(stack=(u,))
            own = self.before_quota(version, o, step, inner)
            if not reasons(own) and own.name != name:
                continue
            r = self.item(ctx.module, rank, u, ctx.year, ctx.by).value
            why |= reasons(own) | reasons(r)
            if reasons(r):
                unranked += 1
                continue
            possible.append(r)
            if not reasons(own):
                certain.append(r)
            if u == unit:
                mine = r
        if mine is None:
            return value if len(possible) + unranked <= allowed else Missing(why)
        if sum(1 for r in possible if r <= mine) + unranked <= allowed:
            return value
        if sum(1 for r in certain if r <= mine) <= allowed:
            return Missing(why)
        ordered = self.classes(o)
        return self.class_of(o, ordered[max(0, ordered.index(name) - 1)])

    def before_quota(self, version, o, step, ctx):
        value = self.eval(o["table"], ctx._replace(criterion=o))
        for s in o["steps"]:
            if s is step:
                break
            value = self.class_step(version, o, s, value, ctx)
        return value

    def is_share(self, node):
        return self.percentage(node)

    def percentage(self, node):
        if node.kind == "paren":
            return self.percentage(node.args[0])
        return node.kind == "num" and node.args[1] is None and node.args[0] < 1 or \
            node.kind in ("*", "/") and any(self.percentage(a) for a in node.args)

    def is_state(self, module, name):
        return any(v.items.get(name, {}).get("kind") == "state" for v in module.versions)

    def state_first(self, module, name):
        for v in module.versions:
            if v.items.get(name, {}).get("kind") == "state":
                return self.category_item(v.items[name]["category"], v.items[name]["first"])
        raise Refused(name)

    def category_item(self, category, name):
        items = [i for i, _ in self.p.categories[category]["items"]]
        return Cat(category, items.index(name), name)

    def state(self, module, version, s, ctx):
        begins = self.d.valid.get(ctx.stack[-1], (None, None))[0]
        if begins is not None and begins > day(f"{ctx.year:04}-12-31"):
            return self.category_item(s["category"], s["first"])
        prior = self.item(module, s["name"], ctx.stack[-1], ctx.year - 1, ctx.by).value
        return self.eval(s["table"], ctx._replace(prior=prior, criterion=s))

    def rank(self, version, r, ctx):
        unit = ctx.stack[-1]
        peers = self.units(r["levels"][0], ctx.year)
        if r["within"]:
            above = [c for c in self.d.chain(unit) if c[0] == r["within"]]
            peers = [u for u in peers if above and above[0] in self.d.chain(u)]
        keys, why = {}, {}
        for u in peers:
            inner = ctx._replace(stack=(u,))
            if r["where"] is not None:
                holds = self.eval(r["where"], inner)
                if holds is not True:
                    why[u] = reasons(holds) or frozenset(["not_applicable"])
                    continue
            values = [self.eval(k, inner) for k, _ in r["keys"]]
            if reasons(values[0]):
                why[u] = reasons(values[0])
            else:
                keys[u] = values
        count = Fraction(len(keys))
        if unit not in keys:
            return Result(None, why[unit], Missing(why[unit]), NONE, NONE, count, False)

        def order(a, b):
            for x, y, (_, descending) in zip(keys[a], keys[b], r["keys"]):
                mx, my = bool(reasons(x)), bool(reasons(y))
                if mx or my:
                    if mx != my:
                        return 1 if mx else -1
                    continue
                s = self.order(x, y)
                if s:
                    return -s if descending else s
            return 0
        value = self.tied([order(u, unit) for u in keys], r["ties"],
                          lambda: self.distinct([u for u in keys if order(u, unit) < 0], order))
        return Result(None, frozenset(), value, NONE, NONE, count, False)

    @staticmethod
    def distinct(units, order):
        seen = []
        for u in units:
            if all(order(u, s) for s in seen):
                seen.append(u)
        return len(seen)

    @staticmethod
    def tied(signs, ties, distinct):
        ahead, equal = sum(s < 0 for s in signs), sum(s == 0 for s in signs)
        if ties == "shared":
            return Fraction(ahead + 1)
        if ties == "dense":
            return Fraction(distinct() + 1)
        if ties == "max":
            return Fraction(ahead + equal)
        return Fraction(2 * ahead + equal + 1, 2)

    # ---- names ----------------------------------------------------------------------------------------------------
    def unit_at(self, ctx, levels):
        """The innermost enclosing unit of one of the levels."""
        for unit in reversed(ctx.stack):
            for u in self.d.chain(unit):
                if u[0] in levels:
                    return u
        return None

    def named(self, path, ctx):
        """(module, name) of a path to a declared thing."""
        module, path = ctx.module, list(path)
        if len(path) > 1 and path[0] in module.aliases:
            module, path = module.aliases[path[0]], path[1:]
        name = ".".join(path)
        if any(name in v.items for v in module.versions):
            return module, name
        return None

    def unit_of(self, module, name, ctx):
        for v in reversed(module.versions):
            if name in v.items:
                return self.unit_at(ctx, v.items[name]["levels"])
        raise Refused(name)

    def path(self, path, ctx):
        if len(path) == 1 and ctx.member is not None and path[0] in ("value", "low", "high", "goal"):
            return self.member_word(path[0], ctx)
        if len(path) == 1 and path[0] == "prior" and ctx.prior is not None:
            return ctx.prior
        found = self.named(path, ctx)
        prop = None
        if not found and len(path) > 1:
            found, prop = self.named(path[:-1], ctx), path[-1]
        if found:
            module, name = found
            unit = self.unit_of(module, name, ctx)
            if unit is None:
                return missing("absent")
            return self.property(self.item(module, name, unit, ctx.year, ctx.by), prop)
        if len(path) == 2 and path[0] in self.p.categories:
            return self.category_item(*path)
        name = path[-1]
        if name in self.p.inputs and (len(path) == 1 or path[0] in ctx.module.aliases):
            return self.input(self.p.inputs[name], ctx)
        if len(path) == 2:
            for v in ctx.module.versions:
                o = v.items.get(path[0])
                if o and path[1] in o.get("classes", []):
                    return self.class_of(o, path[1])
        if len(path) == 1:
            return self.bare_item(name, None, ctx)
        raise Refused(f"nothing is named {'.'.join(path)}")

    def property(self, r, prop):
        if prop is None:
            return r.value
        if prop == "met":
            if r.verdict in (MET, NOT_MET):
                return r.verdict == MET
            if r.verdict == NOT_APPLICABLE:
                return missing("not_applicable")
            return Missing(r.reasons)
        if prop == "verdict":
            return verdict_cat(r.verdict)
        if prop == "score":
            return r.score if r.counted or reasons(r.score) else missing("not_applicable")
        if prop in ("max", "count"):
            return r.max
        raise Refused(prop)

    # ---- inputs (6.10) ---------------------------------------------------------------------------------------------
    def input(self, declared, ctx):
        unit = self.unit_at(ctx, declared["levels"])
        gone = missing("absent" if ctx.year == self.year else "no_history")
        if unit is None:
            return gone

        def fact(who):
            return self.d.facts.get((unit, ctx.year, who, declared["name"]))

        def shown(value):
            return gone if value is None else missing("invalid") if value is INVALID else value
        plain = fact(None)
        assessment = self.p.assessments.get(declared["assessed"])
        if assessment is None:
            return shown(plain)
        if ctx.by is not None and ctx.by in assessment["by"]:
            return shown(fact(ctx.by))
        if plain is not None:
            return shown(plain)
        waiting = False
        for step in assessment["settle"]:
            if step[0] == "who":
                if fact(step[1]) is not None:
                    return shown(fact(step[1]))
            elif step[0] == "agreement":
                values = [fact(w) for w in step[1]]
                if any(v is INVALID for v in values):
                    return missing("invalid")
                if any(v is None for v in values):
                    waiting = True
                    continue
                if all(same(v, values[0]) for v in values):
                    return values[0]
            else:
                return gone if waiting or not any(fact(w) is not None for w in assessment["by"]) else missing("disputed")
        return gone

    # ---- expressions -----------------------------------------------------------------------------------------------
    def eval(self, node, ctx):
        return getattr(self, "x_" + self.METHODS.get(node.kind, node.kind))(node, ctx)

    METHODS = {"+": "arith", "-": "arith", "*": "arith", "/": "arith", "^": "power", "and": "logic", "or": "logic",
               "if": "choice", "in": "within", "is": "test", "not": "negation", "class": "klass"}

    def x_num(self, n, ctx):
        return n.args[0] * self.p.unit(n.args[1])

    def x_date(self, n, ctx):
        return Day(n.args[0])

    def x_bool(self, n, ctx):
        return n.args[0]

    def x_path(self, n, ctx):
        return self.path(n.args, ctx)

    def x_klass(self, n, ctx):
        owner = ctx.criterion
        if owner is not None and n.args[0] in owner.get("classes", []):
            return self.class_of(owner, n.args[0])
        return self.path(n.args[:1], ctx)

    def x_word(self, n, ctx):
        w = n.args[0]
        if w == "year":
            return Fraction(ctx.year)
        if w == "as_of":
            return Day(self.as_of)
        if w == "score" and ctx.score is not None:
            return ctx.score
        if w == "max" and ctx.max is not None:
            return ctx.max
        if w == "measure":
            return self.eval(ctx.criterion["measure"], ctx)
        if w == "target":
            if ctx.member is not None:
                return self.member_word("goal", ctx)
            bound = self.target(ctx.criterion, ctx)
            return bound if isinstance(bound, Missing) else bound[2]
        raise Refused(w)

    def x_neg(self, n, ctx):
        return self.arith("-", Fraction(0), self.eval(n.args[0], ctx))

    def x_arith(self, n, ctx):
        return self.arith(n.kind, self.eval(n.args[0], ctx), self.eval(n.args[1], ctx))

    def arith(self, op, a, b):
        why = reasons(a, b)
        if op == "/" and number(b) and reals.sign(b) == 0:
            why |= {"zero_base"}
        if why:
            return Missing(why)
        if isinstance(a, Day) and isinstance(b, Day):
            return Fraction(a.days - b.days)
        if isinstance(a, Day) or isinstance(b, Day):
            d, n = (a, b) if isinstance(a, Day) else (b, a)
            return Day(d.days + (int(n) if op == "+" else -int(n)))
        try:
            return {"+": reals.add, "-": reals.sub, "*": reals.mul, "/": reals.div}[op](a, b)
        except reals.ZeroBase:
            return missing("zero_base")

    def x_power(self, n, ctx):
        x = self.eval(n.args[0], ctx)
        if reasons(x):
            return Missing(reasons(x))
        try:
            return reals.int_power(x, n.args[1])
        except reals.ZeroBase:
            return missing("zero_base")

    def x_cmp(self, n, ctx):
        """A bare name may be an item of the category that it is compared with."""
        sides = []
        for node in n.args[1:]:
            sides.append(None if self.is_bare_item(node, ctx) else self.eval(node, ctx))
        for i, node in enumerate(n.args[1:]):
            if sides[i] is None:
                sides[i] = self.bare_item(node.args[0], sides[1 - i], ctx)
        return self.compare(n.args[0], *sides)

    def is_bare_item(self, node, ctx):
        return node.kind == "path" and len(node.args) == 1 and not self.named(node.args, ctx) \
            and node.args[0] not in self.p.inputs and node.args[0] not in ("prior", "value", "low", "high", "goal")

    def bare_item(self, name, beside, ctx):
        if isinstance(beside, Cat):
            category = beside.category
            if category in ("verdict", "recognition"):
                words = VERDICTS if category == "verdict" else RECOGNITION
                return Cat(category, words.index(name), name)
            if category in self.p.categories:
                return self.category_item(category, name)
            for v in ctx.module.versions:
                if category in v.items:
                    return self.class_of(v.items[category], name)
        if isinstance(beside, Missing):
            return Cat(None, 0, name)
        owner = ctx.criterion
        if owner is not None and owner["kind"] == "state":
            return self.category_item(owner["category"], name)
        homes = [c for c, d in self.p.categories.items() if name in [i for i, _ in d["items"]]]
        if len(homes) == 1:
            return self.category_item(homes[0], name)
        raise Refused(f"nothing is named {name}")

    @staticmethod
    def order(a, b):
        if isinstance(a, (Day, Cat)):
            x, y = (a.days, b.days) if isinstance(a, Day) else (a.index, b.index)
            return (x > y) - (x < y)
        if isinstance(a, bool):
            return 0 if a == b else 1
        return reals.compare(a, b)

    def compare(self, op, a, b):
        def holds(sign):
            return {">=": sign >= 0, "<=": sign <= 0, ">": sign > 0, "<": sign < 0, "=": sign == 0, "!=": sign != 0}[op]
        if isinstance(b, Bracket) and number(a):
            return self.compare({">=": "<=", "<=": ">=", ">": "<", "<": ">"}.get(op, op), b, a)
        if isinstance(a, Bracket) and number(b):
            low, high = reals.compare(a.lo, b), reals.compare(a.hi, b)
            ends = {holds(low), holds(high)}
            if low < 0 < high:
                ends |= {holds(0)} if op in ("=", "!=") else set()
            if op in ("=", "!="):
                inside = low <= 0 <= high
                return Missing(a.reasons) if inside else op == "!="
            return ends.pop() if len(ends) == 1 else Missing(a.reasons)
        why = reasons(a, b)
        return Missing(why) if why else holds(self.order(a, b))

    def in_range(self, x, lo, hi):
        parts = [self.compare(">=", x, lo)] if lo is not None else []
        parts += [self.compare("<=", x, hi)] if hi is not None else []
        return self.kleene("and", parts)

    def x_within(self, n, ctx):
        x, lo, hi = (None if a is None else self.eval(a, ctx) for a in n.args)
        return self.in_range(x, lo, hi)

    @staticmethod
    def kleene(op, values):
        stop = op == "or"
        if any(v is stop for v in values):
            return stop
        why = reasons(*values)
        return Missing(why) if why else not stop

    def x_paren(self, n, ctx):
        return self.eval(n.args[0], ctx)

    def x_chain(self, n, ctx):
        return self.kleene("and", [self.eval(a, ctx) for a in n.args])

    def x_logic(self, n, ctx):
        return self.kleene(n.kind, [self.eval(a, ctx) for a in n.args])

    def x_negation(self, n, ctx):
        x = self.eval(n.args[0], ctx)
        return Missing(reasons(x)) if reasons(x) else not x

    def x_choice(self, n, ctx):
        c = self.eval(n.args[0], ctx)
        if reasons(c):
            return Missing(reasons(c))
        return self.eval(n.args[1 if c else 2], ctx)

    def x_otherwise(self, n, ctx):
        x = self.eval(n.args[0], ctx)
        return self.eval(n.args[1], ctx) if reasons(x) else x

    def x_test(self, n, ctx):
        why = reasons(self.eval(n.args[0], ctx))
        word = n.args[1]
        return bool(why) if word == "missing" else not why if word == "present" else word in why

    def x_at(self, n, ctx):
        year = ctx.year + n.args[2] if n.args[1] == "relative" else n.args[2]
        return self.eval(n.args[0], ctx._replace(year=year))

    def x_by(self, n, ctx):
        return self.eval(n.args[0], ctx._replace(by=n.args[1]))

    def x_own(self, n, ctx):
        return self.eval(n.args[0], ctx._replace(stack=ctx.stack[:-1]))

    def x_table(self, n, ctx):
        subject, rows = n.args
        x = self.eval(subject, ctx) if subject is not None else None
        possible, why = [], frozenset()
        for head, result in rows:
            if head[0] == "otherwise":
                holds = True
            elif head[0] == "when":
                holds = self.eval(head[1], ctx)
            elif head[0] == "in":
                holds = self.in_range(x, *(None if b is None else self.eval(b, ctx) for b in head[1:]))
            else:
                holds = self.compare(head[1], x, self.eval(head[2], ctx))
            if holds is False:
                continue
            possible.append(self.eval(result, ctx))
            if holds is True:
                break
            why |= reasons(holds)
        if not why:
            return possible[0] if possible else missing("absent")
        first = possible[0]
        if not reasons(*possible) and all(same(first, v) for v in possible) and holds is True:
            return first
        return Missing(why)

    # ---- functions -------------------------------------------------------------------------------------------------
    def x_call(self, n, ctx):
        name, args = n.args[0], list(n.args[1:])
        if name in ("latest", "interpolated"):
            return getattr(self, name)(args, ctx)
        mode = args.pop() if name == "round" else None
        values = [self.eval(a, ctx) for a in args]
        if name in ("count", "share"):
            return self.conditions(name, values)
        if name == "position":
            x, lo, hi = values
            return self.arith("/", self.arith("-", x, lo), self.arith("-", hi, lo))
        why = reasons(*values)
        if why:
            return Missing(why)
        try:
            if name == "round":
                return reals.round_to(values[0], values[1], mode)
            return getattr(self, "f_" + name)(*values)
        except reals.ZeroBase:
            return missing("zero_base")
        except reals.OutOfDomain:
            return missing("out_of_domain")

    def conditions(self, name, values):
        yes, unknown = sum(v is True for v in values), sum(bool(reasons(v)) for v in values)
        of = Fraction(len(values)) if name == "share" else Fraction(1)
        lo, hi = Fraction(yes) / of, Fraction(yes + unknown) / of
        return self.bracket(lo, hi, reasons(*values))

    def f_min(self, *xs):
        return self.of_list("min", xs)

    def f_max(self, *xs):
        return self.of_list("max", xs)

    def f_mean(self, *xs):
        return self.of_list("mean", xs)

    def f_sum(self, *xs):
        return self.total(xs)

    def f_median(self, *xs):
        return self.of_list("median", xs)

    def f_geometric_mean(self, *xs):
        return self.geometric(list(xs), [Fraction(1)] * len(xs))

    def f_harmonic_mean(self, *xs):
        return reals.div(Fraction(len(xs)), self.total([reals.div(Fraction(1), x) for x in xs]))

    def f_abs(self, x):
        return x if reals.sign(x) >= 0 else reals.neg(x)

    def f_clamp(self, x, lo, hi):
        if reals.compare(x, lo) < 0:
            return lo
        return hi if reals.compare(x, hi) > 0 else x


    def f_ln(self, x):
        return reals.ln(x)

    def f_exp(self, x):
        return reals.exp(x)

    def f_sqrt(self, x):
        return reals.root(x, 2)

    def f_root(self, x, n):
        return reals.root(x, int(n))

    def f_power(self, x, y):
        return reals.power(x, y)

    def f_year_of(self, d):
        return Fraction(date_of(d).year)

    def f_date(self, y, m, d):
        try:
            return Day(datetime.date(int(y), int(m), int(d)).toordinal() - datetime.date(1970, 1, 1).toordinal())
        except ValueError:
            return missing("out_of_domain")

    def f_month_end(self, y, m):
        y, m = int(y), int(m)
        if not 1 <= m <= 12:
            return missing("out_of_domain")
        after = datetime.date(y + m // 12, m % 12 + 1, 1).toordinal() - 1
        return Day(after - datetime.date(1970, 1, 1).toordinal())

    def f_year_end(self, y):
        return self.f_date(y, 12, 31)

    def of_list(self, kind, xs):
        """A statistic of a list that is not empty."""
        import functools
        xs = sorted(xs, key=functools.cmp_to_key(self.order))
        n = len(xs)
        if kind == "min":
            return xs[0]
        if kind == "max":
            return xs[-1]
        if kind == "median":
            return xs[n // 2] if n % 2 else reals.div(reals.add(xs[n // 2 - 1], xs[n // 2]), Fraction(2))
        mean = reals.div(self.total(xs), Fraction(n))
        if kind == "mean":
            return mean
        squares = self.total([reals.mul(reals.sub(x, mean), reals.sub(x, mean)) for x in xs])
        variance = reals.div(squares, Fraction(n - 1))
        return variance if kind == "variance" else reals.root(variance, 2)

    def latest(self, args, ctx):
        first = self.eval(args[0], ctx)
        back = int(args[1].args[0])
        # As far back as there are data, recorded results or rules.
        known = [*self.d.years, *(key[1] for key in self.d.recorded), *(v.years[0] for m in self.p.modules for v in m.versions)]
        for shift in range(back + 1):
            if ctx.year - shift < min(known):
                break
            value = self.eval(args[0], ctx._replace(year=ctx.year - shift))
            if not reasons(value):
                return value
        return first

    def interpolated(self, args, ctx):
        value = self.eval(args[0], ctx)
        if not reasons(value):
            return value
        sides = []
        for years in (sorted((y for y in self.d.years if y < ctx.year), reverse=True),
                      sorted(y for y in self.d.years if y > ctx.year)):
            for year in years:
                found = self.eval(args[0], ctx._replace(year=year))
                if not reasons(found):
                    sides.append((year, found))
                    break
        if len(sides) < 2:
            return value
        (y0, v0), (y1, v1) = sides
        return reals.add(v0, reals.mul(Fraction(ctx.year - y0, y1 - y0), reals.sub(v1, v0)))

    # ---- roll-ups ----------------------------------------------------------------------------------------------------
    def x_rollup(self, n, ctx):
        kind, of, scope, level, years, weight, where, miss, descending, ties = n.args
        cells, none_at_all = self.cells(scope, level, years, ctx)
        if none_at_all:
            return missing("absent" if ctx.year == self.year else "no_history")
        if kind in ("count", "share", "every", "some"):
            return self.counted(kind, of, where, miss, cells)
        chosen, undecided, left_out = [], frozenset(), []
        for inner in cells:
            holds = self.eval(where, inner) if where is not None else True
            if reasons(holds) and miss is not None and miss[0] == "ignoring":
                left_out.append(reasons(holds))
            elif reasons(holds):
                undecided |= reasons(holds)
            elif holds:
                chosen.append(inner)
        if kind == "rank":
            own = ctx._replace(stack=ctx.stack + (self.unit_at(ctx, [level]),))
            inside = self.eval(where, own) if where is not None else True
            if inside is not True:
                return Missing(reasons(inside)) if reasons(inside) else missing("not_applicable")
            mine = collapse(self.eval(of, own))
            if reasons(mine) or undecided:
                return Missing(reasons(mine) or undecided)
            return self.ranked(of, chosen, descending, ties, mine)
        if undecided:
            return Missing(undecided)
        values, gone, total = [], frozenset().union(*left_out), len(chosen) + len(left_out)
        for inner in chosen:
            x = collapse(self.eval(of, inner))
            w = self.eval(weight, inner) if weight is not None else Fraction(1)
            if reasons(x, w):
                if miss is not None and miss[0] == "as" and not reasons(w):
                    x = self.eval(miss[1], ctx)
                else:
                    gone |= reasons(x, w)
                    continue
            values.append((x, w))
        if gone and (miss is None or miss[0] != "ignoring"):
            return Missing(gone)
        if gone and miss[1] is not None:
            need = self.eval(miss[1], ctx)
            if reals.compare(Fraction(len(values), total), need) < 0:
                return Missing(gone)
        if kind == "sum" and (values or not gone):
            return self.total([reals.mul(x, w) for x, w in values])
        if not values:
            return Missing(gone) if gone else missing("zero_base")
        try:
            if kind == "mean":
                return reals.div(self.total([reals.mul(x, w) for x, w in values]), self.total([w for _, w in values]))
            return self.of_list(kind, [x for x, _ in values])
        except reals.ZeroBase:
            return missing("zero_base")

    def cells(self, scope, level, years, ctx):
        """A context per unit (and year) of the selection; and whether no unit at all was supplied."""
        own = ctx.stack[-1]
        if scope == "predecessors":
            out = []
            for u, successor in sorted(self.d.successor.items()):
                if successor == own:
                    out.append(ctx._replace(stack=ctx.stack + (u,), year=self.d.last_year(u) or ctx.year - 1))
            return out, not out
        if years is None:
            span = [ctx.year]
        elif years == "all":
            span = [y for y in sorted(self.d.years) if self.p.version_for(ctx.module, y)]
        else:
            span = list(range(years[0], years[1] + 1))
        out = []
        for year in span:
            units = self.d.of_level(level)
            if scope == "over":
                units = self.d.below(self.own_unit(ctx, level), level)
            out += [ctx._replace(stack=ctx.stack + (u,), year=year) for u in units if self.d.exists(u, year)]
        return out, not out

    def own_unit(self, ctx, level):
        above = set(self.p.ancestors(level)) - {level}
        return self.unit_at(ctx, above)

    def counted(self, kind, of, among, miss, cells):
        """Counts, shares and quantifiers, with all that undecided units can make of them."""
        tally = []
        for inner in cells:
            inside = self.eval(among, inner) if among is not None else True
            holds = self.eval(of, inner) if of is not None else True
            tally.append((inside, holds))
        if kind in ("every", "some"):
            return self.quantified(kind, tally)
        why = frozenset()
        ignoring = miss is not None and miss[0] == "ignoring"
        yes = no = 0
        either = []
        for inside, holds in tally:
            if inside is False:
                continue
            if reasons(holds) and miss is not None and miss[0] == "as":
                holds = self.eval(miss[1], cells[0])
            if reasons(inside, holds):
                why |= reasons(inside, holds)
                either.append((inside, holds))
            elif holds:
                yes += 1
            else:
                no += 1
        if ignoring:
            if either and miss[1] is not None:
                need = self.eval(miss[1], cells[0])
                if Fraction(yes + no, yes + no + len(either)) < need:
                    return Missing(why)
            either = []
        lo_yes = hi_yes = yes
        lo_no, hi_no = no, no
        certain = yes + no > 0
        for inside, holds in either:
            can_yes = not holds is False
            can_no = not holds is True
            can_out = bool(reasons(inside))
            certain = certain or not can_out
            hi_yes += can_yes
            lo_yes += not (can_no or can_out)
            lo_no += can_no
            hi_no += not (can_yes or can_out)
        if ignoring and why and yes + no == 0:
            return Missing(why)
        if kind == "count":
            return self.bracket(Fraction(lo_yes), Fraction(hi_yes), why)
        if not either:
            return Fraction(yes, yes + no) if yes + no else Missing(why) if why else missing("zero_base")
        if not certain:
            return Missing(why)
        ends = [Fraction(lo_yes, lo_yes + lo_no), Fraction(hi_yes, hi_yes + hi_no)] \
            if lo_yes + lo_no and hi_yes + hi_no else [Fraction(0), Fraction(1)]
        return self.bracket(min(ends), max(ends), why)

    @staticmethod
    def bracket(lo, hi, why):
        """All that it can be; what can be only one thing is that."""
        return lo if lo == hi else Bracket(lo, hi, why)

    def quantified(self, kind, tally):
        """`every` is yes if all that are inside hold; nothing inside is missing."""
        stop = kind == "some"
        if not [1 for inside, _ in tally if inside is not False]:
            return missing("zero_base")
        why, decided = frozenset(), False
        for inside, holds in tally:
            if inside is False:
                continue
            if inside is True and holds is stop:
                return stop
            if reasons(inside) and holds is not True if not stop else reasons(inside) and holds is not False:
                why |= reasons(inside, holds)
            elif reasons(inside):
                why |= frozenset()
                decided = decided
            elif reasons(holds):
                why |= reasons(holds)
            else:
                decided = True
        if why:
            return Missing(why)
        if not decided:
            return Missing(frozenset().union(*(reasons(i) for i, _ in tally)))
        return not stop

    def ranked(self, of, cells, descending, ties, mine):
        values = [v for v in (collapse(self.eval(of, c)) for c in cells) if not reasons(v)]
        signs = [-self.order(v, mine) if descending else self.order(v, mine) for v in values]
        ahead = [v for v, s in zip(values, signs) if s < 0]

        def distinct():
            seen = []
            for v in ahead:
                if all(self.order(v, s) for s in seen):
                    seen.append(v)
            return len(seen)
        return self.tied(signs, ties, distinct)


def date_of(d):
    return datetime.date.fromordinal(d.days + datetime.date(1970, 1, 1).toordinal())


def collapse(value):
    """A bracket is missing anywhere but against a number."""
    return Missing(value.reasons) if isinstance(value, Bracket) else value
