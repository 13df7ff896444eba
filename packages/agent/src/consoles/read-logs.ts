/** What a guest prints, for who asks for it again and again: where there is nothing, it is waited for. */
import type { GuestLogPart, GuestLogs } from '@skerry/driver-contract';
import { setTimeout } from 'node:timers/promises';

/** Milliseconds between two looks. Shorter reads files for nothing, longer makes a follower wait. */
const lookEveryMs = 250;

export interface LogsWanted {
  readonly after?: string | undefined;
  readonly bytes: number;
  readonly waitSeconds: number;
}

export async function readLogs(
  logs: GuestLogs,
  instanceId: number,
  { after, bytes, waitSeconds }: LogsWanted,
): Promise<GuestLogPart> {
  const end = performance.now() + waitSeconds * 1000;
  for (;;) {
    const part = await logs.read(instanceId, after, bytes);
    if (part.text !== '' || performance.now() >= end) return part;
    await setTimeout(Math.min(lookEveryMs, Math.max(1, end - performance.now())));
  }
}
