/** Why a call failed, in the words of the server. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly httpStatus: number,
    readonly exception: string | null = null,
    readonly traceId: string | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** Whether trying again may help: the server or its database was not there. */
  get passing(): boolean {
    return this.httpStatus === 0 || this.httpStatus >= 500 || this.exception === "DatabaseUnavailable";
  }
}

export const LOGIN_NEEDED = "Authorization required";

/** The error that an answer tells of: an envelope, a flat refusal, or something else altogether. */
export function errorOf(body: unknown, httpStatus: number): ApiError {
  const outer = record(body);
  const detail = record(outer.response);
  const first = Array.isArray(detail.arguments) ? detail.arguments[0] : undefined;
  const message = text(first) ?? text(detail.message) ?? text(outer.message) ?? text(detail.exception);
  return new ApiError(message ?? `HTTP ${httpStatus}`, httpStatus, text(detail.exception), text(detail.trace_id));
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
