"""Charts: what they show is what the table says, labels are in the language asked for, and they can be drawn."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import milepost as mp
import pytest
from alike import need

need("altair")
convert = need("vl_convert")

ROOT = Path(__file__).resolve().parents[3]
PACK = ROOT / "rules" / "thanh-hoa" / "district-2024"

INDEX = """
ruleset index { applies 2024  evaluates country }
level country
input health, schooling, income : number
group total "Index" { verdict none  score mean
  normalise 100 * position(value, min of value across country, max of value across country)
  item health  item schooling  item income }
rank place "Place" of country { by total.score descending }
"""


@pytest.fixture(scope="module")
def table() -> mp.Table:
    import csv

    data = {}
    for level, name in (("district", "districts"), ("commune", "communes")):
        with (PACK / "data" / f"{name}.csv").open(encoding="utf-8") as file:
            data[level] = list(csv.DictReader(file))
    return mp.load(PACK / "district.mile").score(data, years=[2024, 2025])


def drawn(chart: Any) -> tuple[dict[str, Any], str]:
    """The chart as data and as a picture."""
    made = chart.to_dict()
    return made, convert.vegalite_to_svg(json.dumps(made))


def values(made: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of all data of a chart."""
    found = list(made.get("datasets", {}).values())
    found += [part["data"]["values"] for part in [made, *made.get("layer", [])] if "values" in part.get("data", {})]
    return [row for rows in found for row in rows]


def test_heatmap_shows_every_verdict(table: mp.Table) -> None:
    made, picture = drawn(table.plot.heatmap(year=2024, lang="vi"))
    cells = [row for row in values(made) if "sign" in row]
    frame = table.verdicts.to_dicts()
    criteria = [r["name"] for r in table.rules.results if r["kind"] == "criterion"]
    wanted = [row[name] for row in frame if row["year"] == 2024 for name in criteria if row.get(name)]
    signs = {"met": "✓", "not_met": "✗", "undetermined": "?", "not_applicable": "–"}
    assert len({(c["unit"], c["item"]) for c in cells}) == len(wanted)
    for verdict, sign in signs.items():
        once = {(c["unit"], c["item"]) for c in cells if c["sign"] == sign}
        assert len(once) == wanted.count(verdict), verdict
    assert "chưa đạt" in picture and "Huyện Thọ Xuân" in picture


def test_bars_stand_against_targets(table: mp.Table) -> None:
    made, picture = drawn(table.plot.bars("nghi_son", year=2024))
    bars = {row["row"]: row for row in values(made) if "share" in row}
    (bar,) = [b for name, b in bars.items() if name.startswith("III.3 ")]
    assert bar["share"] == pytest.approx(0.8999 / 0.9) and bar["text"] == "✗ 89.99 %"
    assert "not met" in picture
    other, _ = drawn(table.plot.bars(name="II_3", year=2025, lang="vi"))
    shares = {row["row"]: row["text"] for row in values(other) if "share" in row}
    assert shares["Thành phố Sầm Sơn"] == "✗ 79,99 %"


def test_radar_has_an_axis_per_group(table: mp.Table) -> None:
    made, picture = drawn(table.plot.radar("nghi_son", year=2024))
    corners = [row for row in values(made) if "share" in row]
    assert len({c["group"] for c in corners}) == 5
    by_group = {c["group"]: c["share"] for c in corners}
    # One of the nine criteria of group III is not met.
    assert by_group["Digital government"] == pytest.approx(8 / 9)
    assert picture.startswith("<svg")


def test_timeline_counts_outcomes_and_follows_values(table: mp.Table) -> None:
    made, _ = drawn(table.plot.timeline("recognition"))
    counts = {(row["year"], row["word"]): row["count"] for row in values(made)}
    for year in (2024, 2025):
        rows = [r["recognition"] for r in table.outcomes.to_dicts() if r["year"] == year]
        assert counts[(year, "recognised")] == rows.count("recognised")
        assert counts[(year, "refused")] == rows.count("refused")
    made, picture = drawn(table.plot.timeline("II_3", units=["bim_son"], lang="vi"))
    line = {row["year"]: row["value"] for row in values(made) if "value" in row}
    goals = {row["year"]: row["goal"] for row in values(made) if "goal" in row}
    # Every figure of this district stands exactly at its target.
    assert line == pytest.approx({2024: 70, 2025: 80}) and goals == pytest.approx({2024: 70, 2025: 80})
    assert "Mục tiêu" in picture


def test_rank_intervals_hold_the_written_rank_and_repeat() -> None:
    rules = mp.compile(INDEX)
    data = [
        {"unit": "first", "health": 9, "schooling": 9, "income": 9},
        {"unit": "one_sided", "health": 9, "schooling": 1, "income": 5},
        {"unit": "other_side", "health": 1, "schooling": 9, "income": 5},
        {"unit": "last", "health": 1, "schooling": 1, "income": 1},
    ]
    table = rules.score(data, year=2024)
    made, picture = drawn(table.plot.rank_intervals(draws=40))
    rows = {row["label"]: row for row in values(made)}
    assert rows["first"]["best"] == rows["first"]["worst"] == 1
    assert rows["last"]["best"] == rows["last"]["worst"] == 4
    assert rows["one_sided"]["best"] <= rows["one_sided"]["median"] <= rows["one_sided"]["worst"]
    assert drawn(table.plot.rank_intervals(draws=40))[0] == made
    assert "Place" in picture
    scores, _ = drawn(table.plot.heatmap())
    assert {row["unit"] for row in values(scores)} == {"first", "one_sided", "other_side", "last"}


def test_wrong_questions_get_answers(table: mp.Table) -> None:
    with pytest.raises(mp.UsageError, match="no unit is called 'nowhere'"):
        table.plot.bars("nowhere")
    with pytest.raises(mp.UsageError, match="no results for 1999"):
        table.plot.heatmap(year=1999)
    with pytest.raises(mp.UsageError, match="no result 'nothing'"):
        table.plot.timeline("nothing")
    with pytest.raises(mp.UsageError, match="unit="):
        table.plot.bars()


def test_without_altair_the_error_says_how_to_get_it() -> None:
    code = """
import sys
sys.modules["altair"] = None
import milepost as mp
rules = mp.compile("ruleset d { applies 2024  evaluates x }\\nlevel x\\ninput a : number\\ncriterion c { measure a  target 2024: >= 1 }")
try:
    rules.score([{"unit": "u", "a": 1}], year=2024).plot.heatmap()
except mp.UsageError as wrong:
    print(wrong)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "pip install 'altair>=5'" in said


def test_titles_and_labels_are_not_cut(table: mp.Table) -> None:
    """A picture may be shown with a wider font than it was measured with."""
    for chart in (table.plot.timeline(lang="vi"), table.plot.timeline("II_3", lang="vi")):
        made = drawn(chart)[0]
        title = made["title"]["text"]
        assert len(title) > 1 and max(map(len, title)) <= 40
        assert made["padding"]["right"] > 30
    made, picture = drawn(table.plot.bars("nghi_son", year=2024, lang="vi"))
    assert made["title"]["text"] == "Thị xã Nghi Sơn"
    assert made["padding"]["left"] > 50 and "Tỷ lệ" in picture
    assert drawn(table.plot.heatmap(year=2024))[0]["padding"]["left"] > 15
