// Writes docs/sizes.md from the built modules; `--check` fails where a module is larger than its limit.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

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
const text = `# Sizes of the npm package

Written by \`bindings/wasm/build\`; bytes. Gzip at level 9, brotli at quality 11.

| file | what | raw | gzip | brotli |
|---|---|---:|---:|---:|
${rows.map((r) => `| \`${r.name}\` | ${r.what} | ${count(r.raw)} | ${count(r.gzip)} | ${count(r.brotli)} |`).join("\n")}

The aim for the first module is ${count(LIMIT)} bytes after brotli. ${first <= LIMIT
  ? "It is met."
  : `It is not met: the module is ${(first / LIMIT).toFixed(1)} times that.`}
`;
writeFileSync(new URL("../../docs/sizes.md", import.meta.url), text);
for (const r of rows) console.log(`-- ${r.name}: ${count(r.raw)} bytes, ${count(r.brotli)} after brotli`);
if (process.argv.includes("--check") && first > LIMIT) {
  console.error(`${rows[0].name} is larger than ${count(LIMIT)} bytes after brotli`);
  process.exit(1);
}
