// Puts a rule pack and its example data into the page, taken from where the repository keeps them.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** A file of the pack: its name in the page, and where it is. */
interface Piece { name: string; path: URL }

function pieces(folder: URL): Piece[] {
  const of = (sub: string, ending: string): Piece[] => {
    const at = new URL(sub, folder);
    return readdirSync(at).filter((name) => name.endsWith(ending)).sort()
      .map((name) => ({ name, path: new URL(name, at) }));
  };
  const data = of("data/", ".csv").filter((piece) => piece.name !== "expected.csv");
  return [...of("./", ".mile"), ...data];
}

const LISTED = "virtual:example";

/** The main file is the one that no other file of the pack uses. */
function index(list: Piece[]): { main: string; rules: string[]; data: string[] } {
  const rules = list.filter((piece) => piece.name.endsWith(".mile"));
  const texts = rules.map((piece) => readFileSync(piece.path, "utf8"));
  const used = (name: string): boolean => texts.some((text) => new RegExp(`^(use|.*amends) "${name}"`, "m").test(text));
  const main = rules.find((piece) => !used(piece.name));
  if (!main) throw new Error("the pack has no main rule file");
  const data = list.filter((piece) => piece.name.endsWith(".csv")).map((piece) => piece.name);
  return { main: main.name, rules: rules.map((piece) => piece.name), data };
}

export function examplePack(from: string): Plugin {
  const folder = new URL(`${from}/`, new URL("../", import.meta.url));
  const list = pieces(folder);
  const served = (name: string): Buffer | undefined => {
    const piece = list.find((piece) => piece.name === name);
    return piece && readFileSync(fileURLToPath(piece.path));
  };
  return {
    name: "example-pack",
    // What there is, in the page's script: nothing is fetched to find out what to fetch.
    resolveId: (id) => (id === LISTED ? `\0${LISTED}` : undefined),
    load: (id) => (id === `\0${LISTED}` ? `export default ${JSON.stringify(index(list))};` : undefined),
    generateBundle() {
      for (const { name } of list) {
        const source = served(name);
        if (source !== undefined) this.emitFile({ type: "asset", fileName: `example/${name}`, source });
      }
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = /^\/example\/([\w.-]+)$/.exec(request.url?.split("?")[0] ?? "")?.[1];
        const source = name && served(name);
        if (source) response.end(source);
        else next();
      });
    },
  };
}
