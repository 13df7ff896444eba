/** What a person wants to know of this machine beside its size. Reads files of the kernel and starts nothing. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { availableParallelism, loadavg, networkInterfaces, release } from 'node:os';
import { readKernelFile } from './kernel-file.ts';

export interface MachineDisk {
  readonly name: string;
  readonly model?: string;
  readonly sizeMiB: number;
  readonly rotating: boolean;
}

export interface MachineInterface {
  readonly name: string;
  readonly mac: string;
  readonly up: boolean;
  /** Megabits a second; absent where the kernel does not know. */
  readonly speedMbps?: number;
  readonly addresses: readonly string[];
}

export interface MachineFacts {
  /** Of the whole machine, as its maker calls it. */
  readonly model?: string;
  readonly processor?: string;
  readonly kernel: string;
  readonly system?: string;
  /** ISO 8601. */
  readonly bootedAt?: string;
  /** Of the last minute, in steps of an eighth of the processors. */
  readonly load: number;
  readonly disks: readonly MachineDisk[];
  readonly interfaces: readonly MachineInterface[];
}

/** More of them nobody reads on a page. */
const most = { disks: 32, interfaces: 32, addresses: 8 } as const;

export function machineFacts(): MachineFacts {
  const model = line('/sys/class/dmi/id/product_name') ?? line('/proc/device-tree/model');
  const processor = /^model name\s*:\s*(.+)$/m.exec(readKernelFile('/proc/cpuinfo') ?? '')?.[1];
  const system = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(osRelease())?.[1];
  const booted = /^btime (\d+)$/m.exec(readKernelFile('/proc/stat') ?? '')?.[1];
  return {
    ...(model === undefined ? {} : { model: clipped(model) }),
    ...(processor === undefined ? {} : { processor: clipped(processor) }),
    kernel: clipped(release()),
    ...(system === undefined ? {} : { system: clipped(system) }),
    ...(booted === undefined ? {} : { bootedAt: new Date(Number(booted) * 1000).toISOString() }),
    load: stepped(loadavg()[0] ?? 0, availableParallelism()),
    disks: disks().slice(0, most.disks),
    interfaces: interfaces().slice(0, most.interfaces),
  };
}

/** In steps, for it changes all the time, and each change is told. */
export function stepped(load: number, processors: number): number {
  const step = Math.max(0.25, processors / 8);
  return Math.round(Math.round(load / step) * step * 100) / 100;
}

/** What is a disk of the machine: no partition, loop, RAM disk or part of another. */
function disks(): MachineDisk[] {
  return names('/sys/block')
    .filter((name) => /^(sd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(name))
    .map((name) => {
      const model = line(`/sys/block/${name}/device/model`);
      return {
        name,
        ...(model === undefined ? {} : { model: clipped(model) }),
        // Sectors of 512 bytes, whatever the disk's own are.
        sizeMiB: Math.floor(Number(line(`/sys/block/${name}/size`) ?? 0) / 2048),
        rotating: line(`/sys/block/${name}/queue/rotational`) === '1',
      };
    });
}

/** Interfaces with a device behind them, and what else has an address of its own; not what we or others made for guests. */
function interfaces(): MachineInterface[] {
  const known = networkInterfaces();
  return names('/sys/class/net')
    .filter((name) => name !== 'lo' && (isDevice(name) || /^(bond|team)\d/.test(name)))
    .map((name) => {
      const speed = Number(line(`/sys/class/net/${name}/speed`) ?? -1);
      return {
        name,
        mac: line(`/sys/class/net/${name}/address`) ?? '',
        up: line(`/sys/class/net/${name}/operstate`) === 'up',
        ...(speed > 0 ? { speedMbps: speed } : {}),
        addresses: (known[name] ?? [])
          .filter(({ scopeid }) => !scopeid)
          .map(({ address }) => address)
          .slice(0, most.addresses),
      };
    });
}

const clipped = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 200);

function names(directory: string): string[] {
  try {
    return readdirSync(directory).toSorted();
  } catch {
    // Not every kernel has each of them.
    return [];
  }
}

/** Undefined: it is not there, not for us, or empty. */
function line(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').replaceAll('\0', '').trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}

function isDevice(name: string): boolean {
  try {
    return readlinkSync(`/sys/class/net/${name}/device`) !== '';
  } catch {
    return false;
  }
}

function osRelease(): string {
  return line('/etc/os-release') ?? '';
}
