// The package as a developer uses it: arrays in and out, errors with codes, hostile input, memory.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import init, {
  COLOURS, DataError, MilepostError, REASONS, RuleError, Ruleset, VERDICTS, check, format, functions, keywords, openFile,
  tokens, version,
} from "../dist/index.js";
import { district } from "./files.mjs";

await init();
await init();
const TEXT = `ruleset broadband "Fibre broadband" { applies 2024..2025  evaluates district }
level district "District" { label vi "Huyện" }
input fibre : ratio in 0%..100% "Households with fibre" { given as percent }
input new_road : yes_no
criterion II_3 "Households covered by fibre broadband" {
  measure fibre
  target  2024: >= 70%, 2025: >= 80%
}
criterion road {
  measure new_road
  target 2024..2025: yes
}
`;
const rules = Ruleset.compile(TEXT);

test("one unit", () => {
  const report = rules.evaluate({ fibre: "79.99", new_road: true }, { year: 2025 });
  assert.equal(report.verdict("II_3"), "not_met");
  assert.equal(report.verdict("road"), "met");
  assert.equal(report.value("II_3"), 0.7999);
  assert.equal(report.results.II_3.value.exact, "0.7999");
  assert.equal(report.verdict("nothing"), undefined);
  assert.match(report.explain("II_3", { lang: "vi" }), /CHƯA ĐẠT/);
  assert.equal(report.trace("II_3").schema, "milepost.trace.v1");
  assert.deepEqual(report.faults(), []);
  report.free();
});

test("every kind of JavaScript value is a fact, or a fault that says why not", () => {
  const verdict = (fibre) => {
    const report = rules.evaluate({ fibre }, { year: 2025 });
    const got = report.faults().filter((f) => f.name === "fibre").map((f) => f.code)[0] ?? report.verdict("II_3");
    report.free();
    return got;
  };
  assert.equal(verdict(80), "met");
  assert.equal(verdict(80n), "met");
  assert.equal(verdict("80%"), "met");
  assert.equal(verdict(79.999999999), "not_met");
  for (const nothing of [null, undefined, NaN, ""]) assert.equal(verdict(nothing), "undetermined");
  assert.equal(verdict(8000), "R02");
  for (const odd of ["eighty", true, new Date(0), Infinity]) assert.equal(verdict(odd), "R03", String(odd));
  for (const odd of [() => 1, Symbol("s"), [1], { a: 1 }]) assert.throws(() => verdict(odd), DataError);
  const map = new Map([["fibre", 81]]);
  assert.equal(rules.evaluate(map, { year: 2025 }).verdict("II_3"), "met");
});

test("one record after the other", () => {
  const prepared = rules.prepare({ year: 2025 });
  for (const record of [
    { fibre: 80, new_road: true }, { fibre: "79.99" }, { fibre: null, new_road: false }, {}, { fibre: 8000 }, { fibre: 80n },
    { fibre: "80", nothing: 1 }, { fibre: NaN }, { fibre: true }, { unit: "a", fibre: 81 }, new Map([["fibre", 3]]),
    { years: { 2024: { fibre: 1 } }, fibre: 80 },
  ]) {
    const report = rules.evaluate(record, { year: 2025 });
    const got = prepared.evaluate(record);
    for (const name of ["II_3", "road"]) {
      assert.equal(got.verdict(name), report.verdict(name));
      assert.equal(got.value(name), report.value(name));
    }
    assert.deepEqual(got.faults(), report.faults());
    report.free();
  }
  assert.deepEqual(prepared.names, ["II_3", "road"]);
  assert.throws(() => prepared.evaluate("x"), DataError);
  // Of a record that could be read in part nothing is left.
  for (const fibre of [81, "81"]) {
    const unreadable = { fibre, get new_road() { throw new RangeError("no"); } };
    assert.throws(() => prepared.evaluate(unreadable), RangeError);
    assert.equal(prepared.evaluate({ new_road: true }).verdict("II_3"), "undetermined");
  }
  assert.equal(prepared.evaluate({ fibre: 80 }).verdict("II_3"), "met");
  prepared.free();
});

test("what would decide an open verdict", () => {
  const report = rules.evaluate({}, { year: 2025 });
  assert.equal(report.verdict("II_3"), "undetermined");
  const ways = report.decide("II_3");
  assert.deepEqual(ways.map((w) => w.result), ["met", "not_met"]);
  assert.equal(ways[0].facts[0].input, "fibre");
  assert.equal(ways[0].facts[0].cmp, ">=");
  assert.match(ways[0].facts[0].shown, /80/);
});

test("columns in, typed arrays out", () => {
  const fibre = new Float64Array([80, 79.999, NaN]);
  const table = rules.score({ fibre, new_road: [1, 0, null] }, { year: 2025 });
  assert.deepEqual([...table.verdicts("II_3")].map((v) => VERDICTS[v]), ["met", "not_met", "undetermined"]);
  assert.deepEqual([...table.verdicts("road")].map((v) => VERDICTS[v]), ["met", "not_met", "undetermined"]);
  assert.deepEqual([...table.values("II_3")], [0.8, 0.79999, NaN]);
  assert.deepEqual([...table.values("II_3", { part: "target" })], [0.8, 0.8, 0.8]);
  assert.equal(REASONS[Math.log2(table.reasons("II_3")[2])], "absent");
  assert.equal(table.verdicts("nothing"), undefined);
  assert.equal(table.units()[1].unit, "2");
  table.free();
});

test("the same whatever carries the cells", () => {
  const wanted = ["met", "not_met", "undetermined"];
  const cases = {
    typed: { unit: ["a", "b", "c"], fibre: new Float64Array([80, 79, NaN]) },
    texts: { unit: ["a", "b", "c"], fibre: ["80", "79", null] },
    mixed: { unit: ["a", "b", "c"], fibre: [80, "79", undefined] },
    rows: [{ unit: "a", fibre: 80 }, { unit: "b", fibre: "79" }, { unit: "c" }],
    levels: { district: { unit: ["a", "b", "c"], fibre: [80, 79, null] } },
  };
  for (const [name, data] of Object.entries(cases)) {
    const table = rules.score(data, { year: 2025 });
    assert.deepEqual(table.rows("criteria").filter((r) => r.name === "II_3").map((r) => r.verdict), wanted, name);
    table.free();
  }
  const whole = rules.score({ unit: ["a", "b"], fibre: Int32Array.of(80, 79) }, { year: 2025 });
  assert.deepEqual([...whole.verdicts("II_3")], [0, 1]);
  assert.throws(() => rules.score({ fibre: Float32Array.of(0.1) }, { year: 2025 }), DataError);
  const big = rules.score({ unit: ["a"], fibre: BigInt64Array.of(80n) }, { year: 2025 });
  assert.deepEqual([...big.verdicts("II_3")], [0]);
});

test("files: csv in and out, faults with their places", () => {
  const bytes = new TextEncoder().encode("unit,label,fibre\na,Huyện A,80\nb,Huyện B,eighty\n");
  const table = rules.scoreFiles([{ name: "d.csv", bytes }], { year: 2025 });
  assert.deepEqual(table.rows("criteria").map((r) => [r.unit, r.name, r.verdict]), [
    ["a", "II_3", "met"], ["a", "road", "undetermined"], ["b", "II_3", "undetermined"], ["b", "road", "undetermined"],
  ]);
  const [fault] = table.faults();
  assert.equal(fault.code, "R03");
  assert.equal(fault.place, "d.csv:3:3");
  assert.match(table.faults({ lang: "vi" })[0].message, /số/);
  assert.match(table.csv("criteria"), /^level,unit,label,year,name,code,kind,verdict,value,target,score,max,reasons\n/);
  assert.deepEqual(table.matches.map((m) => m.by), ["name", "name", "name"]);
  assert.equal(table.head.content_hash, rules.contentHash);
  assert.throws(() => rules.scoreFiles([{ name: "x.csv", bytes: new Uint8Array() }], { year: 2025 }), { code: "F04" });
});

test("csv: what separates cells or lines is quoted, quotes are doubled, nothing is a formula", () => {
  const table = rules.score({ unit: ['a"b', "c,d", "e\nf", "g\rh", "=1", "i;j"], fibre: [1, 1, 1, 1, 1, 1] }, { year: 2025 });
  const text = table.csv("criteria");
  for (const cell of ['"a""b"', '"c,d"', '"e\nf"', '"g\rh"', "'=1", "i;j"]) {
    assert.ok(text.includes(`,${cell},${cell},2025,II_3,`), `${cell}\n${text}`);
  }
});

test("spreadsheets and json go through the second module", async () => {
  const csv = new TextEncoder().encode("unit,fibre,new_road\na,79.99,yes\nb,80,no\n");
  const first = rules.scoreFiles([{ name: "d.csv", bytes: csv }], { year: 2025 });
  const book = await first.xlsx(["verdicts", "faults"]);
  assert.deepEqual([...book.slice(0, 2)], [0x50, 0x4b]);
  const file = await openFile("out.xlsx", book);
  assert.deepEqual(file.tables[0].names.slice(0, 5), ["level", "unit", "label", "year", "name"]);
  const json = new TextEncoder().encode('[{"unit":"a","fibre":79.99,"new_road":true},{"unit":"b","fibre":80,"new_road":false}]');
  const second = rules.scoreFiles([await openFile("d.json", json)], { year: 2025 });
  assert.deepEqual(second.rows(), first.rows());
  await assert.rejects(openFile("broken.xlsx", Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)), DataError);
});

test("what if", () => {
  const table = rules.score({ unit: ["a", "b"], fibre: [70, 90], new_road: [0, 1] }, { year: 2025 });
  const where = { unit: "a", year: 2025 };
  assert.deepEqual(table.facts(where).fibre, { exact: "70", number: 70 });
  const other = table.suppose(where, { fibre: 80 });
  assert.deepEqual([...other.verdicts("II_3")], [0, 0]);
  assert.deepEqual([...table.verdicts("II_3")], [1, 0]);
  assert.equal(other.facts(where).fibre.exact, "80");
  assert.deepEqual([...table.suppose(where, { fibre: null }).verdicts("II_3")], [2, 0]);
  assert.match(table.explain({ ...where, name: "II_3" }, { suppose: [{ input: "fibre", value: 81 }] }), /81/);
  assert.throws(() => table.suppose(where, { fibre: 800 }), { name: "DataError", code: "R02" });
  assert.throws(() => table.suppose(where, { nothing: 1 }), DataError);
  assert.throws(() => table.suppose({ unit: "z", year: 2025 }, {}), DataError);
});

test("errors are Error objects with codes and places", () => {
  assert.throws(() => Ruleset.compile("criterion x { }"), (error) => {
    assert.ok(error instanceof RuleError && error instanceof MilepostError && error instanceof Error);
    assert.equal(error.name, "RuleError");
    assert.equal(error.code, "E002");
    assert.equal(error.diagnostics.length, 1);
    assert.ok(error.stack.includes("api.test.mjs"));
    return true;
  });
  assert.throws(() => rules.evaluate({}, { year: 1990 }), { name: "DataError", code: "R01" });
  for (const call of [
    () => rules.evaluate({}), () => rules.evaluate({}, { year: "2025" }), () => rules.evaluate(null, { year: 2025 }),
    () => rules.evaluate("text", { year: 2025 }), () => rules.score(null, { year: 2025 }),
    () => rules.score({ fibre: 1 }, { year: 2025 }), () => rules.score({ fibre: [1], new_road: [1, 2] }, { year: 2025 }),
    () => rules.score({ fibre: [{}] }, { year: 2025 }), () => rules.score([1], { year: 2025 }),
    () => rules.score({ fibre: [1] }, { year: 2025, asOf: "yesterday" }), () => rules.scoreFiles("x"),
    () => rules.scoreFiles([null]), () => rules.evaluate({}, { year: 2025 }).explain("nothing"),
    () => rules.scoreUnits("x", { year: 2025 }), () => Ruleset.compile(7), () => Ruleset.compile(TEXT, { a: 7 }),
  ]) assert.throws(call, DataError, String(call));
});

test("places are in UTF-16 units of the text that was given", () => {
  const text = TEXT.replace("measure fibre", "measure fibr").replace('"Fibre broadband"', '"🏅 Xa\u0303"');
  const [found] = check(text).filter((d) => d.severity === "error");
  assert.equal(text.slice(found.span.start, found.span.end), "fibr");
  assert.equal(found.suggestion, "fibre");
  assert.equal(found.span.line, 6);
  const colours = tokens(text);
  const words = [];
  for (let i = 0; i < colours.length; i += 3) words.push([COLOURS[colours[i]], text.slice(colours[i + 1], colours[i + 2])]);
  assert.deepEqual(words.slice(0, 3), [["keyword", "ruleset"], ["name", "broadband"], ["text", '"🏅 Xa\u0303"']]);
});

test("what editors and pages ask for", () => {
  assert.deepEqual(check(TEXT).filter((d) => d.severity === "error"), []);
  assert.equal(format(format(TEXT)), format(TEXT));
  assert.throws(() => format("ruleset {"), RuleError);
  assert.ok(keywords().includes("criterion"));
  assert.ok(functions().some((f) => f.name === "mean" && f.vi));
  assert.match(version(), /^\d+\.\d+\.\d+$/);
  const { versions: [main], inputs, levels } = rules.describe({ lang: "vi" });
  assert.deepEqual(main.items[0].targets, [{ from: 2024, to: 2024, text: "≥ 70 %" }, { from: 2025, to: 2025, text: "≥ 80 %" }]);
  assert.equal(levels[0].label, "Huyện");
  assert.deepEqual([inputs[0].low, inputs[0].high, inputs[0].kind, inputs[1].kind], [0, 100, "number", "yes_no"]);
});

test("variants and sources", () => {
  assert.throws(() => Ruleset.compile(TEXT, {}, { variant: "nothing" }), RuleError);
  const { text, sources } = district();
  const pack = Ruleset.compile(text, sources);
  assert.match(pack.contentHash, /^[0-9a-f]{64}$/);
  const report = pack.evaluate({}, { year: 2024 });
  assert.ok(Object.keys(report.results).length > 10);
  pack.free();
});

test("hostile rules give errors, and the module stays usable", () => {
  const value = (expression) => TEXT.replace("measure fibre", `measure ${expression}`);
  for (const text of [
    "", "\0", "{".repeat(100_000), value("(".repeat(200_000) + "1" + ")".repeat(200_000)), value("-".repeat(100_000) + "1"),
    value("fibre + ".repeat(100_000) + "1"), value("9".repeat(1_000_000)), `${TEXT}//${"x".repeat(2_000_000)}`,
    "\uD800", `ruleset x { applies 2024..2025 evaluates d }\n${"level d\n".repeat(20_000)}`, value('"'.repeat(99_999)),
    `${TEXT}group g { ${"group g { ".repeat(5_000)}`,
  ]) {
    try {
      Ruleset.compile(text).free();
    } catch (error) {
      assert.ok(error instanceof RuleError, `${error.stack}\n${text.slice(0, 80)}`);
      assert.ok(error.diagnostics.length > 0);
    }
    check(text);
  }
  assert.equal(rules.evaluate({ fibre: 80 }, { year: 2025 }).verdict("II_3"), "met");
});

test("hostile data give errors, and the module stays usable", () => {
  const circle = {};
  circle.fibre = circle;
  let deep = {};
  for (let i = 0; i < 100_000; i++) deep = { district: [deep] };
  const trap = new Proxy({}, { ownKeys: () => { throw new Error("no keys"); } });
  const getter = { get fibre() { throw new Error("no value"); } };
  for (const data of [circle, deep, trap, getter, { fibre: "9".repeat(1_000_000) }, { fibre: "1e999999999" }, { fibre: 1e308 }]) {
    try {
      rules.evaluate(data, { year: 2025 }).free();
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  }
  assert.throws(() => rules.evaluate(deep, { year: 2025 }), DataError);
  assert.equal(rules.evaluate({ fibre: 80 }, { year: 2025 }).verdict("II_3"), "met");
});

test("memory returns to its level after 10,000 rounds", async () => {
  const { initSync } = await import("../dist/milepost.js");
  const memory = initSync({ module: readFileSync(new URL("../dist/milepost_bg.wasm", import.meta.url)) }).memory;
  const round = () => {
    const one = Ruleset.compile(TEXT);
    const report = one.evaluate({ fibre: "81", new_road: true }, { year: 2025 });
    assert.equal(report.verdict("II_3"), "met");
    report.free();
    one.free();
  };
  for (let i = 0; i < 500; i++) round();
  const before = memory.buffer.byteLength;
  for (let i = 0; i < 10_000; i++) round();
  assert.equal(memory.buffer.byteLength, before, "the module's memory grew");
});

test("works in a worker", async () => {
  const url = new URL("../dist/index.js", import.meta.url).href;
  const code = `
    import(${JSON.stringify(url)}).then(async ({ default: init, Ruleset }) => {
      await init();
      const rules = Ruleset.compile(${JSON.stringify(TEXT)});
      require("node:worker_threads").parentPort.postMessage(rules.evaluate({ fibre: 80 }, { year: 2025 }).verdict("II_3"));
    });`;
  const worker = new Worker(code, { eval: true });
  const answer = await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  await worker.terminate();
  assert.equal(answer, "met");
});
