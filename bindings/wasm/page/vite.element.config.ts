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
    copyPublicDir: false,
    lib: { entry: "src/element/index.ts", formats: ["es"], fileName: () => "milepost-scorecard.js" },
    rollupOptions: { output: { assetFileNames: "[name][extname]", chunkFileNames: "[name].js" } },
  },
});
