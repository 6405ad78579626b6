#!/usr/bin/env python3
"""Runs the conformance cases through the independent model: a second opinion on every expectation.

Cases that expect static diagnostics are not the model's business (it checks no types); it says how many there are."""
import re
import sys
import traceback
from collections import Counter
from fractions import Fraction

import cases
from data import Data, day
from lexer import Refused
from meaning import NONE, Model, NotInForce
from program import Program
from reals import Real
from syntax import EPOCH
from values import Bracket, Cat, Day, Missing

import datetime

LINE = re.compile(r"(?:(?P<unit>\S+): )?(?P<name>[^\s@=]+)(?:@(?P<year>\d+))? = (?P<value>.*?)(?:\{(?P<why>[a-z_,]*)\})?$")
STATIC = ("error ", "warning ", "hint ", "no ", "tests ")


def shown(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Day):
        return datetime.date.fromordinal(value.days + EPOCH).isoformat()
    if isinstance(value, Cat):
        return value.name
    if isinstance(value, Bracket):
        return f"[{value.lo}..{value.hi}]"
    if isinstance(value, Real):
        lo, hi = value.enclose(128)
        return "~" + str(float((lo + hi) / 2))
    if isinstance(value, Missing):
        return "missing"
    return "none"


def parsed(text):
    """Expected text as a number where it is one."""
    try:
        return Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        return text


def agrees(value, text):
    if text.startswith("~"):
        lo, hi = value.enclose(256) if isinstance(value, Real) else (value, value)
        half = Fraction(1, 2 * 10 ** len(text.partition(".")[2]))
        wanted = Fraction(text[1:])
        return wanted - half <= lo and hi <= wanted + half
    if isinstance(value, Fraction):
        return value == parsed(text)
    if isinstance(value, Bracket) and text.startswith("["):
        lo, _, hi = text[1:-1].partition("..")
        return (value.lo, value.hi) == (parsed(lo), parsed(hi))
    return shown(value) == text


def find(model, name):
    """(item name, property) of an expectation's name."""
    items = {n for v in model.p.main.versions for n in v.items}
    if name in items:
        return name, None
    head, _, prop = name.rpartition(".")
    if head in items:
        return head, prop
    matches = [n for n in items if n.endswith("." + name)]
    if len(matches) == 1:
        return matches[0], None
    raise Refused(f"no item {name}")


def look(model, unit_name, name):
    item_name, prop = find(model, name)
    version = model.version
    item = version.items[item_name]
    level = item["levels"][0] if item["kind"] != "parameter" else model.p.evaluates
    units = [(lv, u) for lv in (item["levels"] if item["kind"] != "parameter" else [level]) for _, u in model.units(lv)]
    chosen = [u for u in units if unit_name in (None, u[1])]
    if len(chosen) != 1:
        raise Refused(f"{name}: which unit of {units}?")
    r = model.result(item_name, chosen[0])
    kind = item["kind"]
    if prop is None and kind in ("criterion", "group"):
        return r.verdict or "none", r.reasons
    if prop is None and kind == "item":
        return r.score, None
    if prop is None and kind == "outcome":
        return ("undetermined", r.reasons) if isinstance(r.value, Missing) else (r.value, r.reasons)
    field = {None: "value", "value": "value", "target": "target", "score": "score", "max": "max", "count": "max"}[prop]
    value = getattr(r, field)
    return value, value.reasons if isinstance(value, (Missing, Bracket)) else frozenset()


def check(model, line):
    m = LINE.match(line.strip())
    if not m:
        return f"cannot read {line!r}"
    try:
        value, why = look(model, m["unit"], m["name"])
    except Refused as e:
        return f"{line}: {e}"
    text = m["value"].strip()
    got = value if isinstance(value, str) else shown(value)
    good = got == text if isinstance(value, str) else agrees(value, text)
    if good and m["why"] is not None:
        good = set(why) == set(filter(None, m["why"].split(",")))
    return None if good else f"{line}   (model: {got}{{{','.join(sorted(why or []))}}})"


def run(case):
    """What is wrong, as a list of lines; None where the case is static."""
    if any(l.startswith(STATIC) for l in case.expect) and not any(" = " in l and not l.startswith(STATIC) for l in case.expect):
        return None
    main = case.fields.get("main")
    text = case.rules
    sources = case.sources
    if main and main in sources:
        text = sources[main]
    elif main:
        path = cases.ROOT / main
        text = path.read_text(encoding="utf-8")
        sources = {**sources, **{p.name: p.read_text(encoding="utf-8") for p in path.parent.glob("*.mile")}}
    program = Program(text, sources, case.fields.get("variant"))
    data = Data(program, case.data, case.years[0])
    as_of = day(case.fields["as_of"]) if "as_of" in case.fields else None
    try:
        models = {y: Model(program, data, y, as_of) for y in case.years}
    except NotInForce:
        return [] if case.expect == ["refused R01"] else ["refused R01 was not expected"]
    wrong = []
    for line in case.expect:
        if line.startswith(("fault ", "refused ")) or line.startswith(STATIC):
            continue
        m = LINE.match(line.strip())
        year = int(m["year"]) if m and m["year"] else case.years[0]
        problem = check(models[year], line)
        if problem:
            wrong.append(problem)
    # every result is looked at, so that faults of evaluation are found
    for model in models.values():
        for name, item in model.version.items.items():
            for level in item["levels"]:
                for unit in model.units(level):
                    model.result(name, unit)
    got = Counter((c, n) for c, _, n, _ in list(data.faults) + [f for m in models.values() for f in m.faults])
    want = Counter()
    for line in case.expect:
        if line.startswith("fault "):
            code, _, rest = line[6:].partition(" ")
            want[code, rest.split(": ")[-1].partition("@")[0]] += 1
    if got != want:
        wrong.append(f"faults {dict(got)}, expected {dict(want)}")
    return wrong


def main():
    wanted = sys.argv[1:]
    counts, failed = Counter(), 0
    for case in cases.read_all():
        if wanted and not any(w in case.id for w in wanted):
            continue
        try:
            wrong = run(case)
        except Exception as e:  # noqa: BLE001  the model's own mistakes are failures of the case
            wrong = [f"{type(e).__name__}: {e}"]
            if wanted:
                traceback.print_exc()
        if wrong is None:
            counts["static, not for the model"] += 1
            continue
        counts["run"] += 1
        if wrong:
            failed += 1
            print(f"FAIL {case.id}")
            for w in wrong:
                print(f"     {w}")
    print(", ".join(f"{n} {k}" for k, n in counts.items()) + f", {failed} failed")
    return 1 if failed or not counts["run"] else 0


if __name__ == "__main__":
    sys.exit(main())
