import { SvelteMap, SvelteSet } from "svelte/reactivity";
import { toasts } from "$lib/components/toasts/toasts.svelte";

const HIGHLIGHT_MS = 5000;

/** What is open in the list. It is kept here because rows that are scrolled away do not exist. */
export class ListMemory {
  /** Events whose details are shown. */
  readonly open = new SvelteSet<string>();
  /** Originals whose repetitions are shown. */
  readonly unfolded = new SvelteSet<string>();
  /** Blocks whose events are hidden, and nemeses whose trace is shown. */
  readonly folded = new SvelteSet<string>();
  readonly traces = new SvelteSet<string>();
  /** Events whose like was asked for. */
  readonly similar = new SvelteSet<string>();
  /** How many characters of a long message are shown, by event. */
  readonly lengths = new SvelteMap<string, number>();
  highlighted: string | null = $state(null);
  #timer = 0;

  highlight(id: string): void {
    window.clearTimeout(this.#timer);
    this.highlighted = id;
    this.#timer = window.setTimeout(() => (this.highlighted = null), HIGHLIGHT_MS);
  }
}

/** Put a name into a set or take it out; tells whether it is in now. */
export function toggle(set: Set<string>, name: string): boolean {
  if (set.delete(name)) return false;
  set.add(name);
  return true;
}

/** Copy a text, and say so. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.success("Message copied.");
  } catch {
    toasts.error("The browser allows no copying here.");
  }
}
