# Expected results of example data, worked out from the text of the rules without the engine.
stage "Expected results, worked out apart from the engine"
python3 tests/expected/scoring_index.py rules/examples/scoring-index/data/expected.csv
