// The pack that comes with the page: fetched once, from the page's first moment on.
import type { DataFile, RuleFiles } from "./engine/types";
import index from "virtual:example";

async function part(name: string): Promise<Response> {
  const response = await fetch(new URL(`./example/${name}`, document.baseURI));
  if (!response.ok) throw new Error(`example/${name}: ${response.status}`);
  return response;
}

let fetched: ReturnType<typeof fetchAll> | undefined;
async function fetchAll(): Promise<{ rules: RuleFiles; data: DataFile[] }> {
  const text = async (name: string): Promise<[string, string]> => [name, await (await part(name)).text()];
  const table = async (name: string): Promise<DataFile> =>
    ({ name, bytes: new Uint8Array(await (await part(name)).arrayBuffer()) });
  const [texts, data] = await Promise.all([Promise.all(index.rules.map(text)), Promise.all(index.data.map(table))]);
  return { rules: { main: index.main, texts: Object.fromEntries(texts) }, data };
}

/** Rules and data of the pack; asked for again where they could not be had. */
export function example(): ReturnType<typeof fetchAll> {
  fetched ??= fetchAll().catch((error) => {
    fetched = undefined;
    throw error;
  });
  return fetched;
}
