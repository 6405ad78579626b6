"""What `progress=True` shows: tqdm where it is installed, else a line of its own."""

from __future__ import annotations

import sys
from typing import Callable


def bar() -> Callable[[int, int], None]:
    """A function that is told how many of how many units are done."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return _line
    shown: list[tqdm] = []

    def tell(done: int, whole: int) -> None:
        if not shown:
            shown.append(tqdm(total=whole, unit=" units", unit_scale=True))
        shown[0].total = whole
        shown[0].update(done - shown[0].n)
        if done >= whole:
            shown[0].close()

    return tell


def _line(done: int, whole: int) -> None:
    end = "\n" if done >= whole else ""
    print(f"\r{done} / {whole} units", end=end, file=sys.stderr, flush=True)
