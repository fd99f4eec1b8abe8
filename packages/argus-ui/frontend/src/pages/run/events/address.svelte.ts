import { location_, rewrite } from "$app/router.svelte";
import { readView, withParams, type View } from "./address";

/** The filters and the chosen event: in the address of the page, or to themselves when the run is a part of a page. */
export class Address {
  #own = $state("");
  readonly #embedded: () => boolean;
  readonly view: View = $derived.by(() => readView(this.#search));

  constructor(embedded: () => boolean) {
    this.#embedded = embedded;
  }

  get #search(): string {
    return this.#embedded() ? this.#own : location_.search;
  }

  /** Change some parameters; null takes one away. */
  set(changes: Record<string, string | null>): void {
    const search = withParams(this.#search, changes);
    if (search === this.#search) return;
    if (this.#embedded()) this.#own = search;
    else rewrite(`${location_.path}${search}${window.location.hash}`);
  }

  /** Show what happened in a stretch of time, in milliseconds; everything without one. Either end may be open. */
  setTime(span: { from: number; to: number } | null): void {
    const text = (at: number) => (at > 0 && Number.isFinite(at) ? String(at / 1000) : null);
    this.set({ from: span && text(span.from), to: span && text(span.to) });
  }
}
