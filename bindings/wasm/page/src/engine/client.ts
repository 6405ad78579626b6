// The page's side. A request that takes too long, or a worker that breaks, costs the worker and not the page: a new one
// gets the last rules and data that worked.
import { module } from "./module";
import type { Engine, Trouble } from "./types";
import type { Beginning, Request } from "./worker";

/** Rules or data that need longer than this are given up. */
const PATIENCE = 30_000;

export class EngineError extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble.message);
  }
}

type Method = keyof Engine;
interface Waiting { resolve(value: unknown): void; reject(error: Error): void; timer: number; method: Method; args: unknown[] }

let worker: Worker | undefined;
/** When the worker has been told its module: requests come after it. */
let ready: Promise<void>;
let count = 0;
const waiting = new Map<number, Waiting>();
/** The last calls that worked, by method, to bring a new worker to where the old one was. */
const held = new Map<Method, unknown[]>();

function open(): Worker {
  const made = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  made.addEventListener("message", (event: MessageEvent<{ id: number; value?: unknown; trouble?: Trouble }>) => {
    const { id, value, trouble } = event.data;
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    clearTimeout(one.timer);
    if (trouble) {
      one.reject(new EngineError(trouble));
    } else {
      if (one.method === "compile" && (value as { described?: unknown }).described) held.set("compile", one.args);
      if (one.method === "score" && value) held.set("score", one.args);
      one.resolve(value);
    }
  });
  made.addEventListener("error", (event) => {
    event.preventDefault();
    replace({
      message: "the engine stopped, as it does when memory runs out; it goes on with the last rules and data that worked",
      message_vi: "bộ máy tính toán đã dừng, như khi hết bộ nhớ; nó tiếp tục với các quy tắc và số liệu dùng được gần nhất",
      code: "",
      place: "",
    });
  });
  ready = module.then((module) => made.postMessage({ module } satisfies Beginning));
  return made;
}

/** Starts a worker if there is none: before anything is asked of it, so that it is there by then. */
export function begin(): void {
  worker ??= open();
}

function replace(trouble: Trouble): void {
  worker?.terminate();
  worker = undefined;
  const lost = [...waiting.values()];
  waiting.clear();
  for (const one of lost) {
    clearTimeout(one.timer);
    one.reject(new EngineError(trouble));
  }
  for (const [method, args] of held) void send(method, args).catch(() => held.delete(method));
}

function send(method: Method, args: unknown[]): Promise<unknown> {
  begin();
  const id = ++count;
  const to = worker;
  return new Promise((resolve, reject) => {
    const timer = window.setTimeout(() => {
      const seconds = PATIENCE / 1000;
      replace({
        message: `given up after ${seconds} seconds: the rules or the data ask for too much work`,
        message_vi: `đã dừng sau ${seconds} giây: quy tắc hoặc số liệu đòi hỏi quá nhiều tính toán`,
        code: "",
        place: "",
      });
    }, PATIENCE);
    waiting.set(id, { resolve, reject, timer, method, args });
    void ready.then(() => to?.postMessage({ id, method, args } satisfies Request));
  });
}

export const call = <M extends Method>(method: M, ...args: Parameters<Engine[M]>): Promise<Awaited<ReturnType<Engine[M]>>> =>
  send(method, args) as Promise<Awaited<ReturnType<Engine[M]>>>;
