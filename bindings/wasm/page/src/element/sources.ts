// Fetches what the attributes name: a rule file with the files it uses, and tables.
import type { DataFile, RuleFiles } from "../engine/types";

export interface Sources { rules: RuleFiles; data: DataFile[] }

/** A pack has few files; whoever names more names them in a circle. */
const MOST_FILES = 64;
const USES = /^\s*(?:use\s+|ruleset\b[^"\n]*(?:"[^"\n]*"\s*)?amends\s+)"([^"\n]+)"/gm;

async function got(address: URL): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address.pathname}: ${response.status}`);
  return response;
}

const last = (address: URL): string => decodeURIComponent(address.pathname.split("/").at(-1) ?? "rules.mile");

/** `data`: addresses apart from each other by spaces; `commune=…` says of which level a table is. */
export async function gathered(rules: string, data: string, base: string): Promise<Sources> {
  const address = new URL(rules, base);
  const main = last(address);
  const texts: { [file: string]: string } = {};
  const fetched = async (name: string, from: URL): Promise<void> => {
    if (name in texts || Object.keys(texts).length >= MOST_FILES) return;
    texts[name] = "";
    const text = await (await got(from)).text();
    texts[name] = text;
    await Promise.all([...text.matchAll(USES)].map(([, used = ""]) => fetched(used, new URL(used, from))));
  };
  const table = async (given: string): Promise<DataFile> => {
    const [, level, where = given] = /^(\p{L}[\p{L}\p{N}_]*)=(.*)$/u.exec(given) ?? [];
    const from = new URL(where, base);
    return { name: last(from), bytes: new Uint8Array(await (await got(from)).arrayBuffer()), ...(level && { level }) };
  };
  const [tables] = await Promise.all([
    Promise.all(data.split(/\s+/).filter(Boolean).map(table)),
    fetched(main, address),
  ]);
  return { rules: { main, texts }, data: tables };
}
