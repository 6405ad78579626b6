#!/usr/bin/env python3
"""The same rows, each at a threshold or one unit of its last digit beside it, through several engines: how many verdicts each
gets wrong. The right ones are worked out with integers.

    tests/near/run [ROWS]         makes the table of docs/trust.md's figures: target/trust/near-thresholds.json"""
import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

RULES = """ruleset near "Near thresholds" { applies 2024  evaluates unit_of }
level unit_of
input kind : number
input x, y, z, t : number
indicator percent = x / y * 100
indicator mean3 = 0.4 * x + 0.35 * y + 0.25 * z
indicator growth = x / y - 1
indicator total = x + y + z
indicator index = x / 3 + y / 7 + z / 21
indicator measure_of = from kind { = 0: percent, = 1: mean3, = 2: growth, = 3: total, otherwise: index }
criterion verdict_of "At least the target" { met when measure_of >= t }
"""


def decimal(value, digits):
    """An integer number of 10^-digits as people write it."""
    sign, value = ("-", -value) if value < 0 else ("", value)
    text = str(value).rjust(digits + 1, "0")
    return sign + (text[:-digits] + "." + text[-digits:] if digits else text)


def rows(count, seed=20241122):
    """(kind, x, y, z, t) as texts, and whether the measure is at least t."""
    r = random.Random(seed)
    out = []
    for i in range(count):
        kind = i % 5
        step = r.choice((-1, 0, 0, 1))
        if kind == 0:  # a share in percent: x of y, at least t %
            t = r.randrange(1, 1000)
            y = r.randrange(1, 500) * 1000 // r.choice((1, 2, 4, 5, 8, 10)) or 1000
            x = -(-t * y // 1000) + (step if step < 1 else 0)
            right = 1000 * x >= t * y
            cells = (str(x), str(y), "0", decimal(t, 1))
        elif kind == 1:  # a weighted mean of scores with two decimals
            x, y = r.randrange(0, 10001), r.randrange(0, 10001)
            t = r.randrange(3000, 9000)
            z = (100 * t - 40 * x - 35 * y) // 25 + step
            if not 0 <= z <= 10000:
                x = y = z = t
                z += step
            right = 40 * x + 35 * y + 25 * z >= 100 * t
            cells = (decimal(x, 2), decimal(y, 2), decimal(z, 2), decimal(t, 2))
        elif kind == 2:  # growth on last year
            y, t = r.randrange(1, 10000), r.randrange(-50, 100)
            x = -(-y * (100 + t) // 100) + (step if step < 1 else 0)
            right = 100 * (x - y) >= t * y
            cells = (decimal(x, 1), decimal(y, 1), "0", decimal(t, 2))
        elif kind == 4:  # an index of three shares
            x, y, t = r.randrange(0, 300), r.randrange(0, 300), r.randrange(200, 900)
            z = 21 * t - 7 * x - 3 * y + step
            right = step >= 0
            cells = tuple(map(str, (x, y, z, t)))
        else:  # a sum of three amounts
            x, y, z = (r.randrange(0, 10000) for _ in range(3))
            t = x + y + z + step
            right = step <= 0
            cells = tuple(decimal(v, 2) for v in (x, y, z, t))
        out.append((kind, *cells, right))
    return out


def check_rows(table):
    """Once more with fractions: the integers above made no mistake."""
    for kind, x, y, z, t, right in table:
        x, y, z, t = map(Fraction, (x, y, z, t))
        value = (x / y * 100 if kind == 0 else Fraction(40, 100) * x + Fraction(35, 100) * y + Fraction(25, 100) * z
                 if kind == 1 else x / y - 1 if kind == 2 else x + y + z if kind == 3 else x / 3 + y / 7 + z / 21)
        assert (value >= t) == right, (kind, x, y, z, t)


def floats(table):
    for kind, x, y, z, t, _ in table:
        x, y, z, t = float(x), float(y), float(z), float(t)
        value = x / y * 100 if kind == 0 else 0.4 * x + 0.35 * y + 0.25 * z if kind == 1 else x / y - 1 if kind == 2 else x + y + z if kind == 3 else x / 3 + y / 7 + z / 21
        yield value >= t


def numpy(table):
    import numpy as np
    kind = np.array([r[0] for r in table])
    x, y, z, t = (np.array([float(r[i]) for r in table]) for i in range(1, 5))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.select(
            [kind == 0, kind == 1, kind == 2, kind == 3],
            [x / y * 100, 0.4 * x + 0.35 * y + 0.25 * z, x / y - 1, x + y + z],
            x / 3 + y / 7 + z / 21,
        )
    return (value >= t).tolist()


def as_csv(table):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["kind", "x", "y", "z", "t"])
    writer.writerows(r[:5] for r in table)
    return out.getvalue()


def polars(table):
    import polars as pl
    frame = pl.read_csv(io.StringIO(as_csv(table)), infer_schema_length=None)
    k, x, y, z, t = (pl.col(c) for c in ("kind", "x", "y", "z", "t"))
    value = pl.when(k == 0).then(x / y * 100).when(k == 1).then(0.4 * x + 0.35 * y + 0.25 * z).when(k == 2).then(x / y - 1).when(k == 3).then(x + y + z).otherwise(x / 3 + y / 7 + z / 21)
    return frame.select((value >= t).alias("v"))["v"].to_list()


def duckdb(table):
    import duckdb
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.csv")
        open(path, "w").write(as_csv(table))
        query = f"""SELECT (CASE kind WHEN 0 THEN x / y * 100 WHEN 1 THEN 0.4 * x + 0.35 * y + 0.25 * z
                    WHEN 2 THEN x / y - 1 WHEN 3 THEN x + y + z ELSE x / 3 + y / 7 + z / 21 END) >= t FROM read_csv('{path}')"""
        con = duckdb.connect()
        con.execute("SET preserve_insertion_order = true; SET threads = 1")
        return [r[0] for r in con.execute(query).fetchall()]


FORMULAS = ("x / y * 100 >= t", "0.4 * x + 0.35 * y + 0.25 * z >= t", "x / y - 1 >= t", "x + y + z >= t", "x / 3 + y / 7 + z / 21 >= t")


def zen(table):
    import zen
    compiled = [zen.compile_expression(f) for f in FORMULAS]
    for kind, x, y, z, t, _ in table:
        yield compiled[kind].evaluate({"x": float(x), "y": float(y), "z": float(z), "t": float(t)})


def datalogic(table):
    import datalogic_py
    v = lambda name: {"var": name}
    logic = (
        {">=": [{"*": [{"/": [v("x"), v("y")]}, 100]}, v("t")]},
        {">=": [{"+": [{"*": [0.4, v("x")]}, {"*": [0.35, v("y")]}, {"*": [0.25, v("z")]}]}, v("t")]},
        {">=": [{"-": [{"/": [v("x"), v("y")]}, 1]}, v("t")]},
        {">=": [{"+": [v("x"), v("y"), v("z")]}, v("t")]},
        {">=": [{"+": [{"/": [v("x"), 3]}, {"/": [v("y"), 7]}, {"/": [v("z"), 21]}]}, v("t")]},
    )
    engine = datalogic_py.Engine()
    compiled = [engine.compile(json.dumps(rule)) for rule in logic]
    for kind, x, y, z, t, _ in table:
        yield json.loads(compiled[kind].evaluate_str(f'{{"x": {x}, "y": {y}, "z": {z}, "t": {t}}}'))


def cel(table):
    import cel as engine
    # CEL does not mix whole numbers and doubles: its literals are written as doubles.
    formulas = [re.sub(r"(?<![.\w])(\d+)(?![.\w])", r"\1.0", f) for f in FORMULAS]
    for kind, x, y, z, t, _ in table:
        yield engine.evaluate(formulas[kind], {"x": float(x), "y": float(y), "z": float(z), "t": float(t)})


def milepost(table):
    program = os.environ["MILEPOST"]
    with tempfile.TemporaryDirectory() as folder:
        open(os.path.join(folder, "near.mile"), "w").write(RULES)
        with open(os.path.join(folder, "rows.csv"), "w") as out:
            out.write("unit,year,kind,x,y,z,t\n")
            out.writelines(f"u{i},2024,{','.join(map(str, r[:5]))}\n" for i, r in enumerate(table))
        command = [program, "score", "near.mile", "rows.csv", "--what", "criteria", "--format", "csv", "-o", "out.csv"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        with open(os.path.join(folder, "out.csv")) as found:
            verdicts = {r["unit"]: r["verdict"] for r in csv.DictReader(found)}
        return [verdicts[f"u{i}"] == "met" for i in range(len(table))]


# An engine may be given a part of the rows; the table says how many.
ENGINES = [("milepost", milepost, 1), ("Python floats", floats, 1), ("NumPy", numpy, 1), ("Polars", polars, 1), ("DuckDB", duckdb, 1),
           ("zen", zen, 1), ("datalogic", datalogic, 1), ("cel", cel, 1)]


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    table = rows(count)
    check_rows(table[: min(count, 200_000)])
    found = []
    for name, run, part in ENGINES:
        some = table[: count // part]
        start = time.monotonic()
        try:
            verdicts = list(run(some))
        except ImportError as wrong:
            found.append({"engine": name, "not_run": str(wrong)})
            print(f"{name}: not run: {wrong}", flush=True)
            continue
        wrong = sum(bool(v) != r[5] for v, r in zip(verdicts, some, strict=True))
        found.append({"engine": name, "rows": len(some), "wrong": wrong})
        print(f"{name}: {wrong} of {len(some)} verdicts are wrong ({time.monotonic() - start:.0f} s)", flush=True)
    folder = os.environ.get("MILEPOST_TRUST", "target/trust")
    os.makedirs(folder, exist_ok=True)
    json.dump({"rows": count, "engines": found}, open(os.path.join(folder, "near-thresholds.json"), "w"))
    ours = found[0]
    if ours.get("wrong") != 0:
        sys.exit(f"milepost decided {ours.get('wrong')} rows wrongly")


if __name__ == "__main__":
    main()
