#!/usr/bin/env python3
"""Licences, sources and duplicates of all crates in Cargo.lock, by the rules of deny.toml (which `cargo deny` reads too)."""
import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict

rules = tomllib.load(open("deny.toml", "rb"))
allowed = set(rules["licenses"]["allow"])
skipped = {s["crate"].split("@")[0] for s in rules["bans"]["skip"]}
text = subprocess.run(["cargo", "metadata", "--locked", "--format-version", "1", "--all-features"], capture_output=True, text=True, check=True)
metadata = json.loads(text.stdout)
wrong = []


def may_be_used(expression):
    """Whether an SPDX expression can be met with the allowed licences."""
    tokens = re.findall(r"\(|\)|[^\s()/]+|/", expression.replace(" WITH ", "_WITH_"))

    def one(at):
        if tokens[at] == "(":
            value, at = either(at + 1)
            return value, at + 1
        return tokens[at].replace("_WITH_", " WITH ") in allowed, at + 1

    def both(at):
        value, at = one(at)
        while at < len(tokens) and tokens[at] == "AND":
            more, at = one(at + 1)
            value = value and more
        return value, at

    def either(at):
        value, at = both(at)
        while at < len(tokens) and tokens[at] in ("OR", "/"):
            more, at = both(at + 1)
            value = value or more
        return value, at

    return either(0)[0]


versions = defaultdict(set)
for package in metadata["packages"]:
    name, version, licence = package["name"], package["version"], package["license"]
    if package["source"] is None:
        continue
    versions[name].add(version)
    if not package["source"].startswith("registry+"):
        wrong.append(f"{name} {version} is not from a registry: {package['source']}")
    if not licence or not may_be_used(licence):
        wrong.append(f"{name} {version} has the licence {licence}")
for name, found in sorted(versions.items()):
    if len(found) > 1 and name not in skipped:
        wrong.append(f"{name} is there in several versions: {', '.join(sorted(found))}; see: cargo tree --invert {name}")
for name in sorted(skipped):
    if len(versions[name]) < 2:
        wrong.append(f"deny.toml excuses {name}, which is no longer a duplicate")
if wrong:
    sys.exit("\n".join(wrong))
print(f"{sum(map(len, versions.values()))} crates, licences {', '.join(sorted(allowed))}, {len(skipped)} excused duplicates")
