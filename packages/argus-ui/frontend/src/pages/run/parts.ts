import { api, unwrap } from "$lib/api/client";

/** Some columns of a run; which type each has is known to who asks. */
export async function readParts<Columns>(
  plugin: string,
  runId: string,
  fields: (keyof Columns & string)[],
  signal: AbortSignal,
): Promise<Columns> {
  const params = { path: { run_type: plugin, run_id: runId }, query: { fields: fields.join(",") } };
  return (await unwrap(api.GET("/api/v1/run/{run_type}/{run_id}/parts", { params, signal }))) as Columns;
}

/** One column of a run. */
export async function readPart<Value>(
  plugin: string,
  runId: string,
  field: string,
  signal: AbortSignal,
): Promise<Value> {
  return (await readParts<Record<string, Value>>(plugin, runId, [field], signal))[field] as Value;
}
