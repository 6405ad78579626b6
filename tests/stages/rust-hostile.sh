# Malformed and hostile inputs to the compiler and to every reader. In release mode: the second that each may take is one of
# what people run. Fuzzing goes on from here: tests/fuzz/run --minutes N
stage "Rust: hostile inputs"
MILEPOST_HOSTILE="${MILEPOST_HOSTILE:-10000}" cargo test --release --locked -p milepost-hostile
