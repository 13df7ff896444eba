/**
 * The one table of what kinds of instances there are, and how they differ. Who needs to know asks a trait of the kind,
 * never its name: then a new kind is a line here, and what else it needs the compiler names.
 */
export const instanceKinds = ['vm', 'container', 'microvm'] as const;
export type InstanceKind = (typeof instanceKinds)[number];

/** What is taken where nobody says. */
export const defaultKind: InstanceKind = 'vm';

/** `display`: the screen of a VM (RFB). `serial`: its serial port. `shell`: a root shell inside of a container. */
export const consoleTypes = ['display', 'serial', 'shell'] as const;
export type ConsoleType = (typeof consoleTypes)[number];

/** What of its image a guest starts from. From a root partition it starts with a kernel of its host, or none. */
export const bootWays = ['boot-loader', 'root-partition'] as const;
export type BootWay = (typeof bootWays)[number];

export interface KindTraits {
  /** In the middle of a sentence. */
  readonly word: string;
  /**
   * What opens in a terminal. A serial port is one stream that all viewers share and that ends with the guest; of shells
   * each viewer has one of its own, which may end before.
   */
  readonly terminal: Exclude<ConsoleType, 'display'>;
  /** Consoles that it does not have, with what to take instead. */
  readonly lacks: Readonly<Partial<Record<ConsoleType, string>>>;
  /** It has a machine that can be chosen: firmware, buses, models. */
  readonly machine?: true;
  /** What it can start from; where an image has several, the first. */
  readonly boot: readonly BootWay[];
}

export const kindTable: Readonly<Record<InstanceKind, KindTraits>> = {
  vm: {
    word: 'virtual machine',
    terminal: 'serial',
    lacks: { shell: 'A virtual machine opens no shell without a log-in. Open its display or its serial console.' },
    machine: true,
    boot: ['boot-loader', 'root-partition'],
  },
  container: {
    word: 'container',
    terminal: 'shell',
    lacks: {
      display: 'A container has no display. Open a shell in it.',
      serial: 'A container has no serial port. Open a shell in it.',
    },
    boot: ['root-partition'],
  },
  microvm: {
    word: 'micro virtual machine',
    terminal: 'serial',
    lacks: {
      display: 'A micro virtual machine has no display. Open its serial console.',
      shell: 'A micro virtual machine opens no shell without a log-in. Open its serial console.',
    },
    boot: ['root-partition'],
  },
};

export const terminalOf = (kind: InstanceKind): KindTraits['terminal'] => kindTable[kind].terminal;

export const hasDisplay = (kind: InstanceKind): boolean => kindTable[kind].lacks.display === undefined;

/** What may be made from an image that has these; a usual one has both. */
export const kindsThatBoot = (ways: readonly BootWay[] = bootWays): InstanceKind[] =>
  instanceKinds.filter((kind) => bootOf(kind, ways) !== undefined);

/** What a guest of this kind starts from, of an image that has these; undefined: from none of them. */
export const bootOf = (kind: InstanceKind, ways: readonly BootWay[] = bootWays): BootWay | undefined =>
  kindTable[kind].boot.find((way) => ways.includes(way));

export const hasMachine = (kind: InstanceKind): boolean => kindTable[kind].machine === true;
