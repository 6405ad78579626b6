// What the checker found, at its place in the text.
import type { Diagnostic as Mark } from "@codemirror/lint";
import type { Diagnostic, Lang } from "../engine/types";
import { words } from "../i18n";

/** More are listed beside the editor, not marked in it. */
const MOST = 200;

export function marks(diagnostics: readonly Diagnostic[], lang: Lang, length: number): Mark[] {
  return diagnostics.slice(0, MOST).map((d) => {
    const from = Math.min(d.span?.start ?? 0, length);
    const to = Math.max(from, Math.min(d.span?.end ?? 0, length));
    const help = lang === "vi" ? d.help_vi : d.help;
    const message = `${lang === "vi" ? d.message_vi : d.message}${help ? `\n${help}` : ""}`;
    const replace = d.suggestion;
    return {
      from, to, message, severity: d.severity === "hint" ? "info" : d.severity, source: d.code,
      ...(replace !== null && {
        actions: [{
          name: `${words(lang).fixable}: ${replace}`,
          apply: (view, start, end) => view.dispatch({ changes: { from: start, to: end, insert: replace } }),
        }],
      }),
    };
  });
}
