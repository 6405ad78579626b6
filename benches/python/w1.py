"""What Python adds to the engine: one record of W1, and an Arrow table of a million rows.

    python benches/python/w1.py [--rows 1000000]

Compare with `cargo run --release -p milepost-benches -- record` and `… -- w1`, which time the same calls from Rust.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings/python/tests"))

import milepost as mp  # noqa: E402
import w1  # noqa: E402


def best(work: Callable[[], object], times: int) -> float:
    """Median seconds."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return statistics.median(found)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    rules = mp.compile(w1.rules())

    columns = w1.columns(512)
    records = [dict(zip(columns, row)) for row in zip(*columns.values())]

    def evaluate() -> None:
        for record in records:
            rules.evaluate(record, 2024)

    def by_hand() -> None:
        for record in records:
            w1.by_hand(record)

    def verdicts() -> None:
        for record in records:
            report = rules.evaluate(record, 2024)
            report.verdict("total"), report.outcome("recognised")

    for name, work in (("evaluate", evaluate), ("evaluate, two results read", verdicts), ("by hand in Python", by_hand)):
        print(f"{name:<32} {best(work, 21) / len(records) * 1e6:8.2f} µs a record")

    import numpy as np
    import pyarrow as pa

    index = pa.array(np.arange(rows) % 512)
    table = pa.table({name: pa.array(cells).take(index) for name, cells in columns.items()})
    named = table.append_column("unit", pa.array([f"u{i}" for i in range(rows)]))
    for threads in (1, 2):
        for name, data in (("Arrow table", table), ("Arrow table with ids", named)):
            seconds = best(lambda: rules.score(data, 2024, threads=threads), 5)
            print(f"{name:<24} {threads} thr. {rows / seconds / 1e6:8.2f} million rows/s, {seconds * 1e3:.1f} ms")
    scored = rules.score(table, 2024)
    print(f"verdicts as a table      {best(lambda: scored.frame('verdicts'), 3) * 1e3:8.1f} ms")


if __name__ == "__main__":
    main()
