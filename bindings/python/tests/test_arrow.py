"""Arrow in and out without copies; data that break their own promises."""

from __future__ import annotations

import milepost as mp
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

RULES = "ruleset r { applies 2024..2024 evaluates u }\nlevel u\ninput x, n : number\ninput d : date\nindicator y = x + n\n"


@pytest.fixture(scope="module")
def sums() -> mp.Ruleset:
    return mp.compile(RULES)


def address(column: pa.ChunkedArray) -> int:
    return int(column.chunk(0).buffers()[1].address)


def test_columns_are_not_copied(sums: mp.Ruleset) -> None:
    size = 10_000
    table = pa.table(
        {
            "x": pa.array(np.arange(size, dtype=np.float64)),
            "n": pa.array(np.arange(size, dtype=np.int64)),
            "d": pa.array(np.arange(size, dtype=np.int32)).cast(pa.date32()),
        }
    )
    wanted = {name: address(table[name]) for name in "xnd"}
    assert sums.score(table, year=2024)._addresses() == wanted
    assert sums.score(pl.from_arrow(table), year=2024)._addresses() == wanted
    assert sums.score(table.to_reader(), year=2024)._addresses() == wanted
    array = np.arange(size, dtype=np.float64)
    frame = pd.DataFrame({"x": array, "n": np.arange(size)}, copy=False)
    assert sums.score(frame, year=2024)._addresses()["x"] == pa.array(frame["x"]).buffers()[1].address
    # With rows that are missing too.
    holes = pa.array(np.arange(size, dtype=np.float64), mask=np.arange(size) % 7 == 0)
    assert sums.score(pa.table({"x": holes}), year=2024)._addresses()["x"] == holes.buffers()[1].address


def test_results_are_not_copied(sums: mp.Ruleset) -> None:
    frame = sums.score({"x": [1.0, 2.0], "n": [1, 2]}, year=2024).values
    first, second = pa.table(frame), pa.table(frame)
    assert address(first["y"]) == address(second["y"])
    assert address(pl.DataFrame(frame).to_arrow()["y"]) == address(first["y"])


def test_data_outlive_their_library(sums: mp.Ruleset) -> None:
    def scored() -> mp.Table:
        table = pa.table({"x": pa.array(np.full(100_000, 3.0)), "n": pa.array(np.full(100_000, 4.0))})
        return sums.score(table, year=2024)

    kept = scored()
    np.full(100_000, -1.0)
    assert set(kept.values["y"]) == {7.0} and kept.report("99").value("y") == 7


def test_slices_and_offsets(sums: mp.Ruleset) -> None:
    table = pa.table({"x": pa.array([None if i % 3 == 0 else float(i) for i in range(100)]), "n": list(range(100))})
    part = table.slice(13, 40)
    got = sums.score(part, year=2024).values["y"]
    assert got == [None if i % 3 == 0 else 2.0 * i for i in range(13, 53)]


def test_a_stream_is_taken_once(sums: mp.Ruleset) -> None:
    reader = pa.table({"x": [1.0], "n": [1.0]}).to_reader()
    assert sums.score(reader, year=2024).values["y"] == [2.0]
    again = sums.score(reader, year=2024)
    assert again.values["y"] == []


def test_texts_that_are_not_utf8_are_refused(sums: mp.Ruleset) -> None:
    bad = pa.Array.from_buffers(pa.utf8(), 1, [None, pa.py_buffer(np.array([0, 3], np.int32)), pa.py_buffer(b"\xff\xfe\xfd")])
    with pytest.raises(mp.DataError) as refused:
        sums.score(pa.table({"x": bad, "n": [1.0]}), year=2024)
    assert refused.value.code == "F06"
    with pytest.raises(mp.DataError):
        sums.score({"x": bad, "n": [1.0]}, year=2024)
    keys = pa.Array.from_buffers(pa.int32(), 1, [None, pa.py_buffer(np.array([9], np.int32))])
    lost = pa.DictionaryArray.from_arrays(keys, pa.array(["1"]), safe=False)
    with pytest.raises(mp.DataError):
        sums.score(pa.table({"x": lost, "n": [1.0]}), year=2024)


def test_capsules_that_are_not_what_they_say(sums: mp.Ruleset) -> None:
    class Wrong:
        def __init__(self, given: object) -> None:
            self.given = given

        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            if isinstance(self.given, Exception):
                raise self.given
            return self.given

    schema = pa.schema([("x", pa.float64())]).__arrow_c_schema__()
    for given in (None, 12, schema, ZeroDivisionError("no")):
        with pytest.raises((mp.Error, TypeError, ValueError, ZeroDivisionError)):
            sums.score(Wrong(given), year=2024)
    used = pa.table({"x": [1.0]}).__arrow_c_stream__()
    assert len(sums.score(Wrong(used), year=2024)) == 1
    with pytest.raises(mp.UsageError, match="released"):
        sums.score(Wrong(used), year=2024)
    with pytest.raises(mp.UsageError, match="one column"):
        sums.score(pa.array([1.0]), year=2024)
    assert sums.score(pa.record_batch({"x": [1.0], "n": [2.0]}), year=2024).values["y"] == [3.0]


def test_a_reader_that_fails_says_why(sums: mp.Ruleset) -> None:
    def batches():  # type: ignore[no-untyped-def]
        yield pa.record_batch({"x": [1.0]})
        raise RuntimeError("the tape broke")

    reader = pa.RecordBatchReader.from_batches(pa.schema([("x", pa.float64())]), batches())
    with pytest.raises(mp.DataError, match="the tape broke"):
        sums.score(reader, year=2024)
