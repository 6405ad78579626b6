// The engine with the rules and data it holds. It runs in a worker of the page, and in the page of the custom element.
import init, { RuleError, Ruleset, format, keywords, openFile, version } from "milepost";
import type { Table } from "milepost";
import type { Trace } from "./trace";
import type { Block, Column, Compiled, Engine, Scored, Supposed, Where } from "./types";

/** More faults than this are counted and not shown. */
const MOST_FAULTS = 500;

/** The sheets of a saved workbook. */
const SHEETS = ["outcomes", "groups", "criteria", "ranks", "faults"];

let rules: Ruleset | undefined;
/** Whether the rules that came last are these. */
let sound = false;
let table: Table | undefined;

export const ready = (source?: Parameters<typeof init>[0]): Promise<void> => init(source);

const need = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("there are no results yet");
  return value;
};

export const engine: { [K in keyof Engine]: (...args: Parameters<Engine[K]>) => ReturnType<Engine[K]> | Promise<ReturnType<Engine[K]>> } = {
  start: () => ({ version: version(), keywords: keywords() }),

  compile({ main, texts }, lang): Compiled {
    sound = false;
    const begun = performance.now();
    const others = Object.fromEntries(Object.entries(texts).filter(([name]) => name !== main));
    const text = texts[main] ?? "";
    let made: Ruleset;
    try {
      made = Ruleset.compile(text, others, { name: main });
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      return { diagnostics: error.diagnostics, milliseconds: performance.now() - begun };
    }
    const milliseconds = performance.now() - begun;
    table?.free();
    table = undefined;
    rules?.free();
    rules = made;
    sound = true;
    return { diagnostics: made.warnings, described: made.describe({ lang, hash: false }), milliseconds };
  },

  describe: (lang) => need(rules).describe({ lang, hash: false }),

  async score(files, locale, following): Promise<Scored | undefined> {
    if (following && !sound) return undefined;
    const from = need(rules);
    const opened = await Promise.all(files.map(({ name, bytes, level }) => openFile(name, bytes, { ...(level && { level }) })));
    const begun = performance.now();
    const made = from.scoreFiles(opened, { locale });
    const milliseconds = performance.now() - begun;
    table?.free();
    table = made;
    const faults = { en: made.faults({ lang: "en" }), vi: made.faults({ lang: "vi" }) };
    const faultCount = faults.en.length;
    faults.en.length = Math.min(faultCount, MOST_FAULTS);
    faults.vi.length = faults.en.length;
    return { blocks: made.blocks.map((_, at) => block(made, at)), faults, faultCount, matches: made.matches, milliseconds };
  },

  trace: (where, lang, suppose) => traced(where, lang, suppose),

  suffices(where, { level, unit, year }, lang, input, by, suppose) {
    const without = by.map((who): Supposed => ({ input, value: null, level, unit, year, ...(who && { by: who }) }));
    const trace = traced(where, lang, [...suppose, ...without]);
    const found: { [item: string]: string[] } = {};
    for (const item of trace.items) {
      const alone = item.decide?.ways.filter((way) => way.facts.every((f) => f.input === input));
      if (alone?.length) found[item.name] = alone.map((way) => way.text);
    }
    return found;
  },

  facts: (where, by) => Object.fromEntries(by.map((who) => [who, need(table).facts({ ...where, by: who })])),

  labels: (level) => Object.fromEntries(need(table).units(level).map(({ unit, label }) => [unit, label])),

  async saved(kind, lang): Promise<Uint8Array> {
    const results = need(table);
    if (kind === "xlsx") return results.xlsx(SHEETS, { lang });
    // The mark at the beginning tells spreadsheet programs that the text is UTF-8.
    return new TextEncoder().encode(`\uFEFF${results.csv("all", { lang })}`);
  },

  format: (text) => format(text),
};

const traced = (where: Where, lang: "en" | "vi", suppose: Supposed[]): Trace =>
  need(table).trace(where, { lang, suppose }) as unknown as Trace;

function block(table: Table, at: number): Block {
  const { level, year, hypothetical, names } = table.blocks[at] ?? { level: "", year: 0, hypothetical: false, names: [] };
  const where = { level, year };
  const column = (name: string): Column => ({
    name,
    verdict: table.verdicts(name, where),
    value: table.values(name, where),
    score: table.values(name, { ...where, part: "score" }),
    max: table.values(name, { ...where, part: "max" }),
    target: table.values(name, { ...where, part: "target" }),
  });
  return { level, year, hypothetical, units: table.units(at), columns: names.map(column) };
}
