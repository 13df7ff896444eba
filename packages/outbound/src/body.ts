/** The bytes of an answer. The time without a byte is counted only while we wait for one, not while the reader is slow. */
import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { networkError } from './connection.ts';
import { describeUrl } from './describe-url.ts';
import { sourceError } from './errors.ts';
import { Pace } from './pace.ts';

export interface Waiting {
  readonly idleMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Ends when the server says that all is here; rejects with `Passing` when it is cut. Whoever stops reading closes it. */
export async function* chunksOf(url: URL, message: IncomingMessage, wait: Waiting): AsyncGenerator<Buffer, void, void> {
  const { idleMs, signal } = wait;
  const pace = new Pace(idleMs);
  const iterator = message[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const stop = () => message.destroy(new Error('stopped'));
  signal?.addEventListener('abort', stop, { once: true });
  let isRead = false;
  try {
    for (;;) {
      const timer = setTimeout(() => message.destroy(new Error(`nothing came for ${idleMs} ms`)), idleMs);
      const since = performance.now();
      const next = await iterator.next().finally(() => clearTimeout(timer));
      if (next.done === true) {
        isRead = true;
        break;
      }
      if (pace.isTooSlow(performance.now() - since, next.value.length)) throw new Error('it comes too slowly');
      yield next.value;
    }
  } catch (error) {
    throw networkError(url, error, signal);
  } finally {
    signal?.removeEventListener('abort', stop);
    // What is not read to its end would hold its connection for ever.
    if (!isRead || !message.complete) message.destroy();
  }
  if (!message.complete) throw networkError(url, new Error('cut'), signal);
}

/** All of it, which is small. What is packed on the way has another size, and may be a bomb. */
export async function wholeOf(url: URL, message: IncomingMessage, wait: Waiting, mostBytes: number): Promise<Buffer> {
  const encoding = message.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    message.destroy();
    const what = describeUrl(url);
    throw sourceError('source-not-understood', `${what} sends what was asked for packed (${encoding.slice(0, 20)}).`);
  }
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of chunksOf(url, message, wait)) {
    bytes += part.length;
    if (bytes > mostBytes) {
      throw sourceError('source-too-large', `${describeUrl(url)} answers with more than ${mostBytes} bytes.`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Of an answer whose content does not matter: read away when it is short, so that the connection can serve again. */
export function discard(message: IncomingMessage): void {
  const length = Number(message.headers['content-length'] ?? Infinity);
  message.on('error', () => {});
  if (length <= 64 * 1024) message.resume();
  else message.destroy();
}
