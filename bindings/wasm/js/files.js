// Spreadsheets and json, in and out: a second module, loaded when it is needed.
import start, * as raw from "./milepost_files.js";
import { call, load } from "./index.js";

let started;
export default function init(source) {
  started ??= load(start, "./milepost_files_bg.wasm", source).catch((error) => {
    started = undefined;
    throw error;
  });
  return started;
}
/** The tables of a file, for `Ruleset.scoreFiles`. */
export const read = (name, bytes, sheet = "") => call(() => raw.read(name, bytes, sheet), raw);
/** A workbook of named sheets, and one for the head of the result. */
export const write = (sheets, head) => call(
  () => raw.write(sheets.map(([name]) => name), sheets.map(([, frame]) => frame), head.flat().map(String)), raw);
