import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleX,
  Clock,
  Eye,
  EyeOff,
  LoaderCircle,
  Search,
  SkipForward,
  TriangleAlert,
} from "@lucide/svelte";
import type { Component } from "svelte";

/** Which colour a status has: the tokens `--status-…` and `--tint-…`. */
export type Tone = "passed" | "failed" | "error" | "running" | "created" | "aborted" | "none";

export interface Look {
  label: string;
  tone: Tone;
  icon: Component<{ size?: number | string }>;
  /** One character for the title of a browser tab. */
  symbol: string;
  /** Place in lists sorted by status, worst first. */
  priority: number;
}

const look = (label: string, tone: Tone, icon: unknown, symbol: string, priority: number): Look => ({
  label,
  tone,
  icon: icon as Look["icon"],
  symbol,
  priority,
});

const RUN: Record<string, Look> = {
  failed: look("Failed", "failed", CircleX, "✕", 0),
  test_error: look("Test Error", "error", TriangleAlert, "⚠", 0),
  error: look("Error", "failed", CircleX, "✕", 1),
  aborted: look("Aborted", "aborted", Ban, "⊘", 2),
  passed: look("Passed", "passed", CircleCheck, "✓", 4),
  running: look("Running", "running", LoaderCircle, "▶", 5),
  created: look("Created", "created", Clock, "◷", 6),
  skipped: look("Skipped", "aborted", SkipForward, "»", 9),
  not_run: look("Not Run", "none", CircleDashed, "–", 10),
  not_planned: look("Not Planned", "none", CircleDashed, "–", 20),
};
const UNKNOWN = look("Unknown", "none", CircleHelp, "?", 999);

/** How a status of a run or test looks. */
export function statusLook(status: string | null | undefined): Look {
  return RUN[status ?? ""] ?? UNKNOWN;
}

/** What a user may set. */
export const SETTABLE = ["failed", "test_error", "passed", "aborted"] as const;
const FINAL = new Set<string>(SETTABLE);

/** Whether a run has ended, so that nothing more comes from it. */
export function isFinal(status: string | null | undefined): boolean {
  return FINAL.has(status ?? "");
}

const INVESTIGATION: Record<string, Look> = {
  in_progress: look("In progress", "running", Search, "", 1),
  not_investigated: look("Not Investigated", "failed", EyeOff, "", 0),
  investigated: look("Investigated", "passed", Eye, "", 2),
  ignored: look("Ignored", "aborted", Ban, "", 3),
};

export const INVESTIGATION_STATUSES = ["not_investigated", "in_progress", "investigated", "ignored"] as const;

/** How an investigation status looks. */
export function investigationLook(status: string | null | undefined): Look {
  return INVESTIGATION[status ?? ""] ?? look("Not Investigated", "failed", EyeOff, "", 0);
}

const NEMESIS: Record<string, Look> = {
  started: look("Started", "created", Clock, "", 1),
  running: look("Running", "running", LoaderCircle, "", 1),
  failed: look("Failed", "failed", CircleX, "", 0),
  skipped: look("Skipped", "aborted", SkipForward, "", 3),
  succeeded: look("Succeeded", "passed", CircleCheck, "", 2),
};

/** How the status of a nemesis looks. */
export function nemesisLook(status: string | null | undefined): Look {
  return NEMESIS[status ?? ""] ?? UNKNOWN;
}

const SEVERITY: Record<string, Look> = {
  CRITICAL: look("Critical", "failed", CircleX, "", 0),
  ERROR: look("Error", "failed", TriangleAlert, "", 1),
  WARNING: look("Warning", "running", TriangleAlert, "", 2),
  NORMAL: look("Normal", "created", CircleCheck, "", 3),
  DEBUG: look("Debug", "none", CircleHelp, "", 4),
};

export const SEVERITIES = ["CRITICAL", "ERROR", "WARNING", "NORMAL", "DEBUG"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How the severity of an event looks. */
export function severityLook(severity: string | null | undefined): Look {
  return SEVERITY[severity ?? ""] ?? UNKNOWN;
}

const CELL: Record<string, Look> = {
  PASS: look("Pass", "passed", CircleCheck, "", 2),
  ERROR: look("Error", "failed", CircleX, "", 0),
  WARNING: look("Warning", "running", TriangleAlert, "", 1),
};

/** How the status of a result cell looks. */
export function cellLook(status: string | null | undefined): Look {
  return CELL[status ?? ""] ?? look("Unset", "none", CircleDashed, "", 3);
}

const CASE: Record<string, Look> = {
  failure: look("Failure", "failed", CircleX, "", 0),
  error: look("Error", "error", TriangleAlert, "", 1),
  passed: look("Passed", "passed", CircleCheck, "", 4),
  skipped: look("Skipped", "none", SkipForward, "", 5),
  xfailed: look("Expected failure", "none", CircleX, "", 6),
  xpass: look("Unexpected pass", "running", CircleCheck, "", 3),
  disabled: look("Disabled", "aborted", Ban, "", 7),
  "passed & error": look("Passed & error", "error", TriangleAlert, "", 2),
  "failure & error": look("Failure & error", "failed", CircleX, "", 0),
  "skipped & error": look("Skipped & error", "error", TriangleAlert, "", 2),
  "error & error": look("Error & error", "error", TriangleAlert, "", 1),
};

/** How the status of a pytest or JUnit case looks; values that are not known count as disabled. */
export function caseLook(status: string | null | undefined): Look {
  return CASE[status ?? ""] ?? (CASE.disabled as Look);
}

const RESOURCE: Record<string, Look> = {
  running: look("Running", "passed", CircleCheck, "", 0),
  stopped: look("Stopped", "none", CircleDashed, "", 1),
  terminated: look("Terminated", "failed", CircleX, "", 2),
};

/** How the state of a machine looks. */
export function resourceLook(state: string | null | undefined): Look {
  return RESOURCE[state ?? ""] ?? UNKNOWN;
}
