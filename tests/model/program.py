"""Rule files to versions of declared things: imports, amendments, variants (sections 5, 6.9, 6.11 of the reference)."""
import copy
from fractions import Fraction

from lexer import Refused
from syntax import Node, parse

KINDS = ("indicator", "parameter", "criterion", "group", "outcome", "state", "rank")
SINGLE = ("applies", "measure", "targets", "met", "due", "weight", "score", "gates", "adjust", "on", "not_applicable",
          "verdict", "aggregate", "normalise", "missing", "goalposts", "lower", "goal", "code", "sources", "require", "table",
          "steps", "first")


class Version:
    def __init__(self, head, module):
        self.head, self.module = head, module
        self.name, self.years = head["name"], (head["from"], head["to"])
        self.items, self.on = {}, list(head["on"])


class Module:
    def __init__(self, alias):
        self.alias, self.versions, self.aliases = alias, [], {}


class Program:
    """What can be evaluated. `main` is the module of the text that was given."""

    def __init__(self, text, sources, variant=None):
        self.sources, self.variant = sources, variant
        self.levels, self.parents, self.units, self.inputs = [], {}, {}, {}
        self.categories, self.assessments, self.assessors = {}, {}, set()
        self.units = {"point": (Fraction(1), "points"), "points": (Fraction(1), "points"),
                      "day": (Fraction(1), "day"), "days": (Fraction(1), "day")}
        self.modules, self.by_file = [], {}
        self.main = self.module(text, "")
        self.evaluates = self.main.versions[0].head["evaluates"]

    def source(self, name):
        if name not in self.sources:
            raise Refused(f"cannot find {name}")
        return self.sources[name]

    def module(self, text, alias):
        module = Module(alias)
        self.modules.append(module)
        chain, file = [], parse(text)
        chain.append(file)
        while file["head"]["amends"]:
            file = parse(self.source(file["head"]["amends"]))
            chain.insert(0, file)
        for position, file in enumerate(chain):
            version = Version(file["head"], module)
            if module.versions:
                before = module.versions[-1]
                version.head.setdefault("evaluates", before.head["evaluates"])
                version.items = copy.copy(before.items)
                version.on = version.on or before.on
            module.versions.append(version)
            self.declare(version, file["decls"], last=position == len(chain) - 1)
        return module

    def declare(self, version, decls, last):
        for d in decls:
            kind = d["kind"]
            if kind == "level" and d["name"] not in self.levels:
                self.levels.append(d["name"])
                self.parents[d["name"]] = d["within"]
            elif kind == "level" and d["within"]:
                self.parents[d["name"]] = d["within"]
            elif kind == "unit":
                scale = d["scale"]
                self.units[d["name"]] = (Fraction(1), d["name"]) if scale is None else ("scaled", scale)
            elif kind == "category":
                self.categories[d["name"]] = d
            elif kind == "assessment":
                self.assessments[d["name"]] = d
                self.assessors |= set(d["by"])
        for d in decls:
            if d["kind"] == "use":
                if d["file"] not in self.by_file:
                    self.by_file[d["file"]] = self.module(self.source(d["file"]), d["alias"])
                version.module.aliases[d["alias"]] = self.by_file[d["file"]]
            elif d["kind"] == "input":
                d.setdefault("of", None)
                d["levels"] = d["of"] or [version.head["evaluates"]]
                for name in d["names"]:
                    self.inputs.setdefault(name, {**d, "name": name})
        for d in decls:
            if d["kind"] in KINDS:
                self.add(version, d, None)
        self.change(version, decls)
        if version.head["carry"] is not None:
            self.carry(version, decls)
        if last:
            for d in decls:
                if d["kind"] == "variant" and d["name"] == self.variant:
                    self.change(version, d["changes"])
        elif self.variant is not None:
            for d in decls:
                if d["kind"] == "variant" and d["name"] == self.variant:
                    self.change(version, d["changes"])

    def add(self, version, d, group):
        d = dict(d)
        d["group"] = group
        kind = d["kind"]
        if kind == "item":
            d["name"] = f"{group}.{d['name']}"
        if kind == "outcome" and "table" in d:
            d["classes"] = [r.args[0] for _, r in d["table"].args[1] if r.kind == "class"]
        d.setdefault("of", None)
        d["levels"] = d["of"] or [version.head["evaluates"]]
        if kind == "group":
            d["members"] = [self.add(version, m, d["name"]) for m in d.get("members", [])]
        version.items[d["name"]] = d
        return d["name"]

    def change(self, version, decls):
        for d in decls:
            if d["kind"] == "amend":
                name = d["name"]
                if name not in version.items:
                    raise Refused(f"nothing to amend: {name}")
                item = dict(version.items[name])
                if d["what"] in ("indicator", "parameter"):
                    item["value"] = d["value"]
                for clause in SINGLE:
                    if clause in d:
                        item[clause] = d[clause]
                if d["changes"]:
                    kinds = {k for k, _, _ in d["changes"]}
                    item["changes"] = [c for c in item["changes"] if c[0] not in kinds] + d["changes"]
                if "targets" in d:
                    item["amended_targets"] = True
                if d["what"] == "outcome" and "table" in d:
                    item["classes"] = [r.args[0] for _, r in d["table"].args[1] if r.kind == "class"]
                version.items[name] = item
            elif d["kind"] == "repeal":
                item = version.items.pop(d["name"])
                if item["group"]:
                    group = dict(version.items[item["group"]])
                    group["members"] = [m for m in group["members"] if m != d["name"]]
                    version.items[item["group"]] = group
            elif d["kind"] == "add":
                name = self.add(version, d["member"], d["group"])
                group = dict(version.items[d["group"]])
                group["members"] = group["members"] + [name]
                version.items[d["group"]] = group

    def carry(self, version, decls):
        """`carry targets from Y`: what was not written anew stays as in Y."""
        fresh = {d["name"] for d in decls if d["kind"] == "amend" and "targets" in d}
        fresh |= {m for d in decls if d["kind"] == "add" for m in [d["member"]["name"]]}
        fresh |= {d["name"] for d in decls if d["kind"] in KINDS}
        for name, item in list(version.items.items()):
            if name not in fresh and item.get("targets"):
                item = dict(item)
                item["targets"] = [(w, {**t, "carried": t.get("carried", version.head["carry"])}) for w, t in item["targets"]]
                version.items[name] = item

    def unit(self, name):
        """Size in base units."""
        if name is None:
            return Fraction(1)
        if name not in self.units:
            raise Refused(f"unit {name} is not declared")
        size = self.units[name]
        if size[0] == "scaled":
            return size[1][0] * self.unit(size[1][1])
        return size[0]

    def version_for(self, module, year):
        for v in module.versions:
            if v.years[0] <= year <= v.years[1]:
                return v
        return None

    def ancestors(self, level):
        while level is not None:
            yield level
            level = self.parents.get(level)

    def constant(self, node):
        """The value of a written bound."""
        if node is None:
            return None
        if node.kind == "num":
            return node.args[0] * self.unit(node.args[1])
        if node.kind == "paren":
            return self.constant(node.args[0])
        if node.kind == "neg":
            return -self.constant(node.args[0])
        if node.kind in "+-*/":
            a, b = (self.constant(x) for x in node.args)
            return {"+": a + b, "-": a - b, "*": a * b}[node.kind] if node.kind != "/" else a / b
        raise Refused("expected a constant")


__all__ = ["Node", "Program"]
