// Starts the page: what is remembered, what the address asks for, else the example. The engine and what it is to compute
// are on their way before anything is drawn.
import { render } from "preact";
import { evaluate, loadExample, start } from "./actions";
import { App } from "./app";
import { begin } from "./engine/client";
import { follow, fromAddress } from "./hash";
import { prepare, words } from "./i18n";
import { restore } from "./settings";
import { get, set } from "./store";

begin();
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
const root = document.getElementById("app");
if (root) render(<App />, root);
setTimeout(() => prepare(get().lang));

await shown;
if (given === "damaged") {
  const message = words("en").trouble_link;
  set({ trouble: { message, message_vi: words("vi").trouble_link, code: "", place: "" } });
}
await started;
follow();
performance.mark("milepost-ready");

if ("serviceWorker" in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register(new URL("./service-worker.js", document.baseURI)).catch(() => undefined);
}
