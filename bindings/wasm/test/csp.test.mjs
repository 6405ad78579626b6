// No eval, no clock, no randomness: neither asked of the host by the module nor in the JavaScript around it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const dist = new URL("../dist/", import.meta.url);
const text = (name) => readFileSync(new URL(name, dist), "utf8");

test("runs where code from strings is forbidden", () => {
  const code = `
    const { default: init, Ruleset } = await import(${JSON.stringify(new URL("index.js", dist).href)});
    await init();
    try { new Function("return 1")(); process.exit(3); } catch {}
    const text = "ruleset r { applies 2024..2024 evaluates d }\\nlevel d\\ninput x : number\\ncriterion c {\\n measure x\\n target 2024: >= 1\\n}\\n";
    const rules = Ruleset.compile(text);
    console.log(rules.evaluate({ x: 1 }, { year: 2024 }).verdict("c"));`;
  const out = execFileSync(process.execPath, ["--disallow-code-generation-from-strings", "--input-type=module", "-e", code], {
    encoding: "utf8", cwd: fileURLToPath(dist),
  });
  assert.equal(out.trim(), "met");
});

test("takes no clock, randomness or network from the host", () => {
  // The second module's library of spreadsheets asks for the time and is given a fixed date in its place.
  const own = readdirSync(dist).filter((n) => n.endsWith(".js") && n !== "milepost_files.js");
  for (const name of own) {
    for (const forbidden of [/\beval\s*\(/, /new Function/, /Date\.now/, /new Date\b/, /performance\.now/, /Math\.random/, /getRandomValues/, /XMLHttpRequest/]) {
      assert.doesNotMatch(text(name), forbidden, `${name}: ${forbidden}`);
    }
  }
  const module = new WebAssembly.Module(readFileSync(new URL("milepost_bg.wasm", dist)));
  const asked = WebAssembly.Module.imports(module).map((i) => i.name);
  assert.deepEqual(asked.filter((n) => /now|random|date_now|performance|crypto/i.test(n)), []);
});
