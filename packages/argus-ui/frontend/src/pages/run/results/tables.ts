import { api, bodyOf } from "$lib/api/client";
import type { components } from "$lib/api/schema";
import { safeLink } from "$lib/url/links";

export type Cell = components["schemas"]["ShownCell"];
export type TableColumn = components["schemas"]["ColumnMetadata"];
export interface ResultTable extends Omit<components["schemas"]["ShownTable"], "columns"> {
  name: string;
  columns: TableColumn[];
}

/** What a cell is: a number or another text, an address, or the address of a picture. */
export type CellContent =
  { kind: "text"; text: string } | { kind: "link"; href: string } | { kind: "picture"; href: string };

/** What stands where a run has no value. */
export const MISSING = "N/A";
const PICTURE = /\.(png|jpe?g|gif|svg|webp)$/i;

/** The result tables of a run, in the order of their writing. */
export async function readTables(testId: string, runId: string, signal: AbortSignal): Promise<ResultTable[]> {
  const path = { test_id: testId, run_id: runId };
  const body = await bodyOf(api.GET("/api/v1/run/{test_id}/{run_id}/fetch_results", { params: { path }, signal }));
  const { tables } = body as components["schemas"]["RunTables"];
  return tables.flatMap((named) => Object.entries(named).map(([name, table]) => ({ name, ...table })));
}

/** What a cell shows; the type of the column decides how numbers are written. */
export function contentOf(cell: Cell | undefined): CellContent {
  const value = cell?.value;
  if (value === null || value === undefined || value === "") return { kind: "text", text: MISSING };
  if (typeof value === "string") {
    const href = safeLink(value);
    if (!href) return { kind: "text", text: value };
    return { kind: PICTURE.test(new URL(href).pathname) ? "picture" : "link", href };
  }
  return { kind: "text", text: numberText(value, cell?.type ?? null) };
}

function numberText(value: number, type: string | null): string {
  if (type === "FLOAT") return value.toFixed(2);
  if (type === "INTEGER") return Math.round(value).toLocaleString("en");
  if (type === "DURATION") return clockText(value);
  return String(value);
}

/** Seconds as `HH:MM:SS`; hours go beyond 24. */
export function clockText(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return (seconds < 0 ? "-" : "") + parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** Name and unit of a column: `P99 read [ms]`. */
export function columnTitle({ name, unit }: TableColumn): string {
  return unit ? `${name} [${unit}]` : (name ?? "");
}
