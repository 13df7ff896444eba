import { decideDisc, type DiscSeen, type DiscStep, type DiscWish, type HostIntent } from '@skerry/domain';
import type { DiskSource } from '@skerry/driver-contract';
import { assertNever } from '@skerry/kit';
import { computeFor, type HostDrivers, storageFor } from '../drivers/host-drivers.ts';
import type { Part } from '../guests/part-actor.ts';
import type { HostImages } from '../images/host-images.ts';

export interface DiscContext {
  readonly drivers: HostDrivers;
  readonly images: Pick<HostImages, 'of'>;
}

/** The disc of one guest on this host: what is there, and how its steps are done. */
export function discPart({ drivers, images }: DiscContext): Part<DiscWish, DiscSeen, DiscStep> {
  const isHere = async ({ cdrom }: HostIntent) =>
    cdrom === undefined || (await storageFor(drivers, cdrom.driver).hasImage(cdrom.imageDigest));
  return {
    decide: decideDisc,

    async look(intent, wish) {
      switch (wish) {
        case 'left':
          return { wish };
        case 'ready':
          return { wish, here: await isHere(intent) };
        case 'inserted': {
          const drive = await computeFor(drivers, intent.kind).discs?.inDrive(intent.instanceId);
          if (drive === undefined) return { wish, here: true, drive: 'no-drive' };
          const isWanted = drive.source?.path === discOf(drivers, intent)?.path;
          return { wish, here: await isHere(intent), drive: isWanted ? 'as-wanted' : 'other' };
        }
        default:
          return assertNever(wish, 'wish');
      }
    },

    async perform(intent, step, onProgress) {
      const { cdrom, instanceId, kind } = intent;
      switch (step) {
        case 'fetch-image':
          if (cdrom !== undefined) await images.of(cdrom.driver).ensure(cdrom.imageDigest, onProgress);
          return;
        case 'change-disc': {
          const change = async () => computeFor(drivers, kind).discs?.change(instanceId, discOf(drivers, intent));
          if (cdrom === undefined) await change();
          else await images.of(cdrom.driver).hold([cdrom.imageDigest], change);
          return;
        }
        default:
          assertNever(step, 'step');
      }
    },
  };
}

/** What shall be in its drive; undefined: nothing. */
export function discOf({ storage }: Pick<HostDrivers, 'storage'>, { cdrom }: HostIntent): DiskSource | undefined {
  return cdrom && storageFor({ storage }, cdrom.driver).imageSource(cdrom.imageDigest);
}
