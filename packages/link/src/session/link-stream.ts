import { Duplex } from 'node:stream';
import { type Failure, SkerryError, toFailure } from '@skerry/kit';
import { linkFailure } from '../errors.ts';
import { MAX_CHUNK_BYTES } from '../frames/limits.ts';
import { ProtocolError } from '../frames/protocol-error.ts';
import type { LinkDuplex } from './session.ts';
import { STREAM_WINDOW_BYTES } from './settings.ts';

/** What a stream needs from the connection it lives on. */
export interface StreamPort {
  /** There is something to take from `stream`. */
  ready(stream: LinkStream): void;
  credit(id: number, bytes: number): void;
  end(id: number): void;
  abort(id: number, failure: Failure): void;
  gone(stream: LinkStream): void;
}

/**
 * One end of a binary stream. Owns its credit in both directions: it sends no byte that the reader has no room for, and
 * holds at most one window of what its own reader has not taken.
 */
export class LinkStream extends Duplex implements LinkDuplex {
  readonly id: number;
  readonly method: string;
  readonly #port: StreamPort;
  /** Bytes that we may still send. */
  #credit = STREAM_WINDOW_BYTES;
  #writing: { chunk: Buffer; done: () => void } | undefined;
  /** Bytes that the peer may still send. */
  #room = STREAM_WINDOW_BYTES;
  #arrived: Uint8Array[] = [];
  /** Bytes handed to the reader for which no credit was given back yet. */
  #taken = 0;
  #reading = false;
  #localEnded = false;
  #remoteEnded = false;
  #over = false;

  constructor(id: number, method: string, port: StreamPort) {
    super({ allowHalfOpen: true, readableHighWaterMark: MAX_CHUNK_BYTES, writableHighWaterMark: MAX_CHUNK_BYTES });
    this.id = id;
    this.method = method;
    this.#port = port;
    // A cut is an ordinary event: without this, one stream whose owner does not listen would end the whole process.
    this.on('error', () => {});
  }

  abort(failure: Failure): void {
    this.destroy(new SkerryError(failure));
  }

  /** The next chunk that may go out now. */
  takeChunk(): Uint8Array | undefined {
    const writing = this.#writing;
    if (writing === undefined || this.#credit === 0) return undefined;
    const size = Math.min(writing.chunk.length, this.#credit, MAX_CHUNK_BYTES);
    const piece = writing.chunk.subarray(0, size);
    this.#credit -= size;
    writing.chunk = writing.chunk.subarray(size);
    if (writing.chunk.length === 0) {
      this.#writing = undefined;
      // Later, because the writer may write again at once and the caller is in the middle of sending.
      queueMicrotask(writing.done);
    }
    return piece;
  }

  receiveData(bytes: Uint8Array): void {
    if (this.#remoteEnded) throw new ProtocolError('stream data after its end');
    if (bytes.length > this.#room) throw new ProtocolError('stream data beyond its window');
    this.#room -= bytes.length;
    this.#arrived.push(bytes);
    this.#deliver();
  }

  receiveCredit(bytes: number): void {
    if (this.#credit + bytes > STREAM_WINDOW_BYTES) throw new ProtocolError('stream credit beyond its window');
    this.#credit += bytes;
    if (this.#writing !== undefined) this.#port.ready(this);
  }

  receiveEnd(): void {
    if (this.#remoteEnded) throw new ProtocolError('stream ended twice');
    this.#remoteEnded = true;
    this.#deliver();
    this.#leaveWhenWhole();
  }

  /** The peer or the connection ended it: nothing is sent any more. */
  receiveAbort(failure: Failure): void {
    this.#over = true;
    // All has arrived and left: the reader may still take what lies here.
    if (this.#localEnded && this.#remoteEnded) return;
    this.destroy(new SkerryError(failure));
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (chunk.length === 0) return done();
    this.#writing = { chunk, done };
    this.#port.ready(this);
  }

  override _final(done: () => void): void {
    this.#localEnded = true;
    if (!this.#over) this.#port.end(this.id);
    this.#leaveWhenWhole();
    done();
  }

  override _read(): void {
    this.#reading = true;
    this.#deliver();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const whole = this.#localEnded && this.#remoteEnded;
    if (!this.#over && !whole) {
      this.#port.abort(this.id, error === null ? linkFailure('link-stream-aborted') : toFailure(error));
    }
    this.#over = true;
    this.#arrived = [];
    this.#writing = undefined;
    this.#port.gone(this);
    done(error);
  }

  /**
   * Both sides have said all, and nothing waits here: the place is free. Node destroys a stream only when its end was
   * read, and who only writes never reads.
   */
  #leaveWhenWhole(): void {
    if (this.#localEnded && this.#remoteEnded && this.#arrived.length === 0) this.#port.gone(this);
  }

  #deliver(): void {
    while (this.#reading) {
      const bytes = this.#arrived.shift();
      if (bytes === undefined) break;
      this.#taken += bytes.length;
      this.#reading = this.push(bytes);
    }
    if (this.#remoteEnded && this.#arrived.length === 0 && this.#reading) {
      this.#reading = false;
      this.push(null);
      return;
    }
    // Given back in halves of a window: the sender always has the other half, so no timer is needed.
    if (this.#taken >= STREAM_WINDOW_BYTES / 2 && !this.#over && !this.#remoteEnded) {
      this.#room += this.#taken;
      this.#port.credit(this.id, this.#taken);
      this.#taken = 0;
    }
  }
}
