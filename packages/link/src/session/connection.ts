import type { Clock, Failure } from '@skerry/kit';
import { encodeData, encodeText } from '../frames/encode.ts';
import type { Ephemeral } from '../frames/frame.ts';
import { type CloseCode, closeCodes } from '../frames/protocol-error.ts';
import type { Transport } from '../transport.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Outbox } from './outbox.ts';
import { HARD_BUFFER_BYTES, HIGH_WATER_BYTES, MAX_WAITING_SAMPLES } from './settings.ts';
import { Streams } from './streams.ts';

export interface ConnectionPort {
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly silenceMs: number;
  readonly outbox: Outbox;
  /** What a sign of life acknowledges. */
  handled(): number;
  heard(at: number): void;
  /** The connection finds that it must end; it is stopped by its owner. */
  fault(code: CloseCode, reason: string): void;
}

/**
 * One connection in the life of a session: its signs of life, its streams, and the turns in which everything goes out.
 * Owns nothing that outlives it. After `stop` it sends nothing and reports nothing.
 */
export class Connection {
  readonly transport: Transport;
  readonly streams: Streams;
  /** Whether the peer's hello was read. Before that nothing but our hello is sent. */
  met = false;
  readonly #port: ConnectionPort;
  readonly #heartbeat: Heartbeat;
  /** Ends a connection whose peer does not say hello in time, whatever else it sends. */
  readonly #helloTimer: NodeJS.Timeout;
  /** The newest sample of each method and source that waits for room, encoded. */
  readonly #samples = new Map<string, string>();
  #stopped = false;
  #pumping = false;

  constructor(dialler: boolean, transport: Transport, port: ConnectionPort) {
    this.transport = transport;
    this.#port = port;
    this.streams = new Streams(dialler, { send: (frame) => this.tell(frame), wake: () => this.pump() });
    this.#helloTimer = setTimeout(() => {
      if (!this.met) port.fault(closeCodes.silent, 'no hello came');
    }, port.silenceMs);
    this.#heartbeat = new Heartbeat({
      clock: port.clock,
      heartbeatMs: port.heartbeatMs,
      silenceMs: port.silenceMs,
      receivedBytes: () => transport.receivedBytes,
      heard: (at) => port.heard(at),
      beat: () => this.tell({ type: 'beat', ack: port.handled() }),
      silent: () => port.fault(closeCodes.silent, 'the other side is silent'),
    });
  }

  /** Sends now, before everything that waits. */
  tell(frame: Ephemeral): void {
    if (this.#stopped || !this.met) return;
    if (this.transport.bufferedBytes > HARD_BUFFER_BYTES) {
      return this.#port.fault(closeCodes.overloaded, 'the other side does not read');
    }
    this.transport.send(encodeText(frame));
  }

  /** Whether there was a place for it. */
  sample(place: string, text: string): boolean {
    if (!this.#samples.has(place) && this.#samples.size >= MAX_WAITING_SAMPLES) return false;
    this.#samples.set(place, text);
    this.pump();
    return true;
  }

  /** Sends what may be sent now: a message, a sample and a chunk in turn, so that none starves the others. */
  pump(): void {
    if (!this.met || this.#pumping) return;
    this.#pumping = true;
    try {
      while (!this.#stopped && this.transport.bufferedBytes < HIGH_WATER_BYTES) {
        const message = this.#port.outbox.take();
        if (message !== undefined) this.transport.send(message);
        const [sample] = this.#samples;
        if (sample !== undefined) {
          this.#samples.delete(sample[0]);
          this.transport.send(sample[1]);
        }
        const chunk = this.streams.takeChunk();
        if (chunk !== undefined) this.transport.send(encodeData(chunk));
        if (message === undefined && sample === undefined && chunk === undefined) break;
      }
    } finally {
      this.#pumping = false;
    }
  }

  /** The streams fail with this failure. The transport is left to the owner. */
  stop(failure: Failure): void {
    this.#stopped = true;
    this.#heartbeat.stop();
    clearTimeout(this.#helloTimer);
    this.streams.cut(failure);
  }
}
