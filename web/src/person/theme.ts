/** Light or dark: as the system says, until the person says otherwise. */
import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";
export type Wish = Theme | "system";

const KEY = "leafloop.theme";
const system = () => window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function wished(): Wish {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

function current(): Theme {
  const wish = wished();
  return wish === "system" ? (system().matches ? "dark" : "light") : wish;
}

function apply(): void {
  document.documentElement.dataset.theme = current();
  for (const listen of listeners) listen();
}

/** Set the theme before anything is drawn, and follow the system from then on. */
export function startTheme(): void {
  system().addEventListener("change", apply);
  apply();
}

/** Return the theme in force, and a way to turn it. */
export function useTheme(): [Theme, () => void] {
  const theme = useSyncExternalStore(
    (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    () => current(),
  );
  const turn = () => {
    const next = current() === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(KEY, next);
    } catch {
      document.documentElement.dataset.theme = next;
      return;
    }
    apply();
  };
  return [theme, turn];
}
