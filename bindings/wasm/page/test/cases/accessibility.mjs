// axe-core on every view, in both languages and both appearances.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { assert } from "../check.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEWS = {
  units: "table.units", scorecard: "#item-II_3 .suffices", heatmap: "table.heat", compare: "table.transitions", data: "table.files", rules: ".cm-content",
};

export const accessibility = Object.fromEntries(["en", "vi"].flatMap((lang) => ["light", "dark"].map((theme) => [
  `axe: every view, ${lang}, ${theme}`,
  {
    // Playwright puts axe into the page past its security policy.
    options: { bypassCSP: true },
    body: async ({ page, open }) => {
      await open();
      await page.selectOption(".settings select >> nth=0", lang);
      await page.selectOption(".settings select >> nth=1", theme);
      await page.addScriptTag({ content: axe });
      for (const [view, ready] of Object.entries(VIEWS)) {
        const hash = view === "scorecard" ? `#view=${view}&unit=sam_son&year=2025&item=II_3` : `#view=${view}`;
        await page.evaluate((to) => { location.hash = to; }, hash);
        await page.waitForSelector(ready);
        const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
        const serious = violations.filter((v) => v.impact === "serious" || v.impact === "critical");
        assert.deepEqual(serious.map((v) => `${view}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + n.failureSummary).join(" | ")}`), []);
      }
    },
  },
])));
