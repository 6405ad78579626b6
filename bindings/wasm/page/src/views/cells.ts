// What a table's cell says, from the columns of a block.
import type { Column, Description, ItemDescription, Lang } from "../engine/types";
import { number, words } from "../i18n";
import { VERDICT_WORDS } from "../parts/verdict";

export type Shape = ItemDescription & { depth: number };
export interface Cell { word: string; text: string; sort: number | string }

const REASON = "–";

/** The result of one item for the unit at a position. */
export function cell(column: Column | undefined, item: Shape, at: number, lang: Lang): Cell {
  const w = words(lang);
  const verdict = column?.verdict?.[at];
  if (verdict !== undefined) {
    const word = VERDICT_WORDS[verdict] ?? "undetermined";
    return { word, text: w[word], sort: verdict };
  }
  const value = column?.value?.[at];
  if (value === undefined || Number.isNaN(value)) {
    const open = item.classes.length > 0;
    return { word: open ? "undetermined" : "", text: open ? w.undetermined : REASON, sort: Number.POSITIVE_INFINITY };
  }
  const known = item.classes[value];
  if (known) return { word: known.name, text: known.label, sort: value };
  return { word: "", text: figure(value, item, lang), sort: value };
}

/** A number in the item's unit. */
export function figure(value: number, item: Shape, lang: Lang): string {
  if (item.unit === "%" || item.unit === "ratio") return `${number(value * 100, lang, 2)} %`;
  const scaled = item.unit_scale ? value / item.unit_scale : value;
  return `${number(scaled, lang, 3)}${item.unit ? ` ${item.unit}` : ""}`;
}

/** What a table of units shows: outcomes, states and ranks, and the groups that stand outside any group. */
export const overview = (list: Shape[]): Shape[] =>
  list.filter((i) => ["outcome", "state", "rank"].includes(i.kind) || (i.kind === "group" && i.depth === 0));

/** The criteria among the items, or index members where there are no criteria. */
export function criteria(list: Shape[]): Shape[] {
  const found = list.filter((i) => i.kind === "criterion");
  return found.length > 0 ? found : list.filter((i) => i.kind === "indicator" && i.depth > 0);
}

export const columnsOf = (columns: readonly Column[]): Map<string, Column> => new Map(columns.map((c) => [c.name, c]));
export const levelLabel = (d: Description | undefined, name: string): string => d?.levels.find((l) => l.name === name)?.label ?? name;
