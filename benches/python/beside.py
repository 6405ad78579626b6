"""What Python adds to the Rust call: a table of a million rows and one record of W1, the same data on both sides.

    cargo build --profile wheel -p milepost-benches
    python benches/python/beside.py target/wheel/milepost-benches [--rows 1000000]

Both sides are built with the profile of the wheel, take turns, and run on one thread. The table is an Arrow file of one
batch that both have in memory: read, bound, scored, all parts of results. Seconds of the processor are those that the
scheduler gave, so that other programs count less; of records, the least of many rounds is told.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings/python/tests"))

import milepost as mp  # noqa: E402
import numpy as np  # noqa: E402
import pyarrow as pa  # noqa: E402
import w1  # noqa: E402

Times = list[tuple[float, float]]
DISTINCT = 4_096


class Rust:
    """The other side, which does a round when it is asked."""

    def __init__(self, driver: str, what: str, path: Path) -> None:
        self.child = subprocess.Popen([driver, "beside", what, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.count = int(self.line())

    def line(self) -> str:
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        if not line:
            raise SystemExit(f"the Rust side ended: {self.child.wait()}")
        return line

    def round(self) -> tuple[float, float]:
        assert self.child.stdin is not None
        self.child.stdin.write("\n")
        self.child.stdin.flush()
        wall, own = self.line().split()
        return float(wall), float(own)

    def end(self) -> None:
        assert self.child.stdin is not None
        self.child.stdin.close()
        self.child.wait()


def here(work: Callable[[], object]) -> tuple[float, float]:
    wall, own = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - own


def turns(rust: Rust, work: Callable[[], object], rounds: int) -> tuple[Times, Times]:
    work()
    theirs, ours = [], []
    for _ in range(rounds):
        theirs.append(rust.round())
        ours.append(here(work))
    rust.end()
    return theirs, ours


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    rules = mp.compile(w1.rules())
    some = w1.columns(DISTINCT)
    index = pa.array(np.arange(given.rows) % DISTINCT)
    made = pa.table({name: pa.array(cells).take(index) for name, cells in some.items()})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w1.arrow"
        with pa.ipc.new_file(path, made.schema) as out:
            out.write_table(made, max_chunksize=given.rows)
        table = pa.ipc.open_file(path.read_bytes()).read_all()
        del made

        rust = Rust(given.driver, "table", path)
        assert rust.count == table.num_rows == given.rows
        theirs, ours = turns(rust, lambda: rules.score(table, 2024, threads=1), given.rounds)
        for at, clock in enumerate(("wall", "processor")):
            a, b = (statistics.median(t[at] for t in times) * 1e3 for times in (theirs, ours))
            print(f"table of {given.rows:,} rows, {clock:<9}: Rust {a:8.1f} ms, Python {b:8.1f} ms: {100 * (b / a - 1):+.1f} %")
        a, b = (min(t[1] for t in times) * 1e3 for times in (theirs, ours))
        print(f"table of {given.rows:,} rows, least     : Rust {a:8.1f} ms, Python {b:8.1f} ms: {100 * (b / a - 1):+.1f} %")

        rust = Rust(given.driver, "record", path)
        records = [dict(zip(some, row)) for row in zip(*(cells[: rust.count] for cells in some.values()))]

        def evaluate() -> None:
            for record in records:
                rules.evaluate(record, 2024)

        theirs, ours = turns(rust, evaluate, 100 * given.rounds)
        a, b = (min(t[0] for t in times) / len(records) * 1e6 for times in (theirs, ours))
        print(f"a record, least of many rounds     : Rust {a:8.2f} µs, Python {b:8.2f} µs: {b - a:+.2f} µs")

        def by_hand() -> None:
            for record in records:
                w1.by_hand(record)

        c = min(here(by_hand)[0] for _ in range(100)) / len(records) * 1e6
        print(f"a record by hand in Python         : {c:8.2f} µs")

    scored = rules.score(table, 2024)
    for name, make in (("verdicts", lambda: scored.verdicts), ("scores", lambda: scored.scores), ("outcomes", lambda: scored.outcomes), ("tidy", lambda: scored.tidy)):
        begun = time.perf_counter(), time.process_time()
        rows = len(make())
        wall, own = time.perf_counter() - begun[0], time.process_time() - begun[1]
        print(f"t.{name:<10} {rows:>12,} rows: {wall:6.2f} s, {own:6.2f} s of the processor")


if __name__ == "__main__":
    main()
