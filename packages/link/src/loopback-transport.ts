import { type CloseCode } from './frames/protocol-error.ts';
import type { Transport, TransportListener } from './transport.ts';

/** Bytes delivered per turn of the event loop, so that a pair of sessions has the back-pressure of a real network. */
const TURN_BYTES = 1024 * 1024;

class Half implements Transport {
  other!: Half;
  bufferedBytes = 0;
  receivedBytes = 0;
  #listener: TransportListener | undefined;
  #queue: { data: Uint8Array; binary: boolean }[] = [];
  #scheduled = false;
  #over = false;

  send(frame: string | Uint8Array): void {
    if (this.#over) return;
    const binary = typeof frame !== 'string';
    const data = binary ? frame : Buffer.from(frame);
    this.bufferedBytes += data.length;
    this.#queue.push({ data, binary });
    this.#schedule();
  }

  listen(listener: TransportListener): void {
    this.#listener = listener;
    this.other.#schedule();
  }

  close(code: CloseCode, reason: string): void {
    if (this.#over) return;
    this.#deliver(Number.POSITIVE_INFINITY);
    this.other.end(code, reason);
    this.end(code, reason);
  }

  terminate(): void {
    this.other.end(1006, 'cut');
    this.end(1006, 'cut');
  }

  end(code: number, reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#queue = [];
    const listener = this.#listener;
    setImmediate(() => listener?.closed(code, reason));
  }

  #schedule(): void {
    if (this.#scheduled || this.other.#listener === undefined) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#deliver(TURN_BYTES);
      if (this.#queue.length > 0) this.#schedule();
      this.#listener?.drained();
    });
  }

  #deliver(bytes: number): void {
    let left = bytes;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this.bufferedBytes -= next.data.length;
      this.other.receivedBytes += next.data.length;
      this.other.#listener?.frame(next.data, next.binary);
      left -= next.data.length;
      if (left <= 0) return;
    }
  }
}

/** Two ends of one connection in memory. */
export function loopbackTransports(): [Transport, Transport] {
  const a = new Half();
  const b = new Half();
  a.other = b;
  b.other = a;
  return [a, b];
}
