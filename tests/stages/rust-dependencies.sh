# Licences, sources and duplicates of dependencies.
stage "Rust: dependencies"
python3 tests/dependencies.py
