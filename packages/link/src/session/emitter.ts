import type { Log } from '@skerry/kit';
import type { SessionEvents } from './session.ts';

type Listener<E extends keyof SessionEvents> = (detail: SessionEvents[E]) => void;

/** Listeners of a session. One that throws is logged and harms neither the others nor the link. */
export class SessionEmitter {
  readonly #listeners = new Map<keyof SessionEvents, Set<Listener<never>>>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  on<E extends keyof SessionEvents>(event: E, listener: Listener<E>): () => void {
    const set = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, set);
    // Wrapped, so that the same function given twice is two listeners, each with its own end.
    const own: Listener<E> = (detail) => listener(detail);
    set.add(own);
    return () => set.delete(own);
  }

  emit<E extends keyof SessionEvents>(event: E, detail: SessionEvents[E]): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])] as Listener<E>[]) {
      try {
        listener(detail);
      } catch (error) {
        this.#log.error({ event, err: error }, 'a listener of the link failed');
      }
    }
  }
}
