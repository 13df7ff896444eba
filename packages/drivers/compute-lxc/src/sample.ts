import type { GuestPlan, GuestSample } from '@skerry/driver-contract';
import { readKernelFile } from '@skerry/host-os';
import { join } from 'node:path';
import type { DiskTraffic } from './guest-files.ts';

const sectorBytes = 512;

/**
 * Counters from the kernel's own files; `folders` by controller, `device` the loop device under the root, `before` what
 * that device had moved when the guest got it.
 */
export function readSample(
  plan: GuestPlan,
  folders: Readonly<Record<string, string>>,
  device: string | undefined,
  before: DiskTraffic,
): GuestSample {
  const disk = diskTraffic(device);
  const nics = plan.nics.map(({ attach }) => readInterface(attach.hostInterface));
  const sum = (pick: (nic: Traffic) => number) => nics.reduce((total, nic) => total + pick(nic), 0);
  // What a container has in use is the same from both sides.
  const memoryBytes = readMemory(folders);
  return {
    cpuSeconds: readCpu(folders),
    memoryBytes,
    guestMemoryBytes: memoryBytes,
    diskReadBytes: Math.max(0, disk.read - before.read),
    diskWrittenBytes: Math.max(0, disk.written - before.written),
    networkReceivedBytes: sum((nic) => nic.received),
    networkSentBytes: sum((nic) => nic.sent),
  };
}

function readCpu(folders: Readonly<Record<string, string>>): number {
  if (folders['cpuacct'] !== undefined) return readNumber(folders['cpuacct'], 'cpuacct.usage') / 1e9;
  return field(read(folders['unified'], 'cpu.stat'), 'usage_usec') / 1e6;
}

/** Without the page cache that the kernel can give back at any time. */
function readMemory(folders: Readonly<Record<string, string>>): number {
  const v1 = folders['memory'];
  const used =
    v1 !== undefined ? readNumber(v1, 'memory.usage_in_bytes') : readNumber(folders['unified'], 'memory.current');
  const stat = read(v1 ?? folders['unified'], 'memory.stat');
  return Math.max(0, used - field(stat, v1 !== undefined ? 'total_inactive_file' : 'inactive_file'));
}

/** Fields 3 and 7 of the block layer's stat file count sectors. */
export function diskTraffic(device: string | undefined): DiskTraffic {
  const text = device === undefined ? '' : read(`/sys/block/${device}`, 'stat');
  const fields = text.trim().split(/\s+/).map(Number);
  return { read: (fields[2] ?? 0) * sectorBytes, written: (fields[6] ?? 0) * sectorBytes };
}

interface Traffic {
  readonly received: number;
  readonly sent: number;
}

/** What the host's end sends, the guest receives. */
function readInterface(name: string): Traffic {
  const folder = `/sys/class/net/${name}/statistics`;
  return { received: readNumber(folder, 'tx_bytes'), sent: readNumber(folder, 'rx_bytes') };
}

function read(folder: string | undefined, name: string): string {
  return folder === undefined ? '' : (readKernelFile(join(folder, name)) ?? '');
}

function readNumber(folder: string | undefined, name: string): number {
  return Number(read(folder, name)) || 0;
}

function field(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}
