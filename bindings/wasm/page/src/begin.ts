// The first script, and a small one: the engine and what it is to compute are on their way while the page itself is read.
import { begin } from "./engine/client";
import { example } from "./example";

begin();
// An address with rules of its own has no use for the example's.
if (!/[#&]with=/.test(location.hash)) example().catch(() => undefined);
void import("./main");
