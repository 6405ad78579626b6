// Files as they come: dropped, chosen, or part of the page as its example.
import type { DataFile, Lang, RuleFiles } from "./engine/types";
import { words } from "./i18n";
import index from "virtual:example";

const MOST_BYTES = 200 << 20;
const TABLE = /\.(csv|tsv|txt|json|ndjson|xlsx|xlsm|ods|xls)$/i;

export interface Taken { rules?: { [file: string]: string }; tables: DataFile[]; refused: string[] }

export async function taken(files: readonly File[], lang: Lang): Promise<Taken> {
  const w = words(lang);
  const out: Taken = { tables: [], refused: [] };
  for (const file of files) {
    try {
      if (file.size > MOST_BYTES) out.refused.push(w.trouble_big(file.name));
      else if (/\.mile$/i.test(file.name)) (out.rules ??= {})[file.name] = await file.text();
      else if (TABLE.test(file.name)) out.tables.push({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
      else out.refused.push(w.trouble_kind(file.name));
    } catch {
      out.refused.push(w.trouble_unreadable(file.name));
    }
  }
  return out;
}

async function part(name: string): Promise<Response> {
  const response = await fetch(new URL(`./example/${name}`, document.baseURI));
  if (!response.ok) throw new Error(`example/${name}: ${response.status}`);
  return response;
}

/** The pack that comes with the page. */
export async function example(): Promise<{ rules: RuleFiles; data: DataFile[] }> {
  const text = async (name: string): Promise<[string, string]> => [name, await (await part(name)).text()];
  const table = async (name: string): Promise<DataFile> =>
    ({ name, bytes: new Uint8Array(await (await part(name)).arrayBuffer()) });
  const [texts, data] = await Promise.all([Promise.all(index.rules.map(text)), Promise.all(index.data.map(table))]);
  return { rules: { main: index.main, texts: Object.fromEntries(texts) }, data };
}
