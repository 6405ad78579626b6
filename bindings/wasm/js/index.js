// The classes that users see, around the module's exports.
import start, * as raw from "./milepost.js";

/** Something is wrong with the rules, the facts or the call; `code` is stable. */
export class MilepostError extends Error {
  constructor(told) {
    super(told.message);
    this.name = new.target.name;
    this.code = told.code ?? "";
    this.messageVi = told.message_vi ?? told.message;
    this.place = told.place ?? "";
  }
}
/** The rules have errors: `diagnostics` has all of them. */
export class RuleError extends MilepostError {
  constructor(told) {
    super(told);
    this.diagnostics = told.diagnostics ?? [];
  }
}
/** Facts or tables that cannot be read, a year that no rules cover, a call that makes no sense. */
export class DataError extends MilepostError {
  constructor(told) {
    super(told);
    this.diagnostics = [];
  }
}
/**
 * The module broke off, as it does when memory runs out. It was started anew: rules, tables and reports from before are
 * gone, whatever is made from now on works.
 */
export class EngineStopped extends MilepostError {
  constructor() {
    super({
      message: "the engine stopped, as it does when memory runs out; what it held is gone, and it was started anew",
      message_vi: "bộ máy tính toán đã dừng, như khi hết bộ nhớ; những gì nó giữ không còn nữa, và nó đã được khởi động lại",
    });
    this.name = "EngineStopped";
  }
}
const ERRORS = { rules: [RuleError, "RuleError"], data: [DataError, "DataError"] };

/** Runs what may throw; errors of the module (this one or the second) come as JSON. */
export function call(work, module = raw) {
  try {
    return work();
  } catch (thrown) {
    if (typeof thrown !== "string") throw stopped(thrown, module) ? new EngineStopped() : thrown;
    const told = JSON.parse(thrown);
    const [kind, name] = ERRORS[told.kind] ?? [MilepostError, "MilepostError"];
    const error = new kind(told);
    error.name = name;
    throw error;
  }
}
/** Whether the module broke off: now, or since this object was made. Now: it gets new memory, for the old says nothing. */
function stopped(thrown, module) {
  if (!(thrown instanceof WebAssembly.RuntimeError)) {
    return thrown instanceof Error && thrown.message.startsWith("Invalid stale object");
  }
  module.__wbg_reset_state();
  if (module === raw) {
    memory = raw.initSync().memory;
    life++;
  }
  return true;
}
const wrong = (message) => Object.assign(new DataError({ message }), { name: "DataError" });

let memory;
/** How often the module was started anew: what was made before must not be given back to it. */
let life = 0;
let started;
/** Loads the module. `source` may be a URL, a Response, bytes or a compiled module; in Node it is found by itself. */
export default function init(source) {
  started ??= load(start, "./milepost_bg.wasm", source).then((exports) => {
    memory = exports.memory;
  }, (error) => {
    started = undefined;
    throw error;
  });
  return started;
}

/** Starts a module that stands beside this file. */
export async function load(begin, file, source) {
  if (source === undefined && typeof process !== "undefined" && process.versions?.node) {
    const { readFile } = await import(/* @vite-ignore */ "node:fs/promises");
    source = await readFile(new URL(file, import.meta.url));
  }
  return begin(source === undefined ? undefined : { module_or_path: source });
}

const asked = (options = {}) => [
  Int32Array.from(options.years ?? (options.year === undefined ? [] : [options.year]), whole),
  options.asOf ?? "",
  (options.exact ? 1 : 0) | (options.locale === "vi" ? 2 : 0) |
    ((options.engine ?? (options.exact ? "exact" : "columnar")) === "exact" ? 4 : 0),
];
function whole(year) {
  if (!Number.isInteger(year)) throw wrong(`'${String(year)}' is not a year`);
  return year;
}
const isText = (value, what) => {
  if (typeof value !== "string") throw wrong(`${what} must be a text`);
  return value;
};
const texts = (text, sources, name) => {
  const others = Object.entries(sources ?? {}).filter(([other]) => other !== name);
  return [
    [name, ...others.map(([other]) => other)],
    [isText(text, "rules"), ...others.map(([other, source]) => isText(source, `the source '${other}'`))],
  ];
};
const lang = (options) => options?.lang ?? "en";

/** Compiled rules. Call `free()` when done. */
export class Ruleset {
  #rules;
  #life = life;
  #levels;
  constructor(rules) {
    this.#rules = rules;
  }
  static compile(text, sources = {}, options = {}) {
    const [names, all] = texts(text, sources, options.name ?? "rules.mile");
    return new Ruleset(call(() => raw.Rules.compile(names, all, options.variant ?? "")));
  }
  /** The hash of the rules' meaning: layout and comments do not change it. */
  get contentHash() {
    return call(() => this.#rules.hash());
  }
  get hash() {
    return call(() => this.#rules.hash());
  }
  get warnings() {
    return JSON.parse(call(() => this.#rules.warnings()));
  }
  describe(options) {
    return JSON.parse(call(() => this.#rules.describe(lang(options), options?.hash !== false)));
  }
  /** One unit: inputs by name, children under their level's name, `years`, `by`, `recorded`. */
  evaluate(record, options = {}) {
    if (options.year === undefined) throw wrong("say which year to evaluate: { year: 2025 }");
    return new Report(call(() => this.#rules.evaluate(record, whole(options.year), options.asOf ?? "")));
  }
  /** Makes the rules of one year ready for one flat record after the other, in a few microseconds each. */
  prepare(options = {}) {
    if (options.year === undefined) throw wrong("say which year to evaluate: { year: 2025 }");
    return new Prepared(call(() => this.#rules.prepare(whole(options.year), options.asOf ?? "")));
  }
  /** Columns or rows of the evaluated level, or `{ level: columns or rows }`. Columns are typed arrays or arrays. */
  score(data, options) {
    if (typeof data !== "object" || data === null) throw wrong("data are columns, rows, or columns by level");
    this.#levels ??= new Set(call(() => this.#rules.levels()).split(" "));
    const names = Object.keys(data);
    const many = !Array.isArray(data) && names.length > 0 &&
      names.every((name) => this.#levels.has(name) && !isColumn(data[name]));
    const tables = many
      ? names.map((level) => ({ level, columns: columns(data[level]) }))
      : [{ columns: columns(data) }];
    return this.#score(tables, options);
  }
  /** Units as facts, as `evaluate` takes one: a list, or lists by level. */
  scoreUnits(units, options) {
    return new Table(call(() => this.#rules.score_units(units, ...asked(options))));
  }
  /** Files as they came, `{ name, bytes, level? }` (csv, tsv), or what `openFile` gave (also xlsx, json). */
  scoreFiles(files, options) {
    if (!Array.isArray(files)) throw wrong("files must be an array");
    return this.#score(files.flatMap((file) => file?.tables?.map((table) => ({ table, level: file.level })) ?? [file]), options);
  }
  #score(tables, options) {
    return new Table(call(() => this.#rules.score(tables, ...asked(options))));
  }
  free() {
    if (this.#life === life) this.#rules.free();
  }
}

const isColumn = (value) =>
  Array.isArray(value) ? typeof value[0] !== "object" || value[0] === null : ArrayBuffer.isView(value);

/** Rows become columns; columns go over in as few pieces as they can. */
function columns(data) {
  if (typeof data !== "object" || data === null) throw wrong("a table is an object of columns, or an array of rows");
  if (!Array.isArray(data)) return mapValues(data, column);
  const names = new Set();
  for (const row of data) {
    if (typeof row !== "object" || row === null) throw wrong("a row must be an object");
    for (const name of Object.keys(row)) names.add(name);
  }
  return Object.fromEntries([...names].map((name) => [name, column(data.map((row) => row[name] ?? null), name)]));
}
const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));

function column(cells, name) {
  if (cells instanceof Float64Array || cells instanceof Int32Array || cells instanceof Uint8Array) return cells;
  if (cells instanceof Float32Array) throw wrong(`column '${name}': a Float32Array holds no decimals; use a Float64Array`);
  if (cells instanceof BigInt64Array || cells instanceof BigUint64Array) return { texts: cells.join("\0") };
  if (ArrayBuffer.isView(cells) && !(cells instanceof DataView)) return Float64Array.from(cells);
  if (!Array.isArray(cells)) throw wrong(`column '${name}' is not an array`);
  let numbers = true;
  let strings = true;
  for (const cell of cells) {
    if (cell === null || cell === undefined) continue;
    numbers &&= typeof cell === "number";
    strings &&= typeof cell === "string" && !cell.includes("\0");
  }
  if (cells.length === 0) return new Float64Array(0);
  if (numbers) return Float64Array.from(cells, (cell) => cell ?? NaN);
  return strings ? { texts: cells.map((cell) => cell ?? "").join("\0") } : cells;
}

const PARTS = { value: 0, score: 1, max: 2, target: 3 };

/** The rules of one year, ready for records; it holds the results of the last one. Call `free()` when done. */
export class Prepared {
  #quick;
  #life = life;
  #slots;
  #results;
  /** The names of the last record and their slots, in its order. */
  #known = [];
  #buffer;
  #numbers;
  #kinds;
  #verdicts;
  constructor(quick) {
    this.#quick = quick;
    this.#slots = new Map(quick.slots().map((name, slot) => [name, slot]));
    this.#results = new Map(quick.names().map((name, at) => [name, at]));
  }
  #look() {
    const [numbers, kinds, verdicts] = call(() => this.#quick.places());
    this.#buffer = memory.buffer;
    this.#numbers = new Float64Array(this.#buffer, numbers, this.#slots.size);
    this.#kinds = new Uint8Array(this.#buffer, kinds, this.#slots.size);
    this.#verdicts = new Uint8Array(this.#buffer, verdicts, this.#results.size);
  }
  /** Evaluates one record as `Ruleset.evaluate` would; results are read from this object. */
  evaluate(record) {
    call(() => {
      const quick = this.#quick;
      if (this.#buffer !== memory.buffer) this.#look();
      let flat = false;
      try {
        flat = this.#fill(record);
      } catch (error) {
        quick.clear();
        throw error;
      }
      if (flat) quick.run();
      else quick.tree(record);
    });
    return this;
  }
  /** Whether the record was flat and all of it could be handed over. */
  #fill(record) {
    if (typeof record !== "object" || record === null || Array.isArray(record) || record instanceof Map) return false;
    const names = Object.keys(record);
    const known = this.#known;
    let [numbers, kinds] = [this.#numbers, this.#kinds];
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      // Records mostly have the same names in the same order: slots are looked up where they do not.
      if (known[i]?.name !== name) {
        const slot = this.#slots.get(name);
        if (slot === undefined) return false;
        known[i] = { name, slot };
      }
      const { slot } = known[i];
      const value = record[name];
      if (typeof value === "number") {
        numbers[slot] = value;
        kinds[slot] = 1;
      } else if (typeof value === "boolean") kinds[slot] = value ? 3 : 2;
      else if (typeof value === "string") {
        this.#quick.text(slot, value);
        if (this.#buffer !== memory.buffer) {
          this.#look();
          [numbers, kinds] = [this.#numbers, this.#kinds];
        }
      } else if (value !== null && value !== undefined) return false;
    }
    return true;
  }
  verdict(name) {
    const at = this.#results.get(name);
    if (at === undefined) return undefined;
    if (this.#buffer !== memory.buffer) this.#look();
    return VERDICTS[this.#verdicts[at]];
  }
  outcome(name) {
    const at = this.#results.get(name);
    return at === undefined ? undefined : call(() => this.#quick.outcome(at));
  }
  value(name, part = "value") {
    const at = this.#results.get(name);
    return at === undefined ? undefined : call(() => this.#quick.value(at, PARTS[part] ?? 0));
  }
  score(name) {
    return this.value(name, "score");
  }
  max(name) {
    return this.value(name, "max");
  }
  /** Names of all results. */
  get names() {
    return [...this.#results.keys()];
  }
  faults(options) {
    return JSON.parse(call(() => this.#quick.faults(lang(options))));
  }
  free() {
    if (this.#life === life) this.#quick.free();
  }
}

/** The results of one unit. */
export class Report {
  #report;
  #life = life;
  constructor(report) {
    this.#report = report;
  }
  verdict(name) {
    return call(() => this.#report.verdict(name));
  }
  outcome(name) {
    return call(() => this.#report.outcome(name));
  }
  value(name) {
    return call(() => this.#report.value(name, "value"));
  }
  score(name) {
    return call(() => this.#report.value(name, "score"));
  }
  max(name) {
    return call(() => this.#report.value(name, "max"));
  }
  /** Every result with its exact value: `{ name: { verdict, outcome, value, score, max, reasons } }`. */
  get results() {
    return JSON.parse(call(() => this.#report.results()));
  }
  faults(options) {
    return JSON.parse(call(() => this.#report.faults(lang(options))));
  }
  explain(name = "", options) {
    return call(() => this.#report.explain(name, lang(options)));
  }
  /** The explanation as data, `milepost.trace.v1`. */
  trace(name = "", options) {
    return JSON.parse(call(() => this.#report.trace(name, lang(options))));
  }
  /** What would decide an open result: one way per result that is still possible. */
  decide(name, options) {
    return this.trace(name, options).decide?.ways ?? [];
  }
  free() {
    if (this.#life === life) this.#report.free();
  }
}

/** The results of many units. */
export class Table {
  #table;
  #life = life;
  #blocks;
  constructor(table) {
    this.#table = table;
    this.#blocks = JSON.parse(call(() => table.blocks()));
  }
  /** `[{ level, year, units, names, kinds, hypothetical }]` */
  get blocks() {
    return this.#blocks;
  }
  #find(name, where) {
    const at = this.#blocks.findIndex((b) =>
      (where.level === undefined || b.level === where.level) &&
      (where.year === undefined || b.year === where.year) && b.names.includes(name));
    return at < 0 ? undefined : [at, this.#blocks[at].names.indexOf(name)];
  }
  /** Ids, labels and parents of a block's units, in the order of its columns; of all units of a level, given its name. */
  units(block = 0) {
    return JSON.parse(call(() => typeof block === "string" ? this.#table.units_of(block) : this.#table.units(block)));
  }
  /** Uint8Array: 0 met, 1 not_met, 2 undetermined, 3 not_applicable. */
  verdicts(name, where = {}) {
    const at = this.#find(name, where);
    return at && call(() => this.#table.verdicts(...at));
  }
  /** Float64Array of values (or `part`: score, max, target); NaN where missing. */
  values(name, where = {}) {
    const at = this.#find(name, where);
    return at && call(() => this.#table.values(...at, where.part ?? "value"));
  }
  scores(name, where = {}) {
    return this.values(name, { ...where, part: "score" });
  }
  /** Uint16Array of reasons as bit sets, bits in the order of `REASONS`. */
  reasons(name, where = {}) {
    const at = this.#find(name, where);
    return at && call(() => this.#table.reasons(...at));
  }
  /** Tidy rows; `what`: verdicts, criteria, groups, outcomes, ranks, all. */
  rows(what = "verdicts") {
    return JSON.parse(call(() => this.#table.rows(what)));
  }
  get outcomes() {
    return this.rows("outcomes");
  }
  get ranks() {
    return this.rows("ranks");
  }
  /** Every result with its exact value. */
  results() {
    return JSON.parse(call(() => this.#table.results()));
  }
  faults(options) {
    return JSON.parse(call(() => this.#table.faults(lang(options))));
  }
  /** What was made of each column, and what people should know of it. */
  get matches() {
    return JSON.parse(call(() => this.#table.matches()));
  }
  remarks(options) {
    return JSON.parse(call(() => this.#table.remarks(lang(options))));
  }
  /** `suppose`: facts that are taken for others, `[{ input, value, unit?, level?, year?, by? }]`. */
  explain(where, options) {
    return call(() => this.#table.explain(...place(where), String(where.name ?? ""), lang(options), supposed(options)));
  }
  trace(where, options) {
    return JSON.parse(
      call(() => this.#table.trace(...place(where), String(where.name ?? ""), lang(options), supposed(options))),
    );
  }
  decide(where, options) {
    return this.trace(where, options).decide?.ways ?? [];
  }
  /** A unit's facts of a year as they were read, in the units of their columns. */
  facts(where) {
    return JSON.parse(call(() => this.#table.facts(...place(where), where.by ?? "")));
  }
  /** The same units with some facts of one of them changed: what if. A change to null takes the fact away. */
  suppose(where, changes) {
    const { by } = where;
    const suppose = Array.isArray(changes) ? changes : Object.entries(changes).map(([input, value]) => ({ input, value, by }));
    return new Table(call(() => this.#table.suppose(...place(where), supposed({ suppose }) ?? [])));
  }
  /** Engine, ruleset and hashes of rules and data: what a result says of itself. */
  get head() {
    return JSON.parse(call(() => this.#table.head()));
  }
  /** Rows (or `faults`) as csv. */
  csv(what = "verdicts", options) {
    return call(() => this.#table.csv(what, lang(options)));
  }
  /** Rows as a spreadsheet, a sheet each; loads the second module. */
  async xlsx(what = ["verdicts"], options) {
    const files = await filesModule(options?.source);
    const sheets = [what].flat().map((one) => [one, call(() => this.#table.frame(one, lang(options)))]);
    return files.write(sheets, Object.entries(this.head));
  }
  free() {
    if (this.#life === life) this.#table.free();
  }
}
const supposed = ({ suppose = [] } = {}) => suppose.length > 0
  ? suppose.map((s) => ({ ...s, value: s.value == null ? "" : String(s.value) }))
  : undefined;
const place = (where) => [where.level ?? "", String(where.unit), whole(where.year)];

let files;
/** Loads the second module, which reads and writes spreadsheets; `source` as for `init`. */
function filesModule(source) {
  files ??= import("./files.js").then(async (module) => {
    await module.default(source);
    return module;
  }).catch((error) => {
    files = undefined;
    throw error;
  });
  return files;
}

/** A file as `scoreFiles` takes it. Spreadsheets and json are read by a second module, loaded when it is needed. */
export async function openFile(name, bytes, options = {}) {
  const plain = new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength);
  const zipped = plain[0] === 0x50 && plain[1] === 0x4b;
  if (!zipped && !/\.(xlsx|json|ndjson|jsonl)$/i.test(name)) return { name, bytes: plain, level: options.level };
  const module = await filesModule(options.source);
  return { name, level: options.level, tables: module.read(name, plain, options.sheet) };
}

/** All diagnostics of a text, warnings too. */
export const check = (text, sources = {}, name = "rules.mile") =>
  JSON.parse(call(() => raw.check(...texts(text, sources, name))));
/** The text in the one layout. */
export const format = (text) => call(() => raw.format(isText(text, "rules")));
/** Colours of a text: `[kind, start, end, …]`, kinds as positions in `COLOURS`. */
export const tokens = (text) => call(() => raw.tokens(isText(text, "rules")));
/** The words of the language. */
export const keywords = () => call(() => raw.keywords()).split(" ");
/** The built-in functions. */
export const functions = () => JSON.parse(call(() => raw.functions()));
/** The version of the engine. */
export const version = () => call(() => raw.version());
/** The words of verdict numbers. */
export const VERDICTS = ["met", "not_met", "undetermined", "not_applicable"];
/** The words of reasons, in the order of their bits. */
export const REASONS = [
  "absent", "no_history", "no_target", "zero_base", "out_of_domain", "disputed", "invalid", "not_applicable", "not_due",
];
/** The words of token kinds. */
export const COLOURS = ["keyword", "name", "number", "text", "comment", "symbol", "error"];
