// The 23 verdicts of W1 as one compiled JSONLogic rule: less than the whole of W1, which also has groups and an outcome.
import { readFileSync } from "node:fs";
import { FLAGS, RATIOS, TARGETS, byHand } from "./w1.mjs";

export async function measure(records, best) {
  const datalogic = await import("./node_modules/@goplasmatic/datalogic/web/datalogic_wasm.js");
  const file = new URL("./node_modules/@goplasmatic/datalogic/web/datalogic_wasm_bg.wasm", import.meta.url);
  await datalogic.default({ module_or_path: readFileSync(file) });
  const of = (name) => ({ var: name });
  const none = (name) => ({ "===": [of(name), null] });
  const ratio = (i) => ({
    if: [
      { or: [none(`a${i}`), none(`b${i}`), { "==": [of(`b${i}`), 0] }] }, 2,
      { if: [{ ">=": [{ "/": [of(`a${i}`), of(`b${i}`)] }, TARGETS[i] / 100] }, 0, 1] },
    ],
  });
  const rule = new datalogic.CompiledRule(JSON.stringify([
    ...Array.from({ length: RATIOS }, (_, i) => ratio(i)),
    ...Array.from({ length: FLAGS }, (_, i) => ({ if: [none(`y${i}`), 2, { if: [of(`y${i}`), 0, 1] }] })),
  ]), false);
  for (const one of records.slice(0, 64)) {
    const got = JSON.parse(rule.evaluate(JSON.stringify(one)));
    if (String(got) !== String(byHand(one).verdicts)) throw new Error(`datalogic gives ${got}, not ${byHand(one).verdicts}, of ${JSON.stringify(one)}`);
  }
  const each = best(() => {
    for (const one of records) JSON.parse(rule.evaluate(JSON.stringify(one)));
  }, records.length, 3);
  return [["datalogic 4.0.14: the 23 verdicts of a record", each, "µs"]];
}
