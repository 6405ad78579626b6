"""What all engines share: rules and options that travel, and results of one shape whatever part they come from."""

from __future__ import annotations

import datetime as _dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping, Sequence

from .. import _native
from .._native import DataError, Frame, Ruleset, Table, UsageError, _Partial
from .._optional import need

if TYPE_CHECKING:
    from .._native import _Lang

FRAMES = ("verdicts", "values", "targets", "scores", "maxima", "outcomes", "ranks")
"""Tables with a row per unit and year."""

BUCKET = "__milepost_bucket"


@dataclass(frozen=True)
class Reach:
    """How far rules look from the row of a unit and year."""

    years: bool
    family: bool
    population: bool


def reach(rules: Ruleset) -> Reach:
    """At other years of the unit; at units above, below or beside it under the same parent; at all units."""
    return Reach(*_native._reach(rules))


@dataclass(frozen=True)
class Job:
    """Rules and options. It is pickled and sent to where the data are; rules travel as their texts."""

    rules: Ruleset
    years: tuple[int, ...]
    what: str = "verdicts"
    level: str | None = None
    as_of: _dt.date | str | None = None
    map: Mapping[str, str] | None = None
    locale: _Lang | None = None
    labelled: bool = False
    above: bool = False
    known: _Partial | None = None
    """Figures of the whole population, where the rules look at all units."""

    def run(self, data: Any) -> Any:
        """Scores one part of the data, or {level: part}; gives a pyarrow Table of `schema()`."""
        chosen = dict(self.map) if self.map else None
        if self.known is not None:
            part = _native._score_part(self.rules, data, self.years, self.known, self.as_of, chosen, self.locale)
            return self.shaped(self.frame(part))
        year, years = (self.years[0], None) if len(self.years) == 1 else (None, self.years)
        # One thread: the engine has its own workers, one per part.
        table = self.rules.score(
            data, year, years=years, as_of=self.as_of, map=chosen, locale=self.locale, threads=1
        )
        return self.shaped(self.frame(table))

    def partial(self, data: Any) -> _Partial | None:
        """What a part gives to figures of the whole population, in the pass after `known`; None where they need all data
        in one place."""
        chosen = dict(self.map) if self.map else None
        return _native._partial(self.rules, data, self.years, self.as_of, chosen, self.locale, self.known)

    def with_figures(self, schemas: Mapping[str | None, Any], gather: Callable[[Job], Iterable[str]]) -> Job | None:
        """The job that knows the figures of the whole population: as many passes over the parts as figures stand on other
        figures. `gather` runs `partial` of a job on all parts and gives the texts. None where the rules, or the data,
        need to be in one place."""
        if any("successor" in self.columns(schema.names, level) for level, schema in schemas.items()):
            return None
        # So that there is one where there are no data at all.
        empty = as_data({level: schema.empty_table() for level, schema in schemas.items()})
        job = self
        while job.known is None or not job.known.complete:
            own = job.partial(empty)
            if own is None:
                return None
            texts = list(gather(job))
            if "" in texts:
                return None
            job = replace(job, known=_Partial.merge([own, *(_Partial(text) for text in texts)]))
        return job

    def frame(self, table: Table) -> Frame:
        """The wanted table of results."""
        return table._part(self.what, None if self.what in ("tidy", "faults") else self.level)

    def shaped(self, frame: Frame) -> Any:
        """As a pyarrow Table whose columns do not depend on which units are in it: words as plain text, label and parent
        where the whole data have them, no row numbers of a part."""
        pa = need("pyarrow", "other engines")
        table = pa.table(frame)
        names = table.column_names
        columns = []
        for name in names:
            column = table.column(name)
            if pa.types.is_dictionary(column.type):
                column = column.cast(column.type.value_type)
            if self.what == "faults" and name == "place":
                column = pa.nulls(len(table), pa.string())
            columns.append(column)
        made = pa.table(columns, names=names)
        if self.what in FRAMES:
            made = self._keyed(pa, made)
        return made

    def _keyed(self, pa: Any, table: Any) -> Any:
        keys = {name: table.column(name) for name in ("unit", "label", "parent", "year") if name in table.column_names}
        wanted = {"unit": keys["unit"]}
        if self.labelled:
            wanted["label"] = keys.get("label", keys["unit"])
        if self.above:
            wanted["parent"] = keys.get("parent", pa.nulls(len(table), pa.string()))
        wanted["year"] = keys["year"]
        rest = {name: table.column(name) for name in table.column_names if name not in ("unit", "label", "parent", "year")}
        return pa.table({**wanted, **rest})

    def schema(self, schemas: Mapping[str | None, Any]) -> Any:
        """The pyarrow schema of the results for parts with these schemas (by level, or None): one unit is scored."""
        # Figures of the whole population are of other data than this unit's.
        alone = replace(self, known=None)
        return alone.run(self._sample(schemas)).schema.remove_metadata()

    def _sample(self, schemas: Mapping[str | None, Any]) -> Any:
        """One unit without data."""
        pa = need("pyarrow", "other engines")
        parts: dict[str | None, Any] = {}
        for level, schema in schemas.items():
            words = dict(zip(schema.names, self.columns(schema.names, level)))
            row = {}
            for column in schema:
                key = words[column.name]
                if key in ("unit", "label", "parent"):
                    row[column.name] = pa.array(["-"], pa.string())
                elif key == "year":
                    row[column.name] = pa.array([self.years[0]], pa.int64())
                elif key == "level":
                    row[column.name] = pa.array([self.rules.evaluates or self.rules.levels[0]], pa.string())
                else:
                    row[column.name] = pa.nulls(1, column.type)
            parts[level] = pa.table(row)
        return as_data(parts)

    def columns(self, headings: Sequence[str], level: str | None = None) -> list[str]:
        """What the columns of a table are, by their headings."""
        chosen = dict(self.map) if self.map else None
        try:
            return _native._columns(self.rules, list(headings), level, chosen)
        except DataError as wrong:
            # A table of units without figures stands beside tables that have some.
            if wrong.code != "F11" or level is None or not self.rules.inputs:
                raise
            some = self.rules.inputs[0]["name"]
            return _native._columns(self.rules, [*headings, some], None, chosen)[:-1]

    def key(self, headings: Sequence[str], wanted: str, level: str | None = None) -> str | None:
        """The heading of a key column."""
        for heading, word in zip(headings, self.columns(headings, level)):
            if word == wanted:
                return heading
        return None

    def keys(self, headings: Mapping[str | None, Sequence[str]]) -> dict[str | None, tuple[str, str | None]]:
        """By which column the rows of each table go to a part, and by which where that is empty: units go by the one above
        them that has a table, or that they share. Of two levels; more take joins."""
        above = dict(top_first(self.rules, headings))
        deep = UsageError("units of three levels: use milepost.ext.spark")
        if len(above) > 2:
            raise deep
        found: dict[str | None, tuple[str, str | None]] = {}
        for level, names in headings.items():
            unit, parent = self.key(names, "unit", level) or "unit", self.key(names, "parent", level)
            if level is not None and above[level] is not None and parent is None:
                raise UsageError(f"the table of {level} needs a column 'parent' that names units of {above[level]}")
            lowest = level is None or above[level] is not None or len(above) == 1
            if parent is not None and not lowest and len(self.rules.levels) > 2:
                raise deep
            found[level] = (parent, unit) if parent is not None and lowest else (unit, None)
        return found


def buckets(key: Any, parts: int) -> Any:
    """The part of each row, for a pandas Series: the same text has the same part everywhere."""
    import pandas as pd

    return pd.util.hash_array(key.astype(str).to_numpy(dtype=object), categorize=False) % parts


def job(
    rules: Ruleset,
    headings: Mapping[str | None, Sequence[str]],
    *,
    year: int | None,
    years: Iterable[int] | None,
    as_of: _dt.date | str | None,
    what: str,
    level: str | None,
    map: Mapping[str, str] | None,
    locale: _Lang | None,
) -> Job:
    """A job for tables with these headings."""
    if (year is None) == (years is None):
        raise UsageError("give one of year= and years=: no part of the data sees which years the others have")
    chosen = tuple(sorted(set(years))) if years is not None else (year,) if year is not None else ()
    if not chosen:
        raise UsageError("years= is empty")
    if what not in (*FRAMES, "tidy", "faults"):
        raise UsageError(f"what='{what}': give one of {', '.join((*FRAMES, 'tidy', 'faults'))}")
    plain = Job(rules, chosen, what, level, as_of, map, locale)
    wanted = level or rules.evaluates
    labelled = above = False
    for of, names in headings.items():
        words = plain.columns(names, of)
        if "unit" not in words:
            where = f"the table of {of}" if of else "the data"
            raise UsageError(f"{where} need a column 'unit': parts of the data cannot number their units alike")
        if of is None or of == wanted:
            labelled |= "label" in words
            above |= "parent" in words
    return Job(rules, chosen, what, level, as_of, map, locale, labelled, above)


def text_of(found: _Partial | None) -> str:
    """What parts send: nothing where figures need all data in one place."""
    return "" if found is None else found.text


def together(found: Iterable[_Partial | None]) -> _Partial | None:
    """The partials of a part's batches."""
    all_of_them = list(found)
    known = [one for one in all_of_them if one is not None]
    return _Partial.merge(known) if known and len(known) == len(all_of_them) else None


ONE_PLACE = "these rules look at all units in a way that takes all data in one place (quotas, ranks by roots or logarithms, \
successors): one task scores them"


def as_tables(data: Any) -> dict[str | None, Any]:
    """{level: table}; a single table stands under None."""
    if isinstance(data, Mapping):
        if not data:
            raise UsageError("there are no tables in {}")
        return {str(level): table for level, table in data.items()}
    return {None: data}


def as_data(tables: Mapping[str | None, Any]) -> Any:
    """The reverse: what `rules.score` takes."""
    return tables[None] if None in tables else dict(tables)


def top_first(rules: Ruleset, tables: Mapping[str | None, Any]) -> list[tuple[str, str | None]]:
    """The levels of the tables, parents before children, each with the level above if that has a table too."""
    named = {level for level in tables if level is not None}
    known = _native._levels(rules)
    unknown = named - {name for name, _ in known}
    if unknown:
        raise UsageError(f"no level is called '{sorted(unknown)[0]}'; there are: {', '.join(name for name, _ in known)}")
    return [(name, above if above in named else None) for name, above in known if name in named]
