// The whole conformance suite in Node: what the cases expect, and every word that the Rust engine says, to the byte.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import * as engine from "../dist/index.js";
import { readCases } from "./cases.mjs";
import { runAll } from "./conformance.mjs";
import { caseFiles, packs, root } from "./files.mjs";
import { said } from "./transcript.mjs";

await engine.default();
const files = caseFiles();
const transcript = process.env.MILEPOST_TRANSCRIPT ?? `${root}target/transcript.jsonl`;
const told = () => readFileSync(transcript, "utf8").trim().split("\n").map((line) => JSON.parse(line));

for (const kind of ["exact", "columnar"]) {
  test(`the cases hold on the ${kind} engine`, () => {
    const { ran, tags, failed } = runAll(engine, files, packs(), { engine: kind });
    console.log(`${kind}, JavaScript: ${ran} cases, ${JSON.stringify(tags)}`);
    assert.deepEqual(failed, []);
    assert.ok(ran >= 600);
  });
}

test("counts per tag, and every result, verdict and message, equal the native ones", (t) => {
  if (!existsSync(transcript)) {
    if (process.env.CI) assert.fail(`${transcript} is missing`);
    return t.skip("not run: there is no transcript of the Rust engine; tests/run wasm makes it");
  }
  const native = told();
  const count = (cases) => {
    const tags = {};
    for (const one of cases) for (const tag of one.tags) tags[tag] = (tags[tag] ?? 0) + 1;
    return tags;
  };
  const cases = readCases(files);
  assert.deepEqual(count(cases), count(native));
  assert.deepEqual(cases.map((c) => c.id), native.map((c) => c.id));
  const all = packs();
  for (const [i, item] of cases.entries()) {
    assert.deepEqual(JSON.parse(JSON.stringify(said(engine, item, all))), native[i], item.id);
  }
  const words = native.reduce((n, c) => n + JSON.stringify(c).length, 0);
  console.log(`transcripts: ${cases.length} cases, ${words} characters, the same in Rust and JavaScript`);
  const trust = process.env.MILEPOST_TRUST ?? `${root}target/trust`;
  mkdirSync(trust, { recursive: true });
  writeFileSync(`${trust}/conformance-node.json`, `${JSON.stringify({ cases: cases.length })}\n`);
});
