// Files as they come: dropped or chosen.
import type { DataFile, Lang } from "./engine/types";
import { words } from "./i18n";

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
