/** Does what nobody waits for, once the browser has drawn and answered what people wait for. */
export function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 2_000 });
  else setTimeout(work, 300);
}
