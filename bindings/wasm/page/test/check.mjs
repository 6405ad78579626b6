// Asking for what should hold, with a wait where the page needs time.
import assert from "node:assert/strict";

export { assert };

/** Waits until `ask` gives something true. */
export async function until(ask, what, patience = 15_000) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await ask().catch(() => undefined);
    if (found) return found;
    if (Date.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

/** Runs named tests one after the other; tells what failed, and keeps a picture of it. */
export async function run(tests, around) {
  const failed = [];
  for (const [name, test] of Object.entries(tests)) {
    const begun = Date.now();
    try {
      await around(test, name);
      console.log(`ok   ${name} (${Date.now() - begun} ms)`);
    } catch (error) {
      failed.push(name);
      console.log(`FAIL ${name}\n${error.stack}`);
    }
  }
  return failed;
}
