"""Spark in local mode with two workers: the same results as one machine, whatever the partitions."""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path
from typing import Any, Iterator

import milepost as mp
import pytest

from alike import NEIGHBOURS, POPULATION, RANK_BY_ROOTS, by_hand, ipc, need, neighbours, population, shuffled, single, w1_table

pyspark = need("pyspark")
pa = need("pyarrow")

import w1  # noqa: E402
from milepost.ext import spark as on_spark  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
PACK = ROOT / "rules" / "thanh-hoa" / "district-2024"
W1 = mp.compile(w1.rules())


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    scratch = str(tmp_path_factory.mktemp("spark"))
    made = (
        SparkSession.builder.master("local[2]")
        .appName("milepost")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.local.dir", scratch)
        .config("spark.sql.warehouse.dir", f"{scratch}/warehouse")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "300")
        .getOrCreate()
    )
    yield made
    made.stop()


def frame(session: Any, table: Any, partitions: int = 5) -> Any:
    return session.createDataFrame(shuffled(table)).repartition(partitions)


@pytest.mark.parametrize(("what", "unique"), [("verdicts", True), ("values", True), ("tidy", True), ("scores", False), ("tidy", False)])
def test_w1_row_by_row_and_grouped(session: Any, what: str, unique: bool) -> None:
    table = w1_table(1_000)
    found = on_spark.score(W1, frame(session, table), year=2024, what=what, unique=unique).toArrow()
    expected = single(W1, table, {None: table.column_names}, year=2024, what=what)
    assert len(expected) >= 1_000
    assert ipc(found) == ipc(expected)


@pytest.mark.parametrize("what", ["verdicts", "scores", "outcomes", "tidy"])
def test_w1_is_the_same_through_five_libraries(session: Any, what: str) -> None:
    """pandas, Polars, pyarrow, DuckDB and Spark, every one with the rows in an order of its own; and a function by hand."""
    duckdb, polars = need("duckdb"), need("polars")
    table = w1_table(2_000)
    orders = {name: shuffled(table, seed) for seed, name in enumerate(("pandas", "Polars", "pyarrow", "DuckDB"))}
    relation = duckdb.connect().from_arrow(orders["DuckDB"])
    given = {
        "pandas": orders["pandas"].to_pandas(),
        "Polars": polars.from_arrow(orders["Polars"]),
        "pyarrow": orders["pyarrow"],
        "DuckDB": relation,
    }
    found = {name: single(W1, data, {None: table.column_names}, year=2024, what=what) for name, data in given.items()}
    spread = frame(session, table, 2)
    assert spread.rdd.getNumPartitions() == 2
    by_rows = on_spark.score(W1, spread, year=2024, what=what, unique=True)
    found["Spark, row by row"] = by_rows.toArrow()
    found["Spark, grouped"] = on_spark.score(W1, frame(session, table, 7), year=2024, what=what, groups=5).toArrow()
    first = ipc(found["pyarrow"])
    assert {name: ipc(rows) == first for name, rows in found.items()} == dict.fromkeys(found, True)
    if what == "verdicts":
        hand = {record["unit"]: w1.by_hand(record)[0] for record in table.to_pylist()}
        assert {row["unit"]: [row[f"c{i}"] for i in range(23)] for row in found["DuckDB"].to_pylist()} == hand


def test_a_unit_with_two_rows_is_a_fault_wherever_the_rows_are(session: Any) -> None:
    table = w1_table(200)
    twice = pa.concat_tables([table, table.slice(10, 5)])
    found = on_spark.score(W1, frame(session, twice), year=2024).toArrow()
    expected = single(W1, twice, {None: table.column_names}, year=2024)
    assert ipc(found) == ipc(expected)
    faults = on_spark.score(W1, frame(session, twice), year=2024, what="faults").toArrow()
    alone = single(W1, twice, {None: table.column_names}, year=2024, what="faults")
    assert len(alone) > 0
    assert sorted(faults.column("unit").to_pylist()) == sorted(alone.column("unit").to_pylist())


def read(name: str) -> Any:
    with (PACK / "data" / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return pa.table({name: pa.array([row[name] or None for row in rows], pa.string()) for name in rows[0]})


@pytest.mark.parametrize("what", ["outcomes", "tidy"])
def test_the_district_pack_over_levels_years_and_assessors(session: Any, what: str) -> None:
    rules = mp.load(PACK / "district.mile")
    tables = {"district": read("districts.csv"), "commune": read("communes.csv")}
    frames = {level: frame(session, table) for level, table in tables.items()}
    found = on_spark.score(rules, frames, years=[2024, 2025], what=what, groups=6).toArrow()
    expected = single(rules, tables, {l: t.column_names for l, t in tables.items()}, years=[2024, 2025], what=what)
    assert ipc(found) == ipc(expected)
    if what == "outcomes":
        by_hand = {(r["unit"], int(r["year"])): r for r in csv.DictReader((PACK / "data" / "expected.csv").open(encoding="utf-8"))}
        for row in found.to_pylist():
            wanted = by_hand[(row["unit"], row["year"])]
            assert row["recognition"] == wanted["recognition"], row


THREE = """
ruleset three { applies 2024  evaluates province }
level province
level district within province
level commune within district
input people of commune : number
input plan of district : yes_no
indicator all_people = sum of people over commune
indicator planned = share of district where plan
criterion c { measure planned  target 2024: >= 50% }
"""


def test_three_levels_go_by_the_topmost_unit(session: Any) -> None:
    rules = mp.compile(THREE)
    provinces = [f"p{n}" for n in range(9)]
    districts = [(f"{p}d{n}", p) for p in provinces for n in range(4)]
    communes = [(f"{d}c{n}", d) for d, _ in districts for n in range(5)]
    tables = {
        "province": pa.table({"unit": provinces}),
        "district": pa.table({"unit": [d for d, _ in districts], "parent": [p for _, p in districts], "plan": [hash_of(d) % 2 == 0 for d, _ in districts]}),
        "commune": pa.table({"unit": [c for c, _ in communes], "parent": [d for _, d in communes], "people": [float(hash_of(c) % 9973) for c, _ in communes]}),
    }
    expected = single(rules, tables, {l: t.column_names for l, t in tables.items()}, year=2024, what="values")
    frames = {level: frame(session, table, 3) for level, table in tables.items()}
    found = on_spark.score(rules, frames, year=2024, what="values", groups=4).toArrow()
    sums = {p: sum(hash_of(c) % 9973 for c, d in communes if d.startswith(p)) for p in provinces}
    assert {r["unit"]: r["all_people"] for r in found.to_pylist()} == sums
    assert ipc(found) == ipc(expected)


def hash_of(text: str) -> int:
    import zlib

    return zlib.crc32(text.encode())


def told_nothing(recwarn: pytest.WarningsRecorder) -> bool:
    """Nobody was told that one task does it all."""
    return not any("one task" in str(w.message) for w in recwarn)


@pytest.mark.parametrize(("what", "unique"), [("values", True), ("ranks", True), ("ranks", False), ("tidy", False)])
def test_figures_of_the_whole_population(session: Any, recwarn: pytest.WarningsRecorder, what: str, unique: bool) -> None:
    rules, table = mp.compile(POPULATION), population(900)
    assert on_spark.reach(rules).population
    found = on_spark.score(rules, frame(session, table, 7), year=2024, what=what, unique=unique).toArrow()
    assert told_nothing(recwarn)
    assert ipc(found) == ipc(single(rules, table, {None: table.column_names}, year=2024, what=what))
    hand = by_hand(table)
    if what == "values":
        assert {r["unit"]: r["from_mean"] for r in found.to_pylist()} == {unit: x for unit, (_, x) in hand.items()}
    if what == "ranks":
        assert {r["unit"]: r["richest"] for r in found.to_pylist()} == {unit: n for unit, (n, _) in hand.items()}


@pytest.mark.parametrize("what", ["ranks", "tidy"])
def test_figures_of_all_units_of_two_levels_and_years(session: Any, recwarn: pytest.WarningsRecorder, what: str) -> None:
    rules, tables = mp.compile(NEIGHBOURS), neighbours(60)
    later = {name: pa.concat_tables([t.append_column("year", pa.array([y] * len(t))) for y in (2023, 2024)]) for name, t in tables.items()}
    for years, data in (((2024,), tables), ((2023, 2024), later)):
        frames = {level: frame(session, table, 3) for level, table in data.items()}
        found = on_spark.score(rules, frames, years=years, what=what, groups=5).toArrow()
        expected = single(rules, data, {l: t.column_names for l, t in data.items()}, years=years, what=what)
        assert len(expected) >= 60 * len(years) and ipc(found) == ipc(expected)
    assert told_nothing(recwarn)


def test_figures_that_need_all_data_in_one_place(session: Any) -> None:
    rules, table = mp.compile(RANK_BY_ROOTS), population(200)
    with pytest.warns(UserWarning, match="one task"):
        lazily = on_spark.score(rules, frame(session, table), year=2024, what="ranks")
    assert ipc(lazily.toArrow()) == ipc(single(rules, table, {None: table.column_names}, year=2024, what="ranks"))


def test_no_rows_at_all(session: Any) -> None:
    rules = mp.compile(POPULATION)
    nobody = frame(session, population(3)).where("income > 1000")
    for unique in (True, False):
        assert on_spark.score(rules, nobody, year=2024, unique=unique).toArrow().num_rows == 0


def test_what_is_missing_is_said_before_anything_runs(session: Any) -> None:
    table = w1_table(3)
    with pytest.raises(mp.UsageError, match="year="):
        on_spark.score(W1, frame(session, table))
    with pytest.raises(mp.UsageError, match="'unit'"):
        on_spark.score(W1, frame(session, table.drop_columns(["unit"])), year=2024)
    with pytest.raises(mp.UsageError, match="what="):
        on_spark.score(W1, frame(session, table), year=2024, what="everything")
