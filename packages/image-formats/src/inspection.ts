import type { Appliance } from './appliance/appliance.ts';
import type { Compression } from './compression.ts';

/** As QEMU's tools call them. */
export type DiskFormat = 'qcow2' | 'raw' | 'vmdk' | 'vdi' | 'vpc' | 'vhdx';

export type WarningCode =
  | 'snapshots-dropped'
  | 'compressed'
  | 'no-partitions'
  | 'padded'
  | 'no-manifest'
  | 'not-taken-over';

/** It is taken, and something of it is otherwise than somebody may expect. */
export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
}

export interface DiskInspection {
  readonly kind: 'disk';
  readonly format: DiskFormat;
  readonly virtualBytes: number;
  readonly warnings: readonly Warning[];
}

export interface CdromInspection {
  readonly kind: 'cdrom';
  readonly format: 'iso';
  readonly virtualBytes: number;
  readonly label: string;
  readonly warnings: readonly Warning[];
}

export interface RootInspection {
  readonly kind: 'root';
  readonly format: 'tar' | 'squashfs';
  /** Of the file; a squashfs packs inside. */
  readonly compression: Compression;
  readonly warnings: readonly Warning[];
}

export interface ApplianceInspection {
  readonly kind: 'appliance';
  readonly format: 'ova';
  readonly appliance: Appliance;
  /** Where each disk lies in the file, in the order of the descriptor. */
  readonly disks: readonly {
    readonly file: string;
    readonly at: number;
    readonly bytes: number;
    readonly disk: DiskInspection;
  }[];
  readonly warnings: readonly Warning[];
}

export type Inspection = DiskInspection | CdromInspection | RootInspection | ApplianceInspection;

export interface InspectOptions {
  /** What the caller was told that it is. Something else is refused, with what it is. */
  readonly saidToBe?: Inspection['format'];
  /** More is refused. Default: the largest disk that Skerry has. */
  readonly mostVirtualBytes?: number;
  /** The first bytes of what is packed with xz, for which Node has no decompressor. */
  readonly beginOfXz?: () => Promise<Buffer>;
}
