// The page's own words. Messages of the engine come in both languages from the engine.
import type { Lang } from "milepost";
import { en } from "./en";
import { vi } from "./vi";

export type Words = typeof en;
export const words = (lang: Lang): Words => (lang === "vi" ? vi : en);

/** A number as people of the language write it; for reading only. */
export const number = (value: number, lang: Lang, digits = 2): string =>
  value.toLocaleString(lang === "vi" ? "vi-VN" : "en-GB", { maximumFractionDigits: digits });

/** A duration in milliseconds. */
export const milliseconds = (value: number, lang: Lang): string => number(value, lang, value < 10 ? 1 : 0);

const order = new Map<Lang, Intl.Collator>();
export const compare = (a: string, b: string, lang: Lang): number => {
  let collator = order.get(lang);
  if (!collator) order.set(lang, (collator = new Intl.Collator(lang, { numeric: true })));
  return collator.compare(a, b);
};
