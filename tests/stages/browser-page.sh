# The in-browser page and the custom element in Chromium: end to end, accessibility, and the whole conformance suite.
need_node
need_debian chromium fonts-dejavu-core
# What the stage wasm has made in this run is taken as it is.
if [ -z "${wasm_package_built:-}" ]; then
  stage "Browser: the package is built, and what the Rust engine says about every case"
  bindings/wasm/build
  cargo build --locked -p milepost-conformance --bins
  target/debug/transcript > target/transcript.jsonl
fi
stage "Browser: the page is built, its types checked"
bindings/wasm/page/build
(cd bindings/wasm/page && npm run --silent check)
stage "Browser: the conformance suite in Chromium"
node bindings/wasm/page/test/conformance.mjs
stage "Browser: the page end to end; pictures in bindings/wasm/page/test-output"
node bindings/wasm/page/test/run.mjs
stage "Browser: milepost serve"
cargo build --locked -p milepost-cli
node bindings/wasm/page/test/served.mjs target/debug/milepost
