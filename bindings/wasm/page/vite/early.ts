// Names in index.html what the first script loads, so that it is on its way before that script has run.
import type { Plugin } from "vite";

export function early(module: string): Plugin {
  return {
    name: "early",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        if (!bundle) return [];
        const made = Object.values(bundle).find((one) => one.type === "chunk" && one.moduleIds.some((id) => id.endsWith(`/${module}`)));
        if (!made) throw new Error(`${module} is in no file`);
        return [{ tag: "link", attrs: { rel: "modulepreload", crossorigin: true, href: `./${made.fileName}` }, injectTo: "head" }];
      },
    },
  };
}
