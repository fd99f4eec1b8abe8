import { api, unwrap } from "$lib/api/client";
import type { components } from "$lib/api/schema";

/** Everything that the header and the first tab of a run page show. */
export type Overview = components["schemas"]["Overview"];

/** Somebody, as far as a run tells. */
export type OverviewPerson = components["schemas"]["Person"];

export async function readOverview(runId: string, signal: AbortSignal): Promise<Overview> {
  return unwrap(api.GET("/api/v1/run/{run_id}/overview", { params: { path: { run_id: runId } }, signal }));
}
