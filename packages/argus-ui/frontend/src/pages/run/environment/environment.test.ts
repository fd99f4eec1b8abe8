import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { fakeServer, openTab } from "../testing/tabs";
import EnvironmentTab from "./EnvironmentTab.svelte";

vi.hoisted(() => {
  document.body.innerHTML = `<script id="argus-props" type="application/json">{"page": "run/RunPage", "props": {}}</script>`;
});

const server = fakeServer();
const PARTS = "/api/v1/run/scylla-cluster-tests";
const pack = (name: string, version: string) => ({ name, version, date: "", revision_id: "", build_id: null });
const node = (name: string, state: string) => ({ run_id: "r", name, state, resource_type: "db", instance_info: {} });

beforeEach(() => {
  server().serve("/api/v1/client/sct/r/stress_cmd/get", []);
  server().serve("/api/v1/client/r/config/all", []);
  server().serve("/api/v1/client/sct/r/resource/all", []);
  server().serve(`${PARTS}/r/parts?fields=packages`, { packages: null });
  server().serve(`${PARTS}/r/parts?fields=cloud_setup`, { cloud_setup: { backend: "aws" } });
});

async function table(name: string) {
  const box = await screen.findByRole("region", { name: `Table of ${name}` });
  return {
    names: () => within(box).getAllByRole("rowheader").map((cell) => cell.textContent.trim()), // prettier-ignore
    header: (label: string) => within(box).getByRole("columnheader", { name: label }),
    click: (label: string) => fireEvent.click(within(box).getByRole("button", { name: label })),
  };
}

describe("Environment of a run", () => {
  it("says of each part that nothing was submitted", async () => {
    openTab(EnvironmentTab);
    for (const text of [
      "No Stress Commands were submitted to this run.",
      "No configs were submitted to this run.",
      "No packages",
      "No resources",
    ])
      expect(await screen.findByText(text)).toBeVisible();
  });

  it("4.5.3 lists stress commands, each to be copied", async () => {
    const ts = "2026-11-22T08:28:56.000Z";
    server().serve("/api/v1/client/sct/r/stress_cmd/get", [
      { run_id: "r", cmd: "scylla-bench", log_name: "l.log", node_name: "loader", ts },
    ]);
    openTab(EnvironmentTab);
    await fireEvent.click(await screen.findByText("1 command"));
    expect(screen.getByText("2026-11-22 08:28:56")).toBeInTheDocument();
    await fireEvent.click(screen.getByLabelText("Copy command 1"));
    expect(server().copied).toEqual(["scylla-bench"]);
  });

  it("4.5.3 opens at the setting of a link, and copies it with its value and as a link", async () => {
    const files = [
      { run_id: "r", name: "sct_config", content: JSON.stringify({ n_db_nodes: 6, stress: { cmd: ["a", "b"] } }) },
      { run_id: "r", name: "scylla_yaml", content: "num_tokens: 256\n" },
    ];
    server().serve("/api/v1/client/r/config/all", files);
    openTab(EnvironmentTab, "#configKey=stress.cmd");
    expect(await screen.findByText("stress.cmd.1")).toBeInTheDocument();
    expect(screen.queryByText("n_db_nodes")).toBeNull();
    expect(screen.getByText("2 of 3 settings")).toBeInTheDocument();
    await fireEvent.click(screen.getByLabelText("Copy stress.cmd.1 with its value"));
    await fireEvent.click(screen.getByLabelText("Copy link to stress.cmd.1"));
    expect(server().copied).toEqual([
      "stress.cmd.1: b",
      `${window.location.origin}/tests/scylla-cluster-tests/r/setup#configKey=stress.cmd.1`,
    ]);
    await fireEvent.click(screen.getByRole("button", { name: "Plain view" }));
    expect(screen.queryByText("stress.cmd.1")).toBeNull();
  });

  it("4.5.7 sorts and filters packages, and keeps both in the address", async () => {
    server().serve(`${PARTS}/r/parts?fields=packages`, {
      packages: [pack("scylla", "2"), pack("kernel", "10"), pack("java", "9")],
    });
    openTab(EnvironmentTab, "?other=1");
    const packages = await table("packages");
    expect(packages.names()).toEqual(["java", "kernel", "scylla"]);
    expect(packages.header("Name")).toHaveAttribute("aria-sort", "ascending");
    await packages.click("Version");
    expect(packages.names()).toEqual(["scylla", "java", "kernel"]);
    await packages.click("Version");
    expect(packages.header("Version")).toHaveAttribute("aria-sort", "descending");
    expect(packages.names()).toEqual(["kernel", "java", "scylla"]);
    await fireEvent.input(screen.getByLabelText("Filter packages"), { target: { value: "ja" } });
    await waitFor(() => expect(packages.names()).toEqual(["java"]));
    expect(screen.getByText("1 of 3 packages")).toBeVisible();
    expect(window.location.search).toBe("?other=1&packageSort=-version&package=ja");
  });

  it("4.5.7 marks what changed since the run before", async () => {
    server().serve(`${PARTS}/r/parts?fields=packages`, { packages: [pack("scylla", "2"), pack("kernel", "1")] });
    server().serve(`${PARTS}/before/parts?fields=packages`, { packages: [pack("scylla", "1"), pack("kernel", "1")] });
    const history = [
      { id: "r", started: "2026-11-02T00:00:00Z", build_number: 2 },
      { id: "before", started: "2026-11-01T00:00:00Z", build_number: 1 },
    ];
    openTab(EnvironmentTab, "", { overview: { history } as never });
    expect(await screen.findByText("changed")).toHaveAttribute("title", "Was 1");
    expect(screen.getByRole("link", { name: "#1" })).toHaveAttribute(
      "href",
      "/tests/scylla-cluster-tests/before/packages",
    );
  });

  it("4.5.6 lists resources by name with their states, and copies the command that cleans up", async () => {
    server().serve("/api/v1/client/sct/r/resource/all", [node("db-10", "terminated"), node("db-2", "running")]);
    openTab(EnvironmentTab);
    expect((await table("resources")).names()).toEqual(["db-2", "db-10"]);
    expect(screen.getByText("Terminated")).toBeVisible();
    await fireEvent.click(await screen.findByLabelText("Copy hydra clean-resources command"));
    expect(server().copied[0]).toContain("hydra clean-resources --backend aws --test-id r");
    expect(screen.getByRole("link", { name: "Clean with Jenkins" })).toHaveAttribute(
      "href",
      expect.stringContaining("https://jenkins.example/"),
    );
  });
});
