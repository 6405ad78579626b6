// The page's own words. Messages of the engine come in both languages from the engine.
import type { Lang } from "milepost";
import { en } from "./en";
import { vi } from "./vi";

export type Words = typeof en;
export const words = (lang: Lang): Words => (lang === "vi" ? vi : en);

/** A number as people of the language write it; for reading only. */
export function number(value: number, lang: Lang, digits = 2): string {
  const key = `${lang}${digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(lang === "vi" ? "vi-VN" : "en-GB", { maximumFractionDigits: digits });
    formats.set(key, format);
  }
  return format.format(value);
}
/** Making one takes longer than using it a hundred times, and the first one longest. */
const formats = new Map<string, Intl.NumberFormat>();
/** Makes what a table is written with, while there is nothing to write. */
export function prepare(lang: Lang): void {
  for (const digits of [0, 1, 2, 3]) number(0, lang, digits);
  compare("", "", lang);
}

/** A duration in milliseconds. */
export const milliseconds = (value: number, lang: Lang): string => number(value, lang, value < 10 ? 1 : 0);

const order = new Map<Lang, Intl.Collator>();
export const compare = (a: string, b: string, lang: Lang): number => {
  let collator = order.get(lang);
  if (!collator) order.set(lang, (collator = new Intl.Collator(lang, { numeric: true })));
  return collator.compare(a, b);
};
