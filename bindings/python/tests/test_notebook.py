"""The example notebook runs from its first cell to its last, and its page shows what it should."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from alike import need

nbclient = need("nbclient")
nbconvert = need("nbconvert")
nbformat = need("nbformat")
for package in ("ipykernel", "altair", "vl_convert", "openpyxl", "pandas"):
    need(package)

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "bindings" / "python" / "examples").glob("*.ipynb"))
PAGES = ROOT / "target" / "notebooks"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_example_runs(path: Path) -> None:
    folder = PAGES / path.stem
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "notebooks are kept without outputs"
    # No kernel of the machine's own, and nothing written beside the sources.
    os.environ["IPYTHONDIR"] = str(folder / ".ipython")
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    page, _ = nbconvert.HTMLExporter(template_name="classic").from_notebook_node(notebook)
    (folder / "page.html").write_text(page, encoding="utf-8")
    outputs = [o for cell in notebook.cells for o in cell.get("outputs", [])]
    html = "".join("".join(o.get("data", {}).get("text/html", "")) for o in outputs)
    assert 'class="milepost" lang="vi"' in html
    assert "Thị xã Nghi Sơn" in html and "89,99 %" in html and "chưa đạt" in html
    assert "<mark>" in html, "a finding shows its caret"
    charts = [o for o in outputs if "image/svg+xml" in o.get("data", {})]
    assert len(charts) == 4
    assert (folder / "build" / "report.html").stat().st_size > 100_000


def test_there_is_an_example() -> None:
    assert EXAMPLES
