import { api, unwrap } from "$lib/api/client";
import type { components } from "$lib/api/schema";
import { keys, queryClient } from "$lib/api/queries";

export type Comment = components["schemas"]["Comment"];

interface Place {
  runId: string;
  testId: string | null;
}

const written = (message: string) => ({ message, reactions: {}, mentions: [] });
const place = ({ runId, testId }: Place) => ({ test_id: testId ?? "", run_id: runId });

export function readComments(runId: string, signal: AbortSignal): Promise<Comment[]> {
  return unwrap(api.GET("/api/v1/run/{run_id}/comments", { params: { path: { run_id: runId } }, signal }));
}

/** Each of these answers with the run's comments as they are then, which take the place of what was shown. */
export async function submit(run: Place, message: string): Promise<void> {
  const params = { path: place(run) };
  keep(
    run,
    await unwrap(api.POST("/api/v1/test/{test_id}/run/{run_id}/comments/submit", { params, body: written(message) })),
  );
}

export async function update(run: Place, comment: Comment, message: string): Promise<void> {
  const params = { path: { ...place(run), comment_id: comment.id ?? "" } };
  const body = { ...written(message), reactions: comment.reactions };
  keep(
    run,
    await unwrap(api.POST("/api/v1/test/{test_id}/run/{run_id}/comment/{comment_id}/update", { params, body })),
  );
}

export async function remove(run: Place, comment: Comment): Promise<void> {
  const params = { path: { ...place(run), comment_id: comment.id ?? "" } };
  keep(run, await unwrap(api.POST("/api/v1/test/{test_id}/run/{run_id}/comment/{comment_id}/delete", { params })));
}

function keep(run: Place, comments: unknown): void {
  queryClient.setQueryData(keys.run(run.runId, "comments"), comments);
  void queryClient.invalidateQueries({ queryKey: keys.run(run.runId, "activity") });
}

/** Stored text as it was typed: the server keeps angle brackets escaped. */
export function asTyped(stored: string | null): string {
  return (stored ?? "").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
}

/** A comment as a quote to answer to. */
export function quote(comment: Comment, author: string): string {
  const lines = asTyped(comment.message).split("\n");
  return `@${author}\n${lines.map((line) => `> ${line}`).join("\n")}\n\n`;
}
