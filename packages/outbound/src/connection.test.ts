import { SkerryError } from '@skerry/kit';
import { expect, test } from 'vitest';
import { networkError } from './connection.ts';
import { Passing } from './passing.ts';

const url = new URL('https://one.example/secret?key=1');
const of = (code: string) => networkError(url, Object.assign(new Error('x'), { code }), undefined);

test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'])(
  '%s may be over in a moment',
  (code) => {
    const error = of(code);
    expect(error instanceof Passing && error.error.message).toBe(`https://one.example/ cannot be reached (${code}).`);
  },
);

test.each([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
])('%s is not mended by another try', (code) => {
  const error = of(code);
  expect(error).toBeInstanceOf(SkerryError);
  expect((error as SkerryError).message).toBe(`https://one.example/ does not prove that it is itself (${code}).`);
});

test('who did not want it any more gets their own reason', () => {
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  expect(networkError(url, new Error('x'), stop.signal)).toEqual(new Error('enough'));
});
