/** A verdict's word. */
export type Verdict = "met" | "not_met" | "undetermined" | "not_applicable";
export type Lang = "en" | "vi";
/** In which language texts are made; English unless said otherwise. */
export interface InLang { lang?: Lang }

/** A place in a source, offsets in UTF-16 units of the text that was given, line and column from 1. */
export interface Span { file: string; start: number; end: number; line: number; column: number }
/** One finding in rules. */
export interface Diagnostic {
  code: string;
  severity: "error" | "warning" | "hint";
  message: string;
  message_vi: string;
  help: string | null;
  help_vi: string | null;
  suggestion: string | null;
  span: Span | null;
  also: Span[];
}
/** A wrong cell or result. */
export interface Fault {
  code: string; severity: "error" | "warning" | "hint"; level: string | null; unit: string; year: number | null;
  by: string | null; name: string; value: string; place: string; message: string; help: string;
}
/** Something is wrong with the rules, the facts or the call. */
export class MilepostError extends Error {
  /** Stable: `E202`, `R01`; empty where the call itself is wrong. */
  readonly code: string;
  readonly messageVi: string;
  /** Where in a file, if it is about one. */
  readonly place: string;
}
/** The rules have errors: `diagnostics` has all of them. */
export class RuleError extends MilepostError { readonly diagnostics: Diagnostic[] }
/** Facts or tables that cannot be read, a year that no rules cover, a call that makes no sense. */
export class DataError extends MilepostError { readonly diagnostics: Diagnostic[] }

/**
 * The module broke off, as it does when memory runs out. It was started anew: rules, tables and reports from before are
 * gone (their methods throw this too); whatever is made from now on works.
 */
export class EngineStopped extends MilepostError {}

export type Source = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;
/** Loads the module; nothing else works before. In Node it is found by itself. */
export default function init(source?: Source): Promise<void>;

export interface Asked {
  year?: number;
  years?: readonly number[];
  /** `2024-12-31`; default: the last day of the evaluated year. */
  asOf?: string;
  /** Keeps exact values, for `results()`; more memory. */
  exact?: boolean;
  /** Both give the same results. Default: columnar; exact where exact values are kept. */
  engine?: "columnar" | "exact";
  /** `vi`: decimal comma in texts. */
  locale?: "" | "vi";
}
export type Scalar = string | number | bigint | boolean | Date | null | undefined;
/** Facts of one unit: inputs by name, children under their level's name, `years`, `by`, `recorded`. */
export interface Facts { [name: string]: Scalar | Facts | readonly Facts[] }
export type TypedColumn =
  | Float64Array | Int32Array | Uint8Array | Int8Array | Int16Array | Uint16Array | Uint32Array | Uint8ClampedArray
  | BigInt64Array | BigUint64Array;
/** Typed arrays are copied once; NaN is a missing value. */
export type Column = TypedColumn | readonly Scalar[];
export interface Columns { [name: string]: Column }
export type Rows = readonly { readonly [name: string]: Scalar }[];

/** A value exactly: `exact` is a fraction or decimal, `decimal` the first digits of one without end. */
export interface Exact {
  exact?: string; decimal?: string; number?: number; value?: boolean | string | number;
  bracket?: [string, string]; missing?: string[];
}
export interface Result {
  verdict: Verdict | null; outcome: string | null;
  value: Exact | null; score: Exact | null; max: Exact | null; reasons: string[];
}
export interface ExactResult {
  level: string; unit: string; year: number; name: string; kind: Kind; verdict: Verdict | null;
  value: Exact | null; target: Exact | null; score: Exact | null; max: Exact | null; reasons: string[];
}
export type Kind = "criterion" | "group" | "outcome" | "state" | "rank" | "indicator";
export type Shown = string | number | boolean | null;
export interface TidyRow {
  level: string; unit: string; label: string; year: number; name: string; code: string; kind: Kind;
  /** A verdict; the class of an outcome; empty for what has none. */
  verdict: string;
  value: Shown; target: Shown; score: number | null; max: number | null; reasons: string[];
}
/** What would decide an open result: `facts` are needed together. */
export interface Way {
  result: string; text: string;
  facts: { input: string; unit: string; year: number; cmp: string; value: string; shown: string }[];
}
/** An explanation as data. */
export interface Trace { schema: "milepost.trace.v1"; [key: string]: unknown }

/** Compiled rules. Call `free()` when done. */
export class Ruleset {
  private constructor();
  /** Throws `RuleError`. `sources`: what `use` and `amends` find, by file name. */
  static compile(text: string, sources?: { [file: string]: string }, options?: { name?: string; variant?: string }): Ruleset;
  /** The hash of the rules' meaning: layout and comments do not change it. */
  readonly contentHash: string;
  readonly hash: string;
  readonly warnings: Diagnostic[];
  /** `hash: false` leaves the hash out: the first time it takes about as long as compiling. */
  describe(options?: InLang & { hash?: boolean }): Description;
  evaluate(record: Facts | ReadonlyMap<string, unknown>, options: { year: number; asOf?: string }): Report;
  /** Makes the rules of one year ready for one flat record after the other, in a few microseconds each. */
  prepare(options: { year: number; asOf?: string }): Prepared;
  score(data: Columns | Rows | { [level: string]: Columns | Rows }, options?: Asked): Table;
  /** Units as `evaluate` takes one: a list, or lists by level. */
  scoreUnits(units: readonly Facts[] | Facts, options: Asked): Table;
  scoreFiles(files: readonly DataFile[], options?: Asked): Table;
  free(): void;
}
/** A file of data: csv or tsv as bytes; or whatever `openFile` gave. */
export interface DataFile { name: string; bytes?: Uint8Array; level?: string; tables?: readonly unknown[] }
/** A file for `scoreFiles`. Spreadsheets and json are read by a second module, which is loaded when it is needed. */
export function openFile(
  name: string, bytes: Uint8Array | ArrayBuffer, options?: { level?: string; sheet?: string; source?: Source },
): Promise<DataFile>;

/** The rules of one year, ready for records; it holds the results of the last one. Call `free()` when done. */
export class Prepared {
  private constructor();
  /** Evaluates one record as `Ruleset.evaluate` would; results are read from this object. */
  evaluate(record: Facts | ReadonlyMap<string, unknown>): this;
  readonly names: string[];
  verdict(name: string): Verdict | undefined;
  outcome(name: string): string | undefined;
  value(name: string, part?: "value" | "score" | "max" | "target"): number | string | boolean | undefined;
  score(name: string): number | undefined;
  max(name: string): number | undefined;
  faults(options?: InLang): Fault[];
  free(): void;
}
/** The results of one unit. */
export class Report {
  private constructor();
  verdict(name: string): Verdict | undefined;
  outcome(name: string): string | undefined;
  value(name: string): number | string | boolean | undefined;
  score(name: string): number | undefined;
  max(name: string): number | undefined;
  readonly results: { [name: string]: Result };
  faults(options?: InLang): Fault[];
  explain(name?: string, options?: InLang): string;
  trace(name?: string, options?: InLang): Trace;
  decide(name: string, options?: InLang): Way[];
  free(): void;
}
export interface Where { level?: string; year?: number; part?: "value" | "score" | "max" | "target" }
/** A unit and year of a table; the evaluated level unless said otherwise. */
export interface At { level?: string; unit: string | number; year: number; name?: string; by?: string }
/** What if a fact were another? `null`: not supplied. Unit, level and year are the explained ones unless named. */
export interface Supposed {
  input: string; value: string | number | boolean | null; unit?: string; level?: string; year?: number; by?: string;
}
/** The results of many units. */
export class Table {
  private constructor();
  readonly blocks: {
    level: string; year: number; units: number; names: string[]; kinds: Kind[]; hypothetical: boolean;
  }[];
  /** Of a block, in the order of its columns; of all units of a level, given its name. */
  units(block?: number | string): { unit: string; label: string; parent: string | null }[];
  /** 0 met, 1 not_met, 2 undetermined, 3 not_applicable. */
  verdicts(name: string, where?: Where): Uint8Array | undefined;
  /** NaN where missing. */
  values(name: string, where?: Where): Float64Array | undefined;
  scores(name: string, where?: Where): Float64Array | undefined;
  /** Bit sets, bits in the order of `REASONS`. */
  reasons(name: string, where?: Where): Uint16Array | undefined;
  /** `what`: verdicts, criteria, groups, outcomes, ranks, all. */
  rows(what?: string): TidyRow[];
  readonly outcomes: TidyRow[];
  readonly ranks: TidyRow[];
  /** Every result with its exact value (after `score` with `exact: true`). */
  results(): ExactResult[];
  faults(options?: InLang): Fault[];
  readonly matches: { source: string; column: string; name: string; by: "name" | "label" | "mapping" | "nothing" }[];
  remarks(options?: InLang): Fault[];
  explain(where: At, options?: InLang & { suppose?: readonly Supposed[] }): string;
  trace(where: At, options?: InLang & { suppose?: readonly Supposed[] }): Trace;
  decide(where: At, options?: InLang & { suppose?: readonly Supposed[] }): Way[];
  /** A unit's facts of a year as they were read, numbers in the unit of their column. */
  facts(where: At): { [input: string]: (Exact & { invalid?: true }) | null };
  /** The same units with some facts of one of them changed: what if. A change to null takes the fact away. */
  suppose(where: At, changes: { [input: string]: string | number | boolean | null } | readonly Supposed[]): Table;
  readonly head: { [key: string]: string };
  csv(what?: string, options?: InLang): string;
  /** A workbook with a sheet per kind of rows; loads the second module. */
  xlsx(what?: string | readonly string[], options?: InLang & { source?: Source }): Promise<Uint8Array>;
  free(): void;
}

export interface Named { name: string; label: string }
export interface InputDescription extends Named {
  kind: "number" | "whole" | "yes_no" | "year" | "date" | "category";
  options: Named[]; levels: string[];
  /** Bounds, in the unit in which cells are written. */
  low: number | null; high: number | null;
  unit: string; percent: boolean; optional: boolean; by: Named[]; sources: string[]; notes: string[];
}
export interface ItemDescription extends Named {
  code: string; kind: Kind; unit: string; unit_scale: number; judged_by: string; notes: string[]; sources: string[];
  levels: string[];
  /** As they are printed; `to` is null where the years are open. */
  targets: { from: number; to: number | null; text: string }[];
  classes: Named[]; members: ItemDescription[];
}
export interface Description {
  levels: (Named & { parent: string | null })[];
  inputs: InputDescription[];
  versions: (Named & {
    version: string; from: number; to: number | null; evaluates: string; language: string; notes: string[];
    items: ItemDescription[];
  })[];
  documents: { name: string; title: string; number: string; issuer: string; date: string | null; url: string }[];
  variants: Named[];
  variant: string | null;
  hash: string;
}

/** All diagnostics of a text, warnings too. */
export function check(text: string, sources?: { [file: string]: string }, name?: string): Diagnostic[];
/** The text in the one layout; throws `RuleError` where it cannot be read. */
export function format(text: string): string;
/** Colours of a text: `[kind, start, end, …]`, kinds as positions in `COLOURS`, offsets in UTF-16 units. */
export function tokens(text: string): Uint32Array;
export function keywords(): string[];
export function functions(): { name: string; signature: string; en: string; vi: string }[];
export function version(): string;
export const VERDICTS: readonly Verdict[];
export const REASONS: readonly string[];
export const COLOURS: readonly ["keyword", "name", "number", "text", "comment", "symbol", "error"];
