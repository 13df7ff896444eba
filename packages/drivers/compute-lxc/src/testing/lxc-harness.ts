import { type GuestPlan, type HostSettings, identityOfSlot } from '@skerry/driver-contract';
import type { ComputeHarness } from '@skerry/driver-contract/conformance/compute';
import { loopDevices, mounts, run } from '@skerry/host-os';
import { silentLog } from '@skerry/kit';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cgroupMounts, leftCgroups } from '../cgroups.ts';
import { guestFiles } from '../guest-files.ts';
import { createLxc } from '../lxc.ts';
import { makeBusyboxImage } from './busybox-image.ts';

export interface LxcHarness extends ComputeHarness {
  readonly settings: HostSettings;
  /** Runs a shell command inside; its standard output. */
  inside(instanceId: number, command: string): Promise<string>;
  url(instanceId: number): string;
}

/**
 * A bridge of its own, a data directory of its own, busybox guests with addresses in 10.198.<subnet>.0/24. `makeImage`
 * makes the image of 128 MiB at most in a directory that is its own.
 */
export async function makeLxcHarness(
  prefix: string,
  subnet: number,
  makeImage: (directory: string) => Promise<string> = makeBusyboxImage,
): Promise<LxcHarness> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'compute-lxc-'));
  await run('chmod', ['711', dataDirectory]);
  const settings: HostSettings = { dataDirectory, namePrefix: prefix };
  const driver = createLxc(settings, { log: silentLog });
  const bridge = `${prefix}-br0`;
  const address = (id: number) => `10.198.${subnet}.${id + 1}`;
  const network = (id: number) => ({
    address: address(id),
    prefixLength: 24,
    gateway: `10.198.${subnet}.1`,
    nameservers: [`10.198.${subnet}.1`],
    search: 'user-1.internal',
  });
  const directory = (id: number) => join(dataDirectory, 'guests', String(id));
  const interfaceOf = (id: number) => `${prefix}-${id}-0`;
  await run('ip', ['link', 'add', bridge, 'type', 'bridge']);
  await run('ip', ['address', 'add', `10.198.${subnet}.1/24`, 'dev', bridge]);
  await run('ip', ['link', 'set', bridge, 'up']);
  await mkdir(join(dataDirectory, 'image'));
  const image = await makeImage(join(dataDirectory, 'image'));

  async function plan(instanceId: number): Promise<GuestPlan> {
    const disk = join(dataDirectory, `${instanceId}.qcow2`);
    const contextDirectory = join(directory(instanceId), 'context');
    await mkdir(contextDirectory, { recursive: true });
    await writeFile(join(contextDirectory, 'context.sh'), `ADDRESS=${address(instanceId)}/24\n`, { mode: 0o600 });
    if (!(await stat(disk).catch(() => undefined))) {
      await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', image, '-F', 'qcow2', disk, '128M']);
    }
    return {
      instanceId,
      identity: identityOfSlot(instanceId),
      name: `guest-${instanceId}`,
      cpus: 1,
      memoryMiB: 64,
      disks: [{ diskId: instanceId, source: { type: 'file', format: 'qcow2', path: disk } }],
      nics: [
        {
          attach: { type: 'bridge', bridge, hostInterface: interfaceOf(instanceId) },
          mac: `02:00:00:00:00:${(instanceId % 256).toString(16).padStart(2, '0')}`,
          network: network(instanceId),
        },
      ],
      contextDirectory,
      directory: directory(instanceId),
      haltSignal: 'SIGUSR2',
      rebootSignal: 'SIGTERM',
    };
  }

  async function inside(instanceId: number, command: string): Promise<string> {
    const { lxcPath, container } = guestFiles(settings, instanceId);
    const args = [
      '-P',
      lxcPath,
      '-n',
      container,
      '--clear-env',
      '-v',
      'PATH=/bin:/sbin',
      '--',
      '/bin/sh',
      '-c',
      command,
    ];
    return (await run('lxc-attach', args, { okCodes: [0, 1, 137] })).stdout;
  }

  async function leftovers(instanceId: number): Promise<string[]> {
    const mine = `${directory(instanceId)}/`;
    const { folder, container } = guestFiles(settings, instanceId);
    const found = [
      ...(await mounts()).filter(({ mountPoint }) => mountPoint.startsWith(mine)).map((m) => `mount ${m.mountPoint}`),
      ...(await loopDevices()).filter((l) => l.backingFile.startsWith(mine)).map((l) => `loop device ${l.path}`),
      ...(await leftCgroups(container, await cgroupMounts())).map((path) => `cgroup ${path}`),
      ...(await processesNaming(mine)),
    ];
    if (await stat(folder).catch(() => undefined)) found.push(`folder ${folder}`);
    if (await stat(`/sys/class/net/${interfaceOf(instanceId)}`).catch(() => undefined)) found.push('interface');
    return found;
  }

  return {
    driver,
    settings,
    plan,
    inside,
    leftovers,
    url: (id) => `http://${address(id)}/`,
    reopen: async () => createLxc(settings, { log: silentLog }),
    answers: async (id) =>
      fetch(`http://${address(id)}/`, { signal: AbortSignal.timeout(1_000) }).then(
        (response) => response.ok,
        () => false,
      ),
    async crash(id) {
      const pid = (await driver.inspect(id))?.pid;
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    },
    async powerOffFromInside(id) {
      await inside(id, 'poweroff');
    },
    applications: {
      plan: async (id) => ({ ...(await plan(id)), application: untilToldToEnd }),
      end: async (id, status) => void (await inside(id, `echo ${status} > /end`)),
      crash: async (id) => void process.kill((await driver.inspect(id))?.pid ?? 0, 'SIGKILL'),
    },
    limits: { bootMs: 15_000, shutdownMs: 20_000 },
    traits: { display: false, exclusiveConsole: false },
    async dispose() {
      for (const { instanceId } of await driver.list()) await driver.forceOff(instanceId);
      await driver.close();
      await run('ip', ['link', 'delete', bridge]);
      const used = (await mounts()).filter(({ mountPoint }) => mountPoint.startsWith(`${dataDirectory}/`));
      if (used.length > 0) throw new Error(`still mounted: ${used.map((m) => m.mountPoint).join(', ')}`);
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

const untilToldToEnd: NonNullable<GuestPlan['application']> = {
  entrypoint: ['/bin/sh', '-c'],
  command: [
    'trap "exit 0" TERM; until [ -s /end ]; do sleep 0.1 & wait $!; done; read status < /end; rm /end; exit $status',
  ],
  environment: [],
  workingDirectory: '/',
  restart: 'always',
};

async function processesNaming(path: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(path)).map((line) => `process ${line.replaceAll('\0', ' ')}`);
}
