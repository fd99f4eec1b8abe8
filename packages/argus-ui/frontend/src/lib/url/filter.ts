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
  // An expression compares without a copy of each text in lower case: texts may be long and many.
  const literal = new RegExp(wanted.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"), "i");
  return { test: (text) => literal.test(text), valid: true };
}
