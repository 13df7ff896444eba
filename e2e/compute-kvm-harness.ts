import type { ComputeHarness } from '@skerry/driver-contract/conformance/compute';
import {
  type ComputeDriver,
  type GuestPlan,
  type HostSettings,
  identityOfSlot,
  type NetworkDriver,
  type PortPlan,
} from '@skerry/driver-contract';
import { createKvm, type KvmOptions, stopOwnLibvirtd } from '@skerry/driver-compute-kvm';
import { createBridgeNetwork } from '@skerry/driver-network-bridge';
import { until } from '@skerry/driver-contract/conformance/until';
import type { Machine } from '@skerry/domain';
import { run } from '@skerry/host-os';
import { buildGuestKernel, buildImage, placeGuestKernel } from '@skerry/images';
import { silentLog } from '@skerry/kit';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const namePrefix = 'tkv';
/** Addresses of RFC 2544, for tests of networks: seldom used by anybody else. */
const network = { networkId: 1, name: 'test', cidr: '198.18.64.0/24', gateway: '198.18.64.1', nat: true };
const addressOf = (instanceId: number) => `198.18.64.${10 + instanceId}`;

export interface KvmHarness extends ComputeHarness {
  readonly dataDirectory: string;
  readonly network: NetworkDriver;
  /** Another driver on the same host. */
  openWith(options: Partial<KvmOptions>): ComputeDriver;
  /** The page that the guest serves; rejects when it does not within a second. */
  page(instanceId: number): Promise<string>;
  /** The image tiny. */
  readonly image: string;
  /** As `plan`, on another image and with another machine. */
  planOn(instanceId: number, image: string, machine: Machine): Promise<GuestPlan>;
  /** What the guest's shell prints for each line. */
  typed(instanceId: number, lines: readonly string[]): Promise<string>;
}

/** What a driver of libvirt's guests is, and what its guests have. */
export interface LibvirtKind {
  readonly create: (settings: HostSettings, options: KvmOptions) => ComputeDriver;
  readonly domainOf: (instanceId: number) => string;
  readonly display: boolean;
  /** Runs applications. */
  readonly applications?: boolean;
  /** What of every plan is as this kind needs it. */
  readonly plan?: Partial<GuestPlan>;
}

const vms: LibvirtKind = { create: createKvm, domainOf: (id) => `${namePrefix}-${id}`, display: true };

/** A driver of libvirt's with real guests: image tiny, on a bridge of ours, with leased addresses. */
export async function kvmHarness(kind: LibvirtKind = vms): Promise<KvmHarness> {
  const cacheDir = process.env['SKERRY_IMAGE_CACHE'] ?? join(tmpdir(), 'skerry-images');
  const image = await buildImage('tiny', { cacheDir });
  const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-kvm-'));
  await chmod(dataDirectory, 0o711);
  const settings = { dataDirectory, namePrefix };
  await placeGuestKernel(await buildGuestKernel({ cacheDir }), join(dataDirectory, 'guest-kernel'));
  const network_ = createBridgeNetwork(settings, { log: silentLog });
  await network_.ensureNetwork(network);
  const open = (options: Partial<KvmOptions> = {}) => kind.create(settings, { log: silentLog, ...options });
  const driver = open();
  const page = async (instanceId: number) => {
    const response = await fetch(`http://${addressOf(instanceId)}/`, { signal: AbortSignal.timeout(1000) });
    return response.text();
  };
  const pidOf = async (instanceId: number) => {
    const pid = (await driver.inspect(instanceId))?.pid;
    if (pid === undefined) throw new Error(`guest ${instanceId} has no process`);
    return pid;
  };

  const applicationPlan = async (instanceId: number): Promise<GuestPlan> => {
    const plan = await makePlan(instanceId, { dataDirectory, image: image.path, network: network_ });
    waitsBefore.set(instanceId, await waits(instanceId));
    return { ...plan, ...kind.plan, application: untilToldToEnd };
  };
  /** How often an application of this guest has said that it waits: the log outlives its starts. */
  const waits = async (instanceId: number): Promise<number> => {
    const log = await driver.consoleLog(instanceId, 65_536).catch(() => '');
    return log.split(untilToldToEndSays).length - 1;
  };
  const waitsBefore = new Map<number, number>();

  return {
    driver,
    dataDirectory,
    ...(kind.applications
      ? {
          applications: {
            plan: applicationPlan,
            async end(instanceId: number, status: number) {
              const before = waitsBefore.get(instanceId) ?? 0;
              await until('it waits', 120_000, async () => (await waits(instanceId)) > before);
              const console = await driver.openConsole(instanceId);
              console.on('error', () => {}).resume();
              console.write(`${status}\n`);
              await once(console, 'close', { signal: AbortSignal.timeout(60_000) });
            },
            crash: async (instanceId: number) => void process.kill(await pidOf(instanceId), 'SIGKILL'),
          },
        }
      : {}),
    network: network_,
    page,
    reopen: async () => open(),
    openWith: open,
    image: image.path,
    planOn: async (instanceId, path, machine) => ({
      ...(await makePlan(instanceId, { dataDirectory, image: path, network: network_ })),
      // UEFI takes some hundred MiB for itself.
      memoryMiB: 512,
      machine,
    }),
    async typed(instanceId, lines) {
      const console = await driver.openConsole(instanceId);
      let seen = '';
      console.on('data', (chunk: Buffer) => (seen += chunk.toString()));
      try {
        await typeIn(console, ['root', ...lines, ':']);
        return seen;
      } finally {
        console.destroy();
      }
    },
    plan: async (instanceId) => ({
      ...(await makePlan(instanceId, { dataDirectory, image: image.path, network: network_ })),
      ...kind.plan,
    }),
    answers: (instanceId) =>
      page(instanceId).then(
        (text) => text === nameOf(instanceId),
        () => false,
      ),
    crash: async (instanceId) => void process.kill(await pidOf(instanceId), 'SIGKILL'),
    async powerOffFromInside(instanceId) {
      const console = await driver.openConsole(instanceId);
      await typeIn(console, ['root', 'poweroff']);
      // Closing it earlier would cut the line off: the serial port takes a few bytes at a time.
      console.resume();
      await once(console, 'close', { signal: AbortSignal.timeout(60_000) });
    },
    async discs(number) {
      const path = join(dataDirectory, `disc-${number}.qcow2`);
      await run('qemu-img', ['create', '-q', '-f', 'qcow2', path, '1M']);
      await chmod(path, 0o444);
      return { type: 'file', format: 'qcow2', path };
    },
    leftovers: (instanceId) => traces(instanceId, kind.domainOf(instanceId)),
    limits: { bootMs: 120_000, shutdownMs: 60_000 },
    traits: { display: kind.display, exclusiveConsole: true },
    dispose: () => disposeAll(driver, network_, settings),
  };
}

const untilToldToEndSays = 'it waits to be told';
/** Its terminal is the serial port. */
const untilToldToEnd: NonNullable<GuestPlan['application']> = {
  entrypoint: ['/bin/sh', '-c'],
  command: [`trap "exit 0" TERM; echo ${untilToldToEndSays}; while :; do read status && exit $status; done`],
  environment: [],
  workingDirectory: '/',
  restart: 'always',
};

const nameOf = (instanceId: number) => `guest-${instanceId}`;

async function makePlan(
  instanceId: number,
  host: { dataDirectory: string; image: string; network: NetworkDriver },
): Promise<GuestPlan> {
  const directory = join(host.dataDirectory, 'guests', String(instanceId));
  const contextDirectory = join(directory, 'context');
  const disk = join(directory, 'disk.qcow2');
  await mkdir(contextDirectory, { recursive: true });
  const files = await readdir(directory);
  const identity = identityOfSlot(instanceId);
  if (!files.includes('disk.qcow2')) {
    await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'qcow2', '-b', host.image, disk]);
    await chown(disk, identity.uid, identity.gid);
    await chmod(disk, 0o600);
  }
  const name = nameOf(instanceId);
  await writeFile(join(contextDirectory, 'meta-data'), `instance-id: ${instanceId}\nlocal-hostname: ${name}\n`);
  await writeFile(join(contextDirectory, 'user-data'), '#cloud-config\n');
  await writeFile(join(contextDirectory, 'network-config'), 'version: 2\nethernets: {eth0: {dhcp4: true}}\n');
  await writeFile(join(contextDirectory, 'context.sh'), `SKERRY_NAME='${name}'\nSKERRY_ID='${instanceId}'\n`);
  const mac = `02:00:00:00:64:${(10 + instanceId).toString(16).padStart(2, '0')}`;
  const port: PortPlan = { instanceId, index: 0, networkId: 1, mac, address: addressOf(instanceId), hostname: name };
  await host.network.ensurePort(port);
  return {
    instanceId,
    identity,
    name,
    cpus: 1,
    memoryMiB: 128,
    disks: [{ diskId: instanceId, source: { type: 'file', format: 'qcow2', path: disk } }],
    nics: [
      {
        attach: host.network.attachmentOf({ instanceId, index: 0, networkId: 1 }),
        mac,
        network: {
          address: addressOf(instanceId),
          prefixLength: 24,
          gateway: network.gateway,
          nameservers: [network.gateway],
          search: 'user-1.internal',
        },
      },
    ],
    contextDirectory,
    directory,
    haltSignal: 'SIGUSR2',
    rebootSignal: 'SIGTERM',
  };
}

/** Busybox asks the terminal for its width behind its prompt. */
// oxlint-disable-next-line no-control-regex
const shellPrompt = /# *(\u001b\[6n)?$/;

/** Answers one prompt after the other with a line. */
async function typeIn(console: NodeJS.ReadWriteStream, lines: readonly string[]): Promise<void> {
  console.write('\n');
  for (const [index, line] of lines.entries()) {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no prompt for "${line}"`)), 60_000);
      let seen = '';
      const look = (chunk: Buffer) => {
        seen += chunk.toString();
        if (!(index === 0 ? /login: *$/ : shellPrompt).test(seen)) return;
        clearTimeout(timer);
        console.off('data', look);
        resolve();
      };
      console.on('data', look);
    });
    console.write(`${line}\n`);
  }
}

/** What the system still knows of the guest. */
async function traces(instanceId: number, domain: string): Promise<string[]> {
  const { stdout: domains } = await run('virsh', ['-q', '-c', 'qemu:///system', 'list', '--all', '--name']);
  const { stdout: processes } = await run('ps', ['-eo', 'args']);
  const logs = await readdir('/var/log/libvirt/qemu').catch(() => []);
  return [
    ...domains.split('\n').filter((name) => name === domain),
    ...processes.split('\n').filter((line) => line.includes(`guest=${domain},`)),
    ...(await readdir('/sys/class/net')).filter((name) => name === `${namePrefix}t${instanceId}-0`),
    ...logs.filter((name) => name === `${domain}.log`),
  ];
}

async function disposeAll(
  driver: ComputeDriver,
  network: NetworkDriver,
  settings: { dataDirectory: string; namePrefix: string },
): Promise<void> {
  for (const { instanceId } of await driver.list()) {
    await driver.forceOff(instanceId);
    await driver.remove(instanceId);
  }
  for (const { instanceId } of await network.listPorts()) await network.removePorts(instanceId);
  await driver.close();
  await network.removeNetwork(1);
  await stopOwnLibvirtd(settings);
  await rm(settings.dataDirectory, { recursive: true, force: true });
}
