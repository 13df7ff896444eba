/**
 * A client that gives up on nothing: when the front-end dies before the answer, or says that it cannot now, it sends
 * the same request with the same Idempotency-Key again. Remembers every exchange, so that it can be asked again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { CrashCloud } from './crash-cloud.ts';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly replayed: boolean;
}

export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly key: string;
  answer: Answer;
}

/** A refusal with one of these passes by itself. */
const passing = new Set(['idempotency-in-flight', 'changed-meanwhile']);
/** Milliseconds in which a request must be answered, however often the front-end dies. */
const patienceMs = 25_000;

export class Client {
  readonly exchanges: Exchange[] = [];
  /** Answers that say that something is wrong inside; a fault of the world is no excuse for them. */
  readonly bugs: string[] = [];
  secret: string | undefined;
  private readonly cloud: CrashCloud;
  private readonly name: string;
  private sent = 0;

  constructor(cloud: CrashCloud, name: string, secret?: string) {
    this.cloud = cloud;
    this.name = name;
    this.secret = secret;
  }

  /** A write. `more` codes are refusals that this caller knows will pass. */
  async write(method: string, path: string, body?: unknown, more: readonly string[] = []): Promise<Answer> {
    const key = `${this.name}-${++this.sent}`;
    const end = performance.now() + patienceMs;
    for (;;) {
      const answer = await this.once(method, path, body, key);
      const { code } = (answer?.body ?? {}) as { readonly code?: string };
      const later =
        answer === undefined || answer.status >= 503 || passing.has(code ?? '') || more.includes(code ?? '');
      if (answer !== undefined && !later) {
        this.exchanges.push({ method, path, body, key, answer });
        if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
        return answer;
      }
      if (performance.now() > end) throw new Error(`${method} ${path} is not answered: ${JSON.stringify(answer)}`);
      await delay(30);
    }
  }

  /** All bytes of an upload, from where the front-end has it on. */
  async upload(path: string, content: Buffer): Promise<void> {
    const end = performance.now() + patienceMs;
    for (;;) {
      const state = await this.piece('HEAD', path);
      // Whoever has all of it waits for no more.
      if (state?.status === 409 || state?.bytes === content.length) return;
      if (state?.bytes !== undefined) await this.piece('PUT', path, state.bytes, content.subarray(state.bytes));
      if (performance.now() > end) throw new Error(`the upload to ${path} does not end: ${JSON.stringify(state)}`);
      await delay(30);
    }
  }

  private async piece(method: 'HEAD' | 'PUT', path: string, offset = 0, body?: Buffer) {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/octet-stream' };
    return this.ask(method, path, { ...type, 'upload-offset': String(offset) }, body, (response) => {
      const at = response.headers.get('upload-offset');
      return { status: response.status, ...(at === null ? {} : { bytes: Number(at) }) };
    });
  }

  async read(path: string): Promise<Answer | undefined> {
    return this.once('GET', path, undefined, undefined);
  }

  /** Sends what was answered again, with its key; undefined when the front-end is not there. */
  async again({ method, path, body, key }: Exchange): Promise<Answer | undefined> {
    return this.once(method, path, body, key);
  }

  private async once(
    method: string,
    path: string,
    body: unknown,
    key: string | undefined,
  ): Promise<Answer | undefined> {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    return this.ask(method, path, headers, body === undefined ? undefined : JSON.stringify(body), async (response) => {
      const text = await response.text();
      const parsed = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      if (parsed['code'] === 'internal') this.bugs.push(`${method} ${path} answered ${text}`);
      const replayed = response.headers.get('idempotency-replayed') === 'true';
      return { status: response.status, body: parsed, replayed };
    });
  }

  /** Undefined: the front-end was not there, or died before its answer was read. */
  private async ask<A>(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | Buffer | undefined,
    read: (response: Response) => A | Promise<A>,
  ): Promise<A | undefined> {
    const { api } = this.cloud;
    if (api?.life.alive !== true) return undefined;
    const lost = new AbortController();
    const off = api.life.onEnd(() => lost.abort());
    try {
      const response = await fetch(api.url + path, {
        method,
        signal: lost.signal,
        headers: {
          ...(this.secret === undefined ? {} : { authorization: `Bearer ${this.secret}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      });
      return await read(response);
    } catch {
      return undefined;
    } finally {
      off();
    }
  }
}
