// What the page knows, and who is told when it changes.
import { useEffect, useReducer } from "preact/hooks";
import type { Block, Compiled, DataFile, Description, Lang, RuleFiles, Scored, Trouble } from "./engine/types";

export type View = "units" | "scorecard" | "heatmap" | "compare" | "data" | "rules";
export const VIEWS: readonly View[] = ["units", "scorecard", "heatmap", "compare", "data", "rules"];
export type Theme = "auto" | "light" | "dark";

export interface State {
  lang: Lang;
  theme: Theme;
  view: View;
  /** The pack that comes with the page is loaded, unchanged. */
  example: boolean;
  rules: RuleFiles;
  /** The rule file in the editor. */
  shown: string;
  /** Of the text as it is now. */
  compiled?: Compiled;
  /** Of the last rules without errors; in the language that was shown then, and soon in the other. */
  described?: { [lang in Lang]?: Description };
  data: DataFile[];
  scored?: Scored;
  level: string;
  year: number;
  unit: string;
  /** The item that a view is asked to show. */
  item: string;
  years: [number, number];
  busy: number;
  trouble?: Trouble;
  /** Said to screen readers. */
  said: string;
  keywords: string[];
  version: string;
}

let state: State = {
  lang: "en",
  theme: "auto",
  view: "units",
  example: false,
  rules: { main: "rules.mile", texts: { "rules.mile": "" } },
  shown: "rules.mile",
  data: [],
  level: "",
  year: 0,
  unit: "",
  item: "",
  years: [0, 0],
  busy: 0,
  said: "",
  keywords: [],
  version: "",
};
const listeners = new Set<(state: State) => void>();

export const get = (): State => state;

export function set(change: Partial<State>): void {
  state = { ...state, ...change };
  clearTimeout(telling);
  telling = undefined;
  for (const listener of listeners) listener(state);
}

let telling: number | undefined;
/** The same, for what comes from the engine: all that changes in one turn is drawn once. */
export function setSoon(change: Partial<State>): void {
  state = { ...state, ...change };
  telling ??= window.setTimeout(() => set({}));
}

export function watch(listener: (state: State) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The state, and another rendering whenever it changes. */
export function useStore(): State {
  const [, again] = useReducer((n: number) => n + 1, 0);
  const drawn = state;
  useEffect(() => {
    const stop = watch(() => again(undefined));
    // What has changed since the first drawing, nobody has told.
    if (state !== drawn) again(undefined);
    return stop;
  }, []);
  return drawn;
}

export const description = (s: State): Description | undefined => s.described?.[s.lang] ?? s.described?.en ?? s.described?.vi;

/** The block of results that is shown: of the chosen level and year. */
export const block = (s: State, year = s.year): Block | undefined =>
  s.scored?.blocks.find((b) => b.level === s.level && b.year === year);

/** The years of the chosen level for which there are results. */
export const yearsOf = (s: State): number[] =>
  (s.scored?.blocks ?? []).filter((b) => b.level === s.level).map((b) => b.year).sort((a, b) => a - b);
