// Completion of names and of the words of the language.
import type { Completion, CompletionContext, CompletionSource } from "@codemirror/autocomplete";
import type { Lang } from "../engine/types";
import { words } from "../i18n";
import type { Known } from "./names";

export function completions(known: () => Map<string, Known>, lang: () => Lang): CompletionSource {
  return (context: CompletionContext) => {
    const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
    if (!word && !context.explicit) return null;
    const before = context.state.doc.lineAt(context.pos).text.slice(0, (word?.from ?? context.pos) - context.state.doc.lineAt(context.pos).from);
    // Inside a quoted text or a comment there is nothing to complete.
    if ((before.match(/"/g)?.length ?? 0) % 2 === 1 || before.includes("//")) return null;
    const keyword = words(lang()).kind_keyword;
    const options = [...known().values()].map((one): Completion => ({
      label: one.name,
      detail: one.label || one.kind,
      type: one.kind === keyword ? "keyword" : "variable",
      boost: one.kind === keyword ? -1 : 1,
      ...(one.type && { info: `${one.kind}: ${one.type}` }),
    }));
    return { from: word?.from ?? context.pos, options, validFor: /^[\p{L}\p{N}_]*$/u };
  };
}
