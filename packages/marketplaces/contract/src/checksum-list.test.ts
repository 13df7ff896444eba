import { digestOf } from '@skerry/outbound';
import { expect, test } from 'vitest';
import { parseChecksums } from './checksum-list.ts';

const hexOf = (algorithm: 'md5' | 'sha256' | 'sha512') => digestOf('x', algorithm).slice(algorithm.length + 1);
const [md5, sha256, sha512] = [hexOf('md5'), hexOf('sha256'), hexOf('sha512')];

test('both ways to write it, and of several digests the strongest', () => {
  const text = [
    '-----BEGIN PGP SIGNED MESSAGE-----',
    'Hash: SHA512',
    '',
    `${md5}  a.img`,
    `${sha256} *a.img`,
    `${sha512.toUpperCase()}  ./b c.img`,
    `SHA256 (d.img) = ${sha256}`,
    `MD5 (a.img) = ${md5}`,
    '    $ sha256sum a.img',
    `    ${sha256}  e.img\r`,
    `${sha256.slice(1)}  short.img`,
    `zz${sha256.slice(2)}  f.img`,
  ].join('\n');
  expect([...parseChecksums(text)]).toEqual([
    ['a.img', `sha256:${sha256}`],
    ['b c.img', `sha512:${sha512}`],
    ['d.img', `sha256:${sha256}`],
    ['e.img', `sha256:${sha256}`],
  ]);
});

test('what is no list holds nothing', () => {
  for (const text of ['', '<html>', '{}', '\u0000'.repeat(100), sha256]) expect(parseChecksums(text).size).toBe(0);
});
