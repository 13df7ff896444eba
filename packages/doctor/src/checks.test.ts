import { describe, expect, test } from 'vitest';
import { cgroups } from './checks/cgroups.ts';
import { clock } from './checks/clock.ts';
import { commands, versionOf } from './checks/commands.ts';
import { debianPackages, parseList } from './checks/debian-packages.ts';
import { diskSpace } from './checks/disk-space.ts';
import { ipForwarding } from './checks/ip-forwarding.ts';
import { kernelFeatures, type Reading as Kernel } from './checks/kernel-features.ts';
import { kvm } from './checks/kvm.ts';
import { leftovers } from './checks/leftovers.ts';
import { memory, parseMemInfo } from './checks/memory.ts';
import { idsFor, userNamespaces } from './checks/user-namespaces.ts';
import { examine, worst } from './index.ts';

const list = '# what a host needs\n\n# host\nqemu-utils # disks\nlxc\n\n# tests\ncurl   # talks to guests\n';

describe('packages', () => {
  test('are sections of names; comments are neither', () => {
    expect([...parseList(list)]).toEqual([
      ['host', ['qemu-utils', 'lxc']],
      ['tests', ['curl']],
    ]);
  });
  test('missing for the host are a problem, for tests a warning, each with the command that mends it', () => {
    const found = debianPackages.judge({ wanted: list, installed: new Set(['lxc']) });
    expect(found.map((f) => f.level)).toEqual(['problem', 'warning']);
    expect(found[0]?.mend).toBe('apt-get install --yes --no-install-recommends qemu-utils');
  });
  test('on another distribution are not judged', () => {
    expect(debianPackages.judge({ wanted: list, installed: undefined })).toMatchObject([{ level: 'warning' }]);
  });
});

describe('commands', () => {
  test('that are old, broken and missing are told apart', () => {
    const answers = {
      'qemu-img': { ok: true, text: 'qemu-img version 6.2.0 (Debian)' },
      virsh: { ok: false, why: 'symbol lookup error', missing: false },
    } as const;
    const found = commands.judge({ node: 'v24.21.0', answers });
    expect(found.find((f) => f.sentence.includes('qemu-img 6.2 is older than 7.0'))?.level).toBe('problem');
    expect(found.find((f) => f.sentence.includes('virsh'))).toMatchObject({ level: 'warning' });
    expect(found.find((f) => f.sentence.startsWith('nft'))?.sentence).toContain('is not installed');
  });
  test('say their versions in many ways', () => {
    expect([
      versionOf('Dnsmasq version 2.90  Copyright'),
      versionOf('ip utility, iproute2-6.1.0'),
      versionOf('none'),
    ]).toEqual([[2, 90], [6, 1], undefined]);
  });
});

test('without KVM a host still works, and the reason is said', () => {
  const answer = { accelerator: 'tcg', reason: 'KVM is not used: it hung.', tookMs: 5000 } as const;
  const [found] = kvm.judge({ answer, devicePresent: true });
  expect(found?.level).toBe('warning');
  expect(found?.sentence).toContain('it hung');
  expect(found?.mend).toBeUndefined();
});

test('a kernel without bridges is a problem, without vhost_net a warning', () => {
  const good: Kernel = {
    bridge: undefined,
    veth: undefined,
    tun: undefined,
    nf_tables: undefined,
    nf_tables_bridge: undefined,
    overlay: undefined,
    fuse: undefined,
    loop: undefined,
    vxlan: undefined,
    vhost_net: undefined,
  };
  expect(worst(kernelFeatures.judge(good))).toBe('ok');
  expect(worst(kernelFeatures.judge({ ...good, vhost_net: '/dev/vhost-net is not there' }))).toBe('warning');
  const found = kernelFeatures.judge({ ...good, bridge: 'Unknown device type.' });
  expect(found.at(-1)).toMatchObject({ level: 'problem', mend: 'modprobe bridge' });
});

test('ids are counted per user, over all lines', () => {
  expect(idsFor('root', 'root:1:10\nann:5:7\nroot:100:20\n')).toBe(30);
  const reading = { refused: undefined, maximum: 1, subuid: 'root:1:65536', subgid: '', newuidmap: true };
  expect(userNamespaces.judge(reading)).toMatchObject([{ level: 'warning', mend: expect.stringContaining('usermod') }]);
  expect(userNamespaces.judge({ ...reading, subgid: 'root:1:65536' })).toMatchObject([{ level: 'ok' }]);
  expect(userNamespaces.judge({ ...reading, refused: 'Operation not permitted', maximum: 0 })).toMatchObject([
    { level: 'problem', mend: 'sysctl -w user.max_user_namespaces=15000' },
  ]);
});

test('a hybrid layout is well when the controllers are there, on either version', () => {
  const layout = { kind: 'hybrid', unifiedMount: '/u', controllers: { cpu: '/c', memory: '/m' } } as const;
  expect(cgroups.judge({ layout, unified: ['pids'] })).toMatchObject([{ level: 'ok' }]);
  expect(cgroups.judge({ layout, unified: [] })[0]?.sentence).toContain('lack pids');
  expect(cgroups.judge({ layout: { kind: 'none', controllers: {} }, unified: [] })).toMatchObject([
    { level: 'problem' },
  ]);
});

test('room is judged by bytes and by files', () => {
  const gib = 1024 ** 3;
  const at = (free: number, freeInodes: number | undefined = 1e6) =>
    worst(diskSpace.judge({ directory: '/x', freeBytes: free * gib, totalBytes: 100 * gib, freeInodes }));
  expect([at(1), at(5), at(50), at(50, 10), at(50, undefined)]).toEqual(['problem', 'warning', 'ok', 'problem', 'ok']);
});

test('memory is what is available, not what is free', () => {
  const reading = parseMemInfo('MemTotal:        4096000 kB\nMemFree:  1 kB\nMemAvailable:    3072000 kB\n');
  expect(reading).toEqual({ totalMiB: 4000, availableMiB: 3000 });
  expect(worst(memory.judge(reading))).toBe('ok');
  expect(worst(memory.judge({ totalMiB: 4000, availableMiB: 500 }))).toBe('problem');
});

test('a clock before the program was made is a problem; one that nobody keeps a warning', () => {
  const reading = {
    now: new Date('2026-06-01'),
    notBefore: new Date('2026-01-01'),
    service: undefined,
    synchronised: undefined,
    source: 'tsc',
  };
  expect(worst(clock.judge(reading))).toBe('warning');
  expect(worst(clock.judge({ ...reading, service: 'chronyd' }))).toBe('ok');
  expect(worst(clock.judge({ ...reading, now: new Date('1970-01-02'), synchronised: true }))).toBe('problem');
});

test('forwarding that is off is told with the command that turns it on for good', () => {
  const [found] = ipForwarding.judge({ ipv4: '0', bridgeCallsIptables: undefined, forwardDrops: false });
  expect(ipForwarding.judge({ ipv4: '1', bridgeCallsIptables: '1', forwardDrops: true })).toMatchObject([
    { level: 'ok' },
    { level: 'warning', sentence: expect.stringContaining('not even to each other') },
  ]);
  expect(found).toMatchObject({ level: 'warning', mend: expect.stringContaining('/etc/sysctl.d/') });
});

test('what is there is left over only when nothing of Skerry runs', () => {
  const reading = {
    running: true,
    links: ['skbr1'],
    namespaces: [],
    tables: [],
    mounts: ['/var/lib/skerry/x'],
    loops: [],
    silent: [],
  };
  expect(worst(leftovers.judge(reading))).toBe('ok');
  const [silent] = leftovers.judge({ ...reading, silent: ['/dev/loop3'] });
  expect([silent?.level, silent?.sentence, silent?.mend]).toEqual([
    'warning',
    expect.stringContaining('/dev/loop3 did not answer'),
    expect.stringContaining('losetup -l'),
  ]);
  const found = leftovers.judge({ ...reading, running: false });
  expect(found.map((f) => f.mend)).toEqual(['ip link delete skbr1', 'umount /var/lib/skerry/x']);
});

test('a check that breaks is a finding, and the others are still made', async () => {
  const place = { stateDirectory: '/nonexistent' };
  const broken = { name: 'broken', run: () => Promise.reject(new Error('no such luck')) };
  const good = { name: 'good', run: () => Promise.resolve([{ level: 'ok' as const, sentence: 'Fine.' }]) };
  expect(await examine(place, [broken, good])).toEqual([
    { check: 'broken', level: 'warning', sentence: 'This could not be looked at: no such luck.' },
    { check: 'good', level: 'ok', sentence: 'Fine.' },
  ]);
});
