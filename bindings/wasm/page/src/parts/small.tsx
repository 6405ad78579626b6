// Small parts that several views use.
import type { JSX } from "preact";
import type { Description, ItemDescription } from "../engine/types";
import { description, set, yearsOf } from "../store";
import type { State } from "../store";
import { words } from "../i18n";

export const Empty = ({ state }: { state: State }): JSX.Element => {
  const w = words(state.lang);
  return <p class="empty">{state.busy > 0 ? w.busy : state.scored && state.scored.blocks.length === 0 ? w.no_years : w.no_results}</p>;
};

/** Level (where there are several) and year. */
export function Pick({ state, unit }: { state: State; unit?: boolean }): JSX.Element {
  const w = words(state.lang);
  const levels = [...new Set((state.scored?.blocks ?? []).map((b) => b.level))];
  const label = (name: string): string => description(state)?.levels.find((l) => l.name === name)?.label ?? name;
  const units = unit ? (state.scored?.blocks.find((b) => b.level === state.level && b.year === state.year)?.units ?? []) : [];
  const at = units.findIndex((u) => u.unit === state.unit);
  const go = (by: number): void => {
    const to = units[at + by];
    if (to) set({ unit: to.unit, item: "" });
  };
  return (
    <>
      {levels.length > 1 && (
        <label>{w.level} <select value={state.level} onChange={(e) => set({ level: e.currentTarget.value, ...first(state, e.currentTarget.value) })}>
          {levels.map((l) => <option key={l} value={l}>{label(l)}</option>)}
        </select></label>
      )}
      <label>{w.year} <select value={state.year} onChange={(e) => set({ year: Number(e.currentTarget.value) })}>
        {yearsOf(state).map((y) => <option key={y} value={y}>{y}</option>)}
      </select></label>
      {unit && (
        <>
          <label>{w.unit} <select class="unit-select" value={state.unit} onChange={(e) => set({ unit: e.currentTarget.value, item: "" })}>
            {units.slice(0, 5000).map((u) => <option key={u.unit} value={u.unit}>{u.label || u.unit}</option>)}
          </select></label>
          <span class="pair">
            <button type="button" disabled={at <= 0} onClick={() => go(-1)}>{w.previous}</button>
            <button type="button" disabled={at < 0 || at >= units.length - 1} onClick={() => go(1)}>{w.next}</button>
          </span>
        </>
      )}
    </>
  );
}

function first(state: State, level: string): { year: number; unit: string; years: [number, number] } {
  const years = yearsOf({ ...state, level });
  const year = years.at(-1) ?? 0;
  const units = state.scored?.blocks.find((b) => b.level === level && b.year === year)?.units ?? [];
  return { year, unit: units[0]?.unit ?? "", years: [years.at(-2) ?? year, year] };
}

/** The items of the version in force, outer ones before what is in them, and how deep each stands. */
export function items(description: Description | undefined, year: number): (ItemDescription & { depth: number })[] {
  const version = description?.versions.find((v) => v.from <= year && (v.to === null || year <= v.to)) ?? description?.versions.at(-1);
  const out: (ItemDescription & { depth: number })[] = [];
  const walk = (list: ItemDescription[], depth: number): void => {
    for (const item of list) {
      out.push({ ...item, depth });
      walk(item.members, depth + 1);
    }
  };
  walk(version?.items ?? [], 0);
  return out;
}
