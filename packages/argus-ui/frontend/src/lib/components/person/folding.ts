/** Text without case and accents, for comparing names; `Ł` has no decomposition and is named. */
export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{Diacritic}/gu, "")
    .replaceAll(/[łŁ]/g, "l")
    .toLowerCase();
}
