import type { MachineAsked } from '../machine/machine.ts';
import type { ApplicationStart } from '../application/application-start.ts';
import type { Health } from '../application/health.ts';
import type { Exit } from '../application/restart.ts';
import type { ObjectMeta } from '../object/meta.ts';
import type { InstanceKind } from './kinds.ts';

/** Which of the hosts that could take it an instance goes to. */
export const ranks = ['pack', 'spread', 'load'] as const;

/** What the user asked for. */
export interface InstanceSpec {
  readonly kind: InstanceKind;
  /** Virtual processors, 1 to 128. */
  readonly cpus: number;
  /** MiB, 16 to 4,194,304. */
  readonly memoryMiB: number;
  readonly disks: readonly InstanceDisk[];
  readonly nics: readonly InstanceNic[];
  readonly context: InstanceContext;
  /** It runs one program, and is over with it; absent: it boots its image's own init. */
  readonly application?: ApplicationStart;
  /** Expression over host attributes that a host must satisfy; empty: any host. */
  readonly requirements: string;
  /** Only this host; absent: any that fits. */
  readonly hostId?: number;
  /** How to choose among the hosts that fit. */
  readonly rank: (typeof ranks)[number];
  /** Instances of one owner with the same group go to different hosts; absent: it stands beside anybody. */
  readonly antiAffinityGroup?: string;
  /** `required` (so it is when absent): it waits rather than share a host; `preferred`: it shares where it must. */
  readonly antiAffinityMode?: AntiAffinityMode;
  /** As image, template and request ask for it together; absent: the usual one. Only of kinds that have a machine. */
  readonly machine?: MachineAsked;
  /** The disc in its drive; absent: none. */
  readonly cdrom?: InstanceCdrom;
}

/** An image of type `cdrom`, as it is: nothing is made of it. */
export interface InstanceCdrom {
  readonly imageId: number;
  readonly imageDigest: string;
}

export const antiAffinityModes = ['required', 'preferred'] as const;
export type AntiAffinityMode = (typeof antiAffinityModes)[number];

export interface InstanceDisk {
  readonly diskId: number;
  readonly imageId: number;
  /** `sha256:…` of the image's content: what the disk starts from. */
  readonly imageDigest: string;
  /** MiB, virtual. At least the image's size. */
  readonly sizeMiB: number;
}

export interface InstanceNic {
  readonly networkId: number;
  /** What it shall have instead of what the cluster would choose. It stays to be read once it has it. */
  readonly asked?: AskedOfNic;
  /** Set by the cluster when it leases the address. */
  readonly mac?: string;
  readonly address?: string;
}

/** Disks, and network interfaces, that a record may have. More: a command that touches them all fits into no transaction. */
export const mostDisks = 16;
export const mostNics = 16;

/** Fixed by whoever asked for the instance; what is absent the cluster chooses. */
export interface AskedOfNic {
  readonly address?: string;
  readonly mac?: string;
}

/** An interface as it is asked for. */
export interface AskedNic extends AskedOfNic {
  readonly networkId: number;
}

export interface InstanceContext {
  readonly sshKeys: readonly string[];
  /** Cloud-init user data, verbatim; empty: Skerry writes a minimal one. */
  readonly userData: string;
  /** The same as bytes that are no UTF-8, such as a gzip file, in base64; then `userData` is empty. */
  readonly userDataBase64?: string;
}

/** What may be wanted of a guest. */
export const powers = ['running', 'stopped', 'paused', 'absent'] as const;

/** What is wanted now. Every change of it raises `generation` by one. */
export interface InstanceIntent {
  readonly generation: number;
  readonly power: (typeof powers)[number];
  /** Raised by one for each reboot asked for; the host reboots until it has seen that many. */
  readonly reboots: number;
  /**
   * Of an application: raised by one for each start asked for; one that ended by itself and stays so is started once the host
   * has not seen that many. Absent: none.
   */
  readonly starts?: number;
  /** Seconds that a guest gets to shut down by itself before it is stopped by force; 0: force at once. */
  readonly graceSeconds: number;
}

/** What is on the host, as the agent sees it. */
export interface InstanceObservation {
  /** The intent generation that the agent has fully reached; -1: none yet. */
  readonly reached: number;
  /** Of the intent under which it was seen; absent: the first. */
  readonly epoch?: number;
  readonly guest: GuestState;
  readonly reboots: number;
  /** What the agent does just now; absent when it has nothing to do. */
  readonly step?: StepProgress;
  /** The last failure that still stands; a success clears it. */
  readonly failure?: StepFailure;
  /** How often the guest was found dead while it should run, and was started again. */
  readonly crashes: number;
  /** ISO 8601: when the guest was started last. */
  readonly startedAt?: string;
  /** Of an application: how many starts and reboots had been asked for when it was started last. */
  readonly startedFor?: number;
  /** Of one that is asked, while it runs. */
  readonly health?: Health;
  /** How it ended last; kept while it runs again. */
  readonly exit?: Exit;
  /** How often its restart policy has started it, one after the other, and it did not last. */
  readonly restarts?: number;
  /** It ended, and its restart policy starts it then; ISO 8601. */
  readonly nextStartAt?: string;
  /** It ended, and its restart policy leaves it so. */
  readonly over?: true;
}

/**
 * What the runtime says. `none`: it has no trace of the guest, though disks may lie there. `prepared`: it knows the
 * guest, and that is off. `stopping`: running, and asked to shut down.
 */
export const guestStates = ['none', 'prepared', 'running', 'paused', 'stopping', 'crashed'] as const;
export type GuestState = (typeof guestStates)[number];

export const stepNames = [
  'fetch-image',
  'create-disk',
  'write-context',
  'connect-network',
  'start-guest',
  'pause-guest',
  'resume-guest',
  'change-disc',
  'shut-down-guest',
  'force-off-guest',
  'remove-guest',
  'disconnect-network',
  'remove-disk',
] as const;
export type StepName = (typeof stepNames)[number];

/** What can fail: a step, or to understand what is wanted, before there is any step. */
export const failingSteps = [...stepNames, 'read-intent'] as const;
export type FailingStep = (typeof failingSteps)[number];

export interface StepProgress {
  readonly name: StepName;
  /** ISO 8601. */
  readonly since: string;
  /** 0 to 1, where the step can tell. */
  readonly fraction?: number;
}

export interface StepFailure {
  readonly step: FailingStep;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly attempts: number;
  /** ISO 8601: when it failed first. */
  readonly since?: string;
  /** ISO 8601: when the next try comes. */
  readonly nextTryAt: string;
}

export interface Instance extends ObjectMeta {
  readonly clusterId: number;
  /** Absent until the cluster has placed it. Read it with its epoch where it matters who may speak for it: `placeOfInstance`. */
  readonly hostId?: number;
  /** Of its place, or of the last that it had; absent: the first. */
  readonly epoch?: number;
  /** Where the front-end expects it to go: what it will use is counted there until it has a host. */
  readonly expectedHostId?: number;
  readonly templateId?: number;
  readonly spec: InstanceSpec;
  readonly intent: InstanceIntent;
  readonly observed?: InstanceObservation;
  /** Why it has no host yet, when the cluster looked for one and found none. */
  readonly unplaced?: { readonly message: string; readonly reasons: Readonly<Record<string, number>> };
  /** Its host or its cluster was declared lost, and with it what it was made of. It is never placed again. */
  readonly lost?: LostWithHost | LostWithCluster;
}

export interface LostWithHost {
  readonly hostId: number;
  readonly hostName: string;
  /** ISO 8601: when its host was declared lost. */
  readonly at: string;
}

/** Written by the front-end: of the cluster nothing is left that could say so. */
export interface LostWithCluster {
  /** As it was called then. */
  readonly clusterName: string;
  /** ISO 8601: when it was declared lost. */
  readonly at: string;
}
