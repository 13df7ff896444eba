import { type BootWay, type InstanceKind, kindsThatBoot, kindTable } from '@skerry/domain';

/** How an image lies at a marketplace, before it is imported. */
export const imageFormats = [
  'oci',
  'root-tar',
  'squashfs',
  'qcow2',
  'raw',
  'vmdk',
  'vdi',
  'vhd',
  'vhdx',
  'ova',
  'iso',
] as const;
export type ImageFormat = (typeof imageFormats)[number];

export interface FormatTraits {
  /** In the middle of a sentence. */
  readonly word: string;
  /** What of it a guest can start from. */
  readonly boots: readonly BootWay[];
}

export const formatTable: Readonly<Record<ImageFormat, FormatTraits>> = {
  oci: { word: 'application image', boots: ['root-partition'] },
  'root-tar': { word: 'packed root file system', boots: ['root-partition'] },
  squashfs: { word: 'root file system', boots: ['root-partition'] },
  qcow2: { word: 'qcow2 disk', boots: ['boot-loader'] },
  raw: { word: 'raw disk', boots: ['boot-loader'] },
  vmdk: { word: 'VMDK disk', boots: ['boot-loader'] },
  vdi: { word: 'VDI disk', boots: ['boot-loader'] },
  vhd: { word: 'VHD disk', boots: ['boot-loader'] },
  vhdx: { word: 'VHDX disk', boots: ['boot-loader'] },
  ova: { word: 'OVA', boots: ['boot-loader'] },
  iso: { word: 'CD image', boots: ['boot-loader'] },
};

/** What can be made of it. */
export const kindsOf = (format: ImageFormat): InstanceKind[] => kindsThatBoot(formatTable[format].boots);

/** How well a kind starts from it: 0 best, as a machine does from a disk of its own before it takes a kernel of its host. */
export const rankFor = (kind: InstanceKind, format: ImageFormat): number =>
  kindTable[kind].boot.findIndex((way) => formatTable[format].boots.includes(way));

const endings: readonly (readonly [RegExp, ImageFormat])[] = [
  [/\.(tar|tgz|txz|tbz2?|tzst|tar\.(gz|xz|bz2|zst))$/i, 'root-tar'],
  [/\.(squashfs|sqfs)$/i, 'squashfs'],
  [/\.(qcow2c?|img)$/i, 'qcow2'],
  [/\.raw$/i, 'raw'],
  [/\.vmdk$/i, 'vmdk'],
  [/\.vdi$/i, 'vdi'],
  [/\.vhd$/i, 'vhd'],
  [/\.vhdx$/i, 'vhdx'],
  [/\.ova$/i, 'ova'],
  [/\.iso$/i, 'iso'],
];

/** What a file is by its name, as far as that tells; the import looks into it. A disk may be packed besides (`.qcow2.xz`). */
export function formatOfName(name: string): ImageFormat | undefined {
  const of = (text: string) => endings.find(([ending]) => ending.test(text))?.[1];
  return of(name) ?? of(name.replace(/\.(gz|xz|bz2|zst)$/i, ''));
}
