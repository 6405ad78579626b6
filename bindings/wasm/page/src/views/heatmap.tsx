// Units by criteria, one sign and colour per cell; a grid that is walked with the arrow keys.
import { useMemo, useRef, useState } from "preact/hooks";
import type { JSX, TargetedKeyboardEvent } from "preact";
import { openUnit } from "../actions";
import { words } from "../i18n";
import { Empty, Pick, items } from "../parts/small";
import { Sign, VERDICT_WORDS, tone } from "../parts/verdict";
import type { Tone } from "../parts/verdict";
import { block, description } from "../store";
import type { State } from "../store";
import { cell, columnsOf, criteria, overview } from "./cells";
import type { Cell, Shape } from "./cells";

const PAGE = 100;

export function HeatMap({ state }: { state: State }): JSX.Element {
  const { lang, year } = state;
  const w = words(lang);
  const b = block(state);
  const d = description(state);
  const [page, setPage] = useState(0);
  const grid = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const made = useMemo(() => {
    if (!b || !d) return undefined;
    const list = items(d, year);
    const columns = columnsOf(b.columns);
    const shown: Shape[] = [...overview(list).filter((i) => i.kind !== "group"), ...criteria(list)].filter((i) => columns.has(i.name));
    const rows = b.units.map((u, n) => ({ unit: u, cells: shown.map((i) => cell(columns.get(i.name), i, n, lang)) }));
    const totals = shown.map((_, n) => rows.filter((r) => tone(r.cells[n]?.word) === "met").length);
    return { shown, rows, totals };
  }, [b, d, year, lang]);
  if (!b || !made) return <Empty state={state} />;

  const { shown, totals } = made;
  const pages = Math.max(1, Math.ceil(made.rows.length / PAGE));
  const here = Math.min(page, pages - 1);
  const rows = made.rows.slice(here * PAGE, (here + 1) * PAGE);
  const [row, column] = [Math.min(at[0], rows.length - 1), Math.min(at[1], shown.length - 1)];

  const move = (event: TargetedKeyboardEvent<HTMLTableElement>): void => {
    const steps: { [key: string]: [number, number] } = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      Home: [row, 0], End: [row, shown.length - 1], PageUp: [0, column], PageDown: [rows.length - 1, column],
    };
    const to = steps[event.key];
    if (!to) return;
    event.preventDefault();
    const next: [number, number] = [Math.max(0, Math.min(rows.length - 1, to[0])), Math.max(0, Math.min(shown.length - 1, to[1]))];
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-at="${next[0]},${next[1]}"]`)?.focus();
  };

  const code = (i: Shape): string => i.code || i.label;
  return (
    <>
      <h1>{w.heatmap_heading}</h1>
      <div class="tools"><Pick state={state} /><Legend state={state} /></div>
      <p class="fine" id="heatmap-help">{w.heatmap_help}</p>
      <div class="scroll">
        <table class="heat" role="grid" aria-label={w.heatmap_heading} aria-describedby="heatmap-help" ref={grid} onKeyDown={move}>
          <thead>
            <tr role="row">
              <th scope="col" role="columnheader">{w.unit}</th>
              {shown.map((i) => (
                <th scope="col" role="columnheader" key={i.name} title={i.label}>
                  <span class={i.code ? "" : "turned"}>{short(code(i))}</span>{i.code && <span class="hidden"> {i.label}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((r, y) => (
              <tr role="row" key={r.unit.unit}>
                <th scope="row" role="rowheader">{r.unit.label || r.unit.unit}</th>
                {r.cells.map((c, x) => (
                  <Square key={shown[x]?.name} cell={c} place={`${y},${x}`} active={y === row && x === column}
                    label={w.heatmap_cell(r.unit.label || r.unit.unit, shown[x] ? code(shown[x]) : "", c.text)}
                    onOpen={() => openUnit(r.unit.unit, shown[x]?.name ?? "")} />
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr role="row">
              <th scope="row" role="rowheader">{w.heatmap_totals}</th>
              {totals.map((n, x) => <td role="gridcell" key={shown[x]?.name} class="total">{n}</td>)}
            </tr>
          </tfoot>
        </table>
      </div>
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

const short = (text: string): string => (text.length > 28 ? `${text.slice(0, 27)}…` : text);

function Square({ cell: c, label, place, active, onOpen }: {
  cell: Cell; label: string; place: string; active: boolean; onOpen(): void;
}): JSX.Element {
  const how: Tone = tone(c.word);
  return (
    <td role="gridcell" class={`square ${how}`} data-at={place} tabIndex={active ? 0 : -1} title={label} aria-label={label}
      onClick={onOpen} onKeyDown={(e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); onOpen(); } }}>
      {how === "plain" ? <span class="figure">{short(c.text)}</span> : <Sign tone={how} />}
    </td>
  );
}

export function Legend({ state }: { state: State }): JSX.Element {
  const w = words(state.lang);
  return (
    <p class="legend" aria-label={w.legend}>
      {VERDICT_WORDS.map((v) => <span key={v} class={`square ${v}`}><Sign tone={v} /> {w[v]}</span>)}
    </p>
  );
}
