import { assertNever } from '@skerry/kit';
import { type HostIntent, initSignal, type StepName } from '@skerry/domain';
import type { DiskReport, GuestPlan } from '@skerry/driver-contract';
import { rm } from 'node:fs/promises';
import type { ImageFetcher } from '../images/fetch.ts';
import { writeContext } from './context-directory.ts';
import { contextFiles } from './context-files.ts';
import { makeGuestDirectory } from './guest-directories.ts';
import type { GuestSlots } from './guest-slots.ts';
import { computeFor, contextDirectory, guestDirectory, type HostDrivers } from './host.ts';
import { portPlans } from './port-plans.ts';

export interface StepContext {
  readonly drivers: HostDrivers;
  readonly dataDirectory: string;
  readonly images: ImageFetcher;
  readonly slots: GuestSlots;
  readonly onProgress: (fraction: number) => void;
}

/** Does one step. Each may be repeated, and each may find its work done already. */
export async function perform(context: StepContext, intent: HostIntent, step: StepName): Promise<void> {
  const { drivers, dataDirectory } = context;
  const { instanceId } = intent;
  const compute = computeFor(drivers, intent.kind);
  switch (step) {
    case 'fetch-image':
      for (const { imageDigest } of intent.disks) await context.images.ensure(imageDigest, context.onProgress);
      return;
    case 'create-disk':
      return context.images.hold(
        intent.disks.map((disk) => disk.imageDigest),
        async () => {
          await ensureDisks(context, intent);
        },
      );
    case 'write-context':
      return writeContext(contextDirectory(dataDirectory, instanceId), contextFiles(intent));
    case 'connect-network':
      for (const port of portPlans(intent)) await drivers.network.ensurePort(port);
      return;
    case 'start-guest':
      return compute.start(await planOf(context, intent));
    case 'pause-guest':
      return compute.pause(instanceId);
    case 'resume-guest':
      return compute.resume(instanceId);
    case 'shut-down-guest':
      return compute.requestShutdown(instanceId);
    case 'force-off-guest':
      return compute.forceOff(instanceId);
    case 'remove-guest':
      return compute.remove(instanceId);
    case 'disconnect-network':
      return drivers.network.removePorts(instanceId);
    case 'remove-disk':
      for (const { diskId } of intent.disks) await drivers.storage.removeDisk(diskId);
      return rm(guestDirectory(dataDirectory, instanceId), { recursive: true, force: true });
    default:
      assertNever(step, 'step');
  }
}

async function ensureDisks({ drivers, slots }: StepContext, intent: HostIntent): Promise<DiskReport[]> {
  const { uid, gid } = await slots.of(intent.instanceId);
  const reports: DiskReport[] = [];
  for (const { diskId, imageDigest, sizeMiB } of intent.disks) {
    reports.push(await drivers.storage.ensureDisk({ diskId, imageDigest, sizeMiB, owner: { uid, gid } }));
  }
  return reports;
}

async function planOf(context: StepContext, intent: HostIntent): Promise<GuestPlan> {
  const { drivers, dataDirectory } = context;
  const { instanceId } = intent;
  const directory = await makeGuestDirectory(dataDirectory, instanceId);
  const disks = await ensureDisks(context, intent);
  return {
    instanceId,
    identity: await context.slots.of(instanceId),
    name: intent.name,
    cpus: intent.cpus,
    memoryMiB: intent.memoryMiB,
    disks: disks.map(({ diskId, path }) => ({ diskId, path })),
    nics: intent.nics.map((nic, index) => ({
      bridge: drivers.network.bridgeOf(nic.networkId),
      hostInterface: drivers.network.interfaceOf(instanceId, index),
      mac: nic.mac,
    })),
    contextDirectory: contextDirectory(dataDirectory, instanceId),
    directory,
    // Kept from before the list was closed, an intent may hold any word.
    haltSignal: initSignal(intent.haltSignal, 'halt'),
    rebootSignal: initSignal(intent.rebootSignal, 'reboot'),
  };
}
