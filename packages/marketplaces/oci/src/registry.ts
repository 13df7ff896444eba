/**
 * One registry and its mirrors. A mirror is asked first, and passed over for a while when it fails; what it gives is
 * believed by its digest, and for what a tag means by an administrator's word who named it.
 */
import type { Allowance } from '@skerry/marketplace-contract';
import { type Clock, systemClock } from '@skerry/kit';
import {
  algorithmOf,
  type Answer,
  describeUrl,
  type Digest,
  digestOf,
  type DownloadOptions,
  type Outbound,
  parseDigest,
  parseJson,
  sourceCodeOf,
  type SourceErrorCode,
  sourceError,
} from '@skerry/outbound';
import { Authorization, type Credentials } from './authorization.ts';
import { type Descriptor, manifestTypes, repositoryList, tagList } from './documents.ts';

export interface RegistrySetting {
  /** Where it is; default: `https://` and its host. `http://` only when said here. */
  readonly url?: string;
  /** Asked before it, in this order. */
  readonly mirrors?: readonly string[];
  readonly credentials?: Credentials;
}

export interface Manifest {
  readonly content: Buffer;
  readonly digest: Digest;
  /** As the answer says; may be nothing. */
  readonly mediaType: string;
}

interface Place {
  readonly url: URL;
  readonly authorization: Authorization;
  /** On the monotonic clock. */
  restsUntil: number;
}

/** Milliseconds. Smaller: each layer waits for a dead mirror. */
const mirrorRestMs = 60_000;
/** No registry takes a larger one. */
const mostManifestBytes = 4 * 1024 * 1024;
const tagsOnPage = 1_000;

/** What another place may do better. An answer that is none of these is an answer. */
const worthAnother: ReadonlySet<SourceErrorCode | undefined> = new Set<SourceErrorCode>([
  'source-unreachable',
  'source-refused',
  'source-rate-limited',
  'source-not-found',
  'source-not-understood',
  'source-wrong-digest',
  'source-wrong-size',
  'source-changed',
  'source-too-large',
  'source-redirect-refused',
]);

export class Registry {
  readonly #outbound: Outbound;
  readonly #places: readonly Place[];
  readonly #clock: Clock;
  allowance: Allowance | undefined;

  constructor(outbound: Outbound, host: string, setting: RegistrySetting, clock: Clock = systemClock) {
    const { url = `https://${host}`, mirrors = [], credentials } = setting;
    this.#outbound = outbound;
    this.#clock = clock;
    this.#places = [...mirrors, url].map((text, i) => ({
      url: baseOf(text),
      authorization: new Authorization(outbound, baseOf(text), i === mirrors.length ? credentials : undefined, clock),
      restsUntil: 0,
    }));
  }

  /** `reference`: a tag or a digest. */
  manifest(path: string, reference: string, signal?: AbortSignal): Promise<Manifest> {
    return this.#somewhere(async (place) => {
      const wanted = parseDigest(reference);
      const answer = await this.#read(
        place,
        `${path}/manifests/${reference}`,
        pullOf(path),
        signal,
        manifestTypes.join(', '),
      );
      this.#learnAllowance(answer);
      const told = answer.headers['docker-content-digest'];
      const expected = wanted ?? parseDigest(typeof told === 'string' ? told : '');
      const digest = digestOf(answer.body, expected && algorithmOf(expected));
      if (expected !== undefined && digest !== expected) {
        throw sourceError(
          'source-wrong-digest',
          `${describeUrl(answer.url)} should have the digest ${expected}, and has ${digest}.`,
        );
      }
      return {
        content: answer.body,
        digest,
        mediaType: (answer.headers['content-type'] ?? '').split(';')[0] ?? '',
      };
    });
  }

  /** What is wrong before the first byte, another place may do better; after it the caller comes again. */
  async *blob(path: string, { digest, size }: Descriptor, options: Omit<DownloadOptions, 'size' | 'digests'>) {
    for (const place of this.#awake()) {
      let begun = false;
      try {
        const content = this.#outbound.download(urlOf(place, `${path}/blobs/${digest}`), {
          ...options,
          ...this.#asking(place, pullOf(path), options.signal),
          size,
          digests: [{ digest }],
        });
        for await (const chunk of content) {
          begun = true;
          yield chunk;
        }
        return;
      } catch (error) {
        const isLast = place === this.#places.at(-1);
        if (isLast || !worthAnother.has(sourceCodeOf(error))) throw error;
        this.#rest(place);
        if (begun || options.before !== undefined) throw error;
      }
    }
  }

  tags(path: string, after?: string, signal?: AbortSignal): Promise<{ tags: readonly string[]; next?: string }> {
    return this.#somewhere(async (place) => {
      const query = new URLSearchParams({ n: String(tagsOnPage), ...(after === undefined ? {} : { last: after }) });
      const answer = await this.#read(place, `${path}/tags/list?${query.toString()}`, pullOf(path), signal);
      const tags = parseJson(answer.body, tagList, describeUrl(answer.url)).tags ?? [];
      const next = lastOf(answer);
      return { tags, ...(next === undefined ? {} : { next }) };
    });
  }

  /** All that it names, of which some may be nobody's to read. */
  async repositories(most: number, signal?: AbortSignal): Promise<readonly string[]> {
    const origin = this.#places.at(-1) as Place;
    const all = new Set<string>();
    for (let last: string | undefined; ; ) {
      const query = new URLSearchParams({ n: '1000', ...(last === undefined ? {} : { last }) });
      const answer = await this.#read(origin, `_catalog?${query.toString()}`, 'registry:catalog:*', signal);
      const before = all.size;
      for (const name of parseJson(answer.body, repositoryList, describeUrl(answer.url)).repositories ?? [])
        all.add(name);
      const next = lastOf(answer);
      // A page with nothing new would come for ever.
      if (next === undefined || all.size === before || all.size >= most) return [...all].slice(0, most);
      last = next;
    }
  }

  async #somewhere<T>(work: (place: Place) => Promise<T>): Promise<T> {
    for (const place of this.#awake()) {
      try {
        return await work(place);
      } catch (error) {
        if (place === this.#places.at(-1) || !worthAnother.has(sourceCodeOf(error))) throw error;
        this.#rest(place);
      }
    }
    throw sourceError('source-unreachable', 'There is nobody to ask.');
  }

  /** The origin never rests. */
  #awake(): readonly Place[] {
    const now = this.#clock.monotonicMs();
    return this.#places.filter((place) => place === this.#places.at(-1) || place.restsUntil <= now);
  }

  #rest(place: Place): void {
    place.restsUntil = this.#clock.monotonicMs() + mirrorRestMs;
  }

  #read(place: Place, path: string, scope: string, signal?: AbortSignal, accept = 'application/json'): Promise<Answer> {
    const asking = this.#asking(place, scope, signal);
    return this.#outbound.read(urlOf(place, path), {
      ...asking,
      headers: () => ({ ...asking.headers(), accept }),
      mostBytes: mostManifestBytes,
    });
  }

  #asking({ authorization }: Place, scope: string, signal?: AbortSignal) {
    return {
      headers: () => authorization.headers(scope),
      unauthorized: (challenge: string) => authorization.satisfy(challenge, scope, signal),
      ...(signal === undefined ? {} : { signal }),
    };
  }

  #learnAllowance({ headers }: Answer): void {
    const limit = counted(headers['ratelimit-limit']);
    const remaining = counted(headers['ratelimit-remaining']);
    if (limit === undefined || remaining === undefined) return;
    this.allowance = {
      limit: limit.count,
      remaining: remaining.count,
      windowSeconds: remaining.window ?? limit.window ?? 0,
      seenAt: this.#clock.now().toISOString(),
    };
  }
}

const pullOf = (path: string): string => `repository:${path}:pull`;

const urlOf = ({ url }: Place, path: string): URL => new URL(`v2/${path}`, url);

function baseOf(text: string): URL {
  if (URL.canParse(text)) return new URL(text.endsWith('/') ? text : `${text}/`);
  throw sourceError('source-setting', `"${text}" is no address of a registry.`, {
    hint: 'Give it as in https://registry.example.org.',
  });
}

/** Where the next page begins: what `Link` says, by its `last` alone, for where it points we were told already. */
function lastOf({ headers, url }: Answer): string | undefined {
  const [, target] = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(String(headers['link'] ?? '')) ?? [];
  if (target === undefined || !URL.canParse(target, url.href)) return undefined;
  return new URL(target, url).searchParams.get('last') ?? undefined;
}

/** `100;w=21600` */
function counted(header: string | readonly string[] | undefined): { count: number; window?: number } | undefined {
  const [, count, window] = /^(\d{1,9})(?:;w=(\d{1,9}))?/.exec(String(header ?? '')) ?? [];
  if (count === undefined) return undefined;
  return { count: Number(count), ...(window === undefined ? {} : { window: Number(window) }) };
}
