// Writes docs/sizes.md from the built modules; `--check` fails where a module is larger than its limit.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { parts } from "./parts.mjs";

const dist = new URL("dist/", import.meta.url);
const LIMIT = 250_000;
const brotli = (bytes) => brotliCompressSync(bytes, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  },
}).length;
const FILES = [
  ["milepost_bg.wasm", "parser, checker, both evaluators, explanations, csv, messages in both languages"],
  ["milepost.js", "the JavaScript that wasm-bindgen writes around it"],
  ["index.js", "the classes that users see"],
  ["milepost_files_bg.wasm", "second module, loaded when a spreadsheet or json file is opened or saved"],
  ["milepost_files.js", "the JavaScript around it"],
];
const count = (n) => n.toLocaleString("en-US");
const rows = FILES.filter(([name]) => existsSync(new URL(name, dist))).map(([name, what]) => {
  const bytes = readFileSync(new URL(name, dist));
  return { name, what, raw: statSync(new URL(name, dist)).size, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli(bytes) };
});
const first = rows[0].brotli;
/** What the first module's code consists of, when the build says where it stands with names. */
const named = process.argv.slice(2).find((word) => word.endsWith(".wasm"));
const known = named ? Object.entries(parts(readFileSync(named))).sort((a, b) => b[1] - a[1]) : [];
const MEANING = {
  milepost_core: "both evaluators, explanations, numbers, data sets", milepost_dsl: "parser, checker, formatter",
  milepost_io: "reading csv, matching columns, result rows", milepost_wasm: "this binding", alloc: "vectors, ordered maps, texts of the standard library, once for each type that they hold",
  core: "iterators, sorting, formatting of the standard library", hashbrown: "hash maps, once for each type", num_bigint: "whole numbers of any size",
};
const consists = known.length === 0 ? "" : `
Code of the first module by crate, before compression; generic code counts for the crate that wrote it.

| crate | bytes | what |
|---|---:|---|
${known.slice(0, 12).map(([name, size]) => `| \`${name}\` | ${count(size)} | ${MEANING[name] ?? ""} |`).join("\n")}
| others | ${count(known.slice(12).reduce((sum, [, size]) => sum + size, 0))} | |
`;
const text = `# Sizes of the npm package

Written by \`bindings/wasm/build\`; bytes. Gzip at level 9, brotli at quality 11.

| file | what | raw | gzip | brotli |
|---|---|---:|---:|---:|
${rows.map((r) => `| \`${r.name}\` | ${r.what} | ${count(r.raw)} | ${count(r.gzip)} | ${count(r.brotli)} |`).join("\n")}

The aim for the first module is ${count(LIMIT)} bytes after brotli. ${first <= LIMIT
  ? "It is met."
  : `It is not met: the module is ${(first / LIMIT).toFixed(1)} times that.`}
${consists}`;
writeFileSync(new URL("../../docs/sizes.md", import.meta.url), text);
for (const r of rows) console.log(`-- ${r.name}: ${count(r.raw)} bytes, ${count(r.brotli)} after brotli`);
if (process.argv.includes("--check") && first > LIMIT) {
  console.error(`${rows[0].name} is larger than ${count(LIMIT)} bytes after brotli`);
  process.exit(1);
}
