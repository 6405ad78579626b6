// What both builds share: where the package is, and how JSX is turned into calls.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { UserConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
export const root = here(".");
const built = here("../dist/index.js");
if (!existsSync(built)) {
  throw new Error("the package is not built: run bindings/wasm/build first (looked for bindings/wasm/dist/index.js)");
}

export const shared = (): UserConfig => ({
  root,
  base: "./",
  resolve: { alias: { milepost: built } },
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  server: { fs: { allow: [here("..")] } },
});
