# The Python package: a wheel is built and installed, then its tests run from there, with types checked and the
# conformance cases counted. MILEPOST_WHEEL names a wheel that is built already.
stage "Python: wheel, tests, types, conformance cases"

python_wheel() {
  venv
  say "installing the tools of bindings/python/requirements-test.txt"
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -r bindings/python/requirements-test.txt
  if [ -z "${MILEPOST_WHEEL:-}" ]; then
    local wheels
    wheels="$(mktemp -d)"
    "$VENV/bin/maturin" build --locked --quiet --manifest-path bindings/python/Cargo.toml --interpreter "$VENV/bin/python" --out "$wheels"
    MILEPOST_WHEEL="$(ls "$wheels"/milepost-*.whl)"
  fi
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$MILEPOST_WHEEL"
}

python_binding() {
  python_wheel
  say "wheel: $(stat -c %s "$MILEPOST_WHEEL") bytes"
  "$VENV/bin/python" -m pytest -q bindings/python/tests
}

python_binding
