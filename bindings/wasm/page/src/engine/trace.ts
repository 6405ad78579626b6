// The explanation as data (`milepost.trace.v1`), as far as the page reads it.

export interface Shown {
  exact?: string;
  bracket?: [string, string];
  shown: string;
  reasons?: string[];
}
export interface Place { level: string; unit: string; label: string; year: number; by?: string }
export interface Cited { document: string; title: string; at: string }
export interface Reading { name: string; label: string; at?: Place; value: Shown; recorded: boolean }
export interface Needed { input: string; unit: string; year: number; cmp: string; value: string; shown: string }
export interface Way { result: string; facts: Needed[]; text: string }
export interface MissingFact {
  reason: string; input: string; label: string; unit: string; unit_label: string; year: number;
  by?: string[]; waiting_for?: string[];
}
export interface Target {
  cmp?: string; value?: string; shown: string;
  entry?: { year: number; to?: number; line: number; file?: string; by?: string; source?: Cited };
}
export interface Contribution {
  name: string; label: string; score?: Shown; max?: Shown; weight?: Shown; amount?: Shown; share?: Shown; note?: string;
}
export interface Item {
  criterion?: string;
  name: string;
  kind: string;
  code?: string;
  label: string;
  depth: number;
  at?: Place;
  verdict?: "met" | "not_met" | "undetermined" | "not_applicable";
  result?: string;
  measure?: Shown;
  value?: Shown;
  target?: Target;
  score?: Shown;
  max?: Shown;
  because: string;
  reasons?: string[];
  recorded: boolean;
  missing?: MissingFact[];
  inputs?: Reading[];
  uses?: Reading[];
  filled?: string[];
  counts?: { level: string; text: string; units: number; yes: number; no: number; undecided: number }[];
  rules?: string[];
  parts?: { name: string; label: string; verdict: string; result: string; reasons?: string[] }[];
  contributions?: { method: string; lines: Contribution[]; members: [number, number]; available: Shown };
  decide?: { ways: Way[] };
  source?: Cited[];
  judged_by?: string;
  notes?: string[];
  steps: { text: string; line: number; unit?: string; year?: number; value: Shown }[];
}
export interface Trace {
  schema: string;
  lang: string;
  ruleset: { name: string; label: string; version: string; sha256: string; hypothetical: boolean; notes?: string[] };
  level: string;
  unit: string;
  unit_label: string;
  year: number;
  as_of: string;
  items: Item[];
  faults?: string[];
}

/** The number of an exact value, for drawing only: `25/26`, `-0.5`, `1`. */
export function drawn(exact: string | undefined): number | undefined {
  if (exact === undefined) return undefined;
  const parts = /^(-?\d+(?:\.\d+)?)(?:\/(\d+))?$/.exec(exact);
  if (!parts) return undefined;
  const value = Number(parts[1]) / Number(parts[2] ?? 1);
  return Number.isFinite(value) ? value : undefined;
}
