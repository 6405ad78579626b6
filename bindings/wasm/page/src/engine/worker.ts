// The worker's side: answers one request after the other.
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
    postMessage({ id, trouble: trouble(error) });
  }
}

addEventListener("message", (event: MessageEvent<Request>) => {
  last = last.then(() => answer(event.data));
});
