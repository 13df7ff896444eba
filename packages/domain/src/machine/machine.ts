/**
 * What a virtual machine is made of, besides processors, memory, disks and networks. An image says what it needs, a
 * template and an instance what they want instead, each of them as little as they like: `machineAsked` lays one over the
 * other, and `machineOf` makes it whole. Hosts are told what was asked and make it whole by the same function.
 *
 * What nobody says stays as it always was: guests know their machine by it, and some boot on no other. So a default here
 * is never changed; a new wish is a new word.
 */
import { merged } from '../object/merge.ts';

export const firmwares = ['bios', 'uefi'] as const;
export const chipsets = ['pc', 'q35'] as const;
export const diskBuses = ['virtio', 'scsi', 'sata'] as const;
export const nicModels = ['virtio', 'e1000e'] as const;
export const videos = ['vga', 'virtio', 'cirrus'] as const;
export const bootDevices = ['disk', 'cdrom', 'network'] as const;
export type BootDevice = (typeof bootDevices)[number];

/** How processors look to the guest. What is not said is one; the product is the number of processors. */
export interface Topology {
  readonly sockets?: number;
  readonly cores?: number;
  /** Of each core. */
  readonly threads?: number;
}

/** As it is asked for; what is absent is for somebody else to say. */
export interface MachineAsked {
  readonly firmware?: (typeof firmwares)[number];
  /** Only what Microsoft signed starts, as on a machine that is bought. */
  readonly secureBoot?: boolean;
  /** A trusted platform module, version 2.0. */
  readonly tpm?: boolean;
  readonly chipset?: (typeof chipsets)[number];
  readonly diskBus?: (typeof diskBuses)[number];
  readonly nicModel?: (typeof nicModels)[number];
  readonly video?: (typeof videos)[number];
  /** A pointer that stands where the mouse of the viewer does. */
  readonly tablet?: boolean;
  /** A drive, with or without a disc in it. */
  readonly cdromDrive?: boolean;
  /** As libvirt calls it, such as `Haswell-noTSX`. */
  readonly cpuModel?: string;
  readonly topology?: Topology;
  /** What it starts from, first to last. */
  readonly bootOrder?: readonly BootDevice[];
}

/** With nothing left open but what has no default: without a model of processor the guest gets all that its host can. */
export type Machine = Required<Omit<MachineAsked, 'cpuModel' | 'topology'>> & {
  readonly cpuModel?: string;
  readonly topology?: Required<Topology>;
};

export const mostBootDevices = bootDevices.length;
export const mostCpuModelCharacters = 64;
export const cpuModelPattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** As it comes from outside: what is not given may be there and say nothing. */
export type MachineGiven = {
  readonly [Field in Exclude<keyof MachineAsked, 'topology'>]?: MachineAsked[Field] | undefined;
} & { readonly topology?: TopologyGiven | undefined };
type TopologyGiven = { readonly [Part in keyof Topology]?: number | undefined };

/** The later says it instead, field by field. Undefined: nobody says anything. */
export function machineAsked(...asked: readonly (MachineGiven | undefined)[]): MachineAsked | undefined {
  const said: MachineAsked = Object.assign(
    {},
    ...asked.map(({ topology, ...rest } = {}) => ({
      ...given(rest),
      ...(topology === undefined ? {} : { topology: given(topology) }),
    })),
  );
  return Object.keys(said).length === 0 ? undefined : said;
}

const given = (of: object) => Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined));

/** What is not named stays; null leaves it open again, a field or all of it. */
export function patchedMachine(
  before: MachineAsked | undefined,
  patch: { readonly [field: string]: unknown } | null | undefined,
): MachineAsked | undefined {
  if (patch === undefined) return before;
  return patch === null ? undefined : machineAsked(merged({ ...before }, patch));
}

export function machineOf(asked: MachineAsked = {}): Machine {
  const { secureBoot = false, diskBus = 'virtio', nicModel = 'virtio', cpuModel, topology } = asked;
  const firmware = asked.firmware ?? (secureBoot ? 'uefi' : 'bios');
  return {
    firmware,
    secureBoot,
    tpm: asked.tpm ?? false,
    // The smaller one, where it will do: UEFI is made for q35, e1000e sits on PCI Express, and pc has no SATA of its own.
    chipset: asked.chipset ?? (firmware === 'uefi' || nicModel === 'e1000e' || diskBus === 'sata' ? 'q35' : 'pc'),
    diskBus,
    nicModel,
    video: asked.video ?? 'vga',
    tablet: asked.tablet ?? false,
    cdromDrive: asked.cdromDrive ?? false,
    // An empty disk, or one that does not boot, leaves it to the disc: so an installation starts, and does not start again.
    bootOrder: asked.bootOrder ?? ['disk', 'cdrom'],
    ...(cpuModel === undefined ? {} : { cpuModel }),
    ...(topology === undefined ? {} : { topology: wholeTopology(topology) }),
  };
}

/** How many processors a lay-out has. */
export function processorsIn(topology: Topology): number {
  const { sockets, cores, threads } = wholeTopology(topology);
  return sockets * cores * threads;
}

const wholeTopology = ({ sockets = 1, cores = 1, threads = 1 }: Topology) => ({ sockets, cores, threads });

export interface MachineProblem {
  readonly field: keyof MachineAsked;
  readonly message: string;
}

/** What cannot be together, as it would be once it is whole. `cpus`: where it is known how many. */
export function machineProblem(asked: MachineAsked | undefined, cpus?: number): MachineProblem | undefined {
  const { firmware, secureBoot, chipset, nicModel, topology, bootOrder } = machineOf(asked);
  if (secureBoot && firmware === 'bios') {
    return { field: 'secureBoot', message: 'Secure boot is a matter of UEFI: ask for the firmware uefi as well.' };
  }
  if (secureBoot && chipset === 'pc') {
    return { field: 'chipset', message: 'Secure boot needs the chipset q35: leave the chipset open, or ask for q35.' };
  }
  if (nicModel === 'e1000e' && chipset === 'pc') {
    const message = 'Network cards of the model e1000e need the chipset q35: leave the chipset open, or ask for q35.';
    return { field: 'chipset', message };
  }
  if (new Set(bootOrder).size < bootOrder.length) {
    return { field: 'bootOrder', message: 'Name each thing to boot from once.' };
  }
  if (topology === undefined || cpus === undefined) return undefined;
  const { sockets, cores, threads } = topology;
  const processors = processorsIn(topology);
  if (processors === cpus) return undefined;
  return {
    field: 'topology',
    message:
      `${sockets} × ${cores} × ${threads} (sockets, cores, threads) are ${processors} processors, ` +
      `and it has ${cpus}: make the two the same.`,
  };
}
