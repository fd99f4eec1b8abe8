/** The colour theme: `auto` follows the system and is what no entry in the browser's storage means. */
export type Theme = "auto" | "light" | "dark";

const KEY = "argus-theme";
const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };

export function readTheme(storage: Pick<Storage, "getItem">): Theme {
  const stored = storage.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : "auto";
}

class ThemeChoice {
  current: Theme = $state("auto");
  readonly #system = window.matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    this.current = readTheme(localStorage);
    this.#system.addEventListener("change", () => this.#apply());
    this.#apply();
  }

  next(): void {
    this.current = NEXT[this.current];
    if (this.current === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, this.current);
    this.#apply();
  }

  #apply(): void {
    const dark = this.current === "dark" || (this.current === "auto" && this.#system.matches);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  }
}

export const theme = new ThemeChoice();
