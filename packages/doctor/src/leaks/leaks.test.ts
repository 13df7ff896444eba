import { helperPool } from '@skerry/driver-contract/guest-identity';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { HostFacts } from './host-facts.ts';
import { judgeAll } from './judges/index.ts';
import type { ControllerKnowledge } from './knowledge.ts';
import { type LeakClass, leakClasses, stepAsText } from './leak.ts';
import { mendable } from './mend.ts';
import { readImages } from './read/site-files.ts';
import {
  agent,
  data,
  digest,
  fileAt,
  loopOver,
  mountAt,
  processOf,
  sound,
  soundAgent,
  soundController,
  soundFacts,
  viewOf,
} from './testing/site-view.ts';

const found = (facts: Partial<HostFacts>) => judgeAll(viewOf(facts)).map((l) => `${l.class} ${l.where}`);
const commands = (facts: Partial<HostFacts>) =>
  judgeAll(viewOf(facts)).flatMap(({ mend }) => mend.steps.map(stepAsText));

test('a site in good order has no leak, whoever else uses the machine', () => {
  expect(judgeAll(viewOf())).toEqual([]);
});

const more = <K extends keyof HostFacts>(key: K, ...extra: HostFacts[K] extends readonly (infer T)[] ? T[] : never) =>
  ({ [key]: [...(soundFacts[key] as readonly unknown[]), ...extra] }) as Partial<HostFacts>;
const run9 = `${agent}/guests/9/run`;
const run3 = `${agent}/guests/3/run`;

/** Of each class what is left of instance 9 or network 5, which nobody knows, and of container 3, which is stopped. */
const cases: readonly [LeakClass, string, Partial<HostFacts>][] = [
  ['libvirt-domain', 'sk-9', more('domains', { name: 'sk-9', running: true, since: '', disks: ['/d'] })],
  ['libvirt-file', '/var/log/libvirt/qemu/sk-9.log', more('domainFiles', fileAt('/var/log/libvirt/qemu/sk-9.log'))],
  ['process', 'process 90', more('processes', processOf(90, 'qemu-system-x86_64', '-name', 'guest=sk-9,x=on'))],
  ['process', 'process 91', more('processes', processOf(91, 'qemu-storage-daemon', '--pidfile', `${run9}/disk.pid`))],
  [
    'process',
    'process 89',
    more('processes', processOf(89, 'swtpm', 'socket', '--ctrl', `type=unixio,path=${run9}/tpm.sock`)),
  ],
  ['process', 'process 92', more('processes', processOf(92, `[lxc monitor] ${agent}/lxc sk-3`))],
  [
    'process',
    'process 93',
    more('processes', processOf(93, 'dnsmasq', `--conf-file=${agent}/networks/5/dnsmasq.conf`)),
  ],
  [
    'process',
    'process 94',
    more('processes', processOf(94, 'dnsmasq', `--conf-file=${agent}/networks/1/dnsmasq.conf`)),
  ],
  ['process', 'process 95', more('processes', processOf(95, '/sbin/losetup', `${agent}/guests/2/run/disk.raw`))],
  ['cgroup', '/c/lxc.payload.sk-9-1', more('cgroups', { path: '/c/lxc.payload.sk-9-1', since: '', processes: 0 })],
  ['cgroup', '/c/lxc.disk.sk-3', more('cgroups', { path: '/c/lxc.disk.sk-3', since: '', processes: 0 })],
  ['interface', 'skt9-0', more('links', { name: 'skt9-0', bridge: false })],
  ['interface', 'skt3-0', more('links', { name: 'skt3-0', bridge: false })],
  ['bridge', 'skbr5', more('links', { name: 'skbr5', bridge: true })],
  ['network-namespace', 'skerry-sk-9', more('namespaces', 'skerry-sk-9')],
  ['mount', `${run9}/rootfs`, more('mounts', mountAt(`${run9}/rootfs`, 'ext4', '/dev/loop9'))],
  ['mount', `${run3}/rootfs`, more('mounts', mountAt(`${run3}/rootfs`, 'ext4', '/dev/loop9'))],
  ['fuse-export', `${run9}/disk.raw`, more('mounts', mountAt(`${run9}/disk.raw`, 'fuse', '/dev/fuse'))],
  ['loop-device', '/dev/loop9', more('loops', loopOver('/dev/loop9', `${run9}/disk.raw (deleted)`))],
  ['socket', `${run9}/disk.qmp`, more('sockets', fileAt(`${run9}/disk.qmp`))],
  ['container-config', `${agent}/lxc/sk-9`, more('containerDirectories', fileAt(`${agent}/lxc/sk-9`))],
  ['guest-directory', `${agent}/guests/9`, more('guestDirectories', fileAt(`${agent}/guests/9`))],
  ['network-files', `${agent}/networks/5`, more('networkDirectories', fileAt(`${agent}/networks/5`))],
  [
    'disk',
    `${agent}/disks/90.qcow2`,
    more('disks', { ...fileAt(`${agent}/disks/90.qcow2`), diskId: 90, allocatedBytes: 1 }),
  ],
  ['disk', `${agent}/disks/.9.tmp`, more('disks', { ...fileAt(`${agent}/disks/.9.tmp`), allocatedBytes: 1 })],
  [
    'image',
    '/i/b.qcow2',
    more('images', { ...fileAt('/i/b.qcow2'), holder: 'agent', digest: `sha256:${'b'.repeat(64)}` }),
  ],
  ['image', '/i/b.part', more('images', { ...fileAt('/i/b.part'), holder: 'controller' })],
  ['id-map', 'process 96', more('processes', { ...processOf(96, 'sh'), uid: 0x70000005, cgroup: '0::/init' })],
  ['process', 'process 97', more('processes', { ...processOf(97, 'qemu-storage-daemon'), uid: helperPool.first + 9 })],
  ['id-map', '/etc/subuid', { subordinateIds: { subuid: 2, subgid: 1 } }],
  [
    'dhcp-host',
    '/p/9-0.json',
    more('ports', { ...fileAt('/p/9-0.json'), networkId: 1, instanceId: 9, address: '10.1.0.9', mac: 'm' }),
  ],
  [
    'dhcp-host',
    '/n/dhcp-hosts 10.1.0.9',
    more('dhcpHosts', { ...fileAt('/n/dhcp-hosts'), networkId: 1, address: '10.1.0.9', mac: 'm' }),
  ],
];

describe('each kind of leak is found, alone and with a way to mend it', () => {
  test.each(cases)('%s %s', (kind, where, facts) => {
    const leaks = judgeAll(viewOf(facts));
    expect(leaks.map((l) => [l.class, l.where])).toEqual([[kind, where]]);
    expect(leaks[0]?.mend.steps.length).toBeGreaterThan(0);
    expect(leaks[0]?.because).toMatch(/^[A-Z].*\.$/);
  });

  test('what was not judged above is judged below', () => {
    const judged = new Set([
      ...cases.map(([kind]) => kind),
      'nft-table',
      'nft-element',
      'nft-rule',
      'nft-chain',
      'slot',
      'address',
      'name',
    ]);
    expect(leakClasses.filter((kind) => !judged.has(kind))).toEqual([]);
  });
});

test('rules and chains of what is gone are found; a table without any network is one leak', () => {
  const table = {
    family: 'inet',
    name: 'skerry_sk',
    chains: [
      { name: 'forward', hook: true },
      { name: 'empty', hook: false },
      { name: 'guest-skt9-0', hook: false },
      { name: 'jumped-to', hook: false },
    ],
    elements: [
      { set: 'addresses', interfaceName: 'skt1-0', text: '"skt1-0" . 02:00:00:00:00:01 . 10.1.0.1' },
      { set: 'addresses', interfaceName: 'skt9-0', text: '"skt9-0" . 02:00:00:00:00:09 . 10.1.0.9' },
    ],
    rules: [
      { chain: 'forward', handle: 2, text: '[{"match":{"right":{"set":["skbr1","skbr5"]}}}]' },
      { chain: 'forward', handle: 3, text: '[{"match":{"right":"skbr1"}},{"jump":{"target":"jumped-to"}}]' },
      { chain: 'forward', handle: 4, text: '[{"match":{"right":"skbr5"}}]' },
      { chain: 'guest-skt9-0', handle: 5, text: '[{"accept":null}]' },
    ],
  };
  expect(found({ tables: [table] })).toEqual([
    'nft-element inet skerry_sk addresses "skt9-0" . 02:00:00:00:00:09 . 10.1.0.9',
    'nft-rule inet skerry_sk forward handle 4',
    'nft-chain inet skerry_sk empty',
    'nft-chain inet skerry_sk guest-skt9-0',
  ]);
  expect(commands({ tables: [table] })).toContain('nft delete rule inet skerry_sk forward handle 4');
  const none = { ...sound, agent: { ...soundAgent, networks: new Set<number>() } };
  expect(judgeAll(viewOf({ tables: [table] }, none)).map((l) => l.where)).toContain('inet skerry_sk');
});

test('a slot that is held for an instance which nobody knows is found, and given back with what says who took it', () => {
  const slots = new Map([...soundAgent.slots, [9, 40]]);
  const leaks = judgeAll(viewOf({}, { ...sound, agent: { ...soundAgent, slots } }));
  expect(leaks.map((l) => [l.class, l.where])).toEqual([['slot', '/slots/guest/9']]);
  const writes = ['/slots/guest/9', '/slots/taken/40'].map((key) => ({ op: 'delete', key }));
  expect(leaks[0]?.mend.steps).toEqual([expect.objectContaining({ do: 'commit', store: `${agent}/store.db`, writes })]);
  // One that was taken while we looked is under way.
  expect(judgeAll(viewOf({}, sound, { ...sound, agent: { ...soundAgent, slots } }))).toEqual([]);
});

describe('addresses', () => {
  const wrong = (change: Partial<ControllerKnowledge>) => {
    const known = { ...sound, controller: { ...soundController, ...change } };
    return judgeAll(viewOf({}, known)).map((leak) => leak.where);
  };
  const [first, ...others] = soundController.leases;
  if (!first) throw new Error('the site has leases');

  test('a lease without its instance', () => {
    const leases = [...soundController.leases, { ...first, id: 900, instanceId: 9, address: '10.1.0.9' }];
    const addresses = new Map([...soundController.addresses, ['1/10.1.0.9', 900] as const]);
    expect(wrong({ leases, addresses })).toEqual(['/state/lease/900']);
  });
  test('an instance without its lease, and an address that is noted for a lease that is not there', () => {
    expect(wrong({ leases: others })).toEqual(['/address/1/10.1.0.1', '/state/instance/1 10.1.0.1']);
  });
  test('a MAC that was asked for and is noted for a lease that is not there', () => {
    const macs = new Map([...soundController.macs, ['1/52:54:00:00:00:09', 900] as const]);
    expect(wrong({ macs })).toEqual(['/mac/1/52:54:00:00:00:09']);
  });
  test('one address twice', () => {
    const leases = [...soundController.leases, { ...first, id: 900, instanceId: 2 }];
    expect(wrong({ leases })).toEqual(['/state/lease/900', '/address/1/10.1.0.1']);
  });
});

describe('names', () => {
  const held = { id: 7, modRevision: 40 };
  const noted = {
    images: new Set<string>(),
    datastores: [],
    imports: { ids: [], digests: [] },
    names: new Map([['/name/group/cloud/x', held]]),
  };
  const wrong = (before: string[], after = before) => {
    const [first, second] = [before, after].map((objects) => ({
      ...sound,
      frontEnd: { ...noted, objects: new Map(objects.map((object) => [object, new Set(['cloud/x'])])) },
    }));
    return judgeAll(viewOf({}, first, second)).filter((leak) => leak.class === 'name');
  };
  test('a name that is held for an object that is gone is found, and can be mended safely', () => {
    const [leak] = wrong(['group/8', 'user/7']);
    expect(leak).toMatchObject({ where: '/name/group/cloud/x', mend: { kind: 'safe' } });
    expect(leak?.mend.steps[0]).toMatchObject({
      conditions: [{ is: 'unchanged-since', modRevision: 40 }],
      writes: [{ op: 'delete', key: '/name/group/cloud/x' }],
    });
  });
  test('a name of an object that is called otherwise, or is another one of its owner, is found', () => {
    const wrongly = (key: string) => {
      const frontEnd = {
        ...noted,
        names: new Map([[key, held]]),
        objects: new Map([['network/7', new Set(['2/x'])]]),
      };
      return judgeAll(viewOf({}, { ...sound, frontEnd }, { ...sound, frontEnd })).map(({ what }) => what);
    };
    expect(wrongly('/name/network/2/x')).toEqual([]);
    expect(wrongly('/name/network/2/y')).toEqual(['name "y" of network 7, which is called otherwise']);
    expect(wrongly('/name/network/3/x')).toEqual(['name "x" of network 7, which is called otherwise']);
    expect(wrongly('/name/image/2/x')).toEqual(['name "x" of image 7, which is gone']);
  });
  test('the name of an object that is there, or that comes or goes while we look, is none', () => {
    expect(wrong(['group/7'])).toEqual([]);
    expect(wrong(['group/7'], [])).toEqual([]);
    expect(wrong([], ['group/7'])).toEqual([]);
  });
});

test('a record without its file is found once the host has reached what is wanted', () => {
  const disks = soundFacts.disks.filter(({ diskId }) => diskId !== 20);
  expect(found({ disks })).toEqual([`disk ${agent}/disks/20.qcow2`]);
  const observed = new Map(soundAgent.observed);
  observed.set(2, { reached: 3, guest: 'none', reboots: 0, crashes: 0 });
  expect(judgeAll(viewOf({ disks }, { ...sound, agent: { ...soundAgent, observed } }))).toEqual([]);
});

test('what is being made or taken away while we look is no leak', () => {
  const nothing = { ...sound, agent: { ...soundAgent, intents: new Map(), observed: new Map() } };
  const nobody = {
    ...nothing,
    controller: { ...soundController, instances: new Map(), leases: [], addresses: new Map(), macs: new Map() },
  };
  // Known before and gone after, as in a delete; unknown before and known after, as in a create.
  expect(judgeAll(viewOf({}, sound, nobody))).toEqual([]);
  expect(judgeAll(viewOf({}, nobody, sound))).toEqual([]);
  expect(judgeAll(viewOf({}, nobody)).length).toBeGreaterThan(15);
});

test('a guest that a step is being done for may have everything', () => {
  const observed = new Map(soundAgent.observed);
  observed.set(3, { reached: 4, guest: 'prepared', reboots: 0, crashes: 0, step: { name: 'start-guest', since: '' } });
  const busy = { ...sound, agent: { ...soundAgent, observed } };
  const facts = more('mounts', mountAt(`${run3}/rootfs`, 'ext4', '/dev/loop9'));
  expect(judgeAll(viewOf(facts, busy))).toEqual([]);
});

test('guests of other machines of a laboratory, which are named alike, are no leaks of this one', () => {
  const qemu = { ...processOf(90, 'qemu-system-x86_64', '-name', 'guest=sk-9,x=on'), here: false };
  const cgroup = { path: '/c/lxc.payload.sk-9', since: '', processes: 0 };
  expect(judgeAll(viewOf(more('processes', qemu)))).toEqual([]);
  expect(judgeAll(viewOf(more('cgroups', cgroup), sound, sound, [9]))).toEqual([]);
  expect(judgeAll(viewOf(more('cgroups', cgroup)))).toHaveLength(1);
});

test('a host without its cluster’s catalogue keeps its images, and a controller alone judges no host', () => {
  const alone = { agent: soundAgent };
  const facts = more('images', { ...fileAt('/i/b.qcow2'), holder: 'agent', digest: `sha256:${'b'.repeat(64)}` });
  expect(judgeAll(viewOf(facts, alone))).toEqual([]);
  expect(judgeAll(viewOf({}, { controller: soundController }))).toEqual([]);
});

describe('a part of an image', () => {
  const a = 'a'.repeat(64);
  const part = (hex: string, path = `/i/.${hex}.qcow2.part`) =>
    ({ ...fileAt(path), holder: 'controller', partOf: `sha256:${hex}` }) as const;
  const whys = (facts: Partial<HostFacts>) => judgeAll(viewOf(facts)).map(({ what, because }) => [what, because]);

  test('that the catalogue has is gone on with, and is no copy', () => {
    expect(whys({ images: [part(a)] })).toEqual([]);
  });
  test('that the catalogue has dropped is nobody’s', () => {
    expect(whys(more('images', part('b'.repeat(64))))).toEqual([
      ['part of an image', 'The catalogue has no image with this content, so nobody fetches the rest.'],
    ]);
  });
  test('beside the whole image is nobody’s', () => {
    const whole = { ...fileAt(`/i/${a}.qcow2`), holder: 'controller', digest: `sha256:${a}` } as const;
    const images = [...soundFacts.images, whole, part(a)];
    expect(whys({ images })).toEqual([['part of an image', 'The image is there whole, so nobody fetches the rest.']]);
  });
  test('is read by its name: as a part, never as a copy', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'skerry-parts-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    for (const name of [`${a}.qcow2`, `.${a}.qcow2.part`]) await writeFile(join(directory, name), '');
    const read = await readImages(directory, 'controller');
    const told = read.toSorted((a, b) => (a.path < b.path ? 1 : -1));
    expect(told.map(({ path, digest, partOf }) => [path.endsWith('.part'), digest, partOf])).toEqual([
      [false, `sha256:${a}`, undefined],
      [true, undefined, `sha256:${a}`],
    ]);
  });
});

test('data of a disk goes only when the disk is named', () => {
  const leaks = judgeAll(
    viewOf(more('disks', { ...fileAt(`${agent}/disks/90.qcow2`), diskId: 90, allocatedBytes: 5 * 2 ** 20 })),
  );
  expect(leaks[0]?.what).toBe('disk 90, 5 MiB on disk');
  expect(mendable(leaks, [])).toEqual([]);
  expect(mendable(leaks, [91])).toEqual([]);
  expect(mendable(leaks, [90])).toEqual(leaks);
});

test('a lease is forgotten only on the condition that its instance is still not there', () => {
  const [first] = soundController.leases;
  const controller = { ...soundController, leases: [{ ...first, id: 900, instanceId: 9 } as typeof first] } as never;
  const [leak] = judgeAll(viewOf({}, { ...sound, controller })).filter(({ where }) => where === '/state/lease/900');
  expect(leak?.mend.steps).toEqual([
    {
      do: 'commit',
      store: `${data}/controller/store.db`,
      conditions: [{ key: '/state/instance/9', is: 'absent' }],
      writes: [{ op: 'delete', key: '/state/lease/900' }],
    },
  ]);
});

test('commands can be copied into a shell', () => {
  expect(stepAsText({ do: 'run', argv: ['rm', "/a b/it's"] })).toBe(`rm '/a b/it'\\''s'`);
  expect(digest).toHaveLength(71);
});

describe('what is on its way into a datastore', () => {
  const old = new Date(Date.now() - 7_200_000).toISOString();
  const young = new Date().toISOString();
  const digest = `sha256:${'b'.repeat(64)}`;
  const names = (files: readonly string[], since = old) =>
    files.map((name) => ({ path: `/data/images/blobs/${name}`, since }));
  const found = (files: ReturnType<typeof names>, imports: { ids: number[]; digests: string[] }) => {
    const frontEnd = { images: new Set<string>(), datastores: [], imports, names: new Map(), objects: new Map() };
    return judgeAll(viewOf({ blobs: files }, { ...sound, frontEnd })).map(({ where }) => where.split('/').at(-1));
  };
  const files = ['.making-7.qcow2.root', `.${'b'.repeat(64)}.part`, `.${'7'.padStart(64, '0')}.part`];
  test('is a leak when no import goes on with it, and mended safely', () => {
    expect(found(names(files), { ids: [], digests: [] })).toEqual(files);
    expect(found(names(files), { ids: [7], digests: [digest] })).toEqual([]);
    expect(found(names(files, young), { ids: [], digests: [] })).toEqual([]);
  });
});
