import type { Client } from '@skerry/sdk';

/** The event stream as a program reads it, without a browser: what the console is compared with. */
export class HeardEvents {
  readonly #abort = new AbortController();
  readonly #waiting = new Map<number, (at: number) => void>();

  static async open(client: Client): Promise<HeardEvents> {
    const heard = new HeardEvents();
    await new Promise<void>((connected, failed) => {
      heard.#read(client, connected).catch((error: unknown) => {
        if (!heard.#abort.signal.aborted) failed(error);
      });
    });
    return heard;
  }

  /** Wall time, ms, of the next event of this instance. */
  next(id: number): Promise<number> {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(client: Client, onConnected: () => void): Promise<void> {
    const { signal } = this.#abort;
    for await (const event of client.events({ kinds: ['instance'], signal, onConnected })) {
      if (event.type === 'resync') continue;
      this.#waiting.get(event.id)?.(Date.now());
      this.#waiting.delete(event.id);
    }
  }
}
