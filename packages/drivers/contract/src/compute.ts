import type {
  ApplicationStart,
  BootWay,
  Exit,
  GuestState,
  HostRuntime,
  InitSignal,
  InstanceKind,
  Machine,
  SampleCounters,
} from '@skerry/domain';
import type { Duplex } from 'node:stream';
import type { GuestIdentity } from './guest-identity.ts';
import type { NicAttachment } from './network.ts';
import type { DiskSource } from './storage.ts';

/** One disk of a guest, as the storage driver made it. The first is the one it boots from. */
export interface GuestDisk {
  readonly diskId: number;
  readonly source: DiskSource;
}

export interface GuestNic {
  readonly attach: NicAttachment;
  readonly mac: string;
  /** What the guest has there, for drivers that set it up themselves; absent: told by an earlier build. */
  readonly network?: GuestNetwork;
}

export interface GuestNetwork {
  readonly address: string;
  readonly prefixLength: number;
  readonly gateway: string;
  readonly nameservers: readonly string[];
  /** In which names of others are looked up. */
  readonly search?: string;
}

/** All that a compute driver needs to run one guest; it asks nobody else. */
export interface GuestPlan {
  readonly instanceId: number;
  /** Ids of the host that are this guest's alone. */
  readonly identity: GuestIdentity;
  /** For people only (titles, host name of a container): the driver's handle is the instance id. */
  readonly name: string;
  /** Of its image; absent: not known. Another one than the host's is refused with `architecture-differs`. */
  readonly architecture?: string;
  /** What of its first disk it starts from; absent: what its kind prefers. */
  readonly boot?: BootWay;
  readonly cpus: number;
  readonly memoryMiB: number;
  /** Whole; absent: the usual one. Of kinds without a machine it says nothing. */
  readonly machine?: Machine;
  /** In its drive, which `machine` says it has; absent: the drive is empty. */
  readonly disc?: DiskSource;
  readonly disks: readonly GuestDisk[];
  readonly nics: readonly GuestNic[];
  /** Directory with `meta-data`, `user-data`, `vendor-data`, `network-config`, `context.sh`; written by the agent. */
  readonly contextDirectory: string;
  /** Directory of this guest for whatever the driver keeps: console log, sockets, ISO. Exists. */
  readonly directory: string;
  /** It runs this and is over with it; absent: the image's own init. */
  readonly application?: ApplicationStart;
  /** Signals that the guest's init understands (containers). */
  readonly haltSignal: InitSignal;
  readonly rebootSignal: InitSignal;
}

/** What is there, read from the system, never from the driver's memory. */
export interface GuestReport {
  readonly instanceId: number;
  /** Never `none`: guests without a trace are not listed. `stopping` is the agent's own knowledge, not reported here. */
  readonly state: Exclude<GuestState, 'none' | 'stopping'>;
  /** Process that a person would look at: QEMU or the container's init. */
  readonly pid?: number;
  /** Of a guest that is not off: the slot whose ids it runs with, where the driver gives it ids. */
  readonly slot?: number;
  /** Of an application that is off: how it ended, until it is started again or removed; absent: nobody knows. */
  readonly exit?: Exit;
}

/** Counters since the guest started; memory is a gauge. */
export type GuestSample = SampleCounters;

/** The bytes of one open console. Ends when either side ends it. */
export interface GuestConsole extends Duplex {
  /** Where the console is a terminal of its own: it has this size now. Does nothing once it has ended. */
  resize?(size: { readonly columns: number; readonly rows: number }): Promise<void>;
}

/** Ability of a compute driver: the counters of many guests cost little more than those of one. */
export interface BulkSamples {
  /** All running guests, by instance id. */
  sampleAll(): Promise<ReadonlyMap<number, GuestSample>>;
}

/** Ability of a compute driver: guests can have a CD-ROM drive, and its disc is changed while they run. */
export interface Discs {
  /** What is in the drive of a guest that runs. Undefined: it has no drive, or does not run. */
  inDrive(instanceId: number): Promise<{ readonly source?: DiskSource } | undefined>;
  /** Takes out what is there, also where the guest has locked it, and puts this in; undefined: nothing. */
  change(instanceId: number, disc: DiskSource | undefined): Promise<void>;
}

export interface GuestCommand {
  /** Program and arguments. */
  readonly words: readonly string[];
  /** On a terminal of its own; else ending the stream ends its input alone. */
  readonly terminal: boolean;
}

export interface RunningCommand extends GuestConsole {
  /** Its exit status, as a shell says it, once the stream has closed. */
  readonly status: Promise<number>;
}

/** Ability of a compute driver: programs can be started beside what the guest runs. */
export interface GuestCommands {
  /**
   * As root of the guest, with the environment of its application. Destroying the stream ends it; it ends with the guest.
   * Rejects with `guest-not-found` and `guest-not-running`. That there is no such program it says itself, with status 127.
   */
  open(instanceId: number, command: GuestCommand): Promise<RunningCommand>;
}

/** Ability of a compute driver: what a guest prints can be read on, across restarts of guest, agent and driver. */
export interface GuestLogs {
  /**
   * What was printed after a place that an earlier answer named, at most `bytes`, in whole lines but where nothing more
   * comes; without one the last `bytes`. Of a place that is kept no more: from the oldest that is. Empty: nothing yet.
   */
  read(instanceId: number, place: string | undefined, bytes: number): Promise<GuestLogPart>;
}

export interface GuestLogPart {
  readonly text: string;
  readonly next: string;
}

/**
 * Runs guests of one kind on this host. Every method may be called twice, after a crash of the agent at any point, and
 * with nothing remembered: the truth is what the system says. Methods reject with `SkerryError`, codes below; each has
 * its own deadline and never hangs. A guest must go on when the process that called the driver dies.
 */
export interface ComputeDriver {
  readonly kind: InstanceKind;
  readonly name: string;
  /** Can guests run here, how, and if not why. May take seconds (it starts what it needs); the agent caches it. */
  probe(): Promise<HostRuntime>;
  /** Every guest of ours, running or not, also those the agent has no intent for. */
  list(): Promise<readonly GuestReport[]>;
  /** `undefined`: no trace of it. */
  inspect(instanceId: number): Promise<GuestReport | undefined>;
  /** Defines (anew, when the plan differs) and starts. Returns once the guest's first process runs. */
  start(plan: GuestPlan): Promise<void>;
  /** Asks the guest to shut down and returns at once. */
  requestShutdown(instanceId: number): Promise<void>;
  /** Off now; afterwards the guest is `prepared` (or gone). Also cleans up after a crash: mounts, exports, processes. */
  forceOff(instanceId: number): Promise<void>;
  pause(instanceId: number): Promise<void>;
  resume(instanceId: number): Promise<void>;
  /** Removes every trace but the disks' files and the guest's directory. The guest is off. */
  remove(instanceId: number): Promise<void>;
  sample(instanceId: number): Promise<GuestSample | undefined>;
  readonly bulkSamples?: BulkSamples;
  readonly discs?: Discs;
  /** Serial console of a VM; of a container a root shell on a terminal of its own. */
  openConsole(instanceId: number): Promise<GuestConsole>;
  /** RFB stream; rejects with `guest-no-display` where there is none. */
  openDisplay(instanceId: number): Promise<Duplex>;
  /** Text that the guest printed on its console, newest last; at most `bytes`. */
  consoleLog(instanceId: number, bytes: number): Promise<string>;
  readonly logs?: GuestLogs;
  readonly commands?: GuestCommands;
  /** Calls back when a guest changes state by itself, as fast as the system tells; a hint, not the truth. */
  onChange(listener: (instanceId: number) => void): () => void;
  /** Stops watching. Guests go on. */
  close(): Promise<void>;
}

export type ComputeErrorCode =
  | 'runtime-unavailable'
  | 'guest-not-found'
  | 'guest-not-running'
  | 'guest-start-failed'
  | 'guest-no-display'
  | 'guest-busy'
  | 'architecture-differs'
  /** Its machine needs what this host has not. */
  | 'device-missing'
  /** What runs the guests (libvirt, LXC) would not do what was asked, in time. */
  | 'runtime-refused'
  | 'driver-timeout';
