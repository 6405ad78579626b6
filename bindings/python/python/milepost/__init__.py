"""Indicator rules with exact verdicts.

>>> import milepost as mp
>>> rules = mp.compile('''
... ruleset demo { applies 2024..2025  evaluates district }
... level district
... input fibre : ratio in 0%..100% "Households with fibre" { given as percent }
... criterion II_3 "Households covered by fibre" { measure fibre  target 2024..2025: >= 80% }
... ''')
>>> report = rules.evaluate({"fibre": "79.99"}, year=2025)
>>> report.verdict("II_3"), report.value("II_3")
('not_met', Fraction(7999, 10000))
>>> table = rules.score([{"unit": "tho_xuan", "fibre": 80}, {"unit": "yen_dinh"}], year=2025)
>>> table.verdicts["II_3"]
['met', 'undetermined']

`load` and `compile` make rules; `Ruleset.evaluate` judges one unit, `Ruleset.score` many: from dicts and lists, and from
data frames of any library. What is wrong with rules is an exception with places and remedies; what is wrong with data is
a row of `table.faults`.
"""

from __future__ import annotations

from ._native import (
    DataError,
    Diagnostic,
    Error,
    EvaluationError,
    Frame,
    Report,
    RuleError,
    Ruleset,
    Span,
    Table,
    UsageError,
    __version__,
    compile,
    load,
)

# The module `typing` would take longer to import than everything else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._native import _Description, _Lang, _Schema

__all__ = [
    "DataError",
    "Diagnostic",
    "Error",
    "EvaluationError",
    "Frame",
    "Report",
    "RuleError",
    "Ruleset",
    "Span",
    "Table",
    "UsageError",
    "__version__",
    "compile",
    "describe",
    "load",
    "schema",
]


def describe(
    rules: Ruleset, format: _Description = "text", *, year: int | None = None, lang: _Lang = "en"
) -> str:
    """The rules as the tables that a decision prints: "text", "markdown", "html" or "json"."""
    return rules.describe(format, year=year, lang=lang)


def schema(
    rules: Ruleset, format: _Schema = "csv", *, level: str | None = None, lang: _Lang = "en"
) -> str:
    """The inputs that rules need: "csv" (an empty table), "json-schema", "typescript" or "rust"."""
    return rules.schema(format, level=level, lang=lang)


def __getattr__(name: str) -> Any:
    # Data frame libraries, clusters and plots are imported when they are asked for.
    if name in ("display", "ext", "plot"):
        import importlib

        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module 'milepost' has no attribute {name!r}")
