// All that is known of one result: what was read, what is missing, what would decide it, where the rule stands.
import type { ComponentChildren, JSX } from "preact";
import type { Item, Reading } from "../engine/trace";
import { words } from "../i18n";
import type { Lang } from "milepost";
import { Badge } from "./verdict";

interface Props {
  item: Item;
  lang: Lang;
  onTry?: ((facts: { input: string; unit: string; year: number; value: string }[]) => void) | undefined;
}

const Part = ({ title, children }: { title: string; children: ComponentChildren }): JSX.Element => (
  <div class="part"><h4>{title}</h4>{children}</div>
);

const List = ({ of }: { of: readonly ComponentChildren[] }): JSX.Element => <ul>{of.map((one, i) => <li key={i}>{one}</li>)}</ul>;

export function Details({ item, lang, onTry }: Props): JSX.Element {
  const w = words(lang);
  const reading = (r: Reading): ComponentChildren => (
    <>
      {r.label}
      {r.at && <span class="fine"> ({[r.at.label, r.at.year, r.at.by].filter(Boolean).join(", ")})</span>}
      : <strong>{r.value.shown}</strong>
      {r.recorded && <span class="fine"> ({w.published})</span>}
    </>
  );
  return (
    <div class="details">
      {item.parts && (
        <Part title={w.parts}>
          <ul class="plain">{item.parts.map((p) => <li key={p.name}><Badge word={p.verdict} text={p.result} /> {p.label || p.name}</li>)}</ul>
        </Part>
      )}
      {item.decide && (
        <Part title={w.would_decide}>
          <ul class="ways">
            {item.decide.ways.map((way) => (
              <li key={way.result}>
                {way.text}{" "}
                {onTry && (
                  <button type="button" class="small" onClick={() => onTry(way.facts)}>
                    {w.try_it}<span class="hidden">: {way.text}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {item.missing && (
        <Part title={w.missing_figures}>
          <List of={item.missing.map((m) => (
            <>
              {m.label} <span class="fine">({m.unit_label}, {m.year}{m.by ? `; ${m.by.join("; ")}` : ""}
              {m.waiting_for ? `; ${w.waiting_for(m.waiting_for.join(", "))}` : ""})</span>
            </>
          ))} />
        </Part>
      )}
      {item.inputs && <Part title={w.read_figures}><List of={item.inputs.map(reading)} /></Part>}
      {item.counts && (
        <Part title={w.read_figures}>
          <List of={item.counts.map((c) => <>{c.level}: {w.counted("", c.yes, c.no, c.undecided).replace(/^: /, "")} <code class="fine">{c.text}</code></>)} />
        </Part>
      )}
      {item.uses && <Part title={w.other_results}><List of={item.uses.map(reading)} /></Part>}
      {item.contributions && (
        <Part title={w.contributions}>
          <List of={item.contributions.lines.map((l) => (
            <>
              {l.label || l.name}
              {l.score && <>: <strong>{l.score.shown}</strong></>}
              {l.weight && <span class="fine"> · {w.weight} {l.weight.shown}</span>}
              {l.amount && <span class="fine"> · {w.adds} {l.amount.shown}</span>}
              {l.note && <span class="fine"> · {l.note}</span>}
            </>
          ))} />
        </Part>
      )}
      {item.filled && <Part title={w.filled}><List of={item.filled} /></Part>}
      {item.rules && <Part title={w.rules_applied}><List of={item.rules} /></Part>}
      {item.source && <Part title={w.article}><List of={item.source.map((s) => (s.at ? `${s.title}, ${s.at}` : s.title))} /></Part>}
      {item.judged_by && <Part title={w.judged_by}><p>{item.judged_by}</p></Part>}
      {item.notes && <Part title={w.notes}><List of={item.notes} /></Part>}
    </div>
  );
}
