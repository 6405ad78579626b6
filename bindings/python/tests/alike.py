"""Results compared byte for byte, in whatever order they came; and packages that a stage installs."""

from __future__ import annotations

import importlib
import os
import random
from typing import Any

import pyarrow as pa
import milepost as mp
import pytest
import w1
from milepost.ext._job import job

ORDER = ("level", "unit", "year", "name", "code", "message", "value")


def w1_table(rows: int) -> pa.Table:
    """The data of W1 with ids."""
    return pa.table({"unit": [f"u{n:07}" for n in range(rows)], **w1.columns(rows)})


def shuffled(found: pa.Table, seed: int = 7) -> pa.Table:
    """The rows in another order."""
    order = list(range(len(found)))
    random.Random(seed).shuffle(order)
    return found.take(order)


def need(module: str) -> Any:
    """The module; where a stage says that it has installed it, its absence is a failure and not a skip."""
    try:
        return importlib.import_module(module)
    except ImportError:
        if os.environ.get("MILEPOST_INSTALLED") == "all":
            raise
        pytest.skip(f"{module} is not installed: tests/run python runs this", allow_module_level=True)


def ipc(found: pa.Table) -> bytes:
    """The rows in a fixed order, as the bytes of an Arrow file."""
    keys = [(name, "ascending") for name in ORDER if name in found.column_names]
    found = found.cast(pa.schema([(f.name, f.type) for f in found.schema])).replace_schema_metadata(None)
    found = pa.table({name: found.column(name).cast(_plain(found.schema.field(name).type)) for name in found.column_names})
    found = found.sort_by(keys).combine_chunks()
    # A column without missing values may or may not say so.
    found = pa.table([pa.array(c.to_pylist(), c.type) for c in found.columns], names=found.column_names)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, found.schema) as out:
        out.write_table(found)
    return sink.getvalue().to_pybytes()


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else kind


def single(rules: mp.Ruleset, data: Any, headings: Any, *, what: str = "verdicts", level: str | None = None, **options: Any) -> pa.Table:
    """What one machine gives for all data at once, in the shape in which engines give it."""
    year, years = options.pop("year", None), options.pop("years", None)
    made = job(rules, headings, year=year, years=years, as_of=None, what=what, level=level, map=None, locale=None)
    found: pa.Table = made.shaped(made.frame(rules.score(data, year=year, years=years, **options)))
    return found


POPULATION = """
ruleset index { applies 2023..2024  evaluates district }
level district
input income, pupils : number
indicator share_of_best = income / max of income across district
indicator from_mean = income - mean of income across district ignoring missing
indicator spread = (income - mean of income across district ignoring missing) / stdev of income across district ignoring missing
indicator place = rank of pupils across district ascending ties mean
criterion above { measure from_mean  target 2023..2024: >= 0 }
group total {
  verdict none
  score mean
  normalise 100 * position(value, min of value across district, max of value across district)
  missing skip needing 1/2 of count
  item income
  item pupils lower
}
rank richest of district { by income descending }
rank best of district { by total.score descending then by income ascending  ties dense }
"""
"""Figures of the whole population: extremes, means, z-scores, normalised scores, and ranks that stand on those."""

RANK_BY_ROOTS = """
ruleset roots { applies 2024  evaluates district }
level district
input income, pupils : number
group total { verdict none  score geometric_mean  item income  item pupils }
rank best of district { by total.score descending }
"""
"""A rank by roots needs all data in one place."""


def population(rows: int, holes: int = 19) -> pa.Table:
    """Whole numbers with ties, some of them missing."""
    chance = random.Random(3)

    def cell() -> float | None:
        return None if chance.randrange(holes) == 0 else float(chance.randrange(1, 400))

    units = [f"u{n:05}" for n in range(rows)]
    return pa.table({"unit": units, "income": [cell() for _ in units], "pupils": [cell() for _ in units]})


def by_hand(table: pa.Table) -> dict[str, tuple[int | None, float | None]]:
    """Of each unit: its rank by income, and its distance from the mean."""
    from fractions import Fraction

    incomes = dict(zip(table.column("unit").to_pylist(), table.column("income").to_pylist()))
    known = [x for x in incomes.values() if x is not None]
    mean = Fraction(int(sum(known)), len(known))
    return {
        unit: (None, None) if x is None else (1 + sum(y > x for y in known), float(Fraction(x) - mean))
        for unit, x in incomes.items()
    }


NEIGHBOURS = """
ruleset neighbours { applies 2023..2024  evaluates district }
level district
level commune within district
input people of commune : number
indicator all_people = sum of people over commune
indicator part = all_people / sum of people across commune
rank largest of district { by all_people descending }
rank largest_commune of commune { by people descending }
rank first_at_home of commune within district { by people descending }
"""
"""Two levels, with figures of the whole population of each."""


def neighbours(districts: int) -> dict[str, pa.Table]:
    chance = random.Random(5)
    upper = [f"d{n:03}" for n in range(districts)]
    lower = [(f"{d}c{n}", d) for d in upper for n in range(chance.randrange(1, 9))]
    return {
        "district": pa.table({"unit": upper}),
        "commune": pa.table(
            {
                "unit": [c for c, _ in lower],
                "parent": [d for _, d in lower],
                "people": [float(chance.randrange(50, 5000)) for _ in lower],
            }
        ),
    }
