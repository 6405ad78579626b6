// What if a unit below were otherwise: one of those that were counted, those first that did not fulfil the condition.
import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";
import { call } from "../engine/client";
import type { Facts, InputDescription, Lang } from "../engine/types";
import type { Item } from "../engine/trace";
import { words } from "../i18n";
import type { Place } from "./whatif";

export interface Below { level: string; year: number; text: string; inputs: InputDescription[]; units: { unit: string; holds: string }[] }

/** What an item counted, if it counted units of another level. */
export function below(item: Item, inputs: readonly InputDescription[], where: Place): Below | undefined {
  for (const count of item.counts ?? []) {
    const names = new Set(count.text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []);
    const read = inputs.filter((i) => names.has(i.name) && !i.levels.includes(where.level));
    const level = read[0]?.levels[0];
    if (level === undefined) continue;
    const steps = item.steps.filter((s) => s.unit !== undefined && s.unit !== where.unit && count.text.includes(s.text));
    const longest = Math.max(...steps.map((s) => s.text.length));
    const last = new Map(steps.filter((s) => s.text.length === longest).map((s) => [s.unit ?? "", s.value.exact ?? ""]));
    const order = (holds: string): number => (holds === "no" ? 0 : holds === "" ? 1 : 2);
    const units = [...last].map(([unit, holds]) => ({ unit, holds })).sort((a, b) => order(a.holds) - order(b.holds));
    if (units.length > 0) return { level, year: where.year, text: count.text, inputs: read, units };
  }
  return undefined;
}

export function BelowControls({ of, lang, control }: {
  of: Below; lang: Lang; control(input: InputDescription, place: Place, facts: Facts): ComponentChildren;
}): JSX.Element {
  const w = words(lang);
  const [unit, setUnit] = useState(of.units[0]?.unit ?? "");
  const [facts, setFacts] = useState<Facts>({});
  const [labels, setLabels] = useState<{ [unit: string]: string }>({});
  const place = { level: of.level, unit, year: of.year };
  const by = ["", ...new Set(of.inputs.flatMap((i) => i.by.map((a) => a.name)))];
  useEffect(() => {
    let current = true;
    call("facts", place, by).then((to) => current && setFacts(to), () => current && setFacts({}));
    return () => { current = false; };
  }, [unit, of.level, of.year]);
  useEffect(() => {
    let current = true;
    call("labels", of.level).then((to) => current && setLabels(to), () => current && setLabels({}));
    return () => { current = false; };
  }, [of.level]);
  const said = (holds: string): string => (holds === "no" ? ` – ${w.below_no}` : holds === "" ? ` – ${w.below_open}` : "");
  return (
    <>
      <label class="whose">{w.one_below} <select value={unit} onChange={(e) => setUnit(e.currentTarget.value)}>
        {of.units.slice(0, 3000).map((u) => <option key={u.unit} value={u.unit}>{labels[u.unit] || u.unit}{said(u.holds)}</option>)}
      </select></label>
      {of.inputs.map((input) => control(input, place, facts))}
    </>
  );
}
