// The worker's side: answers one request after the other.
import { EngineStopped } from "milepost";
import { engine, ready } from "./core";
import { trouble } from "./trouble";

export interface Request { id: number; method: keyof typeof engine; args: unknown[] }
/** What a worker is told first: the module, if the page has it. */
export interface Beginning { module: WebAssembly.Module | undefined }

/** When the engine can be asked. */
let started: Promise<void>;
let last: Promise<void> = Promise.resolve();

async function answer({ id, method, args }: Request): Promise<void> {
  try {
    await started;
    const value = await (engine[method] as (...args: unknown[]) => unknown)(...args);
    postMessage({ id, value });
  } catch (error) {
    // Memory that ran out is not given back: the page ends this worker and starts another.
    if (error instanceof EngineStopped) {
      setTimeout(() => { throw error; });
      return;
    }
    postMessage({ id, trouble: trouble(error) });
  }
}

addEventListener("message", ({ data }: MessageEvent<Request | Beginning>) => {
  if ("module" in data) started = ready(data.module);
  else last = last.then(() => answer(data));
});
