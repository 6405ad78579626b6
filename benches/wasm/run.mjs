// node benches/wasm/run.mjs: one table. Other engines are measured where `npm install` in this folder has put them.
import { readFileSync, readdirSync } from "node:fs";
import init, { Ruleset } from "../../bindings/wasm/dist/index.js";
import { byHand, columns, record, rules as text } from "./w1.mjs";

await init();
const rows = Number(process.env.ROWS ?? 1_000_000);
const RECORDS = 4_096;

/** Microseconds of processor time per call, the best of several rounds: what else a machine does is not counted. */
function best(work, calls, rounds = 7) {
  let least = Infinity;
  for (let i = 0; i < rounds; i++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / calls);
  }
  return least;
}
const table = [];
const line = (what, figure, unit) => table.push({ what, figure: Number(figure.toPrecision(3)), unit });

const rules = Ruleset.compile(text());
const all = columns(Math.max(rows, RECORDS));
const records = Array.from({ length: RECORDS }, (_, row) => record(all, row));

// The answers first: a benchmark of wrong answers says nothing.
const prepared = rules.prepare({ year: 2024 });
for (const one of records) {
  const wanted = byHand(one);
  prepared.evaluate(one);
  const names = ["total", ...wanted.verdicts.map((_, i) => `c${i}`)];
  const words = ["met", "not_met", "undetermined"];
  const got = names.map((name) => words.indexOf(prepared.verdict(name)));
  if (String(got) !== String([wanted.all, ...wanted.verdicts])) throw new Error(`${got} is not ${wanted.verdicts}`);
}

let kept = 0;
line("a record by hand, over floats", best(() => {
  for (const one of records) kept += byHand(one).total;
}, RECORDS), "µs");
line("a record, prepared", best(() => {
  for (const one of records) kept += prepared.evaluate(one).verdict("total") === "met" ? 1 : 0;
}, RECORDS), "µs");
line("a record, evaluate() with its whole report", best(() => {
  for (const one of records.slice(0, 256)) {
    const report = rules.evaluate(one, { year: 2024 });
    kept += report.verdict("total") === "met" ? 1 : 0;
    report.free();
  }
}, 256), "µs");

const million = Object.fromEntries(Object.entries(all).map(([name, cells]) => [name, cells.subarray(0, rows)]));
line(`${rows.toLocaleString("en-US")} rows as columns`, best(() => {
  const scored = rules.score(million, { year: 2024 });
  kept += scored.verdicts("total")[0];
  scored.free();
}, 1000, 4), "ms");

const folder = new URL("../../rules/thanh-hoa/district-2024/", import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), "utf8");
const others = Object.fromEntries(
  readdirSync(folder).filter((n) => n.endsWith(".mile") && n !== "district.mile").map((n) => [n, read(n)]),
);
const pack = read("district.mile");
// Browsers and Node optimise what is called often, and that work counts too until it is done.
const MANY = 60;
line("district pack, compiled", best(() => Ruleset.compile(pack, others).free(), 1000, MANY), "ms");
line("district pack, compiled and evaluated", best(() => {
  const one = Ruleset.compile(pack, others);
  const report = one.evaluate({}, { year: 2024 });
  kept += Object.keys(report.results).length;
  report.free();
  one.free();
}, 1000, MANY), "ms");

for (const other of ["zen", "datalogic"]) {
  try {
    const { measure } = await import(`./${other}.mjs`);
    for (const [what, figure, unit] of await measure(records.slice(0, 512), best)) line(what, figure, unit);
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    console.log(`${other}: not measured, ${error.message.split("\n")[0]}`);
  }
}
console.table(table);
if (kept === 0) throw new Error("nothing was computed");
