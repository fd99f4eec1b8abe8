import { createQuery } from "@tanstack/svelte-query";
import { SvelteSet } from "svelte/reactivity";
import { SEVERITIES, type Severity } from "$lib/status/status";
import type { RunContext } from "../context";
import { together } from "./filter";
import { eventsOf, summaryOf } from "./loading";

/**
 * The events of the chosen severities as one list, oldest first. Each severity is a query of its own, so that choosing
 * another one reads only that; to the panel they look like one query.
 */
export class Reading {
  /** Severities that are read besides the chosen ones, to find one event. */
  readonly #more = new SvelteSet<Severity>();
  readonly #chosen: () => readonly Severity[];
  readonly #summary;
  readonly #queries;
  readonly #active = $derived.by(() => this.#queries.filter(({ severity }) => this.#isActive(severity)));
  readonly #failed = $derived.by(() => this.#active.filter(({ query }) => query.error));

  readonly events = $derived.by(() => together(this.#active.map(({ query }) => query.data ?? [])));
  /** How many events of each severity there are. */
  readonly totals: Record<string, number> = $derived.by(() =>
    Object.fromEntries(
      this.#queries.map(({ severity, query }) => [
        severity,
        Math.max(this.#summary.data?.by_severity[severity] ?? 0, query.data?.length ?? 0),
      ]),
    ),
  );

  /** Called while a component is made, as every query. */
  constructor(run: () => RunContext, chosen: () => readonly Severity[]) {
    this.#chosen = chosen;
    this.#summary = createQuery(() => summaryOf(run()));
    this.#queries = SEVERITIES.map((severity) => ({
      severity,
      query: createQuery(() => eventsOf(run(), severity, this.#isActive(severity))),
    }));
  }

  #isActive(severity: Severity): boolean {
    return this.#more.has(severity) || this.#chosen().includes(severity);
  }

  /** Whether there are no events at all, as far as the server has said. */
  get empty(): boolean {
    return this.#summary.data?.total === 0;
  }

  /** Whether some of the events are still on their way. */
  get loading(): boolean {
    return this.#active.some(
      ({ severity, query }) => query.isFetching && (query.data?.length ?? -1) < (this.totals[severity] ?? 0),
    );
  }

  /** Whether everything that was asked for has come, or has failed. */
  get settled(): boolean {
    return !this.#active.some(({ query }) => query.isFetching || query.isPending);
  }

  /** Whether all severities are read. */
  get complete(): boolean {
    return this.#active.length === SEVERITIES.length;
  }

  /** Read one more severity, worst first. */
  readMore(): void {
    const next = SEVERITIES.find((severity) => !this.#isActive(severity));
    if (next) this.#more.add(next);
  }

  get data() {
    return !this.#active.length || this.#active.some(({ query }) => query.data) ? this.events : undefined;
  }

  get error(): Error | null {
    return this.#failed[0]?.query.error ?? null;
  }

  get isPending(): boolean {
    return this.#active.some(({ query }) => query.isPending);
  }

  get isFetching(): boolean {
    return this.#active.some(({ query }) => query.isFetching);
  }

  /** Read again what failed. */
  refetch(): void {
    for (const { query } of this.#failed) void query.refetch();
  }
}
