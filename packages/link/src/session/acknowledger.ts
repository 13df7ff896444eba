import type { Connection } from './connection.ts';
import { ACK_AFTER_MS, ACK_EVERY } from './settings.ts';

/** Owns when the peer is told how far we are done: after some messages, or a moment after the first of them. */
export class Acknowledger {
  readonly #handled: () => number;
  #told = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(handled: () => number) {
    this.#handled = handled;
  }

  now(connection: Connection): void {
    this.#told = this.#handled();
    connection.tell({ type: 'ack', seq: this.#told });
  }

  soon(connection: Connection | undefined): void {
    if (connection === undefined) return;
    if (this.#handled() - this.#told >= ACK_EVERY) return this.now(connection);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (connection.met) this.now(connection);
    }, ACK_AFTER_MS);
  }

  /** The connection has ended. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
