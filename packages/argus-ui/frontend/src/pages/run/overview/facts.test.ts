import { describe, expect, it } from "vitest";
import type { RunContext } from "../context";
import { commands, eventText, firstLine, packageVersion, runFacts, systemFacts, type Package } from "./facts";

const run = (more: Partial<RunContext> = {}): RunContext => ({
  runId: "r-1",
  testId: "t",
  plugin: "scylla-cluster-tests",
  section: "details",
  final: true,
  embedded: false,
  overview: {
    build_id: "job",
    version: "2026.1",
    started: "2026-11-23T10:00:00.000Z",
    finished: "2026-11-23T11:30:00.000Z",
    duration: 5400,
    release: { id: null, name: "rel", pretty_name: "Release" },
    group: null,
    test: { id: null, name: "test", pretty_name: null },
  } as unknown as RunContext["overview"],
  ...more,
});
const found = (name: string, more: Partial<Package> = {}): Package => ({
  name,
  version: "2026.1.0",
  date: "20261101",
  revision_id: "abc",
  build_id: "b-1",
  ...more,
});
const values = (facts: { name: string; value: string }[]) => Object.fromEntries(facts.map((f) => [f.name, f.value]));

describe("facts of a run", () => {
  it("names what is missing of the hierarchy, and leaves out what nobody told", () => {
    const facts = values(runFacts(run(), {}));
    expect(facts).toMatchObject({ Release: "Release", Group: "#NO_GROUP", Test: "test", Duration: "1h 30m" });
    expect(facts).not.toHaveProperty("Started by");
    expect(values(runFacts(run(), { started_by: "" }))["Started by"]).toBe("Unknown, probably jenkins");
  });

  it("calls the version a base when the run upgrades", () => {
    const plain = values(systemFacts(run(), { packages: [found("scylla-server")] }));
    expect(plain["Scylla version"]).toBe("2026.1.0-20261101.abc");
    const packages = [found("scylla-server"), found("scylla-server-upgraded", { version: "2026.2.0" })];
    const upgrade = values(systemFacts(run(), { packages }));
    expect(upgrade["Base scylla version"]).toBe("2026.1.0-20261101.abc");
    expect(upgrade["Upgraded scylla version"]).toBe("2026.2.0-20261101.abc");
  });

  it("takes the version of the run when no package says more", () => {
    expect(values(systemFacts(run(), {}))["Scylla version"]).toBe("2026.1");
  });

  it("D1 D5 gives the runner while it runs, the investigation afterwards", () => {
    const columns = { sct_runner_host: { public_ip: "10.0.0.1" } };
    expect(commands(run({ final: false }), columns)[0]?.value).toContain("ubuntu@10.0.0.1");
    expect(commands(run(), columns).map((c) => c.value)).toContain("hydra investigate show-logs r-1");
  });
});

it("cuts long first lines and tolerates missing parts", () => {
  expect(firstLine("\nabc\ndef", 10)).toBe("abc");
  expect(firstLine("abcdef", 3)).toBe("abc…");
  expect(firstLine(null, 3)).toBe("");
  expect(packageVersion(found("x", { date: null, revision_id: null }))).toBe("2026.1.0");
});

it("takes the head off an event's message, and leaves other texts alone", () => {
  const head = "2026-11-22 09:40:36.000 <2026-11-22 09:40:36.000>: (ThreadFailedEvent Severity.CRITICAL)";
  expect(eventText(`${head} period_type=one-time event_id=f17ffbf7-7474: message=Timeout`)).toBe("message=Timeout");
  expect(eventText(`${head} message=x`)).toBe("message=x");
  expect(eventText("Disk full (really)")).toBe("Disk full (really)");
});
