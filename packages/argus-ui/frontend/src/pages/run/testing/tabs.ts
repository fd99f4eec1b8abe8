import { QueryClient } from "@tanstack/svelte-query";
import { cleanup, render } from "@testing-library/svelte";
import type { Component } from "svelte";
import { afterEach, beforeEach, vi } from "vitest";
import { rewrite, shown } from "$app/router.svelte";
import type { RunContext } from "../context";
import TabHarness from "./TabHarness.svelte";

const JSON_TYPE = { headers: { "content-type": "application/json" } };

/** The server's side of a test: whole answers by path, what was asked and sent, what was copied. */
export class FakeServer {
  answers: Record<string, unknown> = {};
  asked: string[] = [];
  sent: { path: string; body: unknown }[] = [];
  copied: string[] = [];

  /** Answer a path with an envelope around this. */
  serve(path: string, response: unknown): void {
    this.answers[path] = { status: "ok", response };
  }

  async answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    this.asked.push(pathname + search);
    if (request.method === "POST") this.sent.push({ path: pathname, body: await request.json() });
    const refusal = { status: "error", response: { message: `no answer for ${pathname}` } };
    return new Response(
      JSON.stringify(this.answers[pathname + search] ?? this.answers[pathname] ?? refusal),
      JSON_TYPE,
    );
  }
}

/** A server for each test of the file; what it took the place of comes back afterwards. */
export function fakeServer(): () => FakeServer {
  let server = new FakeServer();
  beforeEach(() => {
    server = new FakeServer();
    vi.stubGlobal("fetch", (request: Request) => server.answer(request));
    vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} }); // prettier-ignore
    const clipboard = { writeText: (text: string) => Promise.resolve(void server.copied.push(text)) };
    Object.defineProperty(navigator, "clipboard", { configurable: true, value: clipboard });
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });
  return () => server;
}

export const RUN: RunContext = {
  runId: "r",
  testId: "t",
  plugin: "scylla-cluster-tests",
  overview: { history: [], test: null } as never,
  section: "details",
  final: true,
  embedded: false,
};

/** Show a tab, as the page of a run does. */
export function openTab(tab: Component<{ run: RunContext }>, address = "", more: Partial<RunContext> = {}): void {
  shown.payload = { ...shown.payload, config: { jenkinsUrl: "https://jenkins.example" } as never };
  rewrite(`/tests/scylla-cluster-tests/r/details${address}`);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(TabHarness, { client, tab, run: { ...RUN, ...more } });
}
