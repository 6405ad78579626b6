"""Writes the work W1 as Parquet, csv or ndjson, a group of rows at a time: write.py ROWS FOLDER FORMAT."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "compare"))
import works  # noqa: E402

GROUP = 500_000


def column(values: np.ndarray) -> pa.Array:
    """Missing numbers are NaN, missing flags 2."""
    if values.dtype == np.uint8:
        return pa.array(values == 1, mask=values == 2)
    return pa.array(values, mask=np.isnan(values))


def csv(table: pa.Table, out: BinaryIO) -> None:
    """The heading stands before the first group only."""
    options = pyarrow.csv.WriteOptions(include_header=out.tell() == 0)
    pyarrow.csv.write_csv(table, out, options)


def ndjson(table: pa.Table, out: BinaryIO) -> None:
    """A record a line."""
    for record in table.to_pylist():
        out.write(json.dumps(record, separators=(",", ":")).encode() + b"\n")


TEXT: dict[str, Callable[[pa.Table, BinaryIO], None]] = {"csv": csv, "ndjson": ndjson}


def main(rows: int, folder: Path, form: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "w1.mile").write_text(works.w1_rules(), encoding="utf-8")
    writer = None
    for first in range(0, rows, GROUP):
        count = min(GROUP, rows - first)
        part = works.w1(count, seed=first + 42)
        columns = {"unit": pa.array(np.arange(first + 1, first + count + 1))}
        columns |= {name: column(values) for name, values in part.columns.items()}
        table = pa.table(columns)
        if form in TEXT:
            with (folder / f"w1.{form}").open("ab") as out:
                TEXT[form](table, out)
            continue
        writer = writer or pq.ParquetWriter(folder / "w1.parquet", table.schema, compression="zstd")
        writer.write_table(table, row_group_size=GROUP)
    if writer:
        writer.close()


main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
