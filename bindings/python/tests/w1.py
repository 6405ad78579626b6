"""W1: 23 criteria in five groups, 15 ratios of whole numbers and 8 yes/no, 5 % missing; scores, total, recognised."""

from __future__ import annotations

import random
from typing import Any

RATIOS, FLAGS, GROUPS = 15, 8, (3, 5, 6, 5, 4)
TARGETS = (80, 85, 90, 70, 60, 95, 50, 75, 100, 65, 55, 88, 92, 78, 70)


def rules() -> str:
    lines = ["ruleset w1 { applies 2023..2025  evaluates district }", "level district"]
    lines += [f"input a{i}, b{i} : number" for i in range(RATIOS)]
    lines += [f"input y{i} : yes_no" for i in range(FLAGS)]
    lines += ["group total {", " verdict every", " score sum"]
    criterion = 0
    for group, size in enumerate(GROUPS):
        lines += [f" group g{group} {{", "  verdict every", "  score sum"]
        for _ in range(size):
            if criterion < RATIOS:
                measure = f"measure a{criterion} / b{criterion}"
                target = f"target 2023: >= 0.5, 2024: >= {TARGETS[criterion] / 100}, 2025: >= 1"
            else:
                measure, target = f"measure y{criterion - RATIOS}", "target 2023..2025: yes"
            lines += [f"  criterion c{criterion} {{", f"   {measure}", f"   {target}"]
            lines += ["   score max 10 points when met", "  }"]
            criterion += 1
        lines += [" }"]
    lines += ["}", "outcome recognised {", " require all: total.met"]
    lines += [" require points: total.score >= 161 points", "}"]
    return "\n".join(lines) + "\n"


def columns(rows: int, seed: int = 42, ties: int = 20) -> dict[str, list[Any]]:
    """Columns by name; every fifth ratio stands exactly on its target, every twentieth cell is missing."""
    chance = random.Random(seed)
    found: dict[str, list[Any]] = {f"{letter}{i}": [] for i in range(RATIOS) for letter in "ab"}
    for i, target in enumerate(TARGETS):
        for _ in range(rows):
            base = 100 * chance.randint(1, 500)
            tie = chance.randrange(100) < ties
            part = base * target // 100 if tie else base * (target - 10 + chance.randrange(30)) // 100 + 1
            found[f"a{i}"].append(None if chance.randrange(1000) < 25 else float(part))
            found[f"b{i}"].append(None if chance.randrange(1000) < 25 else float(base))
    for i in range(FLAGS):
        found[f"y{i}"] = [None if chance.randrange(100) < 5 else chance.randrange(100) < 90 for _ in range(rows)]
    return found


def records(rows: int, seed: int = 42) -> list[dict[str, Any]]:
    found = columns(rows, seed)
    return [{"unit": f"u{row}", **{name: cells[row] for name, cells in found.items()}} for row in range(rows)]


def by_hand(record: dict[str, Any]) -> tuple[list[str], float | None, str]:
    """The same as a hand-written function for 2024, in whole numbers: verdicts, total score, outcome."""
    verdicts = []
    for i in range(RATIOS):
        a, b = record[f"a{i}"], record[f"b{i}"]
        verdicts.append("undetermined" if a is None or b is None else "met" if 100 * a >= TARGETS[i] * b else "not_met")
    for i in range(FLAGS):
        y = record[f"y{i}"]
        verdicts.append("undetermined" if y is None else "met" if y else "not_met")
    total = None if "undetermined" in verdicts else 10.0 * verdicts.count("met")
    if "not_met" in verdicts:
        return verdicts, total, "refused"
    return verdicts, total, "undetermined" if total is None else "recognised"
