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
    run("mypy.stubtest", "milepost._native", "--ignore-missing-stub", "--mypy-config-file", "mypy.ini")


def test_examples_of_docstrings() -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL)
    found = doctest.DocTestParser()
    texts = {"milepost": mp.__doc__, "load": mp.load.__doc__, "compile": mp.compile.__doc__}
    for name, text in texts.items():
        runner.run(found.get_doctest(text or "", {}, name, None, 0))
    assert runner.tries >= 8 and runner.failures == 0


def test_everything_is_documented() -> None:
    for name in mp.__all__:
        assert name == "__version__" or inspect.getdoc(getattr(mp, name)), name
    for owner in (mp.Ruleset, mp.Report, mp.Table, mp.Frame, mp.Diagnostic, mp.Span):
        for name, value in inspect.getmembers(owner):
            assert name.startswith("_") or inspect.getdoc(value), f"{owner}.{name}"
