// The page. Everything is addressed relative to index.html, so that the folder can stand anywhere.
import { defineConfig } from "vite";
import { early } from "./vite/early";
import { examplePack } from "./vite/example-pack";
import { offline } from "./vite/offline";
import { shared } from "./vite.shared";

export default defineConfig({
  ...shared(),
  worker: { format: "es" },
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  plugins: [early("src/main.tsx"), examplePack("../../../rules/thanh-hoa/district-2024"), offline()],
});
