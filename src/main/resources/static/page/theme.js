// Light or dark: as the system says, or as chosen.

const CHOICE = "parley-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set();

const chosen = () => localStorage.getItem(CHOICE);

export const isDark = () => (chosen() ? chosen() === "dark" : dark.matches);

function apply() {
  if (chosen()) document.documentElement.dataset.theme = chosen();
  else delete document.documentElement.dataset.theme;
  listeners.forEach(listener => listener());
}

export function toggle() {
  const next = isDark() ? "light" : "dark";
  if ((next === "dark") === dark.matches) localStorage.removeItem(CHOICE);
  else localStorage.setItem(CHOICE, next);
  apply();
}

/** Calls back whenever the theme changes; answers what ends that. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

dark.addEventListener("change", apply);
apply();
