/** What a pointer did on the time line. */
export interface Brush {
  /** While it is dragged: where it started and where it is, in pixels from the left. */
  onMove: (from: number, to: number) => void;
  onBrush: (from: number, to: number) => void;
  /** Without dragging: on which element. */
  onClick: (target: Element) => void;
}

const STILL = 4;

/** Drag to choose a stretch. The keyboard's way to the same are the time fields below and the table of nemeses. */
export function brush(node: SVGElement, options: Brush) {
  let current = options;
  let start: number | null = null;
  let target: Element | null = null;
  const x = (event: PointerEvent) => event.clientX - node.getBoundingClientRect().left;

  function onDown(event: PointerEvent) {
    if (event.button) return;
    start = x(event);
    target = event.target as Element;
    node.setPointerCapture?.(event.pointerId);
  }
  function onMove(event: PointerEvent) {
    if (start !== null && Math.abs(x(event) - start) >= STILL) current.onMove(start, x(event));
  }
  function onUp(event: PointerEvent) {
    if (start === null) return;
    if (Math.abs(x(event) - start) >= STILL) current.onBrush(start, x(event));
    else if (target) current.onClick(target);
    start = null;
  }
  const onCancel = () => (start = null);

  const listeners: [string, (event: PointerEvent) => void][] = [
    ["pointerdown", onDown],
    ["pointermove", onMove],
    ["pointerup", onUp],
    ["pointercancel", onCancel],
  ];
  for (const [name, listener] of listeners) node.addEventListener(name, listener as EventListener);
  return {
    update: (next: Brush) => (current = next),
    destroy: () => {
      for (const [name, listener] of listeners) node.removeEventListener(name, listener as EventListener);
    },
  };
}
