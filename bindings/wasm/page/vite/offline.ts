// Writes the service worker: all files of the build, kept under a name made from their contents.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Plugin } from "vite";

const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]);

export function offline(): Plugin {
  let publicDir = "";
  return {
    name: "offline",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle(_options, bundle) {
      const hash = createHash("sha256");
      const names = Object.keys(bundle).sort();
      for (const name of names) {
        const made = bundle[name];
        hash.update(name).update(made?.type === "chunk" ? made.code : (made?.source ?? ""));
      }
      const fixed = files(publicDir).sort();
      for (const path of fixed) hash.update(readFileSync(path));
      const kept = ["./", ...names, ...fixed.map((path) => relative(publicDir, path).split(sep).join("/"))];
      const template = readFileSync(new URL("./service-worker.js", import.meta.url), "utf8");
      const source = template
        .replace('"__NAME__"', JSON.stringify(`milepost-${hash.digest("hex").slice(0, 16)}`))
        .replace('["__FILES__"]', JSON.stringify(kept, null, 1));
      this.emitFile({ type: "asset", fileName: "service-worker.js", source });
    },
  };
}
