import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { toasts } from "$lib/components/toasts/toasts.svelte";
import { fakeServer, openTab } from "../testing/tabs";
import LogsTab from "./LogsTab.svelte";

vi.hoisted(() => {
  document.body.innerHTML = `<script id="argus-props" type="application/json">{"page": "run/RunPage", "props": {}}</script>`;
});

const server = fakeServer();
const PARTS = "/api/v1/run/scylla-cluster-tests/r/parts";
const FILES = "/api/v1/tests/scylla-cluster-tests/r";
const linkTo = (name: string) => `https://logs.s3.example/r/${name}`;

beforeEach(() => {
  server().serve(`${PARTS}?fields=logs`, { logs: [["sct", linkTo("sct")], ["db", "javascript:alert(1)"]] }); // prettier-ignore
  server().serve(`${PARTS}?fields=screenshots`, { screenshots: [linkTo("one.png"), linkTo("two.png")] });
});

describe("Logs of a run", () => {
  it("4.5.15 lists logs with their downloads", async () => {
    openTab(LogsTab);
    expect(await screen.findByRole("link", { name: "Download sct" })).toHaveAttribute(
      "href",
      `${FILES}/log/sct/download`,
    );
    await fireEvent.click(screen.getByLabelText("Copy link of sct"));
    expect(server().copied).toEqual([linkTo("sct")]);
  });

  it("4.5.15 says that there are no logs, and still takes links", async () => {
    server().serve(`${PARTS}?fields=logs`, { logs: [] });
    openTab(LogsTab);
    expect(await screen.findByText("No logs.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Add Log Link" })).toBeVisible();
  });

  it("4.5.15 adds a link with the plugin of the run, and shows it", async () => {
    const submit = "/api/v1/client/testrun/scylla-cluster-tests/r/logs/submit";
    server().serve(submit, "submitted");
    openTab(LogsTab);
    await screen.findByText("sct");
    await fireEvent.click(screen.getByRole("button", { name: "Add Log Link" }));
    const type = (label: string, value: string) => fireEvent.input(screen.getByLabelText(label), { target: { value } });
    await type("Name", "sct");
    await type("Link", linkTo("mine"));
    await fireEvent.click(screen.getByRole("button", { name: "Add" }));
    expect(screen.getByRole("alert")).toHaveTextContent("The run has a log of this name already.");
    await type("Name", "mine");
    await type("Link", "javascript:alert(1)");
    expect(screen.getByRole("alert")).toHaveTextContent("http:// or https://");
    expect(server().sent).toEqual([]);
    await type("Link", linkTo("mine"));
    server().serve(`${PARTS}?fields=logs`, { logs: [["mine", linkTo("mine")]] });
    await fireEvent.click(screen.getByRole("button", { name: "Add" }));
    expect(await screen.findByRole("link", { name: "Download mine" })).toBeVisible();
    expect(server().sent).toEqual([{ path: submit, body: { logs: [{ log_name: "mine", log_link: linkTo("mine") }] } }]);
    expect(toasts.list.some(({ text }) => text === "Log link added to run!")).toBe(true);
  });

  it("4.5.5 loads screenshots when they come into view, and shows them one at a time", async () => {
    openTab(LogsTab);
    const first = await screen.findByRole("button", { name: "Show one.png" });
    const thumbnail = first.querySelector("img");
    expect(thumbnail).toHaveAttribute("loading", "lazy");
    expect(thumbnail).toHaveAttribute("src", `${FILES}/screenshot/one.png`);
    await fireEvent.click(first);
    const download = await screen.findByRole("link", { name: "Download" });
    expect(download).toHaveAttribute("href", `${FILES}/screenshot/one.png?download=1`);
    await fireEvent.keyDown(download, { key: "ArrowRight" });
    expect(await screen.findByRole("img", { name: "two.png" })).toBeVisible();
    await fireEvent.keyDown(download, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("4.5.5 says that there are no screenshots", async () => {
    server().serve(`${PARTS}?fields=screenshots`, { screenshots: null });
    openTab(LogsTab);
    expect(await screen.findByText("No screenshots submitted!")).toBeVisible();
  });
});
