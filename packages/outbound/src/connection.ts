/**
 * One request to one server, without redirects or second tries. The address is judged where it is connected to, so a name
 * that changes its meaning between two looks gains nothing. Through a proxy the name is the proxy's to look up: we refuse
 * what we can see ourselves, and the rest is for the rules of the proxy.
 */
import { SkerryError } from '@skerry/kit';
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import type { AddressGuard } from './address-guard.ts';
import { describeUrl } from './describe-url.ts';
import { sourceError } from './errors.ts';
import { Passing } from './passing.ts';
import { goesThroughProxy, type ProxySetting } from './proxies.ts';

export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

export interface ConnectionOptions {
  readonly guard: AddressGuard;
  readonly proxy?: ProxySetting | undefined;
  /** For tests: what a name means now. */
  readonly resolve?: Resolve | undefined;
  /** More certificates that are believed, PEM. */
  readonly ca?: string | undefined;
  /** Milliseconds in which nothing comes, after which it is given up. */
  readonly idleMs: number;
}

export interface Asking {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Of one answer, bytes. Registries send long links; nobody sends this much. */
const mostHeaderBytes = 32 * 1024;
/** At once to one server. Larger: registries take us for an attack. */
const mostConnections = 6;

export class Connections {
  readonly #options: ConnectionOptions;
  readonly #direct: { readonly 'http:': http.Agent; readonly 'https:': https.Agent };
  /** Those of the public Internet and ours: what is given to Node takes the place of all. */
  readonly #believed: string[] | undefined;
  readonly #proxied: { readonly 'http:': http.Agent; readonly 'https:': https.Agent } | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#direct = agents({});
    const { proxy, ca } = options;
    this.#believed = ca === undefined ? undefined : [...getCACertificates('default'), ca];
    this.#proxied = proxy && agents({ proxyEnv: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url } });
  }

  /** Resolves with the head of the answer. Rejects with `Passing` for what may be over in a moment. */
  async ask(url: URL, asking: Asking): Promise<IncomingMessage> {
    const { proxy, idleMs } = this.#options;
    const throughProxy = goesThroughProxy(url, proxy);
    if (throughProxy) await this.#judgeForProxy(url);
    else this.#judgeLiteral(url);
    const pool = (throughProxy ? this.#proxied : undefined) ?? this.#direct;
    const scheme = url.protocol === 'https:' ? 'https:' : 'http:';
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const request = (scheme === 'https:' ? https : http).request(url, {
      method: asking.method,
      headers: asking.headers,
      agent: pool[scheme],
      maxHeaderSize: mostHeaderBytes,
      ...(throughProxy ? {} : { lookup: this.#lookup }),
      ...(this.#believed === undefined ? {} : { ca: this.#believed }),
      ...(asking.signal === undefined ? {} : { signal: asking.signal }),
    });
    const timer = setTimeout(() => request.destroy(new Error(`nothing came for ${idleMs} ms`)), idleMs);
    request.on('response', resolve);
    request.on('error', reject);
    request.end(asking.body);
    try {
      return await promise;
    } catch (error) {
      throw networkError(url, error, asking.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    for (const pool of [this.#direct, this.#proxied]) {
      pool?.['http:'].destroy();
      pool?.['https:'].destroy();
    }
  }

  #judgeLiteral(url: URL): void {
    const host = hostOf(url);
    if (isIP(host) !== 0) this.#assertAllowed(host, [host]);
  }

  async #judgeForProxy(url: URL): Promise<void> {
    const host = hostOf(url);
    if (isIP(host) !== 0) return this.#assertAllowed(host, [host]);
    const found = await this.#resolve(host).catch(() => []);
    const addresses = found.map(({ address }) => address);
    if (addresses.length > 0) this.#assertAllowed(host, addresses);
  }

  #assertAllowed(host: string, addresses: readonly string[]): void {
    const refusals = addresses.map((address) => [address, this.#options.guard.refusal(address)] as const);
    if (refusals.some(([, why]) => why === undefined)) return;
    throw refusedAddress(host, refusals[0]);
  }

  #resolve(name: string): Promise<readonly LookupAddress[]> {
    return (this.#options.resolve ?? resolveBySystem)(name);
  }

  /** Gives only addresses that may be reached, so that whichever is tried is one of them. */
  readonly #lookup: LookupFunction = (name, options, callback) => {
    const answer = (found: readonly LookupAddress[]) => {
      const wanted = found.filter(({ family }) => !options.family || options.family === 0 || options.family === family);
      const judged = wanted.map((each) => ({ ...each, why: this.#options.guard.refusal(each.address) }));
      const allowed = judged.filter(({ why }) => why === undefined);
      const [first] = allowed;
      const [refused] = judged;
      if (first === undefined) {
        callback(
          refused ? refusedAddress(name, [refused.address, refused.why]) : new Error(`no address of ${name}`),
          '',
        );
      } else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    };
    // oxlint-disable-next-line promise/no-callback-in-promise -- what node:net asks takes a callback
    this.#resolve(name).then(answer, (error: NodeJS.ErrnoException) => callback(error, ''));
  };
}

const agents = (options: http.AgentOptions) => {
  const all = { keepAlive: true, maxSockets: mostConnections, maxFreeSockets: 2, timeout: 60_000, ...options };
  return { 'http:': new http.Agent(all), 'https:': new https.Agent(all) };
};

const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

const resolveBySystem: Resolve = (name) =>
  new Promise((resolve, reject) => {
    systemLookup(name, { all: true }, (error, found) => (error ? reject(error) : resolve(found)));
  });

const refusedAddress = (
  host: string,
  [address, why = 'is refused']: readonly [string, string | undefined] = [host, undefined],
) => sourceError('source-address-refused', `${host === address ? host : `${host} means ${address}, which`} ${why}.`);

/** OpenSSL's and Node's words for certificates and handshakes that another try does not mend. */
const untrusted = /^(CERT_|DEPTH_ZERO_|ERR_SSL_|ERR_TLS_|HOSTNAME_MISMATCH|SELF_SIGNED_|UNABLE_TO_|INVALID_CA)/;

/** What a failed connection or a cut body is; `signal` tells who wanted it so. */
export function networkError(url: URL, error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (error instanceof SkerryError || error instanceof Passing) return error;
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code?.startsWith('HPE_') === true) {
    return sourceError(
      'source-not-understood',
      `${describeUrl(new URL(url.origin))} does not speak HTTP as it should (${code}).`,
      {
        cause: error,
      },
    );
  }
  const where = describeUrl(new URL(url.origin));
  if (code !== undefined && untrusted.test(code)) {
    return sourceError('source-unreachable', `${where} does not prove that it is itself (${code}).`, {
      hint: 'Look at its certificate; one of your own makers of certificates an administrator adds to what is believed.',
      cause: error,
    });
  }
  const why = error instanceof Error ? (code ?? error.message) : 'unknown';
  const message = `${where} cannot be reached (${why}).`;
  return new Passing(sourceError('source-unreachable', message, { cause: error }));
}
