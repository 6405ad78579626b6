// Spreadsheets in, results out.
import { readFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { assert, until } from "../check.mjs";
import { dropped } from "../drop.mjs";

const PACK = new URL("../../../../../rules/thanh-hoa/district-2024/data/", import.meta.url);
const districts = () => readFileSync(new URL("districts.csv", PACK), "utf8");
const CSV = "text/csv";

/** One district whose figures are as in the pack, but one. */
function changed(input, value) {
  const [head, ...rows] = districts().trim().split("\n");
  const at = head.split(",").indexOf(input);
  const mine = rows.filter((row) => row.startsWith("sam_son,")).map((row) => {
    const cells = row.split(",");
    if (cells[at] && cells[4] === "2025" && cells[5] !== "self") cells[at] = value;
    return cells.join(",");
  });
  return [head, ...mine].join("\n");
}

export const data = {
  "drop: a csv file replaces the example": async ({ page, open, shot }) => {
    await open();
    await dropped(page, [{ name: "mine.csv", type: CSV, bytes: Buffer.from(changed("fibre_households", "81")) }]);
    await until(async () => (await page.locator("table.units tbody tr").count()) === 1, "the only unit of the file");
    assert.equal(await page.locator(".notice.example").count(), 0);
    await page.click("table.units tbody th button");
    await until(async () => (await page.innerText("#item-II_3")).includes("81 %"), "the file's figure");
    await page.click('nav a[href="#view=data"]');
    assert.match(await page.innerText("table.files"), /mine\.csv/);
    await shot("data");
  },

  "drop: bad data give rows of faults, and the page goes on": async ({ page, open }) => {
    await open();
    const wrong = changed("fibre_households", "about 80");
    await dropped(page, [{ name: "wrong.csv", type: CSV, bytes: Buffer.from(wrong) }]);
    await until(async () => (await page.innerText("#units-summary")).includes("problem"), "the fault");
    await page.click("#units-summary a");
    assert.match(await page.innerText("table.fault-table"), /about 80/);
    await page.selectOption(".settings select >> nth=0", "vi");
    assert.match(await page.innerText("table.fault-table"), /không phải là số/);
    for (const [name, bytes] of [["noise.csv", Buffer.from([0xff, 0xfe, 0, 1, 2, 200, 13, 10, 34])], ["empty.csv", Buffer.alloc(0)], ["text.json", Buffer.from("{]")]]) {
      await dropped(page, [{ name, type: CSV, bytes }]);
      await until(async () => (await page.innerText("table.files")).includes(name), name);
      await page.waitForTimeout(300);
      await page.click(`button[aria-label$="${name}"]`);
    }
    await page.click("text=Nạp ví dụ >> nth=0");
    await page.click('nav a[href="#view=units"]');
    await until(async () => (await page.locator("table.units tbody tr").count()) > 20, "the example again");
  },

  "drop: what is no table is refused by name": async ({ page, open }) => {
    await open();
    await dropped(page, [{ name: "picture.png", type: "image/png", bytes: Buffer.from("x") }]);
    await until(async () => (await page.innerText("[role=alert]")).includes("picture.png"), "the refusal");
    assert.ok((await page.locator("table.units tbody tr").count()) > 20);
  },

  "export: csv and xlsx, and the xlsx comes back in": async ({ page, open }) => {
    await open();
    const saved = async (label) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`footer >> text=${label}`)]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    const csv = await saved("Save as csv");
    assert.equal(csv.name, "district_2024.csv");
    const lines = csv.bytes.toString("utf8").replace(/^\uFEFF/, "").trim().split(/\r?\n/);
    const head = lines.findIndex((line) => line.startsWith("level,unit,label,year,name,code,kind,verdict,value,target,score,max,reasons"));
    assert.ok(head >= 0, lines[0]);
    const line = lines.find((l) => l.startsWith("district,sam_son,") && l.includes(",2025,II_3,"));
    assert.match(line, /^district,sam_son,Thành phố Sầm Sơn,2025,II_3,II\.3,criterion,not_met,0\.7999,0\.8,/);
    const xlsx = await saved("Save as xlsx");
    assert.equal(xlsx.bytes.subarray(0, 4).toString("latin1"), "PK\u0003\u0004");
    // The workbook's sheets are tables like any other: rules that read their column 'value' take it back in.
    const rules = 'ruleset back "Back" { applies 2024..2025  evaluates district }\nlevel district\ninput met_by_2024 : yes_no { optional }\nindicator v = if met_by_2024 then 1 else 0\n';
    await dropped(page, [{ name: "back.mile", type: "text/plain", bytes: Buffer.from(rules) }, { name: "back.xlsx", type: "", bytes: xlsx.bytes }]);
    await until(async () => (await page.innerText("main")).includes("Thành phố Sầm Sơn"), "the workbook's units", 30_000);
  },

  "drop: a spreadsheet as an office program makes it": async ({ page, open, shot }) => {
    await open();
    await dropped(page, [{ name: "bảng tính.xlsx", type: "", bytes: readFileSync(new URL("../pages/districts.xlsx", import.meta.url)) }]);
    await until(async () => (await page.locator("table.units tbody tr").count()) === 2, "the two units of the workbook", 30_000);
    await page.click("table.units tbody tr:nth-child(2) th button");
    await until(async () => (await page.innerText("#item-II_3")).includes("70 %"), "the workbook's figure");
    await page.click('nav a[href="#view=data"]');
    assert.match(await page.innerText("table.files"), /bảng tính\.xlsx/);
    await shot("data-xlsx");
  },

  "the address holds small rules and data": async ({ page, open, context }) => {
    await open();
    const rules = 'ruleset small "Small" { applies 2024..2024  evaluates school }\nlevel school\ninput books : number\ncriterion c "Books" { measure books  target 2024: >= 3 }\n';
    await dropped(page, [
      { name: "small.mile", type: "text/plain", bytes: Buffer.from(rules) },
      { name: "small.csv", type: CSV, bytes: Buffer.from("unit,label,year,books\na,Trường A,2024,3\nb,Trường B,2024,2.999\n") },
    ]);
    await until(async () => (await page.locator("table.units tbody tr").count()) === 2, "both schools");
    const address = await until(async () => (page.url().includes("with=") ? page.url() : undefined), "the address");
    const other = await context.newPage();
    await other.goto(address);
    await until(async () => (await other.innerText("table.units")).includes("Trường B"), "the same in another page");
    await other.close();
    await page.goto(address.replace(/with=[^&]{9}/, "with=AAAAAAAAA"));
    await page.reload();
    await until(async () => (await page.innerText("[role=alert]")).includes("damaged"), "the damaged address");
    assert.ok((await page.locator("table.units tbody tr").count()) > 20);
  },
};
