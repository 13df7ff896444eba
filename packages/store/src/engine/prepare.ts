import { mostInTransaction } from '../budget.ts';
import { storeError } from '../errors.ts';
import type { Condition, LeaseId, Transaction } from '../port.ts';

/** A transaction that keeps the rules, with its values as text: the caller may change its objects afterwards. */
export interface PreparedTransaction {
  readonly conditions: readonly Condition[];
  readonly writes: readonly PreparedWrite[];
}

export type PreparedWrite =
  | { readonly op: 'put'; readonly key: string; readonly text: string; readonly lease?: LeaseId }
  | { readonly op: 'delete'; readonly key: string };

export const limits = {
  ...mostInTransaction,
  /** etcd refuses requests above 1.5 MB. */
  valueBytes: 1024 * 1024,
  /** Deeper nesting is a cycle or an attack on the parser. */
  depth: 200,
};

/** Throws `store-invalid-transaction`, with the field at fault. */
export function prepareTransaction(transaction: Transaction): PreparedTransaction {
  const { conditions = [], writes } = transaction;
  if (writes.length > limits.writes) refuse('writes', `A transaction has at most ${limits.writes} writes.`);
  if (conditions.length > limits.conditions) {
    refuse('conditions', `A transaction has at most ${limits.conditions} conditions.`);
  }
  conditions.forEach((condition, i) => {
    checkKey(condition.key, `conditions.${i}.key`);
    if (condition.is !== 'unchanged-since') return;
    if (!Number.isSafeInteger(condition.modRevision) || condition.modRevision < 1) {
      refuse(`conditions.${i}.modRevision`, 'A revision to compare with is a whole number from 1 on.');
    }
  });
  const seen = new Set<string>();
  const prepared = writes.map((write, i): PreparedWrite => {
    const { key } = write;
    checkKey(key, `writes.${i}.key`);
    if (seen.has(key)) refuse(`writes.${i}.key`, `The key ${JSON.stringify(key)} is written twice in one transaction.`);
    seen.add(key);
    if (write.op === 'delete') return { op: 'delete', key };
    const text = toText(write.value, `writes.${i}.value`);
    return { op: 'put', key, text, ...(write.lease === undefined ? {} : { lease: write.lease }) };
  });
  return { conditions: [...conditions], writes: prepared };
}

function refuse(field: string, message: string): never {
  throw storeError('store-invalid-transaction', { field, message });
}

function checkKey(key: unknown, field: string): void {
  if (typeof key !== 'string' || key === '') refuse(field, 'A key is a text that is not empty.');
  if (/\p{Cc}/u.test(key)) refuse(field, `The key ${JSON.stringify(key)} holds control characters.`);
  if (!key.isWellFormed()) refuse(field, `The key ${JSON.stringify(key)} is not well-formed Unicode.`);
}

function toText(value: unknown, field: string): string {
  checkJson(value, field, 0);
  const text = JSON.stringify(value);
  if (text.length > limits.valueBytes || Buffer.byteLength(text) > limits.valueBytes) {
    refuse(field, 'A value has at most 1 MiB as JSON.');
  }
  return text;
}

/** JSON.stringify would turn NaN, dates, holes and classes into something else in silence. */
function checkJson(value: unknown, field: string, depth: number): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (depth > limits.depth) refuse(field, 'A value is nested too deeply, or holds itself.');
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkJson(value[i], `${field}.${i}`, depth + 1);
    return;
  }
  if (typeof value !== 'object' || !isPlain(value)) refuse(field, 'A value is JSON.');
  for (const [name, inner] of Object.entries(value)) {
    if (inner !== undefined) checkJson(inner, `${field}.${name}`, depth + 1);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
