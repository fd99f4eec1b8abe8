import type { Matcher } from "$lib/url/filter";
import type { RunEvent } from "./loading";

/** What is asked of the events that are shown. */
export interface EventFilter {
  severities: ReadonlySet<string>;
  /** Event types; none means all. */
  types: ReadonlySet<string>;
  /** Text or expression that the message must contain. */
  match: Matcher;
  /** Milliseconds since 1970; the end is not included. */
  from: number | null;
  to: number | null;
  /** Originals whose repetitions are shown. */
  unfolded: ReadonlySet<string>;
  /** An event that is shown whatever the filters say: the one that the address links to. */
  linked: string | null;
}

export interface Found {
  /** What the list shows, oldest first. */
  shown: RunEvent[];
  /** The same without the time filter: what the time line draws. */
  anyTime: RunEvent[];
  /** How many repetitions each original has. */
  repeats: Map<string, number>;
  /** What each repetition repeats, when that is in the list. */
  originals: Map<string, string>;
  bySeverity: Map<string, number>;
  /** What each type would show if it were chosen. */
  byType: Map<string, number>;
}

export const NO_TYPE = "unknown";
export const typeOf = (event: RunEvent): string => event.event_type || NO_TYPE;

/** Events of several severities as one list, oldest first. */
export function together(lists: readonly (readonly RunEvent[])[]): RunEvent[] {
  return lists.flat().sort((a, b) => a.at - b.at);
}

/**
 * What the filters leave. A repetition is hidden while the event that it repeats is in the list; when that one was left
 * out, or is of another run, the repetition is all there is of it and stays.
 */
export function findEvents(events: readonly RunEvent[], filter: EventFilter): Found {
  const byType = new Map<string, number>();
  const anyTime: RunEvent[] = [];
  const inTime: RunEvent[] = [];
  for (const event of events) {
    const linked = event.id === filter.linked;
    const type = typeOf(event);
    if (!linked && !(filter.severities.has(event.severity) && filter.match.test(event.message ?? ""))) continue;
    const timely = (filter.from === null || event.at >= filter.from) && (filter.to === null || event.at < filter.to);
    if (timely || linked) byType.set(type, (byType.get(type) ?? 0) + 1);
    if (!linked && filter.types.size && !filter.types.has(type)) continue;
    anyTime.push(event);
    if (timely || linked) inTime.push(event);
  }
  const originals = rootsOf(inTime);
  const shown: RunEvent[] = [];
  const repeats = new Map<string, number>();
  const bySeverity = new Map<string, number>();
  for (const event of inTime) {
    const root = originals.get(event.id);
    if (root !== undefined) repeats.set(root, (repeats.get(root) ?? 0) + 1);
    if (root !== undefined && !filter.unfolded.has(root) && event.id !== filter.linked) continue;
    shown.push(event);
    bySeverity.set(event.severity, (bySeverity.get(event.severity) ?? 0) + 1);
  }
  return { shown, anyTime, repeats, originals, bySeverity, byType };
}

/** The first event that each repetition repeats, as far as it is in the list: a repetition may name another one. */
function rootsOf(events: readonly RunEvent[]): Map<string, string> {
  const parents = new Map<string, string>();
  const present = new Set(events.map((event) => event.id));
  for (const { id, duplicate_id } of events) {
    if (duplicate_id && duplicate_id !== id && present.has(duplicate_id)) parents.set(id, duplicate_id);
  }
  const roots = new Map<string, string>();
  for (const start of parents.keys()) {
    const path = new Set<string>();
    let root = start;
    for (let next = parents.get(root); next !== undefined && !path.has(root); next = parents.get(root)) {
      path.add(root);
      root = roots.get(root) ?? next;
    }
    // Events that repeat one another in a circle have no original.
    if (!path.has(root)) for (const id of path) roots.set(id, root);
  }
  return roots;
}
