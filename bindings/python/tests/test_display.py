"""What a notebook shows: labels in both languages, nothing of the data as markup, its own look and no more."""

from __future__ import annotations

import html
import re
from pathlib import Path

import milepost as mp
import pytest

ROOT = Path(__file__).resolve().parents[3]
NASTY = "<script>alert('x')</script><style>*{display:none}</style></div>"

RULES = """
ruleset demo "Demo" { label vi "Thử nghiệm"  applies 2023..2025  evaluates district }
level district "District" { label vi "Huyện" }
input fibre : ratio in 0%..100% "Households" { label vi "Hộ có cáp quang"  given as percent }
criterion II_3 "Fibre" { label vi "Cáp quang"  code "II.3"  measure fibre  target 2023..2025: >= 80% }
"""


@pytest.fixture(scope="module")
def table() -> mp.Table:
    data = [
        {"unit": "a", "label": NASTY, "fibre": "79.99"},
        {"unit": "b", "label": "Thọ Xuân", "fibre": 80},
        {"unit": "c", "label": "Yên Định", "fibre": None},
    ]
    return mp.compile(RULES).score(data, year=2024)


def text_of(part: str) -> str:
    """What is read: without the look and the tags."""
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", part, count=1, flags=re.S)))


def test_a_table_is_a_heat_map(table: mp.Table) -> None:
    shown = table._repr_html_()
    assert shown.startswith('<div class="milepost" lang="en">')
    words = text_of(shown)
    assert [sign for sign in "✗✓?" if sign in words] == ["✗", "✓", "?"]
    assert "Thọ Xuân" in words and "II.3" in words and "District" in words
    vietnamese = text_of(mp.display.html(table, lang="vi"))
    assert "Huyện" in vietnamese and "chưa đạt" in vietnamese and "Thử nghiệm" in vietnamese


def test_data_are_never_markup(table: mp.Table) -> None:
    for shown in (mp.display.html(table), mp.display.html(table.report("a"))):
        assert "<script" not in shown
        assert shown.count("<style>") == 1 and shown.count("</div>") == shown.count("<div")
        assert NASTY in text_of(shown)


def test_nothing_is_loaded(table: mp.Table) -> None:
    for shown in (mp.display.html(table), mp.display.html(table.rules), mp.display.html(table.report("b"))):
        assert not re.search(r"https?://|@import|url\(|src=|<link", shown)


def test_only_so_many_units_are_shown(table: mp.Table) -> None:
    shown = text_of(mp.display.show(table, most=2)._repr_html_())
    assert "The first 2 of 3 units" in shown and "Yên Định" not in shown


def test_a_report_has_bars_against_targets(table: mp.Table) -> None:
    shown = table.report("a")._repr_html_()
    assert '<svg class="bar"' in shown
    assert "79.99 %" in text_of(shown) and "≥ 80 %" in text_of(shown) and "not met" in text_of(shown)
    assert "79,99 %" in text_of(mp.display.html(table.report("a"), lang="vi"))
    alone = table.rules.evaluate({"fibre": "79.99"}, year=2024)
    assert "79.99 %" in text_of(alone._repr_html_())


def test_an_explanation_is_text_and_a_page(table: mp.Table) -> None:
    why = table.explain("a", "II_3", lang="vi")
    assert isinstance(why, str) and "79,99" in why and str(why) == repr(why)
    assert 'lang="vi"' in why._repr_html_() and "79,99" in text_of(why._repr_html_())
    assert "<script" not in why._repr_html_()


def test_a_finding_shows_its_caret() -> None:
    with pytest.raises(mp.RuleError) as caught:
        mp.compile(RULES.replace(">= 80%", "80%"))
    finding = caught.value.diagnostics[0]
    shown = finding._repr_html_()
    assert re.search(r"<mark>\^+</mark>", shown) and "<pre><b>error[" in shown
    assert finding.message_vi in text_of(mp.display.html(finding, lang="vi"))


def test_the_language_can_be_set_for_all(table: mp.Table) -> None:
    try:
        mp.display.options.lang = "vi"
        assert "Huyện" in text_of(table._repr_html_())
    finally:
        mp.display.options.lang = "en"
    with pytest.raises(mp.UsageError, match="lang"):
        mp.display.html(table, lang="fr")


def test_what_cannot_be_shown_is_said() -> None:
    with pytest.raises(mp.UsageError, match="not int"):
        mp.display.html(3)  # type: ignore[arg-type]
