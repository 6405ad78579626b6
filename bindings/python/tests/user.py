"""What a user writes: checked by mypy --strict, never run."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import milepost as mp


def outcomes(path: Path, rows: list[dict[str, object]]) -> dict[str, str | None]:
    try:
        rules: mp.Ruleset = mp.load(path, variant=None)
    except mp.RuleError as wrong:
        for finding in wrong.diagnostics:
            place = f"{finding.span.file}:{finding.span.line}" if finding.span is not None else ""
            print(finding.code, place, finding.message, finding.message_vi)
        raise
    report: mp.Report = rules.evaluate(rows[0], 2025, as_of=date(2025, 6, 30))
    verdict = report.verdict("II_3")
    if verdict == "met":
        print(report.reasons("II_3"), report.explain("II_3", lang="vi"))
    score = report.score("total")
    if isinstance(score, Fraction):
        print(score.limit_denominator(100))
    text: str = str(report.score("total", numbers="text"))
    table: mp.Table = rules.score(rows, year=2025, strict=True, threads=2, progress=print, map={"x": "y"})
    frame: mp.Frame = table.outcomes
    names: list[str] = frame.columns
    first: dict[str, object] = frame[0]
    print(len(table), names, first, text, table.frame("scores", exact=True).to_dicts())
    return dict(zip(frame["unit"], frame["recognised"]))
