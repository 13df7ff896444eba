/** Which image of an index is for an architecture. Pure. */
import { ourArchitecture } from '@skerry/marketplace-contract';
import type { ImageIndex, Platform } from './documents.ts';

export type Member = ImageIndex['manifests'][number];

/**
 * `architecture/variant` that a machine of ours runs, the best first. Of x86-64 only what every machine of it runs: who
 * needs v3 says so, and would fail late elsewhere.
 */
const runs: Readonly<Record<string, readonly string[]>> = {
  x86_64: ['amd64', 'amd64/v1'],
  i686: ['386'],
  aarch64: ['arm64/v8', 'arm64'],
  armv7l: ['arm/v7', 'arm', 'arm/v6', 'arm/v5'],
  armv6l: ['arm/v6', 'arm/v5'],
  ppc64le: ['ppc64le'],
  s390x: ['s390x'],
  riscv64: ['riscv64'],
};

export const wordOf = ({ architecture, variant }: Pick<Platform, 'architecture' | 'variant'>): string =>
  variant === null || variant === undefined || variant === '' ? architecture : `${architecture}/${variant}`;

/** Smaller is better; nothing: a machine of this architecture does not run it. */
export function fit(ours: string, { os, ...of }: Platform): number | undefined {
  if (os !== 'linux' && os !== '') return undefined;
  const rank = (runs[ours] ?? [ours]).indexOf(wordOf(of));
  return rank === -1 ? undefined : rank;
}

/** In our words, with the system where it is not Linux. */
export function shown({ os, ...of }: Platform): string {
  const plain = ourArchitecture(of.architecture);
  const word = runs[plain]?.includes(wordOf(of)) === true ? plain : wordOf(of);
  return os === 'linux' || os === '' ? word : `${os}/${word}`;
}

/** What says how an image was made, or signs it: beside the images, and none. */
export const isBeside = ({ annotations, platform, artifactType }: Member): boolean =>
  annotations?.['vnd.docker.reference.type'] !== undefined ||
  (artifactType !== undefined && artifactType !== null) ||
  (platform?.os === 'unknown' && platform.architecture === 'unknown');

export interface Choice {
  /** The best, the first of equals. */
  readonly chosen?: Member;
  /** Nobody says what these are for: one must look into them. */
  readonly unsaid: readonly Member[];
  /** What there is, for people. */
  readonly there: readonly string[];
}

export function choose(members: readonly Member[], ours: string): Choice {
  const images = members.filter((member) => !isBeside(member));
  const ranked = images
    .flatMap((member) => {
      const rank = member.platform ? fit(ours, member.platform) : undefined;
      return rank === undefined ? [] : [{ member, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank);
  const [best] = ranked;
  return {
    ...(best === undefined ? {} : { chosen: best.member }),
    unsaid: images.filter(({ platform }) => !platform),
    there: [...new Set(images.flatMap(({ platform }) => (platform ? [shown(platform)] : [])))].sort(),
  };
}
