import type { HostReport, HostRuntime } from '@skerry/domain';
import { cpus, hostname, totalmem } from 'node:os';
import type { HostDrivers } from '../guests/host.ts';

const MiB = 1024 * 1024;

/** What this host is and can do. Probing a runtime may take seconds, so the caller does it seldom. */
export async function hostReport(
  drivers: HostDrivers,
  runtimes: readonly HostRuntime[],
  problems: readonly string[],
  agentVersion: string,
): Promise<HostReport> {
  const { totalBytes, freeBytes } = await drivers.storage.capacity();
  const step = 256;
  return {
    hostname: hostname(),
    agentVersion,
    architecture: process.arch === 'x64' ? 'x86_64' : process.arch === 'arm64' ? 'aarch64' : process.arch,
    cpus: cpus().length,
    memoryMiB: Math.floor(totalmem() / MiB),
    diskMiB: Math.floor(totalBytes / MiB),
    // In steps: the free space changes all the time, and each report is a write on three machines.
    diskFreeMiB: Math.floor(freeBytes / MiB / step) * step,
    runtimes,
    problems,
  };
}
