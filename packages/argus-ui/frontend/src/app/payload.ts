/** What the server hands to a page (the `argus-props` element, or the same address as JSON). */
export interface User {
  id: string;
  username: string;
  full_name: string | null;
  email: string | null;
  picture_id: string | null;
  roles: string[];
  service_user: boolean | null;
}

export interface Config {
  docLink: string | null;
  jenkinsUrl: string | null;
  baseUrl: string | null;
  jiraServer: string | null;
  githubEnabled: boolean;
  jiraEnabled: boolean;
}

export interface Payload {
  page: string;
  title: string;
  props: Record<string, unknown>;
  user: User | null;
  flashes: [category: string, message: string][];
  config: Config;
  impersonating: boolean;
}

export function isPayload(value: unknown): value is Payload {
  return typeof value === "object" && value !== null && "page" in value && "props" in value;
}

/** The data of the document that was loaded. */
export function readPayload(document: Document): Payload {
  const text = document.getElementById("argus-props")?.textContent ?? "";
  const payload: unknown = JSON.parse(text);
  if (!isPayload(payload)) throw new Error("The page came without its data.");
  return payload;
}
