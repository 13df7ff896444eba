import type { Issue } from '@skerry/contract';

/** What a schema of the contract is to a form. */
export interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } };
}
