import { api, unwrap } from "$lib/api/client";
import { caseLook } from "$lib/status/status";
import { matcher } from "$lib/url/filter";
import type { RunContext } from "../context";

/** One test case of any run type. */
export interface Case {
  key: string;
  name: string;
  detail: string;
  status: string;
  /** Seconds. */
  duration: number | null;
  message: string;
  markers: string[];
  /** Id of a stored pytest result, by which what users added to it is found. */
  resultId: string | null;
}

/** Cases that ran together: a driver version, a browser, or all of a pytest run. */
export interface CaseGroup {
  name: string;
  /** Why its tests did not run at all. */
  failure: string;
  cases: Case[];
}

/** Statuses that are hidden until somebody asks for them. */
const QUIET = new Set(["passed", "skipped", "xfailed", "xpass", "disabled"]);

export function isQuiet(status: string): boolean {
  return QUIET.has(status);
}

/** How many cases there are of each status, worst first. */
export function countByStatus(cases: Case[]): [status: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { status } of cases) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => caseLook(a).priority - caseLook(b).priority);
}

/** The cases to show: of the chosen statuses, with the text in their name, worst first. */
export function visible(cases: Case[], shown: ReadonlySet<string>, filter: string): Case[] {
  const match = matcher(filter);
  return cases
    .filter(
      (found) => shown.has(found.status) && match.test(`${found.name} ${found.detail} ${found.markers.join(" ")}`),
    )
    .sort((a, b) => caseLook(a.status).priority - caseLook(b.status).priority);
}

interface DriverCollection {
  name: string | null;
  driver: string | null;
  failure_message: string | null;
  suites: {
    name: string | null;
    cases: {
      name: string | null;
      classname: string | null;
      status: string | null;
      time: number | null;
      message: string | null;
    }[];
  }[];
}

interface SirenadaResult {
  test_name: string | null;
  class_name: string | null;
  file_name: string | null;
  browser_type: string | null;
  cluster_type: string | null;
  status: string | null;
  duration: number | null;
  message: string | null;
  stack_trace: string | null;
}

/** The cases of a driver matrix run: a group for each version of the driver. */
export function fromDrivers(collections: DriverCollection[]): CaseGroup[] {
  return collections.map((collection, index) => ({
    name: [collection.driver, collection.name].filter(Boolean).join(" "),
    failure: collection.failure_message ?? "",
    cases: collection.suites.flatMap((suite, s) =>
      suite.cases.map((found, c) => ({
        key: `${index}-${s}-${c}`,
        name: found.name ?? "",
        detail: found.classname || (suite.name ?? ""),
        status: found.status ?? "",
        duration: found.time,
        message: found.message ?? "",
        markers: [],
        resultId: null,
      })),
    ),
  }));
}

/** The cases of a Sirenada run: a group for each browser and cluster. */
export function fromSirenada(results: SirenadaResult[]): CaseGroup[] {
  const groups = new Map<string, Case[]>();
  for (const [index, result] of results.entries()) {
    const name = `${result.browser_type ?? "unknown"} [${result.cluster_type ?? "unknown"}]`;
    const cases = groups.get(name) ?? [];
    groups.set(name, cases);
    const status = result.status ?? "";
    cases.push({
      key: String(index),
      name: result.test_name ?? "",
      detail: result.class_name?.split(".").at(-1) ?? result.file_name ?? "",
      // Sirenada says `failed` where JUnit says `failure`.
      status: status === "failed" ? "failure" : status,
      duration: result.duration,
      message: [result.message, result.stack_trace].filter(Boolean).join("\n\n"),
      markers: [],
      resultId: null,
    });
  }
  return [...groups].map(([name, cases]) => ({ name, failure: "", cases }));
}

/** The test cases of a run of any type that has them. */
export async function readCases(run: RunContext, signal: AbortSignal): Promise<CaseGroup[]> {
  if (run.plugin === "generic") return fromPytest(run, signal);
  const drivers = run.plugin === "driver-matrix-tests";
  const path = { run_type: run.plugin, run_id: run.runId };
  const query = { fields: drivers ? "test_collection" : "results" };
  const parts = await unwrap(api.GET("/api/v1/run/{run_type}/{run_id}/parts", { params: { path, query }, signal }));
  const { test_collection = [], results = [] } = parts as {
    test_collection?: DriverCollection[];
    results?: SirenadaResult[];
  };
  return drivers ? fromDrivers(test_collection) : fromSirenada(results);
}

async function fromPytest(run: RunContext, signal: AbortSignal): Promise<CaseGroup[]> {
  const params = { path: { run_id: run.runId } };
  const results = await unwrap(api.GET("/api/v1/run/{run_id}/pytest/results", { params, signal }));
  const cases = results.map((result, index) => ({
    key: `${result.name}-${result.id}-${index}`,
    name: result.name ?? "",
    detail: result.test_type ?? "",
    status: result.status ?? "",
    duration: result.duration,
    message: result.message ?? "",
    markers: result.markers,
    resultId: result.id,
  }));
  return cases.length ? [{ name: "", failure: "", cases }] : [];
}
