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
  /** Of `diskIds` the instance knows more: they are told to clusters of earlier versions, which take no order without. */
  | { readonly type: 'create-instance'; readonly instance: Instance; readonly diskIds?: readonly number[] }
  | { readonly type: 'instance'; readonly instanceId: number; readonly command: InstanceCommand }
  /** The host is gone for good: what lay there is lost, and it never comes back under its number. */
  | { readonly type: 'lose-host'; readonly hostId: number }
  /**
   * Stands in the place of an order that was taken back before it was answered. A cluster that has not applied that one
   * refuses it now; one that has, has answered, and its answer holds.
   */
  | { readonly type: 'cancelled'; readonly instanceId: number; readonly asked: string };

/** What is ordered, in one word. */
export function orderWord(order: Order): string {
  switch (order.type) {
    case 'create-instance':
      return 'create';
    case 'instance':
      return order.command.type;
    case 'cancelled':
      return order.asked;
    case 'lose-host':
      return order.type;
  }
}

/** The instance that is to change, if it is one. */
export function orderedInstance(order: Order): number | undefined {
  switch (order.type) {
    case 'create-instance':
      return order.instance.id;
    case 'instance':
    case 'cancelled':
      return order.instanceId;
    case 'lose-host':
      return undefined;
  }
}

export type CommandResult =
  | { readonly commandId: number; readonly outcome: 'applied' }
  | { readonly commandId: number; readonly outcome: 'refused'; readonly failure: Failure };
