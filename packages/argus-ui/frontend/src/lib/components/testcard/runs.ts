import { api, unwrap } from "$lib/api/client";
import type { Build } from "$lib/components/strip/strip";
import { secondsBetween } from "$lib/time/time";

/** A build in the list of a test's runs. */
export interface RunBrief {
  id: string;
  build_number: number | null;
  status: string | null;
  start_time: string | null;
  end_time: string | null;
  investigation_status: string | null;
  assignee: string | null;
  scylla_version: string | null;
}

export const FIRST = 10;

/** The newest runs of a test, and `extra` ones. */
export async function runsOf(testId: string, limit: number, extra: string[], signal: AbortSignal): Promise<RunBrief[]> {
  const params = { path: { test_id: testId }, query: { limit, "additionalRuns[]": extra } };
  const rows = await unwrap(api.GET("/api/v1/test/{test_id}/runs", { params, signal }));
  return rows as unknown as RunBrief[];
}

/** A run as the history strip shows it. */
export function toBuild(run: RunBrief, nameOf: (userId: string) => string): Build {
  return {
    id: run.id,
    build_number: run.build_number,
    status: run.status,
    version: run.scylla_version,
    assignee: run.assignee ? nameOf(run.assignee) : null,
    duration: secondsBetween(run.start_time, run.end_time),
  };
}
