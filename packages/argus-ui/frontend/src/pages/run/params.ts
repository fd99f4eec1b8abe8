/** New values of parameters; null, an empty text and an empty list take one away. */
export type Changes = Record<string, string | string[] | null>;

/** A query string with some of its parameters changed. */
export function withParams(search: string, changes: Changes): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    params.delete(name);
    for (const item of [value ?? []].flat()) if (item) params.append(name, item);
  }
  const text = params.toString();
  return text && `?${text}`;
}
