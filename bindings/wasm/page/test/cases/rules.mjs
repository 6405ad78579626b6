// The editor: broken rules, diagnostics in place, completion, hover.
import { assert, until } from "../check.mjs";

const start = async (page) => {
  await page.click('nav a[href="#view=rules"]');
  await page.waitForSelector(".cm-content");
};
/** Puts the cursor behind a text of the rules. */
const behind = async (page, text) => {
  await page.click(".cm-content");
  await page.keyboard.press("Control+F");
  await page.focus('.cm-search input[name="search"]');
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
};

export const rules = {
  "rules: an error is marked in place, and mended": async ({ page, open, shot }) => {
    await open();
    await start(page);
    await until(async () => (await page.innerText(".diagnostics")).includes("No errors"), "no errors at first");
    await behind(page, "measure fibre_households");
    await page.keyboard.type("_gone");
    await until(async () => (await page.locator(".diagnostics li.error").count()) > 0, "the error in the list");
    assert.match(await page.innerText(".diagnostics li.error"), /fibre_households_gone/);
    await page.waitForSelector(".cm-lintRange-error");
    await page.waitForSelector(".cm-lint-marker-error");
    assert.equal(await page.innerText(".cm-lintRange-error"), "fibre_households_gone");
    await shot("rules-error");
    await page.click('nav a[href="#view=units"]');
    assert.match(await page.innerText(".notice.stale"), /last rules without errors/);
    assert.ok((await page.locator("table.units tbody tr").count()) > 20);
    await start(page);
    await page.click(".diagnostics li.error button");
    await until(() => page.evaluate(() => document.querySelector(".editor").shadowRoot.activeElement?.classList.contains("cm-content")), "the cursor in the editor");
    await page.keyboard.press("ArrowRight");
    for (let n = 0; n < 5; n++) await page.keyboard.press("Backspace");
    await until(async () => (await page.innerText(".diagnostics")).includes("No errors"), "no errors again");
  },

  "rules: a changed target changes verdicts": async ({ page, open }) => {
    await open("#year=2025");
    const met = async () => (await page.innerText("table.units tbody tr:nth-child(2)")).includes("not met");
    assert.equal(await met(), true);
    await start(page);
    await behind(page, "2024: >= 70%, 2025: >= 80");
    for (let n = 0; n < 2; n++) await page.keyboard.press("Backspace");
    await page.keyboard.type("79");
    await page.waitForTimeout(600);
    await page.click('nav a[href="#view=units"]');
    await until(async () => (await page.innerText("table.units tbody tr:nth-child(2)")).includes("recognised"), "Sầm Sơn is recognised at 79 %");
  },

  "rules: completion offers names, hover tells what they are": async ({ page, open, shot }) => {
    await open();
    await start(page);
    await behind(page, "measure fibre_households");
    await page.keyboard.press("Enter");
    await page.keyboard.type("fibre_h");
    await page.waitForSelector(".cm-tooltip-autocomplete");
    assert.match(await page.innerText(".cm-tooltip-autocomplete"), /fibre_households.*cáp quang/s);
    await shot("rules-completion");
    await page.keyboard.press("Escape");
    for (let n = 0; n < 8; n++) await page.keyboard.press("Control+Z");
    await until(async () => (await page.innerText(".diagnostics")).includes("No errors"), "undone");
    await page.locator(".cm-line", { hasText: "measure fibre_households" }).first().hover({ position: { x: 130, y: 8 } });
    await page.waitForSelector(".cm-known");
    const card = await page.innerText(".cm-known");
    assert.match(card, /Hộ gia đình được phủ băng rộng cáp quang/);
    assert.match(card, /Type: number \(%\) 0 … 100/);
    await shot("rules-hover");
  },

  "rules: Escape leaves the editor": async ({ page, open }) => {
    await open();
    await start(page);
    await page.click(".cm-content");
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "SELECT");
  },
};
