/** A registry in memory, as small as one that keeps the specification can be, for what a real one would not hold. */
import type { Serve } from '@skerry/marketplace-contract/testing/faulty-server';
import { type Digest, digestOf } from '@skerry/outbound';
import { gzipSync } from 'node:zlib';

export interface FixtureImage {
  readonly architecture?: string;
  readonly os?: string;
  readonly variant?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly layers?: readonly Buffer[];
}

export interface Pushed {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

const oci = 'application/vnd.oci.image';

/** Some bytes that gzip makes no shorter than a thousand. */
export const layer = (name: string): Buffer =>
  gzipSync(Buffer.concat(Array.from({ length: 64 }, (_, i) => Buffer.from(digestOf(`${name} ${i}`)))));

export class FixtureRegistry {
  readonly manifests = new Map<string, { readonly mediaType: string; readonly content: Buffer }>();
  readonly blobs = new Map<string, Buffer>();
  readonly tags = new Map<string, Set<string>>();
  /** Asks for a token, or for this name and password. */
  readonly wants: { token?: string; basic?: string } = {};
  url = '';

  blob(path: string, content: Buffer, mediaType: string): Pushed {
    const digest = digestOf(content);
    this.blobs.set(`${path}/${digest}`, content);
    return { mediaType, digest, size: content.length };
  }

  manifest(path: string, document: unknown, mediaType: string, tag?: string): Pushed {
    const content = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
    const digest = digestOf(content);
    this.manifests.set(`${path}/${digest}`, { mediaType, content });
    const tags = this.tags.get(path) ?? new Set();
    this.tags.set(path, tags);
    if (tag !== undefined) {
      this.manifests.set(`${path}/${tag}`, { mediaType, content });
      tags.add(tag);
    }
    return { mediaType, digest, size: content.length };
  }

  image(path: string, image: FixtureImage = {}, tag?: string): Pushed {
    const { architecture = 'amd64', os = 'linux', variant, config = {}, layers = [layer(path)] } = image;
    const platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
    const configuration = {
      ...platform,
      config,
      rootfs: { type: 'layers', diff_ids: layers.map((each) => digestOf(each)) },
    };
    const document = {
      schemaVersion: 2,
      mediaType: `${oci}.manifest.v1+json`,
      config: this.blob(path, Buffer.from(JSON.stringify(configuration)), `${oci}.config.v1+json`),
      layers: layers.map((each) => this.blob(path, each, `${oci}.layer.v1.tar+gzip`)),
    };
    return { ...this.manifest(path, document, document.mediaType, tag), platform };
  }

  index(path: string, manifests: readonly Pushed[], tag?: string): Pushed {
    const mediaType = `${oci}.index.v1+json`;
    return this.manifest(path, { schemaVersion: 2, mediaType, manifests }, mediaType, tag);
  }

  readonly serve: Serve = ({ path: asked, headers }) => {
    const { pathname, searchParams } = new URL(asked, 'http://registry');
    if (pathname === '/token') return json({ token: this.wants.token ?? 'any', expires_in: 300 });
    const challenge = this.#challenge(headers.authorization, pathname);
    if (challenge !== undefined) return { status: 401, headers: { 'www-authenticate': challenge }, body: '{}' };
    if (pathname === '/v2/_catalog') return json(this.#paged('repositories', [...this.tags.keys()], searchParams));
    const [, path = '', kind, rest = ''] = /^\/v2\/(.*)\/(manifests|blobs|tags)\/([^/]*)$/.exec(pathname) ?? [];
    if (kind === 'tags') {
      const tags = this.tags.get(path);
      return tags ? json(this.#paged('tags', [...tags], searchParams)) : { status: 404, body: '{}' };
    }
    const manifest = this.manifests.get(`${path}/${rest}`);
    if (kind === 'manifests' && manifest) {
      return { status: 200, headers: { 'content-type': manifest.mediaType }, body: manifest.content };
    }
    const blob = this.blobs.get(`${path}/${rest}`);
    return kind === 'blobs' && blob ? { status: 200, body: blob } : { status: 404, body: '{"errors":[]}' };
  };

  #challenge(authorization: string | undefined, pathname: string): string | undefined {
    const { token, basic } = this.wants;
    if (token !== undefined && authorization !== `Bearer ${token}`) {
      const scope = pathname.replace('/v2/', '');
      return `Bearer realm="${this.url}/token",service="fixture",scope="${scope}"`;
    }
    if (basic === undefined || authorization === `Basic ${Buffer.from(basic).toString('base64')}`) return undefined;
    return 'Basic realm="fixture"';
  }

  #paged(name: string, all: readonly string[], query: URLSearchParams) {
    const sorted = all.toSorted();
    const begin = query.has('last') ? sorted.filter((each) => each <= (query.get('last') ?? '')).length : 0;
    const page = sorted.slice(begin, begin + Number(query.get('n') ?? 100));
    return { [name]: page };
  }
}

const json = (value: unknown) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
