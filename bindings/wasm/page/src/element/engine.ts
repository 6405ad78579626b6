// One evaluation from start to end; nothing is kept.
import init, { Ruleset } from "milepost";
import type { Lang } from "milepost";
import type { Trace } from "../engine/trace";
import type { Sources } from "./sources";

export const ready = (): Promise<void> => init();

export function scoreCard({ rules, data }: Sources, at: { unit: string; level: string; year: number }, lang: Lang): Trace {
  const { main, texts } = rules;
  const others = Object.fromEntries(Object.entries(texts).filter(([name]) => name !== main));
  const compiled = Ruleset.compile(texts[main] ?? "", others, { name: main });
  try {
    const table = compiled.scoreFiles(data, Number.isFinite(at.year) ? { year: at.year } : {});
    try {
      const fits = table.blocks.filter((b) => !at.level || b.level === at.level);
      const year = Number.isFinite(at.year) ? at.year : Math.max(...fits.map((b) => b.year));
      const position = table.blocks.findIndex((b) => b.year === year && (!at.level || b.level === at.level));
      const block = table.blocks[position];
      const unit = at.unit || table.units(Math.max(0, position))[0]?.unit;
      if (!block || !unit) throw new Error(`there are no results for ${Number.isFinite(year) ? year : "any year"}`);
      return table.trace({ level: block.level, unit, year }, { lang }) as unknown as Trace;
    } finally {
      table.free();
    }
  } finally {
    compiled.free();
  }
}
