// What the names in the rules are: from the description of the last rules without errors, and from the text itself.
import type { Description, ItemDescription, Lang } from "../engine/types";
import { words } from "../i18n";
import type { Words } from "../i18n";

export interface Known { name: string; label: string; kind: string; type: string; source: string; notes: string[] }

const DECLARED = /\b(input|indicator|parameter|criterion|group|outcome|state|rank|level|category|document|unit)\s+([\p{L}_][\p{L}\p{N}_]*)[^"\n{]*(?:"([^"\n]*)")?/gu;

export function names(text: string, keywords: readonly string[], d: Description | undefined, lang: Lang): Map<string, Known> {
  const w = words(lang);
  const out = new Map<string, Known>();
  for (const word of keywords) out.set(word, plain(word, "", w.kind_keyword));
  for (const [, kind = "", name = "", label = ""] of text.matchAll(DECLARED)) {
    out.set(name, plain(name, label, (w as unknown as { [key: string]: unknown })[`kind_${kind}`] as string ?? kind));
  }
  for (const level of d?.levels ?? []) out.set(level.name, plain(level.name, level.label, w.kind_level));
  for (const input of d?.inputs ?? []) {
    const range = input.low === null && input.high === null ? "" : ` ${input.low ?? "…"} … ${input.high ?? "…"}`;
    const type = `${w[`type_${input.kind}`]}${input.percent ? " (%)" : input.unit ? ` (${input.unit})` : ""}${range}`;
    const options = input.options.map((o) => o.name).join(", ");
    out.set(input.name, { name: input.name, label: input.label, kind: w.kind_input, type: options ? `${type}: ${options}` : type, source: "", notes: input.notes });
    for (const option of input.options) out.set(option.name, plain(option.name, option.label, w.kind_class));
  }
  for (const version of d?.versions ?? []) add(out, version.items, w);
  return out;
}

const plain = (name: string, label: string, kind: string): Known => ({ name, label, kind, type: "", source: "", notes: [] });

function add(out: Map<string, Known>, items: ItemDescription[], w: Words): void {
  for (const item of items) {
    const key = `kind_${item.kind}` as keyof Words;
    const kind = typeof w[key] === "string" ? (w[key] as string) : item.kind;
    const classes = item.classes.map((c) => c.name).join(", ");
    const label = item.code ? `${item.code} ${item.label}` : item.label;
    out.set(item.name, { name: item.name, label, kind, type: classes || item.unit, source: item.sources.join("; "), notes: item.notes });
    for (const one of item.classes) if (!out.has(one.name)) out.set(one.name, plain(one.name, one.label, w.kind_class));
    add(out, item.members, w);
  }
}
