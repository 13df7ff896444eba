import { readKernelFile } from './kernel-file.ts';

export interface HostCounters {
  /** Processor seconds used since boot, all processors, waiting not counted. */
  readonly cpuSeconds: number;
  /** Bytes in use now, caches not counted. */
  readonly memoryBytes: number;
  readonly diskReadBytes: number;
  readonly diskWrittenBytes: number;
  readonly networkReceivedBytes: number;
  readonly networkSentBytes: number;
}

/** Clock ticks a second in /proc; fixed for user space on Linux. Source: proc(5). */
const ticksPerSecond = 100;
/** Unit of /proc/diskstats whatever the disk's own sectors are. Source: Documentation/admin-guide/iostats. */
const sectorBytes = 512;

/** Counters of this whole machine. */
export async function hostCounters(): Promise<HostCounters> {
  const [stat, meminfo, diskstats, netdev] = ['stat', 'meminfo', 'diskstats', 'net/dev'].map((name) =>
    readKernelFile(`/proc/${name}`),
  );
  return parseHostCounters(stat ?? '', meminfo ?? '', diskstats ?? '', netdev ?? '');
}

export function parseHostCounters(stat: string, meminfo: string, diskstats: string, netdev: string): HostCounters {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (stat.split('\n', 1)[0] ?? '')
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const memory = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(meminfo)?.[1] ?? 0) * 1024;
  // Whole disks only: partitions, loop devices and RAM disks would count the same bytes again.
  const disks = rows(diskstats).filter((f) => /^(sd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(f[2] ?? ''));
  const interfaces = rows(netdev.replaceAll(':', ' ')).filter(
    (f) => f.length >= 17 && f[0] !== 'lo' && /^\d+$/.test(f[1] ?? ''),
  );
  return {
    cpuSeconds: (user + nice + system + irq + softirq) / ticksPerSecond,
    memoryBytes: memory('MemTotal') - memory('MemAvailable'),
    diskReadBytes: sum(disks, 5) * sectorBytes,
    diskWrittenBytes: sum(disks, 9) * sectorBytes,
    networkReceivedBytes: sum(interfaces, 1),
    networkSentBytes: sum(interfaces, 9),
  };
}

const rows = (text: string): string[][] => text.split('\n').map((line) => line.trim().split(/\s+/));
const sum = (table: readonly string[][], column: number) =>
  table.reduce((total, row) => total + Number(row[column] ?? 0), 0);
