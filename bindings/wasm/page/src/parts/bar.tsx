// A value against its target.
import type { JSX } from "preact";
import { drawn } from "../engine/trace";
import type { Shown, Target } from "../engine/trace";
import { tone } from "./verdict";

const WIDTH = 160;
const HEIGHT = 14;

export function Bar({ measure, target, verdict, label }: {
  measure: Shown; target: Target | undefined; verdict: string | undefined; label: string;
}): JSX.Element | null {
  const value = drawn(measure.exact);
  const bracket = measure.bracket?.map((end) => drawn(end));
  const goal = drawn(target?.value);
  const ends = [value, goal, ...(bracket ?? [])].filter((x): x is number => x !== undefined);
  if (ends.length < 2) return null;
  const share = measure.shown.includes("%") && ends.every((x) => x >= 0 && x <= 1);
  const low = Math.min(0, ...ends);
  const high = share ? 1 : Math.max(...ends, 0) * 1.1 || 1;
  const x = (v: number): number => ((v - low) / (high - low || 1)) * WIDTH;
  const zero = x(0);
  const [from, to] = bracket ?? [];
  return (
    <svg class={`bar ${tone(verdict)}`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} preserveAspectRatio="none">
      <rect class="track" x="0" y="3" width={WIDTH} height="8" rx="2" />
      {value !== undefined && <rect class="fill" x={Math.min(zero, x(value))} y="3" width={Math.abs(x(value) - zero)} height="8" rx="2" />}
      {from !== undefined && to !== undefined && <rect class="fill" x="0" y="3" width={x(from)} height="8" rx="2" />}
      {from !== undefined && to !== undefined && <rect class="open" x={x(from)} y="3" width={Math.max(2, x(to) - x(from))} height="8" />}
      {goal !== undefined && <path class="goal" d={`M${Math.min(WIDTH - 1, Math.max(1, x(goal)))} 0v${HEIGHT}`} />}
    </svg>
  );
}
