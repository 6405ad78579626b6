"""The works in Polars: lazy, on all threads, missing values as nulls."""

import numpy as np
import polars as pl
import pyarrow as pa
from works import ENOUGH, GROUPS, POINTS, TARGETS, W2_WEIGHTS, Work


def frame(columns: dict[str, np.ndarray]) -> pl.DataFrame:
    def series(name, values):
        if values.dtype == np.uint8:
            return pl.Series(name, pa.array(values == 1, mask=values == 2))
        return pl.Series(name, values).fill_nan(None)

    return pl.DataFrame([series(name, values) for name, values in columns.items()])


def verdicts(series: pl.Series) -> np.ndarray:
    return series.cast(pl.UInt8).replace_strict({1: 0, 0: 1}, default=2, return_dtype=pl.UInt8).fill_null(2).to_numpy()


def w1(work: Work):
    lazy = frame(work.columns).lazy()
    met, groups = {}, {}
    for copy in range(work.copies):
        at = 0
        for group, size in enumerate(GROUPS):
            names = []
            for i in range(at, at + size):
                name = f"c{copy}_{i}"
                if i < len(TARGETS):
                    met[name] = pl.col(f"a{copy}_{i}") / pl.col(f"b{copy}_{i}") >= TARGETS[i] / 100
                else:
                    met[name] = pl.col(f"y{copy}_{i - len(TARGETS)}")
                names.append(name)
            groups[f"g{copy}_{group}"] = sum(pl.col(name).cast(pl.Float64) * POINTS for name in names)
            at += size
    plan = (
        lazy.select(**met)
        .with_columns(**groups)
        .with_columns(total=sum(pl.col(name) for name in groups), all=pl.all_horizontal(*met))
        .with_columns(recognised=pl.col("all") & (pl.col("total") >= ENOUGH * POINTS * 23 * work.copies))
    )

    def run():
        table = plan.collect()

        def answers():
            out = {name: verdicts(table[name]) for name in [*met, "all", "recognised"]}
            return out | {name: table[name].fill_null(np.nan).to_numpy() for name in [*groups, "total"]}

        return answers

    return run


def w2(work: Work):
    lazy = frame(work.columns).lazy()
    pillars = {}
    for pillar, weights in enumerate(W2_WEIGHTS):
        members = []
        for i, weight in enumerate(weights):
            x = pl.col(f"x{5 * pillar + i}")
            members.append(weight * (1 + 99 * ((x - x.min()) / (x.max() - x.min()))))
        pillars[f"p{pillar}"] = sum(members[1:], members[0]) / sum(weights)
    plan = lazy.select(**pillars).with_columns(index=(pl.col("p0") * pl.col("p1")).sqrt())

    def run():
        table = plan.collect()
        return lambda: {name: table[name].fill_null(np.nan).to_numpy() for name in table.columns}

    return run


def w3(work: Work):
    communes = pl.concat(
        frame(f.columns).with_columns(year=pl.lit(f.year, pl.Int32), district=pl.Series(f.parents)) for f in work.frames[2::3]
    )
    districts = pl.concat(
        pl.DataFrame({"district": np.arange(f.rows), "province": f.parents}).with_columns(year=pl.lit(f.year, pl.Int32))
        for f in work.frames[1::3]
    )
    plan = (
        communes.lazy()
        .group_by("year", "district")
        .agg(pl.col("a").sum(), pl.col("b").sum(), equipped=pl.col("y").mean())
        .with_columns(coverage=pl.col("a") / pl.col("b"))
        .with_columns(reached=(pl.col("coverage") >= 0.8) & (pl.col("equipped") >= 0.7))
        .join(districts.lazy(), on=["year", "district"])
        .group_by("year", "province")
        .agg(districts=pl.col("reached").mean() >= 0.5, whole=pl.col("a").sum() / pl.col("b").sum() >= 0.8)
        .sort("year", "province")
    )

    def run():
        table = plan.collect()
        return lambda: {name: verdicts(table[name]) for name in ("districts", "whole")}

    return run


WORKS = {"W1": w1, "W2": w2, "W3": w3}
