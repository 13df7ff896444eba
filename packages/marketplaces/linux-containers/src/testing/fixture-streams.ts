/** A tree of simplestreams as distrobuilder and its helpers lay it out, with small files of which every digest is right. */
import { digestOf } from '@skerry/outbound';

export interface FixtureProduct {
  readonly aliases: string;
  readonly os: string;
  readonly release: string;
  readonly variant: string;
  readonly arch: string;
  /** Which kinds of files each version has; metadata among them. */
  readonly versions: Readonly<Record<string, readonly string[]>>;
}

const fileNames: Readonly<Record<string, string>> = {
  squashfs: 'rootfs.squashfs',
  'root.tar.xz': 'rootfs.tar.xz',
  'disk-kvm.img': 'disk.qcow2',
};

/** What the file of that name holds: metadata little, the rest more than a kilobyte. */
export const content = (name: string): Buffer =>
  Buffer.from(/(incus|lxd)\.tar\.xz$/.test(name) ? name.repeat(3) : name.repeat(90));

const hex = (bytes: Buffer): string => digestOf(bytes).slice('sha256:'.length);

export const combinedOf = (metadata: Buffer, root: Buffer): string => hex(Buffer.concat([metadata, root]));

export function fixtureStreams(products: readonly FixtureProduct[]): Map<string, Buffer | string> {
  const files = new Map<string, Buffer | string>();
  const described = products.map((each) => {
    const [alias = ''] = each.aliases.split(',');
    const versions = Object.entries(each.versions).map(([version, ftypes]) => {
      const items = ftypes.map((ftype) => {
        const bytes = content(`${alias}/${each.arch}/${version}/${ftype}`);
        const path = `images/${alias}/${each.arch}/${version.replace(':', '')}/${fileNames[ftype] ?? ftype}`;
        files.set(`/${path}`, bytes);
        return { ftype, path, bytes };
      });
      const isMetadata = (ftype: string) => /^(incus|lxd)\.tar\.xz$/.test(ftype);
      const roots = items.filter(({ ftype }) => !isMetadata(ftype));
      const entries = items.map(({ ftype, path, bytes }) => {
        const combined = roots.map(
          (root) =>
            [
              `combined_${root.ftype === 'root.tar.xz' ? 'rootxz' : root.ftype.replace('.', '-')}_sha256`,
              combinedOf(bytes, root.bytes),
            ] as const,
        );
        const extra = isMetadata(ftype) ? Object.fromEntries(combined) : {};
        return [ftype, { ftype, path, size: bytes.length, sha256: hex(bytes), ...extra }] as const;
      });
      return [version, { items: Object.fromEntries(entries) }] as const;
    });
    const { aliases, os, release, variant, arch } = each;
    const about = {
      aliases,
      os,
      release,
      release_title: release,
      variant,
      arch,
      requirements: { secureboot: 'false' },
    };
    return [`${alias}:${arch}`, { ...about, versions: Object.fromEntries(versions) }] as const;
  });
  const list = { content_id: 'images', datatype: 'image-downloads', format: 'products:1.0' };
  files.set('/streams/v1/images.json', JSON.stringify({ ...list, products: Object.fromEntries(described) }));
  files.set(
    '/streams/v1/index.json',
    JSON.stringify({
      format: 'index:1.0',
      index: {
        images: { datatype: 'image-downloads', format: 'products:1.0', path: 'streams/v1/images.json', products: [] },
        other: { datatype: 'image-ids', path: 'streams/v1/ids.json' },
      },
    }),
  );
  return files;
}
