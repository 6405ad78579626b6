// Memory that runs out in the worker: the page says so and goes on.
import { readFileSync } from "node:fs";
import { limited } from "../../../test/memory.mjs";
import { assert, until } from "../check.mjs";
import { dropped } from "../drop.mjs";

const MODULE = new URL("../../../dist/milepost_bg.wasm", import.meta.url);

export const memory = {
  "memory runs out: the page says so and goes on": {
    expect: [/engine stopped/],
    body: async ({ page, context, open }) => {
      // 24 MiB on top of what the module begins with: enough for the example, not for the file.
      const body = Buffer.from(limited(readFileSync(MODULE), 384));
      await context.route(/milepost_bg.*\.wasm$/, (route) => route.fulfill({ body, contentType: "application/wasm" }));
      await open();
      const rows = Array.from({ length: 300_000 }, (_, n) => `unit_${n},2024,${n % 100}`).join("\n");
      await dropped(page, [{ name: "huge.csv", type: "text/csv", bytes: Buffer.from(`unit,year,fibre_households\n${rows}\n`) }]);
      await until(async () => (await page.locator("[role=alert]").count()) === 1, "an answer", 60_000);
      assert.match(await page.innerText("[role=alert]"), /memory runs out/);
      await page.click('nav a[href="#view=data"]');
      await page.click('button[aria-label$="huge.csv"]');
      await page.click("main >> text=Load the example");
      await page.click('nav a[href="#view=units"]');
      await until(async () => (await page.locator("table.units tbody tr").count()) === 26, "the example again", 60_000);
    },
  },
};
