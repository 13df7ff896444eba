import type { Condition, Write } from '@skerry/store';

/** In the order in which they can be mended: what uses a thing goes before it. */
export const leakClasses = [
  'libvirt-domain',
  'process',
  'cgroup',
  'interface',
  'mount',
  'loop-device',
  'fuse-export',
  'socket',
  'network-namespace',
  'nft-element',
  'nft-rule',
  'nft-chain',
  'nft-table',
  'dhcp-host',
  'bridge',
  'network-files',
  'container-config',
  'libvirt-file',
  'guest-directory',
  'disk',
  'image',
  'id-map',
  'slot',
  'address',
  'name',
] as const;
export type LeakClass = (typeof leakClasses)[number];

/** Something that is there and should not be, or a record of something that is not there. */
export interface Leak {
  readonly class: LeakClass;
  /** For a person, as part of a sentence: "disk 40, 3 MiB on disk". */
  readonly what: string;
  /** Path, key or name under which it is found. */
  readonly where: string;
  /** ISO 8601; absent where nothing tells. */
  readonly since?: string;
  /** What was compared with what, as a sentence. */
  readonly because: string;
  readonly mend: Mend;
}

export interface Mend {
  /**
   * `safe`: nothing that anybody could want is lost, and `--mend` does it. `data`: what is in a disk would be lost, so
   * the disk must be named. `judge`: a person has to decide; the steps are the way if they decide to.
   */
  readonly kind: 'safe' | 'data' | 'judge';
  /** In this order. Empty only with `note`. */
  readonly steps: readonly MendStep[];
  /** What must be known or done before, as a sentence. */
  readonly note?: string;
  /** With `data`: number of the disk. */
  readonly diskId?: number;
}

export type MendStep =
  | { readonly do: 'run'; readonly argv: readonly string[] }
  /** Only this very process: a pid may belong to another one by now. */
  | { readonly do: 'stop'; readonly pid: number; readonly startTime: string }
  /** Changes a store, which must be in nobody's use; with the conditions, so that nothing newer is lost. */
  | {
      readonly do: 'commit';
      readonly store: string;
      readonly conditions: readonly Condition[];
      readonly writes: readonly Write[];
    };

export const safely = (...argvs: readonly (readonly string[])[]): Mend => ({
  kind: 'safe',
  steps: argvs.map((argv) => ({ do: 'run', argv })),
});

/** Two looks find the same leak: same class, same place. */
export const leakKey = (leak: Pick<Leak, 'class' | 'where'>): string => `${leak.class} ${leak.where}`;

/** The step as a person would type it. */
export function stepAsText(step: MendStep): string {
  switch (step.do) {
    case 'run':
      return step.argv.map(quoted).join(' ');
    case 'stop':
      return `kill ${step.pid}`;
    case 'commit':
      return `skerry doctor --leaks --mend, while the process that has ${step.store} open is stopped`;
  }
}

const quoted = (word: string): string => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
