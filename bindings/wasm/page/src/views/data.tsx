// The files, what was made of their columns, and what is wrong in them.
import type { JSX } from "preact";
import { commas, loadExample, removeData, setCommas, setLevelOf } from "../actions";
import { number, words } from "../i18n";
import { description } from "../store";
import type { State } from "../store";
import { OpenButton } from "../parts/open";

export function Data({ state }: { state: State }): JSX.Element {
  const { lang, data, scored } = state;
  const w = words(lang);
  const d = description(state);
  const faults = scored?.faults[lang] ?? [];
  const inputs = new Map((d?.inputs ?? []).map((i) => [i.name, i.label]));
  const size = (bytes: number): string => (bytes < 1 << 20 ? `${number(bytes / 1024, lang, 1)} kB` : `${number(bytes / (1 << 20), lang, 1)} MB`);
  return (
    <>
      <h1>{w.data_heading}</h1>
      <p>{w.data_intro}</p>
      <div class="tools">
        <OpenButton lang={lang} primary />
        <button type="button" onClick={() => void loadExample()}>{w.example}</button>
        {data.length > 0 && <button type="button" onClick={() => void removeData(undefined)}>{w.clear}</button>}
        <label>{w.comma} <select value={commas()} onChange={(e) => void setCommas(e.currentTarget.value === "vi" ? "vi" : "")}>
          <option value="">{w.comma_plain}</option><option value="vi">{w.comma_vi}</option>
        </select></label>
      </div>
      {data.length === 0 ? <p class="empty">{w.no_files} {w.drop}</p> : (
        <table class="files">
          <thead><tr><th scope="col">{w.file}</th><th scope="col">{w.size}</th><th scope="col">{w.of_level}</th><th scope="col">{w.remove}</th></tr></thead>
          <tbody>
            {data.map((file) => (
              <tr key={file.name}>
                <th scope="row">{file.name}</th>
                <td class="number">{size(file.bytes.length)}</td>
                <td>
                  <select aria-label={`${w.of_level}: ${file.name}`} value={file.level ?? ""} onChange={(e) => void setLevelOf(file.name, e.currentTarget.value)}>
                    <option value="">{w.by_columns}</option>
                    {d?.levels.map((l) => <option key={l.name} value={l.name}>{l.label}</option>)}
                  </select>
                </td>
                <td><button type="button" class="small" aria-label={w.remove_file(file.name)} onClick={() => void removeData(file.name)}>{w.remove}</button></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {scored && (
        <section>
          <h2>{w.faults_heading}</h2>
          {faults.length === 0 ? <p>{w.faults_none}</p> : (
            <>
              {scored.faultCount > faults.length && <p class="fine">{w.faults_more(faults.length, scored.faultCount)}</p>}
              <div class="scroll" tabIndex={0} role="region" aria-label={w.faults_heading}>
                <table class="fault-table">
                  <thead><tr><th scope="col">{w.place}</th><th scope="col">{w.unit}</th><th scope="col">{w.given}</th><th scope="col">{w.problem}</th><th scope="col">{w.remedy}</th></tr></thead>
                  <tbody>
                    {faults.map((f, n) => (
                      <tr key={n}><td><code>{f.place}</code></td><td>{f.unit}</td><td>{f.value}</td><td><code>{f.code}</code> {f.message}</td><td>{f.help}</td></tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </>
          )}
        </section>
      )}
      {scored && scored.matches.length > 0 && (
        <section>
          <h2>{w.columns_heading}</h2>
          <div class="scroll" tabIndex={0} role="region" aria-label={w.columns_heading}>
            <table>
              <thead><tr><th scope="col">{w.file}</th><th scope="col">{w.column}</th><th scope="col">{w.taken_as}</th></tr></thead>
              <tbody>
                {scored.matches.map((m, n) => (
                  <tr key={n}><td>{m.source}</td><td><code>{m.column}</code></td>
                    <td>{m.name ? <><code>{m.name}</code> {inputs.get(m.name)}</> : <span class="fine">{w.not_used}</span>}</td></tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}
