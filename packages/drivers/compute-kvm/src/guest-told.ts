/** What a guest's first program told of it, in a file that only this guest's QEMU writes while the guest runs. */
import type { Exit } from '@skerry/domain';
import { boundUntrusted, openUntrusted, readUntrustedTail, writeFileAtomic } from '@skerry/host-os';
import { open, rm } from 'node:fs/promises';
import type { QemuIdentity } from './qemu-identity.ts';

export interface Told {
  /** The kernel, and all before it, work. */
  readonly begun: boolean;
  /** It hears its power button. */
  readonly ready: boolean;
  /** How its application ended; absent: it runs, or something else ended the guest. */
  readonly exit?: Exit;
}

/** Of three lines, written anew by a guest that starts again by itself. Whoever writes more there tells of itself alone. */
const tailBytes = 256;
const mostBytes = 4096;

export async function readTold(path: string): Promise<Told> {
  const text = (await readUntrustedTail(path, tailBytes)).toString('latin1');
  const run = text.slice(Math.max(0, text.lastIndexOf('begun')));
  const status = /(?:^|\n)status (\d{1,3})\r?\n$/.exec(run)?.[1];
  const killed = /(?:^|\n)killed\n$/.test(run);
  const exit = status === undefined ? (killed ? { signal: 9 } : undefined) : { status: Number(status) };
  return {
    begun: run.startsWith('begun'),
    ready: /\nready\r?\n/.test(run),
    ...(exit === undefined ? {} : { exit: { at: await changedAt(path), ...exit } }),
  };
}

async function changedAt(path: string): Promise<string> {
  const file = await openUntrusted(path);
  try {
    return new Date((await file?.stat())?.mtimeMs ?? 0).toISOString();
  } finally {
    await file?.close();
  }
}

/** The guest is off: what an earlier run told is forgotten. */
export async function forgetTold(path: string, writer: QemuIdentity): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.chown(writer.uid, writer.gid);
  } finally {
    await file.close();
  }
}

/** It was put an end to from outside, if it had not told its own. The guest is off. */
export async function tellKilled(path: string): Promise<void> {
  const file = await openUntrusted(path);
  await file?.close();
  if (!file || (await readTold(path)).exit !== undefined) return;
  await writeFileAtomic(path, 'begun\nkilled\n', { mode: 0o600 });
}

/** For all guests, now and then: what is written there has no other end. */
export const boundTold = (path: string): Promise<void> => boundUntrusted(path, mostBytes);
