/**
 * The one client of this page. It sends the session's cookie, which no script can read; a token that somebody pasted is
 * kept for this tab alone and sent as a header instead.
 */
import { ApiError, type Client, createClient } from '@skerry/sdk';
import { takeEarly } from './early-answers.ts';
import { memory } from './memory.ts';

const tokenKey = 'skerry.token';
let onExpired: (error: ApiError) => void = () => {};

/** Asks for the cookie at log-in: without this header the server gives the secret to the caller alone. */
const send: typeof fetch = (input, init) => {
  const early = init?.method === 'GET' && typeof input === 'string' ? takeEarly(input) : undefined;
  if (early !== undefined) return early;
  const logsIn = init?.method === 'POST' && (typeof input === 'string' ? input : '').endsWith('/v1/sessions');
  const headers = logsIn ? { ...(init.headers as Record<string, string>), 'x-skerry-cookie': '1' } : init?.headers;
  return fetch(input, { ...init, ...(headers === undefined ? {} : { headers }), credentials: 'same-origin' });
};

function make(): Client {
  const token = memory('session').get(tokenKey);
  const client = createClient({ url: '', fetch: send, retries: 2, ...(token === undefined ? {} : { token }) });
  return {
    ...client,
    async callAny(id, options) {
      try {
        return await client.callAny(id, options);
      } catch (error) {
        noticeExpiry(error, id);
        throw error;
      }
    },
    async call(id, ...args) {
      try {
        return await client.call(id, ...args);
      } catch (error) {
        noticeExpiry(error, id);
        throw error;
      }
    },
  };
}

function noticeExpiry(error: unknown, id: string): void {
  if (error instanceof ApiError && error.status === 401 && id !== 'session.create') onExpired(error);
}

/** Below what it is made with: above, it would be made without, and nothing would say so once it is bundled. */
let current: Client = make();

/** Asked at every use: another log-in makes another client. */
export const api = (): Client => current;

/** `undefined` forgets the pasted token: the cookie counts again. */
export function setToken(token: string | undefined): void {
  memory('session').set(tokenKey, token);
  current = make();
}

/** Called whenever the server says that nobody is logged in. */
export function whenExpired(listener: (error: ApiError) => void): void {
  onExpired = listener;
}
