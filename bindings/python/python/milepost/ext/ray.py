"""Scoring Ray datasets: `milepost.ext.ray.score(rules, dataset, year=2025)`.

Rules that look at the row of a unit and year alone go block by block (`map_batches`) with `unique=True`; other rules by
groups of units that are judged together (`map_groups`). Rules that look at all units take two passes: the first gathers
what their figures need of each part, exactly, and runs when `score` is called. Where they need all data in one place, one
task scores all, which is right and not parallel, and said in a warning.
"""

from __future__ import annotations

import datetime as _dt
import warnings
from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping

from .._native import Ruleset, UsageError
from .._optional import need
from ._job import BUCKET, ONE_PLACE, Job, as_data, as_tables, buckets, job, reach, text_of

if TYPE_CHECKING:
    from ray.data import Dataset

    from .._native import _Lang

LEVEL, ROWS = "__milepost_level", "__milepost_rows"


def score(
    rules: Ruleset,
    data: Dataset | Mapping[str, Dataset],
    *,
    year: int | None = None,
    years: Iterable[int] | None = None,
    as_of: _dt.date | str | None = None,
    what: str = "verdicts",
    level: str | None = None,
    unique: bool = False,
    groups: int | None = None,
    map: Mapping[str, str] | None = None,
    locale: _Lang | None = None,
) -> Dataset:
    """The results as a Ray dataset; nothing runs before it is asked for, except where rules look at all units. `data` is a
    dataset or {level: dataset}, of two levels at most; `groups` is into how many parts grouped data are cut (default: two
    for each processor). The other arguments are those of `milepost.ext.spark.score`."""
    need("ray.data", "Ray datasets", "ray[data]")
    tables = as_tables(data)
    schemas = {of: _schema(dataset) for of, dataset in tables.items()}
    headings = {of: schema.names for of, schema in schemas.items()}
    made = job(rules, headings, year=year, years=years, as_of=as_of, what=what, level=level, map=map, locale=locale)
    looks, cut = reach(rules), _cut(made, tables, headings, unique, groups)
    if cut is not None and not looks.population:
        return _dataset(cut(made.run))
    if cut is not None:
        cutting = cut

        def gather(so_far: Job) -> list[str]:
            return [row["partial"] for row in cutting(lambda part: _figures(so_far, part)).take_all()]

        known = made.with_figures(schemas, gather)
        if known is not None:
            return _dataset(cut(known.run))
    warnings.warn(ONE_PLACE, stacklevel=2)
    return _dataset(_grouped(tables, {of: (names[0], None) for of, names in headings.items()}, 1)(made.run))


def _dataset(found: Any) -> Dataset:
    made: Dataset = found
    return made


def _schema(dataset: Any) -> Any:
    import pyarrow as pa

    found = dataset.schema()
    if found is None:
        raise UsageError("the dataset has no columns")
    return pa.schema([(name, kind.to_arrow_dtype() if hasattr(kind, "to_arrow_dtype") else kind) for name, kind in zip(found.names, found.types)])


def _figures(made: Job, part: Any) -> Any:
    """What one part gives to the figures of the whole population."""
    import pyarrow as pa

    return pa.table({"partial": pa.array([text_of(made.partial(part))], pa.string())})


Work = Callable[[Any], Any]


def _cut(
    made: Job, tables: Mapping[str | None, Any], headings: Mapping[str | None, Any], unique: bool, groups: int | None
) -> Callable[[Work], Any] | None:
    """How work is done in parts that can be judged by themselves; None where that is not known how and one will do."""
    one, looks = tables.get(None), reach(made.rules)
    if one is not None and unique and not looks.years and not looks.family:
        rows = one

        def block_by_block(work: Work) -> Any:
            return rows.map_batches(work, batch_format="pyarrow", batch_size=None)

        return block_by_block
    try:
        keys = made.keys(headings)
    except UsageError:
        if looks.population:
            return None
        raise
    return _grouped(tables, keys, groups or _processors())


def _processors() -> int:
    ray = need("ray", "Ray datasets", "ray[data]")
    if not ray.is_initialized():
        ray.init()
    return max(1, 2 * int(ray.cluster_resources().get("CPU", 1)))


def _grouped(
    tables: Mapping[str | None, Any], keys: Mapping[str | None, tuple[str, str | None]], parts: int
) -> Callable[[Work], Any]:
    """Rows of all tables travel in pieces, a piece for each part and block: tables need not look alike."""
    if parts < 1:
        raise UsageError("groups= is at least 1")
    pieces: list[Any] = []
    for at, (level, dataset) in enumerate(tables.items()):
        heading, other = keys[level]

        def packed(block: Any, at: int = at, heading: str = heading, other: str | None = other) -> Any:
            return _packed(block, at, heading, other, parts)

        pieces.append(dataset.map_batches(packed, batch_format="pyarrow", batch_size=None))
    levels = list(tables)

    def run(work: Work) -> Any:
        stacked = pieces[0].union(*pieces[1:]) if len(pieces) > 1 else pieces[0]

        def one(group: Any) -> Any:
            return work(as_data(_unpacked(group, levels)))

        return stacked.groupby(BUCKET, num_partitions=parts).map_groups(one, batch_format="pyarrow")

    return run


def _packed(block: Any, level: int, heading: str, other: str | None, parts: int) -> Any:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    key = block.column(heading).cast(pa.string())
    if other is not None:
        key = pc.coalesce(key, block.column(other).cast(pa.string()))
    of = buckets(key.to_pandas(), parts)
    found = []
    # Every part sees every table, with no rows if need be.
    for part in range(parts):
        rows = block.take(pa.array(np.flatnonzero(of == part)))
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, block.schema) as out:
            out.write_table(rows)
        found.append(sink.getvalue().to_pybytes())
    return pa.table(
        {
            BUCKET: pa.array(range(parts), pa.int64()),
            LEVEL: pa.array([level] * parts, pa.int64()),
            ROWS: pa.array(found, pa.large_binary()),
        }
    )


def _unpacked(group: Any, levels: list[str | None]) -> dict[str | None, Any]:
    import pyarrow as pa

    pieces: dict[str | None, list[Any]] = {level: [] for level in levels}
    for level, rows in zip(group.column(LEVEL).to_pylist(), group.column(ROWS)):
        pieces[levels[level]].append(pa.ipc.open_stream(rows.as_buffer()).read_all())
    return {level: pa.concat_tables(found) for level, found in pieces.items() if found}
