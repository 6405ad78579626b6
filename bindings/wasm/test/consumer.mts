// A developer's use of the package, for the type checker: what must be accepted, and what must not.
import init, {
  DataError, MilepostError, REASONS, RuleError, Ruleset, VERDICTS, check, format, functions, openFile, tokens, version,
  type Description, type Diagnostic, type Facts, type Fault, type Report, type Table, type TidyRow, type Verdict, type Way,
} from "milepost";

await init();
await init(new Uint8Array());
await init(new URL("https://example.org/milepost_bg.wasm"));

let rules: Ruleset;
try {
  rules = Ruleset.compile("ruleset x {}", { "other.mile": "" }, { name: "x.mile", variant: "v" });
} catch (error) {
  if (error instanceof RuleError) error.diagnostics.map((d: Diagnostic) => [d.code, d.span?.start, d.message_vi, d.help]);
  if (error instanceof DataError || error instanceof MilepostError) error.code.length;
  throw error;
}

const facts: Facts = {
  fibre: "79.99", households: 12n, road: true, since: new Date(0), gone: null,
  commune: [{ unit: "a", recognised: true }], years: { 2024: { fibre: 70 } }, by: { self: { fibre: 80 } },
};
const report: Report = rules.evaluate(facts, { year: 2025, asOf: "2025-12-31" });
const verdict: Verdict | undefined = report.verdict("III_3");
const exact: string | undefined = report.results["III_3"]?.value?.exact;
const ways: Way[] = report.decide("III_3", { lang: "vi" });
const text: string = report.explain("III_3", { lang: "vi" });
report.free();

const prepared = rules.prepare({ year: 2025 });
const again: Verdict | undefined = prepared.evaluate({ fibre: 80 }).verdict("III_3");

const table: Table = rules.score({ unit: ["a", "b"], fibre: new Float64Array([1, 2]), road: [true, null] }, { year: 2025 });
rules.score({ commune: { unit: ["a"], fibre: ["1"] }, district: [{ unit: "d", fibre: 1 }] }, { years: [2024, 2025], locale: "vi" });
rules.score([{ unit: "a", fibre: 1 }], { year: 2025, exact: true, engine: "columnar" });
rules.scoreUnits([facts], { year: 2025 });
rules.scoreFiles([{ name: "a.csv", bytes: new Uint8Array() }, await openFile("b.xlsx", new ArrayBuffer(8), { sheet: "Huyện" })]);
const words: (Verdict | undefined)[] = Array.from(table.verdicts("III_3", { year: 2025 }) ?? [], (v) => VERDICTS[v]);
const scores: Float64Array | undefined = table.scores("total", { level: "district" });
const rows: TidyRow[] = table.rows("groups");
const faults: Fault[] = table.faults({ lang: "vi" });
const bits: string | undefined = REASONS[(table.reasons("III_3") ?? new Uint16Array())[0] ?? 0];
const other: Table = table.suppose({ unit: "a", year: 2025 }, { fibre: 81 });
const book: Uint8Array = await other.xlsx(["verdicts", "faults"], { lang: "vi" });
const described: Description = rules.describe({ lang: "vi" });
const target: string | undefined = described.versions[0]?.items[0]?.targets[0]?.text;
const colours: Uint32Array = tokens(format("ruleset x {}"));
const found: Diagnostic[] = check("ruleset x {}");
export default [verdict, exact, ways, text, again, words, scores, rows, faults, bits, book, target, colours, found, functions(), version()];

// @ts-expect-error the year must be said
rules.evaluate(facts, {});
// @ts-expect-error a year is a number
rules.evaluate(facts, { year: "2025" });
// @ts-expect-error functions are no facts
rules.evaluate({ fibre: () => 1 }, { year: 2025 });
// @ts-expect-error floats of single precision hold no decimals
rules.score({ fibre: new Float32Array(1) }, { year: 2025 });
// @ts-expect-error there is no such language
report.explain("III_3", { lang: "fr" });
// @ts-expect-error there is no such part
table.values("III_3", { part: "weight" });
// @ts-expect-error rules come from compile
new Ruleset();
// @ts-expect-error a verdict is one of four words
const wrong: Verdict = "passed";
void wrong;
