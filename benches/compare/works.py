"""The works that are timed: rules as text, data as columns, and the right answers where floats are not to be trusted.

Ratios are of figures in hundredths, as offices report them: the integers behind them give the right verdict.
A yes/no column is bytes: 0 no, 1 yes, 2 missing. A missing number is NaN. Verdicts are 0 met, 1 not met, 2 undetermined.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

TARGETS = (80, 85, 90, 70, 60, 95, 50, 75, 100, 65, 55, 88, 92, 78, 70)
GROUPS = (3, 5, 6, 5, 4)
FLAGS = 8
POINTS = 10.0
ENOUGH = 0.7
MISSING = 0.05


@dataclass
class Frame:
    """A table of one level and year; `parents` are positions in the level above."""

    level: str
    year: int
    rows: int
    columns: dict[str, np.ndarray] = field(default_factory=dict)
    parents: np.ndarray | None = None


@dataclass
class Work:
    """What is to be done: `year` is None where every year of the data is."""

    name: str
    rules: str
    frames: list[Frame]
    rows: int
    copies: int = 1
    truth: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, np.ndarray]:
        """The columns of a work of one table."""
        return self.frames[0].columns

    def write(self, folder: Path) -> None:
        """The work as files for the driver in Rust: the rules, each column as raw bytes, and a list of them."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "rules.mile").write_text(self.rules, encoding="utf-8")
        lines = []
        for number, frame in enumerate(self.frames):
            lines.append(f"frame {frame.level} {frame.year} {frame.rows}")
            if frame.parents is not None:
                frame.parents.astype("<u4").tofile(folder / f"{number}.parents")
                lines.append(f"parents {number}.parents")
            for name, values in frame.columns.items():
                kind = "u8" if values.dtype == np.uint8 else "f64"
                values.tofile(folder / f"{number}.{name}")
                lines.append(f"column {name} {kind} {number}.{name}")
        (folder / "columns.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def w1_rules(copies: int = 1) -> str:
    """23 criteria in five groups against targets of the year, once or many times over."""
    lines = ["ruleset w1 { applies 2023..2025  evaluates district }", "level district"]
    groups = []
    for copy in range(copies):
        lines.append("input " + ", ".join(f"{x}{copy}_{i}" for i in range(len(TARGETS)) for x in "ab") + " : number")
        lines.append("input " + ", ".join(f"y{copy}_{i}" for i in range(FLAGS)) + " : yes_no")
        at = 0
        for group, size in enumerate(GROUPS):
            groups.append(f" group g{copy}_{group} {{\n  verdict every\n  score sum")
            for i in range(at, at + size):
                if i < len(TARGETS):
                    measure = f"a{copy}_{i} / b{copy}_{i}"
                    target = f"2023: >= 0.5, 2024: >= {TARGETS[i] / 100}, 2025: >= 1"
                else:
                    measure, target = f"y{copy}_{i - len(TARGETS)}", "2023..2025: yes"
                groups.append(
                    f"  criterion c{copy}_{i} {{\n   measure {measure}\n   target {target}\n"
                    f"   score max {POINTS:.0f} points when met\n  }}"
                )
            groups.append(" }")
            at += size
    total = "group total {\n verdict every\n score sum\n" + "\n".join(groups) + "\n}"
    enough = f"{ENOUGH * POINTS * 23 * copies:.0f} points"
    outcome = f"outcome recognised {{\n require all: total.met\n require points: total.score >= {enough}\n}}"
    return "\n".join([*lines, total, outcome]) + "\n"


def w1(rows: int, ties: float = 0.01, copies: int = 1, seed: int = 42) -> Work:
    """W1: `ties` is the share of ratios that stand exactly on their target."""
    random = np.random.default_rng(seed)
    columns: dict[str, np.ndarray] = {}
    truth: dict[str, np.ndarray] = {}

    def gaps(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        absent = random.random(rows) < MISSING / 2
        return np.where(absent, np.nan, values / 100), absent

    for copy in range(copies):
        for i, target in enumerate(TARGETS):
            base = 100 * random.integers(1, 5_000, rows)
            near = base * random.integers(target - 10, target + 11, rows) // 100 + random.integers(-3, 4, rows)
            part = np.where(random.random(rows) < ties, base * target // 100, np.maximum(near, 0))
            columns[f"a{copy}_{i}"], a_absent = gaps(part)
            columns[f"b{copy}_{i}"], b_absent = gaps(base)
            verdict = np.where(part * 100 >= base * target, 0, 1)
            truth[f"c{copy}_{i}"] = np.where(a_absent | b_absent, 2, verdict).astype(np.uint8)
        for i in range(FLAGS):
            draw = random.random(rows)
            flag = np.where(draw < MISSING, 2, np.where(draw < 0.9, 1, 0)).astype(np.uint8)
            columns[f"y{copy}_{i}"] = flag
            truth[f"c{copy}_{len(TARGETS) + i}"] = np.where(flag == 2, 2, 1 - (flag & 1)).astype(np.uint8)
    return Work(f"W1 x{copies}" if copies > 1 else "W1", w1_rules(copies), [Frame("district", 2024, rows, columns)], rows, copies, truth)


W2_WEIGHTS = ((1, 2, 3, 2, 1), (2, 1, 1, 1, 3))


def w2(rows: int, seed: int = 43) -> Work:
    """W2: ten indicators min-max normalised to 1..100, two weighted means, their geometric mean."""
    random = np.random.default_rng(seed)
    lines = ["ruleset w2 { applies 2024..2024  evaluates district }", "level district"]
    lines += ["input " + ", ".join(f"x{i}" for i in range(10)) + " : number"]
    lines += ["group index {", " verdict none", " score geometric_mean"]
    reach = "min of value across district ignoring missing, max of value across district ignoring missing"
    for pillar, weights in enumerate(W2_WEIGHTS):
        lines += [f" group p{pillar} {{", "  verdict none", "  score weighted_mean"]
        lines += [f"  normalise 1 + 99 * position(value, {reach})"]
        lines += [f"  item x{5 * pillar + i} weight {weight}" for i, weight in enumerate(weights)]
        lines += [" }"]
    columns = {}
    for i in range(10):
        values = random.integers(0, 100_000, rows) / 100
        columns[f"x{i}"] = np.where(random.random(rows) < 0.01, np.nan, values)
    return Work("W2", "\n".join([*lines, "}"]) + "\n", [Frame("district", 2024, rows, columns)], rows)


W3_RULES = """ruleset w3 { applies 2015..2024  evaluates province }
level province
level district within province
level commune within district
input a, b of commune : number
input y of commune : yes_no
indicator coverage of district = (sum of a over commune) / (sum of b over commune)
indicator equipped of district = share of commune where y
indicator reached of district = coverage >= 0.8 and equipped >= 70%
group total {
  verdict every
  criterion districts {
    measure share of district where reached
    target 2015..2024: >= 50%
  }
  criterion whole {
    measure (sum of a over commune) / (sum of b over commune)
    target 2015..2024: >= 0.8
  }
}
"""


def w3(communes: int = 10_000, districts: int = 700, provinces: int = 63, seed: int = 44) -> Work:
    """W3: communes rolled up to districts and provinces, ten years. Nothing is missing."""
    random = np.random.default_rng(seed)
    frames = []
    of_district = np.sort(random.integers(0, districts, communes))
    of_province = np.sort(random.integers(0, provinces, districts))
    for year in range(2015, 2025):
        base = random.integers(100, 100_000, communes)
        part = base * random.integers(70, 91, communes) // 100
        columns = {
            "a": part / 100,
            "b": base / 100,
            "y": (random.random(communes) < 0.72).astype(np.uint8),
        }
        frames.append(Frame("province", year, provinces))
        frames.append(Frame("district", year, districts, parents=of_province))
        frames.append(Frame("commune", year, communes, columns, of_district))
    return Work("W3", W3_RULES, frames, communes * 10)
