"""Milepost beside NumPy, Polars, DuckDB, OpenFisca and rule engines, on the same data, in one run.

Contestants take turns, so that a busy machine slows all of them; each figure is the median of its turns. Before anything
is timed, every contestant's verdicts are compared with integer arithmetic, and its other answers with Milepost's.
"""

import argparse
import importlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import works

HERE = Path(__file__).parent


class Driver:
    """The Rust driver over a work's folder; it stays, so that only the work is timed."""

    def __init__(self, binary: Path, folder: Path):
        command = [str(binary), "folder", str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, line: str) -> str:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer:
            raise SystemExit(f"the driver ended at: {line}")
        return answer

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def milepost_answers(driver: Driver, work: works.Work, folder: Path) -> dict[str, np.ndarray]:
    """Verdicts and scores under the names of the contestants' answers."""
    driver.ask(f"answers {folder}")
    year = work.frames[0].year

    def raw(name: str, kind: str) -> np.ndarray | None:
        path = folder / f"{name}.{year}.{kind}"
        return np.fromfile(path, np.uint8 if kind == "verdict" else np.float64) if path.exists() else None

    out = {}
    for path in sorted(folder.glob(f"*.{year}.*")):
        name, _, kind = path.name.rsplit(".", 2)
        short = name.rsplit(".", 1)[-1]
        if kind == "verdict" and short in work.truth:
            out[short] = raw(name, kind)
        elif kind == "score":
            out[short] = raw(name, kind)
    return out


def same(mine: np.ndarray, theirs: np.ndarray) -> bool:
    """Numbers equal to twelve digits, missing in the same places."""
    return bool(np.allclose(mine, theirs.astype(np.float64), rtol=1e-12, atol=0, equal_nan=True))


def judge(work: works.Work, answers: dict[str, np.ndarray], mine: dict[str, np.ndarray]) -> str:
    """How many verdicts are wrong, or that the numbers agree."""
    if work.truth:
        wrong = sum(int((np.asarray(answers[name]) != right).sum()) for name, right in work.truth.items())
        return f"{wrong:,}"
    for name, numbers in answers.items():
        if name in mine and not same(mine[name], np.asarray(numbers)):
            raise SystemExit(f"{work.name}: {name} differs")
    return "0"


def contestants(work: works.Work, modules: list[str]):
    """Name and function of each hand-written contestant of the work."""
    for module in modules:
        found = importlib.import_module(module).WORKS.get(work.name.split()[0])
        if found is not None:
            yield module.removeprefix("by_"), found(work)


def timed(function) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def measure(work: works.Work, binary: Path, rounds: int, modules: list[str], threads: list[int]) -> dict:
    """Seconds per contestant, and what was wrong in its answers."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        work.write(folder)
        with Driver(binary, folder) as driver:
            mine = milepost_answers(driver, work, folder)
            wrong = {f"milepost {n}": judge(work, mine, mine) for n in threads}
            others = dict(contestants(work, modules))
            for name, run in others.items():
                answers = run()
                wrong[name] = judge(work, answers() if callable(answers) else answers, mine)
            turns = {f"milepost {n}": (lambda n=n: float(driver.ask(f"milepost {n}"))) for n in threads}
            if work.name.startswith("W1"):
                for n in threads:
                    turns[f"hand-written Rust, floats {n}"] = lambda n=n: float(driver.ask(f"hand {n}"))
                    turns[f"memory alone {n}"] = lambda n=n: float(driver.ask(f"memory {n}"))
            turns |= {name: (lambda run=run: timed(run)) for name, run in others.items()}
            # What takes a millisecond is done several times in a turn, so that it does not only measure an empty cache.
            times = max(1, 100_000 // work.rows)
            seconds = {name: [] for name in turns}
            for _ in range(rounds):
                for name, turn in turns.items():
                    seconds[name].append(sum(turn() for _ in range(times)) / times)
            compiling = [float(driver.ask("compile")) for _ in range(rounds)]
    medians = {name: statistics.median(all_) for name, all_ in seconds.items()}
    return {"work": work.name, "rows": work.rows, "seconds": medians, "wrong": wrong, "compile": statistics.median(compiling)}


def engines(binary: Path, work: works.Work, rounds: int) -> dict:
    """The rule engines, row by row, on a folder of the work."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        work.write(folder)
        command = [str(binary), str(folder), str(rounds)]
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        seconds, wrong = {}, {}
        for line in lines:
            answer = json.loads(line)
            name = answer["engine"]
            seconds[name] = statistics.median(answer["seconds"])
            verdicts = {key: np.asarray(value, np.uint8) for key, value in answer["verdicts"].items()}
            wrong[name] = judge(work, verdicts, {})
    return {"work": f"{work.name}, rule engines", "rows": work.rows, "seconds": seconds, "wrong": wrong, "compile": None}


def table(results: list[dict]) -> str:
    """One table in Markdown: million rows a second, and how many times Milepost on one thread is faster."""
    lines = ["| work | rows | contestant | million rows/s | Milepost (1 thread) is | wrong verdicts |", "|---|---|---|---|---|---|"]
    for result in results:
        base = result["seconds"].get("milepost 1") or result.get("base")
        for name, seconds in result["seconds"].items():
            threads = name[-1:] if name[-2:-1] == " " else ""
            label = f"{name[:-2]}, {threads} thread{'s' * (threads != '1')}" if threads else name
            rate = result["rows"] / seconds / 1e6
            wrong = result["wrong"].get(name, "")
            times = f"{seconds / base:,.2f} times as fast" if base and name != "milepost 1" else ""
            lines.append(f"| {result['work']} | {result['rows']:,} | {label} | {rate:.3g} | {times} | {wrong} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--driver", type=Path, required=True, help="the program milepost-benches")
    parser.add_argument("--engines", type=Path, help="the program of the rule engines")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 1_000_000, 10_000_000])
    parser.add_argument("--works", nargs="*", default=["w1", "ties", "w2", "w3", "w4"])
    parser.add_argument("--out", type=Path, help="where the table goes too")
    options = parser.parse_args()
    sys.path.insert(0, str(HERE))
    all_ = ["by_numpy", "by_polars", "by_duckdb", "by_openfisca"]
    results = []

    def add(work, modules=all_, threads=(1, 2)):
        results.append(measure(work, options.driver, options.rounds, modules, list(threads)))
        print(table(results[-1:]), flush=True)

    if "w1" in options.works:
        for rows in options.rows:
            add(works.w1(rows), all_ if rows <= 1_000_000 else [])
    if "ties" in options.works:
        for ties in (0.0, 0.2):
            work = works.w1(1_000_000, ties)
            work.name = f"W1 with {ties:.0%} on target"
            add(work, [])
    if "w2" in options.works:
        add(works.w2(1_000_000))
    if "w3" in options.works:
        add(works.w3())
    if "w4" in options.works:
        for copies in (1, 10, 100):
            work = works.w1(10_000, copies=copies)
            work.name = f"W4, {23 * copies} criteria"
            add(work, [])
            print(f"compiled in {results[-1]['compile'] * 1e3:.2f} ms")
    if options.engines:
        work = works.w1(2_000, 0.2)
        result = engines(options.engines, work, options.rounds)
        first = next((r for r in results if r["work"] == "W1"), None)
        if first:
            result["base"] = first["seconds"]["milepost 1"] / first["rows"] * work.rows
        results.append(result)
    text = table(results)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
