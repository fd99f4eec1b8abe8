import createClient from "openapi-fetch";
import { ApiError, errorOf, LOGIN_NEEDED } from "./errors";
import type { paths } from "./schema";
import { session } from "./session.svelte";

/** Calls of the server, typed by its OpenAPI document: `await unwrap(api.GET("/api/v1/releases"))`. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: (request) => window.fetch(request) });

type Value<Body> = Body extends { status: "ok"; response: infer Content } ? Content : never;
interface Answer<Body> {
  data?: Body;
  error?: unknown;
  response: Response;
}

/** What the envelope of an answer holds; raises ApiError, whatever the HTTP status was. */
export async function unwrap<Body>(call: Promise<Answer<Body>>): Promise<Value<Body>> {
  const body = await bodyOf(call);
  return (body as unknown as { response: Value<Body> }).response;
}

/** The whole body, for the few answers that have no `response`. */
export async function bodyOf<Body>(call: Promise<Answer<Body>>): Promise<Body> {
  let answer: Answer<Body>;
  try {
    answer = await call;
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
    throw new ApiError("The server cannot be reached.", 0);
  }
  const body: unknown = answer.data ?? answer.error;
  if (answer.response.ok && typeof body === "object" && body !== null && "status" in body && body.status === "ok") {
    return body as Body;
  }
  const error = errorOf(body, answer.response.status);
  if (error.httpStatus === 403 && error.message === LOGIN_NEEDED) session.expired = true;
  throw error;
}
