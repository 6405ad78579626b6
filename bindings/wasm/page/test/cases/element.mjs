// The custom element, in the page that the documentation shows.
import { readFileSync } from "node:fs";
import { assert, until } from "../check.mjs";

/** The documented example, addressed to the test's own server. */
function documented() {
  const text = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const found = /```html\n([\s\S]*?)```/.exec(text)?.[1];
  assert.ok(found, "README.md has an example");
  assert.ok(found.trim().split("\n").length <= 10, "the example is at most ten lines");
  return found;
}

const shown = async (page, server, html) => {
  await page.route("**/example/index.html", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }));
  await page.goto(`${server.address}/example/index.html`);
};

export const element = {
  "custom element: the documented example": async ({ page, server, shot }) => {
    await shown(page, server, documented());
    await page.waitForSelector("milepost-scorecard article");
    assert.match(await page.innerText("milepost-scorecard #item-II_3"), /79,99 %/);
    assert.match(await page.innerText("milepost-scorecard #item-II_3"), /chưa đạt/);
    await page.click("milepost-scorecard #item-II_3 button.more");
    await page.waitForSelector("milepost-scorecard #more-II_3 .part");
    await shot("element");
    // Attributes can change.
    await page.evaluate(() => {
      const one = document.querySelector("milepost-scorecard");
      one.setAttribute("unit", "tho_xuan");
      one.setAttribute("lang", "en");
    });
    await until(async () => (await page.innerText("milepost-scorecard h2")).startsWith("Huyện Thọ Xuân"), "the other unit");
    assert.match(await page.innerText("milepost-scorecard .outcomes"), /recognised/);
  },

  "custom element: errors are shown and told": {
    expect: [/404/],
    body: async ({ page, server }) => {
      await shown(page, server, documented().replace("district.mile", "nowhere.mile"));
      await page.waitForSelector("milepost-scorecard [role=alert]");
      assert.match(await page.innerText("milepost-scorecard [role=alert]"), /nowhere\.mile: 404/);
    },
  },
};
