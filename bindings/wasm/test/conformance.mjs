// Runs cases against what they expect. No Node, no browser: `engine` is the imported package.
import { readCases, textsOf, yearsOf } from "./cases.mjs";

/** Runs all cases; counts per tag, and what failed. */
export function runAll(engine, files, packs = {}, options = {}) {
  const cases = readCases(files);
  const tags = {};
  const failed = [];
  for (const item of cases) {
    const wrong = run(engine, item, packs, options);
    for (const tag of item.tags) tags[tag] = (tags[tag] ?? 0) + 1;
    if (wrong.length > 0) failed.push({ id: item.id, wrong });
  }
  return { ran: cases.length, tags, failed };
}

/** Everything that differs from what a case expects; nothing where it passes. */
export function run(engine, item, packs = {}, options = {}) {
  try {
    return attempt(engine, item, packs, options);
  } catch (error) {
    return [`it stopped: ${error.stack ?? error}`];
  }
}

function attempt(engine, item, packs, options) {
  const lines = item.expect.map(readLine);
  const { name, text, sources } = textsOf(item, packs);
  const given = { ...sources, [name]: text };
  const wantsErrors = lines.some((l) => l.form === "diagnostic" && l.severity === "error");
  let rules;
  try {
    rules = engine.Ruleset.compile(text, sources, { name, variant: item.fields.variant });
  } catch (error) {
    if (!(error instanceof engine.RuleError)) throw error;
    return diagnostics(lines, error.diagnostics, given);
  }
  let table;
  try {
    const wrong = diagnostics(lines, rules.warnings, given);
    if (wantsErrors) return [...wrong, "the rules were accepted"];
    if (lines.every((l) => l.form === "diagnostic" || l.form === "no")) return wrong;
    const years = yearsOf(item);
    if (years === undefined) return ["the field 'year' is missing"];
    const refused = lines.find((l) => l.form === "refused");
    try {
      table = rules.scoreUnits(item.data, { years, asOf: item.fields.as_of, exact: true, ...options });
    } catch (error) {
      if (!(error instanceof engine.DataError)) throw error;
      if (refused && error.code === refused.code) return wrong;
      return [...wrong, `evaluation stopped: ${error.code} ${error.message}`];
    }
    if (refused) return [`it was evaluated, though ${refused.code} was expected`];
    const results = table.results();
    for (const line of lines) {
      if (line.form !== "result") continue;
      const problem = result(results, line, years[0]);
      if (problem) wrong.push(`${line.written}: ${problem}`);
    }
    return [...wrong, ...faults(lines, table.faults())];
  } finally {
    table?.free();
    rules.free();
  }
}

function readLine(written) {
  const bad = new Error(`cannot read the expectation '${written}'`);
  const at = written.indexOf(" ");
  if (at < 0) throw bad;
  const [word, rest] = [written.slice(0, at), written.slice(at + 1)];
  if (["error", "warning", "hint"].includes(word)) {
    const [code, text, between, suggestion] = rest.split("`");
    return { form: "diagnostic", severity: word, code: code.trim(), text, suggestion: between?.trim() === "for" ? suggestion : undefined };
  }
  if (word === "no") return { form: "no", code: rest.trim() };
  if (word === "refused") return { form: "refused", code: rest.trim() };
  if (word === "fault") {
    const [code, place] = rest.split(/ (.*)/s);
    return { form: "fault", code, ...placeOf(place) };
  }
  const equals = written.indexOf(" = ");
  if (equals < 0) throw bad;
  const value = /^([^{]*)(?:\{(.*)\})?$/.exec(written.slice(equals + 3));
  if (!value) throw bad;
  return { form: "result", written, ...placeOf(written.slice(0, equals)), text: value[1].trim(), why: value[2] };
}

function placeOf(text) {
  const at = text.indexOf(": ");
  const [unit, rest] = at < 0 ? [undefined, text] : [text.slice(0, at), text.slice(at + 2)];
  const [name, year] = rest.split("@");
  return { unit, name, year: year === undefined ? undefined : Number(year) };
}

const PARTS = ["value", "target", "score", "max"];

function result(results, line, first) {
  const names = new Set(results.map((r) => r.name));
  let [name, part] = [line.name, ""];
  if (!names.has(name)) {
    const dot = name.lastIndexOf(".");
    if (dot < 0 || !names.has(name.slice(0, dot))) return `no result is named '${name}'`;
    [name, part] = [name.slice(0, dot), name.slice(dot + 1)];
  }
  const found = results.filter((r) =>
    r.name === name && r.year === (line.year ?? first) && (line.unit === undefined || r.unit === line.unit));
  if (found.length !== 1) return `${found.length} units have this result`;
  const [text, reasons, agrees] = shown(found[0], part, line.text);
  if (!agrees || (line.why !== undefined && !same(reasons, line.why))) return `it is ${text}{${reasons}}`;
  return undefined;
}

const same = (reasons, why) =>
  [...reasons].sort().join() === why.split(",").map((w) => w.trim()).filter(Boolean).sort().join();

/** What stands in a field of a result, as expectations and transcripts write it: text, reasons. */
export function field(row, part) {
  const judged = row.kind === "criterion" || row.kind === "group";
  if (part === "" && judged) return [row.verdict ?? "none", row.reasons];
  const value = row[PARTS.includes(part) ? part : "value"];
  if (row.kind === "outcome" && (part === "" || part === "value") && (value === null || missing(value))) {
    return ["undetermined", value?.missing ?? []];
  }
  return [exactText(value), value?.missing ?? []];
}
const missing = (value) => value.missing !== undefined && value.bracket === undefined;

function exactText(value) {
  if (value === null) return "none";
  if (value.bracket) return `[${value.bracket.join("..")}]`;
  if (value.missing) return "missing";
  if (value.exact !== undefined) return value.exact;
  if (value.decimal !== undefined) return `~${value.decimal}`;
  if (typeof value.value === "boolean") return value.value ? "yes" : "no";
  return String(value.value);
}

function shown(row, part, wanted) {
  const [text, reasons] = field(row, part);
  const judged = part === "" && (row.kind === "criterion" || row.kind === "group");
  if (judged) return [text, reasons, text === wanted];
  const value = row[PARTS.includes(part) ? part : "value"];
  if (wanted.startsWith("~")) return [text, reasons, near(text.replace("~", ""), wanted.slice(1))];
  const bracket = /^\[(.*)\.\.(.*)\]$/.exec(wanted);
  if (value?.bracket && bracket) {
    return [text, reasons, value.bracket.every((end, i) => equal(end, bracket[i + 1]))];
  }
  if (value?.exact !== undefined) return [text, reasons, equal(value.exact, wanted)];
  return [text, reasons, text === wanted];
}

/** A number as expectations write it, `7/2`, `-0.5`, `90%`, as a fraction of big integers; undefined where it is none. */
function fraction(text) {
  const percent = text.endsWith("%");
  const parts = (percent ? text.slice(0, -1) : text).split("/");
  let [above, below] = [1n, percent ? 100n : 1n];
  for (const [i, part] of parts.entries()) {
    const digits = /^(-?)(\d+)(?:\.(\d+))?$/.exec(part);
    if (!digits || i > 1) return undefined;
    const decimals = digits[3] ?? "";
    const whole = BigInt(digits[2] + decimals) * (digits[1] ? -1n : 1n);
    const scale = 10n ** BigInt(decimals.length);
    [above, below] = i === 0 ? [above * whole, below * scale] : [above * scale, below * whole];
  }
  return below === 0n ? undefined : [above, below];
}

function equal(a, b) {
  const [x, y] = [fraction(a), fraction(b)];
  return x !== undefined && y !== undefined && x[0] * y[1] === y[0] * x[1];
}

/** Within half a unit of the last digit written. */
function near(text, decimal) {
  const [x, y] = [fraction(text), fraction(decimal)];
  if (!x || !y) return false;
  const digits = (decimal.split(".")[1] ?? "").length;
  let difference = x[0] * y[1] - y[0] * x[1];
  if (difference < 0n) difference = -difference;
  return difference * 2n * 10n ** BigInt(digits) <= abs(x[1] * y[1]);
}
const abs = (x) => (x < 0n ? -x : x);

/** All faults must be listed, and nothing else. */
function faults(lines, found) {
  const open = [...found];
  const wrong = [];
  for (const line of lines.filter((l) => l.form === "fault")) {
    const at = open.findIndex((f) => f.code === line.code && f.name === line.name &&
      (line.unit === undefined || line.unit === f.unit) && (line.year === undefined || line.year === f.year));
    if (at < 0) wrong.push(`fault ${line.code} ${line.name} was expected`);
    else open.splice(at, 1);
  }
  return [...wrong, ...open.map((f) => `unexpected fault ${f.code} ${f.unit}: ${f.name} (${f.message})`)];
}

/** What a diagnostic's place covers. */
export function covered(diagnostic, given) {
  const { span } = diagnostic;
  return span ? given[span.file]?.slice(span.start, span.end).normalize("NFC") ?? "?" : "?";
}

/** Errors must be listed all; of warnings and hints, those of a code that is listed. */
function diagnostics(lines, found, given) {
  const open = [...found];
  const wrong = [];
  const codes = new Set();
  for (const line of lines) {
    if (line.form !== "no" && line.form !== "diagnostic") continue;
    codes.add(line.code);
    if (line.form === "no") continue;
    const at = open.findIndex((d) => d.code === line.code && d.severity === line.severity &&
      (line.text === undefined || (covered(d, given) === line.text && (d.suggestion ?? undefined) === line.suggestion)));
    if (at < 0) wrong.push(`${line.severity} ${line.code} ${line.text ?? ""} was expected`);
    else open.splice(at, 1);
  }
  const unexpected = open.filter((d) => d.severity === "error" || codes.has(d.code));
  return [...wrong, ...unexpected.map((d) => `unexpected ${d.severity} ${d.code} \`${covered(d, given)}\`: ${d.message}`)];
}
