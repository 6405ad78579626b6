// The classes that users see, around the module's exports.
import start, * as raw from "./milepost.js";

/** Something is wrong with the rules, the facts or the call; `code` is stable. */
export class MilepostError extends Error {
  constructor(told) {
    super(told.message);
    this.name = this.constructor.name;
    this.code = told.code ?? "";
    this.messageVi = told.message_vi ?? told.message;
    this.place = told.place ?? "";
  }
}
/** The rules have errors: `diagnostics` has all of them. */
export class RuleError extends MilepostError {
  constructor(told) {
    super(told);
    this.diagnostics = told.diagnostics;
  }
}
/** Facts or tables that cannot be read, or a year that no rules cover. */
export class DataError extends MilepostError {}

const KINDS = { rules: RuleError, data: DataError };

function call(work) {
  try {
    return work();
  } catch (thrown) {
    if (typeof thrown !== "string") throw thrown;
    const told = JSON.parse(thrown);
    throw new (KINDS[told.kind] ?? MilepostError)(told);
  }
}

let started;
/** Loads the module. `source` may be a URL, a Response, bytes or a compiled module; in Node it is found by itself. */
export default function init(source) {
  started ??= load(source).catch((error) => {
    started = undefined;
    throw error;
  });
  return started;
}
async function load(source) {
  if (source === undefined && typeof process !== "undefined" && process.versions?.node) {
    const { readFile } = await import("node:fs/promises");
    source = await readFile(new URL("./milepost_bg.wasm", import.meta.url));
  }
  await start(source === undefined ? undefined : { module_or_path: source });
}

const asked = (options = {}) => JSON.stringify({
  year: options.year,
  years: options.years ?? [],
  asOf: options.asOf,
  exact: options.exact ?? false,
  locale: options.locale ?? "",
});

/** Compiled rules. Call `free()` when done. */
export class Ruleset {
  #rules;
  constructor(rules) {
    this.#rules = rules;
  }
  static compile(text, sources = {}, options = {}) {
    const name = options.name ?? "rules.mile";
    return new Ruleset(call(() => raw.Rules.compile(name, text, JSON.stringify(sources), options.variant ?? "")));
  }
  get hash() {
    return this.#rules.hash();
  }
  get warnings() {
    return JSON.parse(this.#rules.warnings());
  }
  describe(options = {}) {
    return JSON.parse(this.#rules.describe(options.lang ?? "en"));
  }
  evaluate(record, options) {
    return new Report(call(() => this.#rules.evaluate(record, asked(options))));
  }
  /** `data`: columns of the evaluated level, or `{ level: columns }`; columns are typed arrays or arrays. */
  score(data, options) {
    const levels = new Set(this.describe().levels.map((level) => level.name));
    const names = Object.keys(data);
    const many = names.length > 0 && names.every((name) => levels.has(name) && !isColumn(data[name]));
    const tables = many
      ? names.map((level) => ({ level, columns: columns(data[level]) }))
      : [{ columns: columns(data) }];
    return new Table(call(() => this.#rules.score(tables, asked(options))));
  }
  /** `files`: `[{ name, bytes, level? }]`, csv or json as they came. */
  scoreFiles(files, options) {
    return new Table(call(() => this.#rules.score_files(files, asked(options))));
  }
  free() {
    this.#rules.free();
  }
  [Symbol.dispose ?? Symbol("dispose")]() {
    this.free();
  }
}

const isColumn = (value) => Array.isArray(value) ? typeof value[0] !== "object" || value[0] === null : ArrayBuffer.isView(value);

/** Rows become columns; columns stay. */
function columns(data) {
  if (!Array.isArray(data)) return data;
  const names = new Set(data.flatMap((row) => Object.keys(row)));
  return Object.fromEntries([...names].map((name) => [name, data.map((row) => row[name] ?? null)]));
}

/** The results of one unit. */
export class Report {
  #report;
  constructor(report) {
    this.#report = report;
  }
  verdict(name) {
    return this.#report.verdict(name);
  }
  outcome(name) {
    return this.#report.outcome(name);
  }
  value(name) {
    return this.#report.value(name);
  }
  score(name) {
    return this.#report.score(name);
  }
  max(name) {
    return this.#report.max(name);
  }
  /** Every result with its exact value: `{ name: { verdict, outcome, value, score, max, reasons } }`. */
  get results() {
    return JSON.parse(this.#report.results());
  }
  faults(options = {}) {
    return JSON.parse(this.#report.faults(options.lang ?? "en"));
  }
  explain(name = "", options = {}) {
    return call(() => this.#report.explain(name, options.lang ?? "en"));
  }
  trace(name = "", options = {}) {
    return JSON.parse(call(() => this.#report.trace(name, options.lang ?? "en")));
  }
  free() {
    this.#report.free();
  }
}

const WHERE = ["level", "unit", "year", "name"];

/** The results of many units. */
export class Table {
  #table;
  #blocks;
  constructor(table) {
    this.#table = table;
    this.#blocks = JSON.parse(table.blocks());
  }
  /** `[{ level, year, units, names, hypothetical }]` */
  get blocks() {
    return this.#blocks;
  }
  #find(name, where) {
    const at = this.#blocks.findIndex((b) =>
      (where.level === undefined || b.level === where.level) &&
      (where.year === undefined || b.year === where.year) && b.names.includes(name));
    return at < 0 ? undefined : [at, this.#blocks[at].names.indexOf(name)];
  }
  /** Ids, labels and parents of a block's units, in the order of its columns. */
  units(block = 0) {
    return JSON.parse(this.#table.units(block));
  }
  /** Uint8Array: 0 met, 1 not_met, 2 undetermined, 3 not_applicable. */
  verdicts(name, where = {}) {
    const at = this.#find(name, where);
    return at && this.#table.verdicts(...at);
  }
  /** Float64Array of values (or `part`: score, max, target); NaN where missing. */
  values(name, where = {}) {
    const at = this.#find(name, where);
    return at && this.#table.values(...at, where.part ?? "value");
  }
  /** Uint16Array of reasons as bit sets. */
  reasons(name, where = {}) {
    const at = this.#find(name, where);
    return at && this.#table.reasons(...at);
  }
  /** Tidy rows; `what`: verdicts, criteria, groups, outcomes, ranks, all. */
  rows(what = "verdicts") {
    return JSON.parse(this.#table.rows(what));
  }
  get outcomes() {
    return this.rows("outcomes");
  }
  faults(options = {}) {
    return JSON.parse(this.#table.faults(options.lang ?? "en"));
  }
  /** What was made of each column. */
  get matches() {
    return JSON.parse(this.#table.matches());
  }
  /** `suppose`: facts that are taken for others, `[{ input, value, unit?, level?, year?, by? }]`. */
  explain(where, options = {}) {
    return call(() => this.#table.explain(...place(where), options.lang ?? "en", supposed(options)));
  }
  trace(where, options = {}) {
    return JSON.parse(call(() => this.#table.trace(...place(where), options.lang ?? "en", supposed(options))));
  }
  /** A unit's facts of a year as they were read. */
  facts(where) {
    return JSON.parse(call(() => this.#table.facts(where.level, String(where.unit), where.year, where.by ?? "")));
  }
  free() {
    this.#table.free();
  }
}
const supposed = ({ suppose = [] }) => suppose.length > 0
  ? suppose.map((s) => ({ ...s, value: s.value == null ? "" : String(s.value) }))
  : undefined;
const place = (where) => WHERE.map((key) => key === "year" ? where.year : String(where[key] ?? ""));

/** All diagnostics of a text, warnings too. */
export const check = (text, sources = {}, name = "rules.mile") =>
  JSON.parse(call(() => raw.check(name, text, JSON.stringify(sources))));
/** The text in the one layout. */
export const format = (text) => call(() => raw.format(text));
/** Colours of a text: `[kind, start, end, …]`. */
export const tokens = (text) => raw.tokens(text);
/** The words of the language. */
export const keywords = () => raw.keywords();
/** The version of the engine. */
export const version = () => raw.version();
/** The words of verdict numbers. */
export const VERDICTS = ["met", "not_met", "undetermined", "not_applicable"];
