// W1 (benches/src/w1.rs) in JavaScript: the rules as text, the same data from the same generator.
export const RATIOS = 15;
export const FLAGS = 8;
export const TARGETS = [80, 85, 90, 70, 60, 95, 50, 75, 100, 65, 55, 88, 92, 78, 70];
const GROUPS = [3, 5, 6, 5, 4];

export function rules() {
  let out = "ruleset w1 { applies 2023..2025  evaluates district }\nlevel district\n";
  for (let i = 0; i < RATIOS; i++) out += `input a${i}, b${i} : number\n`;
  for (let i = 0; i < FLAGS; i++) out += `input y${i} : yes_no\n`;
  out += "group total {\n verdict every\n score sum\n";
  let next = 0;
  GROUPS.forEach((size, g) => {
    out += ` group g${g} {\n  verdict every\n  score sum\n`;
    for (let k = 0; k < size; k++, next++) {
      const measure = next < RATIOS
        ? `measure a${next} / b${next}\n target 2023: >= 0.5, 2024: >= ${TARGETS[next] / 100}, 2025: >= 1`
        : `measure y${next - RATIOS}\n target 2023..2025: yes`;
      out += `  criterion c${next} {\n ${measure}\n score max 10 points when met }\n`;
    }
    out += " }\n";
  });
  return `${out}}\noutcome recognised {\n require all: total.met\n require points: total.score >= 161 points\n}\n`;
}

/** Columns a0…, b0…, y0…: floats, NaN where missing (5 %), a tenth of the ratios exactly at their target. */
export function columns(rows) {
  let state = 42n;
  const next = (n) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 33n) % n;
  };
  const out = {};
  TARGETS.forEach((target, i) => {
    const [above, below] = [new Float64Array(rows), new Float64Array(rows)];
    for (let r = 0; r < rows; r++) {
      const base = 100 * (1 + next(500));
      const part = next(100) < 10 ? (base * target) / 100 : Math.floor((base * (target - 10 + next(30))) / 100) + 1;
      above[r] = next(1000) < 25 ? NaN : part;
      below[r] = next(1000) < 25 ? NaN : base;
    }
    out[`a${i}`] = above;
    out[`b${i}`] = below;
  });
  for (let i = 0; i < FLAGS; i++) {
    out[`y${i}`] = Float64Array.from({ length: rows }, () => (next(100) < 5 ? NaN : Number(next(100) < 90)));
  }
  return out;
}

/** One row as a developer has it. */
export function record(all, row) {
  const out = {};
  for (const [name, cells] of Object.entries(all)) {
    const value = cells[row];
    out[name] = Number.isNaN(value) ? null : name.startsWith("y") ? value === 1 : value;
  }
  return out;
}

/** The same by hand, over floats: what a developer would write. */
export function byHand(r) {
  const verdicts = [];
  for (let i = 0; i < RATIOS; i++) {
    const [a, b] = [r[`a${i}`], r[`b${i}`]];
    verdicts.push(a === null || b === null || b === 0 ? 2 : a / b >= TARGETS[i] / 100 ? 0 : 1);
  }
  for (let i = 0; i < FLAGS; i++) verdicts.push(r[`y${i}`] === null ? 2 : r[`y${i}`] ? 0 : 1);
  let [at, total] = [0, 0];
  const groups = GROUPS.map((size) => {
    let score = 0;
    for (let k = 0; k < size; k++) score += verdicts[at++] === 0 ? 10 : 0;
    total += score;
    return score;
  });
  const all = verdicts.includes(1) ? 1 : verdicts.includes(2) ? 2 : 0;
  return { verdicts, groups, total, all, recognised: all === 0 && total >= 161 };
}
