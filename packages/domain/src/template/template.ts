import type { ApplicationSaid } from '../application/application-start.ts';
import type { AskedNic, InstanceContext, InstanceSpec } from '../instance/instance.ts';
import type { InstanceKind } from '../instance/kinds.ts';
import type { MachineAsked } from '../machine/machine.ts';
import type { ObjectMeta } from '../object/meta.ts';

/** What to create an instance from; the request may replace any of it. */
export interface Template extends ObjectMeta {
  readonly kind: InstanceKind;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly imageId: number;
  /** MiB; absent: the image's own size. */
  readonly diskSizeMiB?: number;
  /** Empty: none; absent: the first of the cluster where an instance goes, as of an image alone. */
  readonly networkIds?: readonly number[];
  /** The same networks with what is fixed of the interfaces there; absent: nothing is. */
  readonly nics?: readonly AskedNic[];
  readonly context: InstanceContext;
  /** Of an image that is an application: what is otherwise than the image says. */
  readonly application?: ApplicationSaid;
  readonly requirements: string;
  readonly rank: InstanceSpec['rank'];
  /** Instead of what the image says of it. */
  readonly machine?: MachineAsked;
}
