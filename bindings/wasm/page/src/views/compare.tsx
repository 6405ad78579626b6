// Two years side by side: who went from what to what, and what changed for whom.
import { useMemo, useState } from "preact/hooks";
import type { JSX } from "preact";
import { openUnit } from "../actions";
import type { Block, Column } from "../engine/types";
import { compare, words } from "../i18n";
import { Empty, items } from "../parts/small";
import { Badge, tone } from "../parts/verdict";
import { block, description, set, yearsOf } from "../store";
import type { State } from "../store";
import { cell, columnsOf, criteria, figure, overview } from "./cells";
import type { Cell, Shape } from "./cells";
import { Dumbbell } from "./dumbbell";

const MOST_ROWS = 200;
const NOTHING: Cell = { word: "", text: "", sort: Number.POSITIVE_INFINITY };

interface Side { block: Block; columns: Map<string, Column>; at: Map<string, number> }
const side = (b: Block): Side => ({ block: b, columns: columnsOf(b.columns), at: new Map(b.units.map((u, n) => [u.unit, n])) });

export function Compare({ state }: { state: State }): JSX.Element {
  const { lang, years: [a, z] } = state;
  const w = words(lang);
  const [of, setOf] = useState("");
  const [changed, setChanged] = useState(true);
  const [first, last] = [block(state, a), block(state, z)];
  const d = description(state);
  const made = useMemo(() => {
    if (!first || !last || !d) return undefined;
    const [from, to] = [side(first), side(last)];
    const list = items(d, z).filter((i) => to.columns.has(i.name) || from.columns.has(i.name));
    const choices = [...overview(list), ...criteria(list)];
    return { from, to, list, choices };
  }, [first, last, d, z]);
  const years = yearsOf(state);
  if (!state.scored || years.length === 0) return <Empty state={state} />;
  if (years.length < 2) return <><h1>{w.compare_heading}</h1><p class="empty">{w.one_year}</p></>;

  const pick = (label: string, which: 0 | 1): JSX.Element => (
    <label>{label} <select value={which === 0 ? a : z} onChange={(e) => {
      const year = Number(e.currentTarget.value);
      set({ years: which === 0 ? [year, z] : [a, year] });
    }}>{years.map((y) => <option key={y} value={y}>{y}</option>)}</select></label>
  );
  const item = made?.choices.find((i) => i.name === of) ?? made?.choices.find((i) => i.kind === "outcome") ?? made?.choices[0];
  return (
    <>
      <h1>{w.compare_heading}</h1>
      <div class="tools">
        {pick(w.from_year, 0)}{pick(w.to_year, 1)}
        <label>{w.compare_what} <select class="wide" value={item?.name} onChange={(e) => setOf(e.currentTarget.value)}>
          {made?.choices.map((i) => <option key={i.name} value={i.name}>{i.code ? `${i.code} ${i.label}` : i.label}</option>)}
        </select></label>
        <label class="check"><input type="checkbox" checked={changed} onChange={(e) => setChanged(e.currentTarget.checked)} /> {w.compare_only_changed}</label>
      </div>
      {made && item && <Result state={state} {...made} item={item} changed={changed} years={[a, z]} />}
    </>
  );
}

interface Pair { unit: string; label: string; before: Cell; after: Cell; values: [number | undefined, number | undefined]; moved: Shape[] }

function Result({ state, from, to, list, item, changed, years }: {
  state: State; from: Side; to: Side; list: Shape[]; item: Shape; changed: boolean; years: [number, number];
}): JSX.Element {
  const { lang } = state;
  const w = words(lang);
  const pairs = useMemo(() => {
    const at = (s: Side, unit: string, i: Shape): Cell => {
      const n = s.at.get(unit);
      return n === undefined ? NOTHING : cell(s.columns.get(i.name), i, n, lang);
    };
    const value = (s: Side, unit: string): number | undefined => {
      const n = s.at.get(unit);
      const column = s.columns.get(item.name);
      const found = n === undefined || item.classes.length > 0 ? undefined : (column?.score ?? column?.value)?.[n];
      return found === undefined || Number.isNaN(found) ? undefined : found;
    };
    const judged = criteria(list);
    const units = new Map([...from.block.units, ...to.block.units].map((u) => [u.unit, u.label || u.unit]));
    const out: Pair[] = [...units].map(([unit, label]) => ({
      unit, label, before: at(from, unit, item), after: at(to, unit, item), values: [value(from, unit), value(to, unit)],
      moved: judged.filter((i) => from.at.has(unit) && to.at.has(unit) && at(from, unit, i).text !== at(to, unit, i).text),
    }));
    return out.sort((x, y) => compare(x.label, y.label, lang));
  }, [from, to, list, item, lang]);
  const texts = (which: "before" | "after"): string[] =>
    [...new Map(pairs.map((p) => [p[which].text, p[which].sort])).entries()]
      .sort((x, y) => (x[1] < y[1] ? -1 : 1)).map(([text]) => text);
  const wordOf = new Map(pairs.flatMap((p) => [p.before, p.after]).map((c) => [c.text, c.word]));
  const named = (text: string): JSX.Element | string =>
    text === "" ? w.no_row : wordOf.get(text) ? <Badge word={wordOf.get(text) ?? ""} text={text} /> : text;
  const classes = pairs.some((p) => p.before.word || p.after.word);
  const shown = pairs.filter((p) => !changed || p.before.text !== p.after.text || p.moved.length > 0);
  const numbers = pairs.filter((p) => p.values[0] !== undefined || p.values[1] !== undefined);
  return (
    <>
      {classes && (
        <section>
          <h2>{w.transitions}</h2>
          <div class="scroll" tabIndex={0} role="region" aria-label={w.transitions}>
            <table class="transitions">
              <caption>{item.label}. {w.transitions_caption(years[0], years[1])}</caption>
              <thead><tr><td></td>{texts("after").map((t) => <th scope="col" key={t}>{named(t)}</th>)}</tr></thead>
              <tbody>
                {texts("before").map((row) => (
                  <tr key={row}>
                    <th scope="row">{named(row)}</th>
                    {texts("after").map((column) => {
                      const n = pairs.filter((p) => p.before.text === row && p.after.text === column).length;
                      return <td key={column} class={`number${n > 0 && row !== column ? " moved" : ""}`}>{n || "·"}</td>;
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      {numbers.length > 0 && (
        <Dumbbell heading={w.dumbbell_heading(item.label)} rows={numbers.slice(0, 60)} years={years} lang={lang}
          show={(v) => figure(v, item, lang)} />
      )}
      <section>
        <h2>{w.compare_units}</h2>
        <div class="scroll" tabIndex={0} role="region" aria-label={w.compare_units}>
          <table class="compare">
            <thead><tr><th scope="col">{w.unit}</th><th scope="col">{years[0]}</th><th scope="col">{years[1]}</th><th scope="col">{w.changed_criteria}</th></tr></thead>
            <tbody>
              {shown.slice(0, MOST_ROWS).map((p) => (
                <tr key={p.unit}>
                  <th scope="row"><button type="button" class="link" onClick={() => openUnit(p.unit, "", to.at.has(p.unit) ? years[1] : years[0])}>{p.label}</button></th>
                  <td>{named(p.before.text)}</td>
                  <td>{named(p.after.text)}<Direction before={p.before} after={p.after} state={state} /></td>
                  <td>{p.moved.map((i) => (
                    <Move key={i.name} item={i} from={from} to={to} unit={p.unit} state={state} />
                  ))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {shown.length > MOST_ROWS && <p class="fine">{w.faults_more(MOST_ROWS, shown.length)}</p>}
      </section>
    </>
  );
}

const RANK: { [tone: string]: number } = { met: 2, undetermined: 1, not_met: 0 };
function Direction({ before, after, state }: { before: Cell; after: Cell; state: State }): JSX.Element | null {
  const w = words(state.lang);
  if (before.text === after.text || before.text === "" || after.text === "") return null;
  const [x, y] = [RANK[tone(before.word)], RANK[tone(after.word)]];
  if (x === undefined || y === undefined || x === y) return null;
  return <span class={`direction ${y > x ? "up" : "down"}`}> <span aria-hidden="true">{y > x ? "▲" : "▼"}</span> {y > x ? w.better : w.worse}</span>;
}

function Move({ item, from, to, unit, state }: { item: Shape; from: Side; to: Side; unit: string; state: State }): JSX.Element {
  const at = (s: Side): Cell => cell(s.columns.get(item.name), item, s.at.get(unit) ?? 0, state.lang);
  return (
    <span class="move" title={item.label}>
      <strong>{item.code || item.label}</strong>: {at(from).text} → <span class={`text ${tone(at(to).word)}`}>{at(to).text}</span>
    </span>
  );
}
