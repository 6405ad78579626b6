// End-to-end tests of the built page in Chromium. `node test/run.mjs [name…]` runs those whose names contain a word.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { browse } from "./browser.mjs";
import { assert, run } from "./check.mjs";
import { serve } from "./server.mjs";
import { accessibility } from "./cases/accessibility.mjs";
import { data } from "./cases/data.mjs";
import { element } from "./cases/element.mjs";
import { hostile } from "./cases/hostile.mjs";
import { memory } from "./cases/memory.mjs";
import { offline } from "./cases/offline.mjs";
import { rules } from "./cases/rules.mjs";
import { views } from "./cases/views.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const wanted = process.argv.slice(2);
mkdirSync(here("../test-output"), { recursive: true });

const server = await serve({
  "/page/": here("../dist/"), "/element/": here("../dist/element/"), "/pack/": here("../../../../rules/thanh-hoa/district-2024/"),
  "/example/": here("./pages/"),
});
const all = { ...views, ...data, ...rules, ...offline, ...element, ...hostile, ...memory, ...accessibility };
const chosen = Object.entries(all).filter(([name]) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
assert.ok(chosen.length > 0, "no test has such a name");

const failed = await run(Object.fromEntries(chosen), async (test, name) => {
  const { options = {}, expect = [], body } = typeof test === "function" ? { body: test } : test;
  const browser = await browse(server.address, options);
  const { page, heard, context } = browser;
  const shot = (label) => page.screenshot({ path: here(`../test-output/${label}.png`) });
  const open = async (hash = "", ready = "table.units tbody tr") => {
    await page.goto(`${server.address}/page/${hash}`);
    await page.waitForSelector(ready);
  };
  try {
    await body({ page, context, open, shot, server, heard });
    const unexpected = heard.filter((line) => !expect.some((pattern) => pattern.test(line)));
    assert.deepEqual(unexpected, [], "errors, violations or requests to elsewhere");
  } catch (error) {
    await shot(`failed-${name.replace(/\W+/g, "-")}`).catch(() => undefined);
    throw error;
  } finally {
    await browser.close();
  }
});
await server.stop();
console.log(failed.length === 0 ? `all ${chosen.length} page tests passed` : `${failed.length} of ${chosen.length} page tests failed: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
