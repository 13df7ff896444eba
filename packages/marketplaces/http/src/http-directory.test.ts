import { marketplaceConformance } from '@skerry/marketplace-contract/conformance/marketplace';
import { testOutbound } from '@skerry/marketplace-contract/conformance/under-test';
import { createFaultyServer } from '@skerry/marketplace-contract/testing/faulty-server';
import { fixtureTree } from '@skerry/marketplace-contract/testing/fixture-tree';
import { digestOf, Outbound } from '@skerry/outbound';
import { afterEach, expect, test } from 'vitest';
import { createHttpDirectory } from './http-directory.ts';

const content = (name: string) => Buffer.from(name.repeat(100));
const hex = (name: string, algorithm: 'sha256' | 'sha512' = 'sha256') =>
  digestOf(content(name), algorithm).slice(algorithm.length + 1);
const amd = 'debian-12-generic-amd64.qcow2';
const arm = 'debian-12-generic-arm64.qcow2';
const root = 'alpine-minirootfs-x86_64.tar.gz';
const odd = 'odd & ünïcode #1?.iso';

const page = (names: readonly string[]) =>
  `<html><body><pre><a href="../">../</a>\n${names
    .map((name) => `<a href="${encodeURIComponent(name)}">${name.slice(0, 9)}..&gt;</a>  31-Jan-2026 05:24  1.2K`)
    .join('\n')}\n</pre></body></html>`;

const files = new Map<string, Buffer | string>([
  ['/images/', page([amd, arm, root, odd, 'SHA256SUMS', `${root}.sha512`, 'README.txt'])],
  ['/images/SHA256SUMS', `${hex(amd)}  ${amd}\n${hex(arm)} *${arm}\n`],
  [`/images/${root}.sha512`, `${hex(root, 'sha512')}\n`],
  ...[amd, arm, root, odd].map((name) => [`/images/${name}`, content(name)] as const),
]);

marketplaceConformance('http', async () => {
  const server = await createFaultyServer(fixtureTree(undefined, files));
  return {
    server,
    make: (outbound) => createHttpDirectory({ url: `${server.url}/images/`, outbound: new Outbound(outbound) }),
    known: {
      reference: amd,
      architecture: 'x86_64',
      otherArchitecture: 'aarch64',
      text: 'debian amd64',
      name: amd,
      contents: [content(amd)],
    },
    missing: 'debian-13.qcow2',
    total: 4,
    dispose: () => server.close(),
  };
});

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
async function open(path: string, more: ReadonlyMap<string, Buffer | string> = files) {
  const server = await createFaultyServer(fixtureTree(undefined, more));
  const made = createHttpDirectory({ url: `${server.url}${path}`, outbound: new Outbound(testOutbound) });
  ends.push(
    () => made.close(),
    () => server.close(),
  );
  return made;
}

test('a file of checksums is a list too', async () => {
  const made = await open('/images/SHA256SUMS');
  expect((await made.search({})).entries.map(({ name }) => name)).toEqual([amd, arm]);
  const { blobs, version } = await made.resolve(amd, 'x86_64');
  expect(blobs[0]).toMatchObject({ digest: `sha256:${hex(amd)}`, size: content(amd).length });
  expect(version).toBe(hex(amd).slice(0, 12));
});

test('a digest alone is of the file it is named after; names may have any character', async () => {
  const made = await open('/images/');
  expect((await made.resolve(root, 'x86_64')).digest).toBe(`sha512:${hex(root, 'sha512')}`);
  const offer = await made.resolve(odd, 'x86_64');
  expect(offer).toMatchObject({ format: 'iso', version: '2026-01-31' });
  expect(offer.digest).toBeUndefined();
  let bytes = 0;
  for await (const chunk of made.open(offer.blobs[0] as never)) bytes += chunk.length;
  expect(bytes).toBe(content(odd).length);
});

test('an architecture that the name does not tell is the usual one', async () => {
  const made = await open(
    '/',
    new Map<string, Buffer | string>([
      ['/', page(['disk.img'])],
      ['/disk.img', content('disk.img')],
    ]),
  );
  expect((await made.resolve('disk.img', 'x86_64')).architecture).toBe('x86_64');
});

test('a hundred thousand files are listed, searched and resolved', async () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `image-${i}-amd64.qcow2`);
  const made = await open(
    '/SHA256SUMS',
    new Map([['/SHA256SUMS', names.map((name) => `${hex('x')}  ${name}`).join('\n')]]),
  );
  const page = await made.search({ text: 'image-99999', limit: 10 });
  expect(page.entries.map(({ name }) => name)).toEqual(['image-99999-amd64.qcow2']);
  expect((await made.search({})).total).toBe(100_000);
});

test('a page that lists no image says what is wanted', async () => {
  const made = await open('/', new Map([['/', '<html>It works!</html>']]));
  await expect(made.search({})).rejects.toThrow('lists no image');
});
