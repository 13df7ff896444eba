/** Wakes everybody who waits for the next event. Who comes later waits for the one after. */
export class Pulse {
  private readonly waiting = new Set<() => void>();

  beat(): void {
    for (const wake of this.waiting) wake();
  }

  /** Resolves at the next beat, or when the signal aborts. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.waiting.delete(wake);
        resolve();
      };
      signal.addEventListener('abort', wake, { once: true });
      this.waiting.add(wake);
    });
  }
}
