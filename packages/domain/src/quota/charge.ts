import { assertNever } from '@skerry/kit';
import type { Command } from '../command/command.ts';
import type { Image } from '../image/image.ts';
import type { Instance } from '../instance/instance.ts';
import type { ObjectKind, ObjectMeta } from '../object/meta.ts';
import type { Token } from '../token/token.ts';
import type { Amounts } from './dimensions.ts';
import { recordBytes } from './record-bytes.ts';

/** What one record costs, and whom. */
export interface Charge {
  readonly ownerId: number;
  /** Absent: it is charged to the user alone. */
  readonly groupId?: number;
  readonly amounts: Amounts;
}

/**
 * What an object is charged. Undefined: nothing, because it is not its owner's doing: disks and leases come and go with
 * their instances, log-ins end by themselves, hosts and clusters are the administrators'.
 */
export function chargeOf(kind: ObjectKind, object: ObjectMeta): Charge | undefined {
  const { ownerId, groupId } = object;
  switch (kind) {
    case 'disk':
    case 'lease':
    case 'cluster':
    case 'host':
      return undefined;
    case 'token':
      if ((object as Token).purpose !== 'access') return undefined;
      return { ownerId, groupId, amounts: { objects: 1, tokens: 1, recordBytes: recordBytes(object) } };
    case 'instance': {
      const { spec, labels, attributes } = object as Instance;
      const amounts = {
        objects: 1,
        instances: 1,
        cpus: spec.cpus,
        memoryMiB: spec.memoryMiB,
        diskMiB: spec.disks.reduce((sum, { sizeMiB }) => sum + sizeMiB, 0),
        // What its cluster says of it is not its owner's.
        recordBytes: recordBytes(labels) + recordBytes(attributes) + recordBytes(spec),
      };
      return { ownerId, groupId, amounts };
    }
    case 'template':
      return { ownerId, groupId, amounts: { objects: 1, templates: 1, recordBytes: recordBytes(object) } };
    case 'image': {
      const { fileBytes, import: unfinished } = object as Image;
      // Also while it comes, so that two of them do not pass on the same room.
      const imageMiB = Math.ceil((fileBytes ?? unfinished?.expectedBytes ?? 0) / 1024 / 1024);
      return { ownerId, groupId, amounts: { objects: 1, imageMiB, recordBytes: recordBytes(object) } };
    }
    case 'datastore':
    case 'group':
    case 'marketplace':
    case 'network':
    case 'user':
      return { ownerId, groupId, amounts: { objects: 1, recordBytes: recordBytes(object) } };
    default:
      return assertNever(kind);
  }
}

/**
 * A command is charged to who gave it, until it is answered. The instance that it makes is charged by itself; and what
 * holds nothing of the user's own, as a deletion, costs no bytes, so that it is possible also for who has too many.
 */
export function chargeOfCommand({ userId, order }: Command): Charge {
  const bytes = order.type === 'instance' && order.command.type === 'update' ? recordBytes(order.command) : 0;
  return { ownerId: userId, amounts: { waitingCommands: 1, recordBytes: bytes } };
}
