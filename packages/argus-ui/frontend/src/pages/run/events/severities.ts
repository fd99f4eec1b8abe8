import type { Severity } from "$lib/status/status";

/** What is shown until somebody chooses otherwise. */
export const DEFAULT_SEVERITIES: readonly Severity[] = ["CRITICAL", "ERROR"];

/** Severities of events that may have failed the run. */
export const FATAL: ReadonlySet<string> = new Set<Severity>(["CRITICAL", "ERROR"]);
