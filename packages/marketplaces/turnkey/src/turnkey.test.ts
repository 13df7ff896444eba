import { marketplaceConformance } from '@skerry/marketplace-contract/conformance/marketplace';
import { testOutbound } from '@skerry/marketplace-contract/conformance/under-test';
import { createFaultyServer } from '@skerry/marketplace-contract/testing/faulty-server';
import { fixtureTree } from '@skerry/marketplace-contract/testing/fixture-tree';
import { digestOf, Outbound, sourceError } from '@skerry/outbound';
import { afterEach, expect, test } from 'vitest';
import { createTurnKey, type TurnKeyOptions } from './turnkey.ts';

const wordpress = 'debian-12-turnkey-wordpress_18.2-1_amd64.tar.gz';
const newer = 'debian-12-turnkey-wordpress_18.10-1_amd64.tar.gz';
const core = 'debian-11-turnkey-core_17.1-1_amd64.tar.gz';
const content = (name: string) => Buffer.from(name.repeat(50));

/** As TurnKey writes it: how to check it, the digests indented below, and its signature around all. */
function hashFile(name: string): string {
  const hex = (algorithm: 'sha256' | 'sha512') => digestOf(content(name), algorithm).slice(algorithm.length + 1);
  return `-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

To ensure the image has not been corrupted in transmit or tampered with,
perform the following two steps to cryptographically verify image integrity:

2. Recalculate the image hash and make sure it matches your choice of hash below.

    $ sha256sum ${name}
      ${hex('sha256')}  ${name}

    $ sha512sum ${name}
      ${hex('sha512')}  ${name}

-----BEGIN PGP SIGNATURE-----

iQIzBAEBCgAdFiEE
-----END PGP SIGNATURE-----
`;
}

const names = [core, wordpress, newer];
const listing = `<html><head><title>Index of /turnkeylinux/images/proxmox</title></head><body><pre>
<a href="?C=N;O=D">Name</a> <a href="/turnkeylinux/images/">Parent Directory</a>
${names
  .flatMap((name) => [name, `${name}.hash`])
  .map((name) => `<a href="${name}">${name.slice(0, 20)}..&gt;</a> 2026-01-29 09:45  2.2K`)
  .join('\n')}
<a href="readme.html">readme.html</a></pre></body></html>`;
const files = new Map<string, Buffer | string>([
  ['/proxmox/', listing],
  ...names.flatMap((name): [string, Buffer | string][] => [
    [`/proxmox/${name}`, content(name)],
    [`/proxmox/${name}.hash`, hashFile(name)],
  ]),
]);

marketplaceConformance('turnkey', async () => {
  const server = await createFaultyServer(fixtureTree(undefined, files));
  return {
    server,
    make: (outbound) => createTurnKey({ url: `${server.url}/proxmox`, outbound: new Outbound(outbound) }),
    known: {
      reference: 'wordpress',
      architecture: 'x86_64',
      otherArchitecture: 'aarch64',
      text: 'wordpress',
      name: 'wordpress',
      contents: [content(newer)],
    },
    missing: 'nothing',
    total: 2,
    dispose: () => server.close(),
  };
});

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
async function open(
  more: Partial<TurnKeyOptions> = {},
  change: (tree: Map<string, Buffer | string>) => void = () => {},
) {
  const tree = new Map(files);
  change(tree);
  const server = await createFaultyServer(fixtureTree(undefined, tree));
  const made = createTurnKey({ url: `${server.url}/proxmox/`, outbound: new Outbound(testOutbound), ...more });
  ends.push(
    () => made.close(),
    () => server.close(),
  );
  return made;
}

test('versions are counted as people count, and the strongest digest is taken', async () => {
  const made = await open();
  expect((await made.versions('turnkey-wordpress')).versions).toEqual(['18.10-1', '18.2-1']);
  const offer = await made.resolve('wordpress@18.2-1', 'x86_64');
  expect(offer.digest).toBe(digestOf(content(wordpress), 'sha512'));
  expect(offer.publishedAt).toBe('2026-01-29T09:45:00.000Z');
});

test('what is not signed is not offered', async () => {
  const asked: string[] = [];
  const made = await open({
    verify: async (text, release) => {
      asked.push(`${release} ${text.slice(0, 34)}`);
      if (release === '11') throw sourceError('source-wrong-digest', 'The digests of core are not signed by TurnKey.');
      return text;
    },
  });
  await made.resolve('wordpress', 'x86_64');
  await expect(made.resolve('core', 'x86_64')).rejects.toThrow('are not signed');
  expect(asked).toEqual(['12 -----BEGIN PGP SIGNED MESSAGE-----', '11 -----BEGIN PGP SIGNED MESSAGE-----']);
});

test('what stands around the signed text counts for nothing', async () => {
  const made = await open({ verify: () => Promise.resolve('Nothing of it was signed.') });
  await expect(made.resolve('core', 'x86_64')).rejects.toThrow('has no digest of');
});

test('digests of another file are none of this one', async () => {
  const made = await open({}, (tree) => tree.set(`/proxmox/${core}.hash`, hashFile(wordpress)));
  await expect(made.resolve('core', 'x86_64')).rejects.toThrow(`has no digest of ${core}`);
});
