import type { GuestSample } from '@skerry/driver-contract';

/** One domain of `virsh domstats --raw`: its name and the fields as they were printed. */
export interface DomainStats {
  readonly name: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Parses `Domain: 'name'` blocks of indented `key=value` lines. */
export function parseDomstats(text: string): DomainStats[] {
  const domains: { name: string; fields: Map<string, string> }[] = [];
  for (const line of text.split('\n')) {
    const name = /^Domain: '(.*)'$/.exec(line)?.[1];
    if (name !== undefined) domains.push({ name, fields: new Map() });
    const [, key, value] = /^ +([^=]+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) domains.at(-1)?.fields.set(key, value);
  }
  return domains;
}

/** Values of `state.state` in which a process runs. Source: virDomainState of libvirt. */
const alive = new Set(['1', '2', '3', '4', '7']);

/**
 * Undefined for a guest that does not run. libvirt goes on printing counters for a moment after the
 * end of a guest, and counts network bytes as the guest sees them.
 */
export function sampleOf(stats: DomainStats): GuestSample | undefined {
  const number = (key: string) => Number(stats.fields.get(key) ?? 0);
  const cpuNanoseconds = stats.fields.get('cpu.time');
  if (cpuNanoseconds === undefined || !alive.has(stats.fields.get('state.state') ?? '')) return undefined;
  const sum = (group: 'block' | 'net', counter: string) => {
    let total = 0;
    for (let i = 0; i < number(`${group}.count`); i += 1) total += number(`${group}.${i}.${counter}`);
    return total;
  };
  return {
    cpuSeconds: Number(cpuNanoseconds) / 1e9,
    memoryBytes: number('balloon.rss') * 1024,
    ...guestMemory(number),
    diskReadBytes: sum('block', 'rd.bytes'),
    diskWrittenBytes: sum('block', 'wr.bytes'),
    networkReceivedBytes: sum('net', 'rx.bytes'),
    networkSentBytes: sum('net', 'tx.bytes'),
  };
}

/**
 * What the guest's own balloon driver told: all that it has, without what it could give to a program at once. A guest
 * without that driver tells nothing, and one that has just started has told nothing yet.
 */
function guestMemory(number: (key: string) => number): { guestMemoryBytes?: number } {
  const [available, usable] = [number('balloon.available'), number('balloon.usable')];
  const told = number('balloon.last-update') > 0 && available > 0 && usable > 0 && usable <= available;
  return told ? { guestMemoryBytes: (available - usable) * 1024 } : {};
}
