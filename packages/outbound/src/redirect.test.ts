import { expect, test } from 'vitest';
import { mostRedirects, redirectOf } from './redirect.ts';

const secure = new URL('https://one.example/path/file?secret=1');
const plain = new URL('http://one.example/path/file');
const said = (from: URL, location: string | undefined, followed = 0): string => {
  const redirect = redirectOf(from, location, followed);
  return 'to' in redirect ? `${redirect.to.href} ${redirect.sameOrigin}` : redirect.refused.failure.message;
};

test('a path, another host and a safer scheme are followed', () => {
  expect(said(secure, '../other')).toBe('https://one.example/other true');
  expect(said(secure, 'https://two.example/x')).toBe('https://two.example/x false');
  expect(said(plain, 'https://one.example/x')).toBe('https://one.example/x false');
  expect(said(plain, 'http://one.example:81/x')).toBe('http://one.example:81/x false');
});

test('a less safe scheme is not', () => {
  expect(said(secure, 'http://one.example/x')).toBe(
    'https://one.example/path/file sends on to http://one.example/x, where everybody on the way could change what comes.',
  );
});

test.each(['ftp://one.example/x', 'file:///etc/passwd', 'data:text/plain,x', 'javascript:1', 'gopher://one.example/'])(
  '%s is not of the web',
  (location) => {
    expect(said(plain, location)).toMatch(/not of the web\.$/);
  },
);

test('nonsense, credentials and circles are refused, and no query is shown', () => {
  expect(said(secure, undefined)).toBe('https://one.example/path/file sends on, and does not say where to.');
  expect(said(secure, 'https://[')).toMatch(/does not say where to/);
  expect(said(secure, 'https://me:pw@two.example/x?key=2')).toBe(
    'https://one.example/path/file sends on to https://two.example/x with a name or password in the address.',
  );
  expect(said(secure, '/x', mostRedirects)).toMatch(/was reached by 8 redirects/);
});
