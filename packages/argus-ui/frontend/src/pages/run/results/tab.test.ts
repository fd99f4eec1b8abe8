import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { fakeServer, openTab } from "../testing/tabs";
import ResultsTab from "./ResultsTab.svelte";
import { COLUMNS } from "./subtest";

vi.hoisted(() => {
  document.body.innerHTML = `<script id="argus-props" type="application/json">{"page": "run/RunPage", "props": {}}</script>`;
});

const server = fakeServer();
const RESULTS = "/api/v1/run/t/r/fetch_results";
const SUBTEST = "/api/v1/run/scylla-cluster-tests/r/parts";
const nothing = Object.fromEntries(COLUMNS.map((name) => [name, null]));

const table = (more: object = {}) => ({
  description: "what it means",
  table_status: "ERROR",
  columns: [
    { name: "P99", unit: "ms", type: "FLOAT", visible: true },
    { name: "Graph", type: "TEXT", visible: true },
  ],
  rows: ["read"],
  table_data: {
    read: {
      P99: { value: 1.234, status: "ERROR", type: "FLOAT" },
      Graph: { value: "https://x.example/graph.png", status: "UNSET", type: "TEXT" },
    },
  },
  ...more,
});

beforeEach(() => {
  server().serve(SUBTEST, nothing);
  server().answers[RESULTS] = {
    status: "ok",
    tables: [
      { "Latency - read": table() },
      { "Latency - write": table({ description: "", table_status: "PASS", table_data: {} }) },
      { "Stalls - read": table() },
    ],
  };
});

const titles = () => screen.getAllByRole("heading", { level: 3 }).map((heading) => heading.textContent);

describe("Results of a run", () => {
  it("4.5.9 shows cells with their status, N/A for what is missing, and the description when asked", async () => {
    openTab(ResultsTab);
    const read = within(await screen.findByRole("region", { name: "Table Latency - read" }));
    expect(read.getByRole("columnheader", { name: "P99 [ms]" })).toBeVisible();
    const cell = read.getByText("1.23").closest("td") as HTMLElement;
    expect(within(cell).getByRole("img", { name: "Error" })).toBeVisible();
    expect(within(screen.getByRole("region", { name: "Table Latency - write" })).getAllByText("N/A")).toHaveLength(2);
    expect(screen.queryByText("what it means")).toBeNull();
    await fireEvent.click(screen.getByRole("button", { name: "Description of Latency - read" }));
    expect(screen.getByText("what it means")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Description of Latency - write" })).toBeNull();
  });

  it("4.5.9 filters tables by parts of their names, in the address", async () => {
    openTab(ResultsTab, "?part=1.read");
    await screen.findByText("Latency - read");
    expect(titles()).toEqual(["Latency - read", "Stalls - read"]);
    await fireEvent.click(screen.getByRole("button", { name: "Stalls" }));
    expect(titles()).toEqual(["Stalls - read"]);
    expect(new URLSearchParams(window.location.search).getAll("part")).toEqual(["1.read", "0.Stalls"]);
    await fireEvent.click(screen.getByRole("button", { name: "write" }));
    expect(screen.getByText("None of the 3 tables has all that is chosen.")).toBeVisible();
    await fireEvent.click(screen.getByRole("button", { name: "Show All" }));
    expect(titles()).toHaveLength(3);
    expect(window.location.search).toBe("");
  });

  it("4.5.9 copies one table, and those that are shown, as Markdown", async () => {
    openTab(ResultsTab);
    await fireEvent.click(await screen.findByRole("button", { name: "Copy Stalls - read as Markdown" }));
    await fireEvent.click(screen.getByRole("button", { name: "Copy all tables as Markdown" }));
    const [one, all] = server().copied as [string, string];
    expect(one).toContain("| read | $${\\color{red}1.23}$$ | [link](https://x.example/graph.png) |");
    expect(all.split("\n\n")).toHaveLength(3);
    expect(all.endsWith(one)).toBe(true);
  });

  it("4.5.9 shows pictures in a dialog that Escape closes", async () => {
    openTab(ResultsTab, "?part=0.Stalls");
    await fireEvent.click(await screen.findByRole("button", { name: "View Graph, read" }));
    const picture = await screen.findByRole("img", { name: "Stalls - read: read, Graph" });
    expect(picture).toHaveAttribute("src", "https://x.example/graph.png");
    await fireEvent.keyDown(picture, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("4.5.9 says that there are no results", async () => {
    server().answers[RESULTS] = { status: "ok", tables: [] };
    openTab(ResultsTab);
    expect(await screen.findByText("No results submitted for this run.")).toBeVisible();
    expect(screen.queryByRole("heading")).toBeNull();
  });

  it("4.5.4 shows Gemini only for Gemini runs", async () => {
    server().serve(SUBTEST, { ...nothing, subtest_name: "gemini", gemini_status: "FAILED", gemini_seed: "42" });
    openTab(ResultsTab);
    expect(await screen.findByRole("heading", { name: "Gemini" })).toBeVisible();
    expect(screen.getByText("FAILED")).toBeVisible();
    expect(screen.getByText("42")).toBeVisible();
  });

  it("4.5.4 compares performance with earlier runs, when there are some", async () => {
    server().serve(SUBTEST, { ...nothing, subtest_name: "performance", perf_op_rate_total: 80 });
    const earlier = { id: "e", scylla_version: "2026.1", start_time: null, build_number: 1, packages: null };
    server().serve("/api/v1/client/sct/r/performance/history", [
      { ...earlier, perf_op_rate_total: 100, perf_avg_latency_mean: null, perf_avg_latency_99th: null },
    ]);
    openTab(ResultsTab);
    expect(await screen.findByText("2026.1")).toBeVisible();
    expect(screen.getAllByText(/-20\.0 %, worse/)).toHaveLength(2);
  });
});
