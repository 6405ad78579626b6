// Memory that runs out: an error that says so, and a package that works on.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import init, { EngineStopped, MilepostError, Ruleset, openFile } from "../dist/index.js";
import { limited } from "./memory.mjs";

const TEXT = `ruleset r "R" { applies 2024..2024  evaluates d }
level d
input x : number
criterion c "C" { measure x  target 2024: >= 10 }
`;
const module = readFileSync(new URL("../dist/milepost_bg.wasm", import.meta.url));
// 16 MiB on top of what it begins with.
await init(limited(module, 256));
const few = { x: Float64Array.of(9.99, 10, NaN) };
const many = { x: new Float64Array(4_000_000).fill(10) };
const verdicts = (rules, data) => {
  const table = rules.score(data, { year: 2024 });
  const found = [...table.verdicts("c").slice(0, 3)];
  table.free();
  return found;
};

test("memory that runs out is an error, and what is made afterwards works", () => {
  for (let round = 0; round < 3; round++) {
    const rules = Ruleset.compile(TEXT);
    const prepared = rules.prepare({ year: 2024 });
    assert.deepEqual(verdicts(rules, few), [1, 0, 2]);
    assert.throws(() => rules.score(many, { year: 2024 }), (error) => {
      assert.ok(error instanceof EngineStopped && error instanceof MilepostError);
      assert.match(error.message, /memory runs out/);
      assert.match(error.messageVi, /hết bộ nhớ/);
      return true;
    });
    // What was made before is gone, and says so whatever is asked of it.
    for (const asked of [() => rules.hash, () => rules.score(few, { year: 2024 }), () => prepared.evaluate({ x: 10 }), () => prepared.value("c")]) {
      assert.throws(asked, EngineStopped);
    }
    prepared.free();
    rules.free();
    const again = Ruleset.compile(TEXT);
    assert.deepEqual(verdicts(again, few), [1, 0, 2]);
    assert.equal(again.prepare({ year: 2024 }).evaluate({ x: 10 }).verdict("c"), "met");
    again.free();
  }
});

test("rules that need more memory than there is", () => {
  const criteria = Array.from({ length: 60_000 }, (_, n) => `criterion c${n} "C" { measure x target 2024: >= ${n} }`).join("\n");
  assert.throws(() => Ruleset.compile(TEXT + criteria), EngineStopped);
  assert.deepEqual(verdicts(Ruleset.compile(TEXT), few), [1, 0, 2]);
});

test("a file that the second module has no memory for", async () => {
  const second = readFileSync(new URL("../dist/milepost_files_bg.wasm", import.meta.url));
  const source = limited(second, 64);
  const json = (rows) => new TextEncoder().encode(JSON.stringify(Array.from({ length: rows }, (_, n) => ({ unit: `u${n}`, x: n }))));
  const rules = Ruleset.compile(TEXT);
  await assert.rejects(openFile("d.json", json(200_000), { source }), EngineStopped);
  // The rules are in the first module, which goes on.
  const table = rules.scoreFiles([await openFile("d.json", json(11), { source })], { year: 2024 });
  assert.equal([...table.verdicts("c")].filter((v) => v === 0).length, 1);
});
