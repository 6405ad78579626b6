// node benches/wasm/chromium.mjs: the same in Chromium. How soon the page can be used, and W1 in columns. The package
// and the page must have been built: bindings/wasm/build, bindings/wasm/page/build.
import { fileURLToPath } from "node:url";
import { browse } from "../../bindings/wasm/page/test/browser.mjs";
import { serve } from "../../bindings/wasm/page/test/server.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const rows = Number(process.env.ROWS ?? 1_000_000);
const ROUNDS = 7;
const PATIENCE = 300_000;
const BLANK = `<!doctype html><title>W1</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src data:">`;

const server = await serve({
  "/page/": at("../../bindings/wasm/page/dist/"), "/package/": at("../../bindings/wasm/dist/"), "/benches/": at("./"),
});
const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
const table = [];

// With an empty profile each time: nothing is in a cache. Usable: the example's units stand in their table with what they
// came to, a frame with them has been drawn, and the page is free to answer. That it does is tried: a click sorts the
// table, and the rules, from a click on, can be written in.
const [soon, editor] = [[], []];
for (let i = 0; i < ROUNDS; i++) {
  const { page, close } = await browse(server.address);
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelector("table.units tbody tr td")) setTimeout(() => console.log(`usable ${performance.now()}`));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  // Nothing is asked of the browser meanwhile: what a question takes would be taken from the page.
  const told = page.waitForEvent("console", (message) => message.text().startsWith("usable "));
  await page.goto(`${server.address}/page/`, { waitUntil: "commit" });
  soon.push(Number((await told).text().slice("usable ".length)));
  editor.push(await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    document.querySelector("table.units th button.sort").click();
    await frame();
    if (!document.querySelector("table.units th[aria-sort=ascending]")) throw new Error("the table does not answer");
    const start = performance.now();
    document.querySelector('nav a[href="#view=rules"]').click();
    const content = () => document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-content[contenteditable=true]");
    while (!content()) await frame();
    return performance.now() - start;
  }));
  await close();
}
table.push({ what: "the page with its example, from opening to use", figure: Math.round(median(soon)), unit: "ms" });
table.push({ what: "the editor of rules, from the first click on it", figure: Math.round(median(editor)), unit: "ms" });

const { page, heard, close } = await browse(server.address);
page.setDefaultTimeout(PATIENCE);
await page.route("**/w1.html", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: BLANK }));
await page.goto(`${server.address}/w1.html`);
const times = await page.evaluate(async ({ rows, rounds }) => {
  const { default: init, Ruleset } = await import("/package/index.js");
  const { columns, rules } = await import("/benches/w1.mjs");
  await init();
  const set = Ruleset.compile(rules());
  const all = columns(rows);
  const out = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    const scored = set.score(all, { year: 2024 });
    out.push(performance.now() - start);
    scored.free();
  }
  return out;
}, { rows, rounds: ROUNDS });
table.push({ what: `${rows.toLocaleString("en-US")} rows as columns`, figure: Math.round(median(times)), unit: "ms" });
await close();
await server.stop();
console.table(table);
if (heard.length > 0) throw new Error(heard.join("\n"));
