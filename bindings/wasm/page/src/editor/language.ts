// Colours of the language, line by line; its words come from the engine.
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

interface Inside { text: boolean }

export function language(keywords: readonly string[]): StreamLanguage<Inside> {
  const words = new Set(keywords);
  return StreamLanguage.define<Inside>({
    name: "milepost",
    startState: () => ({ text: false }),
    token(stream, state) {
      if (state.text) return text(stream, state);
      if (stream.eatSpace()) return null;
      if (stream.match("//")) {
        stream.skipToEnd();
        return "comment";
      }
      if (stream.eat('"')) {
        state.text = true;
        return text(stream, state);
      }
      if (stream.match(/^\d{4}-\d{2}-\d{2}/) || stream.match(/^\d[\d_]*(\.\d+)?%?/)) return "number";
      const word = stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u);
      if (Array.isArray(word)) return words.has(word[0]) ? "keyword" : "variableName";
      if (stream.match(/^`[^`]*`?/)) return "variableName";
      stream.next();
      return "operator";
    },
    languageData: { commentTokens: { line: "//" }, closeBrackets: { brackets: ["{", "(", '"'] } },
  });
}

function text(stream: { next(): string | void; eol(): boolean }, state: Inside): string {
  while (!stream.eol()) {
    const next = stream.next();
    if (next === "\\") stream.next();
    else if (next === '"') {
      state.text = false;
      break;
    }
  }
  return "string";
}

export const highlighting = syntaxHighlighting(HighlightStyle.define([
  { tag: tags.keyword, class: "tok-keyword" },
  { tag: tags.string, class: "tok-string" },
  { tag: tags.number, class: "tok-number" },
  { tag: tags.comment, class: "tok-comment" },
  { tag: tags.variableName, class: "tok-name" },
  { tag: tags.operator, class: "tok-sign" },
]));
