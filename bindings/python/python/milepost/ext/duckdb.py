"""Scoring DuckDB relations: `milepost.ext.duckdb.score(rules, connection.table("districts"), year=2025)`.

`rules.score(relation)` takes relations as they are. This gives a relation back, and reads batch by batch where rules look
at one row.
"""

from __future__ import annotations

import datetime as _dt
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping

from .._native import Ruleset
from .._optional import need
from ._job import as_tables, job, reach

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from .._native import _Lang

BATCH = 65_536


def score(
    rules: Ruleset,
    data: DuckDBPyRelation | Mapping[str, DuckDBPyRelation],
    *,
    year: int | None = None,
    years: Iterable[int] | None = None,
    as_of: _dt.date | str | None = None,
    what: str = "verdicts",
    level: str | None = None,
    unique: bool = False,
    map: Mapping[str, str] | None = None,
    locale: _Lang | None = None,
    connection: DuckDBPyConnection | None = None,
) -> DuckDBPyRelation:
    """The results as a relation of `connection` (default: DuckDB's own). `unique=True` promises that no unit has two rows:
    where rules look at one row, batches are scored as they come. The other arguments are those of
    `milepost.ext.spark.score`."""
    duckdb = need("duckdb", "DuckDB relations")
    pa = need("pyarrow", "DuckDB relations", "pyarrow")
    tables = as_tables(data)
    headings = {of: relation.columns for of, relation in tables.items()}
    made = job(rules, headings, year=year, years=years, as_of=as_of, what=what, level=level, map=map, locale=locale)
    looks = reach(rules)
    one = tables.get(None)
    found: Any
    if one is not None and unique and not (looks.years or looks.family or looks.population):
        reader = one.to_arrow_reader(BATCH)
        schema = made.schema({None: reader.schema})

        def batches() -> Iterator[Any]:
            for batch in reader:
                yield from made.run(pa.Table.from_batches([batch])).cast(schema).to_batches()

        found = pa.RecordBatchReader.from_batches(schema, batches()).read_all()
    else:
        found = made.run(one if one is not None else tables)
    into = duckdb.default_connection() if connection is None else connection
    relation: DuckDBPyRelation = into.from_arrow(found)
    return relation
