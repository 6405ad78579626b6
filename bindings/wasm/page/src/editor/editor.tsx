// The editor of rules. It lives in a shadow root, where its styles need no exception from the page's security policy.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, indentOnInput } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import type { Extension } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers,
} from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import type { Description, Diagnostic, Lang } from "../engine/types";
import { words } from "../i18n";
import { completions } from "./complete";
import { marks } from "./diagnose";
import { explain } from "./hover";
import { highlighting, language } from "./language";
import { names } from "./names";
import { phrases } from "./phrases";
import { looks } from "./theme";

export interface EditorProps {
  file: string;
  text: string;
  lang: Lang;
  diagnostics: Diagnostic[];
  keywords: string[];
  description: Description | undefined;
  onChange(text: string): void;
}

export function CodeEditor(props: EditorProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const known = useRef(names(props.text, props.keywords, props.description, props.lang));
  const found = JSON.stringify(props.diagnostics);
  const parts = useRef({ language: new Compartment(), words: new Compartment() });

  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    const made = new EditorView({
      root,
      parent: root as unknown as Element,
      state: EditorState.create({ doc: props.text, extensions: extensions() }),
    });
    view.current = made;
    const go = (event: Event): void => {
      const { start, end } = (event as CustomEvent<{ start: number; end: number }>).detail;
      const length = made.state.doc.length;
      const selection = { anchor: Math.min(start, length), head: Math.min(end, length) };
      // After the text of another file, if it is one, has been put in.
      setTimeout(() => {
        made.dispatch({ selection, effects: EditorView.scrollIntoView(selection.anchor, { y: "center" }) });
        made.focus();
      }, 30);
    };
    addEventListener("milepost-go", go);
    return () => {
      removeEventListener("milepost-go", go);
      made.destroy();
      view.current = undefined;
    };
  }, []);

  const extensions = (): Extension => [
    lineNumbers(), foldGutter(), codeFolding(), lintGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(),
    closeBrackets(), highlightActiveLine(), highlightActiveLineGutter(), highlightSelectionMatches(), search({ top: true }),
    parts.current.language.of(language(props.keywords)), highlighting, looks, EditorView.lineWrapping,
    autocompletion({ override: [completions(() => known.current, () => latest.current.lang)] }),
    explain(() => known.current, () => latest.current.lang),
    parts.current.words.of(spoken(props)),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap, escape, indentWithTab]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current.onChange(update.state.doc.toString());
    }),
  ];

  // At once, so that nothing is typed between the rendering and this: what was typed would be undone by it.
  useLayoutEffect(() => {
    const made = view.current;
    if (made && made.state.doc.toString() !== props.text) {
      made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: props.text } });
    }
  }, [props.text, props.file]);
  useEffect(() => {
    known.current = names(props.text, props.keywords, props.description, props.lang);
  }, [props.text, props.keywords, props.description, props.lang]);
  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.language.reconfigure(language(props.keywords)) });
  }, [props.keywords]);
  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.words.reconfigure(spoken(props)) });
  }, [props.lang, props.file]);
  useEffect(() => {
    const made = view.current;
    if (made) made.dispatch(setDiagnostics(made.state, marks(props.diagnostics, props.lang, made.state.doc.length)));
  }, [found, props.lang, props.file]);

  return <div class="editor" ref={host} />;
}

const spoken = ({ lang, file }: EditorProps): Extension => [
  EditorView.contentAttributes.of({ "aria-label": `${words(lang).editor_label}: ${file}`, lang: "vi", spellcheck: "false", tabindex: "0" }),
  ...(lang === "vi" ? [EditorState.phrases.of(phrases)] : []),
];

/** Escape leaves the editor, so that the Tab key is no trap. */
const escape = {
  key: "Escape",
  run: (view: EditorView): boolean => {
    view.contentDOM.blur();
    (view.dom.getRootNode() as ShadowRoot).host.closest("main")?.querySelector<HTMLElement>("select")?.focus();
    return true;
  },
};
