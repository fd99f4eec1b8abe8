import { describe, expect, it } from "vitest";
import { fileTitle, findLines, findSettings, keyOfHash, linkOf, readContent, settingsOf } from "./configuration";
import { asYaml } from "./yaml";

const DOCUMENT = {
  n_db_nodes: 6,
  stress_cmd: ["write", "read"],
  append: { tablets: true, none: null, nothing: {} },
  recipients: [],
  comment: "",
};

describe("4.5.3 configuration files", () => {
  it("names each value by its dotted key, and keeps empty lists and objects", () => {
    expect(settingsOf(DOCUMENT)).toEqual([
      { key: "append.none", value: "null" },
      { key: "append.nothing", value: "{}" },
      { key: "append.tablets", value: "true" },
      { key: "comment", value: "" },
      { key: "n_db_nodes", value: "6" },
      { key: "recipients", value: "[]" },
      { key: "stress_cmd.0", value: "write" },
      { key: "stress_cmd.1", value: "read" },
    ]);
  });

  it("sorts places in lists as numbers", () => {
    const keys = settingsOf({ list: Array.from({ length: 11 }, (_, place) => place) }).map(({ key }) => key);
    expect(keys.slice(0, 3).concat(keys.at(-1) ?? "")).toEqual(["list.0", "list.1", "list.2", "list.10"]);
  });

  it("shows what is no JSON document as text", () => {
    for (const text of ["cluster_name: x\n", "{damaged", "12", ""]) expect(readContent(text)).toEqual({ text });
    expect(readContent(null)).toEqual({ text: "" });
    expect(readContent('{"a": 1}')).toMatchObject({ settings: [{ key: "a", value: "1" }] });
  });

  it("filters keys and values, and lines of text", () => {
    const keys = (filter: string) => findSettings(settingsOf(DOCUMENT), filter).map(({ key }) => key);
    expect(keys("stress")).toEqual(["stress_cmd.0", "stress_cmd.1"]);
    expect(keys("/: \\d+$/")).toEqual(["n_db_nodes"]);
    expect(keys("")).toHaveLength(8);
    expect(findLines("a: 1\nb: 2\n", "b:")).toBe("b: 2");
    expect(findLines("a: 1\nb: 2\n", " ")).toBe("a: 1\nb: 2\n");
  });

  it("links to a setting and back", () => {
    const link = linkOf("https://argus", "scylla-cluster-tests", "r1", "a.b c#d");
    expect(link).toBe("https://argus/tests/scylla-cluster-tests/r1/setup#configKey=a.b%20c%23d");
    expect(keyOfHash(new URL(link).hash)).toBe("a.b c#d");
    for (const hash of ["", "#other=1", "#configKey=%E0%A4%A"]) expect(keyOfHash(hash)).toBe("");
  });

  it("knows what people call the files", () => {
    expect(["sct_config", "scylla_yaml", "mine"].map(fileTitle)).toEqual([
      "SCT Configuration",
      "scylla.yaml (1st Node)",
      "mine",
    ]);
  });
});

describe("4.5.3 plain view", () => {
  it("is YAML", () => {
    expect(asYaml(DOCUMENT)).toBe(
      [
        "n_db_nodes: 6",
        "stress_cmd:",
        "  - write",
        "  - read",
        "append:",
        "  tablets: true",
        "  none: null",
        "  nothing: {}",
        "recipients: []",
        'comment: ""',
      ].join("\n"),
    );
  });

  it("nests lists and objects in lists", () => {
    expect(asYaml([{ a: 1, b: [2] }, [3, 4]])).toBe("- a: 1\n  b:\n    - 2\n- - 3\n  - 4");
  });

  it("quotes what would mean something else", () => {
    expect(asYaml({ a: "yes", b: "12", c: "x: y", d: "two\nlines", e: " padded", f: "- dash", g: "plain text" })).toBe(
      'a: "yes"\nb: "12"\nc: "x: y"\nd: "two\\nlines"\ne: " padded"\nf: "- dash"\ng: plain text',
    );
  });
});
