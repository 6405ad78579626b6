// Choosing files.
import { useRef } from "preact/hooks";
import type { JSX } from "preact";
import { load } from "../actions";
import { words } from "../i18n";
import type { Lang } from "milepost";

export function OpenButton({ lang, primary }: { lang: Lang; primary?: boolean }): JSX.Element {
  const chooser = useRef<HTMLInputElement>(null);
  const w = words(lang);
  return (
    <>
      <button type="button" class={primary ? "primary" : ""} onClick={() => chooser.current?.click()}>{w.open}</button>
      <input ref={chooser} type="file" multiple hidden aria-label={w.open} accept=".csv,.tsv,.xlsx,.json,.ndjson,.mile"
        onChange={(e) => {
          const files = [...(e.currentTarget.files ?? [])];
          e.currentTarget.value = "";
          void load(files);
        }} />
    </>
  );
}
