/** One registry and its mirrors, as documents and bytes: what they mean is for others. */
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
  parseStrongDigest,
  parseJson,
  sourceError,
} from '@skerry/outbound';
import { Authorization, type Credentials } from './authorization.ts';
import { allowanceOf, lastOf } from './answer-headers.ts';
import { type Descriptor, manifestTypes, repositoryList, tagList } from './documents.ts';
import { type Place, Places } from './places.ts';

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

/** No registry takes a larger one. */
const mostManifestBytes = 4 * 1024 * 1024;
const tagsOnPage = 1_000;

export class Registry {
  readonly #outbound: Outbound;
  readonly #places: Places;
  readonly #clock: Clock;
  allowance: Allowance | undefined;

  constructor(outbound: Outbound, host: string, setting: RegistrySetting, clock: Clock = systemClock) {
    const { url = `https://${host}`, mirrors = [], credentials } = setting;
    this.#outbound = outbound;
    this.#clock = clock;
    const places = [...mirrors, url].map((text, i) => {
      const base = baseOf(text);
      const known = i === mirrors.length ? credentials : undefined;
      return { url: base, authorization: new Authorization(outbound, base, known, clock), restsUntil: 0 };
    });
    this.#places = new Places(places, clock);
  }

  /** `reference`: a tag or a digest. */
  manifest(path: string, reference: string, signal?: AbortSignal): Promise<Manifest> {
    return this.#places.somewhere(async (place) => {
      const wanted = parseStrongDigest(reference);
      const answer = await this.#read(
        place,
        `${path}/manifests/${reference}`,
        pullOf(path),
        signal,
        manifestTypes.join(', '),
      );
      this.allowance = allowanceOf(answer, this.#clock.now()) ?? this.allowance;
      const told = answer.headers['docker-content-digest'];
      const expected = wanted ?? parseStrongDigest(typeof told === 'string' ? told : '');
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
    for (const place of this.#places.awake()) {
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
        this.#places.passOver(place, error);
        if (begun || options.before !== undefined) throw error;
      }
    }
  }

  tags(path: string, after?: string, signal?: AbortSignal): Promise<{ tags: readonly string[]; next?: string }> {
    return this.#places.somewhere(async (place) => {
      const query = new URLSearchParams({ n: String(tagsOnPage), ...(after === undefined ? {} : { last: after }) });
      const answer = await this.#read(place, `${path}/tags/list?${query.toString()}`, pullOf(path), signal);
      const tags = parseJson(answer.body, tagList, describeUrl(answer.url)).tags ?? [];
      const next = lastOf(answer);
      return { tags, ...(next === undefined ? {} : { next }) };
    });
  }

  /** All that it names, of which some may be nobody's to read. */
  async repositories(most: number, signal?: AbortSignal): Promise<readonly string[]> {
    const { origin } = this.#places;
    const all = new Set<string>();
    for (let last: string | undefined; ; ) {
      const query = new URLSearchParams({ n: '1000', ...(last === undefined ? {} : { last }) });
      const answer = await this.#read(origin, `_catalog?${query.toString()}`, 'registry:catalog:*', signal);
      const before = all.size;
      const { repositories } = parseJson(answer.body, repositoryList, describeUrl(answer.url));
      for (const name of repositories ?? []) all.add(name);
      const next = lastOf(answer);
      // A page with nothing new would come for ever.
      if (next === undefined || all.size === before || all.size >= most) return [...all].slice(0, most);
      last = next;
    }
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
}

const pullOf = (path: string): string => `repository:${path}:pull`;

const urlOf = ({ url }: Place, path: string): URL => new URL(`v2/${path}`, url);

function baseOf(text: string): URL {
  if (URL.canParse(text)) return new URL(text.endsWith('/') ? text : `${text}/`);
  throw sourceError('source-setting', `"${text}" is no address of a registry.`, {
    hint: 'Give it as in https://registry.example.org.',
  });
}
