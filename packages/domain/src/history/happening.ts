import type { FailingStep } from '../instance/instance.ts';

/**
 * What can happen to an instance. The first four and `lost` are known to its cluster, the rest to its host; that the
 * cluster itself is lost, to the front-end.
 */
export const happeningKinds = [
  /** A command was applied. */
  'command',
  /** A command was not applied: `message` says why. */
  'refused',
  /** It got a host. */
  'placed',
  /** A host was looked for, and none was found. */
  'unplaced',
  /** The image of its disk was fetched. */
  'image-fetched',
  /** Its disk was made. */
  'disk-made',
  'started',
  /** It was started again because that was asked for. */
  'rebooted',
  /** It was started again by itself after an end that nobody had asked for. */
  'restored',
  /** Its host knew nothing of it, and it ran. */
  'found',
  'paused',
  'resumed',
  /** It was asked to shut down. */
  'asked-to-end',
  /** It ended as was wanted; with `toReboot` only to be started again. */
  'stopped',
  /** It ended by itself, in order: somebody shut it down from within. */
  'ended',
  /** It ended by itself, and not in order. */
  'crashed',
  /** It ended with its host, which was started anew. */
  'host-restarted',
  /** Its host or its cluster was declared lost, and it with it. */
  'lost',
  /** A step failed, and is tried again. */
  'failed',
  /** What had failed does not fail any more. */
  'mended',
] as const;
export type HappeningKind = (typeof happeningKinds)[number];

/** One thing that happened to an instance, written down by who knows it first. */
export interface Happening {
  /** Counts what its writer wrote down about this instance. */
  readonly number: number;
  /** ISO 8601, by the clock of its writer. */
  readonly at: string;
  readonly what: HappeningKind;
  /** The host on which it happened; of `placed`, the one it was given. Absent: the cluster says so. */
  readonly hostId?: number;
  /** How long it took; of an end, how long the guest had run. */
  readonly seconds?: number;
  /** The generation of the intent that it followed; absent: nobody had asked for it. */
  readonly generation?: number;
  /** Of `command` and `refused`. */
  readonly commandId?: number;
  readonly userId?: number;
  /** What the command asked: `create` or the type of an instance command. */
  readonly asked?: string;
  /** Of `failed` and `mended`. */
  readonly step?: FailingStep;
  readonly code?: string;
  readonly message?: string;
  readonly toReboot?: true;
  /** It was ended by force. */
  readonly forced?: true;
  /** The end of what the guest had printed. */
  readonly log?: string;
}

export interface InstanceHistory {
  readonly instanceId: number;
  /** In the order in which they were written down. */
  readonly happenings: readonly Happening[];
}
