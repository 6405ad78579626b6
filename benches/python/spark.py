"""What Spark adds to the engine: processor time per row of `mapInArrow`, in local mode.

    python benches/python/spark.py [--rows 200000]

Three runs over the same cached rows of W1 (38 inputs): rows handed to Python and dropped, rows handed to Python and given
back, rows scored; and the same table scored without Spark. Processor time is that of this process and all below it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Iterator

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings/python/tests"))

import milepost as mp  # noqa: E402
import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
import w1  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402


def spent() -> float:
    """Seconds of processor time of this process and all that are below it, from /proc."""
    ticks: dict[int, float] = {}
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            # Those that have ended are counted with whoever waited for them.
            ticks[int(entry.name)] = sum(int(x) for x in fields[11:15]) / os.sysconf("SC_CLK_TCK")

    def ours(pid: int) -> bool:
        while pid > 1 and pid != os.getpid():
            pid = parents.get(pid, 0)
        return pid == os.getpid()

    return sum(seconds for pid, seconds in ticks.items() if ours(pid))


def dropped(batches: Iterator[Any]) -> Iterator[Any]:
    rows = sum(len(batch) for batch in batches)
    yield pa.record_batch({"rows": pa.array([rows], pa.int64())})


def given_back(batches: Iterator[Any]) -> Iterator[Any]:
    yield from batches


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    rows = parser.parse_args().rows
    os.environ["PYSPARK_PYTHON"] = sys.executable
    columns = w1.columns(512)
    index = pa.array(np.arange(rows) % 512)
    table = pa.table({name: pa.array(cells).take(index) for name, cells in columns.items()})
    table = table.append_column("unit", pa.array([f"u{i}" for i in range(rows)]))
    rules = mp.compile(w1.rules())
    scratch = tempfile.mkdtemp()
    made = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    made = made.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    session = made.config("spark.local.dir", scratch).config("spark.driver.memory", "3g").getOrCreate()
    frame = session.createDataFrame(table).repartition(8).cache()
    assert frame.count() == rows

    def run(name: str, work: Callable[[], Any]) -> float:
        best = 1e9
        for _ in range(4):
            begun, clock = spent(), time.perf_counter()
            work()
            best = min(best, spent() - begun)
            print(f"  {name}: {spent() - begun:.2f} s of processor, {time.perf_counter() - clock:.2f} s", flush=True)
        print(f"{name:<36} {best / rows * 1e6:8.2f} µs a row")
        return best

    def all_rows(found: Any) -> None:
        found.write.format("noop").mode("overwrite").save()

    handed = run("handed to Python and dropped", lambda: all_rows(frame.mapInArrow(dropped, "rows long")))
    run("handed to Python and given back", lambda: all_rows(frame.mapInArrow(given_back, frame.schema)))
    scored = run("scored, mapInArrow", lambda: all_rows(mp.ext.spark.score(rules, frame, year=2024, unique=True)))
    alone = run("scored, without Spark", lambda: rules.score(table, 2024, threads=1).frame("verdicts"))
    print(f"what Spark adds to scoring: {(scored - alone) / rows * 1e6:.2f} µs a row, {handed / rows * 1e6:.2f} of them one way")
    session.stop()


if __name__ == "__main__":
    main()
