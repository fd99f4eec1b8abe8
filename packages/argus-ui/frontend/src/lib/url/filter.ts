/** What a filter box means: text that must occur (case does not matter), or a regular expression between slashes. */
export interface Matcher {
  test: (text: string) => boolean;
  /** False for a damaged expression, which then filters nothing. */
  valid: boolean;
}

export function matcher(filter: string): Matcher {
  const wanted = filter.trim();
  if (!wanted) return { test: () => true, valid: true };
  if (wanted.length > 2 && wanted.startsWith("/") && wanted.endsWith("/")) {
    try {
      const expression = new RegExp(wanted.slice(1, -1), "i");
      return { test: (text) => expression.test(text), valid: true };
    } catch {
      return { test: () => true, valid: false };
    }
  }
  const lower = wanted.toLowerCase();
  return { test: (text) => text.toLowerCase().includes(lower), valid: true };
}
