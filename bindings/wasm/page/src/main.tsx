// The page: what is remembered, what the address asks for, else the example. What is to be computed is asked for before
// anything is drawn.
import { render } from "preact";
import { evaluate, loadExample, start } from "./actions";
import { App } from "./app";
import { follow, fromAddress } from "./hash";
import { prepare, words } from "./i18n";
import { whenIdle } from "./idle";
import { restore } from "./settings";
import { get, set } from "./store";

restore();
const given = await fromAddress();
const started = start();
let shown: Promise<void>;
if (given === undefined || given === "damaged") {
  const { year, unit, level } = get();
  shown = loadExample({ year, unit, level });
} else {
  set({ ...given, shown: given.rules.main });
  shown = evaluate();
}
if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
const root = document.getElementById("app");
if (root) render(<App />, root);
// By then the engine is at work, and there is time.
void started.then(() => prepare(get().lang));

await shown;
if (given === "damaged") {
  const message = words("en").trouble_link;
  set({ trouble: { message, message_vi: words("vi").trouble_link, code: "", place: "" } });
}
await started;
follow();
performance.mark("milepost-ready");

if ("serviceWorker" in navigator && import.meta.env.PROD) {
  // It fetches all files once more: not while the first results are being drawn.
  whenIdle(() => void navigator.serviceWorker.register(new URL("./service-worker.js", document.baseURI)).catch(() => undefined));
}
