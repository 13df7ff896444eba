import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutboundOptions } from '@skerry/outbound';
import { createMemoryStore, type Store } from '@skerry/store';
import { createFrontEnd, type FrontEnd, type FrontEndOptions } from '../front-end.ts';

export const adminPassword = 'correct horse';

export interface Reply<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
  readonly text: string;
}

export interface Client {
  readonly secret: string | undefined;
  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply<T>>;
}

export interface TestFrontEnd {
  readonly frontEnd: FrontEnd;
  readonly store: Store;
  readonly directory: string;
  readonly anonymous: Client;
  readonly admin: Client;
  client(secret?: string): Client;
  logIn(name: string, password: string): Promise<Client>;
  /** A new user of group `users` (1), unless told, and its client. */
  user(name: string, groupIds?: number[]): Promise<Client & { id: number }>;
  /** As after a crash: another front-end over the same store. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Nobody outside is asked by a test: no name means anything, and a try that fails is the last. */
const nobodyOutside: OutboundOptions = {
  resolve: () => Promise.reject(new Error('there are no names in tests')),
  patience: { tries: 1, firstMs: 1, longestWaitMs: 1 },
};

/** A whole front-end on free loopback ports, over a store in memory. */
export async function startFrontEnd(options: Partial<FrontEndOptions> = {}): Promise<TestFrontEnd> {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-front-end-'));
  const store = options.store ?? createMemoryStore();
  const start = () =>
    createFrontEnd({
      store,
      dataDirectory: directory,
      listen: { host: '127.0.0.1', port: 0 },
      linkListen: { host: '127.0.0.1', port: 0 },
      admin: { password: adminPassword },
      outbound: nobodyOutside,
      ...options,
    });
  let frontEnd = await start();

  const client = (secret?: string): Client => ({
    secret,
    async call(method, path, body, headers = {}) {
      const response = await fetch(frontEnd.url + path, {
        method,
        headers: {
          ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: (isJson ? JSON.parse(text) : {}) as never,
      };
    },
  });
  const logIn = async (name: string, password: string) => {
    const { status, body, text } = await client().call<{ secret: string }>('POST', '/v1/sessions', { name, password });
    if (status !== 201) throw new Error(`log-in of ${name} failed: ${text}`);
    return client(body.secret);
  };
  const admin = await logIn('admin', adminPassword);
  return {
    get frontEnd() {
      return frontEnd;
    },
    store,
    directory,
    anonymous: client(),
    admin,
    client,
    logIn,
    async user(name, groupIds = [1]) {
      const password = `password of ${name}`;
      const made = await admin.call<{ id: number }>('POST', '/v1/users', { name, password, groupIds });
      if (made.status !== 201) throw new Error(made.text);
      return { ...(await logIn(name, password)), id: made.body.id };
    },
    async restart() {
      await frontEnd.close();
      frontEnd = await start();
    },
    async close() {
      await frontEnd.close();
      if (options.store === undefined) await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
