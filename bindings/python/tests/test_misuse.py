"""A thousand random misuses: each is a clear exception, or fault rows beside right verdicts; never a crash."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import milepost as mp
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

TIMES = 1_000
NAMES = ["unit", "fibre", "plan", "homes", "opened", "area", "year", "label", "parent", "pupils", "input", "value"]
NAMES += ["assessor", "level", "from", "until", "", "Fibre", "🙂", "recorded:early", "early", "early.score", "unit", "fibre"]


class Odd:
    """An object that has nothing to say."""


class Rude:
    """An object that breaks whoever asks."""

    def __str__(self) -> str:
        raise RuntimeError("no")

    __repr__ = __str__


def value(chance: random.Random) -> Any:
    hanoi = datetime.timezone(datetime.timedelta(hours=7))
    return chance.choice(
        [
            80, 79.99, "80", "79,99", "80%", None, float("nan"), float("inf"), -0.0, 1e308, 5e-324, True, False, "yes", "không",
            10**50, -(10**400), 10**5000, Decimal("80"), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1e999999"),
            Fraction(1, 3), Fraction(10**300, 7), datetime.date(2024, 6, 30), datetime.datetime(1, 1, 1),
            datetime.datetime(9999, 12, 31, 23, 59, tzinfo=hanoi), datetime.timedelta(1), datetime.time(3), "2024-13-45",
            pd.NA, pd.NaT, pd.Timestamp("2024-01-01", tz="UTC"), pd.Timedelta("1D"), np.float32(0.1), np.int8(3), np.uint64(2**63),
            np.datetime64("2024-01-01", "ns"), np.timedelta64(3, "D"), np.bool_(True), np.array(3), np.array([1, 2]), b"\xff", bytearray(b"x"),
            "\ud800", "\0", "x" * 100_000, "urban", "Urban", 1j, [], [1], {}, {"a": 1}, (), {1, 2}, Odd(), Rude(), object(), len, int,
            pa.scalar(80), pa.scalar(None), range(3), 2**63, -(2**63) - 1, "1/3", "1e5", " 80 ", "٨٠", "８０",
        ]
    )  # fmt: skip


def cells(chance: random.Random, rows: int) -> list[Any]:
    if chance.random() < 0.5:
        same = value(chance)
        return [same] * rows
    return [value(chance) for _ in range(rows)]


def arrow_column(chance: random.Random, rows: int) -> pa.Array:
    floats = [chance.choice([80.0, None, float("nan"), 1e300]) for _ in range(rows)]
    kind = chance.randrange(12)
    if kind == 0:
        return pa.array(floats)
    if kind == 1:
        return pa.array(["80", None, "x", "yes"] * rows, pa.large_string())[:rows]
    if kind == 2:
        return pa.array([b"\xff\xfe"] * rows)
    if kind == 3:
        text = pa.Array.from_buffers(pa.utf8(), 1, [None, pa.py_buffer(np.array([0, 2], np.int32)), pa.py_buffer(b"\xc3\x28")])
        return pa.concat_arrays([text] * rows) if rows else pa.array([], pa.utf8())
    if kind == 4:
        return pa.array([[1.0]] * rows)
    if kind == 5:
        return pa.array([{"a": 1}] * rows)
    if kind == 6:
        zone = chance.choice([None, "UTC", "+07:00", "Asia/Ho_Chi_Minh", "Mars/Base"])
        return pa.array([chance.choice([0, 2**62, -(2**62), None]) for _ in range(rows)], pa.timestamp("s", zone))
    if kind == 7:
        return pa.array([Decimal("80.5")] * rows, pa.decimal128(38, chance.choice([2, 10, 30])))
    if kind == 8:
        return pa.array(["a", "b", None] * rows)[:rows].dictionary_encode()
    if kind == 9:
        return pa.array([2**63 + 5] * rows, pa.uint64())
    if kind == 10:
        return pa.array([5] * rows, pa.duration("ms"))
    return pa.nulls(rows)


def data(chance: random.Random) -> Any:
    rows = chance.choice([0, 1, 2, 3, 5])
    names = [chance.choice(NAMES) for _ in range(chance.randrange(5))]
    kind = chance.randrange(14)
    if kind == 0:
        return {name: cells(chance, rows) for name in names}
    if kind == 1:
        return {name: cells(chance, chance.randrange(4)) for name in names}
    if kind == 2:
        return [{name: value(chance) for name in names} for _ in range(rows)]
    if kind == 3:
        return [value(chance) for _ in range(rows)]
    if kind == 4:
        return pd.DataFrame({i: pd.Series(cells(chance, rows), dtype=object) for i in range(len(names))}).set_axis(names, axis=1)
    if kind == 5:
        columns = [arrow_column(chance, rows) for _ in names]
        return pa.Table.from_arrays(columns, names=names) if names else pa.table({})
    if kind == 6:
        part = pa.Table.from_arrays([arrow_column(chance, rows) for _ in names], names=names) if names else pa.table({})
        return pa.concat_tables([part, part.slice(0, 0), part])
    if kind == 7:
        return pl.DataFrame({name: [chance.choice([1.5, None]) for _ in range(rows)] for name in set(names)})
    if kind == 8:
        level = chance.choice(["district", "commune", "nowhere"])
        return {level: chance.choice([pl.DataFrame({"fibre": [80.0]}), [{"fibre": value(chance)}], value(chance)])}
    if kind == 9:
        return {name: value(chance) for name in names}
    if kind == 10:
        return value(chance)
    if kind == 11:
        return {"unit": ["a", "a", "b"], "fibre": cells(chance, 3), chance.choice(NAMES): cells(chance, 3)}
    if kind == 12:
        return [{"unit": "a", "years": value(chance)}, {"by": value(chance), "commune": [{"pupils": value(chance)}]}]
    return {name: chance.choice([arrow_column(chance, rows), np.array([1.5] * rows), pl.Series([1] * rows)]) for name in names}


ALLOWED = (mp.Error, RuntimeError, FileNotFoundError, IsADirectoryError, OSError, UnicodeEncodeError, ValueError)


@pytest.mark.parametrize("block", range(10))
def test_a_thousand_misuses(block: int, rules: mp.Ruleset) -> None:
    outcomes = {"scored": 0, "refused": 0}
    for i in range(TIMES // 10):
        seed = block * 1_000 + i
        chance = random.Random(seed)
        given = data(chance)
        year = 2025 if chance.random() < 0.8 else chance.choice([2024, None, 1999, "2025", 2.5, True, 10**20])
        try:
            if chance.random() < 0.2:
                report = rules.evaluate(given, year=year)
                report.to_dict(), report.faults, report.explain("II_3")
            else:
                table = rules.score(given, year=year, strict=chance.random() < 0.1, threads=chance.choice([0, 1, 2]))
                held_to_the_exact_meaning(rules, table)
        except ALLOWED as refused:
            outcomes["refused"] += 1
            # What a value's own code raises is its own; ours says what to do.
            if isinstance(refused, mp.Error):
                assert len(str(refused)) > 10 and "panic" not in str(refused).lower(), seed
        except BaseException as broken:
            raise AssertionError(f"seed {seed}: {type(broken).__name__}: {broken}") from broken
        else:
            outcomes["scored"] += 1
    assert min(outcomes.values()) >= 5, outcomes


def held_to_the_exact_meaning(rules: mp.Ruleset, table: mp.Table) -> None:
    """No verdict but from a value that is right: what was read is between 0 % and 100 %, else there is a fault."""
    values, verdicts = table.frame("values", exact=True), table.verdicts
    if "II_3" not in values.columns:
        return
    for read, verdict in zip(values["II_3"], verdicts["II_3"]):
        if read is None:
            assert verdict in ("undetermined", None)
        else:
            assert 0 <= Fraction(read) <= 1 and verdict == ("met" if Fraction(read) >= Fraction(4, 5) else "not_met")
