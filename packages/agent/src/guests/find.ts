import type { GuestState, HostFindings, HostIntent, PortsFound } from '@skerry/domain';
import type { ComputeDriver, NetworkDriver, StorageDriver } from '@skerry/driver-contract';
import { access } from 'node:fs/promises';
import { contextIsCurrent } from './context-directory.ts';
import { contextFiles } from './context-files.ts';
import { contextDirectory, guestDirectory } from './host.ts';
import { portPlans } from './port-plans.ts';

export interface FindContext {
  readonly compute: ComputeDriver;
  readonly storage: StorageDriver;
  readonly network: NetworkDriver;
  readonly dataDirectory: string;
  readonly reboots: number;
  /** Since when a graceful shut-down runs, by our own clock; undefined when none was asked for. */
  readonly shuttingDownForMs: number | undefined;
  /** When it was asked last. */
  readonly lastAskedMs: number | undefined;
}

/** What `decide` asks of the rest of the host; while a guest is on, of its ports only. */
type Surroundings = Omit<HostFindings, 'guest' | 'reboots' | 'shuttingDownForMs' | 'lastAskedMs'>;

/** Stands for what was not looked at, because it decides nothing now. Looking costs processes and files. */
export const unseen: Surroundings = {
  imagesPresent: true,
  disksPresent: true,
  contextCurrent: true,
  ports: 'current',
  anythingLeft: true,
};

/** Reads what is there for one instance. Nothing is taken from memory but the shut-down clock and the counter. */
export async function find(context: FindContext, intent: HostIntent): Promise<HostFindings> {
  const report = await context.compute.inspect(intent.instanceId);
  const on = report?.state === 'running' || report?.state === 'paused';
  const shuttingDown = report?.state === 'running' && context.shuttingDownForMs !== undefined;
  const guest: GuestState = shuttingDown ? 'stopping' : (report?.state ?? 'none');
  const { reboots, shuttingDownForMs, lastAskedMs = shuttingDownForMs } = context;
  if (on && shuttingDownForMs !== undefined && lastAskedMs !== undefined) {
    return { ...unseen, guest, reboots, shuttingDownForMs, lastAskedMs };
  }
  if (on) return { ...unseen, guest, reboots, ports: (await connected(context.network, intent)) ? 'current' : 'stale' };
  if (guest === 'crashed') return { ...unseen, guest, reboots };
  const surroundings = intent.power === 'absent' ? await leftBehind(context, intent) : await prepared(context, intent);
  return { ...unseen, ...surroundings, guest, reboots };
}

async function leftBehind(
  { storage, network, dataDirectory }: FindContext,
  intent: HostIntent,
): Promise<Pick<Surroundings, 'ports' | 'anythingLeft'>> {
  const { instanceId } = intent;
  const disks = await Promise.all(intent.disks.map((d) => storage.inspectDisk(d.diskId)));
  const directory = await access(guestDirectory(dataDirectory, instanceId)).then(
    () => true,
    () => false,
  );
  return {
    // Whether it is as wanted decides nothing now.
    ports: (await hasAnyPort(network, instanceId)) ? 'stale' : 'none',
    anythingLeft: directory || disks.some(Boolean),
  };
}

async function prepared({ storage, network, dataDirectory }: FindContext, intent: HostIntent) {
  const { instanceId } = intent;
  const disks = await Promise.all(intent.disks.map((d) => storage.inspectDisk(d.diskId)));
  // A disk that is too small is as good as absent: ensureDisk grows it.
  const disksPresent = disks.every((d, i) => d && d.sizeMiB >= (intent.disks[i]?.sizeMiB ?? 0));
  const images = await Promise.all(intent.disks.map((d) => storage.hasImage(d.imageDigest)));
  return {
    imagesPresent: images.every(Boolean),
    disksPresent,
    contextCurrent: await contextIsCurrent(contextDirectory(dataDirectory, instanceId), contextFiles(intent)),
    ports: await portsFound(network, intent),
  };
}

async function portsFound(network: NetworkDriver, intent: HostIntent): Promise<PortsFound> {
  if (await connected(network, intent)) return 'current';
  // Only of a guest that stays off is it asked whether it has any at all: one that shall start gets them anyway.
  return intent.power === 'stopped' && !(await hasAnyPort(network, intent.instanceId)) ? 'none' : 'stale';
}

const hasAnyPort = async (network: NetworkDriver, instanceId: number): Promise<boolean> =>
  (await network.listPorts()).some((port) => port.instanceId === instanceId);

async function connected(network: NetworkDriver, intent: HostIntent): Promise<boolean> {
  return (await Promise.all(portPlans(intent).map((port) => network.hasPort(port)))).every(Boolean);
}
