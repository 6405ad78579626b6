"""Reads the conformance cases of tests/cases: the format is described in their README."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import ROOT

FIELDS = {"why", "tags", "year", "as_of", "variant", "main", "alone"}


@dataclass
class Section:
    name: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    rules: str = ""
    sources: dict[str, str] = field(default_factory=dict)
    data: Any = None
    expect: list[str] = field(default_factory=list)

    def take(self, kind: str, body: str) -> None:
        word, _, name = kind.partition(" ")
        if word == "mile" and not name:
            self.rules += body
        elif word == "mile":
            self.sources[name.strip()] = body
        elif word == "json":
            self.data = json.loads(body)
        elif word == "expect":
            self.expect += [line.strip() for line in body.splitlines() if line.strip()]
        else:
            raise ValueError(f"what is a block of {word!r}?")


@dataclass
class Case:
    topic: str
    name: str
    fields: dict[str, str]
    rules: str
    sources: dict[str, str]
    data: Any
    expect: list[str]

    @property
    def id(self) -> str:
        return f"{self.topic}: {self.name}"

    @property
    def tags(self) -> list[str]:
        return [tag.strip() for tag in self.fields.get("tags", "language").split(",")]

    @property
    def years(self) -> list[int]:
        first, _, last = self.fields["year"].partition("..")
        return list(range(int(first), int(last or first) + 1))

    def texts(self) -> tuple[str, str, dict[str, str]]:
        """Name and text of what is compiled, and the other sources."""
        main = self.fields.get("main")
        if main is None:
            return "case.mile", self.rules, self.sources
        if main in self.sources:
            return main, self.sources[main], self.sources
        path = ROOT / main
        beside = {p.name: p.read_text(encoding="utf-8") for p in path.parent.glob("*.mile")}
        return main, path.read_text(encoding="utf-8"), {**self.sources, **beside}


def read(path: Path) -> list[Case]:
    sections = [Section()]
    kind: str | None = None
    body = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if kind is not None:
            if line.rstrip() == "```":
                sections[-1].take(kind, body)
                kind = None
            else:
                body += line + "\n"
        elif line.startswith("```"):
            kind, body = line[3:].strip(), ""
        elif line.startswith("## "):
            sections.append(Section(name=line[3:].strip()))
        elif line.startswith("- ") and ": " in line:
            name, _, value = line[2:].partition(": ")
            if name in FIELDS:
                sections[-1].fields[name] = value.strip()
    assert kind is None, f"{path}: a block is not closed"
    head, cases = sections[0], []
    for section in sections[1:]:
        fields = {**head.fields, **section.fields}
        assert section.expect and "why" in fields, f"{path}: {section.name}"
        alone = fields.get("alone") == "yes"
        data = section.data if section.data is not None else head.data
        cases.append(
            Case(
                topic=path.stem,
                name=section.name,
                fields=fields,
                rules=("" if alone else head.rules) + section.rules,
                sources={**head.sources, **section.sources},
                data={} if data is None else data,
                expect=section.expect,
            )
        )
    return cases


def read_all() -> list[Case]:
    paths = sorted(p for p in (ROOT / "tests/cases").glob("*.md") if p.stem != "README")
    return [case for path in paths for case in read(path)]
