import { queryOptions, experimental_streamedQuery as streamedQuery } from "@tanstack/svelte-query";
import { api, unwrap } from "$lib/api/client";
import { keys } from "$lib/api/queries";
import type { components } from "$lib/api/schema";
import type { Severity } from "$lib/status/status";
import type { RunContext } from "../context";

type StoredEvent = components["schemas"]["EventObject"];

/** An event, with what the list asks of it all the time. */
export interface RunEvent extends StoredEvent {
  /** Names the event in links, and what repeats it. */
  id: string;
  /** When it happened, in milliseconds since 1970. */
  at: number;
}

/** Events of one answer. */
export const PAGE = 2000;
/** What is read again before the newest known event, in milliseconds: events of several nodes arrive out of order. */
export const OVERLAP = 10 * 60_000;
const POLL_MS = 60_000;

/** What the server can tell about the events of one severity. */
export interface Source {
  /** The oldest `limit` events from a time on (seconds since 1970, included); from the beginning without one. */
  page: (limit: number, after?: number) => Promise<StoredEvent[]>;
  count: () => Promise<number>;
}

/**
 * The events of one severity in pages, oldest first. Of known ones only the newest are read again; when that leaves
 * some out, because they arrived very late, everything is read.
 */
export async function* pages(source: Source, known: RunEvent[] = []): AsyncGenerator<RunEvent[]> {
  const last = known.at(-1);
  if (!last) {
    yield* pagesFrom(source);
    return;
  }
  const times = new Set(known.map((event) => event.at));
  const [expected, fresh] = await Promise.all([source.count(), collect(pagesFrom(source, last.at - OVERLAP))]);
  for (const event of fresh) times.add(event.at);
  if (times.size < expected) yield* pagesFrom(source);
  else yield fresh;
}

/** A page starts with the event that the one before ended with: the bound is included, and has rounded seconds. */
async function* pagesFrom(source: Source, from?: number): AsyncGenerator<RunEvent[]> {
  let after = from;
  for (;;) {
    const page = (await source.page(PAGE, after === undefined ? undefined : after / 1000)).map(toRunEvent);
    yield page;
    const last = page.at(-1);
    if (!last || page.length < PAGE || last.at === after) return;
    after = last.at;
  }
}

async function collect<T>(lists: AsyncIterable<T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const list of lists) found.push(...list);
  return found;
}

export function toRunEvent(event: StoredEvent): RunEvent {
  const at = Date.parse(/Z|[+-]\d\d:\d\d$/.test(event.ts) ? event.ts : `${event.ts}Z`);
  return { ...event, at, id: event.event_id ?? `${event.severity}:${event.ts}` };
}

/** Known events of one severity with newer reads of them; the time is the identity. */
export function merge(known: RunEvent[], fresh: RunEvent[]): RunEvent[] {
  const [last, first] = [known.at(-1), fresh[0]];
  if (!first) return known;
  if (!last || last.at < first.at) return [...known, ...fresh];
  const byTime = new Map(known.map((event) => [event.at, event]));
  for (const event of fresh) byTime.set(event.at, event);
  return [...byTime.values()].sort((a, b) => a.at - b.at);
}

/** The query of all events of a severity: shown page by page, kept, and continued where it ended. */
export function eventsOf(run: RunContext, severity: Severity, enabled: boolean) {
  const queryKey = keys.run(run.runId, "events", severity);
  const path = { run_id: run.runId, severity };
  return queryOptions<RunEvent[]>({
    queryKey,
    enabled,
    queryFn: streamedQuery<RunEvent[], RunEvent[]>({
      streamFn: ({ client, signal }) =>
        pages(
          {
            page: (limit, after) =>
              unwrap(
                api.GET("/api/v1/client/sct/{run_id}/events/{severity}/get", {
                  params: { path, query: { limit, after } },
                  signal,
                }),
              ),
            count: () =>
              unwrap(api.GET("/api/v1/client/sct/{run_id}/events/{severity}/count", { params: { path }, signal })),
          },
          client.getQueryData<RunEvent[]>(queryKey),
        ),
      refetchMode: "append",
      reducer: merge,
      initialValue: [],
    }),
    // Ten thousand events are not compared one by one to find out that they are the same.
    structuralSharing: false,
    refetchInterval: run.final ? false : POLL_MS,
    staleTime: run.final ? 10 * 60_000 : 20_000,
  });
}

/** How many events there are. */
export interface EventSummary {
  total: number;
  by_severity: Record<string, number>;
  by_type: Record<string, number>;
}

/** The query of the counts, one call for all severities. */
export function summaryOf(run: RunContext) {
  return queryOptions<EventSummary>({
    queryKey: keys.run(run.runId, "events", "summary"),
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/run/{run_id}/events/summary", { params: { path: { run_id: run.runId } }, signal })),
    refetchInterval: run.final ? false : POLL_MS,
  });
}
