/**
 * What a lab remembers, `<state>/lab.json`: what it was asked for, and what was done to it on purpose (cuts, shapes,
 * machines switched off). What runs is never in it: that is read from /proc each time.
 */
import { lockFile } from '@skerry/host-os';
import { chmodSync, mkdirSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { readJson, writeWhole } from '../../../tools/quickstart/state-file.ts';
import { labError } from './lab-error.ts';

export interface Shape {
  /** Bits per second. */
  readonly rate?: number;
  /** Milliseconds, one way. */
  readonly delayMs?: number;
  /** Share of the packets that are lost, 0 to 1. */
  readonly loss?: number;
}

export interface NodeState {
  /** Switched off on purpose: `up` leaves it so. */
  readonly off?: boolean;
  readonly cut?: boolean;
  readonly shape?: Shape;
}

/** What one host offers. */
export interface Offer {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly diskMiB: number;
}

export interface LabState {
  readonly version: 1;
  readonly clusters: number;
  readonly hostsPerCluster: number;
  readonly apiPort: number;
  /** Of the consoles of the sites, on this machine's loopback, by cluster from 1; a lab of an older version has none. */
  readonly sitePorts?: readonly number[];
  readonly offer: Offer;
  readonly images: readonly string[];
  readonly nodes: Readonly<Record<string, NodeState>>;
  /** ISO 8601; absent until everything was up once. */
  readonly readyAt?: string;
}

export const defaultDirectory = '/var/lib/skerry-lab';

/** Sockets of guests lie some 40 bytes below, and the path of a socket has at most 107: unix(7). */
const longestDirectory = 50;

export type LabPaths = ReturnType<typeof labPaths>;

export function labPaths(directory: string) {
  const root = resolve(directory);
  if (Buffer.byteLength(root) > longestDirectory) {
    throw labError(
      'lab-state-path',
      `The directory ${root} has a path that is too long for the sockets of guests (more than ${longestDirectory} bytes).`,
      'Choose a shorter one, such as /var/lib/skerry-lab2, with --state or SKERRY_LAB.',
    );
  }
  return {
    root,
    file: join(root, 'lab.json'),
    credentials: join(root, 'credentials.json'),
    logs: join(root, 'log'),
    log: (name: string) => join(root, 'log', `${name}.log`),
    /** All that one machine of the lab has on its disk. */
    node: (name: string) => join(root, 'nodes', name),
    nodes: join(root, 'nodes'),
    cache: join(root, 'cache'),
    /** Names what is global to the kernel: cgroups. Different for every directory. */
    key: `skerry-lab-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`,
    /** First arguments of every first process; the name of the machine follows. */
    marker: ['skerry-lab', root],
  } as const;
}

export function prepareDirectories(paths: LabPaths): void {
  for (const directory of [paths.root, paths.logs, paths.nodes, paths.cache]) mkdirSync(directory, { recursive: true });
  // QEMU's user must reach the disks below; what is secret has a mode of its own.
  for (const directory of [paths.root, paths.nodes]) chmodSync(directory, 0o711);
}

export function readState(paths: LabPaths): LabState | undefined {
  return readJson(paths.file) as LabState | undefined;
}

export function writeState(paths: LabPaths, state: LabState): void {
  writeWhole(paths.file, state, 0o644);
}

export function changeNode(paths: LabPaths, state: LabState, name: string, change: Partial<NodeState>): LabState {
  const { [name]: before, ...others } = state.nodes;
  const after = Object.fromEntries(
    Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined && value !== false),
  ) as NodeState;
  const next = { ...state, nodes: { ...others, ...(Object.keys(after).length > 0 ? { [name]: after } : {}) } };
  writeState(paths, next);
  return next;
}

/** One verb that changes the lab at a time. The directory itself is what is locked: nothing is left of the lock. */
export async function locked<T>(paths: LabPaths, work: () => Promise<T>): Promise<T> {
  mkdirSync(paths.root, { recursive: true });
  const lock = await lockFile(paths.root);
  if (!lock) {
    throw labError(
      'lab-busy',
      'Another command changes this lab just now.',
      'Wait until it has ended, and try again; "skerry lab status" works meanwhile.',
    );
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
