"""Types and documentation: a user's file under mypy --strict, stubs against the module, examples of docstrings."""

from __future__ import annotations

import doctest
import inspect
import os
import subprocess
import sys
from pathlib import Path

import milepost as mp

HERE = Path(__file__).parent


def run(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, env=os.environ, cwd=HERE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_user_s_file_is_well_typed() -> None:
    run("mypy", "--strict", "--no-incremental", "user.py")


def test_our_own_modules_are_well_typed() -> None:
    run("mypy", "--strict", "--no-incremental", "--config-file", "mypy.ini", "-p", "milepost")


def test_stubs_are_the_module() -> None:
    run("mypy.stubtest", "milepost._native", "--mypy-config-file", "mypy.ini")


def test_examples_of_docstrings() -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL)
    found = doctest.DocTestParser()
    # The example of the module makes rules, a report and a table; those of the classes go on from there.
    first = found.get_doctest(mp.__doc__ or "", {}, "milepost", None, 0)
    runner.run(first, clear_globs=False)
    owners = [mp.Ruleset, mp.Report, mp.Table, mp.Frame, mp.Diagnostic, mp.Span]
    texts = {"load": mp.load.__doc__, "compile": mp.compile.__doc__}
    for owner in owners:
        texts[owner.__name__] = owner.__doc__
        texts |= {f"{owner.__name__}.{name}": inspect.getdoc(value) for name, value in vars(owner).items() if name[0] != "_"}
    examples = {name: found.get_doctest(inspect.cleandoc(text or ""), first.globs, name, None, 0) for name, text in texts.items()}
    for example in examples.values():
        runner.run(example)
    assert runner.failures == 0
    shown = {name for name, example in examples.items() if example.examples}
    assert shown >= {
        "load", "compile", "Ruleset", "Ruleset.evaluate", "Ruleset.score", "Ruleset.describe", "Ruleset.schema", "Report",
        "Report.value", "Report.explain", "Report.to_dict", "Table", "Table.frame", "Table.exact", "Table.tidy_of", "Frame",
        "Diagnostic",
    }  # fmt: skip


def test_everything_is_documented() -> None:
    for name in mp.__all__:
        assert name == "__version__" or inspect.getdoc(getattr(mp, name)), name
    for owner in (mp.Ruleset, mp.Report, mp.Table, mp.Frame, mp.Diagnostic, mp.Span):
        for name, value in inspect.getmembers(owner):
            assert name.startswith("_") or inspect.getdoc(value), f"{owner}.{name}"
