/** One clock for everything that says how long ago something was. */
export const clock = $state({ now: Date.now() });

const STEP_MS = 15_000;
window.setInterval(() => {
  if (!document.hidden) clock.now = Date.now();
}, STEP_MS);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) clock.now = Date.now();
});
