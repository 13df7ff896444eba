import { readUntrustedTail } from '@skerry/host-os';

/** How a container came to its end. `unknown`: nobody saw it, as after a power cut. */
export type Ending = 'halted' | 'killed' | 'unknown';

/**
 * LXC's monitor writes how its child ended, in its log at level INFO, also when no agent is there to see it. The kernel
 * ends an init that halts or powers off with SIGINT, one that reboots with SIGHUP: pid_namespaces(7).
 */
export function endingFrom(log: string): Ending {
  const ends = [...log.matchAll(/ - Child <\d+> ended on (signal [^(]*\((\d+)\)|error \((\d+)\))/g)];
  const last = ends.at(-1);
  if (!last) return 'unknown';
  return last[2] === '2' || last[3] === '0' ? 'halted' : 'killed';
}

/** The end is in the last lines; the log of a guest that reboots often may be long. */
const tailBytes = 16 * 1024;

export async function readEnding(lxcLog: string): Promise<Ending> {
  return endingFrom(await readTail(lxcLog, tailBytes));
}

/** At most the last `bytes` of a file, cut at a whole character; empty when there is no such file. */
export async function readTail(path: string, bytes: number): Promise<string> {
  const buffer = await readUntrustedTail(path, bytes);
  // Bytes 10xxxxxx continue a character whose beginning was cut off.
  const whole = buffer.findIndex((byte) => (byte & 0xc0) !== 0x80);
  const cut = buffer.length === bytes && whole > 0;
  return buffer.subarray(cut ? whole : 0).toString('utf8');
}
