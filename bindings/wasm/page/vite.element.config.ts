// The custom element: one module for other people's pages, with the WebAssembly file beside it.
import { defineConfig } from "vite";
import { shared } from "./vite.shared";

export default defineConfig({
  ...shared(),
  publicDir: false,
  build: {
    target: "es2022",
    outDir: "dist/element",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: "src/element/index.tsx",
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "milepost-scorecard.js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
});
