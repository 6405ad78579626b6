"""Ray Data on one machine: the same results as without it, whatever the blocks."""

from __future__ import annotations

import os
from typing import Any, Iterator

import milepost as mp
import pytest
import w1
from alike import NEIGHBOURS, POPULATION, RANK_BY_ROOTS, by_hand, ipc, need, neighbours, population, shuffled, single, w1_table

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
ray = need("ray")
need("ray.data")
pa = need("pyarrow")

from milepost.ext import ray as on_ray  # noqa: E402

W1 = mp.compile(w1.rules())


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=200 * 2**20, log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


def dataset(table: Any, blocks: int = 4) -> Any:
    rows = shuffled(table)
    size = -(-len(rows) // blocks)
    return ray.data.from_arrow([rows.slice(at, size) for at in range(0, len(rows), size)])


def fetched(found: Any) -> Any:
    return pa.concat_tables(ray.get(found.to_arrow_refs()))


def test_w1_by_groups() -> None:
    table = w1_table(600)
    found = fetched(on_ray.score(W1, dataset(table), year=2024, groups=3))
    assert ipc(found) == ipc(single(W1, table, {None: table.column_names}, year=2024))


@pytest.mark.parametrize(("what", "unique"), [("tidy", True), ("ranks", False)])
def test_figures_of_the_whole_population(recwarn: pytest.WarningsRecorder, what: str, unique: bool) -> None:
    rules, table = mp.compile(POPULATION), population(500)
    found = fetched(on_ray.score(rules, dataset(table), year=2024, what=what, unique=unique, groups=3))
    assert not any("one task" in str(w.message) for w in recwarn)
    assert ipc(found) == ipc(single(rules, table, {None: table.column_names}, year=2024, what=what))
    if what == "ranks":
        ranks = {r["unit"]: r["richest"] for r in found.to_pylist()}
        assert ranks == {unit: n for unit, (n, _) in by_hand(table).items()}


def test_figures_of_all_units_of_two_levels() -> None:
    rules, tables = mp.compile(NEIGHBOURS), neighbours(40)
    datasets = {level: dataset(table, 2) for level, table in tables.items()}
    found = fetched(on_ray.score(rules, datasets, year=2024, what="tidy", groups=3))
    expected = single(rules, tables, {l: t.column_names for l, t in tables.items()}, year=2024, what="tidy")
    assert ipc(found) == ipc(expected)


def test_figures_that_need_all_data_in_one_place() -> None:
    rules, table = mp.compile(RANK_BY_ROOTS), population(100)
    with pytest.warns(UserWarning, match="one task"):
        lazily = on_ray.score(rules, dataset(table), year=2024, what="ranks")
    expected = single(rules, table, {None: table.column_names}, year=2024, what="ranks")
    assert ipc(fetched(lazily)) == ipc(expected)
