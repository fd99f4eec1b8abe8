import type { components } from "$lib/api/schema";
import type { Column } from "$lib/components/table/sorting";
import type { Package } from "../overview/facts";
import { packageVersion } from "../overview/facts";

export type Build = components["schemas"]["Build"];

/** What a package is compared with the run before: `new`, or `changed` with what it was. */
export interface Change {
  kind: "new" | "changed";
  was: string;
}

export const COLUMNS: Column<Package>[] = [
  { key: "name", label: "Name", value: (found) => found.name },
  { key: "version", label: "Version", value: (found) => found.version },
  { key: "date", label: "Date", value: (found) => found.date },
  { key: "build_id", label: "Build ID", value: (found) => found.build_id },
  { key: "revision_id", label: "SCM Revision", value: (found) => found.revision_id },
];

/** The packages that are not what they were in the run before, by name; none when nothing is known of that run. */
export function changesOf(packages: Package[], before: Package[]): Map<string, Change> {
  if (!before.length) return new Map();
  const known = new Map<string, string[]>();
  for (const found of before) known.set(found.name, [...(known.get(found.name) ?? []), packageVersion(found)]);
  const changes = new Map<string, Change>();
  for (const found of packages) {
    const versions = known.get(found.name);
    if (!versions) changes.set(found.name, { kind: "new", was: "" });
    else if (!versions.includes(packageVersion(found)))
      changes.set(found.name, { kind: "changed", was: versions.join(", ") });
  }
  return changes;
}

/** The run of the same test that was started last before this one. */
export function previousRun(history: Build[], runId: string): Build | null {
  const started = history.find((build) => build.id === runId)?.started;
  if (!started) return null;
  const earlier = history.filter((build) => build.started && build.started < started);
  return earlier.sort((a, b) => (b.started ?? "").localeCompare(a.started ?? ""))[0] ?? null;
}
