/**
 * The two machines of docs/two-machines.md, in namespaces: alpha and beta with a cable between them, Skerry in
 * /opt/skerry, and files, users and /var of their own. What they lack of Debian is systemd (`systemctl.mjs`).
 */
import { endMachines, inMachine, type Machine, removeCgroups, run, startMachine } from '@skerry/host-os';
import { endWithLoops } from '@skerry/lab/loops';
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export const addresses = { alpha: '192.0.2.10', beta: '192.0.2.11' } as const;
export type Name = keyof typeof addresses;
export const names = Object.keys(addresses) as Name[];

export interface TwoMachines {
  /** Runs a line of a shell as root there; answers what it printed. */
  sh(on: Name, line: string, input?: string): Promise<string>;
  /** Where its file lies outside. */
  file(on: Name, path: string): string;
  log(on: Name, unit: string): Promise<string>;
  close(): Promise<void>;
}

export async function twoMachines(): Promise<TwoMachines> {
  const directory = await mkdtemp(join(tmpdir(), 'sk2-'));
  await chmod(directory, 0o711);
  const capabilities = join(directory, 'capabilities');
  await mkdir(capabilities);
  const machines = new Map<Name, Machine>();
  const at = (name: Name, ...path: string[]) => join(directory, name, ...path);
  const cgroupOf = (name: Name) => `${basename(directory)}-${name}`;
  const markerOf = (name: Name) => ['skerry-two-machines', at(name)];
  const close = async () => {
    for (const name of names) {
      await endWithLoops(at(name), () => endMachines(markerOf(name)));
      await removeCgroups(cgroupOf(name));
    }
    await rm(directory, { recursive: true, force: true });
  };
  try {
    for (const name of names) {
      const own = await furnished((...path) => at(name, ...path));
      const binds = [...own, { from: root, to: '/opt/skerry' }, { from: capabilities, to: '/var/cache/libvirt' }];
      const cgroup = cgroupOf(name);
      const spec = { marker: markerOf(name), hostname: name, cgroup, binds, leashed: true };
      const { pid } = await startMachine({ ...spec, logFile: at(name, 'machine.log') });
      machines.set(name, { pid, cgroup });
    }
    await cable(machines);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async sh(on, line, input) {
      const { command, args } = await inMachine(machines.get(on) as Machine, 'bash', ['-ec', `cd ~; ${line}`]);
      const env = { HOME: at(on, 'home'), TMPDIR: at(on, 'tmp'), PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
      return (await run(command, args, { env, deadlineMs: 300_000, ...(input === undefined ? {} : { input }) })).stdout;
    },
    file: (on, path) => at(on, ...path.slice(1).split('/')),
    log: (on, unit) => readFile(at(on, 'var', 'log', `${unit}.log`), 'utf8').catch(() => ''),
    close,
  };
}

/** What a machine has for itself, laid over what it shares with this one. */
async function furnished(at: (...path: string[]) => string): Promise<{ from: string; to: string }[]> {
  const places = ['opt/skerry', 'usr/local/bin', 'srv', 'var/lib/skerry', 'var/lib/libvirt', 'var/lib/lxc', 'var/log'];
  for (const place of [...places, 'home/.ssh', 'tmp']) await mkdir(at(place), { recursive: true });
  await chmod(at(), 0o711);
  await cp('/etc', at('etc'), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  await rm(at('etc/libvirt/qemu'), { recursive: true, force: true });
  await mkdir(at('etc/systemd/system'), { recursive: true });
  const systemctl = `#!/bin/sh\nexec ${process.execPath} ${join(import.meta.dirname, 'systemctl.mjs')} "$@"\n`;
  await writeFile(at('usr/local/bin/systemctl'), systemctl, { mode: 0o755 });
  return ['opt', ...places.slice(1), 'etc'].map((place) => ({ from: at(place), to: `/${place}` }));
}

async function cable(machines: ReadonlyMap<Name, Machine>): Promise<void> {
  const [alpha, beta] = names.map((name) => String(machines.get(name)?.pid)) as [string, string];
  const peer = ['peer', 'name', 'eth0', 'netns', beta];
  await run('ip', ['link', 'add', 'name', 'eth0', 'netns', alpha, 'type', 'veth', ...peer]);
  for (const name of names) {
    const there = async (...args: string[]) => {
      const line = await inMachine(machines.get(name) as Machine, 'ip', args);
      await run(line.command, line.args);
    };
    await there('address', 'add', `${addresses[name]}/24`, 'dev', 'eth0');
    await there('link', 'set', 'eth0', 'up');
  }
}

/** The image that the page takes from Debian: here a small one that is there. */
export async function placeImage(machines: TwoMachines, path: string): Promise<void> {
  const { buildImage } = await import('@skerry/images');
  const cacheDir = process.env['SKERRY_IMAGE_CACHE'] ?? join(tmpdir(), 'skerry-images');
  const image = await buildImage('tiny', { cacheDir });
  const to = machines.file('alpha', path);
  await copyFile(image.path, to);
  await chmod(to, 0o644);
}
