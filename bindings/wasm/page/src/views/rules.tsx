// The rules: an editor with what the checker says.
import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import { evaluate, troubled, write } from "../actions";
import type { EditorProps } from "../editor/editor";
import { call } from "../engine/client";
import { save } from "../export/save";
import { words } from "../i18n";
import { OpenButton } from "../parts/open";
import { description, get, set } from "../store";
import type { State } from "../store";

type EditorKind = (props: EditorProps) => JSX.Element;
let Editor: EditorKind | undefined;
/** The editor is the largest part of the page and is loaded when it is first shown. */
async function loaded(): Promise<void> {
  Editor = (await import("../editor/editor")).CodeEditor;
}

export function Rules({ state }: { state: State }): JSX.Element {
  const { lang, rules, shown, compiled } = state;
  const w = words(lang);
  const all = compiled?.diagnostics ?? [];
  const [, again] = useState(false);
  useEffect(() => {
    if (!Editor) void loaded().then(() => again(true));
  }, []);
  const tidy = async (): Promise<void> => {
    try {
      write(shown, await call("format", rules.texts[shown] ?? ""));
      await evaluate();
    } catch (error) {
      set({ trouble: troubled(error) });
    }
  };
  return (
    <>
      <h1>{w.rules_heading}</h1>
      <p class="fine">{w.rules_intro}</p>
      <div class="tools">
        <label>{w.rule_file} <select value={shown} onChange={(e) => set({ shown: e.currentTarget.value })}>
          {Object.keys(rules.texts).map((name) => <option key={name} value={name}>{name === rules.main ? w.main_file(name) : name}</option>)}
        </select></label>
        <OpenButton lang={lang} />
        <button type="button" onClick={() => void tidy()}>{w.format}</button>
        <button type="button" onClick={() => save(shown, new TextEncoder().encode(rules.texts[shown] ?? ""), "text/plain")}>{w.download}</button>
      </div>
      <div class="rules">
        {Editor ? (
          <Editor
            file={shown}
            text={rules.texts[shown] ?? ""}
            lang={lang}
            diagnostics={all.filter((d) => !d.span || d.span.file === shown)}
            keywords={state.keywords}
            description={description(state)}
            onChange={(text) => write(shown, text)}
          />
        ) : <p class="empty">{w.busy}</p>}
        <section class="diagnostics" aria-label={w.diagnostics_heading}>
          <h2>{w.diagnostics_heading}</h2>
          <div role="status" aria-live="polite">{compiled && all.length === 0 && <p>{w.diagnostics_none}</p>}</div>
          <ul>
            {all.slice(0, 200).map((d, n) => (
              <li key={n} class={d.severity}>
                <button type="button" class="link" disabled={!d.span} onClick={() => {
                  if (!d.span) return;
                  if (d.span.file in get().rules.texts) set({ shown: d.span.file });
                  dispatchEvent(new CustomEvent("milepost-go", { detail: d.span }));
                }}>
                  <span class="hidden">{w.go_to("")}</span>{w[d.severity]} <code>{d.code}</code> {lang === "vi" ? d.message_vi : d.message}
                </button>
                {d.span && <p class="fine">{w.at_line(d.span.file, d.span.line, d.span.column)}</p>}
                {(lang === "vi" ? d.help_vi : d.help) && <p class="fine">{w.help}: {lang === "vi" ? d.help_vi : d.help}</p>}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </>
  );
}
