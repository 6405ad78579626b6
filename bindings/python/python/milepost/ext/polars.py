"""Scoring inside a Polars query: `milepost.ext.polars.score(rules, lazy_frame, year=2025)`.

`rules.score(frame)` takes Polars frames as they are. This is for results in the middle of a lazy query.
"""

from __future__ import annotations

import datetime as _dt
from typing import TYPE_CHECKING, Iterable, Mapping

from .._native import Ruleset
from .._optional import need
from ._job import job, reach

if TYPE_CHECKING:
    from polars import DataFrame, LazyFrame

    from .._native import _Lang


def score(
    rules: Ruleset,
    data: LazyFrame | DataFrame,
    *,
    year: int | None = None,
    years: Iterable[int] | None = None,
    as_of: _dt.date | str | None = None,
    what: str = "verdicts",
    level: str | None = None,
    unique: bool = False,
    map: Mapping[str, str] | None = None,
    locale: _Lang | None = None,
) -> LazyFrame:
    """The results as a lazy frame, for a lazy frame (or a frame). `unique=True` promises that no unit has two rows: where
    rules look at one row, the streaming engine then scores batch by batch. The other arguments are those of
    `milepost.ext.spark.score`."""
    pl = need("polars", "Polars frames")
    lazy: LazyFrame = data.lazy()
    schema = lazy.collect_schema()
    made = job(rules, {None: schema.names()}, year=year, years=years, as_of=as_of, what=what, level=level, map=map, locale=locale)
    # The types of the columns are those of an empty frame.
    empty = pl.DataFrame(schema=schema).to_arrow()
    result = pl.from_arrow(made.schema({None: empty.schema}).empty_table())
    looks = reach(rules)
    rowwise = unique and not (looks.years or looks.family or looks.population)

    def scored(frame: DataFrame) -> DataFrame:
        made_frame: DataFrame = pl.from_arrow(made.run(frame))
        return made_frame

    return lazy.map_batches(
        scored,
        schema=result.schema,
        streamable=rowwise,
        predicate_pushdown=False,
        projection_pushdown=False,
        slice_pushdown=False,
    )
