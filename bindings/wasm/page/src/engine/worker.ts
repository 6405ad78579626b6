// The worker's side: answers one request after the other.
import { EngineStopped } from "milepost";
import { engine, ready } from "./core";
import { trouble } from "./trouble";

export interface Request { id: number; method: keyof typeof engine; args: unknown[] }

const started = ready();
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

addEventListener("message", (event: MessageEvent<Request>) => {
  last = last.then(() => answer(event.data));
});
