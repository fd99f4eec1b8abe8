/** The columns of a run that a subtest has filled. */
export interface SubtestColumns {
  subtest_name: string | null;
  gemini_command: string | null;
  gemini_version: string | null;
  gemini_seed: string | null;
  gemini_status: string | null;
  gemini_write_ops: number | null;
  gemini_write_errors: number | null;
  gemini_read_ops: number | null;
  gemini_read_errors: number | null;
  oracle_node_scylla_version: string | null;
  oracle_node_ami_id: string | null;
  oracle_nodes_count: number | null;
  oracle_node_instance_type: string | null;
  perf_op_rate_average: number | null;
  perf_op_rate_total: number | null;
  perf_avg_latency_99th: number | null;
  perf_avg_latency_mean: number | null;
  perf_total_errors: number | null;
}

export const COLUMNS: (keyof SubtestColumns)[] = [
  "subtest_name",
  "gemini_command",
  "gemini_version",
  "gemini_seed",
  "gemini_status",
  "gemini_write_ops",
  "gemini_write_errors",
  "gemini_read_ops",
  "gemini_read_errors",
  "oracle_node_scylla_version",
  "oracle_node_ami_id",
  "oracle_nodes_count",
  "oracle_node_instance_type",
  "perf_op_rate_average",
  "perf_op_rate_total",
  "perf_avg_latency_99th",
  "perf_avg_latency_mean",
  "perf_total_errors",
];

/** What Gemini did and against what; values that are not known are left out. */
export function geminiFacts(columns: SubtestColumns): [name: string, value: string][] {
  const facts: [string, string | number | null][] = [
    ["Version", columns.gemini_version],
    ["Seed", columns.gemini_seed],
    ["Oracle version", columns.oracle_node_scylla_version],
    ["Oracle image", columns.oracle_node_ami_id],
    ["Oracle nodes", columns.oracle_nodes_count],
    ["Oracle instance type", columns.oracle_node_instance_type],
    ["Write operations", columns.gemini_write_ops],
    ["Write errors", columns.gemini_write_errors],
    ["Read operations", columns.gemini_read_ops],
    ["Read errors", columns.gemini_read_errors],
  ];
  return facts.flatMap(([name, value]) => (value === null || value === "" ? [] : [[name, shown(value)]]));
}

const shown = (value: string | number) => (typeof value === "number" ? value.toLocaleString("en") : value);

/** A figure of performance runs, and whether more of it is better. */
export interface Metric {
  column: "perf_op_rate_total" | "perf_avg_latency_mean" | "perf_avg_latency_99th";
  label: string;
  higherIsBetter: boolean;
}

export const METRICS: Metric[] = [
  { column: "perf_op_rate_total", label: "Operation rate, total", higherIsBetter: true },
  { column: "perf_avg_latency_mean", label: "Average latency, mean", higherIsBetter: false },
  { column: "perf_avg_latency_99th", label: "Average latency, 99th percentile", higherIsBetter: false },
];

interface PackageOfRun {
  name: string;
  date: string | null;
  revision_id: string | null;
}

/** An earlier run of the same test, as `performance/history` has it. */
export interface EarlierRun {
  id: string;
  scylla_version: string | null;
  start_time: string | null;
  build_number: number | null;
  packages: PackageOfRun[] | null;
  perf_op_rate_total: number | null;
  perf_avg_latency_mean: number | null;
  perf_avg_latency_99th: number | null;
}

export type Verdict = "better" | "worse" | "same";

/** This run beside an earlier one: the change in percent of the earlier value, and what it means. */
export interface Comparison {
  run: EarlierRun;
  value: number;
  percent: number | null;
  verdict: Verdict | null;
}

const NOTICED_PERCENT = 5;

export function compare(metric: Metric, own: number | null, run: EarlierRun): Comparison {
  const value = run[metric.column] as number;
  if (own === null || value === 0) return { run, value, percent: null, verdict: null };
  const percent = ((own - value) / value) * 100;
  if (Math.abs(percent) <= NOTICED_PERCENT) return { run, value, percent, verdict: "same" };
  return { run, value, percent, verdict: percent > 0 === metric.higherIsBetter ? "better" : "worse" };
}

/** Per version, newest first: this run beside the best and the last run of it that have the figure. */
export function byVersion(
  metric: Metric,
  own: number | null,
  history: readonly EarlierRun[],
): { version: string; best: Comparison; last: Comparison }[] {
  const versions = new Map<string, EarlierRun[]>();
  for (const run of history) {
    if (run[metric.column] === null) continue;
    const version = run.scylla_version || "Unknown";
    versions.set(version, [...(versions.get(version) ?? []), run]);
  }
  return [...versions].map(([version, runs]) => {
    const sign = metric.higherIsBetter ? 1 : -1;
    const value = (run: EarlierRun) => sign * (run[metric.column] ?? 0);
    const best = runs.reduce((found, run) => (value(run) > value(found) ? run : found));
    return { version, best: compare(metric, own, best), last: compare(metric, own, runs[0] as EarlierRun) };
  });
}

/** The commit and the date of what an earlier run tested. */
export function testedIn(run: EarlierRun): string {
  const server = run.packages?.find(({ name }) => name === "scylla-server");
  return [server?.revision_id, server?.date].filter(Boolean).join(", ");
}
