// Verdicts: a sign, a word and a colour; never the colour alone.
import type { JSX } from "preact";

export type Tone = "met" | "not_met" | "undetermined" | "not_applicable" | "plain";
export const VERDICT_WORDS = ["met", "not_met", "undetermined", "not_applicable"] as const;

const TONES: { [word: string]: Tone } = {
  met: "met", not_met: "not_met", undetermined: "undetermined", not_applicable: "not_applicable",
  recognised: "met", refused: "not_met",
};
export const tone = (word: string | undefined | null): Tone => TONES[word ?? ""] ?? "plain";

const PATHS: { [tone in Tone]: string } = {
  met: "M3 8.5 6.5 12 13 4.500",
  not_met: "M4 4l8 8M12 4l-8 8",
  undetermined: "M5.500 6a2.500 2.500 0 1 1 3.600 2.200C8.300 8.700 8 9.100 8 10M8 12.600v.3",
  not_applicable: "M4 8h8",
  plain: "M8 8h.01",
};

export const Sign = ({ tone }: { tone: Tone }): JSX.Element => (
  <svg class="sign" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d={PATHS[tone]} /></svg>
);

export const Badge = ({ word, text, big }: { word: string; text: string; big?: boolean }): JSX.Element => (
  <span class={`badge ${tone(word)}${big ? " big" : ""}`}><Sign tone={tone(word)} />{text}</span>
);
