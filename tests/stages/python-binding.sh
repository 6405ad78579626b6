# The Python package: a wheel is built and installed, its tests run from there, its types are checked, the conformance
# cases are counted against the Rust runner, and the README runs in a clean environment. MILEPOST_WHEEL names a wheel that
# is built already.
stage "Python: wheel, tests, types, conformance cases"

# Builds the wheel once for all Python stages and installs it with the tools of the tests.
python_wheel() {
  venv
  say "installing the tools of bindings/python/requirements-test.txt"
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -r bindings/python/requirements-test.txt
  if [ -z "${MILEPOST_WHEEL:-}" ]; then
    say "building the wheel"
    local wheels
    wheels="$(mktemp -d)"
    PATH="$VENV/bin:$PATH" maturin build --locked --quiet --compression-level 9 --manifest-path bindings/python/Cargo.toml --out "$wheels"
    MILEPOST_WHEEL="$(ls "$wheels"/milepost-*.whl)"
    export MILEPOST_WHEEL
  fi
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$MILEPOST_WHEEL"
}

python_clean() {
  local clean
  clean="$(mktemp -d)"
  new_venv "$clean"
  "$clean/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$MILEPOST_WHEEL"
  "$clean/bin/python" bindings/python/tests/clean.py .
  rm -rf "$clean"
}

# Nothing here has an interpreter without the global lock: what can be seen is that the module compiles for one.
python_without_lock() {
  local config
  config="$(mktemp)"
  printf '%s\n' implementation=CPython version=3.14 shared=true build_flags=Py_GIL_DISABLED \
    suppress_build_script_link_lines=true >"$config"
  PYO3_CONFIG_FILE="$config" cargo check --quiet --locked -p milepost-python
  rm -f "$config"
}

python_binding() {
  python_wheel
  local size
  size="$(stat -c %s "$MILEPOST_WHEEL")"
  say "wheel: $size bytes, at most 5,000,000"
  [ "$size" -lt 5000000 ] || { echo "the wheel has 5 MB or more" >&2; exit 1; }
  say "the README in a clean environment"
  python_clean
  say "compiling for an interpreter without the global lock"
  python_without_lock
  say "counting the cases as the Rust runner does"
  MILEPOST_CASE_COUNTS="$(cargo run --quiet --locked -p milepost-conformance --bin counts)"
  export MILEPOST_CASE_COUNTS
  # The other stages install what these need.
  "$VENV/bin/python" -m pytest -q -rs -s -p no:cacheprovider bindings/python/tests --ignore-glob='*test_ext.py' \
    --ignore-glob='*test_spark.py' --ignore-glob='*test_ray.py' --ignore-glob='*test_plot.py' --ignore-glob='*test_notebook.py'
}

python_binding
