// <milepost-scorecard rules="…" data="…" unit="…" year="…" lang="…">: shows a unit's result, and nothing else.
import { render } from "preact";
import type { Lang } from "milepost";
import { ready, scoreCard } from "./engine";
import { trouble } from "../engine/trouble";
import { words } from "../i18n";
import { Scorecard } from "../parts/scorecard";
import { gathered } from "./sources";
import type { Trace } from "../engine/trace";
import tokens from "../styles/tokens.css?inline";
import verdicts from "../styles/verdicts.css?inline";
import scorecard from "../styles/scorecard.css?inline";
import own from "./element.css?inline";

const ATTRIBUTES = ["rules", "data", "unit", "year", "lang", "level"] as const;
let sheet: CSSStyleSheet | undefined;

/** The page's colours belong to its root; here they belong to the element. */
function styles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    const mine = tokens.replaceAll(':root:not([data-theme="light"])', ':host(:not([theme="light"]))')
      .replaceAll(':root[data-theme="dark"]', ':host([theme="dark"])').replaceAll(":root", ":host");
    sheet.replaceSync(`${mine}\n${verdicts}\n${scorecard}\n${own}`);
  }
  return sheet;
}

export class MilepostScorecard extends HTMLElement {
  static readonly observedAttributes: readonly string[] = ATTRIBUTES;
  readonly #root: ShadowRoot;
  #run = 0;
  #waiting = false;
  #open: ReadonlySet<string> = new Set();
  #trace: Trace | undefined;

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: "open" });
    this.#root.adoptedStyleSheets = [styles()];
  }

  connectedCallback(): void {
    this.#later();
  }
  attributeChangedCallback(): void {
    if (this.isConnected) this.#later();
  }

  /** Attributes that change together cause one evaluation. */
  #later(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      void this.#load();
    });
  }

  get #lang(): Lang {
    const lang = this.getAttribute("lang") ?? this.closest("[lang]")?.getAttribute("lang") ?? navigator.language;
    return lang.startsWith("vi") ? "vi" : "en";
  }

  async #load(): Promise<void> {
    const mine = ++this.#run;
    const lang = this.#lang;
    try {
      const rules = this.getAttribute("rules");
      if (!rules) throw new Error('the attribute "rules" is missing: the address of a rule file');
      const year = Number(this.getAttribute("year") ?? Number.NaN);
      const [sources] = await Promise.all([gathered(rules, this.getAttribute("data") ?? "", this.baseURI), ready()]);
      if (mine !== this.#run) return;
      this.#trace = scoreCard(sources, { unit: this.getAttribute("unit") ?? "", level: this.getAttribute("level") ?? "", year }, lang);
      this.#show();
      this.dispatchEvent(new CustomEvent("milepost-ready", { detail: this.#trace }));
    } catch (error) {
      if (mine !== this.#run) return;
      const told = trouble(error);
      render(<p class="trouble" role="alert">{lang === "vi" ? told.message_vi : told.message}</p>, this.#root);
      this.dispatchEvent(new CustomEvent("milepost-error", { detail: told }));
    }
  }

  #show(): void {
    const { items, ...rest } = this.#trace ?? {};
    if (!items) return;
    const toggle = (name: string, to: boolean): void => {
      const open = new Set(this.#open);
      if (to) open.add(name);
      else open.delete(name);
      this.#open = open;
      this.#show();
    };
    const lang = this.#lang;
    render(
      <div lang={lang} aria-label={words(lang).view_scorecard} role="region">
        <Scorecard trace={{ ...(rest as Trace), items }} lang={lang} open={this.#open} onToggle={toggle} />
      </div>,
      this.#root,
    );
  }
}

if (!customElements.get("milepost-scorecard")) customElements.define("milepost-scorecard", MilepostScorecard);
