"""Long runs: other threads go on, progress is told, Ctrl-C ends them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import milepost as mp
import numpy as np
import pyarrow as pa
import pytest
import w1


@pytest.fixture(scope="module")
def table() -> pa.Table:
    rows = 100_000
    some = w1.columns(1_000)
    index = np.arange(rows) % 1_000
    return pa.table({name: pa.array(cells).take(pa.array(index)) for name, cells in some.items()})


def test_other_threads_go_on_while_scoring(table: pa.Table) -> None:
    rules = mp.compile(w1.rules())
    done = threading.Event()
    turns = 0

    def count() -> None:
        nonlocal turns
        while not done.is_set():
            turns += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    begun = time.perf_counter()
    rules.score(table, year=2024, engine="exact", threads=1)
    took = time.perf_counter() - begun
    done.set()
    counter.join()
    assert turns > 20 * took, f"{turns} turns in {took:.2f} s"


def test_several_threads_score_at_once(table: pa.Table) -> None:
    rules = mp.compile(w1.rules())
    part = table.slice(0, 5_000)
    wanted = rules.score(part, year=2024).verdicts.to_dict()
    got: list[object] = []
    workers = [threading.Thread(target=lambda: got.append(rules.score(part, year=2024).verdicts.to_dict())) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert got == [wanted] * 4


def test_threads_do_not_change_results(table: pa.Table) -> None:
    rules = mp.compile(w1.rules())
    part = table.slice(0, 20_000)
    one, two = (rules.score(part, year=2024, threads=n).tidy.to_arrow() for n in (1, 2))
    assert one.equals(two)


def test_progress(table: pa.Table, capsys: pytest.CaptureFixture[str]) -> None:
    rules = mp.compile(w1.rules())
    told: list[tuple[int, int]] = []
    rules.score(table, year=2024, engine="exact", progress=lambda done, whole: told.append((done, whole)))
    assert told and told[-1][0] == told[-1][1] == len(table)
    assert all(a[0] <= b[0] for a, b in zip(told, told[1:]))
    rules.score(table.slice(0, 10), year=2024, progress=True)
    assert "10" in capsys.readouterr().err

    def stop(done: int, whole: int) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        rules.score(table, year=2024, engine="exact", progress=stop)
    with pytest.raises(mp.UsageError, match="progress="):
        rules.score(table, year=2024, progress="yes")  # type: ignore[arg-type]


@pytest.mark.skipif(os.name != "posix", reason="signals are sent to a process")
def test_the_keyboard_ends_a_long_run() -> None:
    program = """
        import sys, time, milepost as mp, pyarrow as pa, w1
        rules = mp.compile(w1.rules())
        rows = 500_000
        one = w1.columns(1)
        table = pa.table({n: pa.repeat(pa.scalar(80.0 if n[0] != "y" else True), rows) for n in one})
        print("ready", flush=True)
        try:
            rules.score(table, year=2024, engine="exact", threads=1)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
    """
    path = os.pathsep.join([os.path.dirname(__file__), *sys.path])
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert child.stdout is not None and child.stdout.readline() == "ready\n"
    time.sleep(1.0)
    begun = time.monotonic()
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=120)
    assert out == "interrupted\n" and time.monotonic() - begun < 20
