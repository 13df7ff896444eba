/**
 * One disk on its host: what to do next, by itself. See SPEC.md in this folder. Who wishes is the guest whose disk it is
 * (`instance/wishes.ts`); what that does otherwise is not asked here.
 */
import type { StepName } from '../instance/instance.ts';

/** `usable`: a guest may start from it. `absent`: no file of it is there. `left`: not looked at, and nothing done. */
export const diskWishes = ['usable', 'absent', 'left'] as const;
export type DiskWish = (typeof diskWishes)[number];

/** `small`: it is there, and smaller than it shall be. */
export const diskFiles = ['none', 'small', 'whole'] as const;
export type DiskFile = (typeof diskFiles)[number];

/** What was looked at for a wish: all that decides, and nothing that only stands for something. */
export type DiskSeen =
  | { readonly wish: 'usable'; readonly imagePresent: boolean; readonly file: DiskFile }
  | { readonly wish: 'absent'; readonly file: DiskFile }
  | { readonly wish: 'left' };

export type DiskStep = Extract<StepName, 'fetch-image' | 'create-disk' | 'remove-disk'>;

/** Undefined: it is as wished. Every step may be repeated without harm. */
export function decideDisk(seen: DiskSeen): DiskStep | undefined {
  switch (seen.wish) {
    case 'usable':
      // Also when the disk is there: it builds on its image, and one that was changed on the host was set aside.
      if (!seen.imagePresent) return 'fetch-image';
      // One that is too small is as good as absent: making it grows it.
      return seen.file === 'whole' ? undefined : 'create-disk';
    case 'absent':
      return seen.file === 'none' ? undefined : 'remove-disk';
    case 'left':
      return undefined;
  }
}

/** What a guest asks of it before it starts. */
export const isUsable = (seen: DiskSeen): boolean => seen.wish === 'usable' && decideDisk(seen) === undefined;
