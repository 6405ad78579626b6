"""The works in DuckDB's SQL, over an in-memory table, on all threads."""

import duckdb
import numpy as np
from by_polars import frame, verdicts
from works import ENOUGH, GROUPS, POINTS, TARGETS, W2_WEIGHTS, Work


def w1(work: Work):
    db = duckdb.connect()
    source = frame(work.columns).to_arrow()
    db.execute("create table source as select * from source")
    met, groups = {}, {}
    for copy in range(work.copies):
        at = 0
        for group, size in enumerate(GROUPS):
            names = []
            for i in range(at, at + size):
                name = f"c{copy}_{i}"
                if i < len(TARGETS):
                    met[name] = f"a{copy}_{i} / b{copy}_{i} >= {TARGETS[i] / 100}::double"
                else:
                    met[name] = f"y{copy}_{i - len(TARGETS)}"
                names.append(name)
            groups[f"g{copy}_{group}"] = " + ".join(f"{name}::double * {POINTS}" for name in names)
            at += size
    named = lambda parts: ", ".join(f"{text} as {name}" for name, text in parts.items())
    enough = ENOUGH * POINTS * 23 * work.copies
    query = f"""with met as (select {named(met)} from source),
        scored as (select *, {named(groups)} from met),
        summed as (select *, {" + ".join(groups)} as total, {" and ".join(met)} as every from scored)
        select *, every and total >= {enough} as recognised from summed"""

    def run():
        table = db.sql(query).to_arrow_table()

        def answers():
            import polars as pl

            result = pl.from_arrow(table)
            out = {name: verdicts(result[name]) for name in [*met, "recognised"]} | {"all": verdicts(result["every"])}
            return out | {name: result[name].fill_null(np.nan).to_numpy() for name in [*groups, "total"]}

        return answers

    return run


def w2(work: Work):
    db = duckdb.connect()
    source = frame(work.columns).to_arrow()
    db.execute("create table source as select * from source")
    limits = ", ".join(f"min(x{i}) as low{i}, max(x{i}) as high{i}" for i in range(10))
    pillars = []
    for pillar, weights in enumerate(W2_WEIGHTS):
        members = []
        for i, weight in enumerate(weights):
            n = 5 * pillar + i
            members.append(f"{weight} * (1 + 99 * ((x{n} - low{n}) / (high{n} - low{n})))")
        pillars.append(f"({' + '.join(members)}) / {sum(weights)} as p{pillar}")
    query = f"""with limits as (select {limits} from source),
        pillars as (select {", ".join(pillars)} from source, limits)
        select *, sqrt(p0 * p1) as index from pillars"""

    def run():
        table = db.sql(query).to_arrow_table()
        return lambda: {name: table[name].to_numpy() for name in ("p0", "p1", "index")}

    return run


WORKS = {"W1": w1, "W2": w2}
