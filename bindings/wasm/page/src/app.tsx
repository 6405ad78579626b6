// The frame of the page: header, navigation, the chosen view, messages.
import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import { call } from "./engine/client";
import { load, loadExample, troubled } from "./actions";
import { save } from "./export/save";
import { words } from "./i18n";
import { OpenButton } from "./parts/open";
import { setLang, setTheme } from "./settings";
import { VIEWS, description, set, useStore } from "./store";
import type { State, Theme, View } from "./store";
import { Compare } from "./views/compare";
import { Data } from "./views/data";
import { HeatMap } from "./views/heatmap";
import { Rules } from "./views/rules";
import { UnitCard } from "./views/scorecard";
import { Units } from "./views/units";

const SHOWN: { [view in View]: (props: { state: State }) => JSX.Element } = {
  units: Units, scorecard: UnitCard, heatmap: HeatMap, compare: Compare, data: Data, rules: Rules,
};

export function App(): JSX.Element {
  const state = useStore();
  const { lang, view } = state;
  const w = words(lang);
  const dropping = useDrop();
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${w[`view_${view}`]} – ${w.title}`;
  }, [view, lang]);
  const Shown = SHOWN[view];
  const broken = state.compiled !== undefined && state.compiled.described === undefined;
  return (
    <>
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); main.current?.focus(); }}>{w.skip}</a>
      <header class="top">
        <p class="brand"><img src="./icon.svg" alt="" width="28" height="28" /> <span>{w.title}</span></p>
        <p class="tagline">{w.tagline}</p>
        <Settings state={state} />
        <nav aria-label={w.views}>
          <ul>
            {VIEWS.map((v) => (
              <li key={v}>
                <a href={`#view=${v}`} aria-current={v === view ? "page" : undefined}
                  onClick={(e) => { e.preventDefault(); set({ view: v, item: "" }); }}>
                  {w[`view_${v}`]}
                  {v === "rules" && broken && <span class="mark"> ({w.error})</span>}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main id="main" tabIndex={-1} ref={main} class={`view-${view}`}>
        {state.trouble && (
          <div class="notice trouble" role="alert">
            <p>{lang === "vi" ? state.trouble.message_vi : state.trouble.message}{state.trouble.place && ` (${state.trouble.place})`}</p>
            <button type="button" class="small" onClick={() => set({ trouble: undefined })}>{w.close}</button>
          </div>
        )}
        {broken && view !== "rules" && <div class="notice stale"><p>{w.stale}</p></div>}
        {state.example && view !== "rules" && (
          <div class="notice example no-print"><p>{w.example_note}</p><OpenButton lang={lang} /></div>
        )}
        <Shown state={state} />
      </main>
      <footer class="bottom no-print">
        <p>{w.drop}</p>
        <p class="tools">
          <OpenButton lang={lang} />
          <button type="button" onClick={() => void loadExample()}>{w.example}</button>
          {state.scored && <Exports state={state} />}
        </p>
        <p class="fine">{state.version && `Milepost ${state.version}`}</p>
      </footer>
      <p class="hidden" role="status" aria-live="polite">{state.busy > 0 ? "" : state.said}</p>
      {state.busy > 0 && <div class="busy" aria-hidden="true">{w.busy}</div>}
      {dropping && <div class="dropping" aria-hidden="true"><p>{w.drop_now}</p></div>}
    </>
  );
}

function Settings({ state }: { state: State }): JSX.Element {
  const w = words(state.lang);
  const themes: Theme[] = ["auto", "light", "dark"];
  return (
    <div class="settings">
      <label><span class="hidden">{w.language}</span>
        <select value={state.lang} onChange={(e) => setLang(e.currentTarget.value === "vi" ? "vi" : "en")}>
          <option value="vi" lang="vi">Tiếng Việt</option><option value="en" lang="en">English</option>
        </select>
      </label>
      <label><span class="hidden">{w.theme}</span>
        <select value={state.theme} onChange={(e) => setTheme(e.currentTarget.value as Theme)}>
          {themes.map((t) => <option key={t} value={t}>{w[`theme_${t}`]}</option>)}
        </select>
      </label>
    </div>
  );
}

const TYPES = { csv: "text/csv;charset=utf-8", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };

function Exports({ state }: { state: State }): JSX.Element {
  const w = words(state.lang);
  const name = description(state)?.versions[0]?.name ?? "results";
  const make = async (kind: "csv" | "xlsx"): Promise<void> => {
    try {
      save(`${name}.${kind}`, await call("saved", kind, state.lang), TYPES[kind]);
    } catch (error) {
      set({ trouble: troubled(error) });
    }
  };
  return (
    <>
      <button type="button" onClick={() => void make("csv")}>{w.export_csv}</button>
      <button type="button" onClick={() => void make("xlsx")}>{w.export_xlsx}</button>
      <button type="button" onClick={() => window.print()}>{w.print}</button>
    </>
  );
}

/** The whole page takes files. */
function useDrop(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let leaving: number | undefined;
    const carries = (e: DragEvent): boolean => e.dataTransfer?.types.includes("Files") ?? false;
    const drag = (e: DragEvent): void => {
      if (!carries(e)) return;
      e.preventDefault();
      clearTimeout(leaving);
      setOver(true);
    };
    const leave = (): void => {
      clearTimeout(leaving);
      leaving = window.setTimeout(() => setOver(false), 80);
    };
    const drop = (e: DragEvent): void => {
      if (!carries(e)) return;
      e.preventDefault();
      setOver(false);
      void load([...(e.dataTransfer?.files ?? [])]);
    };
    addEventListener("dragover", drag);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", drag);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  return over;
}
