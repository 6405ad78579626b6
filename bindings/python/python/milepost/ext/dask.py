"""Scoring Dask data frames: `milepost.ext.dask.score(rules, frame, year=2025)`.

Rules that look at the row of a unit and year alone go partition by partition (`map_partitions`) with `unique=True`; other
rules after a shuffle that brings together what is judged together. Rules that look at all units are scored in one
partition, which is right and not parallel, and said in a warning.
"""

from __future__ import annotations

import datetime as _dt
import warnings
from typing import Any, Iterable, Mapping

from .._native import Ruleset, UsageError
from .._optional import need
from ._job import BUCKET, Job, as_data, as_tables, job, reach, top_first


def score(
    rules: Ruleset,
    data: Any,
    *,
    year: int | None = None,
    years: Iterable[int] | None = None,
    as_of: _dt.date | str | None = None,
    what: str = "verdicts",
    level: str | None = None,
    unique: bool = False,
    groups: int | None = None,
    map: Mapping[str, str] | None = None,
    locale: str | None = None,
) -> Any:
    """The results as a Dask data frame; nothing runs before it is asked for. `data` is a Dask data frame or {level: data
    frame}; the other arguments are those of `milepost.ext.spark.score`."""
    need("dask.dataframe", "Dask data frames", "dask[dataframe]")
    tables = as_tables(data)
    headings = {of: [str(c) for c in frame.columns] for of, frame in tables.items()}
    made = job(rules, headings, year=year, years=years, as_of=as_of, what=what, level=level, map=map, locale=locale)
    levels = list(tables)
    meta = _meta(made, tables)
    looks = reach(rules)
    one = tables.get(None)
    if one is not None and unique and not looks.years and not looks.family and not looks.population:
        return one.map_partitions(_scored, made=made, levels=levels, meta=meta)
    if looks.population:
        warnings.warn(
            "these rules look at all units (ranks, quotas or figures of the whole population): one task scores all data",
            stacklevel=2,
        )
        frames = [frame.repartition(npartitions=1) for frame in tables.values()]
    else:
        parts = groups or max(frame.npartitions for frame in tables.values())
        frames = [frame.shuffle(on=BUCKET, npartitions=parts) for frame in _keyed(made, tables, parts)]
    import dask.dataframe as dd

    return dd.map_partitions(_scored, *frames, made=made, levels=levels, meta=meta, align_dataframes=False)


def _scored(*parts: Any, made: Job, levels: list[str | None]) -> Any:
    """One part, as pandas."""
    plain = [part.drop(columns=BUCKET, errors="ignore") for part in parts]
    return made.run(as_data(dict(zip(levels, plain)))).to_pandas()


def _meta(made: Job, tables: Mapping[str | None, Any]) -> Any:
    import pyarrow as pa

    schemas = {level: pa.Schema.from_pandas(frame._meta, preserve_index=False) for level, frame in tables.items()}
    return made.schema(schemas).empty_table().to_pandas()


def _bucket(frame: Any, heading: str, other: str | None, parts: int) -> Any:
    """The part of each row: the same text has the same part everywhere."""
    import pandas as pd

    key = frame[heading] if other is None else frame[heading].fillna(frame[other])
    return frame.assign(**{BUCKET: pd.util.hash_array(key.astype(str).to_numpy(dtype=object), categorize=False) % parts})


def _keyed(made: Job, tables: Mapping[str | None, Any], parts: int) -> list[Any]:
    depth = {level: above for level, above in top_first(made.rules, tables)}
    if len(depth) > 2:
        raise UsageError("Dask takes two levels of units; for more use milepost.ext.spark")
    found = []
    for level, frame in tables.items():
        headings = [str(c) for c in frame.columns]
        unit, parent = made.key(headings, "unit", level) or "unit", made.key(headings, "parent", level)
        if level is not None and depth[level] is not None and parent is None:
            raise UsageError(f"the table of {level} needs a column 'parent' that names units of {depth[level]}")
        lowest = level is None or depth[level] is not None or len(depth) == 1
        if parent is not None and not lowest and len(made.rules.levels) > 2:
            raise UsageError("units of three levels: use milepost.ext.spark")
        # Units go by the one above them that has a table, or that they share.
        heading, other = (parent, unit) if parent is not None and lowest else (unit, None)
        meta = frame._meta.assign(**{BUCKET: 0}).astype({BUCKET: "uint64"})
        found.append(frame.map_partitions(_bucket, heading, other, parts, meta=meta))
    return found
