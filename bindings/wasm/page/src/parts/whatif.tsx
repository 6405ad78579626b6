// What if a figure were another: a control per input, and what value would suffice.
import { useEffect, useState } from "preact/hooks";
import type { JSX, TargetedEvent } from "preact";
import { call } from "../engine/client";
import type { Given, InputDescription, Supposed } from "../engine/types";
import type { Lang } from "milepost";
import { number, words } from "../i18n";

export interface Place { level: string; unit: string; year: number }

export interface ControlProps {
  input: InputDescription;
  given: Given | null | undefined;
  supposed: { value: string | null } | undefined;
  lang: Lang;
  /** The unit that is looked at. */
  where: Place;
  /** Whose figure it is: the unit's own, or that of a unit below it. */
  place: Place;
  others: Supposed[];
  /** Who says the figure; `""`: nobody in particular. */
  by: string[];
  names: Map<string, string>;
  onChange(value: string | null): void;
  onReset(): void;
}

const asText = (given: Given | null | undefined): string =>
  given == null || given.invalid ? "" : given.value !== undefined ? word(given.value) : given.number !== undefined ? String(given.number) : "";
const word = (value: string | number | boolean): string => (value === true ? "yes" : value === false ? "no" : String(value));

export function Control(props: ControlProps): JSX.Element {
  const { input, given, supposed, lang, onChange, onReset } = props;
  const w = words(lang);
  const text = supposed ? (supposed.value ?? "") : asText(given);
  const id = `whatif-${input.name.replace(/\W/g, "_")}`;
  const unit = input.percent ? w.given_unit_percent : input.unit;
  const known = given == null ? w.missing : given.invalid ? "!" : shown(given, input, lang);
  return (
    <div class={`control${supposed ? " changed" : ""}`}>
      <label for={id}>{input.label}</label>
      <div class="fields">
        <Field {...props} id={id} text={text} />
        {unit && <span class="fine">{unit}</span>}
        {supposed && <span class="was">{w.was(known)}</span>}
        {supposed && <button type="button" class="small" onClick={onReset}>{w.reset}<span class="hidden">: {input.label}</span></button>}
        {!supposed && text !== "" && (
          <button type="button" class="small" onClick={() => onChange(null)}>{w.missing}<span class="hidden">: {input.label}</span></button>
        )}
      </div>
      <Suffices {...props} />
    </div>
  );
}

function shown(given: Given, input: InputDescription, lang: Lang): string {
  const w = words(lang);
  if (given.value === true) return w.yes;
  if (given.value === false) return w.no;
  if (given.value !== undefined) return input.options.find((o) => o.name === given.value)?.label ?? String(given.value);
  return given.number === undefined ? "" : `${number(given.number, lang, 6)}${input.percent ? " %" : ""}`;
}

function Field({ input, id, text, lang, onChange, given }: ControlProps & { id: string; text: string }): JSX.Element {
  const w = words(lang);
  const change = (event: TargetedEvent<HTMLInputElement | HTMLSelectElement>): void => {
    const value = event.currentTarget.value.trim();
    onChange(value === "" ? null : value);
  };
  if (input.kind === "yes_no" || input.kind === "category") {
    const options = input.kind === "category" ? input.options : [{ name: "yes", label: w.yes }, { name: "no", label: w.no }];
    return (
      <select id={id} value={text} onChange={change}>
        <option value="">{w.missing}</option>
        {options.map((o) => <option key={o.name} value={o.name}>{o.label}</option>)}
      </select>
    );
  }
  if (input.kind === "date") return <input id={id} type="date" value={text} onChange={change} />;
  const [low, high] = ends(input, given?.number);
  const step = input.kind === "whole" || input.kind === "year" ? 1 : fine(high - low);
  return (
    <>
      <input type="range" aria-label={input.label} min={low} max={high} step={step} value={text === "" ? low : text} onInput={change} />
      <input id={id} class="number" type="number" step="any" value={text} onInput={change} />
    </>
  );
}

/** The ends of the slider: the declared range, else around what was given. */
function ends(input: InputDescription, given: number | undefined): [number, number] {
  if (input.kind === "year") return [(given ?? 2020) - 10, (given ?? 2020) + 10];
  const size = Math.max(10, Math.abs(given ?? 0) * 2);
  const low = input.low ?? ((given ?? 0) < 0 ? -size : 0);
  return [low, input.high ?? Math.max(low + 10, size)];
}

const fine = (width: number): number => 10 ** Math.floor(Math.log10(width / 500));

/** Asked of the engine: with this figure left out, what would decide each open result? */
function Suffices({ input, where, place, lang, others, by, names }: ControlProps): JSX.Element | null {
  const [found, setFound] = useState<{ [item: string]: string[] } | undefined>();
  const key = JSON.stringify([input.name, where, place, lang, others, by]);
  useEffect(() => {
    let current = true;
    const later = setTimeout(() => {
      call("suffices", where, place, lang, input.name, by, others).then((to) => current && setFound(to), () => current && setFound({}));
    }, 120);
    return () => {
      current = false;
      clearTimeout(later);
    };
  }, [key]);
  const w = words(lang);
  if (!found) return null;
  const lines = Object.entries(found).flatMap(([item, texts]) => texts.map((text) => w.suffices_for(names.get(item) ?? item, text)));
  return (
    <div class="suffices">
      <h5>{w.suffices}</h5>
      {lines.length === 0 ? <p class="fine">{w.suffices_none}</p> : <ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>}
    </div>
  );
}
