/** A page of ListObjectsV2, of which we read four elements. Pure; what cannot be read is left out. */
import { type ListedFile, plainName } from '@skerry/marketplace-contract';

export interface ListAnswer {
  readonly files: readonly ListedFile[];
  readonly next?: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Undefined: it is no such page. `prefix` is taken from the names. */
export function parseListAnswer(text: string, prefix: string): ListAnswer | undefined {
  if (!/<ListBucketResult[\s>]/.test(text.slice(0, 1_000))) return undefined;
  const isEncoded = element(text, 'EncodingType') === 'url';
  const contents = [...text.matchAll(/<Contents>([^]*?)<\/Contents>/g)].slice(0, 1_000);
  const files = contents.flatMap(([, inner = '']) => fileOf(inner, prefix, isEncoded) ?? []);
  const next = element(text, 'IsTruncated') === 'true' ? element(text, 'NextContinuationToken') : undefined;
  return { files, ...(next === undefined ? {} : { next }) };
}

/** The region that a bucket is in, where a server says that another was signed for. */
export const regionIn = (text: string): string | undefined => {
  const region = element(text.slice(0, 10_000), 'Region');
  return region !== undefined && /^[a-z0-9-]{1,40}$/.test(region) ? region : undefined;
};

function fileOf(text: string, prefix: string, isEncoded: boolean): ListedFile | undefined {
  const written = element(text, 'Key') ?? '';
  const key = isEncoded ? decoded(written) : written;
  const name = key?.startsWith(prefix) === true ? plainName(key.slice(prefix.length)) : undefined;
  if (name === undefined || name.endsWith('/')) return undefined;
  const size = element(text, 'Size') ?? '';
  const modified = Date.parse(element(text, 'LastModified') ?? '');
  return {
    name,
    ...(/^\d{1,15}$/.test(size) ? { size: Number(size) } : {}),
    ...(Number.isNaN(modified) ? {} : { modifiedAt: new Date(modified).toISOString() }),
  };
}

function element(text: string, name: string): string | undefined {
  const [, inner] = new RegExp(`<${name}>([^<]{0,4096})</${name}>`).exec(text) ?? [];
  return inner?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity] ?? '');
}

/** A plus is a blank there, as in forms. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
