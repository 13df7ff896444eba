import type { GuestState, HostFindings, HostIntent } from '@skerry/domain';
import type { ComputeDriver, NetworkDriver, StorageDriver } from '@skerry/driver-contract';
import { access } from 'node:fs/promises';
import { contextIsCurrent } from './context-directory.ts';
import { contextFiles } from './context-files.ts';
import { contextDirectory, guestDirectory } from './host.ts';

export interface FindContext {
  readonly compute: ComputeDriver;
  readonly storage: StorageDriver;
  readonly network: NetworkDriver;
  readonly dataDirectory: string;
  readonly reboots: number;
  /** Since when a graceful shut-down runs, by our own clock; undefined when none was asked for. */
  readonly shuttingDownForMs: number | undefined;
}

/** Reads what is there for one instance. Nothing is taken from memory but the shut-down clock and the counter. */
export async function find(context: FindContext, intent: HostIntent): Promise<HostFindings> {
  const { compute, storage, network, dataDirectory } = context;
  const { instanceId } = intent;
  const report = await compute.inspect(instanceId);
  const on = report?.state === 'running' || report?.state === 'paused';
  const shuttingDown = report?.state === 'running' && context.shuttingDownForMs !== undefined;
  const guest: GuestState = shuttingDown ? 'stopping' : (report?.state ?? 'none');

  const disks = await Promise.all(intent.disks.map((d) => storage.inspectDisk(d.diskId)));
  // A disk that is too small is as good as absent: ensureDisk grows it. Not while the guest uses it.
  const disksPresent = disks.every((d, i) => d && (on || d.sizeMiB >= (intent.disks[i]?.sizeMiB ?? 0)));
  const imagesPresent =
    disksPresent || (await Promise.all(intent.disks.map((d) => storage.hasImage(d.imageDigest)))).every(Boolean);
  const ports = (await network.listPorts()).filter((p) => p.instanceId === instanceId);
  const directory = await access(guestDirectory(dataDirectory, instanceId)).then(
    () => true,
    () => false,
  );
  return {
    guest,
    imagesPresent,
    disksPresent,
    contextCurrent: await contextIsCurrent(contextDirectory(dataDirectory, instanceId), contextFiles(intent)),
    networkConnected: intent.power === 'absent' ? ports.length > 0 : ports.length >= intent.nics.length,
    anythingLeft: directory || disks.some(Boolean),
    reboots: context.reboots,
    ...(on && context.shuttingDownForMs !== undefined ? { shuttingDownForMs: context.shuttingDownForMs } : {}),
  };
}
