// Language and appearance: remembered on this computer, where the browser allows it.
import type { Lang } from "milepost";
import { set } from "./store";
import type { Theme } from "./store";

const read = (key: string): string | null => {
  try {
    return localStorage.getItem(`milepost-${key}`);
  } catch {
    return null;
  }
};
const keep = (key: string, value: string): void => {
  try {
    localStorage.setItem(`milepost-${key}`, value);
  } catch {
    // Not remembered, then.
  }
};

export function restore(): void {
  const lang = read("lang") ?? (navigator.language.startsWith("vi") ? "vi" : "en");
  setLang(lang === "vi" ? "vi" : "en", false);
  const theme = read("theme");
  setTheme(theme === "light" || theme === "dark" ? theme : "auto", false);
}

export function setLang(lang: Lang, remember = true): void {
  document.documentElement.lang = lang;
  if (remember) keep("lang", lang);
  set({ lang });
}

export function setTheme(theme: Theme, remember = true): void {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  if (remember) keep("theme", theme);
  set({ theme });
}
