# What notebooks show and charts; the example notebook is run from its first cell to its last, its page kept in
# target/notebooks. Uses the wheel of python-binding.sh.
stage "Python: notebooks and charts"

python_notebook() {
  python_wheel
  say "installing the tools of bindings/python/requirements-notebook.txt"
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -r bindings/python/requirements-notebook.txt
  MILEPOST_INSTALLED=all "$VENV/bin/python" -m pytest -q -p no:cacheprovider bindings/python/tests/test_display.py \
    bindings/python/tests/test_plot.py bindings/python/tests/test_notebook.py
}

python_notebook
