/** A verdict's word. */
export type Verdict = "met" | "not_met" | "undetermined" | "not_applicable";
export type Lang = "en" | "vi";

/** A place in a source, offsets in UTF-16 units. */
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
  code: string; severity: string; level: string | null; unit: string; year: number | null; by: string | null;
  name: string; value: string; place: string; message: string; help: string | null;
}
export class MilepostError extends Error { readonly code: string; readonly messageVi: string; readonly place: string }
export class RuleError extends MilepostError { readonly diagnostics: Diagnostic[] }
export class DataError extends MilepostError {}

/** Loads the module; nothing else works before. */
export default function init(source?: RequestInfo | URL | Response | BufferSource | WebAssembly.Module): Promise<void>;

export interface Asked {
  year?: number;
  years?: number[];
  /** `2024-12-31`; default: the last day of the evaluated year. */
  asOf?: string;
  /** Exact values in tables. */
  exact?: boolean;
  /** `vi`: decimal comma in texts. */
  locale?: "" | "vi";
}
export type Scalar = string | number | bigint | boolean | Date | null | undefined;
/** Facts of one unit. */
export interface Facts { [name: string]: Scalar | Facts | Facts[] }
export type Column = Float64Array | Int32Array | Uint8Array | readonly Scalar[];
export type Columns = { [name: string]: Column };
export type Rows = readonly { [name: string]: Scalar }[];

export interface Exact {
  exact?: string; number?: number; value?: boolean | string | number; bracket?: [string, string]; missing?: string[];
}
export interface Result {
  verdict: Verdict | null; outcome: string | null;
  value: Exact | null; score: Exact | null; max: Exact | null; reasons: string[];
}
export interface TidyRow {
  level: string; unit: string; label: string; year: number; name: string; code: string; kind: string; verdict: string;
  value: string | number | boolean | null; target: string | number | boolean | null;
  score: number | null; max: number | null; reasons: string[];
}

export class Ruleset {
  static compile(text: string, sources?: { [file: string]: string }, options?: { name?: string; variant?: string }): Ruleset;
  readonly hash: string;
  readonly warnings: Diagnostic[];
  describe(options?: { lang?: Lang }): Description;
  evaluate(record: Facts | Map<string, unknown>, options: Asked): Report;
  score(data: Columns | Rows | { [level: string]: Columns | Rows }, options?: Asked): Table;
  scoreFiles(files: { name: string; bytes: Uint8Array; level?: string }[], options?: Asked): Table;
  free(): void;
}
export class Report {
  verdict(name: string): Verdict | undefined;
  outcome(name: string): string | undefined;
  value(name: string): number | string | boolean | undefined;
  score(name: string): number | undefined;
  max(name: string): number | undefined;
  readonly results: { [name: string]: Result };
  faults(options?: { lang?: Lang }): Fault[];
  explain(name?: string, options?: { lang?: Lang }): string;
  /** The explanation as data, `milepost.trace.v1`. */
  trace(name?: string, options?: { lang?: Lang }): { schema: string; [key: string]: unknown };
  free(): void;
}
export interface Where { level?: string; year?: number; part?: "value" | "score" | "max" | "target" }
export interface At { level: string; unit: string; year: number; name?: string; by?: string }
/** What if a fact were another? `null`: not supplied. Unit, level and year are the explained ones unless named. */
export interface Supposed { input: string; value: string | number | boolean | null; unit?: string; level?: string; year?: number; by?: string }
export class Table {
  readonly blocks: { level: string; year: number; units: number; names: string[]; hypothetical: boolean }[];
  units(block?: number): { unit: string; label: string; parent: string | null }[];
  verdicts(name: string, where?: Where): Uint8Array | undefined;
  values(name: string, where?: Where): Float64Array | undefined;
  reasons(name: string, where?: Where): Uint16Array | undefined;
  rows(what?: string): TidyRow[];
  readonly outcomes: TidyRow[];
  faults(options?: { lang?: Lang }): Fault[];
  readonly matches: { source: string; column: string; name: string; by: string }[];
  explain(where: At, options?: { lang?: Lang; suppose?: readonly Supposed[] }): string;
  trace(where: At, options?: { lang?: Lang; suppose?: readonly Supposed[] }): { schema: string; [key: string]: unknown };
  facts(where: At): { [input: string]: { exact?: string; number?: number; value?: string | boolean | number; invalid?: true } | null };
  free(): void;
}

export interface Named { name: string; label: string }
export interface InputDescription extends Named {
  kind: "number" | "whole" | "yes_no" | "year" | "date" | "category";
  options: Named[]; levels: string[]; low: number | null; high: number | null; unit: string; percent: boolean;
  optional: boolean; by: Named[]; notes: string[];
}
export interface ItemDescription extends Named {
  code: string; kind: string; unit: string; unit_scale: number; judged_by: string; notes: string[]; sources: string[];
  members: ItemDescription[]; classes: Named[]; levels: string[];
}
export interface Description {
  levels: (Named & { parent: string | null })[];
  inputs: InputDescription[];
  versions: (Named & {
    version: string; from: number; to: number | null; evaluates: string; language: string; notes: string[];
    items: ItemDescription[];
  })[];
  variants: Named[];
  hash: string;
}

export function check(text: string, sources?: { [file: string]: string }, name?: string): Diagnostic[];
export function format(text: string): string;
export function tokens(text: string): Uint32Array;
export function keywords(): string[];
export function version(): string;
export const VERDICTS: readonly Verdict[];
