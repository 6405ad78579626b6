// The engine's module: fetched and compiled once, from the page's first moment on and while a worker starts; a worker that
// takes another's place has nothing to wait for.
import address from "../../../dist/milepost_bg.wasm?url";

/** Nothing where it cannot be had that way, as from a server that does not say what the file is: the worker then loads it. */
export const module: Promise<WebAssembly.Module | undefined> = WebAssembly.compileStreaming(fetch(address)).catch(() => undefined);
