#!/usr/bin/env python3
"""Puts the figures that test runs left in target/trust into docs/trust.md, between its two marks.

    tests/trust.py            writes them
    tests/trust.py --show     prints them"""
import datetime
import json
import pathlib
import subprocess
import sys

folder, page = pathlib.Path("target/trust"), pathlib.Path("docs/trust.md")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def read(name):
    path = folder / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else None


def day(name):
    return datetime.date.fromtimestamp((folder / f"{name}.json").stat().st_mtime).isoformat()


def number(n):
    return f"{n:,}"


RUNNERS = [("exact", "exact evaluator, Rust"), ("columnar", "columnar evaluator, Rust"), ("command-line", "command line"),
           ("python", "Python"), ("node", "Node"), ("chromium", "Chromium")]
lines = ["| what was tried | how much | when |", "|---|---|---|"]


def row(what, much, name):
    lines.append(f"| {what} | {much} | {day(name)} |")


def missing(what, command):
    lines.append(f"| {what} | not run for this table: `{command}` | |")


for name, what in RUNNERS:
    found = read(f"conformance-{name}")
    if found:
        row(f"conformance cases, {what}", f"{number(found['cases'])}, all as expected", f"conformance-{name}")
    else:
        missing(f"conformance cases, {what}", "tests/run")
found = read("differential")
if found:
    row("generated rules and data through both evaluators", f"{number(found['cells'])} cells of {number(found['rule_sets'])} rule sets, no difference", "differential")
else:
    missing("generated rules and data through both evaluators", "tests/run rust")
found = read("differential-long")
if found:
    row("the same, the long run", f"{number(found['cells'])} cells of {number(found['rule_sets'])} rule sets, no difference, in {found['seconds'] / 60:.0f} minutes", "differential-long")
else:
    missing("the same, the long run", "cargo run --release -p milepost-differential -- --cells 1000000000 --seed 1000000")
found = read("model")
if found:
    row("the same through the independent model in Python", f"{number(found['cells'])} cells, no difference", "model")
found = read("hostile")
if found:
    row("malformed and hostile inputs, each target", f"{number(found['inputs_each'])} to each of {found['targets']} targets (a twentieth to generated programs): "
        f"no panic, none without a placed message; in an {found['build']} build the slowest took {found['slowest_ms']} ms of processor"
        + (f" (a generated program, five evaluations of it: {found['slowest_program_ms']} ms)" if "slowest_program_ms" in found else "")
        + f"; at most {found.get('peak_mb', '?')} MB", "hostile")
else:
    missing("malformed and hostile inputs", "tests/run rust")
found = read("fuzzing")
if found:
    row("coverage-guided fuzzing", f"{number(found['runs'])} runs in {found['seconds'] / 3600:.1f} hours of one core, over {len(found['targets'])} targets", "fuzzing")
else:
    missing("coverage-guided fuzzing", "tests/fuzz/run --minutes 120")
found = read("memory")
if found:
    row("code with unsafe blocks, watched by Valgrind", f"{number(found['tests']['core'])} tests of the core's columns and {number(found['tests']['python'])} of the Python module: "
        + ("no address that is not ours" if found["errors"] == 0 else f"{found['errors']} errors"), "memory")
else:
    missing("code with unsafe blocks, watched by Valgrind", "tests/memcheck")
found = read("mutants")
if found:
    row("mutants of core's evaluation code", f"{number(found['tried'])} of {number(found['mutants'])} tried: "
        f"{number(found['caught'])} caught, {found['timed out']} never end, {found['survived and argued']} survive and are argued (`tests/mutants/argued.txt`), "
        f"{found['survived']} survive", "mutants")
else:
    missing("mutants of core's evaluation code", "cargo run -p milepost-mutants")

near = read("near-thresholds")
lines += ["", "Rows at a threshold or one unit of the last digit beside it, and how many verdicts each engine gets wrong, with the number type that it "
          "gives such data by default:", ""]
if near:
    lines += ["| engine | rows | wrong verdicts |", "|---|---|---|"]
    for e in near["engines"]:
        lines.append(f"| {e['engine']} | not run: {e['not_run']} | |" if "not_run" in e else f"| {e['engine']} | {number(e['rows'])} | {number(e['wrong'])} |")
else:
    lines.append("Not run for this table: `tests/near/run`.")
text = "\n".join(lines)
if "--show" in sys.argv:
    print(text)
else:
    old = page.read_text()
    page.write_text(old[: old.index(BEGIN)] + BEGIN + "\n\n" + text + "\n\n" + old[old.index(END):])
