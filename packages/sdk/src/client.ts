import type { RouteId } from '@skerry/contract';
import { apiError } from './api-error.ts';
import type { CallArguments, CallResult, Item, ListRouteId, Query } from './call.ts';
import { ConnectionError, timedOut, unreachable } from './connection-error.ts';
import { type ChangeEvent, type EventOptions, events } from './events.ts';
import { type AnyCallOptions, prepare } from './request.ts';
import { defaultRetries, retrying } from './retry.ts';
import { upload, type UploadOptions } from './upload.ts';

export interface ClientOptions {
  /** Such as http://127.0.0.1:7480; a path is kept in front of the API's own. In a browser, "" is where the page is from. */
  readonly url: string;
  /** Secret of a session or an access token. */
  readonly token?: string | undefined;
  readonly fetch?: typeof fetch;
  /** Milliseconds for one call with its retries, where the call does not say. Default 30,000. */
  readonly deadlineMs?: number;
  /** How often a call is tried again. Default 3. */
  readonly retries?: number;
  readonly userAgent?: string;
}

export interface Client {
  readonly url: string;
  /**
   * Calls a route by its name in the route table.
   * @throws ApiError when the server refuses or fails; ConnectionError when there is no answer.
   */
  call<Id extends RouteId>(id: Id, ...args: CallArguments<Id>): Promise<CallResult<Id>>;
  /** The same for code that works on every route alike, such as a command that takes the route's name. */
  callAny(id: RouteId, options?: AnyCallOptions): Promise<AnyCallResult>;
  /** Every item of a list, page after page, each page fetched when it is needed. */
  pages<Id extends ListRouteId>(id: Id, query?: Query<Id>): AsyncGenerator<Item<Id>, void, undefined>;
  /** Changes as they happen; connects again and goes on where it stopped, until `signal` aborts. */
  events(options?: EventOptions): AsyncGenerator<ChangeEvent, void, undefined>;
  /** Sends the content of an image that was made to be uploaded; see `upload.ts`. */
  upload(imageId: number, content: Blob, options?: UploadOptions): Promise<void>;
}

export interface AnyCallResult {
  readonly data: unknown;
  readonly etag: string | undefined;
  readonly status: number;
  readonly commands: readonly number[];
}

/** A client made from the route table itself: what the table says is what can be called. */
export function createClient(options: ClientOptions): Client {
  const url = options.url.replace(/\/+$/, '');
  const send = options.fetch ?? ((...request: Parameters<typeof fetch>) => globalThis.fetch(...request));
  const defaults = {
    'user-agent': options.userAgent ?? 'skerry-sdk',
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
  };

  async function callAny(id: RouteId, call: AnyCallOptions = {}) {
    const request = prepare(id, call, newKey);
    // AbortSignal.timeout takes whole milliseconds only.
    const deadlineMs = Math.ceil(call.deadlineMs ?? options.deadlineMs ?? 30_000);
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = call.signal === undefined ? deadline : AbortSignal.any([deadline, call.signal]);
    const once = async () => {
      let response: Response;
      let text: string;
      try {
        const { method, body } = request;
        const headers = { ...defaults, ...request.headers };
        response = await send(url + request.path, { method, headers, signal, ...(body === undefined ? {} : { body }) });
        if (!response.ok) throw await apiError(response, url);
        text = await response.text();
      } catch (error) {
        if (signal.aborted || (error instanceof Error && error.name === 'ApiError')) throw error;
        throw unreachable(url, error);
      }
      return {
        data: parse(text, url),
        etag: response.headers.get('etag') ?? undefined,
        status: response.status,
        commands: numbersIn(response.headers.get('skerry-command')),
      };
    };
    try {
      return await retrying(once, call.signal?.aborted ? 0 : (options.retries ?? defaultRetries), signal);
    } catch (error) {
      if (deadline.aborted && !call.signal?.aborted) throw timedOut(url, id, deadlineMs);
      throw error;
    }
  }

  const client: Client = {
    url,
    callAny,
    async call<Id extends RouteId>(id: Id, ...[call]: CallArguments<Id>) {
      const answer: AnyCallResult = await callAny(id, call as AnyCallOptions | undefined);
      return answer as CallResult<Id>;
    },
    async *pages(id, query) {
      let after: string | undefined;
      do {
        const { data } = await callAny(id, { query: { ...query, ...(after === undefined ? {} : { after }) } });
        const page = data as { items: Item<typeof id>[]; next?: string };
        yield* page.items;
        after = page.next;
      } while (after !== undefined);
    },
    events: (wanted = {}) => events({ url, headers: defaults, fetch: send }, wanted),
    upload: (imageId, content, how) => upload({ url, headers: defaults, fetch: send }, imageId, content, how),
  };
  return client;
}

/** An idempotency key: 128 random bits. `randomUUID` is missing in browsers on pages without TLS. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const numbersIn = (list: string | null): number[] => (list?.match(/\d+/g) ?? []).map(Number);

function parse(text: string, url: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConnectionError(
      'not-skerry',
      `What answers at ${url} is not a Skerry server: its answer is not JSON.`,
      'Check the address: perhaps a proxy or another program answers there.',
      error,
    );
  }
}
