import { ApiError, apiError } from './api-error.ts';
import { unreachable } from './connection-error.ts';
import { delay } from './delay.ts';
import { EventStreamParser, type StreamMessage } from './event-stream.ts';
import { search } from './request.ts';
import { retryDelay, worthRetrying } from './retry.ts';

export const eventsPath = '/v1/events';

export interface EventOptions {
  /** Only changes of these kinds of objects; all when it is not given. */
  readonly kinds?: readonly string[];
  /** `id` of the last event that was seen: the stream goes on after it. */
  readonly lastEventId?: string;
  readonly signal?: AbortSignal;
  /** Each time the stream is up: the first time and after each loss. */
  readonly onConnected?: () => void;
  /** What the server greets with, each time: events up to this revision had happened before. */
  readonly onGreeting?: (revision: number) => void;
  /** Each time it is lost; it is tried again. */
  readonly onLost?: (error: unknown) => void;
}

interface OfObject {
  /** For `lastEventId`. */
  readonly eventId: string;
  readonly kind: string;
  /** Number of the object. */
  readonly id: number;
  readonly revision: number;
}
/**
 * `put`: it is there, and is `object` now, as a `get` would give it. `delete`: it is gone, or may not be seen any more.
 * `resync`: what happened meanwhile is not known any more; read again what you keep.
 */
export type ChangeEvent =
  | (OfObject & { readonly type: 'put'; readonly object: Readonly<Record<string, unknown>> })
  | (OfObject & { readonly type: 'delete' })
  | { readonly type: 'resync'; readonly eventId: string; readonly revision: number };

interface Way {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
}

/** The server sends a heartbeat well within this; a stream silent for longer is dead, whatever TCP believes. */
const silenceMs = 60_000;

/**
 * Changes as they happen. A lost stream is connected again after the last event seen, without end; the generator ends
 * when `signal` aborts, and throws only what trying again cannot mend (not logged in, no such route).
 */
export async function* events(way: Way, options: EventOptions): AsyncGenerator<ChangeEvent, void, undefined> {
  const signal = options.signal ?? new AbortController().signal;
  let lastEventId = options.lastEventId;
  for (let failures = 0; !signal.aborted; ) {
    let wish: number | undefined;
    try {
      for await (const message of connection(way, options, lastEventId, signal, (ms) => (wish = ms))) {
        failures = 0;
        if (message === 'connected') options.onConnected?.();
        else {
          if (message.id !== '') lastEventId = message.id;
          if (message.event === 'hello')
            options.onGreeting?.((JSON.parse(message.data) as { revision: number }).revision);
          const change = changeOf(message);
          if (change) yield change;
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && !worthRetrying(error) && error.status < 500) throw error;
      options.onLost?.(error);
      failures++;
      await delay(wish ?? retryDelay(failures, error), signal).catch(() => undefined);
    }
  }
}

/** One connection, until it ends: always by an error, for a stream that ends is a stream that was lost. */
async function* connection(
  way: Way,
  options: EventOptions,
  lastEventId: string | undefined,
  signal: AbortSignal,
  onRetryWish: (ms: number) => void,
): AsyncGenerator<StreamMessage | 'connected', never, undefined> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(new Error('nothing was heard for a minute')), silenceMs);
  };
  heard();
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    const response = await way.fetch(
      way.url + eventsPath + search(options.kinds === undefined ? {} : { kinds: options.kinds.join(',') }),
      {
        headers: {
          ...way.headers,
          accept: 'text/event-stream',
          ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        },
        signal: AbortSignal.any([signal, silence.signal]),
      },
    );
    if (!response.ok) throw await apiError(response, way.url);
    yield 'connected';
    const parser = new EventStreamParser();
    const decoder = new TextDecoder();
    // Not every browser can iterate over a body.
    reader = response.body?.getReader();
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done || value === undefined) break;
      heard();
      yield* parser.push(decoder.decode(value, { stream: true }));
      if (parser.retryMs !== undefined) onRetryWish(parser.retryMs);
    }
    throw new Error('the server ended the stream');
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw unreachable(way.url, error);
  } finally {
    clearTimeout(timer);
    // Whoever stops listening ends the connection.
    await reader?.cancel().catch(() => {});
  }
}

/** Undefined for what is not a change: the greeting, and kinds of events of newer servers. */
function changeOf({ id, event, data }: StreamMessage): ChangeEvent | undefined {
  if (event !== 'put' && event !== 'delete' && event !== 'resync') return undefined;
  return { ...(JSON.parse(data) as object), type: event, eventId: id } as ChangeEvent;
}
