"""Packages that are needed only for what asks for them."""

from __future__ import annotations

import importlib
from typing import Any

from ._native import UsageError


def need(module: str, purpose: str, package: str | None = None) -> Any:
    """The module, or an error that says how to get it."""
    try:
        return importlib.import_module(module)
    except ImportError as missing:
        # Something that the package itself lacks is its own business.
        if missing.name is not None and missing.name.split(".")[0] != module.split(".")[0]:
            raise
        wanted = package or module.split(".")[0]
        raise UsageError(f"{purpose} need{'' if purpose.endswith('s') else 's'} {wanted}: pip install '{wanted}'") from None
