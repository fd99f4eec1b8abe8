import { api, unwrap } from "$lib/api/client";
import { queryClient, keys } from "$lib/api/queries";
import { ApiError } from "$lib/api/errors";
import { toasts } from "$lib/components/toasts/toasts.svelte";
import type { Overview, OverviewPerson } from "./overview";

interface Target {
  runId: string;
  testId: string | null;
}

/** What an "unassigned" choice is called on the wire. */
export const NOBODY = "none-none-none";

export const setStatus = (run: Target, status: string) =>
  change(run, { status }, "Status", (params) =>
    unwrap(api.POST("/api/v1/test/{test_id}/run/{run_id}/status/set", { params, body: { status } as never })),
  );

export const setInvestigation = (run: Target, investigation_status: string) =>
  change(run, { investigation_status }, "Investigation", (params) =>
    unwrap(
      api.POST("/api/v1/test/{test_id}/run/{run_id}/investigation_status/set", {
        params,
        body: { investigation_status } as never,
      }),
    ),
  );

export const setAssignee = (run: Target, assignee: OverviewPerson | null) =>
  change(run, { assignee }, "Assignee", (params) =>
    unwrap(
      api.POST("/api/v1/test/{test_id}/run/{run_id}/assignee/set", {
        params,
        body: { assignee: assignee?.id ?? NOBODY } as never,
      }),
    ),
  );

/** Show a change at once, send it, and take it back when the server refuses. */
async function change(
  run: Target,
  fields: Partial<Record<keyof Overview, unknown>>,
  source: string,
  send: (params: { path: { test_id: string; run_id: string } }) => Promise<unknown>,
): Promise<void> {
  const key = keys.run(run.runId, "overview");
  await queryClient.cancelQueries({ queryKey: key });
  const before = queryClient.getQueryData<Overview>(key);
  if (before) queryClient.setQueryData<Overview>(key, { ...before, ...fields } as Overview);
  try {
    await send({ path: { test_id: run.testId ?? "", run_id: run.runId } });
    if (run.testId) void queryClient.invalidateQueries({ queryKey: keys.test(run.testId) });
  } catch (reason) {
    if (before) queryClient.setQueryData(key, before);
    const error = reason instanceof ApiError ? reason : new ApiError(String(reason), 0);
    toasts.error(error.message, { source, ...(error.traceId ? { traceId: error.traceId } : {}) });
  }
  void queryClient.invalidateQueries({ queryKey: key });
}
