import type { GuestPlan, GuestSample } from '@skerry/driver-contract';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DiskTraffic, undefinedIfMissing } from './guest-files.ts';

const sectorBytes = 512;

/**
 * Counters from the kernel's own files; `folders` by controller, `device` the loop device under the root, `before` what
 * that device had moved when the guest got it.
 */
export async function readSample(
  plan: GuestPlan,
  folders: Readonly<Record<string, string>>,
  device: string | undefined,
  before: DiskTraffic,
): Promise<GuestSample> {
  const [cpuSeconds, memoryBytes, disk, ...nics] = await Promise.all([
    readCpu(folders),
    readMemory(folders),
    diskTraffic(device),
    ...plan.nics.map(({ hostInterface }) => readInterface(hostInterface)),
  ]);
  const sum = (pick: (nic: Traffic) => number) => nics.reduce((total, nic) => total + pick(nic), 0);
  return {
    cpuSeconds,
    memoryBytes,
    diskReadBytes: Math.max(0, disk.read - before.read),
    diskWrittenBytes: Math.max(0, disk.written - before.written),
    networkReceivedBytes: sum((nic) => nic.received),
    networkSentBytes: sum((nic) => nic.sent),
  };
}

async function readCpu(folders: Readonly<Record<string, string>>): Promise<number> {
  if (folders['cpuacct'] !== undefined) return (await readNumber(folders['cpuacct'], 'cpuacct.usage')) / 1e9;
  return field(await read(folders['unified'], 'cpu.stat'), 'usage_usec') / 1e6;
}

/** Without the page cache that the kernel can give back at any time. */
async function readMemory(folders: Readonly<Record<string, string>>): Promise<number> {
  const v1 = folders['memory'];
  const [used, stat] = await Promise.all(
    v1 !== undefined
      ? [readNumber(v1, 'memory.usage_in_bytes'), read(v1, 'memory.stat')]
      : [readNumber(folders['unified'], 'memory.current'), read(folders['unified'], 'memory.stat')],
  );
  return Math.max(0, used - field(stat, v1 !== undefined ? 'total_inactive_file' : 'inactive_file'));
}

/** Fields 3 and 7 of the block layer's stat file count sectors. */
export async function diskTraffic(device: string | undefined): Promise<DiskTraffic> {
  const text = device === undefined ? '' : await read(`/sys/block/${device}`, 'stat');
  const fields = text.trim().split(/\s+/).map(Number);
  return { read: (fields[2] ?? 0) * sectorBytes, written: (fields[6] ?? 0) * sectorBytes };
}

interface Traffic {
  readonly received: number;
  readonly sent: number;
}

/** What the host's end sends, the guest receives. */
async function readInterface(name: string): Promise<Traffic> {
  const folder = `/sys/class/net/${name}/statistics`;
  const [received, sent] = await Promise.all([readNumber(folder, 'tx_bytes'), readNumber(folder, 'rx_bytes')]);
  return { received, sent };
}

async function read(folder: string | undefined, name: string): Promise<string> {
  if (folder === undefined) return '';
  return (await readFile(join(folder, name), 'utf8').catch(undefinedIfMissing)) ?? '';
}

async function readNumber(folder: string | undefined, name: string): Promise<number> {
  return Number(await read(folder, name)) || 0;
}

function field(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}
