"""pandas in and out. Imported only when a pandas object is given or asked for."""

from __future__ import annotations

from typing import Any, Iterator


def pandas_columns(frame: Any) -> Iterator[tuple[str, Any]]:
    """Columns of a DataFrame by position, so that repeated names stay apart; a named index is a column."""
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    for position, name in enumerate(frame.columns):
        yield str(name), pandas_column(frame.iloc[:, position])


def pandas_column(series: Any) -> Any:
    """One column as Arrow where pyarrow is installed, without a copy where it can be, else as a list."""
    if getattr(series.dtype, "tz", None) is not None:
        # What stands on the clock is the date, whatever the zone.
        series = series.dt.tz_localize(None)
    try:
        import pyarrow as pa
    except ImportError:
        return series.tolist()
    try:
        found = pa.array(series, from_pandas=True)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        # Cells of several kinds, fractions, integers of any size: one by one.
        return series.tolist()
    if pa.types.is_timestamp(found.type) and series.dtype == object:
        # Times of several zones would all be moved to the first one's.
        return series.tolist()
    return found


def to_pandas(frame: Any) -> Any:
    """A table of results as a DataFrame; verdicts are categories."""
    import pandas as pd

    try:
        import pyarrow as pa
    except ImportError:
        return pd.DataFrame(frame.to_dict(), columns=frame.columns)
    return pa.table(frame).to_pandas()
