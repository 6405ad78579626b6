// All units of a level and year: what each came to; sorted and filtered.
import { useMemo, useState } from "preact/hooks";
import type { JSX } from "preact";
import { openUnit } from "../actions";
import { compare, milliseconds, number, words } from "../i18n";
import { Empty, Pick, items } from "../parts/small";
import { Badge } from "../parts/verdict";
import { block, description } from "../store";
import type { State } from "../store";
import { cell, columnsOf, criteria, overview } from "./cells";
import type { Cell } from "./cells";

const PAGE = 100;

interface Row { unit: string; label: string; cells: Cell[]; score: string; met: number; of: number }

export function Units({ state }: { state: State }): JSX.Element {
  const { lang, year } = state;
  const w = words(lang);
  const b = block(state);
  const d = description(state);
  const [sort, setSort] = useState<{ by: string; down: boolean }>({ by: "", down: false });
  const [find, setFind] = useState("");
  const [only, setOnly] = useState("");
  const [page, setPage] = useState(0);
  const made = useMemo(() => {
    if (!b || !d) return undefined;
    const list = items(d, year);
    const columns = columnsOf(b.columns);
    const shown = overview(list).filter((i) => columns.has(i.name));
    const judged = criteria(list).filter((i) => columns.get(i.name)?.verdict);
    const scored = list.find((i) => i.depth === 0 && columns.get(i.name)?.score);
    const score = scored && columns.get(scored.name);
    const rows: Row[] = b.units.map((u, at) => {
      const of = score?.score?.[at];
      const max = score?.max?.[at];
      const text = of === undefined || Number.isNaN(of) ? "" : max === undefined || Number.isNaN(max) || !scored
        ? number(of, lang, 3) : w.of_max(number(of, lang, 3), number(max, lang, 3));
      const verdicts = judged.map((i) => columns.get(i.name)?.verdict?.[at]);
      return {
        unit: u.unit, label: u.label || u.unit, score: text,
        cells: shown.map((i) => cell(columns.get(i.name), i, at, lang)),
        met: verdicts.filter((v) => v === 0).length, of: verdicts.filter((v) => v !== 3).length,
      };
    });
    return { shown, rows, scores: score?.score, hasScore: Boolean(score), hasCriteria: judged.length > 0 };
  }, [b, d, year, lang]);
  if (!b || !made) return <Empty state={state} />;

  const { shown, rows, scores, hasScore, hasCriteria } = made;
  const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  const words_ = [...new Set(rows.flatMap((r) => r.cells.filter((c) => c.word).map((c) => c.text)))].sort((x, y) => compare(x, y, lang));
  const order = rows.map((_, at) => at).filter((at) => {
    const row = rows[at];
    return row !== undefined && (!find || plain(`${row.label} ${row.unit}`).includes(plain(find))) &&
      (!only || row.cells.some((c) => c.text === only));
  });
  const value = (at: number): number | string => {
    const row = rows[at];
    if (!row) return "";
    if (sort.by === "label") return row.label;
    if (sort.by === "met") return row.met;
    if (sort.by === "score") return scores?.[at] ?? Number.NaN;
    return row.cells[Number(sort.by)]?.sort ?? "";
  };
  if (sort.by !== "") {
    const sign = sort.down ? -1 : 1;
    order.sort((x, y) => {
      const [a, c] = [value(x), value(y)];
      if (typeof a === "string" || typeof c === "string") return sign * compare(String(a), String(c), lang);
      const [missingA, missingC] = [!Number.isFinite(a), !Number.isFinite(c)];
      return missingA || missingC ? Number(missingA) - Number(missingC) : sign * (a - c);
    });
  }
  const pages = Math.max(1, Math.ceil(order.length / PAGE));
  const here = Math.min(page, pages - 1);
  const head = (by: string, label: string, title = ""): JSX.Element => (
    <th scope="col" key={by} aria-sort={sort.by === by ? (sort.down ? "descending" : "ascending") : "none"}>
      <button type="button" class="sort" title={title} onClick={() => setSort({ by, down: sort.by === by && !sort.down })}>
        {label}<span aria-hidden="true" class="arrow">{sort.by === by ? (sort.down ? "▼" : "▲") : "↕"}</span>
      </button>
    </th>
  );
  return (
    <>
      <h1>{w.units_heading}</h1>
      <div class="tools">
        <Pick state={state} />
        <label>{w.filter} <input type="search" value={find} onInput={(e) => { setFind(e.currentTarget.value); setPage(0); }} /></label>
        <label>{w.only} <select value={only} onChange={(e) => { setOnly(e.currentTarget.value); setPage(0); }}>
          <option value="">{w.only_all}</option>
          {words_.map((word) => <option key={word} value={word}>{word}</option>)}
        </select></label>
      </div>
      <p class="fine" id="units-summary">
        {w.summary(b.units.length, b.columns.length, milliseconds(state.scored?.milliseconds ?? 0, lang))}
        {(state.scored?.faultCount ?? 0) > 0 && <> · <a href="#view=data">{w.faults_found(state.scored?.faultCount ?? 0)}</a></>}
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label={w.units_heading}>
        <table class="units" aria-describedby="units-summary">
          <thead>
            <tr>
              {head("label", w.unit)}
              {hasCriteria && head("met", w.met_count)}
              {hasScore && head("score", w.score)}
              {shown.map((i, n) => head(String(n), i.label, i.sources.join("; ")))}
            </tr>
          </thead>
          <tbody>
            {order.slice(here * PAGE, (here + 1) * PAGE).map((at) => {
              const row = rows[at];
              if (!row) return null;
              return (
                <tr key={row.unit}>
                  <th scope="row"><button type="button" class="link" onClick={() => openUnit(row.unit)}>{row.label}</button></th>
                  {hasCriteria && <td class="number"><Count met={row.met} of={row.of} text={w.met_of(row.met, row.of)} /></td>}
                  {hasScore && <td class="number">{row.score || "–"}</td>}
                  {row.cells.map((c, n) => (
                    <td key={shown[n]?.name}>{c.word ? <Badge word={c.word} text={c.text} /> : c.text}</td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {order.length === 0 && <p class="empty">{w.no_unit_fits}</p>}
      {pages > 1 && (
        <p class="tools">
          <button type="button" disabled={here === 0} onClick={() => setPage(here - 1)}>{w.previous}</button>
          <span>{w.page_of(here + 1, pages)}</span>
          <button type="button" disabled={here >= pages - 1} onClick={() => setPage(here + 1)}>{w.next}</button>
        </p>
      )}
    </>
  );
}

const Count = ({ met, of, text }: { met: number; of: number; text: string }): JSX.Element => (
  <span class="count">
    <svg class="tiny" viewBox="0 0 48 6" aria-hidden="true" preserveAspectRatio="none">
      <rect class="track" width="48" height="6" rx="3" /><rect class="fill" width={of ? (48 * met) / of : 0} height="6" rx="3" />
    </svg>
    {text}
  </span>
);

