# The npm package: built as users get it, its types, its API, and the whole conformance suite in Node, to the byte.
need_node
stage "WebAssembly: the package is built"
bindings/wasm/build
stage "WebAssembly: what the Rust engine says about every case"
cargo build --locked -p milepost-conformance --bins
target/debug/transcript > target/transcript.jsonl
stage "WebAssembly: types, API and the conformance suite in Node"
(
  cd bindings/wasm
  [ -d node_modules/typescript ] || npm ci --silent --no-audit --no-fund
  npx tsc -p test/tsconfig.json
  CI="${CI:-1}" node --test test/
)
# The stage browser takes what was made here.
wasm_package_built=yes
