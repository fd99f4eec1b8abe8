import { QueryClient } from "@tanstack/svelte-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { rewrite } from "$app/router.svelte";
import type { RunContext } from "../context";
import type { RunEvent } from "./loading";
import EventsHarness from "./EventsHarness.svelte";
import type { Nemesis } from "./nemeses";
import { aNemesis, anEvent, START } from "./testing";

vi.hoisted(() => {
  document.body.innerHTML = `<script id="argus-props" type="application/json">{"page": "run/RunPage", "props": {}}</script>`;
});

/** The server's side: answers by path, and what was asked. */
let answers: Record<string, unknown>;
let asked: string[];
const copied: string[] = [];

const run: RunContext = {
  runId: "r",
  testId: "t",
  plugin: "scylla-cluster-tests",
  overview: { started: new Date(START).toISOString(), finished: new Date(START + 600_000).toISOString() } as never,
  section: "sct-events",
  final: true,
  embedded: false,
};

function serve(events: RunEvent[], nemeses: Nemesis[] = []) {
  const by_severity: Record<string, number> = {};
  for (const { severity } of events) by_severity[severity] = (by_severity[severity] ?? 0) + 1;
  answers = {
    "/api/v1/run/r/events/summary": { total: events.length, by_severity, by_type: {}, first_fatal: [] },
    "/api/v1/client/sct/r/nemesis/get": nemeses,
    "/api/v1/client/sct/r/resource/all": [
      { name: "node-1", state: "running", instance_info: { public_ip: "203.0.113.1", private_ip: "10.0.0.1" } },
    ],
  };
  for (const severity of ["CRITICAL", "ERROR", "WARNING", "NORMAL", "DEBUG"])
    answers[`/api/v1/client/sct/r/events/${severity}/get`] = events.filter((event) => event.severity === severity);
}

function open(search = "", more: Partial<RunContext> = {}) {
  rewrite(`/tests/scylla-cluster-tests/r/sct-events${search}`);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(EventsHarness, { client, run: { ...run, ...more } });
}

const rows = () => [...document.querySelectorAll("[data-line] .message")].map((node) => node.textContent);
const line = async (text: string) =>
  (await screen.findByText(text, { selector: ".message" })).closest("button") as HTMLButtonElement;

beforeEach(() => {
  asked = [];
  copied.length = 0;
  // There is no layout here: the list is told that it has a size.
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(900);
  vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} }); // prettier-ignore
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    const response = answers[pathname];
    const body = response === undefined ? { status: "error", response: { message: "no answer" } } : { status: "ok", response }; // prettier-ignore
    return Promise.resolve(new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } }));
  });
  Object.defineProperty(navigator, "clipboard", {
    configurable: true,
    value: { writeText: (text: string) => Promise.resolve(void copied.push(text)) },
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("Events of a run", () => {
  it("E1 reads critical and error events, others when they are asked for, each once", async () => {
    serve([anEvent(1), anEvent(2, { severity: "CRITICAL" }), anEvent(3, { severity: "DEBUG" })]);
    open();
    await waitFor(() => expect(rows()).toEqual(["message 1", "message 2"]));
    expect(asked.some((path) => path.includes("DEBUG"))).toBe(false);
    const debug = screen.getByRole("button", { name: "Debug 0/1" });
    await fireEvent.click(debug);
    await waitFor(() => expect(rows()).toHaveLength(3));
    expect(window.location.search).toBe("?severity=CRITICAL,ERROR,DEBUG");
    await fireEvent.click(debug);
    await fireEvent.click(debug);
    await waitFor(() => expect(rows()).toHaveLength(3));
    expect(asked.filter((path) => path.includes("DEBUG"))).toHaveLength(1);
  });

  it("E2 filters messages, and keeps the text in the address", async () => {
    serve([anEvent(1), anEvent(2, { message: "reactor stalled" })]);
    open("?other=1");
    await screen.findByText("message 1");
    await fireEvent.input(screen.getByRole("searchbox", { name: "Filter messages" }), { target: { value: "STALLED" } });
    await waitFor(() => expect(rows()).toEqual(["reactor stalled"]));
    expect(window.location.search).toBe("?other=1&q=STALLED");
  });

  it("E3 E8 puts events under the nemeses of their time", async () => {
    serve([anEvent(30), anEvent(100)], [aNemesis(90, { status: "failed", stack_trace: "Traceback" })]);
    open();
    await fireEvent.click(await screen.findByRole("button", { name: "Nemesis timeline" }));
    const list = await screen.findByRole("list", { name: "Events, oldest first" });
    const texts = () => within(list).getAllByRole("listitem").map((item) => item.textContent); // prettier-ignore
    await waitFor(() => expect(texts()).toHaveLength(4));
    expect(texts()[0]).toMatch(/disrupt_90.*Failed.*1 event.*node-1 \(10.0.0.1\)/s);
    expect(texts()[1]).toContain("message 100");
    expect(texts()[2]).toContain("Other events");
    expect(texts()[3]).toContain("message 30");
    await fireEvent.click(within(list).getByRole("button", { name: "Show trace" }));
    expect(within(list).getByText("Traceback")).toBeVisible();
  });

  it("E4 shows chips and the cut message, and copies all of it", async () => {
    const message = `period_type=begin ${"x".repeat(1000)}`;
    serve([anEvent(1, { message, node: "node-7", known_issue: "javascript:alert(1)", duration: 61 })]);
    open();
    await fireEvent.click(await line(message.slice(0, 240)));
    const chips = screen.getByRole("list", { name: "About this event" });
    for (const text of ["begin", "1m 1s", "2026-10-01 08:00:01 UTC", "node-7", "javascript:alert(1)"])
      expect(chips).toHaveTextContent(text);
    expect(within(chips).queryByRole("link")).toBeNull();
    expect(document.querySelector("pre")?.firstChild?.textContent).toHaveLength(500);
    await fireEvent.click(screen.getByRole("button", { name: "Show more of the message" }));
    expect(document.querySelector("pre")?.textContent).toBe(message);
    await fireEvent.click(screen.getByRole("button", { name: "Copy the whole message" }));
    expect(copied).toEqual([message]);
  });

  it("E5 hides duplicates until they are asked for, and finds their original", async () => {
    serve([anEvent(1), anEvent(2, { duplicate_id: "event-1" })]);
    open();
    await fireEvent.click(await line("message 1"));
    expect(rows()).toEqual(["message 1"]);
    await fireEvent.click(screen.getByRole("button", { name: "Show 1 duplicate" }));
    await waitFor(() => expect(rows()).toEqual(["message 1", "message 2"]));
    await fireEvent.click(await line("message 2"));
    await fireEvent.click(screen.getByRole("button", { name: "Focus original" }));
    await waitFor(() => expect(document.activeElement).toHaveTextContent("message 1"));
    await fireEvent.click(screen.getByRole("button", { name: "Hide duplicates" }));
    await waitFor(() => expect(rows()).toEqual(["message 1"]));
  });

  it("E7 finds similar events of other runs, with their issues", async () => {
    serve([anEvent(1)]);
    answers["/api/v1/client/sct/r/event/similar"] = [
      { run_id: "other", severity: "ERROR", ts: "" },
      { run_id: "gone" },
    ];
    answers["/api/v1/client/sct/similar_runs_info"] = {
      other: {
        build_id: "job#7",
        start_time: "2026-09-01T00:00:00",
        version: "2026.1",
        issues: [
          { subtype: "github", number: 5, title: "Stall", url: "https://github.com/a/b/issues/5", state: "open" },
        ],
      },
    };
    open();
    await fireEvent.click(await line("message 1"));
    await fireEvent.click(screen.getByRole("button", { name: "Find Similar Events" }));
    expect(await screen.findByRole("link", { name: "job#7" })).toHaveAttribute(
      "href",
      "/tests/scylla-cluster-tests/other",
    );
    expect(screen.getByRole("link", { name: "#5 Stall" })).toHaveAttribute("href", "https://github.com/a/b/issues/5");
    expect(screen.getByRole("button", { name: "Found 1 Similar Events" })).toBeVisible();
  });

  it("E10 opens the linked event, also when its severity is not shown", async () => {
    serve([anEvent(1), anEvent(2, { severity: "NORMAL" })]);
    open("?event=event-2");
    await waitFor(() => expect(rows()).toEqual(["message 1", "message 2"]));
    expect(await line("message 2")).toHaveAttribute("aria-expanded", "true");
    expect(asked.some((path) => path.includes("DEBUG"))).toBe(false);
  });

  it("E10 tells when the linked event does not exist", async () => {
    serve([anEvent(1)]);
    open("?event=no-such-event");
    expect(await screen.findByText(/is not in this run/)).toBeVisible();
  });

  it("moves with j and k, opens with Enter and copies with y; the opened event is in the address", async () => {
    serve([anEvent(1), anEvent(2)]);
    open();
    await screen.findByText("message 2");
    await fireEvent.keyDown(document.body, { key: "j" });
    await waitFor(() => expect(document.activeElement).toHaveTextContent("message 1"));
    await fireEvent.keyDown(document.activeElement as Element, { key: "j" });
    await waitFor(() => expect(document.activeElement).toHaveTextContent("message 2"));
    await fireEvent.keyDown(document.activeElement as Element, { key: "y" });
    await waitFor(() => expect(copied).toEqual(["message 2"]));
    await fireEvent.click(document.activeElement as Element);
    expect(window.location.search).toBe("?event=event-2");
    await fireEvent.keyDown(document.activeElement as Element, { key: "k" });
    await waitFor(() => expect(document.activeElement).toHaveTextContent("message 1"));
  });

  it("leaves address and keys of the page alone inside of a test card", async () => {
    serve([anEvent(1)]);
    open("?state=abc", { embedded: true });
    await fireEvent.click(await line("message 1"));
    expect(window.location.search).toBe("?state=abc");
    await fireEvent.keyDown(document.body, { key: "j" });
    expect(document.activeElement).toBe(document.body);
  });

  it("says what failed, and offers to try again", async () => {
    serve([anEvent(1)]);
    delete answers["/api/v1/client/sct/r/events/ERROR/get"];
    open();
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("no answer");
    serve([anEvent(1)]);
    await fireEvent.click(within(alert).getByRole("button", { name: "Retry" }));
    expect(await line("message 1")).toBeVisible();
  });
});

describe("4.5.14 nemeses of a run", () => {
  const nemeses = [
    aNemesis(0),
    aNemesis(100, { status: "failed", stack_trace: "Traceback: boom" }),
    aNemesis(200, { end_time: 0, status: "running", target_node: { name: "gone", ip: null, shards: 2 } }),
  ];
  const names = () => [...document.querySelectorAll("tbody .name")].map((node) => node.textContent?.trim());

  it("are filtered, sorted and opened", async () => {
    serve([], nemeses);
    open();
    await screen.findByRole("button", { name: "disrupt_0" });
    expect(names()).toEqual(["disrupt_200", "disrupt_100", "disrupt_0"]);
    expect(screen.getByText("In progress…")).toBeVisible();
    await fireEvent.click(screen.getByRole("button", { name: "Start (UTC)" }));
    expect(names()).toEqual(["disrupt_0", "disrupt_100", "disrupt_200"]);
    await fireEvent.click(screen.getByRole("button", { name: "Failed 1" }));
    expect(names()).toEqual(["disrupt_100"]);
    expect(window.location.search).toBe("?sort=start&nemesisStatus=failed");
    await fireEvent.click(screen.getByRole("button", { name: "disrupt_100" }));
    expect(screen.getByText("Traceback: boom")).toBeVisible();
    expect(await screen.findByText("203.0.113.1")).toBeVisible();
    await fireEvent.click(screen.getByRole("button", { name: "Failed 1" }));
    await fireEvent.click(screen.getByRole("button", { name: "disrupt_200" }));
    await waitFor(() => expect(screen.getAllByText("#NOT_FOUND")).toHaveLength(3));
  });

  it("lead to the events of their window", async () => {
    serve([anEvent(50), anEvent(150)], nemeses);
    open();
    await screen.findByText("message 50");
    const row = (await screen.findByRole("button", { name: "disrupt_100" })).closest("tr") as HTMLElement;
    await fireEvent.click(within(row).getByRole("button", { name: "Events of disrupt_100" }));
    await waitFor(() => expect(rows()).toEqual(["message 150"]));
    const seconds = START / 1000;
    expect(window.location.search).toBe(`?from=${seconds + 100}&to=${seconds + 200}`);
  });
});

describe("4.5.13 events of old runs", () => {
  it("are shown when the row of the run has them, and not asked for otherwise", async () => {
    serve([], []);
    answers["/api/v1/run/scylla-cluster-tests/r/parts"] = {
      events: [
        {
          severity: "ERROR",
          event_amount: 40,
          last_events: ["2026-10-01 08:00:10.000: (OldEvent Severity.ERROR) a=1"],
        },
      ],
    };
    answers["/api/v1/client/sct/r/similar_events"] = [];
    open();
    expect(await screen.findByRole("heading", { name: "Events of old runs" })).toBeVisible();
    expect(screen.getByText("OldEvent")).toBeVisible();
    expect(screen.getByRole("button", { name: "Error 1/40" })).toBeVisible();
    cleanup();
    asked = [];
    serve([anEvent(1)]);
    open();
    await screen.findByText("message 1");
    expect(asked.some((path) => path.endsWith("/parts"))).toBe(false);
  });
});
