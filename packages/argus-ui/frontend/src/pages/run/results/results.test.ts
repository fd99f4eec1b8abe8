import { describe, expect, it } from "vitest";
import { allAsMarkdown, asMarkdown } from "./markdown";
import { isChosen, positionsOf, readChoice, toggled, writeChoice } from "./positions";
import { clockText, columnTitle, contentOf, type ResultTable } from "./tables";

const table: ResultTable = {
  name: "Latencies - read",
  description: "",
  table_status: "ERROR",
  columns: [
    { name: "P99", unit: "ms", type: "FLOAT", visible: true },
    { name: "Ops #", unit: null, type: "INTEGER", visible: true },
    { name: "Graph", type: "TEXT", visible: true },
  ],
  rows: ["Cycle | 1", "Cycle 2"],
  table_data: {
    "Cycle | 1": {
      P99: { value: 2.994, status: "PASS", type: "FLOAT" },
      "Ops #": { value: 1234567, status: "UNSET", type: "INTEGER" },
      Graph: { value: "https://grafana.example/d/1?a=(b)", status: "PASS", type: "TEXT" },
    },
    "Cycle 2": { P99: { value: 12, status: "ERROR", type: "FLOAT" }, Graph: { value: "5% of_x", status: "WARNING", type: "TEXT" } }, // prettier-ignore
  },
};

describe("4.5.9 cells", () => {
  it("writes numbers by the type of the column", () => {
    const text = (value: number, type: string | null) => contentOf({ value, type, status: null });
    expect(text(2.994, "FLOAT")).toEqual({ kind: "text", text: "2.99" });
    expect(text(1234567, "INTEGER")).toEqual({ kind: "text", text: "1,234,567" });
    expect(text(3725, "DURATION")).toEqual({ kind: "text", text: "01:02:05" });
    expect(text(0, "FLOAT")).toEqual({ kind: "text", text: "0.00" });
    expect(clockText(360_000)).toBe("100:00:00");
  });

  it("tells links and pictures from text, and links to nothing but web addresses", () => {
    const kind = (value: string) => contentOf({ value, type: "TEXT", status: null });
    expect(kind("https://x.example/a.html").kind).toBe("link");
    expect(kind("https://x.example/shot.PNG?size=2").kind).toBe("picture");
    expect(kind("javascript:alert(1)")).toEqual({ kind: "text", text: "javascript:alert(1)" });
  });

  it("says N/A where there is nothing", () => {
    const missing = { kind: "text", text: "N/A" };
    expect([undefined, { value: null, type: "TEXT", status: null }].map(contentOf)).toEqual([missing, missing]);
  });

  it("names columns with their unit", () => {
    expect(table.columns.map(columnTitle)).toEqual(["P99 [ms]", "Ops #", "Graph"]);
  });
});

describe("4.5.9 Markdown", () => {
  it("escapes, colours and keeps links", () => {
    expect(asMarkdown(table).split("\n")).toEqual([
      "| Latencies - read | P99 [ms] | Ops \\# | Graph |",
      "| --- | --- | --- | --- |",
      "| Cycle \\| 1 | $${\\color{green}2.99}$$ | 1,234,567 | [link](https://grafana.example/d/1?a=(b%29) |",
      "| Cycle 2 | $${\\color{red}12.00}$$ | N/A | $${\\color{orange}5\\% of\\_x}$$ |",
    ]);
  });

  it("puts an empty line between tables", () => {
    expect(allAsMarkdown([table, table])).toBe(`${asMarkdown(table)}\n\n${asMarkdown(table)}`);
  });
});

describe("4.5.9 position filters", () => {
  const names = ["Latencies - read - cycle 1", "Latencies - write - cycle 1", "Latencies - write", "Stalls - read"];

  it("offers the positions at which names differ", () => {
    expect(positionsOf(names)).toEqual([
      { index: 0, values: ["Latencies", "Stalls"] },
      { index: 1, values: ["read", "write"] },
    ]);
    expect(positionsOf(["one"])).toEqual([]);
  });

  it("keeps one choice per position, and shows what has all of them", () => {
    const first = toggled(toggled(new Map(), 1, "read"), 1, "write");
    const both = toggled(first, 0, "Latencies");
    expect(names.filter((name) => isChosen(name, both))).toEqual(["Latencies - write - cycle 1", "Latencies - write"]);
    expect(toggled(first, 1, "write").size).toBe(0);
    expect(names.filter((name) => isChosen(name, new Map([[2, "cycle 1"]])))).toHaveLength(2);
  });

  it("survives the way through the address", () => {
    const choice = new Map([
      [0, "a.b"],
      [2, "c"],
    ]);
    expect(readChoice(writeChoice(choice))).toEqual(choice);
    expect(readChoice(["", "x.y", "3"]).size).toBe(0);
  });
});
