import { queryOptions } from "@tanstack/svelte-query";
import { api, unwrap } from "$lib/api/client";
import { keys } from "$lib/api/queries";
import type { RunContext } from "../context";
import type { RunEvent } from "./loading";

const MOST = 50;

/** An issue of another run, from GitHub or Jira. */
export interface SimilarIssue {
  subtype: string;
  title?: string;
  summary?: string;
  url?: string;
  permalink?: string;
  number?: number;
  key?: string;
  state?: string;
}

interface RunInfo {
  build_id: string;
  start_time: string;
  version: string;
  issues: SimilarIssue[];
}

/** A run with an event that looks alike. */
export interface SimilarRun extends RunInfo {
  runId: string;
}

/** The query of events like one, with their runs. */
export function similarTo(run: RunContext, event: RunEvent, enabled: boolean) {
  return queryOptions<SimilarRun[]>({
    queryKey: keys.run(run.runId, "similar", event.id),
    enabled,
    staleTime: 10 * 60_000,
    queryFn: async ({ signal }) => {
      const body = { severity: event.severity, ts: event.ts, limit: MOST };
      const params = { path: { run_id: run.runId } };
      const events = await unwrap(
        api.POST("/api/v1/client/sct/{run_id}/event/similar", { params, body: body as never, signal }),
      );
      const ids = events.map((found) => found.run_id);
      if (!ids.length) return [];
      const info = await unwrap(api.POST("/api/v1/client/sct/similar_runs_info", { body: { run_ids: ids }, signal }));
      return withRuns(ids, info as unknown as Record<string, RunInfo>);
    },
  });
}

/** What is known of the runs, nearest first; runs that are not known are left out. */
export function withRuns(ids: string[], info: Record<string, RunInfo>): SimilarRun[] {
  return [...new Set(ids)].flatMap((runId) => {
    const known = info[runId];
    return known ? [{ ...known, runId }] : [];
  });
}

export const issueLink = (issue: SimilarIssue): string | undefined => issue.url ?? issue.permalink;
export const issueName = (issue: SimilarIssue): string =>
  `${issue.key ?? `#${issue.number ?? "?"}`} ${issue.title ?? issue.summary ?? ""}`.trim();
