// The whole conformance suite in Chromium, under the security policy that pages are told to use. What came out is held
// against tests/cases/COUNTS, and to the byte against what the Rust engine said where tests/run has left its transcript.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { caseFiles, packs, root } from "../../test/files.mjs";
import { browse } from "./browser.mjs";
import { assert } from "./check.mjs";
import { serve } from "./server.mjs";

const PAGE = `<!doctype html><meta charset="utf-8"><title>Conformance</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:">
<script type="module" src="/wasm/page/test/pages/conformance.js"></script>`;
const PATIENCE = 240_000;

const server = await serve({ "/wasm/": fileURLToPath(new URL("../../", import.meta.url)) });
const { page, heard, close } = await browse(server.address);
await page.route("**/conformance.html", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: PAGE }));
await page.goto(`${server.address}/conformance.html`);
await page.waitForFunction(() => globalThis.conformance, undefined, { timeout: 30_000 });

const counted = Object.fromEntries(readFileSync(`${root}tests/cases/COUNTS`, "utf8").split("\n")
  .filter((line) => line && !line.startsWith("#")).map((line) => line.split(" ")).map(([tag, n]) => [tag, Number(n)]));
const given = [caseFiles(), packs()];
for (const engine of ["exact", "columnar"]) {
  const { ran, tags, failed } = await page.evaluate(([all, engine]) => globalThis.conformance.runAll(...all, engine), [given, engine]);
  console.log(`${engine}, Chromium: ${ran} cases, ${JSON.stringify(tags)}`);
  assert.deepEqual(failed, []);
  assert.deepEqual({ cases: ran, ...tags }, counted);
}

const transcript = process.env.MILEPOST_TRANSCRIPT ?? `${root}target/transcript.jsonl`;
if (existsSync(transcript)) {
  const native = readFileSync(transcript, "utf8").trim().split("\n");
  const begun = Date.now();
  let from = 0;
  for (; from < native.length; from += 50) {
    assert.ok(Date.now() - begun < PATIENCE, "the transcript takes too long");
    const said = await page.evaluate(([all, from]) => globalThis.conformance.said(...all, from, from + 50), [given, from]);
    said.forEach((one, n) => assert.deepEqual(one, JSON.parse(native[from + n]), one.id));
  }
  console.log(`transcripts: ${native.length} cases, the same in Rust and in Chromium`);
} else {
  assert.ok(!process.env.CI, `${transcript} is missing; tests/run wasm makes it`);
  console.log("transcripts: not run, there is none of the Rust engine; tests/run wasm makes it");
}
assert.deepEqual(heard, [], "errors, violations or requests to elsewhere");
await close();
await server.stop();

const trust = process.env.MILEPOST_TRUST ?? `${root}target/trust`;
mkdirSync(trust, { recursive: true });
writeFileSync(`${trust}/conformance-chromium.json`, `${JSON.stringify({ cases: counted.cases })}\n`);
