"""In a clean environment, with no other library: the README's ten lines, dicts and lists, the command line, import time.

    python clean.py REPOSITORY
"""

from __future__ import annotations

import csv
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

root = Path(sys.argv[1]).resolve()
os.chdir(root)


def run(*arguments: str) -> str:
    # -P keeps the folder of the repository out of the path: what runs is what was installed.
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True).stdout


for name in ("pandas", "polars", "pyarrow", "numpy"):
    assert importlib.util.find_spec(name) is None, f"{name} is installed: this is no clean environment"

readme = (root / "bindings/python/README.md").read_text(encoding="utf-8")
blocks = readme.split("```python\n")[1:]
ten, unit = (block.split("```")[0] for block in blocks[:2])
assert len([line for line in ten.splitlines() if line.strip()]) == 10, "the README says ten lines"
out = run("-c", ten)
print(out, end="")
lines = out.splitlines()
# As the expected results of the pack say.
with open("rules/thanh-hoa/district-2024/data/expected.csv", encoding="utf-8") as file:
    expected = [row for row in csv.DictReader(file) if row["year"] == "2025"]
assert [line.rsplit(" ", 1)[1] for line in lines[:3]] == [row["recognition"] for row in expected[:3]], lines
assert lines[3].startswith(f"{len(expected)} districts, "), lines

import milepost as mp  # noqa: E402

rules = mp.load("rules/thanh-hoa/district-2024/district.mile")
scope = {"mp": mp, "rules": rules}
exec(unit, scope)
report = scope["report"]
assert report.verdict("II_3") == "not_met" and str(report.value("II_3")) == "7999/10000"
table = rules.score([{"unit": "a", "fibre_households": 80}, {"unit": "b", "fibre_households": None}], year=2025)
assert table.verdicts["II_3"] == ["met", "undetermined"], table.verdicts.to_dicts()
assert "Usage" in run("-m", "milepost", "--help")
assert run("-m", "milepost", "check", "rules/thanh-hoa/plan-4216/plan.mile") == ""
failed = subprocess.run([sys.executable, "-m", "milepost", "check", "nowhere.mile"], capture_output=True)
assert failed.returncode == 1 and b"nowhere.mile" in failed.stderr
assert subprocess.run([sys.executable, "-m", "milepost", "--nonsense"], capture_output=True).returncode == 2

times = []
for _ in range(7):
    timed = "import time; t = time.perf_counter(); import milepost; print(time.perf_counter() - t)"
    times.append(float(run("-c", timed)) * 1e3)
least = min(times)
loaded = run("-c", "import sys; a = set(sys.modules); import milepost; print(len(set(sys.modules) - a))").strip()
print(f"import: {least:.1f} ms (least of 7), {loaded} modules")
assert least < 50, "import takes 50 ms or more"
