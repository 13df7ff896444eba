import type { Failure } from '@skerry/kit';
import { linkFailure } from '../errors.ts';
import type { Data, Ephemeral } from '../frames/frame.ts';
import { ProtocolError } from '../frames/protocol-error.ts';
import { LinkStream, type StreamPort } from './link-stream.ts';
import { MAX_STREAMS } from './settings.ts';

type StreamFrame = Extract<Ephemeral, { stream: number }>;

/** What the streams need from the session. Both do nothing when the link is cut. */
export interface StreamsPort {
  send(frame: StreamFrame): void;
  /** Some stream has something to send. */
  wake(): void;
}

/**
 * Owns the streams of the present connection. Numbers are odd when the dialling side opened the stream and even
 * otherwise, and rise by 2, so that what comes late for a stream that is gone is recognized.
 */
export class Streams implements StreamPort {
  readonly #open = new Map<number, LinkStream>();
  readonly #ready = new Set<LinkStream>();
  readonly #port: StreamsPort;
  #nextMine: number;
  #lastTheirs: number;

  constructor(dialler: boolean, port: StreamsPort) {
    this.#port = port;
    this.#nextMine = dialler ? 1 : 2;
    this.#lastTheirs = 0;
  }

  get size(): number {
    return this.#open.size;
  }

  /** A stream that we open; it fails by itself when there are too many. */
  create(method: string): LinkStream {
    const stream = new LinkStream(this.#nextMine, method, this);
    if (this.#open.size >= MAX_STREAMS) {
      stream.receiveAbort(linkFailure('link-overloaded'));
      return stream;
    }
    this.#nextMine += 2;
    this.#open.set(stream.id, stream);
    return stream;
  }

  /** A stream that the peer opens; undefined when there are too many, which the peer has been told. */
  accept(id: number, method: string): LinkStream | undefined {
    if (id % 2 === this.#nextMine % 2 || id <= this.#lastTheirs) throw new ProtocolError('stream number out of turn');
    this.#lastTheirs = id;
    if (this.#open.size >= MAX_STREAMS) {
      this.#port.send({ type: 'abort', stream: id, failure: linkFailure('link-overloaded') });
      return undefined;
    }
    const stream = new LinkStream(id, method, this);
    this.#open.set(id, stream);
    return stream;
  }

  receive(frame: Data | Exclude<StreamFrame, { type: 'open' }>): void {
    const stream = this.#open.get(frame.stream);
    if (stream === undefined) {
      const mine = frame.stream % 2 === this.#nextMine % 2;
      if (mine ? frame.stream < this.#nextMine : frame.stream <= this.#lastTheirs) return;
      throw new ProtocolError('stream that was never opened');
    }
    if (frame.type === 'data') stream.receiveData(frame.bytes);
    else if (frame.type === 'credit') stream.receiveCredit(frame.bytes);
    else if (frame.type === 'end') stream.receiveEnd();
    else stream.receiveAbort(frame.failure);
  }

  /** The next chunk in turn: each stream that is ready sends one, then waits for the others. */
  takeChunk(): Data | undefined {
    for (const stream of this.#ready) {
      this.#ready.delete(stream);
      const bytes = stream.takeChunk();
      if (bytes === undefined) continue;
      this.#ready.add(stream);
      return { type: 'data', stream: stream.id, bytes };
    }
    return undefined;
  }

  /** The connection is gone, and every stream with it. */
  cut(failure: Failure): void {
    for (const stream of this.#open.values()) stream.receiveAbort(failure);
    this.#open.clear();
    this.#ready.clear();
  }

  ready(stream: LinkStream): void {
    this.#ready.add(stream);
    this.#port.wake();
  }
  credit(id: number, bytes: number): void {
    this.#port.send({ type: 'credit', stream: id, bytes });
  }
  end(id: number): void {
    this.#port.send({ type: 'end', stream: id });
  }
  abort(id: number, failure: Failure): void {
    this.#port.send({ type: 'abort', stream: id, failure });
  }
  gone(stream: LinkStream): void {
    this.#open.delete(stream.id);
    this.#ready.delete(stream);
  }
}
