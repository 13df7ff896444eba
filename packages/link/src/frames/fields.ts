import type { Failure, FailureKind, Json } from '@skerry/kit';
import { MAX_METHOD, MAX_SENTENCE, METHOD } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

export type Fields = { readonly [key: string]: Json | undefined };

const U32 = 0xffff_ffff;

export function record(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ProtocolError(`${what}: no object`);
  return value as Fields;
}

/** Strictness after the handshake: both sides know the version, so a field it lacks is a fault, not the future. */
export function only(fields: Fields, ...names: string[]): void {
  for (const name of Object.keys(fields)) {
    if (!names.includes(name)) throw new ProtocolError(`unknown field "${name.slice(0, 30)}"`);
  }
}

export function count(fields: Fields, name: string, min = 0, max = Number.MAX_SAFE_INTEGER): number {
  const value = own(fields, name);
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
    throw new ProtocolError(`${name}: no number in its range`);
  }
  return value;
}

export const streamId = (fields: Fields): number => count(fields, 'stream', 1, U32);

export function text(fields: Fields, name: string, form: RegExp, maxLength: number): string {
  const value = own(fields, name);
  if (typeof value !== 'string' || value.length > maxLength || !form.test(value)) {
    throw new ProtocolError(`${name}: no text of its form`);
  }
  return value;
}

export const method = (fields: Fields): string => text(fields, 'method', METHOD, MAX_METHOD);

export function body(fields: Fields): Json {
  const value = own(fields, 'body');
  if (value === undefined) throw new ProtocolError('body: missing');
  return value;
}

const kinds: readonly string[] = ['refused', 'failed', 'bug'] satisfies FailureKind[];

export function failure(fields: Fields): Failure {
  const value = record(own(fields, 'failure'), 'failure');
  only(value, 'code', 'kind', 'message', 'hint', 'field');
  const kind = own(value, 'kind');
  if (typeof kind !== 'string' || !kinds.includes(kind)) throw new ProtocolError('failure.kind: unknown');
  const sentence = (name: string) => text(value, name, /^/, MAX_SENTENCE);
  return {
    code: text(value, 'code', /^[a-z0-9-]+$/, 64),
    kind: kind as FailureKind,
    message: sentence('message'),
    ...(own(value, 'hint') === undefined ? {} : { hint: sentence('hint') }),
    ...(own(value, 'field') === undefined ? {} : { field: sentence('field') }),
  };
}

/** An own property only: `constructor` and the like are not fields. */
export function own(fields: Fields, name: string): Json | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
