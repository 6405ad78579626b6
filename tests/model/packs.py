#!/usr/bin/env python3
"""Runs rule packs of the repository through the model and holds the results against the pack's own expected table."""
import csv
import sys

import cases
from data import Data
from meaning import Model
from program import Program
from run_cases import look, shown
from values import Missing


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as f:
        yield from csv.DictReader(f)


def facts(program, tables):
    """Wide tables, one per level, as the facts of units."""
    units = {}
    for level, path in tables.items():
        for row in rows(path):
            unit = units.setdefault((level, row["unit"]), {"level": level, "unit": row["unit"]})
            for key in ("parent", "until", "from", "successor"):
                if row.get(key):
                    unit[key] = row[key]
            at = unit.setdefault("years", {}).setdefault(row["year"], {})
            if row.get("assessor"):
                at = at.setdefault("by", {}).setdefault(row["assessor"], {})
            for name, cell in row.items():
                if name in program.inputs and cell != "":
                    at.setdefault(name, []).append(cell)
                elif "." in name and cell != "":
                    unit.setdefault("recorded", {}).setdefault(row["year"], {})[name] = cell
    return units


class Table(Data):
    """Data of several tables; two values for one cell are a fault, and invalid."""

    def __init__(self, program, units, year):
        super().__init__(program, [], year)
        for (level, _), unit in units.items():
            self.add(level, unit, None, 0)

    def read(self, declared, cell, me, year):
        if isinstance(cell, list) and len(cell) > 1:
            return self.fault("R04", declared["name"], me, year)
        return super().read(declared, cell[0] if isinstance(cell, list) else cell, me, year)


def district():
    folder = cases.ROOT / "rules/thanh-hoa/district-2024"
    sources = {p.name: p.read_text(encoding="utf-8") for p in folder.glob("*.mile")}
    program = Program(sources["district.mile"], sources)
    units = facts(program, {"district": folder / "data/districts.csv", "commune": folder / "data/communes.csv"})
    data = Table(program, units, 2024)
    models = {y: Model(program, data, y) for y in (2024, 2025)}
    wrong = checked = 0
    for row in rows(folder / "data/expected.csv"):
        model = models[int(row["year"])]
        for name in ("criteria", "recognition", "status"):
            value, why = look(model, row["unit"], name)
            got = value if isinstance(value, str) else "" if isinstance(value, Missing) else shown(value)
            checked += 1
            if got != row[name]:
                wrong += 1
                print(f"{row['unit']} {row['year']} {name}: {row[name]!r} is expected, the model has {got!r} {sorted(why or [])}")
    print(f"district-2024: {checked} results, {wrong} wrong")
    return wrong


if __name__ == "__main__":
    sys.exit(1 if district() else 0)
