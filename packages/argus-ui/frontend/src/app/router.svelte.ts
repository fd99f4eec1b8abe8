import type { Component } from "svelte";
import { isPayload, readPayload, type Payload } from "./payload";
import { PAGES } from "./pages";
import { toasts } from "$lib/components/toasts/toasts.svelte";

/** Addresses that are no pages of the application: they load as documents. */
const DOCUMENTS = /^\/(auth|api|admin|storage|s|docs|redoc|openapi\.json|profile\/$|profile$|error|metrics)(\/|$)/;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- see pages.ts
type Page = Component<any>;

interface Shown {
  payload: Payload;
  component: Page | null;
  /** Changes with every navigation, so that a page starts afresh. */
  visit: number;
  loading: boolean;
}

const first = readPayload(document);
export const shown: Shown = $state({ payload: first, component: null, visit: 0, loading: true });
export const location_ = $state({ path: window.location.pathname, search: window.location.search });

let latest = 0;

/** Show the page of the loaded document, and follow links from now on. */
export async function start(): Promise<void> {
  document.addEventListener("click", onClick);
  window.addEventListener("popstate", () => void show(window.location.href));
  await present(first);
}

/** Go to an address: a page of the application without loading a document, anything else as the browser does. */
export async function go(href: string, { replace = false } = {}): Promise<void> {
  const target = new URL(href, window.location.href);
  if (target.origin !== window.location.origin || DOCUMENTS.test(target.pathname)) {
    window.location.assign(target.href);
    return;
  }
  await show(target.href, replace ? "replace" : "push");
}

/** Change the address of the shown page without showing another one. */
export function rewrite(href: string, { push = false } = {}): void {
  history[push ? "pushState" : "replaceState"](null, "", href);
  noteLocation();
}

async function show(href: string, how: "push" | "replace" | "stay" = "stay"): Promise<void> {
  const turn = ++latest;
  shown.loading = true;
  try {
    const answer = await fetch(href, { headers: { Accept: "application/json" } });
    const payload: unknown = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
    if (turn !== latest) return;
    if (!isPayload(payload)) {
      window.location.assign(href);
      return;
    }
    // A redirect ends at another address; the browser keeps the fragment to itself.
    const final = new URL(answer.url);
    final.hash = new URL(href).hash;
    if (how !== "stay") history[how === "push" ? "pushState" : "replaceState"](null, "", final);
    await present(payload);
    if (how === "push") window.scrollTo(0, 0);
  } catch {
    if (turn === latest) toasts.error("The page could not be loaded: the server cannot be reached.");
  } finally {
    if (turn === latest) shown.loading = false;
  }
}

async function present(payload: Payload): Promise<void> {
  const load = PAGES[payload.page];
  if (!load) throw new Error(`There is no page ${payload.page}.`);
  const { default: component } = await load();
  document.title = `Argus - ${payload.title}`;
  Object.assign(shown, { payload, component, visit: shown.visit + 1, loading: false });
  noteLocation();
  for (const [category, text] of payload.flashes) toasts.show(category, text);
}

function noteLocation(): void {
  location_.path = window.location.pathname;
  location_.search = window.location.search;
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link?.href || link.target || link.hasAttribute("download") || link.origin !== window.location.origin) return;
  if (DOCUMENTS.test(link.pathname)) return;
  if (link.hash && link.pathname === window.location.pathname && link.search === window.location.search) return;
  event.preventDefault();
  void go(link.href);
}
