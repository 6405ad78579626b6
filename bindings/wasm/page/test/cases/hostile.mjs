// Rules that are huge, deep or malicious: an error, in time, and a page that goes on.
import { assert, until } from "../check.mjs";
import { dropped } from "../drop.mjs";

const rule = (text) => [{ name: "hostile.mile", type: "text/plain", bytes: Buffer.from(text) }];
const HEAD = 'ruleset r "R" { applies 2024..2024  evaluates d }\nlevel d\ninput x : number\n';

const HOSTILE = {
  "deep parentheses": `${HEAD}indicator i = ${"(".repeat(200_000)}x${")".repeat(200_000)}\n`,
  "deep groups": HEAD + Array.from({ length: 5_000 }, (_, n) => `group g${n} { `).join("") + "}".repeat(5_000),
  "a tower of powers": `${HEAD}indicator i = ${Array(60).fill("99999").join(" ^ ")}\n`,
  "a megabyte of digits": `${HEAD}indicator i = ${"9".repeat(1_000_000)}\n`,
  "a hundred thousand criteria": HEAD + Array.from({ length: 100_000 }, (_, n) => `criterion c${n} { measure x target 2024: >= ${n} }`).join("\n"),
  "a circle": `${HEAD}indicator a = b\nindicator b = a\n`,
  "markup": `${HEAD}criterion c "<img src=x onerror=alert(1)>" { measure x target 2024: >= 1 }\n`,
  "not text": String.fromCharCode(...Array.from({ length: 3_000 }, (_, n) => (n * 7919) % 0xd7ff)),
};

export const hostile = Object.fromEntries(Object.entries(HOSTILE).map(([name, text]) => [`hostile rules: ${name}`, async ({ page, open }) => {
  await open();
  page.on("dialog", () => assert.fail("a script of the rules ran"));
  await dropped(page, rule(text));
  await until(async () => (await page.locator(".busy").count()) === 0 && (await page.locator(".notice.example").count()) === 0, "an answer", 60_000);
  // Still alive: the menu works, and the example can be had again.
  await page.click('nav a[href="#view=data"]');
  await page.click("main >> text=Load the example");
  await page.click('nav a[href="#view=units"]');
  await until(async () => (await page.locator("table.units tbody tr").count()) === 26, "the example again", 60_000);
}]));
