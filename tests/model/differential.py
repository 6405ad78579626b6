#!/usr/bin/env python3
"""Invents rule sets and data, packed around thresholds, and holds the engine's results against the model's.

    differential.py [--cells N] [--seed S] [--engine exact,columnar] [--keep FOLDER] [--results PROGRAM]

Every disagreement is printed with the rules and the facts that show it; with --keep it is written down as well.
PROGRAM is `results` of tests/conformance (built unless it is given)."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import traceback
from fractions import Fraction

import cases
from generate import Generator
from lexer import Refused
from meaning import NONE, Model
from program import Program
from data import Data
from reals import Real
from run_cases import shown
from values import Bracket, Missing

FIELDS = ("", "value", "target", "score", "max")


def model_results(job):
    """The model's rows, in the shape that `results` prints."""
    program = Program(job["rules"], job.get("sources", {}), job.get("variant"))
    data = Data(program, job["data"], job["years"][0])
    rows, faults = {}, set(data.faults)
    for year in job["years"]:
        model = Model(program, data, year)
        for name, item in model.version.items.items():
            if item["kind"] == "parameter" or item["kind"] == "item":
                continue
            for level in item["levels"]:
                for unit in model.units(level):
                    r = model.result(name, unit)
                    for field in FIELDS:
                        rows[unit[1], year, name, field] = one(item, r, field)
        faults |= {f for f in model.faults}
    return rows, faults


def one(item, r, field):
    kind = item["kind"]
    if field == "" and kind in ("criterion", "group"):
        why = r.reasons if r.verdict in ("undetermined", "not_applicable") else None
        return r.verdict or "none", why
    value = {"": r.value, "value": r.value, "target": r.target, "score": r.score, "max": r.max}[field]
    if kind == "rank" and field == "max":
        value = NONE
    if kind == "outcome" and field in ("", "value") and isinstance(value, Missing):
        return "undetermined", value.reasons
    why = value.reasons if isinstance(value, (Missing, Bracket)) else frozenset()
    return value, why


def same_text(value, text):
    if isinstance(value, str):
        return value == text
    if value is NONE:
        return text == "none"
    if isinstance(value, Real):
        if not text.startswith("~"):
            return False
        lo, hi = value.enclose(128)
        off = Fraction(1, 10 ** 19)
        return lo - off <= Fraction(text[1:]) <= hi + off
    if isinstance(value, Fraction):
        return not text.startswith(("~", "[")) and text not in ("missing", "none") and value == Fraction(text)
    if isinstance(value, Bracket):
        return text.startswith("[") and [value.lo, value.hi] == [Fraction(x) for x in text[1:-1].split("..")]
    return shown(value) == text


def compare(job, answer):
    """What differs, and how many cells were looked at."""
    if "results" not in answer:
        return [f"the engine says {json.dumps(answer, ensure_ascii=False)[:600]}"], 0
    rows, faults = model_results(job)
    wrong, seen = [], 0
    for unit, year, name, field, text, why in answer["results"]:
        key = (unit, year, name, field)
        if key not in rows:
            if "." not in name:
                wrong.append(f"{key}: the model has no such result")
            continue
        seen += 1
        value, expected_why = rows.pop(key)
        got_why = frozenset(filter(None, why.split(",")))
        if not same_text(value, text) or expected_why is not None and expected_why != got_why:
            told = value if isinstance(value, str) else shown(value)
            wrong.append(f"{key}: engine {text}{{{why}}}, model {told}{{{','.join(sorted(expected_why or ()))}}}")
    wrong += [f"{key}: the engine has no such result" for key in rows]
    got = {tuple(f) for f in answer["faults"]}
    if got != faults:
        wrong.append(f"faults: engine only {sorted(got - faults)}, model only {sorted(faults - got)}")
    return wrong, seen


def build():
    command = ["cargo", "build", "--release", "-q", "-p", "milepost-conformance", "--bin", "results"]
    subprocess.run(command, cwd=cases.ROOT, check=True)
    meta = subprocess.run(["cargo", "metadata", "--format-version", "1", "--no-deps"], cwd=cases.ROOT, check=True,
                          capture_output=True, text=True).stdout
    return str(pathlib.Path(json.loads(meta)["target_directory"]) / "release" / "results")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--cells", type=int, default=100_000)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--keep")
    args.add_argument("--results")
    args.add_argument("--engine", default="exact,columnar", help="which evaluators are asked")
    args.add_argument("--stop", type=int, default=10, help="give up after so many disagreements")
    args = args.parse_args()
    engine = subprocess.Popen([args.results or build()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    cells = jobs = bad = 0
    seed = args.seed
    while cells < args.cells and bad < args.stop:
        job = Generator(seed).job()
        wrong = []
        for which in args.engine.split(","):
            engine.stdin.write(json.dumps({**job, "engine": which}, ensure_ascii=False) + "\n")
            engine.stdin.flush()
            answer = json.loads(engine.stdout.readline())
            try:
                found, seen = compare(job, answer)
            except (Refused, ArithmeticError, LookupError, TypeError, AttributeError, ValueError):
                found, seen = ["the model failed:\n" + traceback.format_exc()], 0
            wrong += [f"{which}: {line}" for line in found]
            cells += seen
        jobs += 1
        if wrong:
            bad += 1
            print(f"---- seed {seed}: {len(wrong)} disagreements\n" + "\n".join(wrong[:8]))
            if args.keep:
                path = pathlib.Path(args.keep) / f"{seed}.json"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps({**job, "wrong": wrong}, ensure_ascii=False, indent=1), encoding="utf-8")
        seed += 1
    engine.stdin.close()
    engine.wait()
    print(f"{cells} cells of {jobs} rule sets (seeds {args.seed}..{seed - 1}): {bad} rule sets disagree")
    if not bad:
        folder = pathlib.Path(os.environ.get("MILEPOST_TRUST", "target/trust"))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.json").write_text(json.dumps({"cells": cells, "rule_sets": jobs}))
    return 1 if bad or not cells else 0


if __name__ == "__main__":
    sys.exit(main())
