// Results as csv: one row per unit, year and result, in the columns that every export of Milepost has.
import type { TidyRow } from "../engine/types";

export const COLUMNS = ["level", "unit", "label", "year", "name", "code", "kind", "verdict", "value", "target", "score", "max", "reasons"] as const;
export type CellValue = string | number | boolean | null;

export const cells = (row: TidyRow): CellValue[] =>
  COLUMNS.map((name) => (name === "reasons" ? row.reasons.join(" ") : row[name]));

/** A cell that a spreadsheet program would take for a formula is told to be text. */
const safe = (text: string): string => (/^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text);

function quoted(value: CellValue): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return String(value);
  const text = safe(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(rows: readonly TidyRow[]): Uint8Array {
  const lines = [COLUMNS.join(","), ...rows.map((row) => cells(row).map(quoted).join(","))];
  // The mark at the beginning tells spreadsheet programs that the text is UTF-8.
  return new TextEncoder().encode(`\uFEFF${lines.join("\r\n")}\r\n`);
}
