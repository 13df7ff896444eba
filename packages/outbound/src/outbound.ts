/**
 * Asks servers outside, on behalf of somebody who may mean us harm, of servers that may mean us harm: addresses are
 * judged (address-guard.ts), redirects followed only to where it is no less safe (redirect.ts), everything has a bound in
 * bytes and in time, and what may be over in a moment is tried again (passing.ts). It keeps nothing: if we die here,
 * whoever asked asks again. Nobody else in Skerry may ask for a URL that a user or a stranger's document named.
 */
import { type Clock, systemClock } from '@skerry/kit';
import { version } from '@skerry/kit/version';
import { setTimeout as delay } from 'node:timers/promises';
import type { ZodType } from 'zod';
import { AddressGuard, type AddressRules } from './address-guard.ts';
import type { Answer, AskOptions, OpenAnswer, Opener, ReadOptions } from './ask.ts';
import { discard, wholeOf } from './body.ts';
import { Connections, type Resolve } from './connection.ts';
import { describeUrl } from './describe-url.ts';
import { download, type DownloadOptions } from './download.ts';
import { sourceError } from './errors.ts';
import { afterFailure, errorOfStatus, type Patience, usualPatience } from './passing.ts';
import { parseJson } from './parse-json.ts';
import { checkProxy, type ProxySetting } from './proxies.ts';
import { redirectCodes, redirected, redirectOf } from './redirect.ts';

export interface OutboundOptions {
  readonly addresses?: AddressRules;
  readonly proxy?: ProxySetting;
  /** Who we are, as headers, asked for each request: nothing for a server that shall not hear it. */
  readonly authorize?: (method: string, url: URL) => Readonly<Record<string, string>>;
  /** More certificates that are believed, PEM. */
  readonly ca?: string;
  readonly patience?: Partial<Patience>;
  /** Milliseconds without a byte, after which a connection is given up. Smaller: slow disks of servers look dead. */
  readonly idleMs?: number;
  /** Milliseconds for a small answer as a whole; who sends it byte by byte does not hold us longer. */
  readonly wholeMs?: number;
  readonly resolve?: Resolve;
  readonly clock?: Clock;
}

export class Outbound implements Opener {
  readonly #connections: Connections;
  readonly #clock: Clock;
  readonly #wholeMs: number;
  readonly #authorize: NonNullable<OutboundOptions['authorize']>;
  readonly patience: Patience;
  readonly idleMs: number;

  constructor(options: OutboundOptions = {}) {
    const { addresses, proxy, ca, resolve, clock = systemClock, idleMs = 30_000, wholeMs = 120_000 } = options;
    if (proxy) checkProxy(proxy);
    this.#connections = new Connections({ guard: new AddressGuard(addresses), proxy, ca, resolve, idleMs });
    this.#clock = clock;
    this.#authorize = options.authorize ?? (() => ({}));
    this.#wholeMs = wholeMs;
    this.idleMs = idleMs;
    this.patience = { ...usualPatience, ...options.patience };
  }

  /** A small answer, whole. */
  async read(url: URL, options: ReadOptions = {}): Promise<Answer> {
    const { mostBytes = 4 * 1024 * 1024 } = options;
    for (let tries = 1; ; tries++) {
      const deadline = AbortSignal.timeout(this.#wholeMs);
      const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
      try {
        const answer = await this.open(url, { ...options, signal });
        const { statusCode: status = 0, headers } = answer.message;
        const body = await wholeOf(answer.url, answer.message, { idleMs: this.idleMs, signal }, mostBytes);
        return { status, headers, body, url: answer.url };
      } catch (error) {
        if (deadline.aborted && options.signal?.aborted !== true) {
          throw sourceError('source-unreachable', `${describeUrl(url)} did not answer whole in ${this.#wholeMs} ms.`);
        }
        await this.pause(error, tries, options.signal);
      }
    }
  }

  /** A small answer that is JSON of this shape. */
  async json<T>(url: URL, shape: ZodType<T>, options: ReadOptions = {}): Promise<T> {
    const { body } = await this.read(url, options);
    return parseJson(body, shape, describeUrl(url));
  }

  /** Something of any size, as it comes; see `download.ts`. */
  download(url: URL, options: DownloadOptions): AsyncIterable<Buffer> {
    return download(this, url, options);
  }

  /** One try, with its redirects, of what `read` and `download` try again; whoever opens closes. */
  async open(first: URL, options: AskOptions, more: Readonly<Record<string, string>> = {}): Promise<OpenAnswer> {
    let url = first;
    let inConfidence = true;
    let mayAuthorize = options.unauthorized !== undefined;
    for (let followed = 0; ; ) {
      assertWeb(url);
      const { method = 'GET', body, signal } = options;
      const headers = {
        ...plainHeaders,
        ...this.#authorize(method, url),
        ...this.#headersFor(options, inConfidence),
        ...more,
      };
      const message = await this.#connections.ask(url, { method, headers, body, signal });
      const status = message.statusCode ?? 0;
      if (redirectCodes.has(status)) {
        discard(message);
        const redirect = redirectOf(url, message.headers.location, followed++);
        if ('refused' in redirect) throw redirect.refused;
        // What is sent is a secret of the one it was meant for.
        if (body !== undefined) throw redirected(url, redirect.to);
        inConfidence &&= redirect.sameOrigin;
        url = redirect.to;
      } else if (status === 401 && mayAuthorize && inConfidence) {
        discard(message);
        mayAuthorize = false;
        if (!(await options.unauthorized?.(message.headers['www-authenticate'] ?? ''))) {
          throw errorOfStatus(describeUrl(url), status, message.headers, this.#clock.now());
        }
      } else if (status === 200 || status === 206 || options.answers?.includes(status) === true) {
        return { message, url };
      } else {
        discard(message);
        throw errorOfStatus(describeUrl(url), status, message.headers, this.#clock.now());
      }
    }
  }

  /** Waits before the next try, or throws what ends it. */
  async pause(error: unknown, tries: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) throw signal.reason;
    const next = afterFailure(error, tries, this.patience);
    if ('error' in next) throw next.error;
    try {
      await delay(next.waitMs, undefined, signal ? { signal } : {});
    } catch {
      throw signal?.reason;
    }
  }

  close(): void {
    this.#connections.close();
  }

  #headersFor({ headers }: AskOptions, inConfidence: boolean): Record<string, string> {
    const all = Object.entries(headers?.() ?? {});
    return Object.fromEntries(inConfidence ? all : all.filter(([name]) => name.toLowerCase() !== 'authorization'));
  }
}

/** Bytes as they lie there. */
const plainHeaders = { 'accept-encoding': 'identity', 'user-agent': `skerry/${version}` };

function assertWeb(url: URL): void {
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (isWeb && url.username === '' && url.password === '') return;
  throw sourceError('source-setting', `${describeUrl(url)} is not asked for.`, {
    hint: 'Give an address of https or http, with no name or password in it.',
  });
}
