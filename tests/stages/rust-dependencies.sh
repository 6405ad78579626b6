# Licences, sources and duplicates of dependencies.
stage "Rust: dependencies"
python3 tests/dependencies.py
# The workspaces beside the main one have lock files of their own, which follow what our crates depend on.
for workspace in tests/fuzz benches/engines bindings/wasm/pack; do
  (cd "$workspace" && cargo update --quiet --workspace --locked) || {
    echo "$workspace/Cargo.lock is out of date: run cargo update --workspace there" >&2
    exit 1
  }
done
