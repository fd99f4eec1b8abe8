import { location_, rewrite } from "$app/router.svelte";
import { withParams, type Changes } from "./params";

/** What is set in a part of a run page: in the address, or kept here when the address belongs to the page around. */
export class Params {
  #own = $state("");
  readonly #embedded: () => boolean;

  constructor(embedded: () => boolean) {
    this.#embedded = embedded;
  }

  get search(): string {
    return this.#embedded() ? this.#own : location_.search;
  }

  get(name: string): string | null {
    return new URLSearchParams(this.search).get(name);
  }

  all(name: string): string[] {
    return new URLSearchParams(this.search).getAll(name);
  }

  /** Change some parameters; the others of the address stay. */
  set(changes: Changes): void {
    const search = withParams(this.search, changes);
    if (search === this.search) return;
    if (this.#embedded()) this.#own = search;
    else rewrite(`${location_.path}${search}${window.location.hash}`);
  }
}
