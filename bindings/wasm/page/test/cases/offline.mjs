// Without a network, from the second visit on.
import { assert, until } from "../check.mjs";

export const offline = {
  "offline: the page reloads and computes without a network": async ({ page, context, open, shot }) => {
    await open();
    await until(() => page.evaluate(async () => Boolean((await navigator.serviceWorker.ready).active && navigator.serviceWorker.controller)), "the service worker", 30_000);
    await context.setOffline(true);
    await page.reload();
    await page.waitForSelector("table.units tbody tr");
    await page.click('nav a[href="#view=rules"]');
    await page.waitForSelector(".cm-content");
    await page.goto(`${page.url().split("#")[0]}#view=scorecard&unit=sam_son&year=2025`);
    await page.reload();
    await page.waitForSelector("#item-II_3");
    assert.match(await page.innerText("#item-II_3"), /79\.99 %/);
    await shot("offline");
    await context.setOffline(false);
  },
};
