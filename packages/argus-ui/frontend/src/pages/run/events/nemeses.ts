import { queryOptions } from "@tanstack/svelte-query";
import { api, unwrap } from "$lib/api/client";
import { keys } from "$lib/api/queries";
import type { components } from "$lib/api/schema";
import { nemesisLook } from "$lib/status/status";
import type { Matcher } from "$lib/url/filter";
import type { RunContext } from "../context";

export type Nemesis = components["schemas"]["NemesisObject"];

/** Statuses of nemeses, worst first. */
export const NEMESIS_STATUSES = ["failed", "running", "started", "succeeded", "skipped"] as const;

/** A nemesis and the time up to the next one, in milliseconds since 1970; the end is not included. */
export interface Window {
  nemesis: Nemesis;
  from: number;
  to: number;
}

/** The query of the nemeses of a run, shared by all panels that show them. */
export function nemesesOf(run: RunContext) {
  return queryOptions<Nemesis[]>({
    queryKey: keys.run(run.runId, "nemeses"),
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/v1/client/sct/{run_id}/nemesis/get", { params: { path: { run_id: run.runId } }, signal })),
    refetchInterval: run.final ? false : 60_000,
  });
}

/**
 * Which time belongs to which nemesis: what it broke may show after it ended, so a window lasts until the next nemesis
 * starts, the last one until the run ends. Windows do not overlap: no event is in two of them.
 */
export function windowsOf(nemeses: Nemesis[], endOfRun: number | null): Window[] {
  const end = endOfRun ?? Infinity;
  const sorted = nemeses.toSorted((a, b) => a.start_time - b.start_time);
  return sorted.map((nemesis, index) => {
    const from = nemesis.start_time * 1000;
    const next = sorted[index + 1];
    const to = Math.min(next ? next.start_time * 1000 : Infinity, end);
    return { nemesis, from, to: Math.max(from, to) };
  });
}

/** The window that a time falls in. */
export function windowAt(windows: Window[], at: number): Window | undefined {
  let [low, high] = [0, windows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((windows[middle] as Window).from <= at) low = middle + 1;
    else high = middle;
  }
  const found = windows[low - 1];
  return found && at < found.to ? found : undefined;
}

export const COLUMNS = ["name", "target", "status", "start", "end"] as const;
export type Column = (typeof COLUMNS)[number];

/** How the table is sorted: a column, with `-` in front for descending order. */
export interface Sort {
  column: Column;
  descending: boolean;
}

export const NEWEST_FIRST: Sort = { column: "start", descending: true };

export function readSort(text: string | null): Sort {
  const descending = text?.startsWith("-") ?? false;
  const column = COLUMNS.find((name) => name === (descending ? text?.slice(1) : text));
  return column ? { column, descending } : NEWEST_FIRST;
}

export const writeSort = (sort: Sort): string => `${sort.descending ? "-" : ""}${sort.column}`;

/** What a click on a column's head means: sort by it, or turn the order round. */
export function sortedBy(sort: Sort, column: Column): Sort {
  if (sort.column === column) return { column, descending: !sort.descending };
  return { column, descending: column === "start" || column === "end" };
}

/** A nemesis that runs still ends after all others. */
const endOf = (nemesis: Nemesis): number => nemesis.end_time || Infinity;

const COMPARE: Record<Column, (a: Nemesis, b: Nemesis) => number> = {
  name: (a, b) => (a.name ?? "").localeCompare(b.name ?? ""),
  target: (a, b) => (a.target_node?.name ?? "").localeCompare(b.target_node?.name ?? "", undefined, { numeric: true }),
  status: (a, b) => nemesisLook(a.status).priority - nemesisLook(b.status).priority,
  start: (a, b) => a.start_time - b.start_time,
  end: (a, b) => (endOf(a) === endOf(b) ? 0 : endOf(a) - endOf(b)),
};

/** The rows of the table: those of some statuses (none means all) that the filter finds, sorted. */
export function tableOf(nemeses: Nemesis[], match: Matcher, statuses: string[], sort: Sort): Nemesis[] {
  const sign = sort.descending ? -1 : 1;
  return nemeses
    .filter((nemesis) => !statuses.length || statuses.includes(nemesis.status ?? ""))
    .filter((nemesis) => match.test(textOf(nemesis)))
    .sort((a, b) => sign * COMPARE[sort.column](a, b) || b.start_time - a.start_time);
}

const textOf = (nemesis: Nemesis): string =>
  [nemesis.name, nemesis.class_name, nemesis.target_node?.name, nemesis.target_node?.ip, nemesis.status].join(" ");

/** How many nemeses have each status, worst status first. */
export function statusCounts(nemeses: Nemesis[]): [status: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { status } of nemeses) counts.set(status ?? "", (counts.get(status ?? "") ?? 0) + 1);
  return [...counts].sort(([a], [b]) => nemesisLook(a).priority - nemesisLook(b).priority || a.localeCompare(b));
}
