import { api, unwrap } from "$lib/api/client";
import type { components } from "$lib/api/schema";

export type Header = components["schemas"]["Header"];
export type Notification = components["schemas"]["Shown"];

export const PAGE = 20;
export const UNREAD = 1;

/** Headers, newest first; the page behind a notification, or the first one. */
export function readPage(after: string | null, signal: AbortSignal): Promise<Header[]> {
  const query = { limit: PAGE, ...(after ? { afterId: after } : {}) };
  return unwrap(api.GET("/api/v1/notifications/summary", { params: { query }, signal }));
}

/** A notification, which is read with that. */
export async function open(header: Header): Promise<Notification> {
  const notification = await unwrap(api.GET("/api/v1/notifications/get", { params: { query: { id: header.id } } }));
  if (header.state === UNREAD) await unwrap(api.POST("/api/v1/notifications/read", { body: { id: header.id } }));
  return notification;
}

/** The text of a notification's HTML with the local addresses that it links to: nothing of it becomes an element. */
export function readable(content: string | null): { text: string; links: string[] } {
  const parsed = new DOMParser().parseFromString(content ?? "", "text/html");
  const links = [...parsed.querySelectorAll("a[href]")]
    .map((link) => new URL(link.getAttribute("href") ?? "", window.location.origin))
    .filter((url) => /^https?:$/.test(url.protocol))
    .map((url) => (url.origin === window.location.origin ? url.pathname + url.search : url.href));
  for (const block of parsed.querySelectorAll("p, br, div, li, blockquote, h1, h2, h3")) block.append("\n");
  const text = (parsed.body.textContent ?? "")
    .replaceAll(/[ \t]+/g, " ")
    .replaceAll(/\s*\n\s*/g, "\n")
    .trim();
  return { text, links: [...new Set(links)] };
}
