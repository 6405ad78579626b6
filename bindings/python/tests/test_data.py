"""Many units: the same data through every library give the same results; what is wrong is a fault in its place."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Callable

import duckdb
import milepost as mp
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import w1

ROWS = 400


def pandas_of_objects(columns: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()})


def pandas_nullable(columns: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(columns).convert_dtypes()


def pandas_arrow(columns: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(columns).convert_dtypes(dtype_backend="pyarrow")


def chunked(columns: dict[str, Any]) -> pa.Table:
    table = pa.table(columns)
    return pa.concat_tables([table.slice(0, 7), table.slice(7, 0), table.slice(7, 100), table.slice(107)])


def relation(columns: dict[str, Any]) -> Any:
    frame = pa.table(columns)  # noqa: F841, DuckDB finds it by name
    return duckdb.sql("select * from frame")


SOURCES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "dict of lists": dict,
    "list of dicts": lambda c: [dict(zip(c, row)) for row in zip(*c.values())],
    "generator of dicts": lambda c: (dict(zip(c, row)) for row in zip(*c.values())),
    "dict of arrays": lambda c: {name: pa.array(cells) for name, cells in c.items()},
    "dict of series": lambda c: {name: pl.Series(cells) for name, cells in c.items()},
    "pandas": pd.DataFrame,
    "pandas, objects": pandas_of_objects,
    "pandas, nullable": pandas_nullable,
    "pandas, Arrow": pandas_arrow,
    "pandas, index": lambda c: pd.DataFrame(c).set_index("unit"),
    "Polars": pl.DataFrame,
    "Polars, lazy": lambda c: pl.DataFrame(c).lazy(),
    "pyarrow": pa.table,
    "pyarrow, chunks": chunked,
    "pyarrow, batch": lambda c: pa.record_batch(c),
    "pyarrow, reader": lambda c: pa.table(c).to_reader(max_chunksize=97),
    "DuckDB": relation,
    "level": lambda c: {"district": pl.DataFrame(c)},
}


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return {"unit": [f"u{i}" for i in range(ROWS)], **w1.columns(ROWS)}


@pytest.fixture(scope="module")
def w1_rules() -> mp.Ruleset:
    return mp.compile(w1.rules())


@pytest.fixture(scope="module")
def expected(w1_rules: mp.Ruleset, data: dict[str, Any]) -> list[dict[str, Any]]:
    """By the exact evaluator, and held against a function written by hand."""
    table = w1_rules.score(data, year=2024, engine="exact")
    records = [dict(zip(data, row)) for row in zip(*data.values())]
    verdicts, scores = table.verdicts.to_dicts(), table.scores["total"]
    for record, row, score, outcome in zip(records, verdicts, scores, table.outcomes["recognised"]):
        hand, total, recognised = w1.by_hand(record)
        assert [row[f"c{i}"] for i in range(23)] == hand
        assert (score, outcome) == (total, recognised)
    return table.tidy.to_dicts()


@pytest.mark.parametrize("source", SOURCES)
def test_w1_is_the_same_through_every_library(
    source: str, w1_rules: mp.Ruleset, data: dict[str, Any], expected: list[dict[str, Any]]
) -> None:
    table = w1_rules.score(SOURCES[source](data), year=2024, threads=2)
    assert table.tidy.to_dicts() == expected
    assert not table.faults.to_dicts() and not table.remarks


def test_a_unit_at_a_time_is_the_same(w1_rules: mp.Ruleset, data: dict[str, Any], expected: list[dict[str, Any]]) -> None:
    by_unit: dict[str, dict[str, str]] = {}
    for row in expected:
        by_unit.setdefault(row["unit"], {})[row["name"]] = row["verdict"]
    for i in range(50):
        report = w1_rules.evaluate({n: c[i] for n, c in data.items()}, year=2024)
        for name, verdict in by_unit[f"u{i}"].items():
            assert (report.outcome(name) or report.verdict(name)) == verdict


def test_results_go_to_every_library(w1_rules: mp.Ruleset, data: dict[str, Any]) -> None:
    table = w1_rules.score(data, year=2024)
    for frame in (table.verdicts, table.scores, table.values, table.outcomes, table.tidy, table.faults, table.ranks):
        dicts = frame.to_dicts()
        assert frame.to_arrow().to_pylist() == dicts
        assert frame.to_polars().to_dicts() == dicts
        there = frame.to_pandas().astype(object)
        assert there.where(there.notna(), None).to_dict("records") == dicts
        assert frame.shape == (len(frame), len(frame.columns)) == there.shape
        assert len(frame) == 0 or (frame[0] == dicts[0] and frame[-1] == dicts[-1])
        assert {name: frame[name] for name in frame.columns} == frame.to_dict()
    verdicts = table.verdicts
    assert isinstance(verdicts.to_pandas()["c0"].dtype, pd.CategoricalDtype)
    assert list(verdicts.to_pandas()["c0"].cat.categories) == ["met", "not_met", "undetermined", "not_applicable"]
    assert verdicts.to_polars()["c0"].dtype in (pl.Categorical, pl.Enum(["met", "not_met", "undetermined", "not_applicable"]))
    arrow = verdicts.to_arrow()  # noqa: F841, DuckDB finds it by name
    assert duckdb.sql("select count(*) from arrow where c0 = 'met'").fetchall() == [(verdicts["c0"].count("met"),)]
    head = {k.decode(): v.decode() for k, v in verdicts.to_arrow().schema.metadata.items()}
    assert head["milepost.content_hash"] == w1_rules.content_hash and len(head["milepost.data_hash"]) == 64
    assert head == verdicts.metadata == table.metadata
    with pytest.raises(KeyError):
        verdicts["nothing"]
    with pytest.raises(IndexError):
        verdicts[ROWS]


def test_levels_years_and_exact_numbers(rules: mp.Ruleset) -> None:
    table = rules.score(
        {
            "district": pd.DataFrame({"unit": ["a", "b"], "label": ["Huyện A", None], "fibre": [70, 80], "plan": True, "year": 2024}),
            "commune": pl.DataFrame({"unit": ["x", "y", "z"], "parent": ["a", "a", "b"], "pupils": [1, 2, 5], "year": 2024}),
        }
    )
    assert table.years == [2024] and table.levels == ["district"]
    assert table.values["all_pupils"] == [3.0, 5.0] and table.values["label"] == ["Huyện A", "b"]
    assert table.frame("scores", exact=True)["II_3"] == ["70/9", "10"]
    exact = {(r["unit"], r["name"]): r["score"] for r in table.tidy_of("criteria", exact=True)}
    assert exact["a", "II_3"] == "70/9" and table.report("a").score("II_3") == Fraction(70, 9)
    assert table.exact("scores") == {"unit": ["a", "b"], "label": ["Huyện A", "b"], "year": [2024, 2024]} | {
        name: [table.report(unit).score(name) for unit in "ab"] for name in table.scores.columns[3:]
    }
    assert table.exact("scores")["II_3"] == [Fraction(70, 9), Fraction(10)]
    decimals = table.exact("scores", numbers="decimal")["II_3"]
    assert decimals == [Decimal(70) / Decimal(9), Decimal(10)] and all(isinstance(x, Decimal) for x in decimals)
    assert pd.DataFrame(table.exact("scores"))["II_3"].sum() == Fraction(160, 9)
    assert table.exact("values", level="district", numbers="text")["all_pupils"] == ["3", "5"]
    with pytest.raises(mp.UsageError, match="verdicts"):
        table.exact("verdicts")
    exactly = rules.score({"unit": ["a"], "fibre": [70]}, year=2024, exact=True)
    assert {r["name"]: r["score"] for r in exactly.tidy_of("criteria", exact=True)}["II_3"] == "70/9"
    assert table.ranks["best"] == [2.0, 1.0]
    assert table.units("commune") == ["x", "y", "z"]
    assert table.report("a").value("all_pupils") == 3 and table.report("Huyện A").unit == "a"
    assert "70" in table.explain("a", "II_3") and table.explain("b", "II.3", lang="vi")
    several = rules.score([{"unit": "a", "fibre": 70, "year": y} for y in (2023, 2024, 2025)], years=range(2024, 2026))
    assert several.years == [2024, 2025] and several.verdicts["year"] == [2024, 2025]
    with pytest.raises(mp.UsageError, match="several years"):
        several.report("a")
    assert several.report("a", 2025).year == 2025
    for call in (
        lambda: table.report("nobody"),
        lambda: table.frame("colours"),  # type: ignore[arg-type]
        lambda: table.frame("scores", level="province"),
        lambda: table.explain("a", "II_9"),
        lambda: table.report("a", 1999),
        lambda: table.tidy_of("some"),  # type: ignore[arg-type]
    ):
        with pytest.raises(mp.UsageError):
            call()


def test_facts_of_units_with_units_inside(rules: mp.Ruleset) -> None:
    units = [{"unit": "a", "fibre": 80, "commune": [{"pupils": 3}, {"pupils": 4}]}, {"unit": "b", "years": {2024: {"fibre": 1}}}]
    for data in (units, {"district": units}):
        table = rules.score(data, year=2025)
        assert table.values["all_pupils"] == [7.0, None] and table.verdicts["II_3"] == ["met", "undetermined"]
    assert rules.score({"commune": [{"pupils": 3}]}, year=2025).values["all_pupils"] == [3.0]
    with pytest.raises(mp.UsageError, match="year="):
        rules.score(units)


def test_faults_are_rows_and_strict_raises(rules: mp.Ruleset) -> None:
    data = {"unit": ["a", "b", "c"], "fibre": [120.0, 80.0, None], "plan": ["maybe", "yes", "no"], "colour": [1, 2, 3]}
    table = rules.score(data, year=2025)
    faults = table.faults.to_dicts()
    assert [(f["unit"], f["name"], f["code"], f["value"]) for f in faults] == [
        ("a", "fibre", "R02", "120"),
        ("a", "plan", "R03", "maybe"),
    ]
    assert faults[0]["place"] == "data row 1, column fibre"
    assert table.verdicts["II_3"] == ["undetermined", "met", "undetermined"]
    assert [d.code for d in table.diagnostics] == ["R02", "R03"] and table.faults_in("vi")["message"] != table.faults["message"]
    assert [r.code for r in table.remarks] == ["F12"]
    with pytest.raises(mp.DataError) as refused:
        rules.score(data, year=2025, strict=True)
    assert refused.value.code == "R02" and len(refused.value.diagnostics) == 2
    with pytest.raises(mp.DataError) as nothing:
        rules.score({"unit": ["a"], "colour": [1]}, year=2025)
    assert nothing.value.code == "F11" and nothing.value.help
    with pytest.raises(mp.DataError) as without:
        rules.score({"unit": ["a"], "fibre": [1]})
    assert without.value.code == "F16"


def test_rows_by_id_that_say_no_unit_or_one_twice(rules: mp.Ruleset) -> None:
    table = rules.score({"unit": ["b", None, "a"], "fibre": [80, 80, 120.0]}, year=2025)
    assert table.verdicts["unit"] == ["b", "a"] and table.verdicts["II_3"] == ["met", "undetermined"]
    places = [(f["code"], f["unit"], f["place"]) for f in table.faults]
    assert places == [("F17", "", "data row 2, column unit"), ("R02", "a", "data row 3, column fibre")]
    twice = rules.score({"unit": ["b", "a", "b"], "fibre": [80, 70, 80]}, year=2025)
    assert twice.verdicts["unit"] == ["b", "a"] and twice.verdicts["II_3"] == ["undetermined", "not_met"]
    assert [(f["code"], f["unit"]) for f in twice.faults] == [("R04", "b")]


def test_names_labels_maps_and_locales(rules: mp.Ruleset) -> None:
    table = rules.score({"unit": ["a"], "Households with fibre": [81]}, year=2025)
    assert table.verdicts["II_3"] == ["met"] and [r.code for r in table.remarks] == ["F13"]
    table = rules.score({"unit": ["a"], "ty_le": ["81,5"]}, year=2025, map={"ty_le": "fibre"}, locale="vi")
    assert table.frame("values", exact=True)["II_3"] == ["0.815"]
    with pytest.raises(mp.DataError) as wrong:
        rules.score({"unit": ["a"]}, year=2025, map={"x": "fibr"})
    assert wrong.value.code == "F15"


def test_exact_cells() -> None:
    rules = mp.compile("ruleset r { applies 2024..2024 evaluates u }\nlevel u\ninput x : number\nindicator y = x * 3\n")
    cells = [Fraction(1, 3), Decimal("0.1"), 2**70, 0.1, 1, "2.50", None, True]
    table = rules.score({"x": cells}, year=2024)
    assert table.frame("values", exact=True)["y"] == ["1", "0.3", str(3 * 2**70), "0.3", "3", "7.5", None, None]
    assert [f["code"] for f in table.faults] == ["R03"]
    wide = pa.array([Decimal("1" + "0" * 30 + ".25"), None], pa.decimal256(40, 2))
    assert rules.score(pa.table({"x": wide}), year=2024).frame("values", exact=True)["y"][0] == "3" + "0" * 30 + ".75"
    floats = pa.array([0.1, None], pa.float32())
    assert rules.score(pa.table({"x": floats}), year=2024).frame("values", exact=True)["y"] == ["0.3", None]
    for kind in (pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64()):
        assert rules.score(pa.table({"x": pa.array([7, None], kind)}), year=2024).values["y"] == [21.0, None]
    assert rules.score(pa.table({"x": pa.nulls(2)}), year=2024).values["y"] == [None, None]
    for kind in (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())):
        assert rules.score(pa.table({"x": pa.array(["7", None]).cast(kind)}), year=2024).values["y"] == [21.0, None]


def test_dates_of_columns(rules: mp.Ruleset) -> None:
    day = datetime.date(2024, 6, 30)
    late = datetime.datetime(2024, 6, 30, 23, 30)
    zoned = late.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
    ict = "Asia/Ho_Chi_Minh"
    same: list[Any] = [
        {"opened": [day]},
        {"opened": ["2024-06-30"]},
        {"opened": [zoned]},
        pa.table({"opened": pa.array([day], pa.date32())}),
        pa.table({"opened": pa.array([day], pa.date64())}),
        pa.table({"opened": pa.array([late], pa.timestamp("ns"))}),
        pa.table({"opened": pa.array([zoned], pa.timestamp("us", "+07:00"))}),
        pa.table({"opened": pa.array([late], pa.timestamp("s", "UTC"))}),
        pd.DataFrame({"opened": [pd.Timestamp(late, tz=ict)]}),
        pd.DataFrame({"opened": [pd.Timestamp(late)]}),
        pl.DataFrame({"opened": [day]}),
        pl.DataFrame({"opened": [late]}),
    ]
    for data in same:
        table = rules.score(data, year=2025)
        assert table.values["early"] == [day] and table.verdicts["early"] == ["met"], data
    named = pa.table({"opened": pa.array([zoned], pa.timestamp("us", ict))})
    table = rules.score(named, year=2025)
    assert table.verdicts["early"] == ["undetermined"] and table.faults["code"] == ["R03"]


def test_paths(tmp_path: Path, rules: mp.Ruleset) -> None:
    path = tmp_path / "districts.csv"
    path.write_text("unit,fibre\na,80\nb,eighty\n", encoding="utf-8")
    for given in (path, str(path)):
        table = rules.score(given, year=2025)
        assert table.verdicts["II_3"] == ["met", "undetermined"]
        assert table.faults["place"][0].endswith("districts.csv:3:2")
    with pytest.raises(FileNotFoundError):
        rules.score(tmp_path / "nothing.csv", year=2025)


def test_parquet_files_of_other_programs_mean_what_their_tables_mean(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    rules = mp.compile(
        "ruleset r { applies 2024..2024 evaluates u }\nlevel u\ninput n, f, c : number\ninput d, z : date\ninput y : yes_no\n"
        "indicator q = n + f\nindicator e = d\nindicator g = z\nindicator h = c\ncriterion yy { met when y }\n"
    )
    late = datetime.datetime(2024, 6, 30, 23, 30)
    there = late.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
    table = pa.table(
        {
            "unit": ["a", "b", "c"],
            "n": [1, None, 3],
            "f": [0.5, 0.25, None],
            "c": pa.array([Decimal("1.25"), None, Decimal("-7.5")], pa.decimal128(20, 2)),
            "d": pa.array([late, None, late], pa.timestamp("ns")),
            "z": pa.array([there, None, there], pa.timestamp("us", "+07:00")),
            "y": [True, False, None],
        }
    )
    expected = rules.score(table, year=2024).tidy_of(exact=True).to_dicts()
    values = {r["name"]: r["value"] for r in expected if r["unit"] == "a"}
    assert (values["q"], values["e"], values["g"], values["h"]) == ("1.5", "2024-06-30", "2024-06-30", "1.25")
    path = tmp_path / "t.parquet"

    def same(what: str) -> None:
        read = rules.score(path, year=2024)
        assert read.tidy_of(exact=True).to_dicts() == expected and not read.faults.to_dicts(), what

    options: dict[str, dict[str, Any]] = {
        "as it is": {},
        "times of Impala": {"use_deprecated_int96_timestamps": True},
        "old": {"version": "1.0", "row_group_size": 1},
        "new pages": {"data_page_version": "2.0", "compression": "zstd"},
        "gzip": {"compression": "gzip"},
        "lz4": {"compression": "lz4", "store_decimal_as_integer": True},
        "no words": {"use_dictionary": False, "column_encoding": {"unit": "DELTA_BYTE_ARRAY", "f": "BYTE_STREAM_SPLIT"}},
    }
    for what, how in options.items():
        pq.write_table(table, path, **how)
        same(what)
    pq.write_table(table.set_column(0, "unit", table["unit"].dictionary_encode()), path)
    same("categories")
    pq.write_table(table.append_column("l", pa.array([[1], None, []])).append_column("s", pa.array([{"a": 1}, None, None])), path)
    same("lists and structures that nobody asks for")
    # Polars gives every zone a name, and times of a named zone are no dates.
    pl.DataFrame(table).with_columns(pl.col("z").dt.date()).write_parquet(path)
    same("Polars")
    frame = table.to_pandas()
    frame["unit"] = frame["unit"].astype("category")
    frame.to_parquet(path)
    same("pandas")
    pq.write_table(table.rename_columns(["unit", "n", "f", "c", "d", "l", "y"]).append_column("z", pa.array([[1], None, []])), path)
    lists = rules.score(path, year=2024)
    assert lists.values["g"] == [None] * 3 and [(f["unit"], f["name"], f["code"]) for f in lists.faults] == [
        ("a", "z", "R03"),
        ("c", "z", "R03"),
    ]
