"""Scoring Spark data frames: `milepost.ext.spark.score(rules, frame, year=2025)`.

How the data are cut follows from the rules (see `milepost.ext.reach`):

* rules that look at the row of a unit and year alone, with `unique=True`: `mapInArrow`, no shuffle;
* at other years, assessors or rows of the unit: rows are grouped by unit;
* at units above, below or beside: grouped by the topmost unit, several tables co-grouped;
* at all units (ranks, minima, means of the population …): the same in two passes. The first gathers exactly what those
  figures need of each part, and runs when `score` is called; the driver merges it; the second scores each part with it.
  Where figures need all data in one place, one task scores all, which is right and not parallel, and said in a warning.

Workers need milepost and pyarrow; rules travel with the job.
"""

from __future__ import annotations

import datetime as _dt
import warnings
from typing import TYPE_CHECKING, Any, Callable, Iterable, Iterator, Mapping

from .._native import Ruleset, UsageError
from .._optional import need
from ._job import BUCKET, ONE_PLACE, Job, as_data, as_tables, job, reach, text_of, together, top_first

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from .._native import _Lang

LEVEL = "__milepost_level"


def score(
    rules: Ruleset,
    data: DataFrame | Mapping[str, DataFrame],
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
) -> DataFrame:
    """The results as a Spark data frame; nothing runs before it is asked for, except where rules look at all units.

    `data` is a data frame or {level: data frame}. `what` is "verdicts", "values", "targets", "scores", "maxima",
    "outcomes", "ranks" (a row per unit and year), "tidy" (a row per unit, year and result) or "faults". `unique=True`
    promises that no unit has two rows: rules that look at one row then need no shuffle. `groups` is into how many parts
    grouped data are cut (default: spark.sql.shuffle.partitions); a part must fit into the memory of a worker.
    """
    need("pyspark.sql", "Spark", "pyspark>=4")
    tables = as_tables(data)
    made = job(
        rules,
        {of: frame.columns for of, frame in tables.items()},
        year=year,
        years=years,
        as_of=as_of,
        what=what,
        level=level,
        map=map,
        locale=locale,
    )
    looks, arrow = reach(rules), _arrow_schemas(tables)
    schema = _spark_schema(made, arrow)
    one = tables.get(None)
    if unique and one is not None and not looks.years and not looks.family:
        if not looks.population:
            return _rows(one, made, schema)
        known = made.with_figures(arrow, lambda so_far: _texts(one.mapInArrow(_Figures(so_far), "partial string")))
        if known is not None:
            return _rows(one, known, schema)
    else:
        keyed = _keyed(made, tables, _parts(tables, groups))
        if not looks.population:
            return _grouped(made.run, keyed, schema)
        known = made.with_figures(arrow, lambda so_far: _texts(_grouped(_Figures(so_far).of, keyed, "partial string")))
        if known is not None:
            return _grouped(known.run, keyed, schema)
    warnings.warn(ONE_PLACE, stacklevel=2)
    return _grouped(made.run, _keyed(made, tables, 1), schema)


def _rows(one: Any, made: Job, schema: Any) -> DataFrame:
    found: DataFrame = one.mapInArrow(_Rows(made), schema)
    return found


def _texts(found: DataFrame) -> list[str]:
    return [str(row[0]) for row in found.collect()]


class _Rows:
    """For `mapInArrow`: each batch is scored by itself."""

    def __init__(self, made: Job) -> None:
        self.job = made

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            yield from self.job.run(pa.Table.from_batches([batch])).to_batches()


class _Figures:
    """What parts give to the figures of the whole population: a row with a text for each part."""

    def __init__(self, made: Job) -> None:
        self.job = made

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        found = [self.job.partial(pa.Table.from_batches([batch])) for batch in batches]
        if found:
            yield pa.record_batch({"partial": pa.array([text_of(together(found))], pa.string())})

    def of(self, data: Any) -> Any:
        """Of a group."""
        import pyarrow as pa

        return pa.table({"partial": pa.array([text_of(self.job.partial(data))], pa.string())})


def _arrow_schemas(tables: Mapping[str | None, Any]) -> dict[str | None, Any]:
    """The schemas of the data; no row is read."""
    from pyspark.sql.pandas.types import to_arrow_schema

    return {level: to_arrow_schema(frame.schema) for level, frame in tables.items()}


def _spark_schema(made: Job, arrow: Mapping[str | None, Any]) -> Any:
    """The results' schema for Spark."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(made.schema(arrow))


def _parts(tables: Mapping[str | None, Any], groups: int | None) -> int:
    """Into how many groups the data are cut."""
    first = next(iter(tables.values()))
    parts = int(groups if groups is not None else first.sparkSession.conf.get("spark.sql.shuffle.partitions", "200"))
    if parts < 1:
        raise UsageError("groups= is at least 1")
    return parts


def _grouped(run: Callable[[Any], Any], keyed: Mapping[str | None, Any], schema: Any) -> DataFrame:
    """What `run` gives for each group."""
    names = {level: frame.columns for level, frame in keyed.items()}
    # Spark looks names with dots up in structures.
    keyed = {level: frame.toDF(*_numbered(frame.columns)) for level, frame in keyed.items()}
    if len(keyed) == 1:
        ((level, frame),) = keyed.items()

        def one(part: Any) -> Any:
            return run(as_data({level: _own(part, names[level])}))

        found: DataFrame = frame.groupBy(BUCKET).applyInArrow(one, schema)
        return found
    if len(keyed) == 2:
        (upper, above), (lower, below) = keyed.items()

        def both(left: Any, right: Any) -> Any:
            return run(as_data({upper: _own(left, names[upper]), lower: _own(right, names[lower])}))

        found = above.groupBy(BUCKET).cogroup(below.groupBy(BUCKET)).applyInArrow(both, schema)
        return found
    return _stacked(run, keyed, names, schema)


def _numbered(names: list[str]) -> list[str]:
    return [name if name == BUCKET else f"c{n}" for n, name in enumerate(names)]


def _own(part: Any, names: list[str]) -> Any:
    """A part of a table with its own names."""
    return part.rename_columns(names).drop_columns([BUCKET])


def _stacked(
    run: Callable[[Any], Any], keyed: Mapping[str | None, Any], names: Mapping[str | None, list[str]], schema: Any
) -> DataFrame:
    """Three tables and more, which Spark does not co-group: stacked with their columns apart, then grouped."""
    from pyspark.sql import functions as f

    numbered = {level: [c for c in frame.columns if c != BUCKET] for level, frame in keyed.items()}
    stacked: Any = None
    for level, frame in keyed.items():
        own = [f.col(c).alias(f"{level}_{c}") for c in numbered[level]]
        tagged = frame.select(f.col(BUCKET), f.lit(level).alias(LEVEL), *own)
        stacked = tagged if stacked is None else stacked.unionByName(tagged, allowMissingColumns=True)

    def all_levels(part: Any) -> Any:
        import pyarrow.compute as pc

        tables = {}
        for level, columns in numbered.items():
            rows = part.filter(pc.equal(part.column(LEVEL), level))
            own = [name for name in names[level] if name != BUCKET]
            tables[level] = rows.select([f"{level}_{c}" for c in columns]).rename_columns(own)
        return run(as_data(tables))

    found: DataFrame = stacked.groupBy(BUCKET).applyInArrow(all_levels, schema)
    return found


def _keyed(made: Job, tables: Mapping[str | None, Any], parts: int) -> dict[str | None, Any]:
    """Each table with the number of the group of its rows: units that are judged together are in one group."""
    from pyspark.sql import functions as f

    def bucket(key: Column) -> Column:
        return f.pmod(f.xxhash64(key.cast("string")), f.lit(parts)).cast("int").alias(BUCKET)

    def column(frame: Any, heading: str) -> Column:
        found: Column = frame[f"`{heading}`"]
        return found

    one = tables.get(None)
    if one is not None:
        words = made.columns(one.columns)
        unit = column(one, one.columns[words.index("unit")])
        if "level" in words and len(made.rules.levels) > 2:
            raise UsageError("units of several levels in one table: give a table per level, {level: frame}")
        # A table of lower units alone goes by their parents, a mixed one by both.
        key = f.coalesce(column(one, one.columns[words.index("parent")]), unit) if "parent" in words else unit
        return {None: one.select("*", bucket(key))}
    found: dict[str | None, Any] = {}
    roots: dict[str, Any] = {}
    for level, above in top_first(made.rules, tables):
        frame = tables[level]
        unit = column(frame, made.key(frame.columns, "unit", level) or "unit")
        heading = made.key(frame.columns, "parent", level)
        if above is None:
            key = column(frame, heading) if heading else unit
        elif heading is None:
            raise UsageError(f"the table of {level} needs a column 'parent' that names units of {above}")
        elif above in roots:
            # The parent is itself below another unit: its root is looked up.
            up = roots[above]
            frame = frame.join(up, column(frame, heading).cast("string") == up[f"`{BUCKET}_id`"], "left")
            key = f.coalesce(f.col(f"{BUCKET}_root"), column(frame, heading).cast("string"))
        else:
            key = column(frame, heading)
        names = [f"`{c}`" for c in tables[level].columns]
        found[level] = frame.select(*names, bucket(key))
        if key is not unit and any(level == other for _, other in top_first(made.rules, tables)):
            ids = frame.select(unit.cast("string").alias(f"{BUCKET}_id"), key.cast("string").alias(f"{BUCKET}_root"))
            roots[level] = ids.distinct()
    return found
