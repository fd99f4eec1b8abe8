import { QueryClient } from "@tanstack/svelte-query";
import { ApiError } from "./errors";

/** Reads are shared and kept; they are repeated once when the failure may pass, and never in hidden tabs. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      gcTime: 10 * 60_000,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.passing,
      retryDelay: (failures) => 1000 * 2 ** failures,
      refetchIntervalInBackground: false,
    },
  },
});

/** Keys under which answers are kept. Those of a run begin with its id, so that live events can name what changed. */
export const keys = {
  users: ["users"] as const,
  releases: ["releases"] as const,
  groups: (releaseId: string) => ["groups", releaseId] as const,
  tests: (groupId: string) => ["tests", groupId] as const,
  test: (id: string, ...what: (string | number)[]) => ["test", id, ...what] as const,
  run: (id: string, ...section: string[]) => ["run", id, ...section] as const,
  notifications: (...what: string[]) => ["notifications", ...what] as const,
};
