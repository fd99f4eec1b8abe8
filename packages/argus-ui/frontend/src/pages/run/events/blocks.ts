import { FATAL } from "./severities";
import type { Matcher } from "$lib/url/filter";
import type { RunEvent } from "./loading";
import { windowAt, type Window } from "./nemeses";

/** A line of the list: an event, the head of a nemesis with its events, or the head of the events beside them. */
export type Line =
  | { kind: "event"; key: string; event: RunEvent }
  | { kind: "nemesis"; key: string; window: Window; count: number; folded: boolean }
  | { kind: "rest"; key: string; count: number; folded: boolean };

export interface BlockFilter {
  match: Matcher;
  /** Nemeses of these statuses are shown, and those with a fatal event among their events. */
  statuses: readonly string[];
  folded: ReadonlySet<string>;
  /** A name was asked for: what belongs to no such nemesis is left out. */
  named: boolean;
}

export const REST = "rest";
export const keyOf = (window: Window): string => `nemesis:${window.nemesis.start_time}`;

/** Events one after the other. */
export function plainLines(events: readonly RunEvent[]): Line[] {
  return events.map(eventLine);
}

/** Nemeses by time as blocks with the events of their windows, then all other events. Every event is there once. */
export function blockLines(events: readonly RunEvent[], windows: Window[], filter: BlockFilter): Line[] {
  const inside = new Map<Window, RunEvent[]>();
  const rest: RunEvent[] = [];
  for (const event of events) {
    const window = windowAt(windows, event.at);
    if (!window) rest.push(event);
    else if (inside.has(window)) inside.get(window)?.push(event);
    else inside.set(window, [event]);
  }
  const lines: Line[] = [];
  for (const window of windows) {
    const found = inside.get(window) ?? [];
    if (!filter.match.test(window.nemesis.name ?? "")) continue;
    if (!filter.statuses.includes(window.nemesis.status ?? "") && !found.some((event) => FATAL.has(event.severity))) {
      rest.push(...found);
      continue;
    }
    const key = keyOf(window);
    const folded = filter.folded.has(key);
    lines.push({ kind: "nemesis", key, window, count: found.length, folded });
    if (!folded) for (const event of found) lines.push(eventLine(event));
  }
  if (filter.named || !rest.length) return lines;
  const folded = filter.folded.has(REST);
  lines.push({ kind: "rest", key: REST, count: rest.length, folded });
  if (!folded) for (const event of rest.sort((a, b) => a.at - b.at)) lines.push(eventLine(event));
  return lines;
}

const eventLine = (event: RunEvent): Line => ({ kind: "event", key: event.id, event });
