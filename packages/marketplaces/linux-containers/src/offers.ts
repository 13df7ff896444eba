/**
 * From a product of a list to what we can get of it. Pure. A root or a disk has a digest of its own, and a combined one:
 * of the metadata and it, one after the other, by which Incus and LXD name an image. Both are checked.
 */
import {
  type Blob,
  type ImageFormat,
  kindsOf,
  type ListedOffer,
  ourArchitecture,
  plainName,
} from '@skerry/marketplace-contract';
import { type Digest, parseDigest, strongest } from '@skerry/outbound';
import { item, type Item, type Product } from './documents.ts';

/** Newer streams have both, for two programs, and the same in them. */
const metadataTypes = ['incus.tar.xz', 'lxd.tar.xz'] as const;

interface RootType {
  readonly ftype: string;
  readonly format: ImageFormat;
  readonly mediaType: string;
  /** Where the metadata says the combined digest; the first that is there. */
  readonly combined: readonly string[];
}

/** In the order in which they are offered. A difference to the version before (`.vcdiff`) is none of them. */
const rootTypes: readonly RootType[] = [
  {
    ftype: 'squashfs',
    format: 'squashfs',
    mediaType: 'application/vnd.squashfs',
    combined: ['combined_squashfs_sha256'],
  },
  {
    ftype: 'root.tar.xz',
    format: 'root-tar',
    mediaType: 'application/x-xz',
    combined: ['combined_rootxz_sha256', 'combined_sha256'],
  },
  {
    ftype: 'disk-kvm.img',
    format: 'qcow2',
    mediaType: 'application/x-qcow2',
    combined: ['combined_disk-kvm-img_sha256'],
  },
  { ftype: 'disk1.img', format: 'qcow2', mediaType: 'application/x-qcow2', combined: ['combined_disk1-img_sha256'] },
];

export function offersOf(of: Product, base: URL): ListedOffer[] {
  return Object.entries(of.versions)
    .filter(([version]) => plainName(version) !== undefined)
    .toSorted(([a], [b]) => (a < b ? 1 : -1))
    .flatMap(([version, { items }]) => offersOfVersion(of, version, Object.values(items), base));
}

function offersOfVersion(of: Product, version: string, raw: readonly unknown[], base: URL): ListedOffer[] {
  const items = raw.flatMap((each) => item.safeParse(each).data ?? []);
  const metadata = metadataTypes.flatMap((ftype) => items.filter((each) => each.ftype === ftype))[0];
  const publishedAt = timeOf(version);
  return rootTypes.flatMap((type) => {
    const root = items.find(({ ftype }) => ftype === type.ftype);
    const isDisk = type.format === 'qcow2';
    const rootBlob = root && blobOf(root, isDisk ? 'disk' : 'root', type.mediaType, base);
    const before = metadata && blobOf(metadata, 'metadata', 'application/x-xz', base);
    if (rootBlob === undefined) return [];
    const combined = type.combined.map((key) => metadata?.[key]).find((value) => typeof value === 'string');
    const together = typeof combined === 'string' ? parseDigest(`sha256:${combined}`) : undefined;
    const secure = of.requirements['secureboot'] ?? of.requirements['secure_boot'];
    return [
      {
        version,
        digest: together ?? (rootBlob.digest as Digest),
        format: type.format,
        architecture: ourArchitecture(of.arch),
        kinds: kindsOf(type.format),
        minimum: {},
        blobs: [
          ...(before ? [before] : []),
          { ...rootBlob, ...(before && together ? { together: { after: before, digest: together } } : {}) },
        ],
        ...(publishedAt === undefined ? {} : { publishedAt }),
        ...(isDisk && String(secure) === 'false' ? { machine: { secureBoot: false } } : {}),
      },
    ];
  });
}

/** Nothing for a file that nobody promised the digest of, or that lies at somebody else's. */
function blobOf(of: Item, role: Blob['role'], mediaType: string, base: URL): Blob | undefined {
  const digest = strongest([of.sha512 && `sha512:${of.sha512}`, of.sha256 && `sha256:${of.sha256}`]);
  const url = URL.canParse(of.path, base.href) ? new URL(of.path, base) : undefined;
  if (digest === undefined || url?.origin !== base.origin) return undefined;
  return { role, location: url.href, digest, size: of.size, mediaType };
}

/** `20260131_05:24`, or without the hour. */
function timeOf(version: string): string | undefined {
  const [, date = '', hour = '00', minute = '00'] = /^(\d{8})(?:_(\d\d):?(\d\d))?/.exec(version) ?? [];
  const time = Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${hour}:${minute}:00Z`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
