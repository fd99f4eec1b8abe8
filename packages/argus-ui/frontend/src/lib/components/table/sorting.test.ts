import { describe, expect, it } from "vitest";
import { filtered, nextOrder, sorted, textOf, type Column } from "./sorting";

interface Node {
  name: string;
  shards: number | null;
  created: number;
}
const columns: Column<Node>[] = [
  { key: "name", label: "Name", value: (node) => node.name },
  { key: "shards", label: "Shards", value: (node) => node.shards, numeric: true },
  {
    key: "created",
    label: "Created",
    value: (node) => node.created,
    text: (node) => new Date(node.created * 1000).toISOString(),
  },
];
const nodes: Node[] = [
  { name: "node-10", shards: 7, created: 1_700_000_000 },
  { name: "Node-2", shards: null, created: 1_600_000_000 },
  { name: "loader-1", shards: 99, created: 1_500_000_000 },
];
const names = (rows: Node[]) => rows.map((row) => row.name);

describe("sorted", () => {
  it("compares numbers inside of names as numbers, whatever the case", () => {
    expect(names(sorted(nodes, columns, "name"))).toEqual(["loader-1", "Node-2", "node-10"]);
    expect(names(sorted(nodes, columns, "-name"))).toEqual(["node-10", "Node-2", "loader-1"]);
  });

  it("puts rows without a value last in both directions", () => {
    expect(names(sorted(nodes, columns, "shards"))).toEqual(["node-10", "loader-1", "Node-2"]);
    expect(names(sorted(nodes, columns, "-shards"))).toEqual(["loader-1", "node-10", "Node-2"]);
  });

  it("leaves the rows as they are for an order that is not known, and never changes what it was given", () => {
    expect(names(sorted(nodes, columns, "weight"))).toEqual(names(nodes));
    sorted(nodes, columns, "name");
    expect(nodes[0]?.name).toBe("node-10");
  });
});

it("turns the order round with the second click on a header", () => {
  expect(["", "name", "-name", "shards"].map((order) => nextOrder(order, "name"))).toEqual([
    "name",
    "-name",
    "name",
    "name",
  ]);
});

describe("filtered", () => {
  it("looks into every column, by what it shows", () => {
    expect(names(filtered(nodes, columns, "NODE"))).toEqual(["node-10", "Node-2"]);
    expect(names(filtered(nodes, columns, "99"))).toEqual(["loader-1"]);
    expect(names(filtered(nodes, columns, "2023-11-14"))).toEqual(["node-10"]);
    expect(names(filtered(nodes, columns, "1700000000"))).toEqual([]);
  });

  it("takes expressions between slashes", () => {
    expect(names(filtered(nodes, columns, "/^loader-\\d/"))).toEqual(["loader-1"]);
    expect(filtered(nodes, columns, "/[/")).toHaveLength(3);
  });
});

it("shows nothing for what is missing", () => {
  const [name, shards] = columns as [Column<Node>, Column<Node>];
  const node = nodes[1] as Node;
  expect([textOf(name, node), textOf(shards, node)]).toEqual(["Node-2", ""]);
});
