/**
 * The leak audit on a real site: one thing of each kind is left over by hand, all of them are found, and nothing else;
 * then they are mended, and the guests that belong there did not notice.
 */
import type { Leak, LeakClass } from '@skerry/doctor/leaks/index';
import { run } from '@skerry/host-os';
import { openSqliteStore } from '@skerry/store';
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RealSite, startRealSite } from './real-site.ts';

let site: RealSite;
/** Takes away what a failed test left. */
const undo: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  site = await startRealSite();
}, 580_000);
afterAll(async () => {
  for (const step of undo.toReversed()) await step();
  await site.down();
});

const quietly = (command: string, ...args: string[]) => run(command, args, { okCodes: [0, 1, 2, 32, 64, 255] });
function leaveProcess(command: string, args: readonly string[], argv0 = command): void {
  const child = spawn(command, [...args], { argv0, stdio: 'ignore', detached: true });
  child.unref();
  undo.push(async () => child.kill('SIGKILL'));
}

async function leakJson(...args: string[]): Promise<Leak[]> {
  const { stdout } = await site.skerry(['doctor', '--leaks', '--state', site.state, '-o', 'json', ...args], [0, 1]);
  return JSON.parse(stdout) as Leak[];
}
const crashes = async (name: string) => {
  const { stdout } = await site.skerry(['instance', 'show', name, '-o', 'json']);
  return (JSON.parse(stdout) as { observed: { crashes: number } }).observed.crashes;
};

test('a site that works has no leak, with its guests running', async () => {
  expect(await leakJson()).toEqual([]);
});

test('each kind of leak is found by what is really there, and mended without harm to the guests', async () => {
  const agent = join(site.data, 'agent');
  const p = site.namePrefix;
  const wanted: [LeakClass, string][] = [];
  const expectLeak = (kind: LeakClass, where: string) => wanted.push([kind, where]);

  // The agent takes down networks that nobody wants by itself, every half minute.
  await site.services.stopService('agent');
  const domain = `${p}-9001`;
  const definition = join(site.state, 'domain.xml');
  await writeFile(
    definition,
    `<domain type='qemu'><name>${domain}</name><memory unit='MiB'>32</memory><os><type arch='x86_64'>hvm</type></os></domain>`,
  );
  const virsh = (...args: string[]) => run('virsh', ['--connect', 'qemu:///system', ...args]);
  await virsh('define', definition);
  undo.push(
    () => quietly('virsh', 'destroy', domain),
    () => quietly('virsh', 'undefine', domain),
  );
  await virsh('start', domain, '--paused');
  expectLeak('libvirt-domain', domain);
  expectLeak('libvirt-file', `/var/log/libvirt/qemu/${domain}.log`);

  const run2 = join(agent, 'guests', '9002', 'run');
  await mkdir(join(run2, 'rootfs'), { recursive: true });
  const disk = join(agent, 'disks', '9902.qcow2');
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '16M']);
  await writeFile(join(run2, 'disk.raw'), '');
  await run('qemu-storage-daemon', [
    '--daemonize',
    '--pidfile',
    join(run2, 'disk.pid'),
    '--blockdev',
    `driver=qcow2,node-name=disk,file.driver=file,file.filename=${disk}`,
    '--chardev',
    `socket,id=qmp,path=${join(run2, 'disk.qmp')},server=on,wait=off`,
    '--monitor',
    'chardev=qmp',
    '--export',
    `type=fuse,id=disk,node-name=disk,mountpoint=${join(run2, 'disk.raw')},writable=on`,
  ]);
  undo.push(
    () => quietly('pkill', '--full', run2),
    () => quietly('umount', '--lazy', join(run2, 'disk.raw')),
  );
  const loop = (await run('losetup', ['--find', '--show', '--direct-io=off', join(run2, 'disk.raw')])).stdout.trim();
  undo.push(() => quietly('losetup', '--detach', loop));
  await run('mkfs.ext4', ['-q', loop]);
  await run('mount', [loop, join(run2, 'rootfs')]);
  undo.push(() => quietly('umount', join(run2, 'rootfs')));
  expectLeak('mount', join(run2, 'rootfs'));
  expectLeak('loop-device', loop);
  expectLeak('fuse-export', join(run2, 'disk.raw'));
  expectLeak('socket', join(run2, 'disk.qmp'));
  expectLeak('guest-directory', join(agent, 'guests', '9002'));
  expectLeak('disk', disk);

  leaveProcess('sleep', ['600'], `[lxc monitor] ${agent}/lxc ${p}-9003`);
  await mkdir(join(agent, 'lxc', `${p}-9003`));
  expectLeak('container-config', join(agent, 'lxc', `${p}-9003`));
  const networkFiles = join(agent, 'networks', '77');
  await mkdir(networkFiles);
  await writeFile(join(networkFiles, 'dnsmasq.conf'), 'port=0\npid-file=\n');
  leaveProcess('dnsmasq', ['--keep-in-foreground', `--conf-file=${networkFiles}/dnsmasq.conf`]);
  expectLeak('network-files', networkFiles);

  for (const controller of ['unified', 'pids']) {
    const cgroup = `/sys/fs/cgroup/${controller}/lxc.payload.${p}-9004`;
    await mkdir(join(cgroup, 'inner'), { recursive: true }).catch(() => undefined);
    undo.push(() => quietly('find', cgroup, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';'));
    expectLeak('cgroup', cgroup);
  }
  const links: [LeakClass, string][] = [
    ['interface', `${p}t9005-0`],
    ['bridge', `${p}br77`],
  ];
  for (const [kind, name] of links) {
    await run('ip', ['link', 'add', name, 'type', 'bridge']);
    undo.push(() => quietly('ip', 'link', 'delete', name));
    expectLeak(kind, name);
  }
  const namespace = `skerry-${p}-9006`;
  await run('ip', ['netns', 'add', namespace]);
  undo.push(() => quietly('ip', 'netns', 'delete', namespace));
  expectLeak('network-namespace', namespace);

  const table = ['inet', `skerry_${p}`];
  await run('nft', ['add', 'chain', ...table, 'forgotten']);
  expectLeak('nft-chain', `${table.join(' ')} forgotten`);
  const { stdout: rule } = await run('nft', ['-ae', 'add', 'rule', ...table, 'forward', 'iifname', `${p}br77`, 'drop']);
  expectLeak('nft-rule', `${table.join(' ')} forward handle ${/handle (\d+)/.exec(rule)?.[1]}`);
  const member = `"${p}t9006-0" . 02:00:00:00:90:06 . 192.0.2.6`;
  await run('nft', ['add', 'element', 'bridge', `skerry_${p}`, 'addresses', `{ ${member} }`]);
  expectLeak('nft-element', `bridge skerry_${p} addresses ${member}`);

  const [network] = (await run('ls', [join(agent, 'networks')])).stdout.split('\n');
  const noted = join(agent, 'networks', network ?? '', 'ports', '9007-0.json');
  const address = site.quickstart.cidr.replace(/\.0\/.*/, '.249');
  const port = {
    networkId: Number(network),
    instanceId: 9007,
    index: 0,
    mac: '02:00:00:00:90:07',
    address,
    hostname: 'forgotten',
  };
  await writeFile(noted, JSON.stringify(port));
  const hosts = join(agent, 'networks', network ?? '', 'dhcp-hosts');
  await writeFile(hosts, `${port.mac},${address},forgotten,infinite\n`, { flag: 'a' });
  expectLeak('dhcp-host', noted);
  expectLeak('dhcp-host', `${hosts} ${address}`);

  for (const role of ['agent', 'controller']) {
    const image = join(site.data, role, 'images', `${'f'.repeat(64)}.qcow2`);
    await writeFile(image, '');
    expectLeak('image', image);
  }
  leaveProcess('setpriv', ['--reuid', String(0x7000_0009), '--clear-groups', 'sleep', '600']);

  // The cluster's records can only be made wrong while nobody has the store open.
  await site.services.stopService('controller');
  const store = await openSqliteStore(join(site.data, 'controller', 'store.db'));
  const lease = { id: 9900, networkId: Number(network), address, instanceId: 9008 };
  await store.commit({
    writes: [
      { op: 'put', key: '/state/lease/9900', value: lease },
      { op: 'put', key: `/address/${network}/${address}`, value: 9900 },
    ],
  });
  await store.close();
  expectLeak('address', '/state/lease/9900');

  const found = await leakJson();
  const processes = found.filter((l) => l.where.startsWith('process ')).map((l) => l.what.replace(/ of .*/, ''));
  expect(processes.sort()).toEqual(['QEMU', 'container', 'disk export', 'dnsmasq', 'process'].sort());
  const others = found.filter((l) => !l.where.startsWith('process ')).map((l) => `${l.class} ${l.where}`);
  expect(others.sort()).toEqual(wanted.map((pair) => pair.join(' ')).sort());
  for (const { because, mend } of found) {
    expect(because).toMatch(/\.$/);
    expect(mend.steps.length).toBeGreaterThan(0);
  }

  // A disk goes only by its number.
  const left = await leakJson('--mend', '--yes');
  expect(left.map((l) => l.where)).toEqual([disk]);
  expect(await leakJson('--mend', '--yes', '--disk', '9902')).toEqual([]);
  for (const name of ['controller', 'agent'] as const) await site.services.startService(name, site.quickstart);
  await vi.waitFor(async () => site.skerry(['instance', 'list']), { timeout: 20_000, interval: 500 });
  expect([await crashes('hello-vm'), await crashes('hello-container')]).toEqual([0, 0]);
  expect(await leakJson()).toEqual([]);
});
