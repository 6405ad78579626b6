// Starts the page: what is remembered, what the address asks for, else the example.
import { render } from "preact";
import { evaluate, loadExample, start } from "./actions";
import { App } from "./app";
import { follow, fromAddress } from "./hash";
import { words } from "./i18n";
import { restore } from "./settings";
import { get, set } from "./store";

restore();
const root = document.getElementById("app");
if (root) render(<App />, root);

const started = start();
const given = await fromAddress();
if (given === undefined || given === "damaged") {
  const { year, unit, level } = get();
  await loadExample({ year, unit, level });
  if (given === "damaged") {
    const message = words("en").trouble_link;
    set({ trouble: { message, message_vi: words("vi").trouble_link, code: "", place: "" } });
  }
} else {
  set({ ...given, shown: given.rules.main });
  await evaluate();
}
await started;
follow();
performance.mark("milepost-ready");

if ("serviceWorker" in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register(new URL("./service-worker.js", document.baseURI)).catch(() => undefined);
}
