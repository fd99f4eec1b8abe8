import type { Matcher } from "$lib/url/filter";
import { windowAt, type Nemesis, type Window } from "./nemeses";

/** What the row of an old run holds: per severity a count and the texts of the last events. */
export interface Summary {
  severity: string;
  event_amount: number;
  last_events: string[] | null;
}

/** What the similarity worker found for one event of a severity. */
export interface Likeness {
  severity: string;
  event_index: number;
  similars_set: string[];
  duplicates_list: number[];
}

export interface LegacyEvent {
  key: string;
  severity: string;
  /** Place among the texts of its severity. */
  index: number;
  text: string;
  /** Milliseconds since 1970; null when the text could not be read. */
  at: number | null;
  received: number | null;
  type: string | null;
  fields: Record<string, string>;
  /** What follows the first line. */
  log: string;
  nemesis: Nemesis | null;
  /** Runs with the like of it. */
  similar: string[];
  /** Places of its repetitions. */
  duplicates: number[];
  /** The place of the event that it repeats. */
  source: number | null;
}

const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?`;
const TEXT = new RegExp(String.raw`^(${TIME})(?: <(${TIME})>)?:? *\(([\w.]+) Severity\.(\w+)\) *(.*)`);

/** The parts of a text; null for a text of another form. */
export function parseText(text: string) {
  const end = text.indexOf("\n");
  const line = end < 0 ? text : text.slice(0, end);
  const found = TEXT.exec(line);
  if (!found) return null;
  const [, happened = "", received, type = "", , rest = ""] = found;
  const fields: Record<string, string> = {};
  for (const [, name = "", value = ""] of rest.matchAll(/([A-Za-z_]\w*)=(.*?)(?=,? [A-Za-z_]\w*=|$)/g))
    fields[name] = value.replace(/:$/, "");
  return {
    at: timeOf(happened),
    received: received ? timeOf(received) : null,
    type,
    fields,
    log: end < 0 ? "" : text.slice(end + 1),
  };
}

const timeOf = (text: string): number => Date.parse(`${text.replace(" ", "T")}Z`);

/** All events of an old run, newest first; texts that could not be read come last, as they are. */
export function legacyEvents(summaries: Summary[], likenesses: Likeness[], windows: Window[]): LegacyEvent[] {
  const likeness = new Map(likenesses.map((like) => [`${like.severity}:${like.event_index}`, like]));
  const sources = new Map<string, number>();
  for (const { severity, event_index, duplicates_list } of likenesses)
    for (const index of duplicates_list) sources.set(`${severity}:${index}`, event_index);
  return summaries
    .flatMap(({ severity, last_events }) =>
      (last_events ?? []).map((text, index): LegacyEvent => {
        const key = `${severity}:${index}`;
        const parsed = parseText(text);
        const like = likeness.get(key);
        return {
          ...(parsed ?? { at: null, received: null, type: null, fields: {}, log: "" }),
          key,
          severity,
          index,
          text,
          nemesis: parsed ? (windowAt(windows, parsed.at)?.nemesis ?? null) : null,
          similar: like?.similars_set ?? [],
          duplicates: like?.duplicates_list ?? [],
          source: sources.get(key) ?? null,
        };
      }),
    )
    .sort((a, b) => (b.at ?? -Infinity) - (a.at ?? -Infinity) || a.index - b.index);
}

/** Those of some severities that the filter finds; repetitions only of the originals that are unfolded. */
export function legacyShown(
  events: LegacyEvent[],
  severities: ReadonlySet<string>,
  match: Matcher,
  unfolded: ReadonlySet<string>,
): LegacyEvent[] {
  return events.filter(
    (event) =>
      severities.has(event.severity) &&
      (event.source === null || unfolded.has(`${event.severity}:${event.source}`)) &&
      match.test(event.text),
  );
}
