import { describe, expect, it } from "vitest";
import { byVersion, compare, geminiFacts, METRICS, testedIn, type EarlierRun, type Metric, type SubtestColumns } from "./subtest"; // prettier-ignore

const [rate, mean] = METRICS as [Metric, Metric];
const earlier = (id: string, scylla_version: string, op_rate: number | null, latency: number | null = 10): EarlierRun => ({
  id,
  scylla_version,
  start_time: null,
  build_number: 1,
  packages: null,
  perf_op_rate_total: op_rate,
  perf_avg_latency_mean: latency,
  perf_avg_latency_99th: null,
}); // prettier-ignore

describe("4.5.4 performance", () => {
  it("judges a change by the direction of the metric", () => {
    const run = earlier("a", "1", 100, 100);
    expect(compare(rate, 110, run)).toMatchObject({ percent: 10, verdict: "better" });
    expect(compare(mean, 110, run)).toMatchObject({ percent: 10, verdict: "worse" });
    expect(compare(rate, 90, run).verdict).toBe("worse");
    expect(compare(mean, 90, run).verdict).toBe("better");
    expect(compare(rate, 105, run).verdict).toBe("same");
  });

  it("judges nothing without both values", () => {
    expect(compare(rate, null, earlier("a", "1", 100)).verdict).toBeNull();
    expect(compare(rate, 100, earlier("a", "1", 0)).percent).toBeNull();
  });

  it("shows the best and the last run of each version, and skips runs without the figure", () => {
    const history = [earlier("d", "2", null), earlier("c", "2", 90), earlier("b", "2", 120), earlier("a", "", 50)];
    const found = byVersion(rate, 100, history);
    expect(found.map(({ version, best, last }) => [version, best.run.id, last.run.id])).toEqual([
      ["2", "b", "c"],
      ["Unknown", "a", "a"],
    ]);
    expect(found[0]?.best.verdict).toBe("worse");
    expect(found[0]?.last.verdict).toBe("better");
    expect(byVersion(mean, null, [earlier("x", "1", 1, 9), earlier("y", "1", 1, 7)])[0]?.best.run.id).toBe("y");
  });

  it("names the commit that was tested", () => {
    const packages = [{ name: "scylla-server", date: "20261106", revision_id: "90cefd" }];
    expect(testedIn({ ...earlier("a", "1", 1), packages })).toBe("90cefd, 20261106");
    expect(testedIn(earlier("a", "1", 1))).toBe("");
  });
});

it("4.5.4 gemini shows what is known, zeros too", () => {
  const columns = { gemini_version: "1.8", gemini_seed: "", gemini_write_ops: 12345, gemini_write_errors: 0 };
  const unknown = Object.fromEntries(["gemini_read_ops", "gemini_read_errors", "oracle_node_scylla_version", "oracle_node_ami_id", "oracle_nodes_count", "oracle_node_instance_type"].map((name) => [name, null])); // prettier-ignore
  expect(geminiFacts({ ...unknown, ...columns } as unknown as SubtestColumns)).toEqual([
    ["Version", "1.8"],
    ["Write operations", "12,345"],
    ["Write errors", "0"],
  ]);
});
