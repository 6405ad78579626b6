// The 23 verdicts of W1 as one expression of zen: less than the whole of W1, which also has groups and an outcome.
import { readFileSync } from "node:fs";
import { FLAGS, RATIOS, TARGETS, byHand } from "./w1.mjs";

export async function measure(records, best) {
  const zen = await import("./node_modules/@gorules/zen-engine-wasm/dist/zen_engine_wasm.js");
  const file = new URL("./node_modules/@gorules/zen-engine-wasm/dist/zen_engine_wasm_bg.wasm", import.meta.url);
  await zen.default({ module_or_path: readFileSync(file) });
  const ratio = (i) => `(a${i} == null or b${i} == null or b${i} == 0) ? 2 : (a${i} / b${i} >= ${TARGETS[i] / 100} ? 0 : 1)`;
  const parts = [
    ...Array.from({ length: RATIOS }, (_, i) => ratio(i)),
    ...Array.from({ length: FLAGS }, (_, i) => `y${i} == null ? 2 : (y${i} ? 0 : 1)`),
  ];
  const expression = `[${parts.join(", ")}]`;
  for (const one of records.slice(0, 64)) {
    const got = zen.evaluateExpression(expression, one);
    if (String(got) !== String(byHand(one).verdicts)) throw new Error(`zen gives ${got}`);
  }
  const each = best(() => {
    for (const one of records) zen.evaluateExpression(expression, one);
  }, records.length, 3);
  return [["zen 0.23.1: the 23 verdicts of a record", each, "µs"]];
}
