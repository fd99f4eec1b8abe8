import { SEVERITIES, type Severity } from "$lib/status/status";
import { DEFAULT_SEVERITIES } from "./severities";
import { readSort, type Sort } from "./nemeses";

/** What the address says about the events of a run. */
export interface View {
  severities: Severity[];
  types: string[];
  /** Text that messages must contain. */
  text: string;
  /** Milliseconds since 1970; the end is not included. */
  from: number | null;
  to: number | null;
  /** Whether events stand under the nemeses of their time. */
  grouped: boolean;
  /** Of the blocks: name, and statuses. */
  blockText: string;
  blockStatuses: string[];
  /** The event that is linked to. */
  event: string | null;
  /** Of the table of nemeses. */
  nemesisText: string;
  nemesisStatuses: string[];
  nemesisSort: Sort;
}

export const BLOCK_STATUSES = ["running", "failed"];

/** Reads a query; what is missing or makes no sense is as it is at first. */
export function readView(search: string): View {
  const params = new URLSearchParams(search);
  return {
    severities: list(params, "severity")?.filter(isSeverity) ?? [...DEFAULT_SEVERITIES],
    types: list(params, "type") ?? [],
    text: params.get("q") ?? "",
    from: seconds(params.get("from")),
    to: seconds(params.get("to")),
    grouped: params.get("mode") === "nemesis",
    blockText: params.get("block") ?? "",
    blockStatuses: list(params, "blockStatus") ?? BLOCK_STATUSES,
    event: params.get("event") || null,
    nemesisText: params.get("nemesis") ?? "",
    nemesisStatuses: list(params, "nemesisStatus") ?? [],
    nemesisSort: readSort(params.get("sort")),
  };
}

/** A query with some parameters changed and all others kept; null takes one away. */
export function withParams(search: string, changes: Record<string, string | null>): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) params.delete(name);
    else params.set(name, value);
  }
  const text = params.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : "";
}

/** A list as one parameter: null, so that the address stays short, when it is what is taken without one. */
export function listParam(values: readonly string[], usual: readonly string[] = []): string | null {
  const same = values.length === usual.length && values.every((value) => usual.includes(value));
  return same ? null : values.join(",");
}

/** The address of one event; its severity only when that is not shown anyway. */
export function eventLink(plugin: string, runId: string, event: { id: string; severity: string }): string {
  const severity = isUsual(event.severity) ? "" : `&severity=${event.severity}`;
  return `/tests/${plugin}/${runId}/sct-events?event=${encodeURIComponent(event.id)}${severity}`;
}

const isSeverity = (name: string): name is Severity => SEVERITIES.some((severity) => severity === name);
const isUsual = (name: string): boolean => DEFAULT_SEVERITIES.some((severity) => severity === name);

function list(params: URLSearchParams, name: string): string[] | null {
  return params.get(name)?.split(",").filter(Boolean) ?? null;
}

function seconds(text: string | null): number | null {
  const value = text ? Number(text) : NaN;
  return Number.isFinite(value) ? value * 1000 : null;
}
