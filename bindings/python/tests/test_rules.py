"""Rules: loading, errors with places, what rules say of themselves."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import milepost as mp
import pytest
from conftest import DEMO, ROOT


def test_errors_have_places_and_remedies() -> None:
    text = DEMO.replace(">= 80%\n", ">= 80\n", 1)
    with pytest.raises(mp.RuleError) as refused:
        mp.compile(text, name="demo.mile")
    error = refused.value
    assert error.code == "E202" and isinstance(error, mp.Error)
    first = error.diagnostics[0]
    assert (first.code, first.severity) == ("E202", "error")
    assert first.span is not None and first.span == error.span
    assert text.encode()[first.span.start : first.span.end].decode() == first.span.text
    assert text.splitlines()[first.span.line - 1][first.span.column - 1 :].startswith(first.span.text)
    assert "demo.mile:" in str(error) and "^" in str(error) and first.message in str(error)
    assert first.message_vi != first.message and first.message_vi in first.render("vi")
    assert "E202" in repr(first)
    with pytest.raises(mp.RuleError) as unknown:
        mp.compile(DEMO.replace("measure fibre", "measure fibr"))
    assert unknown.value.diagnostics[0].suggestion == "fibre"


def test_all_errors_are_there() -> None:
    with pytest.raises(mp.RuleError) as refused:
        mp.compile("ruleset a { applies 2024..2024 evaluates u }\nlevel u\ncriterion c { met when x }\ncriterion d { met when y }\n")
    codes = [d.code for d in refused.value.diagnostics if d.severity == "error"]
    assert len(codes) == 2, refused.value
    nothing = "\0" * 10 + "(" * 200_000
    with pytest.raises(mp.RuleError):
        mp.compile(nothing)


def test_sources_and_variants(tmp_path: Path) -> None:
    base = "ruleset base { applies 2024..2024 evaluates u }\nlevel u\ninput x : number\nindicator double = x * 2\n"
    main = 'ruleset main { applies 2024..2024 evaluates u }\nuse "base.mile" as b\nlevel u\nindicator four = b.double * 2\n'
    rules = mp.compile(main, {"base.mile": base})
    assert rules.evaluate({"x": 1}, year=2024).value("four") == 4
    with pytest.raises(mp.RuleError):
        mp.compile(main)
    with pytest.raises(mp.UsageError, match="sources="):
        mp.compile(main, {"base.mile": 3})  # type: ignore[dict-item]
    (tmp_path / "base.mile").write_text(base, encoding="utf-8")
    (tmp_path / "main.mile").write_text(main, encoding="utf-8")
    loaded = mp.load(tmp_path / "main.mile")
    assert loaded == rules and hash(loaded) == hash(rules) and loaded.content_hash == rules.content_hash
    with pytest.raises(FileNotFoundError):
        mp.load(tmp_path / "nowhere.mile")
    with pytest.raises(IsADirectoryError):
        mp.load(tmp_path)


def test_rules_travel(rules: mp.Ruleset) -> None:
    for again in (pickle.loads(pickle.dumps(rules)), copy.copy(rules), copy.deepcopy(rules)):
        assert again == rules and again.sources == rules.sources
        assert again.evaluate({"fibre": 80}, year=2025).verdict("II_3") == "met"


def test_what_rules_say_of_themselves(rules: mp.Ruleset) -> None:
    assert (rules.name, rules.years, rules.levels, rules.evaluates) == (
        "demo",
        [(2023, 2025)],
        ["district", "commune"],
        "district",
    )
    assert [i["name"] for i in rules.inputs] == ["fibre", "plan", "homes", "opened", "area", "pupils"]
    assert rules.inputs[0]["labels"] == {"": "Households with fibre"} and rules.inputs[5]["levels"] == ["commune"]
    names = {r["name"]: r for r in rules.results}
    assert names["II_3"]["code"] == "II.3" and names["II_3"]["kind"] == "criterion"
    assert {w.code for w in rules.warnings} == {"W601"}
    assert all(w.severity == "warning" and w.help and w.help_vi and w.help != w.help_vi for w in rules.warnings)
    assert "II_3" in mp.describe(rules, "markdown") or "II.3" in mp.describe(rules, "markdown")
    assert json.loads(mp.describe(rules, "json")) and "<" in mp.describe(rules, "html")
    assert mp.schema(rules).startswith("unit,") and json.loads(mp.schema(rules, "json-schema"))
    assert "pupils" in mp.schema(rules, level="commune")
    assert mp.compile(rules.format()) == rules
    for call in (lambda: rules.describe("pdf"), lambda: rules.schema("sql"), lambda: rules.schema(level="province")):  # type: ignore[arg-type]
        with pytest.raises(mp.UsageError):
            call()


def test_the_packs_of_the_project() -> None:
    for path in sorted((ROOT / "rules").rglob("*.mile")):
        text = path.read_text(encoding="utf-8")
        if "ruleset" in text:
            assert mp.load(path).content_hash
