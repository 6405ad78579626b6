"""Polars queries, DuckDB relations and Dask frames give what one machine gives, whatever the partitions."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import milepost as mp
import pytest
import w1
from alike import NEIGHBOURS, POPULATION, RANK_BY_ROOTS, by_hand, ipc, need, neighbours, population, shuffled, single, w1_table

pa = need("pyarrow")

ROOT = Path(__file__).resolve().parents[3]
PACK = ROOT / "rules" / "thanh-hoa" / "district-2024"
W1 = mp.compile(w1.rules())
ROWS = 1_000


@pytest.fixture(scope="module")
def table() -> Any:
    return w1_table(ROWS)


def wanted(table: Any, what: str) -> bytes:
    return ipc(single(W1, table, {None: table.column_names}, year=2024, what=what))


@pytest.mark.parametrize("what", ["verdicts", "tidy"])
@pytest.mark.parametrize("unique", [True, False])
def test_polars(table: Any, what: str, unique: bool) -> None:
    pl = need("polars")
    lazy = mp.ext.polars.score(W1, pl.from_arrow(shuffled(table)).lazy(), year=2024, what=what, unique=unique)
    assert ipc(lazy.collect().to_arrow()) == wanted(table, what)
    # The results are in the middle of a query.
    met = lazy.filter(pl.col("verdict" if what == "tidy" else "c0") == "met").collect()
    assert 0 < len(met) < len(lazy.collect())


@pytest.mark.parametrize("unique", [True, False])
def test_duckdb(table: Any, unique: bool) -> None:
    duckdb = need("duckdb")
    connection = duckdb.connect()
    relation = connection.from_arrow(shuffled(table))
    found = mp.ext.duckdb.score(W1, relation, year=2024, unique=unique, connection=connection)
    assert ipc(found.to_arrow_table()) == wanted(table, "verdicts")
    assert found.filter("c0 = 'met'").aggregate("count(*)").fetchall()[0][0] > 0


@pytest.mark.parametrize("unique", [True, False])
def test_dask(table: Any, unique: bool) -> None:
    dd = need("dask.dataframe")
    frame = dd.from_pandas(shuffled(table).to_pandas(), npartitions=4)
    found = mp.ext.dask.score(W1, frame, year=2024, unique=unique).compute(scheduler="threads")
    assert ipc(pa.Table.from_pandas(found, preserve_index=False)) == wanted(table, "verdicts")


def test_dask_brings_communes_to_their_districts() -> None:
    dd = need("dask.dataframe")
    pd = need("pandas")
    rules = mp.load(PACK / "district.mile")
    tables = {level: pd.read_csv(PACK / "data" / f"{level}s.csv", dtype=str) for level in ("district", "commune")}
    frames = {level: dd.from_pandas(frame, npartitions=3) for level, frame in tables.items()}
    found = mp.ext.dask.score(rules, frames, years=[2024, 2025], what="outcomes").compute(scheduler="threads")
    headings = {level: [str(c) for c in frame.columns] for level, frame in tables.items()}
    expected = single(rules, tables, headings, years=[2024, 2025], what="outcomes")
    assert ipc(pa.Table.from_pandas(found, preserve_index=False)) == ipc(expected)
    with (PACK / "data" / "expected.csv").open(encoding="utf-8") as file:
        by_hand = {(row["unit"], int(row["year"])): row["recognition"] for row in csv.DictReader(file)}
    assert {(r.unit, r.year): r.recognition for r in found.itertuples()} == by_hand


def arrow(frame: Any) -> Any:
    return pa.Table.from_pandas(frame, preserve_index=False)


@pytest.mark.parametrize("unique", [True, False])
@pytest.mark.parametrize("what", ["values", "ranks", "tidy"])
def test_dask_figures_of_the_whole_population(recwarn: pytest.WarningsRecorder, what: str, unique: bool) -> None:
    dd = need("dask.dataframe")
    rules, table = mp.compile(POPULATION), population(900)
    frame = dd.from_pandas(shuffled(table).to_pandas(), npartitions=6)
    found = arrow(mp.ext.dask.score(rules, frame, year=2024, what=what, unique=unique).compute(scheduler="threads"))
    assert not any("one task" in str(w.message) for w in recwarn)
    assert ipc(found) == ipc(single(rules, table, {None: table.column_names}, year=2024, what=what))
    if what == "ranks":
        ranks = {r["unit"]: r["richest"] for r in found.to_pylist()}
        assert ranks == {unit: n for unit, (n, _) in by_hand(table).items()}


def test_dask_figures_of_all_units_of_two_levels(recwarn: pytest.WarningsRecorder) -> None:
    dd = need("dask.dataframe")
    rules, tables = mp.compile(NEIGHBOURS), neighbours(60)
    frames = {level: dd.from_pandas(shuffled(table).to_pandas(), npartitions=4) for level, table in tables.items()}
    found = mp.ext.dask.score(rules, frames, year=2024, what="tidy").compute(scheduler="threads")
    expected = single(rules, tables, {l: t.column_names for l, t in tables.items()}, year=2024, what="tidy")
    assert ipc(arrow(found)) == ipc(expected)
    assert not any("one task" in str(w.message) for w in recwarn)


def test_dask_figures_that_need_all_data_in_one_place() -> None:
    dd = need("dask.dataframe")
    rules, table = mp.compile(RANK_BY_ROOTS), population(200)
    frame = dd.from_pandas(shuffled(table).to_pandas(), npartitions=4)
    with pytest.warns(UserWarning, match="one task"):
        lazily = mp.ext.dask.score(rules, frame, year=2024, what="ranks")
    expected = single(rules, table, {None: table.column_names}, year=2024, what="ranks")
    assert ipc(arrow(lazily.compute(scheduler="threads"))) == ipc(expected)


def test_how_far_rules_look() -> None:
    assert mp.ext.reach(W1) == mp.ext.Reach(years=False, family=False, population=False)
    assert mp.ext.reach(mp.load(PACK / "district.mile")) == mp.ext.Reach(years=True, family=True, population=False)


def test_what_is_missing_is_said(table: Any) -> None:
    pl = need("polars")
    with pytest.raises(mp.UsageError, match="year="):
        mp.ext.polars.score(W1, pl.from_arrow(table))
    with pytest.raises(mp.UsageError, match="'unit'"):
        mp.ext.polars.score(W1, pl.from_arrow(table).drop("unit"), year=2024)
    with pytest.raises(mp.UsageError, match="what="):
        mp.ext.polars.score(W1, pl.from_arrow(table), year=2024, what="everything")


@pytest.mark.parametrize(("engine", "package"), [("spark", "pyspark"), ("dask", "dask")])
def test_a_package_that_is_missing_is_named(engine: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in [n for n in sys.modules if n == package or n.startswith(f"{package}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(mp.UsageError, match=f"pip install '{package}"):
        getattr(mp.ext, engine).score(W1, None, year=2024)
