// The address of what is shown: view, unit, year; and small rules and data themselves. It stays in the part of the
// address that browsers do not send.
import type { DataFile, RuleFiles } from "./engine/types";
import { VIEWS, get, set, watch } from "./store";
import type { State, View } from "./store";

/** Longer addresses are not kept: rules and data then are not in it. */
const MOST = 8_000;
const MOST_UNPACKED = 2 << 20;

interface Packed { m: string; r: { [file: string]: string }; d: { n: string; t: string; l?: string }[] }

const through = async (bytes: Uint8Array, stream: GenericTransformStream, most = Infinity): Promise<Uint8Array> => {
  const reader = new Blob([bytes as BlobPart]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array>).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) throw new Error("too large");
    parts.push(value);
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

async function pack(state: State): Promise<string | undefined> {
  if (state.data.some((d) => !/\.(csv|tsv|json|ndjson|txt)$/i.test(d.name))) return undefined;
  const size = state.data.reduce((n, d) => n + d.bytes.length, 0) + Object.values(state.rules.texts).reduce((n, t) => n + t.length, 0);
  if (size > 200_000) return undefined;
  const packed: Packed = {
    m: state.rules.main,
    r: state.rules.texts,
    d: state.data.map((d) => ({ n: d.name, t: new TextDecoder().decode(d.bytes), ...(d.level && { l: d.level }) })),
  };
  const bytes = await through(new TextEncoder().encode(JSON.stringify(packed)), new CompressionStream("deflate-raw"));
  if (bytes.length > (MOST * 3) / 4) return undefined;
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function unpack(text: string): Promise<{ rules: RuleFiles; data: DataFile[] }> {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const json = new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw"), MOST_UNPACKED));
  const packed = JSON.parse(json) as Packed;
  const texts = Object.fromEntries(Object.entries(packed.r).map(([name, t]) => [String(name), String(t)]));
  if (!(packed.m in texts)) throw new Error("no main file");
  const data = packed.d.map((d): DataFile => ({ name: String(d.n), bytes: new TextEncoder().encode(String(d.t)), ...(d.l && { level: String(d.l) }) }));
  return { rules: { main: packed.m, texts }, data };
}

const WORDS = ["unit", "level", "item"] as const;

/** What the address asks for, apart from rules and data. */
function asked(of: URLSearchParams): Partial<State> {
  const out: Partial<State> = {};
  const view = of.get("view");
  if (VIEWS.includes(view as View)) out.view = view as View;
  for (const word of WORDS) {
    const value = of.get(word);
    if (value !== null) out[word] = value;
  }
  const year = Number(of.get("year"));
  if (Number.isInteger(year) && year > 0) out.year = year;
  return out;
}

/** The rules and data in the address, if there are any; `damaged` when they cannot be read. */
export async function fromAddress(): Promise<{ rules: RuleFiles; data: DataFile[] } | "damaged" | undefined> {
  const of = new URLSearchParams(location.hash.slice(1));
  set(asked(of));
  const packed = of.get("with");
  if (!packed) return undefined;
  try {
    return await unpack(packed);
  } catch {
    return "damaged";
  }
}

/** From now on the address follows what is shown, and the other way round. */
export function follow(): void {
  let written = "";
  let later: number | undefined;
  let packedOf: [RuleFiles, DataFile[]] | undefined;
  let packed: string | undefined;
  const write = async (): Promise<void> => {
    const state = get();
    if (!state.example && (packedOf?.[0] !== state.rules || packedOf[1] !== state.data)) {
      packedOf = [state.rules, state.data];
      packed = await pack(state).catch(() => undefined);
    }
    const of = new URLSearchParams({ view: state.view });
    if (state.year) of.set("year", String(state.year));
    for (const word of WORDS) if (state[word]) of.set(word, state[word]);
    if (!state.example && packed) of.set("with", packed);
    const next = `#${of}`;
    if (next === written) return;
    const before = new URLSearchParams(written.slice(1)).get("view");
    written = next;
    if (before && before !== state.view) history.pushState(null, "", next);
    else history.replaceState(null, "", next);
  };
  watch(() => {
    clearTimeout(later);
    later = window.setTimeout(() => void write(), 150);
  });
  addEventListener("hashchange", () => {
    if (location.hash !== written) {
      written = location.hash;
      set(asked(new URLSearchParams(location.hash.slice(1))));
    }
  });
}
