import { applyCommand, type Command, type Instance } from '@skerry/domain';

/** An instance as a user sees it: what its cluster said last, and on top of it what was asked since. */
export interface VisibleInstance extends Instance {
  readonly pendingCommands: number;
}

/**
 * `mirrored` is what the cluster said; `pending` are the commands it has not answered, in order. A command that no
 * longer fits is passed over here: the cluster will refuse it in the same way.
 */
export function visibleInstance(
  mirrored: Instance | undefined,
  pending: readonly Command[],
): VisibleInstance | undefined {
  let instance = mirrored;
  for (const { order, issuedAt } of pending) {
    if (order.type === 'create-instance') {
      instance ??= order.instance;
    } else if (order.type === 'instance' && instance !== undefined) {
      const applied = applyCommand(instance, order.command, issuedAt);
      if (applied.ok) instance = applied.value;
    }
  }
  return instance === undefined ? undefined : { ...instance, pendingCommands: pending.length };
}
