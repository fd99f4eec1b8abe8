/** Which branches of the release tree are open; remembered by the browser. */
const KEY = "argus-tree-open";

export function readOpen(stored: string | null): string[] {
  try {
    const value: unknown = JSON.parse(stored ?? "[]");
    return Array.isArray(value) ? value.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}

class OpenNodes {
  #ids: string[] = $state(readOpen(localStorage.getItem(KEY)));

  has(id: string): boolean {
    return this.#ids.includes(id);
  }

  toggle(id: string): void {
    this.#ids = this.has(id) ? this.#ids.filter((other) => other !== id) : [...this.#ids, id];
    localStorage.setItem(KEY, JSON.stringify(this.#ids));
  }
}

export const openNodes = new OpenNodes();
