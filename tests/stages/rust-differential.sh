# Both evaluators on generated rules and data, cell by cell. The long run (hours) before a release:
#   cargo run --release -p milepost-differential -- --cells 1000000000 --seed 1000000
stage "Rust: the two evaluators agree on generated rules and data"
cargo run --release --locked -p milepost-differential -- --cells "${MILEPOST_CELLS:-50000000}"
