import { assertNever } from '@skerry/kit';
import { type GuestStep, type HostIntent, initSignal } from '@skerry/domain';
import type { GuestPlan } from '@skerry/driver-contract';
import { rm } from 'node:fs/promises';
import { ensureDisk } from '../disks/disk-part.ts';
import type { ImageFetcher } from '../images/fetch.ts';
import { writeContext } from './context-directory.ts';
import { contextFiles } from './context-files.ts';
import { makeGuestDirectory } from './guest-directories.ts';
import type { GuestSlots } from './guest-slots.ts';
import { computeFor, contextDirectory, guestDirectory, type HostDrivers } from './host.ts';

export interface StepContext {
  readonly drivers: HostDrivers;
  readonly dataDirectory: string;
  readonly images: ImageFetcher;
  readonly slots: GuestSlots;
}

/** Does one step of the guest itself. Each may be repeated, and each may find its work done already. */
export async function perform(context: StepContext, intent: HostIntent, step: GuestStep): Promise<void> {
  const { drivers, dataDirectory } = context;
  const { instanceId } = intent;
  const compute = computeFor(drivers, intent.kind);
  switch (step) {
    case 'write-context':
      return writeContext(contextDirectory(dataDirectory, instanceId), contextFiles(intent));
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
    case 'remove-directory':
      return rm(guestDirectory(dataDirectory, instanceId), { recursive: true, force: true });
    default:
      assertNever(step, 'step');
  }
}

async function planOf(context: StepContext, intent: HostIntent): Promise<GuestPlan> {
  const { drivers, dataDirectory, slots } = context;
  const { instanceId } = intent;
  const directory = await makeGuestDirectory(dataDirectory, instanceId);
  const disks: { diskId: number; path: string }[] = [];
  for (const { diskId } of intent.disks) {
    const { path } = await ensureDisk({ storage: drivers.storage, slots }, intent, diskId);
    disks.push({ diskId, path });
  }
  return {
    instanceId,
    identity: await slots.of(instanceId),
    name: intent.name,
    cpus: intent.cpus,
    memoryMiB: intent.memoryMiB,
    disks,
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
