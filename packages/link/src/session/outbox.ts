import { linkError } from '../errors.ts';
import { encodeText } from '../frames/encode.ts';
import type { Reliable } from '../frames/frame.ts';
import { ProtocolError } from '../frames/protocol-error.ts';
import { WINDOW_BYTES, WINDOW_MESSAGES } from './settings.ts';

type WithoutSeq<T> = T extends Reliable ? Omit<T, 'seq'> : never;
export type Unnumbered = WithoutSeq<Reliable>;

interface Entry {
  text: string;
  bytes: number;
}

/**
 * Owns our sequence numbers and every reliable message until the peer has acknowledged it. Pure: no I/O, no clock.
 *
 *   acknowledged | in flight (at most one window) | waiting
 *                ^ base                           ^ cursor        ^ next
 */
export class Outbox {
  #entries: Entry[] = [];
  /** Acknowledged entries still at the front of the array; they go in bulk, so that an ack costs O(1). Few: each is a message in memory. */
  #dead = 0;
  #base = 1;
  #cursor = 1;
  #bytes = 0;
  #flightBytes = 0;
  readonly #maxMessages: number;
  readonly #maxBytes: number;

  constructor(maxMessages: number, maxBytes: number) {
    this.#maxMessages = maxMessages;
    this.#maxBytes = maxBytes;
  }

  get messages(): number {
    return this.#next - this.#base;
  }
  get bytes(): number {
    return this.#bytes;
  }
  get full(): boolean {
    return this.messages >= this.#maxMessages || this.#bytes >= this.#maxBytes;
  }
  get #next(): number {
    return this.#base + this.#entries.length - this.#dead;
  }

  /** Queues a message and returns its number. Answers are taken beyond the bound: refusing one would hang its asker. */
  push(message: Unnumbered): number {
    const answer = message.type === 'response' || message.type === 'failure';
    if (this.full && !answer) throw linkError('link-overloaded');
    const seq = this.#next;
    const text = encodeText({ ...message, seq });
    const bytes = Buffer.byteLength(text);
    this.#entries.push({ text, bytes });
    this.#bytes += bytes;
    return seq;
  }

  /** The next message to send, or undefined when all were sent or the window is full. */
  take(): string | undefined {
    const entry = this.#at(this.#cursor);
    if (entry === undefined) return undefined;
    const inFlight = this.#cursor - this.#base;
    if (inFlight >= WINDOW_MESSAGES || (inFlight > 0 && this.#flightBytes + entry.bytes > WINDOW_BYTES))
      return undefined;
    this.#cursor++;
    this.#flightBytes += entry.bytes;
    return entry.text;
  }

  /** The peer is done with everything up to `seq`. */
  acknowledge(seq: number): void {
    if (seq >= this.#cursor) throw new ProtocolError('acknowledged what was never sent');
    for (; this.#base <= seq; this.#base++, this.#dead++) {
      const entry = this.#at(this.#base);
      if (entry === undefined) break;
      this.#bytes -= entry.bytes;
      this.#flightBytes -= entry.bytes;
    }
    // A link that is quiet now holds nothing; one that is not, at most as much again as it has to, and a little.
    if (this.#dead === this.#entries.length || (this.#dead > 32 && this.#dead * 2 > this.#entries.length)) {
      this.#entries = this.#entries.slice(this.#dead);
      this.#dead = 0;
    }
  }

  /** A request that nobody waits for any more shall not be executed late: its place is kept, its content goes. */
  expire(seq: number): void {
    const entry = this.#at(seq);
    if (entry === undefined) return;
    const text = encodeText({ type: 'skip', seq });
    const saved = entry.bytes - Buffer.byteLength(text);
    this.#bytes -= saved;
    if (seq < this.#cursor) this.#flightBytes -= saved;
    entry.text = text;
    entry.bytes -= saved;
  }

  /** On a new connection: the peer holds everything up to `received`, what follows is sent again. */
  resumeAfter(received: number): void {
    if (received >= this.#next || received < this.#base - 1) throw new ProtocolError('resumes where we never were');
    this.#cursor = received + 1;
    this.#flightBytes = 0;
    for (let seq = this.#base; seq < this.#cursor; seq++) this.#flightBytes += this.#at(seq)?.bytes ?? 0;
  }

  /** Forgets everything and counts from 1 again, for another life of the peer. */
  void(): void {
    this.#entries = [];
    this.#dead = 0;
    this.#base = 1;
    this.#cursor = 1;
    this.#bytes = 0;
    this.#flightBytes = 0;
  }

  #at(seq: number): Entry | undefined {
    return seq < this.#base ? undefined : this.#entries[this.#dead + seq - this.#base];
  }
}
