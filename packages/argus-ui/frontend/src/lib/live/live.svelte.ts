import type { QueryClient } from "@tanstack/svelte-query";
import { keys } from "$lib/api/queries";

const STREAM = "/api/v1/events/stream";

/** What a live event says: which section of which run changed. */
export interface Change {
  run_id: string;
  section: string;
}

/** What is read of a run under each section's name, where the names differ. */
const READ_AS: Record<string, string[]> = {
  details: ["packages", "logs", "screenshots", "resources"],
};

/** Reads an event of the stream; null for anything else. */
export function readChange(data: string): Change | null {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== "object" || value === null || !("run_id" in value) || !("section" in value)) return null;
    return { run_id: String(value.run_id), section: String(value.section) };
  } catch {
    return null;
  }
}

/** Keys of everything that has to be read again after a change. */
export function staleAfter(change: Change): (readonly string[])[] {
  const sections = READ_AS[change.section] ?? [change.section];
  return ["overview", ...sections].map((section) => keys.run(change.run_id, section));
}

/**
 * Keep what is shown of some runs up to date while the page is visible: each event names a section, and what was read
 * of that section is read again. A hidden tab closes its stream; becoming visible reads what changed meanwhile.
 */
export function follow(runs: () => string[], client: QueryClient): void {
  $effect(() => {
    const watched = runs();
    if (!watched.length) return;
    let source: EventSource | null = null;

    const open = () => {
      const query = watched.map((id) => `run=${encodeURIComponent(id)}`).join("&");
      source = new EventSource(`${STREAM}?${query}`);
      source.addEventListener("changed", (event: MessageEvent<string>) => {
        const change = readChange(event.data);
        for (const queryKey of change ? staleAfter(change) : []) void client.invalidateQueries({ queryKey });
      });
    };
    const onVisibility = () => {
      source?.close();
      source = null;
      if (document.hidden) return;
      for (const id of watched) void client.invalidateQueries({ queryKey: keys.run(id) });
      open();
    };

    if (!document.hidden) open();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      source?.close();
    };
  });
}
