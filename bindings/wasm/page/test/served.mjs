// `milepost serve` gives the page that was built, and Chromium shows it. `node served.mjs MILEPOST`
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { browse } from "./browser.mjs";
import { assert } from "./check.mjs";

const program = spawn(resolve(process.argv[2]), ["serve", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
try {
  const [line] = await Promise.race([once(program.stdout, "data"), once(program, "exit").then(() => assert.fail("it ended"))]);
  const address = line.toString().trim();
  assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  const { page, heard, close } = await browse(address.slice(0, -1));
  await page.goto(address);
  await page.waitForSelector("table.units tbody tr");
  assert.deepEqual(heard, []);
  console.log(`ok   ${(await page.locator("table.units tbody tr").count())} units from ${program.spawnfile.split("/").at(-1)} serve`);
  await close();
} finally {
  program.kill();
}
