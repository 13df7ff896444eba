import { assertNever } from '@skerry/kit';
import { type GuestStep, type HostIntent, initSignal, machineOf } from '@skerry/domain';
import type { GuestDisk, GuestPlan } from '@skerry/driver-contract';
import { rm } from 'node:fs/promises';
import { discOf } from '../discs/disc-part.ts';
import { ensureDisk } from '../disks/disk-part.ts';
import { computeFor, type HostDrivers, networkFor } from '../drivers/host-drivers.ts';
import type { HostImages } from '../images/host-images.ts';
import { writeContext } from './context-directory.ts';
import { contextFiles } from './context-files.ts';
import { makeGuestDirectory } from './guest-directories.ts';
import type { GuestSlots } from './guest-slots.ts';
import { contextDirectory, guestDirectory } from './guest-paths.ts';

export interface StepContext {
  readonly drivers: HostDrivers;
  readonly dataDirectory: string;
  readonly images: Pick<HostImages, 'of'>;
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
  const disks: GuestDisk[] = [];
  for (const { diskId } of intent.disks) {
    const { source } = await ensureDisk({ drivers, slots }, intent, diskId);
    disks.push({ diskId, source });
  }
  const disc = discOf(drivers, intent);
  return {
    instanceId,
    identity: await slots.of(instanceId),
    name: intent.name,
    ...(intent.architecture === undefined ? {} : { architecture: intent.architecture }),
    ...(intent.boot === undefined ? {} : { boot: intent.boot }),
    cpus: intent.cpus,
    memoryMiB: intent.memoryMiB,
    machine: machineOf(intent.machine),
    ...(disc === undefined ? {} : { disc }),
    disks,
    nics: intent.nics.map(({ networkId, driver, ...nic }, index) => ({
      attach: networkFor(drivers, driver).attachmentOf({ instanceId, index, networkId }),
      mac: nic.mac,
      network: {
        address: nic.address,
        prefixLength: nic.prefixLength,
        gateway: nic.gateway,
        nameservers: nic.nameservers,
        ...(nic.domain === undefined ? {} : { search: nic.domain }),
      },
    })),
    contextDirectory: contextDirectory(dataDirectory, instanceId),
    directory,
    ...(intent.application === undefined ? {} : { application: intent.application }),
    // Kept from before the list was closed, an intent may hold any word.
    haltSignal: initSignal(intent.haltSignal, 'halt'),
    rebootSignal: initSignal(intent.rebootSignal, 'reboot'),
  };
}
