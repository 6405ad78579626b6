"""Milepost inside other engines: `milepost.ext.spark`, `dask`, `ray`, `duckdb`, `polars`."""

from __future__ import annotations

import importlib as _importlib
import typing as _typing

from ._job import Reach as Reach, reach as reach


def __getattr__(name: str) -> _typing.Any:
    if name in ("dask", "duckdb", "polars", "ray", "spark"):
        return _importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module 'milepost.ext' has no attribute {name!r}")
