/**
 * Which bucket an address means, and where its objects lie. `https://host/bucket/prefix/`, as every server of the S3 API
 * understands it; `https://bucket.s3.region.amazonaws.com/prefix/` is AWS's own way, and the only one for newer buckets.
 */
import { sourceError } from '@skerry/outbound';
import { escaped } from './signature.ts';

export interface Bucket {
  /** Of the bucket, ends with a slash. */
  readonly base: URL;
  /** Of the keys that are ours; empty, or ends with a slash. */
  readonly prefix: string;
  /** As far as the address tells. */
  readonly region: string;
}

/** AWS's own word for what says no region, and the usual one of other servers. */
const usualRegion = 'us-east-1';

/** Throws `source-setting`. */
export function parseBucket(text: string): Bucket {
  const url = new URL(text);
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const [, region] = /(?:^|\.)s3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$/.exec(url.hostname) ?? [];
  const isNamedByHost = /^[a-z0-9][a-z0-9.-]*\.s3([.-][a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/.test(url.hostname);
  const bucket = isNamedByHost ? undefined : parts.shift();
  if (!isNamedByHost && bucket === undefined) {
    throw sourceError('source-setting', 'The address names no bucket.', {
      hint: 'Give it as in https://s3.example.org/bucket/folder/.',
    });
  }
  return {
    base: new URL(bucket === undefined ? '/' : `/${bucket}/`, url.origin),
    prefix: parts.map((part) => `${decodeURIComponent(part)}/`).join(''),
    region: region ?? usualRegion,
  };
}

export const objectUrl = ({ base, prefix }: Bucket, name: string): URL =>
  new URL(`${base.pathname}${`${prefix}${name}`.split('/').map(escaped).join('/')}`, base);

export function listUrl({ base, prefix }: Bucket, after: string | undefined): URL {
  // Without the slash: servers that know `bucket/` as the object of the empty name.
  const url = new URL(base.pathname === '/' ? '/' : base.pathname.slice(0, -1), base);
  url.searchParams.set('list-type', '2');
  url.searchParams.set('encoding-type', 'url');
  url.searchParams.set('max-keys', '1000');
  if (prefix !== '') url.searchParams.set('prefix', prefix);
  if (after !== undefined) url.searchParams.set('continuation-token', after);
  return url;
}
