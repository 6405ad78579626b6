// What the checker found, at its place in the text.
import { linter } from "@codemirror/lint";
import type { Diagnostic as Mark } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { Diagnostic, Lang } from "../engine/types";
import { words } from "../i18n";

export function found(diagnostics: () => Diagnostic[], lang: () => Lang): Extension {
  return linter((view) => {
    const length = view.state.doc.length;
    return diagnostics().slice(0, 200).map((d): Mark => {
      const from = Math.min(d.span?.start ?? 0, length);
      const to = Math.max(from, Math.min(d.span?.end ?? 0, length));
      const vi = lang() === "vi";
      const help = vi ? d.help_vi : d.help;
      const message = `${vi ? d.message_vi : d.message}${help ? `\n${help}` : ""}`;
      const replace = d.suggestion;
      return {
        from, to, message, severity: d.severity === "hint" ? "info" : d.severity, source: d.code,
        ...(replace !== null && {
          actions: [{
            name: `${words(lang()).fixable}: ${replace}`,
            apply: (v, start, end) => v.dispatch({ changes: { from: start, to: end, insert: replace } }),
          }],
        }),
      };
    });
  }, { delay: 0, needsRefresh: () => false });
}
