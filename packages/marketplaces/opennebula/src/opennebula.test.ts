import { marketplaceConformance } from '@skerry/marketplace-contract/conformance/marketplace';
import { testOutbound } from '@skerry/marketplace-contract/conformance/under-test';
import { createFaultyServer, type Serve } from '@skerry/marketplace-contract/testing/faulty-server';
import { digestOf, Outbound } from '@skerry/outbound';
import { afterEach, expect, test } from 'vitest';
import { createOpenNebula } from './opennebula.ts';

const content = (name: string) => Buffer.from(`${name} `.repeat(200));
const hexOf = (name: string, algorithm: 'md5' | 'sha256') =>
  digestOf(content(name), algorithm).slice(algorithm.length + 1);
const id = (n: number) => `4fc76a938fb81d3517${String(n).padStart(6, '0')}`;

/** As the server writes them: an identity of MongoDB, a template as JSON within JSON, the size of the disk in bytes. */
const alpine = {
  _id: { $oid: id(1) },
  name: 'Alpine Linux 3.20',
  version: '7.0.0-0-20260101',
  publisher: 'OpenNebula Systems',
  short_description: 'Alpine for KVM hosts',
  tags: ['alpine'],
  format: 'qcow2',
  creation_time: 1_767_225_600,
  'os-id': 'Alpine',
  'os-arch': 'x86_64',
  hypervisor: 'KVM',
  opennebula_template: '{"CONTEXT":{"NETWORK":"YES"},"CPU":"0.5","MEMORY":"768","OS":{"ARCH":"x86_64"}}',
  files: [{ type: 'OS', dev_prefix: 'vd', driver: 'qcow2', size: 268_435_456, md5: hexOf('alpine', 'md5') }],
};
const older = {
  ...alpine,
  _id: { $oid: id(2) },
  version: '6.10',
  creation_time: 1_700_000_000,
  files: [{ md5: hexOf('older', 'md5') }],
};
const data = {
  _id: { $oid: id(3) },
  name: 'Data',
  version: '1',
  format: 'raw',
  files: [{ size: '1024', checksum: { md5: hexOf('data', 'md5'), sha256: hexOf('data', 'sha256') } }],
};
const both = {
  _id: { $oid: id(4) },
  name: 'Alpine with data',
  type: 'VMTEMPLATE',
  version: '2',
  disks: ['Alpine Linux 3.20', 'Data'],
  opennebula_template: '{"VCPU":2,"CPU":1,"MEMORY":2048}',
};
const service = {
  _id: { $oid: id(5) },
  name: 'Cluster',
  type: 'SERVICE_TEMPLATE',
  roles: { worker: 'Alpine Linux 3.20' },
};
const files: Readonly<Record<string, Buffer>> = { 1: content('alpine'), 2: content('older'), 3: content('data') };

const market =
  (appliances: readonly unknown[]): Serve =>
  ({ path, headers }) => {
    if (path === '/appliance' && headers.accept?.includes('json')) {
      return { status: 200, body: JSON.stringify({ sEcho: 1, appliances }) };
    }
    const [, of] = /^\/appliance\/(\w+)\/download\/0$/.exec(path) ?? [];
    if (of !== undefined) return { status: 302, headers: { location: `/storage/${Number(of.slice(-6))}` } };
    const file = files[path.replace('/storage/', '')];
    return file === undefined ? { status: 404 } : { status: 200, body: file };
  };

marketplaceConformance('opennebula', async () => {
  const server = await createFaultyServer(market([older, alpine, data, both, service]));
  return {
    server,
    make: (outbound) => createOpenNebula({ url: server.url, outbound: new Outbound(outbound) }),
    known: {
      reference: 'Alpine Linux 3.20',
      architecture: 'x86_64',
      otherArchitecture: 'aarch64',
      text: 'alpine 3.20',
      name: 'Alpine Linux 3.20',
      contents: [content('alpine')],
    },
    missing: 'Windows',
    total: 3,
    dispose: () => server.close(),
  };
});

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
async function open(appliances: readonly unknown[] = [older, alpine, data, both, service]) {
  const server = await createFaultyServer(market(appliances));
  const made = createOpenNebula({ url: server.url, outbound: new Outbound(testOutbound) });
  ends.push(
    () => made.close(),
    () => server.close(),
  );
  return made;
}

test('the size that is told is that of the disk, and the file may have another', async () => {
  const made = await open();
  const offer = await made.resolve('Alpine Linux 3.20', 'x86_64');
  expect(offer.minimum).toEqual({ diskBytes: 268_435_456, memoryMiB: 768, cpus: 1 });
  expect(offer.blobs[0]?.size).toBeUndefined();
  expect(offer.digest).toBe(`md5:${hexOf('alpine', 'md5')}`);
  expect(offer.publishedAt).toBe('2026-01-01T00:00:00.000Z');
});

test('versions of one name are one thing, the newest first; an identity names it too', async () => {
  const made = await open();
  expect((await made.versions('Alpine Linux 3.20')).versions).toEqual(['7.0.0-0-20260101', '6.10']);
  expect((await made.resolve('Alpine Linux 3.20@6.10', 'x86_64')).blobs[0]?.location).toContain(id(2));
  expect((await made.resolve(id(1), 'x86_64')).name).toBe('Alpine Linux 3.20');
});

test('of several checksums the strongest is checked', async () => {
  const made = await open();
  expect((await made.resolve('Data', 'x86_64')).digest).toBe(`sha256:${hexOf('data', 'sha256')}`);
});

test('a template is its machine and the disks of its appliances', async () => {
  const made = await open();
  const offer = await made.resolve('Alpine with data', 'x86_64');
  expect(offer.minimum).toMatchObject({ memoryMiB: 2048, cpus: 2, diskBytes: 268_435_456 });
  expect(offer.blobs.map(({ location }) => location.slice(-35))).toEqual([
    `${id(1)}/download/0`,
    `${id(3)}/download/0`,
  ]);
  await expect((await open([both, data])).resolve('Alpine with data', 'x86_64')).rejects.toThrow('There is no');
});

test('a service is left out, and what cannot be read leaves the rest', async () => {
  const odd = [null, 5, { name: 'x' }, { ...alpine, _id: { $oid: '../../x' } }, { ...alpine, name: 'a\nb' }];
  const made = await open([...odd, service, alpine]);
  expect((await made.search({})).entries.map(({ name }) => name)).toEqual(['Alpine Linux 3.20']);
  await expect((await open(odd.slice(0, 3))).search({})).rejects.toThrow('none is an appliance');
});
