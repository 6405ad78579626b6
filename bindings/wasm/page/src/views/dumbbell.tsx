// Two values per unit on one axis. The table below the drawing says the same.
import type { JSX } from "preact";
import type { Lang } from "milepost";
import { words } from "../i18n";

interface Row { unit: string; label: string; values: [number | undefined, number | undefined] }
const LEFT = 190;
const WIDTH = 700;
const LINE = 20;

export function Dumbbell({ heading, rows, years, lang, show }: {
  heading: string; rows: Row[]; years: [number, number]; lang: Lang; show(value: number): string;
}): JSX.Element {
  const w = words(lang);
  const all = rows.flatMap((r) => r.values).filter((v): v is number => v !== undefined);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = (most - least || Math.abs(most) || 1) * 0.04;
  const [low, high] = [least - room, most + room];
  const x = (v: number): number => LEFT + ((v - low) / (high - low)) * (WIDTH - LEFT - 60);
  const height = rows.length * LINE + 34;
  const said = (v: number | undefined): string => (v === undefined ? w.no_row : show(v));
  return (
    <section>
      <h2>{heading}</h2>
      <p class="fine chart-key"><svg viewBox="0 0 12 12" aria-hidden="true"><circle class="first" cx="6" cy="6" r="4" /></svg> {years[0]} {" "}
        <svg viewBox="0 0 12 12" aria-hidden="true"><circle class="last" cx="6" cy="6" r="4.500" /></svg> {years[1]}</p>
      <svg class="dumbbell" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={heading}>
        {[low + room, (low + high) / 2, high - room].map((v) => (
          <g key={v}><path class="grid" d={`M${x(v)} 4V${height - 24}`} /><text class="tick" x={x(v)} y={height - 8}>{show(v)}</text></g>
        ))}
        {rows.map((r, n) => {
          const y = n * LINE + 16;
          const [a, z] = r.values;
          const way = a === undefined || z === undefined || a === z ? "" : z > a ? "up" : "down";
          return (
            <g key={r.unit}>
              <title>{w.dumbbell_label(r.label, said(a), said(z))}</title>
              <text class="name" x={LEFT - 12} y={y + 4}>{r.label.length > 27 ? `${r.label.slice(0, 26)}…` : r.label}</text>
              {a !== undefined && z !== undefined && <path class={`span ${way}`} d={`M${x(a)} ${y}H${x(z)}`} />}
              {a !== undefined && <circle class="first" cx={x(a)} cy={y} r="4" />}
              {z !== undefined && <circle class="last" cx={x(z)} cy={y} r="4.500" />}
            </g>
          );
        })}
      </svg>
    </section>
  );
}
