import { createQuery } from "@tanstack/svelte-query";
import { api, unwrap } from "./client";
import { keys } from "./queries";

/** Somebody with an account, as lists show them. */
export interface Person {
  id: string;
  username: string;
  full_name: string;
  picture_id: string | null;
}

const GHOST = { username: "ghost", full_name: "Ghost", picture_id: null };

/** All accounts by id, read once and kept for half an hour. Unknown ids are a ghost. */
export function usePeople() {
  const query = createQuery(() => ({
    queryKey: keys.users,
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/users", { signal })),
    staleTime: 30 * 60_000,
  }));
  return {
    get byId(): Record<string, Person> {
      return (query.data ?? {}) as Record<string, Person>;
    },
    get all(): Person[] {
      return Object.values(this.byId).sort((a, b) => (a.full_name ?? "").localeCompare(b.full_name ?? ""));
    },
    person(id: string): Person {
      return this.byId[id] ?? { id, ...GHOST };
    },
  };
}
