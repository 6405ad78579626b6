// What people do, and what follows from it.
import { EngineError, call } from "./engine/client";
import type { Compiled, DataFile, Lang, Scored, Trouble } from "./engine/types";
import { example } from "./example";
import { taken } from "./files";
import { milliseconds, words } from "./i18n";
import { whenIdle } from "./idle";
import { description, get, set, setSoon, yearsOf } from "./store";

export const troubled = (error: unknown): Trouble => {
  if (error instanceof EngineError) return error.trouble;
  const message = error instanceof Error ? error.message : String(error);
  return { message, message_vi: message, code: "", place: "" };
};

/** Runs work with the busy mark on; what goes wrong is shown. */
async function busily(work: () => Promise<void>): Promise<void> {
  setSoon({ busy: get().busy + 1 });
  try {
    await work();
  } catch (error) {
    setSoon({ trouble: troubled(error) });
  } finally {
    setSoon({ busy: get().busy - 1 });
  }
}

export const start = (): Promise<void> =>
  busily(async () => {
    const { version, keywords } = await call("start");
    set({ version, keywords });
  });

/** Numbers the runs, so that only the newest one is shown. */
let run = 0;

/** Compiles the rules as they are, and scores the data if they have no errors. */
export const evaluate = (): Promise<void> =>
  busily(async () => {
    const mine = ++run;
    const { rules, data, lang } = get();
    const compiling = call("compile", rules, lang);
    // Asked for at once: while results come, what the rules say is shown already.
    const scoring = data.length > 0 ? call("score", data, locale, true) : Promise.resolve(undefined);
    scoring.catch(() => undefined);
    const compiled: Compiled = await compiling;
    if (mine !== run) return;
    setSoon({ compiled, trouble: undefined });
    if (!compiled.described) return;
    setSoon({ described: { [lang]: compiled.described } });
    await shown(scoring, mine);
    whenIdle(() => void alsoIn(lang === "vi" ? "en" : "vi", compiled));
  });

/** What the rules say in the other language, once nobody waits for anything else. */
async function alsoIn(other: Lang, compiled: Compiled): Promise<void> {
  const also = await call("describe", other).catch(() => undefined);
  if (get().compiled === compiled) set({ described: { ...get().described, [other]: also } });
}

/** The way numbers are written in the files. */
let locale: "" | "vi" = "";
export const commas = (): "" | "vi" => locale;
export const setCommas = (to: "" | "vi"): Promise<void> => {
  locale = to;
  return rescore();
};

const rescore = (): Promise<void> =>
  busily(() => {
    const { data } = get();
    return shown(data.length > 0 ? call("score", data, locale, false) : Promise.resolve(undefined), ++run);
  });

/** Shows results when they are there, unless something newer was asked for; without data there are none. */
async function shown(scoring: Promise<Scored | undefined>, mine: number): Promise<void> {
  let scored: Scored | undefined;
  try {
    scored = await scoring;
  } catch (error) {
    if (mine === run) setSoon({ scored: undefined });
    throw error;
  }
  if (mine !== run) return;
  if (!scored) {
    setSoon({ scored });
    return;
  }
  setSoon({ scored, trouble: undefined, ...chosen(scored) });
  const { lang } = get();
  const units = scored.blocks.reduce((n, b) => n + b.units.length, 0);
  setSoon({ said: words(lang).scored_said(units, milliseconds(scored.milliseconds, lang)) });
}

/** Keeps level, year and unit where they still exist; otherwise the last year and the first unit. */
function chosen(scored: Scored): Partial<ReturnType<typeof get>> {
  const state = get();
  const main = description(state)?.versions.at(-1)?.evaluates;
  const levels = scored.blocks.map((b) => b.level);
  const level = levels.includes(state.level) ? state.level : main && levels.includes(main) ? main : (levels[0] ?? "");
  const years = yearsOf({ ...state, scored, level });
  const year = years.includes(state.year) ? state.year : (years.at(-1) ?? 0);
  const units = scored.blocks.find((b) => b.level === level && b.year === year)?.units ?? [];
  const unit = units.some((u) => u.unit === state.unit) ? state.unit : (units[0]?.unit ?? "");
  const kept = state.years.every((y) => years.includes(y)) && state.years[0] !== state.years[1];
  return { level, year, unit, years: kept ? state.years : [years.at(-2) ?? year, years.at(-1) ?? year] };
}

let typing: number | undefined;
/** A rule file as it is being written; evaluated when the typing pauses. */
export function write(file: string, text: string): void {
  const { rules } = get();
  if (rules.texts[file] === text) return;
  set({ rules: { ...rules, texts: { ...rules.texts, [file]: text } }, example: false });
  clearTimeout(typing);
  typing = window.setTimeout(() => void evaluate(), 250);
}

/** The pack that comes with the page; `at`: what to show of it. */
export const loadExample = (at: { year?: number; unit?: string; level?: string } = {}): Promise<void> =>
  busily(async () => {
    const { rules, data } = await example();
    set({ rules, data, shown: rules.main, example: true, years: [0, 0], year: 0, unit: "", level: "", ...at });
    await evaluate();
  });

/** Files that were dropped or chosen: rules replace rules; tables replace the example's, or join those that are loaded. */
export const load = (files: readonly File[]): Promise<void> =>
  busily(async () => {
    const { rules: sources, tables, refused } = await taken(files, get().lang);
    const before = get();
    const change: Partial<typeof before> = {};
    if (tables.length > 0) {
      const names = new Set(tables.map((t) => t.name));
      const kept = before.example ? [] : before.data.filter((d) => !names.has(d.name));
      change.data = [...kept, ...tables];
      change.example = false;
    }
    const main = sources && (Object.keys(sources).find((name) => name === before.rules.main) ?? mainOf(sources));
    if (sources && main) {
      const texts = before.example || !(main in before.rules.texts) ? sources : { ...before.rules.texts, ...sources };
      change.rules = { main, texts };
      change.shown = main;
      change.example = false;
    }
    set(change);
    if (tables.length > 0 || main) await evaluate();
    if (refused.length > 0) {
      const message = refused.join("; ");
      set({ trouble: { message, message_vi: message, code: "", place: "" } });
    }
  });

/** The file that no other one names. */
function mainOf(texts: { [file: string]: string }): string | undefined {
  const names = Object.keys(texts);
  return names.find((name) => !names.some((other) => other !== name && texts[other]?.includes(`"${name}"`))) ?? names[0];
}

export function removeData(name: string | undefined): Promise<void> {
  set({ data: name === undefined ? [] : get().data.filter((d) => d.name !== name), example: false });
  return rescore();
}

export function setLevelOf(name: string, level: string): Promise<void> {
  const change = (d: DataFile): DataFile => (d.name === name ? { name: d.name, bytes: d.bytes, ...(level && { level }) } : d);
  set({ data: get().data.map(change) });
  return rescore();
}

/** Opens a unit's scorecard, at one of its items if named. */
export function openUnit(unit: string, item = "", year = get().year): void {
  set({ view: "scorecard", unit, item, year });
}
