"""Scoring Dask data frames: `milepost.ext.dask.score(rules, frame, year=2025)`.

Rules that look at the row of a unit and year alone go partition by partition (`map_partitions`) with `unique=True`; other
rules after a shuffle that brings together what is judged together. Rules that look at all units take two passes: the first
gathers what their figures need of each partition, exactly, and runs when `score` is called. Where they need all data in one
place, one partition is scored, which is right and not parallel, and said in a warning.
"""

from __future__ import annotations

import datetime as _dt
import warnings
from typing import TYPE_CHECKING, Any, Iterable, Mapping

from .._native import Ruleset, UsageError
from .._optional import need
from ._job import BUCKET, ONE_PLACE, Job, as_data, as_tables, buckets, job, reach, text_of

if TYPE_CHECKING:
    from .._native import _Lang


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
    locale: _Lang | None = None,
) -> Any:
    """The results as a Dask data frame; nothing runs before it is asked for, except where rules look at all units. `data`
    is a Dask data frame or {level: data frame}; the other arguments are those of `milepost.ext.spark.score`."""
    dd = need("dask.dataframe", "Dask data frames", "dask[dataframe]")
    tables = as_tables(data)
    headings = {of: [str(c) for c in frame.columns] for of, frame in tables.items()}
    made = job(rules, headings, year=year, years=years, as_of=as_of, what=what, level=level, map=map, locale=locale)
    levels = list(tables)
    schemas = _schemas(tables)
    meta = made.schema(schemas).empty_table().to_pandas()
    looks = reach(rules)

    def run(work: Any, made: Job, frames: list[Any], meta: Any) -> Any:
        return dd.map_partitions(work, *frames, made=made, levels=levels, meta=meta, align_dataframes=False)

    frames = _cut(made, tables, unique, groups)
    if frames is not None and not looks.population:
        return run(_scored, made, frames, meta)
    if frames is not None:
        cut = frames
        known = made.with_figures(schemas, lambda so_far: run(_figures, so_far, cut, _figures_meta()).compute()["partial"])
        if known is not None:
            return run(_scored, known, cut, meta)
    warnings.warn(ONE_PLACE, stacklevel=2)
    return run(_scored, made, [frame.repartition(npartitions=1) for frame in tables.values()], meta)


def _cut(made: Job, tables: Mapping[str | None, Any], unique: bool, groups: int | None) -> list[Any] | None:
    """The tables in partitions that can be judged by themselves; None where that is not known how and one will do."""
    one, looks = tables.get(None), reach(made.rules)
    if one is not None and unique and not looks.years and not looks.family:
        return [one]
    parts = groups or max(frame.npartitions for frame in tables.values())
    try:
        keyed = _keyed(made, tables, parts)
    except UsageError:
        if looks.population:
            return None
        raise
    return [frame.shuffle(on=BUCKET, npartitions=parts) for frame in keyed]


def _plain(parts: Iterable[Any], levels: list[str | None]) -> Any:
    return as_data(dict(zip(levels, [part.drop(columns=BUCKET, errors="ignore") for part in parts])))


def _scored(*parts: Any, made: Job, levels: list[str | None]) -> Any:
    """One part, as pandas."""
    return made.run(_plain(parts, levels)).to_pandas()


def _figures(*parts: Any, made: Job, levels: list[str | None]) -> Any:
    """What one part gives to the figures of the whole population."""
    import pandas as pd

    return pd.DataFrame({"partial": [text_of(made.partial(_plain(parts, levels)))]})


def _figures_meta() -> Any:
    import pandas as pd

    return pd.DataFrame({"partial": [""]}).iloc[:0]


def _schemas(tables: Mapping[str | None, Any]) -> dict[str | None, Any]:
    import pyarrow as pa

    return {level: pa.Schema.from_pandas(frame._meta, preserve_index=False) for level, frame in tables.items()}


def _bucket(frame: Any, heading: str, other: str | None, parts: int) -> Any:
    """The part of each row."""
    key = frame[heading] if other is None else frame[heading].fillna(frame[other])
    return frame.assign(**{BUCKET: buckets(key, parts)})


def _keyed(made: Job, tables: Mapping[str | None, Any], parts: int) -> list[Any]:
    keys = made.keys({level: [str(c) for c in frame.columns] for level, frame in tables.items()})
    found = []
    for level, frame in tables.items():
        heading, other = keys[level]
        meta = frame._meta.assign(**{BUCKET: 0}).astype({BUCKET: "uint64"})
        found.append(frame.map_partitions(_bucket, heading, other, parts, meta=meta))
    return found
