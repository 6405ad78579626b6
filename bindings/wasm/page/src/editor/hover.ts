// What a name is, when it is pointed at.
import { hoverTooltip } from "@codemirror/view";
import type { Extension } from "@codemirror/state";
import type { Lang } from "../engine/types";
import { words } from "../i18n";
import type { Known } from "./names";

export function explain(known: () => Map<string, Known>, lang: () => Lang): Extension {
  return hoverTooltip((view, pos) => {
    const line = view.state.doc.lineAt(pos);
    for (const match of line.text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) {
      const from = line.from + match.index;
      const to = from + match[0].length;
      if (pos < from || pos > to) continue;
      const one = known().get(match[0]);
      if (!one || (!one.label && !one.type)) return null;
      return { pos: from, end: to, above: true, create: () => ({ dom: card(one, lang()) }) };
    }
    return null;
  });
}

function card(one: Known, lang: Lang): HTMLElement {
  const w = words(lang);
  const dom = document.createElement("div");
  dom.className = "cm-known";
  const line = (text: string, className = ""): void => {
    const p = document.createElement("p");
    p.textContent = text;
    p.className = className;
    dom.append(p);
  };
  line(one.label || one.name, "label");
  line(`${w.hover_kind}: ${one.kind}`);
  if (one.type) line(`${w.hover_type}: ${one.type}`);
  if (one.source) line(`${w.hover_source}: ${one.source}`);
  for (const note of one.notes.slice(0, 2)) line(note, "note");
  return dom;
}
