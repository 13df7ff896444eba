/**
 * Who holds connections open, and how long. Owns the count of them, by address and by user, and cuts those that stand
 * still; what a request may do is not its business. Everything is forgotten with the process, and so are the sockets.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Limits, placeOf } from '@skerry/domain';
import type { Clock } from '@skerry/kit';
import { RequestError } from '../errors.ts';
import { usable } from './places.ts';
import type { Proxies } from './proxies.ts';
import { refuseSocket } from './raw-refusals.ts';

/** An address is known for so long after somebody who is logged in was heard from it, milliseconds. */
const knownMs = 3600_000;
/** Seconds after which a refused one may try again. */
const retryAfter = 5;

export interface ConnectionsParts {
  readonly limits: Limits;
  readonly proxies: Proxies;
  readonly clock: Clock;
}

interface Open {
  readonly place: string;
  userId?: number;
  /** The newest request; gone when it is answered. */
  request?: IncomingMessage;
  /** Answered before it had arrived whole. */
  unread?: IncomingMessage;
  waiting: number;
}

export class Connections {
  readonly #parts: ConnectionsParts;
  readonly #open = new Map<Socket, Open>();
  readonly #byPlace = new Map<string, number>();
  readonly #byUser = new Map<number, number>();
  /** Places of people who are logged in, the oldest first: a full house keeps some room for them. */
  readonly #known = new Map<string, number>();

  constructor(parts: ConnectionsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#open.size;
  }

  watch(server: Server): void {
    // Nothing moves for so long: `timeout` asks what stands still. With a listener, Node itself cuts nobody.
    server.timeout = this.#parts.limits['stalled-seconds'] * 1000;
    server.on('connection', (socket) => this.#begin(socket));
    server.on('request', (request, response) => this.#request(request, response));
    server.on('timeout', (socket: Socket) => this.#stoodStill(socket));
  }

  /** A request on this connection is this user's. Throws `too-many-at-once`. */
  isOf(userId: number, request: IncomingMessage): void {
    const { limits, clock, proxies } = this.#parts;
    const place = placeOf(proxies.addressOf(request));
    this.#known.delete(place);
    this.#known.set(place, clock.monotonicMs());
    const oldest = this.#known.keys().next();
    if (this.#known.size > limits['log-in-remembered'] && !oldest.done) this.#known.delete(oldest.value);
    const open = this.#open.get(request.socket);
    if (open === undefined || open.userId === userId) return;
    const most = limits['connections-user'];
    if ((this.#byUser.get(userId) ?? 0) >= most) {
      const sentence = `You have ${most} connections open already. Use one again, or close some.`;
      throw new RequestError('too-many-at-once', sentence, { retryAfter });
    }
    // A proxy sends the requests of many over one connection: it is whose came last.
    if (open.userId !== undefined) count(this.#byUser, open.userId, -1);
    open.userId = userId;
    count(this.#byUser, userId, 1);
  }

  /** What is wrong with it now is the rest of a request that has its answer: a second one would be taken for the next. */
  wasAnswered(socket: Duplex): boolean {
    return this.#open.get(socket as Socket)?.unread?.complete === false;
  }

  #begin(socket: Socket): void {
    const { limits, proxies } = this.#parts;
    const address = socket.remoteAddress ?? '';
    const place = placeOf(address);
    const isProxy = proxies.believes(address);
    const room =
      isProxy || this.#isKnown(place) ? limits.connections : usable(limits.connections, limits['reserve-percent']);
    const own = this.#byPlace.get(place) ?? 0;
    if (this.#open.size >= room || (!isProxy && own >= limits['connections-address'])) {
      socket.on('error', () => socket.destroy());
      return refuseSocket(socket, 503, 'Too many connections are open. Try again in a moment.', 'busy');
    }
    const open: Open = { place, waiting: 0 };
    this.#open.set(socket, open);
    count(this.#byPlace, place, 1);
    socket.once('close', () => {
      this.#open.delete(socket);
      count(this.#byPlace, place, -1);
      if (open.userId !== undefined) count(this.#byUser, open.userId, -1);
    });
  }

  #isKnown(place: string): boolean {
    const at = this.#known.get(place);
    return at !== undefined && this.#parts.clock.monotonicMs() - at < knownMs;
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    const open = this.#open.get(request.socket);
    if (open === undefined) return;
    open.request = request;
    // Sent ahead without end, they would all be worked on at once, however few connections there are.
    if (++open.waiting > this.#parts.limits['requests-connection']) request.socket.destroy();
    response.once('close', () => {
      open.waiting--;
      if (open.request === request) delete open.request;
      if (!request.complete) open.unread = request;
    });
  }

  #stoodStill(socket: Socket): void {
    const open = this.#open.get(socket);
    // Whoever does not take what it asked for.
    if (open === undefined || socket.writableLength > 0) return void socket.destroy();
    // Between two requests.
    if (open.request === undefined) return void socket.destroy();
    if (!open.request.complete) return refuseSocket(socket, 408, 'The request did not arrive in time.');
    // It waits for us: an answer that takes its time, or a stream of events in a quiet hour.
  }
}

function count<K>(counts: Map<K, number>, key: K, change: 1 | -1): void {
  const now = (counts.get(key) ?? 0) + change;
  if (now <= 0) counts.delete(key);
  else counts.set(key, now);
}
