// One unit: results with reasons, and what would be if figures were others.
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { JSX } from "preact";
import { troubled } from "../actions";
import { call } from "../engine/client";
import type { Facts, InputDescription, Supposed, Trace } from "../engine/types";
import type { Item } from "../engine/trace";
import { words } from "../i18n";
import { BelowControls, below } from "../parts/below";
import { Scorecard, fingerprint, resultText, titled } from "../parts/scorecard";
import { Empty, Pick } from "../parts/small";
import { Control } from "../parts/whatif";
import type { Place } from "../parts/whatif";
import { block, description, set } from "../store";
import type { State } from "../store";

/** A changed figure: of whom, and for whom it is said. */
interface Change { input: string; unit: string; level: string; year: number; value: string | null }

export function UnitCard({ state }: { state: State }): JSX.Element {
  const { lang, level, year, unit, item } = state;
  const w = words(lang);
  const b = block(state);
  const d = description(state);
  const where = useMemo(() => ({ level, unit, year }), [level, unit, year]);
  const exists = b?.units.some((u) => u.unit === unit) ?? false;

  const [changes, setChanges] = useState<Change[]>([]);
  const [whose, setWhose] = useState("");
  const [before, setBefore] = useState<Trace>();
  const [after, setAfter] = useState<Trace>();
  const [facts, setFacts] = useState<Facts>({});
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [onlyOpen, setOnlyOpen] = useState(false);

  const inputs = useMemo(() => new Map((d?.inputs ?? []).map((i) => [i.name, i])), [d]);
  const assessors = useMemo(() => {
    const all = new Map((d?.inputs ?? []).flatMap((i) => i.by).map((a) => [a.name, a.label]));
    return [...all].map(([name, label]) => ({ name, label }));
  }, [d]);

  const suppose = useMemo(() => changes.flatMap((c) => supposed(c, inputs.get(c.input), whose)), [changes, whose, inputs]);

  useEffect(() => { setChanges([]); setAfter(undefined); }, [where, state.scored]);
  useEffect(() => {
    if (!exists) return;
    let current = true;
    const fail = (error: unknown): void => { if (current) set({ trouble: troubled(error) }); };
    call("trace", where, lang, []).then((to) => current && setBefore(to), fail);
    call("facts", where, ["", ...assessors.map((a) => a.name)]).then((to) => current && setFacts(to), fail);
    return () => { current = false; };
  }, [where, lang, state.scored, exists, assessors]);
  useEffect(() => {
    if (suppose.length === 0) {
      setAfter(undefined);
      return;
    }
    let current = true;
    call("trace", where, lang, suppose).then(
      (to) => { if (current) { setAfter(to); set({ trouble: undefined }); } },
      (error: unknown) => { if (current) set({ trouble: troubled(error) }); },
    );
    return () => { current = false; };
  }, [suppose, where, lang]);

  const shown = suppose.length > 0 ? (after ?? before) : before;
  useEffect(() => {
    if (!item || !shown) return;
    setOpen((o) => new Set([...o, item]));
    document.getElementById(`item-${item}`)?.scrollIntoView({ block: "center" });
  }, [item, shown?.unit, shown?.year]);

  const change = useCallback((to: Change) => {
    setChanges((list) => [...list.filter((c) => !same(c, to)), to]);
  }, []);
  const undo = useCallback((of: Change) => setChanges((list) => list.filter((c) => !same(c, of))), []);

  if (!b || !d) return <Empty state={state} />;
  const old = new Map((before?.items ?? []).map((i) => [i.name, i]));
  const names = new Map((shown?.items ?? []).map((i) => [i.name, i.code ?? i.label]));
  const toggle = (name: string, to: boolean): void =>
    setOpen((o) => {
      if (o.has(name) === to) return o;
      const next = new Set(o);
      if (to) next.add(name);
      else next.delete(name);
      return next;
    });

  const control = (input: InputDescription, place: Place, of: Facts): JSX.Element => {
    const mine: Change = { input: input.name, ...place, value: null };
    const by = said(input, whose);
    const others = suppose.filter((s) => !(s.input === input.name && s.unit === place.unit && s.year === place.year));
    return (
      <Control key={`${input.name}@${place.unit}`} input={input} given={known(of, input, whose)} supposed={changes.find((c) => same(c, mine))}
        lang={lang} where={where} place={place} others={others} by={by} names={names}
        onChange={(value) => change({ ...mine, value })} onReset={() => undo(mine)} />
    );
  };
  const controls = (one: Item): JSX.Element | null => {
    const wanted = [...new Set((one.inputs ?? []).filter((r) => here(r.at, where)).map((r) => r.name))]
      .map((name) => inputs.get(name) ?? inputs.get(name.split(".").at(-1) ?? ""))
      .filter((i): i is InputDescription => i !== undefined && i.levels.includes(level));
    const under = below(one, d.inputs, where);
    if (wanted.length === 0 && !under) return null;
    return (
      <section class="whatif" aria-label={w.what_if_of(titled(one))}>
        <h4>{w.what_if}</h4>
        <p class="fine">{w.what_if_intro}</p>
        {assessors.length > 0 && wanted.some((i) => i.by.length > 0) && (
          <label class="whose">{w.whose} <select value={whose} onChange={(e) => setWhose(e.currentTarget.value)}>
            <option value="">{w.everyone}</option>
            {assessors.map((a) => <option key={a.name} value={a.name}>{a.label}</option>)}
          </select></label>
        )}
        {wanted.map((input) => control(input, where, facts))}
        {under && <BelowControls of={under} lang={lang} control={control} />}
      </section>
    );
  };

  const tried = (list: { input: string; unit: string; year: number; value: string }[]): void => {
    for (const fact of list) {
      const input = inputs.get(fact.input);
      if (!input) continue;
      const at = fact.unit === unit && input.levels.includes(level) ? level : (input.levels[0] ?? level);
      change({ input: fact.input, unit: fact.unit, year: fact.year, level: at, value: stored(fact.value, input) });
    }
  };

  return (
    <>
      <div class="tools no-print">
        <Pick state={state} unit />
        <button type="button" class="primary" onClick={() => window.print()}>{w.print}</button>
        <label class="check"><input type="checkbox" checked={onlyOpen} onChange={(e) => setOnlyOpen(e.currentTarget.checked)} /> {w.show_only_open}</label>
        <button type="button" onClick={() => setOpen(open.size > 0 ? new Set() : new Set((shown?.items ?? []).map((i) => i.name)))}>
          {open.size > 0 ? w.collapse_all : w.expand_all}
        </button>
      </div>
      {changes.length > 0 && (
        <section class="supposing" aria-label={w.changed_results}>
          <p><strong>{w.supposing(changes.length)}</strong> <button type="button" onClick={() => setChanges([])}>{w.reset_all}</button></p>
          <div role="status" aria-live="polite"><Effects old={old} now={after} lang={lang} /></div>
        </section>
      )}
      {exists && shown ? (
        <Scorecard trace={shown} lang={lang} before={changes.length > 0 ? old : undefined} open={open} onToggle={toggle}
          onlyOpen={onlyOpen} heading="h1" extra={controls} onTry={tried} />
      ) : <Empty state={state} />}
    </>
  );
}

const same = (a: Change, b: Change): boolean => a.input === b.input && a.unit === b.unit && a.year === b.year;

const here = (at: { unit: string; year: number; by?: string } | undefined, where: { unit: string; year: number }): boolean =>
  at === undefined || (at.unit === where.unit && at.year === where.year);

/** Who says the figure: one assessor, or all of them; nobody where it is not assessed. */
const said = (input: InputDescription | undefined, whose: string): string[] =>
  !input || input.by.length === 0 ? [""] : whose && input.by.some((a) => a.name === whose) ? [whose] : input.by.map((a) => a.name);

const supposed = (c: Change, input: InputDescription | undefined, whose: string): Supposed[] =>
  said(input, whose).map((by) => ({ input: c.input, value: c.value, unit: c.unit, level: c.level, year: c.year, ...(by && { by }) }));

/** What the data say: of whoever is asked, else of the last assessor who said something. */
function known(facts: Facts, input: InputDescription, whose: string): Facts[string][string] | undefined {
  const of = (by: string): Facts[string][string] | undefined => {
    const given = facts[by] ?? {};
    // Inputs of rules that are used have the name of those rules before their own.
    const name = input.name in given ? input.name : Object.keys(given).find((key) => key.endsWith(`.${input.name}`));
    return name === undefined ? undefined : given[name];
  };
  const list = said(input, whose).map(of).filter((x) => x != null);
  return list.at(-1);
}

/** An exact value (`3/4`, `yes`) as a cell of a table would have it. */
function stored(exact: string, input: InputDescription): string {
  const parts = /^(-?[\d.]+)\/(\d+)$/.exec(exact);
  if (!input.percent) return parts ? String(Number(parts[1]) / Number(parts[2])) : exact;
  const value = parts ? Number(parts[1]) / Number(parts[2]) : Number(exact);
  return Number.isFinite(value) ? String(Number((value * 100).toPrecision(12))) : exact;
}

/** What the changes change, in words. */
function Effects({ old, now, lang }: { old: Map<string, Item>; now: Trace | undefined; lang: "en" | "vi" }): JSX.Element | null {
  const w = words(lang);
  if (!now) return null;
  const lines = now.items.flatMap((item) => {
    const was = old.get(item.name);
    if (!was || fingerprint(was) === fingerprint(item) || resultText(was) === resultText(item)) return [];
    return [w.becomes(item.code ?? item.label, resultText(was), resultText(item))];
  });
  return lines.length === 0 ? <p>{w.nothing_changes}</p> : <ul class="effects">{lines.map((line) => <li key={line}>{line}</li>)}</ul>;
}
