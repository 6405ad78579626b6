"""Writes the work W1 as Parquet, a row group at a time: write.py ROWS FOLDER."""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "compare"))
import works  # noqa: E402

GROUP = 500_000


def column(values: np.ndarray) -> pa.Array:
    """Missing numbers are NaN, missing flags 2."""
    if values.dtype == np.uint8:
        return pa.array(values == 1, mask=values == 2)
    return pa.array(values, mask=np.isnan(values))


def main(rows: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "w1.mile").write_text(works.w1_rules(), encoding="utf-8")
    writer = None
    for first in range(0, rows, GROUP):
        count = min(GROUP, rows - first)
        part = works.w1(count, seed=first + 42)
        columns = {"unit": pa.array(np.arange(first + 1, first + count + 1))}
        columns |= {name: column(values) for name, values in part.columns.items()}
        table = pa.table(columns)
        writer = writer or pq.ParquetWriter(folder / "w1.parquet", table.schema, compression="zstd")
        writer.write_table(table, row_group_size=GROUP)
    if writer:
        writer.close()


main(int(sys.argv[1]), Path(sys.argv[2]))
