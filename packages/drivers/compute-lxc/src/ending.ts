import type { GuestPlan } from '@skerry/driver-contract';
import type { Exit } from '@skerry/domain';
import { readUntrustedTail } from '@skerry/host-os';
import type { PlanFiles } from './guest-files.ts';

/** How a container came to its end. `unknown`: nobody saw it, as after a power cut. */
export type Ending = 'halted' | 'killed' | 'unknown';

export interface End {
  readonly how: Ending;
  /** Of an application. */
  readonly exit?: Exit;
}

/**
 * LXC's monitor writes how its child ended, in its log at level INFO, also when no agent is there to see it. The kernel
 * ends an init that halts or powers off with SIGINT, one that reboots with SIGHUP: pid_namespaces(7).
 */
export function endingFrom(log: string): Ending {
  const last = lastEnd(log);
  if (!last) return 'unknown';
  return last.signal === 2 || last.status === 0 ? 'halted' : 'killed';
}

/** An application ends as its program does, and no program is in its way: whatever its status, that is its own end. */
export function applicationEndFrom(log: string): End {
  const last = lastEnd(log);
  if (last) return { how: last.status === undefined ? 'killed' : 'halted', exit: last };
  // Of status 0 LXC says nothing but this, at level DEBUG.
  const exited = /^\S+ \S+ (\d{14}\.\d{3}) .* - Container init process \d+ exited$/m.exec(log)?.[1];
  return exited === undefined ? { how: 'unknown' } : { how: 'halted', exit: { at: timeOf(exited), status: 0 } };
}

function lastEnd(log: string): Exit | undefined {
  const ends = /^\S+ \S+ (\d{14}\.\d{3}) .* - Child <\d+> ended on (?:signal [^(\n]*\((\d+)\)|error \((\d+)\))$/gm;
  const last = [...log.matchAll(ends)].at(-1);
  if (!last) return undefined;
  const [, time = '', signal, status] = last;
  const how = signal === undefined ? { status: Number(status) } : { signal: Number(signal) };
  return { at: timeOf(time), ...how };
}

/** As LXC writes it, in UTC: 20261122233713.297. */
const timeOf = (text: string): string =>
  text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{3})$/, '$1-$2-$3T$4:$5:$6$7Z');

/** The end is in the last lines; the log of a guest that reboots often may be long. */
const tailBytes = 16 * 1024;

export async function endOf({ application }: Pick<GuestPlan, 'application'>, { lxcLog }: PlanFiles): Promise<End> {
  const log = await readTail(lxcLog, tailBytes);
  return application === undefined ? { how: endingFrom(log) } : applicationEndFrom(log);
}

/** At most the last `bytes` of a file, cut at a whole character; empty when there is no such file. */
export async function readTail(path: string, bytes: number): Promise<string> {
  const buffer = await readUntrustedTail(path, bytes);
  // Bytes 10xxxxxx continue a character whose beginning was cut off.
  const whole = buffer.findIndex((byte) => (byte & 0xc0) !== 0x80);
  const cut = buffer.length === bytes && whole > 0;
  return buffer.subarray(cut ? whole : 0).toString('utf8');
}
