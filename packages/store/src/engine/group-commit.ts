/**
 * Gathers the operations of one turn of the event loop and has them applied together, so that they share one disk
 * sync. Each keeps its own result. If we die before the sync, none of the group was acknowledged.
 */
import { isStoreError } from '../errors.ts';
import type { Draft } from './draft.ts';

/** Larger: one group holds the event loop longer. Smaller: fewer commits share a sync. */
const mostPerGroup = 256;

interface Operation {
  readonly apply: (draft: Draft) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupTarget {
  /** Runs `fill` on a new draft and makes it durable, or throws and has written nothing. */
  commitDraft(fill: (draft: Draft) => void): void;
  /** Called with an error that is not of one operation's making. */
  failed(error: unknown): void;
}

export class GroupCommit {
  private waiting: Operation[] = [];
  private scheduled: NodeJS.Immediate | undefined;
  private readonly target: GroupTarget;

  constructor(target: GroupTarget) {
    this.target = target;
  }

  submit<T>(apply: (draft: Draft) => T): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      this.waiting.push({ apply, resolve, reject });
      this.scheduled ??= setImmediate(() => this.turn());
    }) as Promise<T>;
  }

  /** Applies all that waits, now. */
  drain(): void {
    while (this.waiting.length > 0) this.applyGroup(this.waiting.splice(0, mostPerGroup));
  }

  private turn(): void {
    this.scheduled = undefined;
    this.applyGroup(this.waiting.splice(0, mostPerGroup));
    if (this.waiting.length > 0) this.scheduled ??= setImmediate(() => this.turn());
  }

  private applyGroup(group: readonly Operation[]): void {
    const settle: (() => void)[] = [];
    try {
      this.target.commitDraft((draft) => {
        for (const operation of group) settle.push(outcome(operation, draft));
      });
    } catch (error) {
      if (isStoreError(error, 'store-full') && group.length > 1) {
        // What still fits, and the deletes that make room, must not fail with the one that is too large.
        for (const operation of group) this.applyGroup([operation]);
        return;
      }
      this.target.failed(error);
      for (const operation of group) operation.reject(error);
      return;
    }
    for (const done of settle) done();
  }
}

function outcome(operation: Operation, draft: Draft): () => void {
  try {
    const value = operation.apply(draft);
    return () => operation.resolve(value);
  } catch (error) {
    // The one refusal that throws: it does so before its first write, and concerns nobody else in the group.
    if (!isStoreError(error, 'store-lease-unknown')) throw error;
    return () => operation.reject(error);
  }
}
