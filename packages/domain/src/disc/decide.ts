/**
 * The disc in the drive of a guest on its host: what to do next, by itself. See SPEC.md in this folder. Who wishes is the
 * guest whose drive it is (`instance/wishes.ts`); which disc, or none, stands in the intent.
 */
import type { StepName } from '../instance/instance.ts';

/** `ready`: a guest may start with it. `inserted`: it is in the drive of a guest that runs. `left`: not looked at. */
export const discWishes = ['ready', 'inserted', 'left'] as const;
export type DiscWish = (typeof discWishes)[number];

/** What a guest that runs has in its drive: what the intent wants, which may be nothing; something else; or no drive. */
export const drivesFound = ['as-wanted', 'other', 'no-drive'] as const;
export type DriveFound = (typeof drivesFound)[number];

/** What was looked at for a wish. `here`: the image of the disc is on this host, or none is wanted. */
export type DiscSeen =
  | { readonly wish: 'ready'; readonly here: boolean }
  | { readonly wish: 'inserted'; readonly here: boolean; readonly drive: DriveFound }
  | { readonly wish: 'left' };

export type DiscStep = Extract<StepName, 'fetch-image' | 'change-disc'>;

/** Undefined: it is as wished. Every step may be repeated without harm. */
export function decideDisc(seen: DiscSeen): DiscStep | undefined {
  switch (seen.wish) {
    case 'ready':
      return seen.here ? undefined : 'fetch-image';
    case 'inserted':
      // Without a drive it waits for the next start, which gives one.
      if (seen.drive !== 'other') return undefined;
      return seen.here ? 'change-disc' : 'fetch-image';
    case 'left':
      return undefined;
  }
}

/** What a guest asks of it before it starts. */
export const isDiscReady = (seen: DiscSeen): boolean => seen.wish === 'ready' && seen.here;
