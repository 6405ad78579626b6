// What the page shows of the example, held against the pack's own list of expected results.
import { readFileSync } from "node:fs";
import { assert, until } from "../check.mjs";

const expected = readFileSync(new URL("../../../../../rules/thanh-hoa/district-2024/data/expected.csv", import.meta.url), "utf8")
  .trim().split("\n").slice(1).map((line) => line.split(","));
const said = { met: "met", not_met: "not met", undetermined: "undetermined", recognised: "recognised", refused: "refused" };

export const views = {
  "units: the pack's expected verdicts": async ({ page, open, shot }) => {
    await open();
    const ready = await page.evaluate(() => performance.getEntriesByName("milepost-ready")[0]?.startTime ?? performance.now());
    console.log(`     first table after ${Math.round(ready)} ms`);
    await shot("units");
    for (const year of ["2024", "2025"]) {
      await page.selectOption(".tools select >> nth=0", year);
      const head = await page.$$eval("table.units thead th", (cells) => cells.map((c) => c.textContent));
      const [criteria, recognition] = ["District criteria", "Recognition as having"].map((t) => head.findIndex((h) => h.startsWith(t)));
      const rows = await page.$$eval("table.units tbody tr", (list) => list.map((r) => [...r.children].map((c) => c.textContent.trim())));
      const wanted = expected.filter((row) => row[1] === year);
      assert.equal(rows.length, wanted.length);
      // The table is in the order of the data, as the list is.
      const got = rows.map((r) => `${r[criteria]}|${r[recognition]}`).sort();
      assert.deepEqual(got, wanted.map((r) => `${said[r[2]]}|${said[r[3]]}`).sort());
    }
  },

  "units: sorting and finding": async ({ page, open }) => {
    await open("#year=2024");
    const first = () => page.textContent("table.units tbody tr:first-child th");
    await page.click("table.units thead button >> nth=0");
    assert.equal(await page.getAttribute("table.units thead th >> nth=0", "aria-sort"), "ascending");
    const a = await first();
    await page.click("table.units thead button >> nth=0");
    assert.equal(await page.getAttribute("table.units thead th >> nth=0", "aria-sort"), "descending");
    assert.notEqual(await first(), a);
    // Without the marks of Vietnamese, as people type in a hurry.
    await page.fill("input[type=search]", "quang xuong");
    assert.equal(await page.locator("table.units tbody tr").count(), 1);
    assert.equal(await first(), "Huyện Quảng Xương");
  },

  "scorecard: value, target, reason, article": async ({ page, open, shot }) => {
    await open("#view=scorecard&unit=nghi_son&year=2024", "article.scorecard");
    const item = page.locator("#item-III_3");
    const text = await item.innerText();
    for (const part of ["89.99 %", "at least 90 %", "not met"]) assert.ok(text.includes(part), `${part} in ${text}`);
    assert.equal(await item.locator("svg.bar").getAttribute("aria-label"), "Value 89.99 %, target at least 90 %");
    await item.locator("button.more").click();
    await item.getByText("Phụ lục 1, III.3").waitFor();
    await shot("scorecard");
  },

  "scorecard: what would decide, tried at once": async ({ page, open, shot }) => {
    await open("#view=scorecard&unit=quang_xuong&year=2024&item=I_1", "#item-I_1 .ways");
    const before = await page.innerText("#item-I_1 .result");
    assert.match(before, /undetermined/);
    await page.click("#item-I_1 .ways button >> nth=0");
    await until(async () => (await page.innerText("#item-I_1 .result")).includes("met"), "the verdict after the fact");
    await page.waitForSelector(".effects");
    assert.match(await page.innerText(".effects"), /I\.1: undetermined → met/);
    await shot("what-would-decide");
  },

  "what if: a number changes the verdict, and what would suffice": async ({ page, open, shot }) => {
    await open("#view=scorecard&unit=sam_son&year=2025&item=II_3", "#whatif-fibre_households");
    await until(async () => (await page.innerText("#item-II_3 .suffices")).includes(">= 80 %"), "what would suffice");
    assert.match(await page.innerText("#item-II_3 .result"), /not met/);
    await page.fill("#whatif-fibre_households", "79.999999999999999999");
    await page.waitForSelector(".supposing");
    await until(async () => (await page.innerText("#item-II_3 .measure")).startsWith("79.99"), "the new value");
    assert.match(await page.innerText("#item-II_3 .result"), /not met/);
    await page.fill("#whatif-fibre_households", "80");
    await until(async () => (await page.innerText(".effects")).includes("II.3: not met → met"), "the changed verdict");
    assert.match(await page.innerText(".effects"), /Recognition as having completed.*: refused → recognised/);
    await shot("what-if");
    await page.click("#item-II_3 .fields button");
    await until(async () => (await page.innerText("#item-II_3 .result")).includes("not met"), "the data's own verdict again");
    assert.equal(await page.locator(".supposing").count(), 0);
    await page.locator('#item-II_3 input[type="range"]').focus();
    for (let n = 0; n < 3; n++) await page.keyboard.press("ArrowRight");
    await until(async () => (await page.innerText("#item-II_3 .result")).includes("was: not met"), "the slider's verdict");
  },

  "what if: a unit below": async ({ page, open }) => {
    await open("#view=scorecard&unit=yen_dinh&year=2024&item=I_1", "#whatif-commune_recognised");
    assert.match(await page.innerText("#item-I_1 .result"), /not met/);
    assert.match(await page.locator("#item-I_1 .whose select").innerText(), /Xã số 19, Yên Định – no/);
    await page.selectOption("#whatif-commune_recognised", "yes");
    await page.selectOption("#whatif-commune_maintained", "yes");
    await until(async () => (await page.innerText("#item-I_1 .result")).includes("undetermined"), "one commune is still open");
  },

  "heat map: cells, keys, totals": async ({ page, open, shot }) => {
    await open("#view=heatmap&year=2024", "table.heat tbody tr");
    assert.equal(await page.locator("table.heat tbody tr").count(), 27);
    assert.equal(await page.locator('table.heat td[tabindex="0"]').count(), 1);
    await shot("heatmap");
    await page.focus('table.heat td[tabindex="0"]');
    for (const key of ["ArrowDown", "ArrowRight", "End", "Home", "ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
    const label = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
    assert.match(label, /^Thành phố Sầm Sơn, I\.1: met$/);
    await page.keyboard.press("Enter");
    await page.waitForSelector("article.scorecard");
    await until(async () => (await page.innerText("h1")).startsWith("Thành phố Sầm Sơn"), "the scorecard of that unit");
  },

  "two years: who moved, and by which criteria": async ({ page, open, shot }) => {
    await open("#view=compare", "table.transitions");
    const text = await page.innerText("table.compare");
    assert.match(text, /Thành phố Sầm Sơn\s+recognised\s+refused ▼ worse\s+II\.3: met → not met/);
    await shot("compare");
    await page.selectOption(".tools select >> nth=2", { label: "III.3 Dossiers received and settled online" });
    await page.waitForSelector("svg.dumbbell");
    await shot("compare-values");
  },

  "print: a scorecard on one page": async ({ page, open, shot }) => {
    await open("#view=scorecard&unit=quan_son&year=2025", "article.scorecard");
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("nav").isVisible(), false);
    assert.equal(await page.locator("button:visible").count(), 0);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    assert.equal(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length, 1, "pages");
    await page.setViewportSize({ width: 780, height: 1120 });
    await shot("print");
  },

  "Vietnamese, dark, remembered": async ({ page, open, shot }) => {
    await open();
    await page.selectOption(".settings select >> nth=0", "vi");
    await page.selectOption(".settings select >> nth=1", "dark");
    assert.equal(await page.innerText("h1"), "Các đơn vị");
    assert.match(await page.innerText("table.units"), /chưa đạt/);
    await page.reload();
    await page.waitForSelector("table.units tbody tr");
    assert.equal(await page.getAttribute("html", "lang"), "vi");
    assert.equal(await page.getAttribute("html", "data-theme"), "dark");
    await shot("units-vi-dark");
    for (const view of ["scorecard", "heatmap", "compare", "data", "rules"]) {
      await page.click(`nav a[href="#view=${view}"]`);
      await page.waitForTimeout(400);
      const text = await page.innerText("body");
      for (const english of ["Units", "Scorecard", "not met", "Target", "Details", "Year ", "undefined", "[object"]) {
        assert.ok(!text.includes(english), `${english} in ${view}`);
      }
      await shot(`${view}-vi-dark`);
    }
  },

  "keyboard only: from the address to a changed verdict": async ({ page, open }) => {
    await open("#year=2025");
    const press = async (key, times = 1) => { for (let n = 0; n < times; n++) await page.keyboard.press(key); };
    const at = () => page.evaluate(() => document.activeElement?.innerText ?? "");
    await press("Tab");
    assert.match(await at(), /Skip to the content/);
    await press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
    for (let n = 0; n < 40 && !(await at()).startsWith("Thành phố Sầm Sơn"); n++) await press("Tab");
    await press("Enter");
    await page.waitForSelector("#item-II_3");
    const onto = async (wanted, key = "Tab") => {
      for (let n = 0; n < 120; n++) {
        if (await page.evaluate(wanted)) return;
        await press(key);
      }
      throw new Error(`not reached with ${key}: ${wanted}`);
    };
    await onto(() => document.activeElement?.getAttribute("aria-controls") === "more-II_3");
    await press("Enter");
    await page.waitForSelector("#whatif-fibre_households");
    await onto(() => document.activeElement?.id === "whatif-fibre_households");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("85");
    await until(async () => (await page.innerText(".effects")).includes("II.3: not met → met"), "the changed verdict");
  },
};
