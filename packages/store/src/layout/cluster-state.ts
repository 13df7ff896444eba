/**
 * What a cluster tells of itself, by the first word of a record's key: in its own store below `/state/`, in the
 * front-end's below `/mirror/<cluster>/`, in the feed between them without either.
 */
import type {
  CommandResult,
  ControllerStatus,
  Disk,
  HostStatus,
  Instance,
  InstanceHistory,
  Lease,
} from '@skerry/domain';
import type { Prefix } from '../key.ts';
import type { AuditRecord } from './records.ts';

export interface ClusterState {
  readonly instance: Instance;
  readonly disk: Disk;
  readonly lease: Lease;
  /** Of the controller itself: no number follows. */
  readonly controller: ControllerStatus;
  readonly 'host-status': HostStatus;
  readonly 'command-result': CommandResult;
  readonly audit: AuditRecord;
  readonly history: InstanceHistory;
}

/** As the feed has it. */
export const toldBelow = <W extends keyof ClusterState>(what: W): Prefix<ClusterState[W]> =>
  what === 'controller' ? what : `${what}/`;
