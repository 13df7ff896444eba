import type { InstanceKind } from '../instance/instance.ts';
import type { ObjectMeta } from '../object/meta.ts';

export interface Image extends ObjectMeta {
  readonly datastoreId: number;
  /** `sha256:` and 64 hexadecimal digits, of the qcow2 file. */
  readonly digest: string;
  /** Virtual size, MiB, rounded up. */
  readonly sizeMiB: number;
  /** Bytes of the file. */
  readonly fileBytes: number;
  readonly format: 'qcow2';
  readonly os: string;
  readonly architecture: string;
  readonly kinds: readonly InstanceKind[];
  /** Signals an init understands, for containers; names as in signal(7). */
  readonly haltSignal: string;
  readonly rebootSignal: string;
  /** MiB; an instance with less will not boot. */
  readonly minMemoryMiB: number;
}
