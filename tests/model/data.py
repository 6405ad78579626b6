"""Facts to values (sections 4, 6.4, 6.12 of the reference; the shape is described in tests/cases/README.md)."""
import datetime
from fractions import Fraction

from lexer import Refused
from values import INVALID, Cat, Day

SPECIAL = {"unit", "parent", "label", "from", "until", "successor", "years", "by", "recorded"}
NOTHING = {"", "NA", "N/A", "n/a", "na", "NaN", "nan", "NaT", "<NA>", "null", "NULL", "None"}


def day(text):
    return datetime.date.fromisoformat(text).toordinal() - datetime.date(1970, 1, 1).toordinal()


class Data:
    def __init__(self, program, facts, year):
        self.p, self.year = program, year
        self.units = {level: [] for level in program.levels}
        self.parent, self.valid, self.successor, self.facts = {}, {}, {}, {}
        self.recorded, self.faults, self.years = {}, [], set()
        top = program.evaluates
        containers = set(program.ancestors(top))
        if isinstance(facts, list):
            for position, u in enumerate(facts):
                self.add(top, u, None, position)
        elif any(k in containers and isinstance(v, list) for k, v in facts.items()):
            for level, units in facts.items():
                for position, u in enumerate(units):
                    self.add(level, u, None, position)
        else:
            self.add(top, facts, None, 0)

    def add(self, level, facts, parent, position):
        name = str(facts.get("unit", position + 1))
        above = self.p.parents.get(level)
        if parent is None and isinstance(facts.get(above), dict):
            self.add(above, facts[above], None, 0)
            parent = (above, str(facts[above].get("unit", 1)))
        if parent is None and "parent" in facts:
            parent = (self.p.parents[level], str(facts["parent"]))
            if parent[1] not in self.units[parent[0]]:
                self.units[parent[0]].append(parent[1])
        if name not in self.units[level]:
            self.units[level].append(name)
        me = (level, name)
        if parent is not None:
            self.parent[me] = parent
        bounds = [facts.get("from"), facts.get("until")]
        ends = ["-01-01", "-12-31"]
        self.valid[me] = tuple(None if b is None else day(str(b) + e if len(str(b)) == 4 else str(b))
                               for b, e in zip(bounds, ends))
        if "successor" in facts:
            self.successor[me] = (level, str(facts["successor"]))
        self.row(me, self.year, None, facts)
        for year, more in facts.get("years", {}).items():
            self.row(me, int(year), None, more)
        for year, more in facts.get("recorded", {}).items():
            for key, value in more.items():
                self.record(me, int(year), key, value)
        for key, value in facts.items():
            if key in self.p.levels and isinstance(value, list):
                for i, child in enumerate(value):
                    self.add(key, child, me, i)

    def row(self, me, year, by, facts):
        for who, more in facts.get("by", {}).items():
            self.row(me, year, who, more)
        for key, cell in facts.items():
            if key in SPECIAL or key in self.p.levels:
                continue
            if key not in self.p.inputs:
                self.fault("R24", key, me, year)
                continue
            self.years.add(year)
            value = self.read(self.p.inputs[key], cell, me, year)
            if value is not None:
                self.facts[me, year, by, key] = value

    def fault(self, code, name, me, year):
        self.faults.append((code, me[1], name, year))
        return INVALID

    def read(self, declared, cell, me, year):
        """The value of a cell, INVALID with a fault, or None where there is nothing."""
        if cell is None or isinstance(cell, float) and cell != cell or isinstance(cell, str) and cell.strip() in NOTHING:
            return None
        kind, name = declared["type"], declared["name"]
        text = cell.strip() if isinstance(cell, str) else None
        if kind in ("number", "count", "ratio"):
            scale = self.scale(declared)
            if isinstance(cell, bool):
                return self.fault("R03", name, me, year)
            try:
                if text is not None:
                    if "_" in text:
                        raise ValueError
                    percent = text.endswith("%")
                    n = Fraction(text.rstrip("%").strip()) / (100 if percent else 1)
                    n = n if percent else n * scale
                else:
                    n = Fraction(repr(cell)) * scale
            except (ValueError, ZeroDivisionError):
                return self.fault("R03", name, me, year)
            if kind == "count" and n.denominator != 1:
                return self.fault("R03", name, me, year)
            lo, hi = (self.p.constant(b) for b in declared["range"] or (None, None))
            if lo is not None and n < lo or hi is not None and n > hi:
                return self.fault("R02", name, me, year)
            return n
        if kind == "yes_no":
            if isinstance(cell, bool):
                return cell
            word = str(cell).strip().lower()
            if word in ("yes", "true", "1", "có", "co", "đúng", "y"):
                return True
            if word in ("no", "false", "0", "không", "khong", "sai", "n"):
                return False
            return self.fault("R03", name, me, year)
        if kind == "date":
            try:
                return Day(day(text))
            except (ValueError, TypeError):
                return self.fault("R03", name, me, year)
        if kind == "year":
            try:
                return Fraction(int(cell))
            except ValueError:
                return self.fault("R03", name, me, year)
        if kind in self.p.categories:
            for i, (item, label) in enumerate(self.p.categories[kind]["items"]):
                if text in (item, label):
                    return Cat(kind, i, item)
            return self.fault("R22", name, me, year)
        raise Refused(f"type {kind}")

    def scale(self, declared):
        if declared["given"] == "percent":
            return Fraction(1, 100)
        out = Fraction(1)
        for i, unit in enumerate(declared["units"]):
            out = out * self.p.unit(unit) if i == 0 else out / self.p.unit(unit)
        return out

    def record(self, me, year, key, value):
        name, _, prop = key.partition(".")
        self.recorded[me, year, name, prop or None] = value

    def exists(self, unit, year):
        lo, hi = self.valid.get(unit, (None, None))
        end = day(f"{year:04}-12-31")
        return (lo is None or lo <= end) and (hi is None or hi >= end)

    def last_year(self, unit):
        """The last year at whose end the unit exists."""
        hi = self.valid.get(unit, (None, None))[1]
        if hi is None:
            return None
        date = datetime.date.fromordinal(hi + datetime.date(1970, 1, 1).toordinal())
        return date.year if (date.month, date.day) == (12, 31) else date.year - 1

    def of_level(self, level):
        return [(level, u) for u in self.units[level]]

    def below(self, unit, level):
        """Units of a level that lie below a unit, at any depth."""
        return [u for u in self.of_level(level) if unit in self.chain(u)]

    def chain(self, unit):
        out = []
        while unit is not None:
            out.append(unit)
            unit = self.parent.get(unit)
        return out
