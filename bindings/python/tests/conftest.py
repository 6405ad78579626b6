"""What the tests share."""

from __future__ import annotations

from pathlib import Path

import milepost as mp
import pytest

ROOT = Path(__file__).resolve().parents[3]

DEMO = Path(__file__).with_name("demo.mile").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def rules() -> mp.Ruleset:
    return mp.compile(DEMO)
