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
