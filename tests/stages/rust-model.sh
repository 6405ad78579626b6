# An independent reading of the language in Python, on every case it can run and on generated rules and data.
stage "Python model: the cases, and generated rules and data against both evaluators"
cargo build --locked -p milepost-conformance --bins
python3 tests/model/run_cases.py
python3 tests/model/differential.py --results target/debug/results --cells "${MILEPOST_MODEL_CELLS:-100000}"
