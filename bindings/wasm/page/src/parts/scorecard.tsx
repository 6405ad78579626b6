// A unit's results with reasons. The page and the custom element show the same.
import type { ComponentChildren, JSX } from "preact";
import type { Item, Trace } from "../engine/trace";
import { words } from "../i18n";
import type { Lang } from "milepost";
import { Bar } from "./bar";
import { Details } from "./details";
import { Badge } from "./verdict";

export interface ScorecardProps {
  trace: Trace;
  lang: Lang;
  /** Results before figures were changed, by name. */
  before?: Map<string, Item>;
  open: ReadonlySet<string>;
  onToggle(name: string, open: boolean): void;
  onlyOpen?: boolean;
  heading?: "h1" | "h2";
  /** What stands at the end of an item's details. */
  extra?(item: Item): ComponentChildren;
  /** Facts to be tried, where the page can try them. */
  onTry?(facts: { input: string; unit: string; year: number; value: string }[]): void;
}

/** The word that stands for an item's result: its verdict, else its class. */
export const word = (item: Item): string => item.verdict ?? item.value?.exact ?? (item.value?.reasons ? "undetermined" : "");
export const resultText = (item: Item): string => item.result ?? item.value?.shown ?? item.score?.shown ?? "";
/** The same for comparing before and after. */
export const fingerprint = (item: Item): string =>
  [item.verdict, item.result, item.value?.exact, item.score?.exact, item.measure?.exact].join("|");

export const titled = (item: Item): string => (item.code ? `${item.code} ${item.label}` : item.label);

export function Scorecard(props: ScorecardProps): JSX.Element {
  const { trace, lang, heading: Heading = "h2" } = props;
  const w = words(lang);
  const outcomes = trace.items.filter((i) => i.kind === "outcome" || i.kind === "state" || i.kind === "rank");
  const rest = trace.items.filter((i) => !outcomes.includes(i));
  return (
    <article class="scorecard" aria-label={w.scorecard_of(trace.unit_label, trace.year)}>
      <header class="unit-head">
        <Heading>{w.scorecard_of(trace.unit_label, trace.year)}</Heading>
        <p class="fine">{w.rules_version(trace.ruleset.label, trace.ruleset.version)} · {w.as_of(trace.as_of)}</p>
      </header>
      {outcomes.length > 0 && (
        <ul class="outcomes">{outcomes.map((item) => <Outcome key={item.name} item={item} {...props} />)}</ul>
      )}
      <ol class="items">{rest.map((item) => <Row key={`${item.name}@${item.depth}`} item={item} {...props} />)}</ol>
      {trace.faults && trace.faults.length > 0 && (
        <section class="faults"><h3>{w.faults_here}</h3><ul>{trace.faults.map((f) => <li key={f}>{f}</li>)}</ul></section>
      )}
      <p class="fine hash">{w.fingerprint}: <code>{trace.ruleset.sha256.slice(0, 16)}</code></p>
    </article>
  );
}

function Changed({ item, before, lang }: { item: Item; before: Map<string, Item> | undefined; lang: Lang }): JSX.Element | null {
  const old = before?.get(item.name);
  if (!old || (resultText(old) === resultText(item) && word(old) === word(item))) return null;
  return <span class="was">{words(lang).was(resultText(old))}</span>;
}

function Outcome(props: ScorecardProps & { item: Item }): JSX.Element {
  const { item, lang, before } = props;
  return (
    <li class="outcome" id={`item-${item.name}`}>
      <p class="outcome-label">{item.label}</p>
      <p class="outcome-result">
        <Badge word={word(item)} text={resultText(item)} big /> <Changed item={item} before={before} lang={lang} />
      </p>
      <Under {...props} because={item.because} />
    </li>
  );
}

function Row(props: ScorecardProps & { item: Item }): JSX.Element | null {
  const { item, lang, before, onlyOpen } = props;
  const w = words(lang);
  if (onlyOpen && (item.verdict === "met" || item.verdict === "not_applicable") && item.kind !== "group") return null;
  const group = item.kind === "group";
  const measure = item.measure ?? (item.verdict === undefined ? item.value : undefined);
  const scored = item.score && (item.max ? w.of_max(item.score.shown, item.max.shown) : item.score.shown);
  return (
    <li class={`item depth-${Math.min(item.depth, 4)}${group ? " group" : ""}`} id={`item-${item.name}`}>
      <div class="line">
        <div class="name">
          {item.code && <span class="code">{item.code}</span>}
          {group ? <h3>{item.label}</h3> : <span class="label">{item.label}</span>}
        </div>
        <div class="figures">
          {measure && <span class="measure">{measure.reasons && !measure.bracket && item.verdict !== undefined ? "–" : measure.shown}</span>}
          {item.measure && item.target && <Bar measure={item.measure} target={item.target} verdict={item.verdict}
            label={w.bar_label(item.measure.shown, item.target.shown)} />}
          {item.target && <span class="target"><span class="word">{w.target}: </span>{item.target.shown}</span>}
          {scored && <span class="scored"><span class="word">{w.score}: </span>{scored}</span>}
        </div>
        <div class="result">
          {item.verdict && <Badge word={item.verdict} text={item.result ?? item.verdict} />}
          <Changed item={item} before={before} lang={lang} />
        </div>
      </div>
      <Under {...props} because={item.verdict === undefined ? "" : item.because} />
    </li>
  );
}

/** Why, and all that is known of it when it is asked for. */
function Under(props: ScorecardProps & { item: Item; because: string }): JSX.Element {
  const { item, because, lang, open, onToggle, extra, onTry } = props;
  const isOpen = open.has(item.name);
  const w = words(lang);
  const id = `more-${item.name}`;
  return (
    <>
      <div class="under">
        {because && <p class={`because ${item.verdict ?? ""}`}>{because}</p>}
        <button type="button" class="more" aria-expanded={isOpen} aria-controls={id} onClick={() => onToggle(item.name, !isOpen)}>
          <span aria-hidden="true">{isOpen ? "▾" : "▸"}</span> {extra && (item.inputs || item.counts) ? w.details : w.details_only}<span class="hidden"> – {titled(item)}</span>
        </button>
      </div>
      <div id={id} class="more-part" hidden={!isOpen}>
        {isOpen && <Details item={item} lang={lang} onTry={onTry} />}
        {isOpen && extra?.(item)}
      </div>
    </>
  );
}
