import type { Failure } from '@skerry/kit';
import type { InstanceCommand } from '../instance/command.ts';
import type { Instance } from '../instance/instance.ts';

/**
 * An order to a cluster, kept by the front-end until the cluster has answered. Applied in order, exactly once, however
 * often the link is cut.
 */
export interface Command {
  /** Front-end wide, rising. */
  readonly id: number;
  readonly clusterId: number;
  readonly userId: number;
  /** ISO 8601. */
  readonly issuedAt: string;
  readonly order: Order;
}

export type Order =
  | { readonly type: 'create-instance'; readonly instance: Instance; readonly diskIds: readonly number[] }
  | { readonly type: 'instance'; readonly instanceId: number; readonly command: InstanceCommand };

export type CommandResult =
  | { readonly commandId: number; readonly outcome: 'applied' }
  | { readonly commandId: number; readonly outcome: 'refused'; readonly failure: Failure };
