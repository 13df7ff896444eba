/** Who outside has images, for looking at: a tree of simplestreams on this machine, with names and words of strangers. */
import { createFaultyServer } from '@skerry/marketplace-contract/testing/faulty-server';
import type { Client } from '@skerry/sdk';
import { fixtureStreams } from '../../packages/marketplaces/linux-containers/src/testing/fixture-streams.ts';

const systems: readonly (readonly [os: string, releases: readonly string[]])[] = [
  ['Alpine', ['3.20', '3.21', '3.22', 'edge']],
  ['AlmaLinux', ['8', '9', '10']],
  ['Arch', ['current']],
  ['Debian', ['bullseye', 'bookworm', 'trixie', 'sid']],
  ['Fedora', ['41', '42']],
  ['NixOS', ['24.11', 'unstable']],
  ['openSUSE', ['15.6', 'tumbleweed']],
  ['Ubuntu', ['jammy', 'noble', 'plucky']],
];
const files = ['incus.tar.xz', 'squashfs', 'disk-kvm.img'];

/** Answers what ends it. */
export async function withMarketplace(client: Client): Promise<() => Promise<void>> {
  const tree = fixtureStreams(
    systems.flatMap(([os, releases]) =>
      releases.flatMap((release) =>
        ['default', 'cloud'].map((variant) => ({
          aliases: `${os.toLowerCase()}/${release}/${variant}`,
          os,
          release,
          variant,
          arch: 'amd64',
          versions: { '20260131_05:24': files, '20260130_05:24': files },
        })),
      ),
    ),
  );
  const server = await createFaultyServer(({ path }) => {
    const body = tree.get(path);
    return body === undefined ? { status: 404 } : { status: 200, body };
  });
  await client.call('marketplace.create', {
    body: {
      name: 'harbour-mirror',
      type: 'linux-containers',
      url: server.url,
      insecure: true,
      allowedAddresses: ['127.0.0.0/8'],
      permissions: 'um-u--u--',
      description: 'What the harbour has tried and takes.',
    },
  });
  return () => server.close();
}
