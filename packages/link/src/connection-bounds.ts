/**
 * Who holds connections to the port of links, and how long. Owns the count of them, by place, and cuts what does not
 * become a link; who may be a child is not its business. Everything is forgotten with the process, and so are the sockets.
 */
import type { Socket } from 'node:net';

export interface ConnectionLimits {
  readonly all: number;
  /** Of one place. */
  readonly each: number;
  /** Percent of `all` that is kept for places from which a child was taken in. */
  readonly reservePercent: number;
  /** A connection that is no link after so long is cut. */
  readonly settleMs: number;
  /** What an address stands for where it is counted. */
  readonly placeOf: (address: string) => string;
}

export const usualConnectionLimits: ConnectionLimits = {
  all: 10_000,
  each: 3_000,
  reservePercent: 10,
  settleMs: 30_000,
  placeOf: (address) => address,
};

/** Places remembered from which a child was taken in; the oldest is forgotten. */
const mostKnown = 10_000;

export class ConnectionBounds {
  readonly #limits: ConnectionLimits;
  readonly #open = new Map<Socket, { readonly place: string; readonly settling: NodeJS.Timeout }>();
  readonly #byPlace = new Map<string, number>();
  readonly #known = new Set<string>();

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get sockets(): Iterable<Socket> {
    return this.#open.keys();
  }

  /** False: there is no room, and it is gone. */
  begin(socket: Socket): boolean {
    const { all, each, reservePercent, settleMs, placeOf } = this.#limits;
    const place = placeOf(socket.remoteAddress ?? '');
    const room = this.#known.has(place) ? all : all - Math.ceil((all * reservePercent) / 100);
    const own = this.#byPlace.get(place) ?? 0;
    if (this.#open.size >= room || own >= each) {
      socket.on('error', () => {});
      socket.destroy();
      return false;
    }
    // Half a handshake, half a request, an answer that nobody takes: whatever it waits for, it goes.
    const settling = setTimeout(() => socket.destroy(), settleMs).unref();
    this.#open.set(socket, { place, settling });
    this.#byPlace.set(place, own + 1);
    socket.once('close', () => {
      clearTimeout(settling);
      this.#open.delete(socket);
      const left = (this.#byPlace.get(place) ?? 1) - 1;
      if (left === 0) this.#byPlace.delete(place);
      else this.#byPlace.set(place, left);
    });
    return true;
  }

  /** It is a link now: it may stay, and its place is known. */
  settled(socket: Socket): void {
    const open = this.#open.get(socket);
    if (open === undefined) return;
    clearTimeout(open.settling);
    this.#known.delete(open.place);
    this.#known.add(open.place);
    const [oldest] = this.#known;
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
  }
}
