// What the engine says about a case, in the shape of the Rust transcript (tests/conformance/src/bin/transcript.rs).
import { textsOf, yearsOf } from "./cases.mjs";
import { covered, field } from "./conformance.mjs";

const FIELDS = ["", "value", "target", "score", "max"];
const EXPLAINED = 12;

export function said(engine, item, packs = {}) {
  const { name, text, sources } = textsOf(item, packs);
  const given = { ...sources, [name]: text };
  const out = { id: item.id, tags: item.tags };
  const diagnostics = (found) => found.map((d) =>
    [d.severity, d.code, d.message, d.message_vi, d.help, d.help_vi, d.suggestion, covered(d, given)]);
  let rules;
  try {
    rules = engine.Ruleset.compile(text, sources, { name, variant: item.fields.variant });
  } catch (error) {
    if (!(error instanceof engine.RuleError)) throw error;
    out.diagnostics = diagnostics(error.diagnostics);
    return out;
  }
  out.diagnostics = diagnostics(rules.warnings);
  out.hash = rules.contentHash;
  const years = yearsOf(item);
  if (years !== undefined) {
    for (const kind of ["exact", "columnar"]) evaluated(engine, rules, item, years, kind, out);
  }
  rules.free();
  return out;
}

function evaluated(engine, rules, item, years, kind, out) {
  let table;
  try {
    table = rules.scoreUnits(item.data, { years, asOf: item.fields.as_of, exact: true, engine: kind });
  } catch (error) {
    if (!(error instanceof engine.DataError)) throw error;
    out.stopped = error.code || error.message;
    return;
  }
  out[kind] = table.results().flatMap((row) => FIELDS.map((part) => {
    const [text, why] = field(row, part);
    return [row.unit, row.year, row.name, part, text, why.join()];
  }));
  const vi = table.faults({ lang: "vi" });
  out[`${kind}_faults`] = table.faults().map((f, i) => [f.code, f.unit, f.name, f.year, f.value, f.message, vi[i].message, f.help]);
  if (kind === "exact") {
    out.explained = table.blocks.flatMap((block, at) => table.units(at).slice(0, EXPLAINED).map(({ unit }) => {
      const where = { level: block.level, unit, year: block.year };
      const texts = ["en", "vi"].flatMap((lang) => [table.explain(where, { lang }), table.trace(where, { lang })]);
      return [block.level, unit, block.year, texts];
    }));
  }
  table.free();
}
