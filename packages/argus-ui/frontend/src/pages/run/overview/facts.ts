import { api, unwrap } from "$lib/api/client";
import { duration, utc } from "$lib/time/time";
import type { RunContext } from "../context";

/** One line of the facts: a name, a value, and where it leads. */
export interface Fact {
  name: string;
  value: string;
  href?: string;
  copy?: boolean;
}

export interface Package {
  name: string;
  version: string | null;
  date: string | null;
  revision_id: string | null;
  build_id: string | null;
}

interface Nodes {
  image_id: string | null;
  instance_type: string | null;
  node_amount: number | null;
}

/** The columns that the facts are made of; which there are depends on the run type. */
export interface Columns {
  started_by?: string | null;
  scm_revision_id?: string | null;
  branch_name?: string | null;
  origin_url?: string | null;
  test_name?: string | null;
  stress_duration?: number | null;
  region_name?: string[] | null;
  cloud_setup?: { backend: string | null; db_node: Nodes | null } | null;
  packages?: Package[] | null;
  sct_runner_host?: { public_ip: string | null } | null;
  environment_info?: { key: string; value: string }[] | null;
  region?: string | null;
  browsers?: string[] | null;
  clusters?: string[] | null;
  sub_type?: string | null;
}

const WANTED: Record<string, (keyof Columns)[]> = {
  "scylla-cluster-tests": [
    "started_by",
    "scm_revision_id",
    "branch_name",
    "origin_url",
    "test_name",
    "stress_duration",
    "region_name",
    "cloud_setup",
    "packages",
    "sct_runner_host",
  ],
  "driver-matrix-tests": ["environment_info"],
  sirenada: ["region", "browsers", "clusters"],
  generic: ["started_by", "sub_type"],
};

export async function readColumns(run: RunContext, signal: AbortSignal): Promise<Columns> {
  const fields = WANTED[run.plugin];
  if (!fields) return {};
  const params = { path: { run_type: run.plugin, run_id: run.runId }, query: { fields: fields.join(",") } };
  return (await unwrap(api.GET("/api/v1/run/{run_type}/{run_id}/parts", { params, signal }))) as Columns;
}

/** The package as Argus writes it: `2026.1.0-20261101.abcdef`. */
export function packageVersion(found: Package): string {
  return [found.version, found.date].filter(Boolean).join("-") + (found.revision_id ? `.${found.revision_id}` : "");
}

// `2026-11-22 09:02:55.000 <…>: (ThreadFailedEvent Severity.CRITICAL) period_type=one-time event_id=…: message=…`
const EVENT_HEAD = /^\S+ \S+(?: <[^>]*>)?: \(\w+ Severity\.\w+\)\s*(?:period_type=\S+\s*)?(?:event_id=[\w-]+:?\s*)?/;

/** What an event says, without the time, type, severity and id that stand beside it anyway. */
export function eventText(message: string | null | undefined): string {
  return (message ?? "").trimStart().replace(EVENT_HEAD, "");
}

/** The first line of a text, cut at a length. */
export function firstLine(text: string | null | undefined, longest: number): string {
  const line = (text ?? "").trimStart().split("\n", 1)[0] ?? "";
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** What the run is. */
export function runFacts({ overview, runId }: RunContext, columns: Columns): Fact[] {
  const ended = overview.finished ? `${utc(overview.finished, true)} UTC` : "";
  return keep([
    { name: "Release", value: nameOf(overview.release) ?? "#NO_RELEASE" },
    { name: "Group", value: nameOf(overview.group) ?? "#NO_GROUP" },
    { name: "Test", value: nameOf(overview.test) ?? "#NO_TEST" },
    { name: "Test method", value: columns.test_name ?? "" },
    { name: "Id", value: runId, copy: true },
    { name: "Job", value: overview.build_id ?? "", copy: true },
    { name: "Start time", value: overview.started ? `${utc(overview.started, true)} UTC` : "" },
    { name: "End time", value: ended },
    { name: "Duration", value: ended && overview.duration !== null ? duration(overview.duration) : "" },
    { name: "Custom stress duration", value: columns.stress_duration ? `${columns.stress_duration} min` : "" },
    { name: "Started by", value: "started_by" in columns ? columns.started_by || "Unknown, probably jenkins" : "" },
  ]);
}

/** What was tested, and on what. */
export function systemFacts({ overview }: RunContext, columns: Columns): Fact[] {
  const packages = columns.packages ?? [];
  const named = (name: string) => packages.find((found) => found.name === name);
  const server = named("scylla-server");
  const target = named("scylla-server-upgraded");
  const nodes = columns.cloud_setup?.db_node;
  const environment = new Map((columns.environment_info ?? []).map((entry) => [entry.key, entry.value]));
  return keep([
    { name: "Backend", value: columns.cloud_setup?.backend ?? "" },
    { name: "Region", value: columns.region_name?.join(", ") ?? columns.region ?? "" },
    { name: "Image id", value: nodes?.image_id ?? "", copy: true },
    { name: "Instance type", value: nodes?.instance_type ?? "" },
    { name: "Node amount", value: nodes?.node_amount ? String(nodes.node_amount) : "" },
    {
      name: target ? "Base scylla version" : "Scylla version",
      value: server ? packageVersion(server) : (overview.version ?? ""),
    },
    { name: "Build id", value: server?.build_id ?? "", copy: true },
    { name: "Upgraded scylla version", value: target ? packageVersion(target) : "" },
    { name: "Upgraded build id", value: target?.build_id ?? "", copy: true },
    { name: "Kernel version", value: named("kernel")?.version ?? "" },
    { name: "Operator image", value: named("operator-image")?.version ?? "" },
    { name: "Helm version", value: named("operator-chart")?.version ?? "" },
    { name: "Helm repository", value: named("operator-helm-repo")?.version ?? "" },
    { name: "SCT commit", value: columns.scm_revision_id ?? "", copy: true },
    { name: "SCT repository", value: columns.origin_url ?? "" },
    { name: "SCT branch", value: columns.branch_name ?? "" },
    { name: "Product", value: environment.get("scylla-product") ?? "" },
    { name: "Tested version", value: environment.get("scylla-version") ?? "" },
    { name: "Browsers", value: columns.browsers?.join(", ") ?? "" },
    { name: "Clusters", value: columns.clusters?.join(", ") ?? "" },
    { name: "Kind", value: columns.sub_type ?? "" },
  ]);
}

/** Commands that people paste. */
export function commands({ runId, plugin, final }: RunContext, columns: Columns): Fact[] {
  if (plugin !== "scylla-cluster-tests") return [];
  if (final) {
    return ["show-monitor", "show-logs"].map((verb) => ({
      name: verb === "show-monitor" ? "Monitor" : "Logs",
      value: `hydra investigate ${verb} ${runId}`,
      copy: true,
    }));
  }
  const host = columns.sct_runner_host?.public_ip;
  return host ? [{ name: "Runner", value: `ssh -i ~/.ssh/scylla_test_id_ed25519 ubuntu@${host}`, copy: true }] : [];
}

function nameOf(named: { name: string | null; pretty_name: string | null } | null): string | null {
  return named?.pretty_name || named?.name || null;
}

function keep(facts: Fact[]): Fact[] {
  return facts.filter((fact) => fact.value !== "");
}
