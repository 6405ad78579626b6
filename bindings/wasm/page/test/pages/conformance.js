// Runs in the page: the package and the runner that Node uses too.
import * as engine from "/wasm/dist/index.js";
import { readCases } from "/wasm/test/cases.mjs";
import { runAll } from "/wasm/test/conformance.mjs";
import { said } from "/wasm/test/transcript.mjs";

await engine.default();
globalThis.conformance = {
  runAll: (files, packs, kind) => runAll(engine, files, packs, { engine: kind }),
  said: (files, packs, from, to) => readCases(files).slice(from, to).map((item) => JSON.parse(JSON.stringify(said(engine, item, packs)))),
};
