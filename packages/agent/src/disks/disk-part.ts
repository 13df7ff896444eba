import { decideDisk, type DiskSeen, type DiskStep, type DiskWish, type HostIntent } from '@skerry/domain';
import type { DiskReport } from '@skerry/driver-contract';
import { assertNever } from '@skerry/kit';
import type { GuestSlots } from '../guests/guest-slots.ts';
import type { Part } from '../guests/part-actor.ts';
import { type HostDrivers, storageFor } from '../drivers/host-drivers.ts';
import type { HostImages } from '../images/host-images.ts';

export interface DiskContext {
  readonly drivers: Pick<HostDrivers, 'storage'>;
  readonly images: Pick<HostImages, 'of'>;
  readonly slots: GuestSlots;
}

/** One disk on this host: what is there, and how its steps are done. */
export function diskPart(context: DiskContext, diskId: number): Part<DiskWish, DiskSeen, DiskStep> {
  const { drivers, images } = context;
  const storageOf = (intent: HostIntent) => storageFor(drivers, wanted(intent, diskId).driver);
  return {
    decide: decideDisk,

    async look(intent, wish) {
      switch (wish) {
        case 'left':
          return { wish };
        case 'absent':
          return { wish, file: (await storageOf(intent).inspectDisk(diskId)) ? 'whole' : 'none' };
        case 'usable': {
          const { imageDigest, sizeMiB } = wanted(intent, diskId);
          const storage = storageOf(intent);
          const [report, imagePresent] = await Promise.all([
            storage.inspectDisk(diskId),
            storage.hasImage(imageDigest),
          ]);
          const file = report === undefined ? 'none' : report.sizeMiB < sizeMiB ? 'small' : 'whole';
          return { wish, imagePresent, file };
        }
      }
    },

    async perform(intent, step, onProgress) {
      const { imageDigest, driver } = wanted(intent, diskId);
      switch (step) {
        case 'fetch-image':
          return images.of(driver).ensure(imageDigest, onProgress);
        case 'create-disk':
          await images.of(driver).hold([imageDigest], () => ensureDisk(context, intent, diskId));
          return;
        case 'remove-disk':
          return storageOf(intent).removeDisk(diskId);
        default:
          assertNever(step, 'step');
      }
    },
  };
}

/** The disk of the guest, made or grown where it is not yet so, and the guest's alone. */
export async function ensureDisk(
  { drivers, slots }: Pick<DiskContext, 'drivers' | 'slots'>,
  intent: HostIntent,
  diskId: number,
): Promise<DiskReport> {
  const { uid, gid } = await slots.of(intent.instanceId);
  const { imageDigest, sizeMiB, driver } = wanted(intent, diskId);
  return storageFor(drivers, driver).ensureDisk({ diskId, imageDigest, sizeMiB, owner: { uid, gid } });
}

function wanted(intent: HostIntent, diskId: number) {
  const disk = intent.disks.find((each) => each.diskId === diskId);
  if (!disk) throw new Error(`disk ${diskId} is not of instance ${intent.instanceId}`);
  return disk;
}
