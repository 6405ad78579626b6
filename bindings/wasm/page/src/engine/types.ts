// What goes to and fro between the page and the engine in its worker: plain data that can be cloned.
import type { Description, Diagnostic, Fault, InputDescription, ItemDescription, Lang } from "milepost";
import type { Trace } from "./trace";

export type { Description, Diagnostic, Fault, InputDescription, ItemDescription, Lang, Trace };

export interface DataFile { name: string; bytes: Uint8Array; level?: string }
export interface RuleFiles { main: string; texts: { [file: string]: string } }

/** Something that went wrong, as data. */
export interface Trouble { message: string; message_vi: string; code: string; place: string }

export interface Compiled {
  diagnostics: Diagnostic[];
  /** Nothing when there are errors. */
  described?: Description;
  milliseconds: number;
}

/** One column of a block: what an item came to for each unit. */
export interface Column {
  name: string;
  verdict?: Uint8Array;
  value?: Float64Array;
  score?: Float64Array;
  max?: Float64Array;
  target?: Float64Array;
}
export interface Block {
  level: string;
  year: number;
  hypothetical: boolean;
  units: { unit: string; label: string; parent: string | null }[];
  columns: Column[];
}
export interface Scored {
  blocks: Block[];
  faults: { en: Fault[]; vi: Fault[] };
  faultCount: number;
  matches: { source: string; column: string; name: string; by: string }[];
  milliseconds: number;
}

/** A supposed fact: text as a cell of a table would have it; null: not supplied. */
export interface Supposed { input: string; value: string | null; level?: string; unit?: string; year?: number; by?: string }
export interface Where { level: string; unit: string; year: number; name?: string }

export interface Given { exact?: string; number?: number; value?: string | number | boolean; invalid?: true }
/** A unit's facts of a year, by who gave them; `""`: nobody in particular. */
export type Facts = { [by: string]: { [input: string]: Given | null } };

/** What the worker does; each call is answered, or the worker is replaced. */
export interface Engine {
  start(): { version: string; keywords: string[] };
  compile(rules: RuleFiles, lang: Lang): Compiled;
  /** What the compiled rules are made of, in another language. */
  describe(lang: Lang): Description;
  /** `following`: nothing is scored if the rules that were sent just before have errors. */
  score(files: DataFile[], locale: "" | "vi", following: boolean): Scored | undefined;
  trace(where: Where, lang: Lang, suppose: Supposed[]): Trace;
  suffices(where: Where, place: Where, lang: Lang, input: string, by: string[], suppose: Supposed[]): { [item: string]: string[] };
  facts(where: Where, by: string[]): Facts;
  /** What the units of a level are called, by their ids. */
  labels(level: string): { [unit: string]: string };
  saved(kind: "csv" | "xlsx", lang: Lang): Uint8Array;
  format(text: string): string;
}
