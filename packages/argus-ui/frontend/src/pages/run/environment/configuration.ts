import { matcher } from "$lib/url/filter";

/** One value of a configuration: where it is, and what it is. */
export interface Setting {
  key: string;
  value: string;
}

/** What a configuration file holds: settings of a JSON document, else its text. */
export type Content = { settings: Setting[]; document: unknown } | { text: string };

const NAMES: Record<string, string> = {
  sct_config: "SCT Configuration",
  scylla_yaml: "scylla.yaml (1st Node)",
};
const HASH = "#configKey=";

/** What people call a configuration file. */
export function fileTitle(name: string | null): string {
  return NAMES[name ?? ""] ?? name ?? "Configuration";
}

/** Reads a file; only objects and lists have settings, everything else is text. */
export function readContent(content: string | null): Content {
  try {
    const document: unknown = JSON.parse(content ?? "");
    if (typeof document === "object" && document !== null) return { settings: settingsOf(document), document };
  } catch {
    // No JSON: the text is shown as it is.
  }
  return { text: content ?? "" };
}

const collator = new Intl.Collator("en", { numeric: true });

/** All values of a document by their dotted keys, sorted; members of lists have their place as a key. */
export function settingsOf(document: unknown): Setting[] {
  return [...walk(document, "")].sort((a, b) => collator.compare(a.key, b.key));
}

function* walk(value: unknown, key: string): Generator<Setting> {
  const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
  for (const [name, member] of members) yield* walk(member, key ? `${key}.${name}` : name);
  if (members.length || !key) return;
  // Empty lists and objects are settings too: "no nemesis" is not "not set".
  yield { key, value: typeof value === "string" ? value : JSON.stringify(value) };
}

/** The settings whose key or value the filter finds. */
export function findSettings(settings: Setting[], filter: string): Setting[] {
  const match = matcher(filter);
  return settings.filter(({ key, value }) => match.test(`${key}: ${value}`));
}

/** The lines of a text that the filter finds. */
export function findLines(text: string, filter: string): string {
  if (!filter.trim()) return text;
  const match = matcher(filter);
  return text
    .split("\n")
    .filter((line) => match.test(line))
    .join("\n");
}

/** The key that a fragment such as `#configKey=a.b` asks for; empty for any other fragment. */
export function keyOfHash(hash: string): string {
  if (!hash.startsWith(HASH)) return "";
  try {
    return decodeURIComponent(hash.slice(HASH.length));
  } catch {
    return "";
  }
}

/** A link that opens the run at one setting. */
export function linkOf(origin: string, plugin: string, runId: string, key: string): string {
  return `${origin}/tests/${plugin}/${runId}/setup${HASH}${encodeURIComponent(key)}`;
}
