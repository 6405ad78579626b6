"""All conformance cases through Python, on both evaluators, number for number."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import milepost as mp
import pytest
from cases import Case, read_all

CASES = read_all()
RESULT = re.compile(r"(?:(?P<unit>.+?): )?(?P<name>[^@]+?)(?:@(?P<year>-?\d+))?$")


def number(text: str) -> Fraction:
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


class Run:
    """One case on one evaluator: everything that differs from what it expects."""

    def __init__(self, case: Case, engine: str) -> None:
        self.case, self.engine, self.wrong = case, engine, list[str]()
        self.lines = case.expect
        name, text, sources = case.texts()
        try:
            self.rules = mp.compile(text, sources, variant=case.fields.get("variant"), name=name)
        except mp.RuleError as refused:
            self.diagnostics(list(refused.diagnostics))
            return
        if any(line.startswith("error ") for line in self.lines):
            self.wrong.append("the rules were accepted")
        self.diagnostics(self.rules.warnings)
        if all(line.split(" ")[0] in ("error", "warning", "hint", "no") for line in self.lines):
            return
        refused_code = next((line.split(" ")[1] for line in self.lines if line.startswith("refused ")), None)
        try:
            self.table = self.rules.score(
                case.data, years=case.years, as_of=case.fields.get("as_of"), engine=engine, exact=True
            )
        except mp.EvaluationError as error:
            if error.code != refused_code:
                self.wrong.append(f"evaluation stopped: {error}")
            return
        if refused_code:
            self.wrong.append(f"it was evaluated, though {refused_code} was expected")
            return
        for line in self.lines:
            if line.split(" ")[0] not in ("error", "warning", "hint", "no", "fault"):
                self.result(line)
        self.faults()

    def diagnostics(self, found: list[mp.Diagnostic]) -> None:
        open_, codes = list(found), set[str]()
        for line in self.lines:
            word, _, rest = line.partition(" ")
            if word == "no":
                codes.add(rest.strip())
            if word not in ("error", "warning", "hint"):
                continue
            parts = rest.split("`")
            code, text = parts[0].strip(), parts[1] if len(parts) > 1 else None
            suggestion = parts[3] if len(parts) > 3 and parts[2].strip() == "for" else None
            codes.add(code)
            for d in open_:
                covered = d.span.text if d.span else "?"
                same = d.code == code and d.severity == word and text in (None, covered)
                if same and (text is None or d.suggestion == suggestion):
                    open_.remove(d)
                    break
            else:
                self.wrong.append(f"{line} was expected")
        self.wrong += [f"unexpected {d!r}" for d in open_ if d.severity == "error" or d.code in codes]

    def result(self, line: str) -> None:
        place, _, value = line.partition(" = ")
        found = RESULT.match(place)
        assert found, line
        text, _, why = value.partition("{")
        text = text.strip()
        name, year = found["name"], int(found["year"] or self.case.years[0])
        try:
            got, reasons = self.look(found["unit"], name, year)
        except (mp.UsageError, LookupError) as error:
            self.wrong.append(f"{line}: {error}")
            return
        good = agrees(got, text)
        if "{" in value:
            good &= sorted(reasons) == sorted(w.strip() for w in why.rstrip("}").split(",") if w.strip())
        if not good:
            self.wrong.append(f"{line}, but it is {got!r}{reasons}")

    def look(self, unit: str | None, name: str, year: int) -> tuple[Any, list[str]]:
        reports = []
        for level in self.table.levels:
            for one in self.table.units(level):
                if unit in (None, one):
                    try:
                        report = self.table.report(one, year, level=level)
                    except mp.UsageError:
                        continue
                    plain, _, part = name.rpartition(".")
                    if name in report.names:
                        reports.append((report, name, ""))
                    elif plain in report.names:
                        reports.append((report, plain, part))
        if len(reports) != 1:
            raise LookupError(f"{len(reports)} units have a result {name!r}")
        report, name, part = reports[0]
        if not part:
            if (verdict := report.verdict(name)) is not None:
                return verdict, report.reasons(name)
            if (outcome := report.outcome(name)) is not None:
                return outcome, report.reasons(name, "value")
            kind = next(r["kind"] for r in self.rules.results if r["name"] == name)
            if kind in ("criterion", "group"):
                return "none", report.reasons(name)
        get = {"": report.value, "value": report.value, "target": report.target}
        get |= {"score": report.score, "max": report.max}
        value = get[part](name)
        return value, report.reasons(name, part or "value")

    def faults(self) -> None:
        open_ = self.table.faults.to_dicts()
        for line in self.lines:
            if not line.startswith("fault "):
                continue
            _, code, place = line.split(" ", 2)
            found = RESULT.match(place)
            assert found, line
            for fault in open_:
                same = fault["code"] == code and fault["name"] == found["name"]
                same &= found["unit"] in (None, fault["unit"])
                if same and found["year"] in (None, str(fault["year"])):
                    open_.remove(fault)
                    break
            else:
                self.wrong.append(f"{line} was expected")
        self.wrong += [f"unexpected fault {fault}" for fault in open_]


def agrees(got: Any, text: str) -> bool:
    if text.startswith("~"):
        if not isinstance(got, (float, Fraction)):
            return False
        # Half a unit of the last digit that is written; a float is the nearest to the exact value.
        digits = -int(Decimal(text[1:]).as_tuple().exponent)
        return abs(Fraction(got) - Fraction(text[1:])) <= Fraction(5, 10 ** (digits + 1)) + abs(Fraction(got)) / 2**52
    if text in ("none", "missing"):
        return got in (None, "none", "undetermined")
    if text.startswith("["):
        low, _, high = text.strip("[]").partition("..")
        return bool(got == (number(low), number(high)))
    if isinstance(got, bool):
        return text == ("yes" if got else "no")
    if isinstance(got, (Fraction, int)):
        try:
            return got == number(text)
        except ValueError:
            return False
    return str(got) == text


@pytest.mark.parametrize("engine", ["exact", "columnar"])
def test_all_cases(engine: str) -> None:
    failed = []
    for case in CASES:
        wrong = Run(case, engine).wrong
        if wrong:
            failed.append(case.id + "\n    " + "\n    ".join(wrong))
    tags = Counter(tag for case in CASES for tag in case.tags)
    print(f"\npython, {engine}: {len(CASES)} cases, {dict(sorted(tags.items()))}")
    assert not failed, f"{len(failed)} of {len(CASES)} cases failed\n" + "\n".join(failed)


def test_the_count_is_the_one_of_the_rust_runner() -> None:
    counted = os.environ.get("MILEPOST_CASE_COUNTS")
    if counted is None:
        assert not os.environ.get("CI"), "MILEPOST_CASE_COUNTS is what the Rust runner counts"
        pytest.skip("MILEPOST_CASE_COUNTS is not set: tests/run sets it")
    tags = Counter(tag for case in CASES for tag in case.tags)
    assert json.loads(counted) == {"cases": len(CASES), "tags": dict(tags)}
    folder = Path(os.environ.get("MILEPOST_TRUST") or Path(__file__).parents[3] / "target/trust")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conformance-python.json").write_text(json.dumps({"cases": len(CASES)}) + "\n", encoding="utf-8")
