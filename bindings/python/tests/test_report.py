"""One unit: what can be given, what comes out."""

from __future__ import annotations

import dataclasses
import datetime
from collections import namedtuple
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType, SimpleNamespace

import milepost as mp
import numpy as np
import pandas as pd
import pytest


def test_a_report(rules: mp.Ruleset) -> None:
    report = rules.evaluate({"fibre": 72, "plan": True, "opened": "2024-06-30", "area": "rural"}, year=2025)
    assert report.verdict("II_3") == report.verdict("II.3") == "not_met"
    assert report.value("II_3") == Fraction(72, 100) == report.value("II.3")
    assert report.target("II_3") == Fraction(4, 5)
    assert report.score("II_3") == 8 and report.max("II_3") == 10
    assert report.score("total") == 9 and report.max("total") == 11
    assert report.outcome("recognised") == "refused"
    assert report.verdict("early") == "met" and report.verdict("in_town") == "not_met"
    assert report.value("early") == datetime.date(2024, 6, 30)
    assert report.verdict("best") is None
    assert {"II_3", "total", "recognised"} <= set(report.names)
    assert report.to_dict(numbers="text")["II_3"] == {
        "verdict": "not_met",
        "value": "0.72",
        "target": "0.8",
        "score": "8",
        "max": "10",
    }
    assert "fibre" in report.explain("II_3").lower()
    assert report.explain("II_3", lang="vi") != report.explain("II_3")


def test_numbers_as_asked_for(rules: mp.Ruleset) -> None:
    report = rules.evaluate({"fibre": 70}, year=2025)
    assert report.score("II_3") == Fraction(70, 9)
    assert report.score("II_3", numbers="text") == "70/9"
    assert report.score("II_3", numbers="float") == 70 / 9
    assert report.score("II_3", numbers="decimal") == Decimal(70) / Decimal(9)
    with pytest.raises(mp.UsageError, match="numbers='double'"):
        report.score("II_3", numbers="double")  # type: ignore[call-overload]


def test_a_float_stands_for_its_shortest_decimal(rules: mp.Ruleset) -> None:
    for given in (79.99, "79.99", Decimal("79.99"), Fraction(7999, 100), np.float64(79.99), np.float32(79.99)):
        assert rules.evaluate({"fibre": given}, year=2025).value("II_3") == Fraction(7999, 10_000), given
    assert rules.evaluate({"fibre": 0.1 + 0.2}, year=2025).value("II_3") == Fraction("0.30000000000000004") / 100


@dataclasses.dataclass
class District:
    fibre: object = None
    plan: object = None


@pytest.mark.parametrize(
    "facts",
    [
        {"fibre": 80, "plan": "yes"},
        District(80, True),
        namedtuple("District", "fibre plan")(80, 1),
        MappingProxyType({"fibre": "80", "plan": "có"}),
        SimpleNamespace(fibre=80.0, plan=np.bool_(True)),
        pd.Series({"fibre": 80, "plan": True}),
        {"fibre": np.int64(80), "plan": np.int8(1)},
    ],
)
def test_shapes_of_facts(rules: mp.Ruleset, facts: object) -> None:
    report = rules.evaluate(facts, year=2025)
    assert (report.verdict("II_3"), report.verdict("plan_ok")) == ("met", "met"), report.faults
    assert not report.faults


@pytest.mark.parametrize(
    "nothing", [None, float("nan"), np.nan, pd.NA, pd.NaT, "", "NA", Decimal("NaN"), np.datetime64("NaT"), np.float32("nan")]
)
def test_what_is_missing(rules: mp.Ruleset, nothing: object) -> None:
    report = rules.evaluate({"fibre": nothing, "plan": nothing, "opened": nothing, "area": nothing}, year=2025)
    for name in ("II_3", "plan_ok", "early", "in_town"):
        assert (report.verdict(name), report.reasons(name)) == ("undetermined", ["absent"])
    assert not report.faults
    assert report.value("II_3") is None and report.reasons("II_3", "value") == ["absent"]


@pytest.mark.parametrize(
    "day",
    [
        datetime.date(2024, 6, 30),
        datetime.datetime(2024, 6, 30, 23, 59),
        datetime.datetime(2024, 6, 30, 23, 59, tzinfo=datetime.timezone(datetime.timedelta(hours=-11))),
        pd.Timestamp("2024-06-30 23:00", tz="Asia/Ho_Chi_Minh"),
        np.datetime64("2024-06-30"),
        np.datetime64("2024-06-30T23:59:59", "ns"),
        "2024-06-30",
    ],
)
def test_dates_are_those_of_their_own_clock(rules: mp.Ruleset, day: object) -> None:
    report = rules.evaluate({"opened": day}, year=2025)
    assert report.value("early") == datetime.date(2024, 6, 30), report.faults


def test_numbers_of_any_size() -> None:
    rules = mp.compile(
        "ruleset big { applies 2024..2024 evaluates town }\nlevel town\ninput x, y : number\n"
        "indicator total = x + y\n"
    )
    big = 10**5000 + 1
    report = rules.evaluate({"x": 2**200 + 1, "y": Fraction(1, 3)}, year=2024)
    assert report.value("total") == Fraction(2**200 + 1) + Fraction(1, 3)
    assert report.value("total", numbers="decimal") is not None
    report = rules.evaluate({"x": Decimal("1e400"), "y": 1}, year=2024)
    assert report.value("total") == 10**400 + 1
    report = rules.evaluate({"x": big, "y": 0}, year=2024)
    assert report.value("total") == big or report.faults


def test_units_below_other_years_assessors_and_published_results() -> None:
    rules = mp.compile(
        """
        ruleset all { applies 2023..2024 evaluates district }
        level district
        level commune within district
        assessment twice { by office  by visit  settle office }
        input kept of commune : yes_no
        input roads : number
        input looks : number { assessed twice }
        indicator kept_all = count of commune where kept
        indicator growth = roads - previous(roads)
        indicator settled = looks
        """
    )
    facts = {
        "roads": 12,
        "commune": [{"kept": True}, {"kept": False}, {"unit": "c", "kept": 1}],
        "years": {2023: {"roads": 10}},
        "by": {"office": {"looks": 4}, "visit": {"looks": 5}},
    }
    report = rules.evaluate(facts, year=2024)
    assert (report.value("kept_all"), report.value("growth"), report.value("settled")) == (2, 2, 4), report.faults
    published = {**facts, "recorded": {"2024": {"growth": "7"}}}
    assert rules.evaluate(published, year=2024).value("growth") == 7


def test_faults_and_wrong_calls(rules: mp.Ruleset) -> None:
    report = rules.evaluate({"fibre": 8500, "plam": True}, year=2025)
    assert report.verdict("II_3") == "undetermined" and report.reasons("II_3") == ["invalid"]
    codes = {d.code: d for d in report.faults}
    assert set(codes) == {"R02", "R24"}
    assert "8500" in codes["R02"].message and codes["R02"].message_vi != codes["R02"].message
    assert codes["R02"].severity == "error" and codes["R02"].span is None
    with pytest.raises(mp.UsageError, match="did you mean 'II_3'"):
        report.verdict("II_4")
    with pytest.raises(mp.EvaluationError) as refused:
        rules.evaluate({}, year=2030)
    assert refused.value.code == "R01" and refused.value.help
    for year in ("2025", 2025.5, None, True, 10**30):
        with pytest.raises(mp.UsageError, match="is not a year"):
            rules.evaluate({}, year=year)  # type: ignore[arg-type]
    for facts in (None, 12, "fibre", [], [1], b"x", object):
        with pytest.raises(mp.UsageError):
            rules.evaluate(facts, year=2025)
    loop: dict[str, object] = {}
    loop["commune"] = [loop]
    with pytest.raises((mp.UsageError, mp.DataError), match="nested deeper"):
        rules.evaluate(loop, year=2025)
    assert issubclass(mp.UsageError, mp.Error) and issubclass(mp.Error, Exception)


def test_as_of(rules: mp.Ruleset) -> None:
    rules = mp.compile(
        "ruleset late { applies 2024..2024 evaluates town }\nlevel town\ninput done : yes_no\n"
        "criterion c { met when done  due 2024-06-30 }\n"
    )
    for as_of, verdict in (("2024-03-01", "not_applicable"), (datetime.date(2024, 7, 1), "not_met"), (None, "not_met")):
        assert rules.evaluate({"done": False}, year=2024, as_of=as_of).verdict("c") == verdict
    with pytest.raises(mp.UsageError, match="is not a date"):
        rules.evaluate({}, year=2024, as_of="soon")


def test_the_quick_way_means_the_same_as_the_long_way(rules: mp.Ruleset) -> None:
    import w1

    scored = mp.compile(w1.rules())
    columns = w1.columns(200, seed=7)
    facts: list[tuple[mp.Ruleset, dict[str, object]]] = [
        (scored, dict(zip(columns, row))) for row in zip(*columns.values())
    ]
    cells = [None, 0, 79.99, 80, 80.0, "80", Decimal("80.000"), Fraction(400, 5), 100.00000001, -1, "x", 1e300, 2**70]
    facts += [(rules, {"unit": "a", "fibre": cell, "plan": plan}) for cell in cells for plan in (True, "no", 1, None, 3)]
    facts += [(rules, {"opened": day, "area": area}) for day in ("2024-06-30", None, 7) for area in ("urban", "Rural", "sea")]
    for of, record in facts:
        for year in (2024, 2025):
            # Only a plain dict goes the quick way.
            quick, long = of.evaluate(record, year), of.evaluate(MappingProxyType(record), year)
            assert quick.to_dict(numbers="text") == long.to_dict(numbers="text"), record
            assert (quick.names, quick.unit, quick.year) == (long.names, long.unit, long.year)
            assert [repr(f) for f in quick.faults] == [repr(f) for f in long.faults]
    assert str(quick.explain("in_town")) == str(long.explain("in_town"))


def test_records_of_many_shapes_one_after_the_other(rules: mp.Ruleset) -> None:
    import random
    import threading

    chance = random.Random(11)
    cells: dict[str, list[object]] = {
        "fibre": [80, 79.99, "80", None, Decimal("80.1"), 8500],
        "plan": [True, False, "yes", None],
        "opened": ["2024-06-30", datetime.date(2025, 1, 1), None],
        "area": ["urban", "rural", None],
        "unit": ["a", "b"],
    }

    def record() -> dict[str, object]:
        names = chance.sample(list(cells), chance.randrange(len(cells) + 1))
        # Names that are equal and not the same object, too.
        return {chance.choice([name, "".join(list(name))]): chance.choice(cells[name]) for name in names}

    records = [record() for _ in range(400)]
    wanted = [rules.evaluate(MappingProxyType(r), 2025).to_dict(numbers="text") for r in records]
    # Some reports are kept while others are made, some are not.
    kept = [(at, rules.evaluate(r, 2025)) for at, r in enumerate(records)]
    kept = [pair for pair in kept if chance.random() < 0.5]
    again = [rules.evaluate(r, 2025).to_dict(numbers="text") for r in records]
    assert again == wanted
    for at, report in kept:
        assert report.to_dict(numbers="text") == wanted[at] and report.unit == records[at].get("unit", "1")
    assert kept[0][1].explain("II_3") == rules.evaluate(MappingProxyType(records[kept[0][0]]), 2025).explain("II_3")

    wrong: list[int] = []

    def work() -> None:
        wrong.extend(at for at, r in enumerate(records) if rules.evaluate(r, 2025).to_dict(numbers="text") != wanted[at])

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong


def test_a_value_that_changes_its_own_record(rules: mp.Ruleset) -> None:
    facts: dict[str, object] = {}

    class Restless(Decimal):
        def __str__(self) -> str:
            facts.clear()
            facts.update({f"x{n}": n for n in range(100)})
            return "80"

    facts |= {"fibre": Restless(80), "plan": True}
    assert rules.evaluate(facts, year=2025).verdict("II_3") == "met"
