import type { InstanceSpec } from './instance.ts';

/** What is taken where neither a request nor its template says. Forms draw it, so it is what nobody has to guess. */
export const usualSpec = {
  cpus: 1,
  memoryMiB: 512,
  rank: 'spread',
  antiAffinityMode: 'required',
} as const satisfies Partial<InstanceSpec>;

/** An image that needs more gets what it needs. */
export const usualMemoryMiB = (image?: { readonly minMemoryMiB: number }): number =>
  Math.max(usualSpec.memoryMiB, image?.minMemoryMiB ?? 0);
