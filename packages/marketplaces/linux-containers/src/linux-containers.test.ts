import { marketplaceConformance } from '@skerry/marketplace-contract/conformance/marketplace';
import { testOutbound } from '@skerry/marketplace-contract/conformance/under-test';
import { createFaultyServer } from '@skerry/marketplace-contract/testing/faulty-server';
import { fixtureTree } from '@skerry/marketplace-contract/testing/fixture-tree';
import { Outbound, sourceCodeOf } from '@skerry/outbound';
import { afterEach, describe, expect, it } from 'vitest';
import { createLinuxContainers } from './linux-containers.ts';
import { combinedOf, content, fixtureStreams, type FixtureProduct } from './testing/fixture-streams.ts';

const debian = { aliases: 'debian/12/default,debian/12', os: 'Debian', release: 'bookworm', variant: 'default' };
const products: FixtureProduct[] = [
  {
    ...debian,
    arch: 'amd64',
    versions: {
      '20260102_05:24': ['incus.tar.xz', 'squashfs', 'disk-kvm.img'],
      '20260101_05:24': ['lxd.tar.xz', 'squashfs'],
    },
  },
  { ...debian, arch: 'arm64', versions: { '20260102_05:24': ['incus.tar.xz', 'squashfs'] } },
  {
    aliases: 'alpine/3.20',
    os: 'Alpine',
    release: '3.20',
    variant: '',
    arch: 'amd64',
    versions: { '20260102_13:00': ['lxd.tar.xz', 'root.tar.xz'] },
  },
  {
    aliases: '24.04,noble',
    os: 'Ubuntu',
    release: 'noble',
    variant: '',
    arch: 'amd64',
    versions: { '20260103': ['lxd.tar.xz', 'disk1.img', 'squashfs'] },
  },
];
const pathOf = (ftype: string, arch = 'amd64', version = '20260102_05:24', alias = 'debian/12/default') =>
  content(`${alias}/${arch}/${version}/${ftype}`);

marketplaceConformance('linux-containers', async () => {
  const server = await createFaultyServer(fixtureTree(undefined, fixtureStreams(products)));
  return {
    server,
    make: (outbound) => createLinuxContainers({ url: server.url, outbound: new Outbound(outbound) }),
    known: {
      reference: 'debian/12',
      architecture: 'x86_64',
      otherArchitecture: 's390x',
      text: 'debian 12',
      name: 'debian/12/default',
      contents: [pathOf('incus.tar.xz'), pathOf('squashfs')],
    },
    missing: 'debian/99',
    total: 3,
    dispose: () => server.close(),
  };
});

describe('of what is particular to simplestreams', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  async function open(change: (files: Map<string, Buffer | string>) => void = () => {}) {
    const files = fixtureStreams(products);
    change(files);
    const server = await createFaultyServer(fixtureTree(undefined, files));
    const marketplace = createLinuxContainers({ url: server.url, outbound: new Outbound(testOutbound) });
    ends.push(
      () => marketplace.close(),
      () => server.close(),
    );
    return { server, marketplace, files };
  }
  const read = async (blobs: AsyncIterable<Buffer>) => {
    let bytes = 0;
    for await (const chunk of blobs) bytes += chunk.length;
    return bytes;
  };

  it('a virtual machine gets the disk, a container the root', async () => {
    const { marketplace } = await open();
    const disk = await marketplace.resolve('debian/12', 'x86_64', { kind: 'vm' });
    expect(disk).toMatchObject({ format: 'qcow2', kinds: ['vm'], machine: { secureBoot: false } });
    expect(disk.blobs.map(({ role }) => role)).toEqual(['metadata', 'disk']);
    expect(disk.pinned).toBe('debian/12/default@20260102_05:24#qcow2');
    expect((await marketplace.resolve(disk.pinned, 'x86_64')).digest).toBe(disk.digest);
    // A root alone starts too, with a kernel of its host.
    expect((await marketplace.resolve('debian/12', 'aarch64', { kind: 'vm' })).format).toBe('squashfs');
    const refused = marketplace.resolve('debian/12#qcow2', 'x86_64', { kind: 'microvm' });
    await expect(refused).rejects.toThrow('debian/12/default is there as qcow2 disk');
    expect(sourceCodeOf(await refused.catch((error: unknown) => error))).toBe('source-other-kind');
  });

  it('the older kind of metadata is taken too, and older versions by their name', async () => {
    const { marketplace } = await open();
    const old = await marketplace.resolve('debian/12@20260101_05:24', 'x86_64');
    expect(old.blobs[0]?.location).toMatch(/lxd\.tar\.xz$/);
    expect(old.publishedAt).toBe('2026-01-01T05:24:00.000Z');
    expect((await marketplace.versions('debian/12')).versions).toEqual(['20260102_05:24', '20260101_05:24']);
    expect((await marketplace.resolve('alpine/3.20', 'x86_64')).format).toBe('root-tar');
  });

  it('names of Ubuntu say whose they are', async () => {
    const { marketplace } = await open();
    expect((await marketplace.resolve('ubuntu/24.04', 'x86_64')).format).toBe('squashfs');
    expect((await marketplace.resolve('noble', 'x86_64', { kind: 'vm' })).format).toBe('qcow2');
  });

  it('a combined digest that does not fit is found, though each part is right', async () => {
    const { marketplace } = await open((files) => {
      const list = String(files.get('/streams/v1/images.json'));
      const right = combinedOf(pathOf('incus.tar.xz'), pathOf('squashfs'));
      expect(list).toContain(right);
      files.set('/streams/v1/images.json', list.replaceAll(right, 'a'.repeat(64)));
    });
    const { blobs } = await marketplace.resolve('debian/12', 'x86_64');
    expect(await read(marketplace.open(blobs[0] as never))).toBe(pathOf('incus.tar.xz').length);
    const root = read(marketplace.open(blobs[1] as never));
    await expect(root).rejects.toThrow(`should have the digest sha256:${'a'.repeat(64)}`);
    expect(sourceCodeOf(await root.catch((error: unknown) => error))).toBe('source-wrong-digest');
  });

  it('a list or a file at somebody else’s is not asked for', async () => {
    const { marketplace } = await open((files) => {
      const list = String(files.get('/streams/v1/images.json'));
      files.set(
        '/streams/v1/images.json',
        list.replaceAll('"path":"images/alpine', '"path":"//evil.example/images/alpine'),
      );
    });
    await expect(marketplace.resolve('alpine/3.20', 'x86_64')).rejects.toThrow('There is no "alpine/3.20"');
    const elsewhere = await open((files) => {
      const index = String(files.get('/streams/v1/index.json'));
      files.set('/streams/v1/index.json', index.replace('streams/v1/images.json', 'https://evil.example/x'));
    });
    await expect(elsewhere.marketplace.search({})).rejects.toThrow('which is somebody else');
  });

  it('one product that cannot be read leaves the others', async () => {
    const { marketplace } = await open((files) => {
      const list = JSON.parse(String(files.get('/streams/v1/images.json'))) as { products: Record<string, unknown> };
      const broken = {
        bad: null,
        worse: { arch: 5 },
        'a\u202eb': { ...debian, aliases: 'x\u0007y', arch: 'amd64', versions: {} },
      };
      files.set('/streams/v1/images.json', JSON.stringify({ ...list, products: { ...broken, ...list.products } }));
    });
    expect((await marketplace.search({})).total).toBe(3);
  });
});
