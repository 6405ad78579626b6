"""Reads the case files of tests/cases (the format is described in tests/cases/README.md)."""
import json
import pathlib
import re
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIELDS = {"why", "tags", "year", "as_of", "variant", "main", "alone"}


@dataclass
class Case:
    topic: str
    name: str
    fields: dict
    rules: str
    sources: dict
    data: object
    expect: list = field(default_factory=list)

    @property
    def id(self):
        return f"{self.topic}: {self.name}"

    @property
    def years(self):
        lo, _, hi = self.fields["year"].partition("..")
        return list(range(int(lo), int(hi or lo) + 1))

    @property
    def tags(self):
        return [t.strip() for t in self.fields.get("tags", "language").split(",")]


def read(path):
    """The cases of one file."""
    head, sections = None, []
    section = {"name": None, "fields": {}, "rules": [], "sources": {}, "data": None, "expect": []}
    block, lines = None, []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if block is not None:
            if line.rstrip() != "```":
                lines.append(line)
                continue
            kind, _, name = block.partition(" ")
            text = "\n".join(lines) + "\n"
            if kind == "mile" and name:
                section["sources"][name] = text
            elif kind == "mile":
                section["rules"].append(text)
            elif kind == "json":
                section["data"] = json.loads(text)
            elif kind == "expect":
                section["expect"] += [l for l in lines if l.strip()]
            else:
                raise SystemExit(f"{path}:{number}: what is a block of {kind!r}?")
            block, lines = None, []
        elif line.startswith("```"):
            block = line[3:].strip()
        elif line.startswith("## "):
            if head is None:
                head = section
            section = {"name": line[3:].strip(), "fields": {}, "rules": [], "sources": {}, "data": None, "expect": []}
            sections.append(section)
        else:
            found = re.match(r"- (\w+): (.*)$", line)
            if found and found[1] in FIELDS:
                section["fields"][found[1]] = found[2].strip()
    if block is not None:
        raise SystemExit(f"{path}: a block is not closed")
    head = head or section
    out = []
    for s in sections:
        fields = {**head["fields"], **s["fields"]}
        rules = ([] if fields.get("alone") == "yes" else head["rules"]) + s["rules"]
        data = s["data"] if s["data"] is not None else head["data"]
        out.append(Case(path.stem, s["name"], fields, "".join(rules), {**head["sources"], **s["sources"]},
                        {} if data is None else data, s["expect"]))
    return out


def read_all(folder=ROOT / "tests" / "cases"):
    """All cases, by file name."""
    return [c for p in sorted(folder.glob("*.md")) if p.name != "README.md" for c in read(p)]
