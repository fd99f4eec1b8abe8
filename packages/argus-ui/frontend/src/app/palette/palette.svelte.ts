/** Whether the palette is open. */
class PaletteState {
  open = $state(false);

  show(): void {
    this.open = true;
  }
}

export const palette = new PaletteState();

/** Whether keys belong to a text field and are no shortcuts. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
