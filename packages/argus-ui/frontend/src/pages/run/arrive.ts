const SETTLED_MS = 3_000;

/**
 * An attachment that brings an element to the top of the window when it is what the address asks for, and holds it
 * there while what stands above it is still arriving; any key, click or turn of the wheel lets go.
 */
export function arriveAt(isWanted: () => boolean): (element: HTMLElement) => (() => void) | undefined {
  return (element) => {
    if (!isWanted()) return;
    const scroll = () => element.scrollIntoView({ block: "start" });
    const watcher = new ResizeObserver(scroll);
    for (const sibling of element.parentElement?.children ?? []) watcher.observe(sibling);
    const events = ["wheel", "keydown", "pointerdown", "touchstart"];
    const letGo = () => {
      watcher.disconnect();
      window.clearTimeout(timer);
      for (const name of events) window.removeEventListener(name, letGo);
    };
    const timer = window.setTimeout(letGo, SETTLED_MS);
    for (const name of events) window.addEventListener(name, letGo, { passive: true });
    return letGo;
  };
}
