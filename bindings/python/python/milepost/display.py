"""Rules, reports, tables and findings as notebooks show them.

A notebook shows them by itself: `rules`, `report` or `table` as the last line of a cell. `show` chooses the language and
how many units; `options` sets both for all that follows.

>>> import milepost as mp
>>> mp.display.options.lang = "vi"
>>> mp.display.options.lang = "en"
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from . import _native
from ._native import Diagnostic, Report, Ruleset, Table

Showable = Union[Ruleset, Report, Table, Diagnostic]


@dataclass
class Options:
    """What is shown where nothing else is said."""

    lang: str = "en"
    """Language of labels: "en" or "vi"."""
    most: int = 60
    """How many units of a table are shown."""


options = Options()


class Shown:
    """Something to be shown by a notebook."""

    def __init__(self, html: str) -> None:
        self.html = html

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"<HTML of {len(self.html)} characters; a notebook shows it>"


class Explanation(str):
    """Text that says why a result is what it is; a notebook shows it as a page."""

    html: str

    def __new__(cls, text: str, html: str) -> Explanation:
        made = super().__new__(cls, text)
        made.html = html
        return made

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return str(self)

    def __reduce__(self) -> tuple[type[Explanation], tuple[str, str]]:
        return Explanation, (str(self), self.html)


def show(value: Showable, *, lang: str | None = None, most: int | None = None) -> Shown:
    """Rules, a report, a table or a finding, in a language and with so many units."""
    return Shown(html(value, lang=lang, most=most))


def html(value: Showable, *, lang: str | None = None, most: int | None = None) -> str:
    """As `show`, as text: a part of a page with its own look, which loads nothing."""
    lang = options.lang if lang is None else lang
    return _native._html(value, lang, options.most if most is None else most)
